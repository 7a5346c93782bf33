//! The desk's settings, for supervisors.

use super::super::pages::DeskSettingsPage;
use super::super::service::{self, ConfigureDesk, DeskSettingsError};
use super::super::{forms, store, urls};
use crate::kernel::error::Outcome;
use crate::shell::actor::{Staff, Supervisor};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::RawForm;
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of the settings.
pub fn routes() -> Routes {
    Routes::new("review")
        .get(urls::SETTINGS, show)
        .post(urls::SETTINGS, save)
}

async fn show(web: Web, _: Staff<Supervisor>) -> Answer {
    let settings: Outcome<_> = web.db().read(|c| Ok(store::settings(c)?)).await;
    let settings = settings?;
    web.page(&DeskSettingsPage::new(
        (settings.four_eyes, settings.assigns),
        settings.version,
    ))
}

async fn save(web: Web, _: Staff<Supervisor>, Protected(raw): Protected<RawForm>) -> Answer {
    let command = ConfigureDesk {
        seen: forms::seen(&raw),
        four_eyes: raw.is_checked("quatre_yeux"),
        assigns: raw.is_checked("attribution"),
    };
    let done = web
        .write(move |tx, ctx| service::configure(tx, ctx, command))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |DeskSettingsError::Stale| {
            let page = ConflictPage::new("Les réglages ont changé pendant que vous les modifiiez. Vos changements ne sont pas enregistrés.");
            PageError::Conflict(Box::new(page.action(urls::SETTINGS, "Revoir les réglages")))
        })
    })?;
    web.see_other_with(
        urls::SETTINGS,
        Flash::success("Les réglages sont enregistrés."),
    )
}
