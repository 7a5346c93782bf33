//! Routes and handlers of corrections, for those who instruct. The organisation answers in the form of the section.

use actix_web::web::Path;

use super::model::{CorrectionId, TEXT_MAX};
use super::pages::CorrectionsPage;
use super::service::{self, Closing, CorrectionError, NoteCorrection};
use super::store::Correction;
use crate::kernel::error::{Failure, Fault};
use crate::kernel::text;
use crate::requests::model::{Dossier, Request, RequestId};
use crate::requests::policy::Action;
use crate::requests::service::{AccessError, Actor, authorised, version};
use crate::requests::state::Status;
use crate::requests::urls;
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, Routes, SignedIn, Web,
};

/// Every route of corrections.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("requests")
        .get("/demandes/{id}/corrections", show)
        .post("/demandes/{id}/corrections", note)
        .post(
            "/demandes/{id}/corrections/{correction}/reprendre",
            take_back,
        )
        .post("/demandes/{id}/corrections/clore", close_changed)
        .post("/demandes/{id}/corrections/{correction}/clore", close)
}

fn part<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

fn denied(id: RequestId) -> impl Fn(AccessError) -> PageError {
    move |error| match error {
        AccessError::Unknown => PageError::NotFound,
        AccessError::Forbidden => PageError::Forbidden(
            "Seules les personnes qui instruisent la demande notent des corrections.".to_owned(),
        ),
        AccessError::NotNow(status) => moved(id, status),
    }
}

/// Corrections are noted while the request is in review, and not after.
fn moved(id: RequestId, status: Status) -> PageError {
    ConflictPage::new("Les corrections se notent quand la demande est en cours d'instruction.")
        .now("État de la demande", status.label())
        .action(urls::desk(id), "Voir le dossier")
        .into()
}

type Loaded = (Request, Dossier, Vec<Correction>);

async fn load(web: &Web, id: RequestId) -> Result<Loaded, PageError> {
    let by = actor(web)?;
    let found = web
        .db()
        .read(move |c| {
            let request = authorised(c, &by, id, Action::Instruct)?;
            let filed = version(c, id, None)?
                .ok_or_else(|| Fault::inconsistent("request_versions", id))?
                .2;
            let noted = service::told(c, id, true)?;
            Ok((request, filed.dossier, noted))
        })
        .await;
    let loaded: Loaded = found.map_err(|failure| PageError::of(failure, denied(id)))?;
    if loaded.0.status() == Status::InReview {
        Ok(loaded)
    } else {
        Err(moved(id, loaded.0.status()))
    }
}

async fn show(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let (request, dossier, noted) = load(&web, part(&path)?).await?;
    let form = FormState::empty().with("champ", web.query("champ"));
    web.page(&CorrectionsPage::new(&request, &dossier, &noted, form))
}

async fn mistaken(web: &Web, id: RequestId, form: FormState) -> Answer {
    let (request, dossier, noted) = load(web, id).await?;
    web.mistakes(&CorrectionsPage::new(&request, &dossier, &noted, form))
}

async fn note(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    load(&web, id).await?;
    let mut form = FormState::new(&raw).fields(&["champ", "texte"]);
    let text = form.required(&raw, "texte", "Correction", TEXT_MAX);
    if form.has_errors() {
        return mistaken(&web, id, form).await;
    }
    let cmd = NoteCorrection {
        actor: actor(&web)?,
        request: id,
        field: raw.text("champ").to_owned(),
        text,
    };
    let noted = web.write(move |tx, ctx| service::note(tx, ctx, &cmd)).await;
    match noted {
        Ok(()) => web.see_other_with(
            urls::corrections(id),
            Flash::success("La correction est notée.")
                .with_text("Le demandeur la lira quand vous demanderez les corrections."),
        ),
        Err(Failure::Refused(CorrectionError::NoSuchField)) => {
            form.labelled_error("champ", "Champ", "Choisissez un champ de la liste.");
            mistaken(&web, id, form).await
        }
        Err(Failure::Refused(CorrectionError::TooMany)) => {
            form.labelled_error(
                "texte",
                "Correction",
                "Cette demande a déjà 60 corrections : regroupez-les.",
            );
            mistaken(&web, id, form).await
        }
        Err(failure) => Err(refused(failure, id)),
    }
}

fn refused(failure: Failure<CorrectionError>, id: RequestId) -> PageError {
    PageError::of(failure, |error| match error {
        CorrectionError::Access(error) => denied(id)(error),
        CorrectionError::NoSuchField | CorrectionError::TooMany | CorrectionError::Gone => {
            PageError::NotFound
        }
    })
}

async fn take_back(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let (id, correction) = (part::<RequestId>(&path.0)?, part::<CorrectionId>(&path.1)?);
    let by = actor(&web)?;
    let done = web
        .write(move |tx, ctx| service::take_back(tx, ctx, (&by, id), correction))
        .await;
    match done {
        Ok(()) => web.see_other_with(
            urls::corrections(id),
            Flash::success("La correction est retirée."),
        ),
        Err(failure) => Err(refused(failure, id)),
    }
}

async fn close(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let one = Closing::One(part::<CorrectionId>(&path.1)?);
    settle(&web, part::<RequestId>(&path.0)?, one).await
}

async fn close_changed(web: Web, _: SignedIn, path: Path<String>, _: Protected<RawForm>) -> Answer {
    settle(&web, part::<RequestId>(&path)?, Closing::Changed).await
}

async fn settle(web: &Web, id: RequestId, which: Closing) -> Answer {
    let by = actor(web)?;
    let done = web
        .write(move |tx, ctx| service::close(tx, ctx, (&by, id), which))
        .await;
    match done {
        Ok(closed) => {
            let closed = i64::try_from(closed).unwrap_or(i64::MAX);
            let words = text::count(closed, "correction close", "corrections closes");
            let back = format!("{}#corrections", urls::desk(id));
            web.see_other_with(back, Flash::success(format!("{words}.")))
        }
        Err(failure) => Err(refused(failure, id)),
    }
}
