//! The pages of the dossier: each section is saved as the person goes.

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde_json::json;

use super::{actor, denied, forbidden, part, stale};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::kernel::files::states_of;
use crate::kernel::text::paris_time;
use crate::requests::corrections::{self, AnswerCorrections, CorrectionError, told};
use crate::requests::merge::{self, Base};
use crate::requests::model::{RequestId, Section};
use crate::requests::pages::{ComparePage, SectionData, SectionPage};
use crate::requests::policy::Action;
use crate::requests::service::{
    AccessError, Actor, SaveError, SaveSection, Saved, authorised, preview, save_section,
};
use crate::requests::{forms, store, urls, views};
use crate::shell::{Answer, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web};

pub(super) async fn show(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, section) = (part::<RequestId>(&path.0)?, part::<Section>(&path.1)?);
    let data = load(&web, id, section).await?;
    web.page(&SectionPage::saved(&data, section))
}

/// The section of a request that the person may edit now; one that is filed is read on its own page.
pub(super) async fn load(
    web: &Web,
    id: RequestId,
    section: Section,
) -> Result<SectionData, PageError> {
    let (ctx, by) = (web.ctx(), actor(web)?);
    let data = web
        .db()
        .read(move |c| read(c, &ctx, (&by, id), section))
        .await;
    data.map_err(|failure| {
        PageError::of(failure, |error| match error {
            AccessError::NotNow(_) => PageError::SeeOther(urls::show(id)),
            other => denied(id)(other),
        })
    })
}

fn read(
    c: &mut Conn,
    ctx: &Ctx,
    (by, id): (&Actor, RequestId),
    section: Section,
) -> Outcome<SectionData, AccessError> {
    authorised(c, by, id, Action::Edit)?;
    let (request, dossier, problems) = preview(c, ctx, by, id)?;
    let kept = store::kept(c, id)?;
    let documents = store::documents_of(c, id)?;
    let corrections = told(c, id, false)?;
    let keys: Vec<String> = documents.iter().map(|d| d.storage_key.clone()).collect();
    Ok(SectionData {
        corrections,
        states: states_of(c, &keys)?,
        request,
        dossier,
        edition: kept.edition(section),
        mark: kept.marks.get(&section).cloned(),
        aside: kept.aside(section, by.account).cloned(),
        checks: store::url_checks_of(c, id)?,
        viewer: by.account,
        page: ctx.new_id::<uuid::Uuid>().to_string(),
        today: ctx.now.paris_day(),
        problems,
        documents,
    })
}

fn command(web: &Web, path: &(String, String), raw: &RawForm) -> Result<SaveSection, PageError> {
    let (id, section) = (part::<RequestId>(&path.0)?, part::<Section>(&path.1)?);
    Ok(SaveSection {
        actor: actor(web)?,
        request: id,
        section,
        edition: raw.text("edition").parse::<i32>().unwrap_or_default(),
        base: Base::read(raw.text("base")),
        page: raw.text("page").chars().take(36).collect(),
        choices: forms::choices(raw),
        answers: forms::answers(section, raw),
    })
}

async fn carry_out(web: &Web, cmd: &SaveSection) -> Result<Saved, PageError> {
    let sent = cmd.clone();
    let saved = web.write(move |tx, ctx| save_section(tx, ctx, &sent)).await;
    saved.map_err(|failure| PageError::of(failure, |error| not_saved(cmd.request, &error)))
}

pub(super) async fn save(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let cmd = command(&web, &path, &raw)?;
    if FormState::new(&raw).has_errors() {
        return show_mistakes(&web, &cmd, FormState::new(&raw)).await;
    }
    if let Some(form) = corrections::mistakes_of(&raw) {
        return show_mistakes(&web, &cmd, form).await;
    }
    let mut cmd = super::client::filled(&web, cmd).await?;
    let me = cmd.section == Section::Contacts && forms::is_contact(raw.text("moi"));
    if me {
        let account = cmd.actor.account;
        let person = web.db().read(move |c| Ok(views::person(c, account)?));
        forms::sign(&mut cmd.answers, raw.text("moi"), person.await?.as_ref());
    }
    answer(&web, &cmd, &raw).await?;
    let saved = carry_out(&web, &cmd).await?;
    if me {
        let url = urls::section(cmd.request, cmd.section);
        let to = format!("{url}#{}_phone", raw.text("moi"));
        let flash = Flash::success("Votre nom et votre adresse sont repris de votre compte.")
            .with_text("Complétez le téléphone et la fonction.");
        return web.see_other_with(to, flash);
    }
    if !saved.conflicts.is_empty() {
        return show_both(&web, &cmd).await;
    }
    if !saved.mistakes.is_empty() && raw.text("suite") != "rester" {
        let form = forms::mistaken(FormState::new(&raw), &saved.mistakes);
        return show_mistakes(&web, &cmd, form).await;
    }
    go_on(&web, &cmd, &saved, &raw)
}

/// The same from a script, while the person goes on typing: the answer is for the script.
pub(super) async fn autosave(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let cmd = command(&web, &path, &raw)?;
    let form = corrections::mistakes_of(&raw).unwrap_or_else(|| FormState::new(&raw));
    if let Some(mistake) = form.mistakes().first() {
        let told = format!("Pas enregistré : {}", mistake.message);
        return Ok(HttpResponse::UnprocessableEntity().json(json!({ "told": told })));
    }
    answer(&web, &cmd, &raw).await?;
    let saved = carry_out(&web, &cmd).await?;
    let named = |names: &[String]| {
        let labels = names.iter().map(|name| merge::label(name, &cmd.answers));
        labels.collect::<Vec<_>>().join(", ")
    };
    let conflicts = named(&saved.conflicts);
    let mut told = format!("Enregistré à {}", paris_time(saved.at));
    if !saved.theirs.is_empty() {
        let theirs = named(&saved.theirs);
        told = format!(
            "{told}. Un collègue a modifié entre-temps : {theirs}. Rechargez la page pour le voir, rien n'est perdu"
        );
    }
    Ok(HttpResponse::Ok().json(json!({
        "told": told,
        "edition": saved.edition,
        "base": saved.base.to_string(),
        "conflicts": conflicts,
        "compare": urls::compare(cmd.request, cmd.section),
    })))
}

/// What was put aside because a colleague changed the same answers.
pub(super) async fn compare(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, section) = (part::<RequestId>(&path.0)?, part::<Section>(&path.1)?);
    let data = load(&web, id, section).await?;
    match &data.aside {
        Some(_) => web.page(&ComparePage::new(&data, section)),
        None => web.see_other(urls::section(id, section)),
    }
}

/// The answers to corrections are kept first: a mistake in the section, or a colleague who saved it, costs them nothing.
async fn answer(web: &Web, cmd: &SaveSection, raw: &RawForm) -> Result<(), PageError> {
    let answers = corrections::typed(raw);
    if answers.is_empty() {
        return Ok(());
    }
    let id = cmd.request;
    let answers = AnswerCorrections {
        actor: cmd.actor.clone(),
        request: id,
        answers,
    };
    let kept = web
        .write(move |tx, ctx| corrections::answer(tx, ctx, &answers))
        .await;
    kept.map_err(|failure| {
        PageError::of(failure, |error| match error {
            CorrectionError::Access(error) => denied(id)(error),
            _ => PageError::NotFound,
        })
    })
}

fn not_saved(id: RequestId, error: &SaveError) -> PageError {
    match error {
        SaveError::Forbidden => forbidden(),
        SaveError::NotNow(status) => stale(id, *status),
        SaveError::Unknown => PageError::NotFound,
    }
}

/// The next section; the same one when the legal basis opened new questions in it, or when asked to stay.
fn go_on(web: &Web, cmd: &SaveSection, saved: &Saved, raw: &RawForm) -> Answer {
    let stay = raw.text("suite") == "rester" || saved.basis_changed;
    let next = match cmd.section.next() {
        _ if stay => urls::section(cmd.request, cmd.section),
        Some(next) => urls::section(cmd.request, next),
        None => urls::submit(cmd.request),
    };
    let flash = Flash::success(format!("Section enregistrée à {}.", paris_time(saved.at)));
    let flash = if saved.basis_changed {
        flash.with_text("Répondez maintenant aux questions propres à ce fondement juridique.")
    } else if saved.theirs.is_empty() {
        flash
    } else {
        flash.with_text("Ce qu'un collègue a modifié entre-temps est gardé aussi.")
    };
    web.see_other_with(next, flash)
}

async fn show_mistakes(web: &Web, cmd: &SaveSection, form: FormState) -> Answer {
    let data = load(web, cmd.request, cmd.section).await?;
    web.mistakes(&SectionPage::new(
        &data,
        cmd.section,
        (form, FormState::empty()),
    ))
}

/// Somebody else changed the same answers: both texts, and the choice.
async fn show_both(web: &Web, cmd: &SaveSection) -> Answer {
    let data = load(web, cmd.request, cmd.section).await?;
    web.page_status(409, &ComparePage::new(&data, cmd.section))
}
