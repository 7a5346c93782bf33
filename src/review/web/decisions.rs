//! Steps of an instruction: each is written, shown with everything it will do, then done once. All of it works by
//! forms alone; what was typed goes from page to page, and the version of the request that was seen goes with it.

use actix_web::web::Path;

use super::super::effects::{self, Foreseen};
use super::super::forms::{self, Written};
use super::super::pages::DecisionPage;
use super::super::service::{self, DeskError};
use super::super::steps::Step;
use super::super::views::{self, File};
use super::super::wording::Wording;
use super::super::{store, urls};
use super::{Decider, actor, answers, commits, load, previews, request_id};
use crate::experiment;
use crate::kernel::error::{Failure, Outcome};
use crate::kernel::pdf;
use crate::kernel::text::french_date;
use crate::requests::{self, GrantTerms, LegalBasis, Move, MoveError};
use crate::review::model::{TemplateId, TemplateUse};
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

type Form = Protected<RawForm>;

/// Fields that belong to a page, not to what was written.
const OF_THE_PAGE: [&str; 4] = ["vu", "choix", "confirme", "modele"];

macro_rules! step {
    ($routes:expr, $address:literal, $step:expr) => {
        $routes
            .get($address, |web, who, path| write(web, who, path, $step))
            .post($address, |web, who, path, form| {
                send(web, who, (path, form), $step)
            })
    };
}

/// The routes of the steps.
pub fn routes() -> Routes {
    let routes = Routes::new("review").post("/instruction/{id}/prendre", take);
    let routes = step!(routes, "/instruction/{id}/corrections", Step::Corrections);
    let routes = step!(routes, "/instruction/{id}/accorder", Step::Grant);
    let routes = step!(routes, "/instruction/{id}/refuser", Step::Refuse);
    let routes = step!(routes, "/instruction/{id}/ecarter", Step::Discard);
    let routes = step!(routes, "/instruction/{id}/revoquer", Step::Revoke);
    step!(routes, "/instruction/{id}/terminer", Step::End)
}

/// The move that the form asks for.
pub(super) fn on(web: &Web, id: &str, raw: &RawForm) -> Result<Move, PageError> {
    Ok(Move {
        actor: actor(web)?,
        request: request_id(id)?,
        seen: forms::seen(raw),
    })
}

/// What a refused step shows.
pub(super) async fn refused(web: &Web, id: &str, failure: Failure<DeskError>) -> PageError {
    let error = match failure {
        Failure::Refused(error) => error,
        Failure::Fault(fault) => return fault.into(),
    };
    match load(web, id).await {
        Ok(file) => answers::refused(&error, &file),
        Err(page) => page,
    }
}

async fn take(web: Web, _: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let cmd = on(&web, &path, &raw)?;
    let done = web.write(move |tx, ctx| service::take(tx, ctx, &cmd)).await;
    if let Err(failure) = done {
        return Err(refused(&web, &path, failure).await);
    }
    let flash = Flash::success("La demande vous est attribuée.");
    web.see_other_with(urls::file(request_id(&path)?), flash)
}

/// The first page of a step: what it will do, and what must be written.
async fn write(web: Web, _: Decider, path: Path<String>, step: Step) -> Answer {
    let file = load(&web, &path).await?;
    possible(&web, &file, step)?;
    let mut form = FormState::empty().with("vu", file.request.version.to_string());
    if step.asks_reference() {
        form.set("texte", reference(&web, &file).await?);
    }
    if step == Step::Grant {
        for scope in asked(&file) {
            form.set(&forms::granted_field(&scope), "oui");
        }
    }
    writing(&web, &file, step, form, 200).await
}

/// What follows the first page: a template, a preview, the confirmation, or the decision itself.
async fn send(
    web: Web,
    _: Decider,
    (path, Protected(raw)): (Path<String>, Form),
    step: Step,
) -> Answer {
    let file = load(&web, &path).await?;
    match raw.text("choix") {
        "modele" => {
            let form = with_template(&web, &file, &raw).await?;
            return writing(&web, &file, step, form, 200).await;
        }
        "modifier" => return writing(&web, &file, step, FormState::new(&raw), 200).await,
        _ => {}
    }
    let written = match forms::written(step, &raw, &asked(&file)) {
        Ok(written) => written,
        Err(form) => return writing(&web, &file, step, form, 422).await,
    };
    if raw.text("choix") == "apercu" {
        let paper = previews::letter(&web, &file, (step, &written)).await?;
        let bytes = web.blocking(move || pdf::write(&paper)).await?;
        return web.made(("apercu-de-la-lettre.pdf", "application/pdf"), bytes);
    }
    if step.is_confirmed() && !raw.is_checked("confirme") {
        return confirming(&web, &file, (step, &written), &raw).await;
    }
    match commits::commit(&web, (&path, &raw), (step, written)).await? {
        Ok(answer) => Ok(answer),
        Err(form) => writing(&web, &load(&web, &path).await?, step, form, 422).await,
    }
}

/// The step must be possible now, as far as one can tell before it is done.
fn possible(web: &Web, file: &File, step: Step) -> Result<(), PageError> {
    let ctx = web.ctx();
    let asked = requests::DecideCtx {
        by: ctx.account().unwrap_or_default(),
        at: ctx.now,
        basis: file.request.basis,
    };
    match file.request.state.decide(&step.command(), &asked) {
        Ok(_) => Ok(()),
        Err(refusal) => {
            let error = DeskError::Move(MoveError::Refused(refusal));
            Err(answers::refused(&error, file))
        }
    }
}

/// The scopes that the dossier asks for, `openid` aside.
fn asked(file: &File) -> Vec<String> {
    let (_, _, filed) = &file.last;
    let mut scopes = filed.dossier.scopes();
    scopes.retain(|scope| scope != "openid");
    scopes
}

/// The text proposed for a decision that cites one.
async fn reference(web: &Web, file: &File) -> Result<String, PageError> {
    if file.request.basis != LegalBasis::Experiment {
        return Ok(LegalBasis::Administration.default_reference().to_owned());
    }
    let request = file.request.clone();
    let decree: Outcome<_> = web
        .db()
        .read(move |c| Ok(experiment::decree(c, &request)?))
        .await;
    Ok(decree?)
}

/// The form with the words of the chosen template after those that were written.
async fn with_template(web: &Web, file: &File, raw: &RawForm) -> Result<FormState, PageError> {
    let mut form = FormState::new(raw);
    let Ok(id) = raw.text("modele").parse::<TemplateId>() else {
        form.labelled_error("modele", "Modèle de motif", "Choisissez un modèle.");
        return Ok(form);
    };
    let found: Outcome<_> = web.db().read(move |c| Ok(store::template(c, id)?)).await;
    let template = found?.ok_or(PageError::NotFound)?;
    let request = &file.request;
    let wording = Wording {
        number: request.number.clone(),
        organisation: file.organisation.details.name.clone(),
        service: request.shown_title().to_owned(),
        basis: request.basis.label().to_owned(),
        submitted_on: request.submitted_at.map(french_date).unwrap_or_default(),
    };
    let body = wording.fill(template.text.body());
    let before = raw.text("motif");
    let all = if before.is_empty() {
        body
    } else {
        format!("{before}\n\n{body}")
    };
    form.set("motif", all);
    if !template.text.legal_reference().is_empty() {
        form.set("texte", wording.fill(template.text.legal_reference()));
    }
    form.set("modele", "");
    let used = TemplateUse {
        template: id,
        version: template.version,
    };
    form.set("modeles", format!("{} {used}", raw.text("modeles")));
    Ok(form)
}

async fn writing(web: &Web, file: &File, step: Step, form: FormState, status: u16) -> Answer {
    let (request, all) = (file.request.id, step.asks_reason());
    let found: Outcome<_> = web
        .db()
        .read(move |c| {
            let templates = if all {
                store::templates(c, Some(step), false)?
            } else {
                Vec::new()
            };
            let four_eyes = store::settings(c)?.four_eyes;
            Ok((templates, four_eyes, views::reach(c, request)?))
        })
        .await;
    let (templates, four_eyes, reach) = found?;
    let foreseen = Foreseen {
        step,
        four_eyes,
        terms: &GrantTerms::default(),
        reach: &reach,
    };
    let effects = effects::of(file, &foreseen);
    let page = DecisionPage::writing(file, step, (form, effects), &templates);
    web.page_status(status, &page)
}

/// Everything that will happen, with the mail and the letter, before it does. Nothing is written.
async fn confirming(
    web: &Web,
    file: &File,
    (step, written): (Step, &Written),
    raw: &RawForm,
) -> Answer {
    possible(web, file, step)?;
    if forms::seen(raw) != file.request.version {
        let error = DeskError::Move(MoveError::Stale(file.request.status()));
        return Err(answers::refused(&error, file));
    }
    let request = file.request.id;
    let found: Outcome<_> = web
        .db()
        .read(move |c| Ok((store::settings(c)?.four_eyes, views::reach(c, request)?)))
        .await;
    let (four_eyes, reach) = found?;
    let all = GrantTerms::default();
    let foreseen = Foreseen {
        step,
        four_eyes,
        terms: written.terms().unwrap_or(&all),
        reach: &reach,
    };
    let effects = effects::of(file, &foreseen);
    let mail = previews::mail(web, file, (step, written)).await?;
    let letter = if requests::has_letter(step.leads_to()) {
        Some(previews::letter(web, file, (step, written)).await?)
    } else {
        None
    };
    let kept = raw
        .iter()
        .filter(|(name, _)| !OF_THE_PAGE.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form = FormState::new(raw);
    let page = DecisionPage::confirming(file, step, (form, effects), kept.collect());
    web.page(&page.with_papers(mail, letter.as_ref()))
}
