//! Filing, taking back, throwing away.

use actix_web::web::Path;

use super::{actor, command, denied, part, refused, stale};
use crate::kernel::error::Failure;
use crate::organisations;
use crate::requests::forms::withdrawal;
use crate::requests::model::{Request, RequestId, Section};
use crate::requests::pages::{ConfirmPage, SectionData, SubmitPage, WithdrawPage};
use crate::requests::policy::Action;
use crate::requests::service::{self, DraftError, SubmitError, authorised};
use crate::requests::urls;
use crate::shell::{Answer, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web};

pub(super) async fn review(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let data = load(&web, part::<RequestId>(&path)?).await?;
    web.page(&SubmitPage::new(&data, false))
}

async fn load(web: &Web, id: RequestId) -> Result<SectionData, PageError> {
    super::section::load(web, id, Section::Organisation).await
}

pub(super) async fn file(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let request = readable(&web, &path, Action::Read).await?;
    // It may have closed since the draft was begun.
    organisations::check_now(&web, request.organisation).await?;
    let cmd = command(&web, id, &raw)?;
    let filed = web
        .write(move |tx, ctx| service::submit(tx, ctx, &cmd))
        .await;
    match filed {
        Ok(_) => {
            let flash = Flash::success("La demande est déposée.")
                .with_text("Un accusé de réception vous est envoyé par courriel.");
            web.see_other_with(urls::show(id), flash)
        }
        Err(Failure::Refused(SubmitError::Incomplete(_))) => {
            let data = load(&web, id).await?;
            web.mistakes(&SubmitPage::new(&data, true))
        }
        Err(failure) => Err(PageError::of(failure, |error| match error {
            SubmitError::Move(error) => refused(id)(error),
            SubmitError::Incomplete(_) => PageError::NotFound,
        })),
    }
}

pub(super) async fn ask_withdraw(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let request = readable(&web, &path, Action::Withdraw).await?;
    web.page(&WithdrawPage::new(&request, FormState::empty()))
}

pub(super) async fn withdraw(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let request = readable(&web, &path, Action::Withdraw).await?;
    let (reason, comment) = match withdrawal(&raw) {
        Ok(why) => why,
        Err(form) => return web.mistakes(&WithdrawPage::new(&request, form)),
    };
    let cmd = command(&web, id, &raw)?;
    let done = web
        .write(move |tx, ctx| service::withdraw(tx, ctx, &cmd, (reason, &comment)))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    web.see_other_with(urls::show(id), Flash::success("La demande est retirée."))
}

pub(super) async fn ask_delete(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let request = readable(&web, &path, Action::Delete).await?;
    web.page(&ConfirmPage::delete(&request))
}

pub(super) async fn delete(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let cmd = command(&web, id, &raw)?;
    let done = web
        .write(move |tx, ctx| service::delete_draft(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |error| match error {
            DraftError::Unknown | DraftError::Closed | DraftError::AlreadyAmended(_) => {
                PageError::NotFound
            }
            DraftError::Forbidden => super::forbidden(),
            DraftError::Stale(status) => stale(id, status),
        })
    })?;
    web.see_other_with(urls::LIST, Flash::success("Le brouillon est supprimé."))
}

/// The request, if the person may do so to it.
async fn readable(web: &Web, path: &str, action: Action) -> Result<Request, PageError> {
    let id = part::<RequestId>(path)?;
    let by = actor(web)?;
    let found = web.db().read(move |c| authorised(c, &by, id, action)).await;
    found.map_err(|failure| PageError::of(failure, denied(id)))
}
