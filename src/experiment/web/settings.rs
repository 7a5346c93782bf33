//! The terms: of the experiment spoken of today, or of a further one.

use super::super::pages::SettingsPage;
use super::super::service::{self, ConfigureError};
use super::super::{forms, store, urls, views};
use crate::kernel::error::{Failure, Outcome};
use crate::shell::actor::{Staff, Supervisor};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::web::{Answer, Web};

pub(super) async fn show(web: Web, _: Staff<Supervisor>) -> Answer {
    let (experiment, changes) = load(&web).await?;
    let form = forms::filled(experiment.as_ref());
    web.page(&SettingsPage::new(urls::SETTINGS, form, changes))
}

pub(super) async fn next(web: Web, _: Staff<Supervisor>) -> Answer {
    let form = forms::filled(None);
    web.page(&SettingsPage::new(urls::NEXT, form, Vec::new()))
}

pub(super) async fn save(
    web: Web,
    _: Staff<Supervisor>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    configure(&web, urls::SETTINGS, &raw).await
}

pub(super) async fn begin(
    web: Web,
    _: Staff<Supervisor>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    configure(&web, urls::NEXT, &raw).await
}

async fn configure(web: &Web, action: &'static str, raw: &RawForm) -> Answer {
    let mut command = match forms::read(raw) {
        Ok(command) => command,
        Err(form) => return with_mistakes(web, action, form).await,
    };
    if action == urls::NEXT {
        command.seen = None;
    }
    let done: Outcome<_, ConfigureError> = web
        .write(move |tx, ctx| service::configure(tx, ctx, &command))
        .await;
    match done {
        Ok(id) => web.see_other_with(
            urls::panel(id),
            Flash::success("Les réglages sont enregistrés."),
        ),
        Err(Failure::Refused(ConfigureError::Stale)) => {
            Err(PageError::Conflict(Box::new(changed_meanwhile())))
        }
        Err(Failure::Refused(error)) => {
            let mut form = FormState::new(raw);
            forms::refusal(&mut form, error);
            with_mistakes(web, action, form).await
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

fn changed_meanwhile() -> ConflictPage {
    ConflictPage::new("Les réglages de l'expérimentation ont changé pendant que vous les modifiiez. Vos changements ne sont pas enregistrés.")
        .action(urls::SETTINGS, "Revoir les réglages")
}

async fn with_mistakes(web: &Web, action: &'static str, form: FormState) -> Answer {
    let changes = match action {
        urls::NEXT => Vec::new(),
        _ => load(web).await?.1,
    };
    web.mistakes(&SettingsPage::new(action, form, changes))
}

async fn load(web: &Web) -> Result<(Option<store::Experiment>, Vec<views::ChangeLine>), PageError> {
    let today = web.ctx().now.paris_day();
    let loaded: Outcome<_> = web
        .db()
        .read(move |c| {
            let experiment = store::current(c, today)?;
            let changes = match &experiment {
                Some(experiment) => views::changes(c, experiment)?,
                None => Vec::new(),
            };
            Ok((experiment, changes))
        })
        .await;
    Ok(loaded?)
}
