//! The assessment in the browser.

use actix_web::web::Path;

use super::model::{Assessment, NotePart};
use super::pages::{AssessmentPage, ResultsPage};
use super::service::{self, AssessmentError, Standing, WriteNote};
use super::store;
use super::{book, paper};
use crate::experiment::ExperimentId;
use crate::kernel::clock::Instant;
use crate::kernel::error::{Fault, Never};
use crate::participation::model::Period;
use crate::participation::{urls, views};
use crate::shell::{
    Answer, Anyone, Auditor, ConflictPage, Flash, FormState, PageError, Protected, RawForm,
    Reviewer, Role, Staff, Supervisor, Web,
};

type Readers = Staff<(Reviewer, Supervisor, Auditor)>;

/// Longest note.
const NOTE_MAX: usize = 20_000;

async fn standing(web: &Web) -> Result<Option<Standing>, PageError> {
    let asked = web.query("experimentation").parse::<ExperimentId>().ok();
    let today = web.ctx().now.paris_day();
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(period) = views::chosen(c, asked, today)? else {
            return Ok(None);
        };
        Ok(Some(service::standing(c, period, today)?))
    });
    Ok(read.await?)
}

pub(in crate::participation) async fn show(web: Web, who: Readers) -> Answer {
    match standing(&web).await? {
        Some(standing) => web.page(&AssessmentPage::new(&standing, who.has(Role::Supervisor))),
        None => web.see_other(urls::PANEL),
    }
}

pub(in crate::participation) async fn draft_file(
    web: Web,
    _: Readers,
    kind: Path<String>,
) -> Answer {
    let standing = standing(&web).await?.ok_or(PageError::NotFound)?;
    given(&web, &kind, &standing.assessment)
}

fn given(web: &Web, kind: &str, assessment: &Assessment) -> Answer {
    let (media_type, bytes) = match kind {
        "json" => ("application/json", assessment.body().into_bytes()),
        "ods" => (
            "application/vnd.oasis.opendocument.spreadsheet",
            book(assessment)?,
        ),
        "pdf" => ("application/pdf", paper(assessment)?),
        _ => return Err(PageError::NotFound),
    };
    web.made((&format!("bilan.{kind}"), media_type), bytes)
}

fn experiment_of(raw: &RawForm) -> Result<ExperimentId, PageError> {
    raw.text("experimentation")
        .parse::<ExperimentId>()
        .map_err(|_| PageError::NotFound)
}

pub(in crate::participation) async fn write(
    web: Web,
    who: Staff<Supervisor>,
    part: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let part = part.parse::<NotePart>().map_err(|_| PageError::NotFound)?;
    let experiment = experiment_of(&raw)?;
    let mut form = FormState::new(&raw);
    let words = form.optional(&raw, "appreciation", "Appréciation", NOTE_MAX);
    let back = format!("{}?experimentation={experiment}", urls::ASSESSMENT);
    if form.has_errors() {
        let words = format!("Cette appréciation est trop longue : {NOTE_MAX} caractères au plus.");
        return Err(ConflictPage::new(&words)
            .action(back, "Revoir le bilan")
            .into());
    }
    let cmd = WriteNote {
        by: who.account(),
        experiment,
        part,
        words: words.unwrap_or_default(),
        seen: raw.text("vu").parse::<i32>().unwrap_or(-1),
    };
    let done = web
        .write(move |tx, ctx| service::write_note(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| PageError::of(failure, |why| not_done(why, &back)))?;
    web.see_other_with(back, Flash::success("L'appréciation est enregistrée."))
}

pub(in crate::participation) async fn publish(
    web: Web,
    who: Staff<Supervisor>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (experiment, by) = (experiment_of(&raw)?, who.account());
    let seen = raw.text("empreinte").to_owned();
    let done = web
        .write(move |tx, ctx| service::publish(tx, ctx, by, (experiment, &seen)))
        .await;
    let back = format!("{}?experimentation={experiment}", urls::ASSESSMENT);
    done.map_err(|failure| PageError::of(failure, |why| not_done(why, &back)))?;
    web.see_other_with(
        back,
        Flash::success("Le bilan est publié. Tout le monde peut le lire."),
    )
}

fn not_done(why: AssessmentError, back: &str) -> PageError {
    match why {
        AssessmentError::Unknown => PageError::NotFound,
        AssessmentError::Stale => {
            ConflictPage::new("Le bilan a changé depuis que vous l'avez lu. Rien n'est enregistré.")
                .action(back, "Relire le bilan")
                .into()
        }
    }
}

async fn published_one(
    web: &Web,
    id: ExperimentId,
) -> Result<(Period, Assessment, Instant), PageError> {
    let read = web.db().read::<_, Never, _>(move |c| {
        let period = views::period(c, id)?;
        Ok(period.zip(store::last_published(c, id)?))
    });
    let (period, kept) = read.await?.ok_or(PageError::NotFound)?;
    let assessment = serde_json::from_str::<Assessment>(&kept.body)
        .map_err(Fault::other("reading an assessment"))?;
    Ok((period, assessment, kept.published_at))
}

pub(in crate::participation) async fn published(
    web: Web,
    _: Anyone,
    id: Path<ExperimentId>,
) -> Answer {
    let (period, assessment, at) = published_one(&web, id.into_inner()).await?;
    web.page(&ResultsPage::new(&period, assessment, at))
}

pub(in crate::participation) async fn published_file(
    web: Web,
    _: Anyone,
    path: Path<(ExperimentId, String)>,
) -> Answer {
    let (id, kind) = path.into_inner();
    let (_, assessment, _) = published_one(&web, id).await?;
    if !matches!(kind.as_str(), "ods" | "pdf") {
        return Err(PageError::NotFound);
    }
    given(&web, &kind, &assessment.public())
}
