//! The pages of the dossier: each section is saved as the person goes.

use actix_web::web::Path;

use super::{actor, denied, forbidden, part, stale};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::requests::model::{Dossier, RequestId, Section};
use crate::requests::pages::{SectionData, SectionPage, StalePage};
use crate::requests::policy::Action;
use crate::requests::service::{
    AccessError, Actor, SaveError, SaveSection, Saved, authorised, preview, save_section,
    take_section,
};
use crate::requests::{forms, store, urls};
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
    let edition = store::kept(c, id)?.edition(section);
    let documents = store::documents_of(c, id)?;
    Ok(SectionData {
        request,
        dossier,
        edition,
        problems,
        documents,
    })
}

pub(super) async fn save(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (id, section) = (part::<RequestId>(&path.0)?, part::<Section>(&path.1)?);
    if FormState::new(&raw).has_errors() {
        return show_mistakes(&web, (id, section), FormState::new(&raw)).await;
    }
    let cmd = SaveSection {
        actor: actor(&web)?,
        request: id,
        section,
        edition: raw.text("edition").parse::<i32>().unwrap_or_default(),
        answers: forms::answers(section, &raw),
    };
    let (ctx, sent) = (web.ctx(), cmd.clone());
    let saved = web
        .db()
        .write(move |tx| save_section(tx, &ctx, &sent))
        .await;
    match saved {
        Ok(saved) => go_on(&web, &cmd, &saved, &raw),
        Err(Failure::Refused(SaveError::Mistakes(problems))) => {
            show_mistakes(&web, (id, section), forms::mistaken(&raw, &problems)).await
        }
        Err(Failure::Refused(SaveError::Stale(..))) => show_both(&web, &cmd, &raw).await,
        Err(failure) => Err(PageError::of(failure, |error| not_saved(id, &error))),
    }
}

fn not_saved(id: RequestId, error: &SaveError) -> PageError {
    match error {
        SaveError::Forbidden => forbidden(),
        SaveError::NotNow(status) => stale(id, *status),
        SaveError::Unknown | SaveError::Stale(..) | SaveError::Mistakes(_) => PageError::NotFound,
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
    let flash = Flash::success("Section enregistrée.");
    let flash = if saved.basis_changed {
        flash.with_text("Répondez maintenant aux questions propres à ce fondement juridique.")
    } else {
        flash
    };
    web.see_other_with(next, flash)
}

async fn show_mistakes(web: &Web, (id, section): (RequestId, Section), form: FormState) -> Answer {
    let data = load(web, id, section).await?;
    web.mistakes(&SectionPage::new(
        &data,
        section,
        (form, FormState::empty()),
    ))
}

/// Somebody else saved the section: both texts, and the choice.
async fn show_both(web: &Web, cmd: &SaveSection, raw: &RawForm) -> Answer {
    let data = load(web, cmd.request, cmd.section).await?;
    let mut mine: Dossier = data.dossier.clone();
    take_section(cmd.section, &cmd.answers, &mut mine);
    web.page_status(409, &StalePage::new(&data, cmd.section, (&mine, raw)))
}
