//! Reason templates: everybody of the desk reads them, supervisors write them.

use actix_web::web::Path;

use super::super::model::TemplateId;
use super::super::pages::{TemplatePage, TemplatesPage};
use super::super::service::{self, TemplateError};
use super::super::steps::Step;
use super::super::{forms, store, urls};
use super::Desk;
use crate::identity::Role;
use crate::kernel::error::{Failure, Outcome};
use crate::shell::actor::{Staff, Supervisor};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

type Form = Protected<RawForm>;

/// The routes of the templates.
pub fn routes() -> Routes {
    Routes::new("review")
        .get("/instruction/modeles", list)
        .get("/instruction/modeles/nouveau", blank)
        .post("/instruction/modeles/nouveau", write)
        .get("/instruction/modeles/{modele}", show)
        .post("/instruction/modeles/{modele}", edit)
        .post("/instruction/modeles/{modele}/ranger", archive)
}

fn may_write(web: &Web) -> bool {
    web.viewer().has(Role::Supervisor)
}

async fn list(web: Web, _: Desk) -> Answer {
    let found: Outcome<_> = web
        .db()
        .read(|c| Ok(store::templates(c, None, true)?))
        .await;
    web.page(&TemplatesPage::new(&found?, may_write(&web)))
}

async fn blank(web: Web, _: Staff<Supervisor>) -> Answer {
    web.page(&TemplatePage::blank(FormState::empty()))
}

async fn write(web: Web, _: Staff<Supervisor>, Protected(raw): Form) -> Answer {
    let step = raw.text("etape").parse::<Step>().ok();
    let step = step.filter(|step| step.asks_reason());
    let (text, step) = match (forms::template(&raw), step) {
        (Ok(text), Some(step)) => (text, step),
        (written, step) => {
            let mut form = written.err().unwrap_or_else(|| FormState::new(&raw));
            if step.is_none() {
                form.labelled_error("etape", "Pour", "Choisissez l'étape qui s'en servira.");
            }
            return web.mistakes(&TemplatePage::blank(form));
        }
    };
    let done: Outcome<TemplateId> = web
        .write(move |tx, ctx| Ok(service::write(tx, ctx, step, &text)?))
        .await;
    let flash = Flash::success("Le modèle est enregistré.");
    web.see_other_with(urls::template(done?), flash)
}

async fn show(web: Web, _: Desk, path: Path<String>) -> Answer {
    web.page(&load(&web, &path, None).await?)
}

async fn load(web: &Web, path: &str, form: Option<FormState>) -> Result<TemplatePage, PageError> {
    let id = template_id(path)?;
    let found: Outcome<_> = web
        .db()
        .read(move |c| Ok((store::template(c, id)?, store::template_versions(c, id)?)))
        .await;
    let (template, versions) = found?;
    let template = template.ok_or(PageError::NotFound)?;
    Ok(TemplatePage::edit(
        &template,
        &versions,
        form,
        may_write(web),
    ))
}

fn template_id(path: &str) -> Result<TemplateId, PageError> {
    path.parse::<TemplateId>().map_err(|_| PageError::NotFound)
}

async fn edit(web: Web, _: Staff<Supervisor>, path: Path<String>, Protected(raw): Form) -> Answer {
    let id = template_id(&path)?;
    let text = match forms::template(&raw) {
        Ok(text) => text,
        Err(form) => return web.mistakes(&load(&web, &path, Some(form)).await?),
    };
    let seen = forms::seen(&raw);
    let done = web
        .write(move |tx, ctx| service::edit(tx, ctx, (id, seen), &text))
        .await;
    done.map_err(refused)?;
    let flash = Flash::success("Le modèle est enregistré.");
    web.see_other_with(urls::template(id), flash)
}

async fn archive(
    web: Web,
    _: Staff<Supervisor>,
    path: Path<String>,
    Protected(raw): Form,
) -> Answer {
    let (id, seen) = (template_id(&path)?, forms::seen(&raw));
    let done = web
        .write(move |tx, ctx| service::archive(tx, ctx, (id, seen)))
        .await;
    let words = if done.map_err(refused)? {
        "Le modèle est rangé : il n'est plus proposé."
    } else {
        "Le modèle est proposé de nouveau."
    };
    web.see_other_with(urls::TEMPLATES, Flash::success(words))
}

fn refused(failure: Failure<TemplateError>) -> PageError {
    PageError::of(failure, |error| match error {
        TemplateError::Unknown => PageError::NotFound,
        TemplateError::Stale => {
            let page = ConflictPage::new(
                "Le modèle a changé pendant que vous l'écriviez. Vos changements ne sont pas enregistrés.",
            );
            PageError::Conflict(Box::new(page.action(urls::TEMPLATES, "Revoir les modèles")))
        }
    })
}
