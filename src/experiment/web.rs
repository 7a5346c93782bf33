//! The experiment's routes: the public page, the panel, the settings.

use super::pages::{PanelPage, PublicPage, SettingsPage};
use super::service::ConfigureError;
use super::{forms, service, store, urls, views};
use crate::kernel::error::{Failure, Outcome};
use crate::shell::actor::{Anyone, Auditor, Reviewer, Role, Staff, Supervisor};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("experiment")
        .get(urls::PUBLIC, public)
        .get(urls::PANEL, panel)
        .get(urls::SETTINGS, settings)
        .post(urls::SETTINGS, configure)
}

async fn public(web: Web, _: Anyone) -> Answer {
    let opening = web
        .db()
        .read(|c| Ok(views::opening(c)?))
        .await
        .map_err(Failure::into_fault)?;
    web.page(&PublicPage::new(
        opening.as_ref(),
        web.ctx().now.paris_day(),
    ))
}

async fn panel(web: Web, staff: Staff<(Reviewer, Supervisor, Auditor)>) -> Answer {
    let panel = web
        .db()
        .read(|c| Ok(views::panel(c)?))
        .await
        .map_err(Failure::into_fault)?;
    web.page(&PanelPage::new(
        panel,
        web.ctx().now.paris_day(),
        staff.has(Role::Supervisor),
    ))
}

async fn settings(web: Web, _: Staff<Supervisor>) -> Answer {
    let (experiment, changes) = load_settings(&web).await?;
    web.page(&SettingsPage::new(
        forms::filled(experiment.as_ref()),
        changes,
    ))
}

async fn configure(web: Web, _: Staff<Supervisor>, Protected(raw): Protected<RawForm>) -> Answer {
    let command = match forms::read(&raw) {
        Ok(command) => command,
        Err(form) => return with_mistakes(&web, form).await,
    };
    let done: Outcome<_, ConfigureError> = web
        .write(move |tx, ctx| service::configure(tx, ctx, &command))
        .await;
    match done {
        Ok(_) => web.see_other_with(
            urls::PANEL,
            Flash::success("Les réglages sont enregistrés."),
        ),
        Err(Failure::Refused(ConfigureError::Stale)) => {
            Err(PageError::Conflict(Box::new(changed_meanwhile())))
        }
        Err(Failure::Refused(ConfigureError::NoReason)) => {
            let mut form = FormState::new(&raw);
            form.labelled_error("motif", "Motif du changement", "Ce champ est obligatoire.");
            with_mistakes(&web, form).await
        }
        Err(Failure::Refused(ConfigureError::CapBelowSeats { highest })) => {
            let mut form = FormState::new(&raw);
            let message = format!(
                "Des places sont attribuées jusqu'au numéro {highest} : le nombre de places ne peut pas être inférieur."
            );
            form.labelled_error("plafond", "Nombre de places", message);
            with_mistakes(&web, form).await
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

fn changed_meanwhile() -> ConflictPage {
    ConflictPage::new("Les réglages de l'expérimentation ont changé pendant que vous les modifiiez. Vos changements ne sont pas enregistrés.")
        .action(urls::SETTINGS, "Revoir les réglages")
}

async fn with_mistakes(web: &Web, form: FormState) -> Answer {
    let (_, changes) = load_settings(web).await?;
    web.mistakes(&SettingsPage::new(form, changes))
}

async fn load_settings(
    web: &Web,
) -> Result<(Option<store::Experiment>, Vec<views::ChangeLine>), PageError> {
    let loaded: Outcome<_> = web
        .db()
        .read(|c| {
            let experiment = store::current(c)?;
            let changes = match &experiment {
                Some(experiment) => views::changes(c, experiment)?,
                None => Vec::new(),
            };
            Ok((experiment, changes))
        })
        .await;
    Ok(loaded?)
}
