//! Routes and handlers of notes and opinions.

use actix_web::web::Path;

use super::model::{MOST, NoteId, TEXT_MAX, answer_name};
use super::pages::{Data, Forms, NotesPage};
use super::service::{self, AnswerOpinion, AskOpinion, NoteError};
use crate::kernel::error::Failure;
use crate::requests::{self, AccessError, Action, RequestId};
use crate::review::reading;
use crate::review::urls;
use crate::review::web::{Decider, Desk, actor, answers, request_id};
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, Role, Routes, Web,
};

type Form = Protected<RawForm>;

/// The routes of notes.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("review")
        .get("/instruction/{id}/notes", show)
        .post("/instruction/{id}/notes", write)
        .post("/instruction/{id}/avis", ask)
        .post("/instruction/{id}/avis/{avis}", answer)
}

async fn load(web: &Web, id: RequestId) -> Result<Data, PageError> {
    let by = actor(web)?;
    let supervises = by.staff.contains(&Role::Supervisor);
    let found = web
        .db()
        .read(move |c| {
            let (request, held) = reading::desk_reading(c, &by, id)?;
            let writes =
                requests::may(&held, Action::Instruct, request.status()) == requests::Answer::Yes;
            Ok(Data {
                notes: service::brief(c, id, MOST)?,
                able: requests::instructors(c, &request)?,
                recusals: requests::recusals(c, id)?,
                writes,
                supervises,
                request,
            })
        })
        .await;
    found.map_err(|failure: Failure<AccessError>| PageError::of(failure, answers::denied))
}

async fn show(web: Web, staff: Desk, path: Path<String>) -> Answer {
    let data = load(&web, request_id(&path)?).await?;
    web.page(&NotesPage::new(data, staff.account(), Forms::default()))
}

async fn mistaken(web: &Web, staff: &Decider, id: RequestId, forms: Forms) -> Answer {
    let data = load(web, id).await?;
    web.mistakes(&NotesPage::new(data, staff.account(), forms))
}

fn refused(id: RequestId) -> impl FnOnce(NoteError) -> PageError {
    move |error| {
        match error {
        NoteError::Access(error) => answers::denied(error),
        NoteError::TooMany => {
            ConflictPage::new("Cette demande a déjà 300 notes. La vôtre n'est pas enregistrée.")
                .action(urls::notes(id), "Lire les notes")
                .into()
        }
        NoteError::Gone | NoteError::NotThem => {
            ConflictPage::new("Cet avis est déjà donné, ou il est demandé à quelqu'un d'autre. Votre réponse n'est pas enregistrée.")
                .action(urls::notes(id), "Lire les notes")
                .into()
        }
    }
    }
}

async fn write(web: Web, staff: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let (id, by) = (request_id(&path)?, actor(&web)?);
    let mut form = FormState::new(&raw);
    let body = form.required(&raw, "note", "Note", TEXT_MAX);
    if form.has_errors() {
        let forms = Forms {
            note: form,
            ..Forms::default()
        };
        return mistaken(&web, &staff, id, forms).await;
    }
    let done = web
        .write(move |tx, ctx| service::write(tx, ctx, (&by, id), &body))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    let back = format!("{}#notes", urls::file(id));
    web.see_other_with(back, Flash::success("La note est enregistrée."))
}

async fn ask(web: Web, staff: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let id = request_id(&path)?;
    let mut form = FormState::new(&raw).fields(&["collegue"]);
    let question = form.required(&raw, "question", "Question", TEXT_MAX);
    let of = raw.text("collegue").parse();
    if of.is_err() {
        form.labelled_error(
            "collegue",
            "Collègue",
            "Choisissez un collègue de la liste.",
        );
    }
    let (false, Ok(of)) = (form.has_errors(), of) else {
        return asked_wrong(&web, &staff, id, form).await;
    };
    let cmd = AskOpinion {
        actor: actor(&web)?,
        request: id,
        of,
        question,
    };
    let done = web.write(move |tx, ctx| service::ask(tx, ctx, &cmd)).await;
    match done {
        Ok(()) => web.see_other_with(urls::notes(id), Flash::success("L'avis est demandé.")),
        Err(Failure::Refused(NoteError::NotThem)) => {
            let words =
                "Cette personne ne peut pas instruire cette demande : choisissez-en une autre.";
            form.labelled_error("collegue", "Collègue", words);
            asked_wrong(&web, &staff, id, form).await
        }
        Err(failure) => Err(PageError::of(failure, refused(id))),
    }
}

async fn asked_wrong(web: &Web, staff: &Decider, id: RequestId, form: FormState) -> Answer {
    let forms = Forms {
        ask: form,
        ..Forms::default()
    };
    mistaken(web, staff, id, forms).await
}

async fn answer(
    web: Web,
    staff: Decider,
    path: Path<(String, String)>,
    Protected(raw): Form,
) -> Answer {
    let id = request_id(&path.0)?;
    let note: NoteId = path.1.parse().map_err(|_| PageError::NotFound)?;
    let mut form = FormState::new(&raw);
    let text = form.required(&raw, &answer_name(&note), "Votre avis", TEXT_MAX);
    if form.has_errors() {
        let forms = Forms {
            answer: form,
            ..Forms::default()
        };
        return mistaken(&web, &staff, id, forms).await;
    }
    let cmd = AnswerOpinion {
        actor: actor(&web)?,
        request: id,
        note,
        answer: text,
    };
    let done = web
        .write(move |tx, ctx| service::answer(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    web.see_other_with(urls::notes(id), Flash::success("Votre avis est donné."))
}
