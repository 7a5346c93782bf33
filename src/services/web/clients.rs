//! The clients of a service: list, creation, change.

use actix_web::web::Path;

use super::client::{failed, secret_page};
use super::{both, denied, note_audit, opened};
use crate::kernel::error::Failure;
use crate::services::client::Environment;
use crate::services::model::{Access, ClientKey, Denied, ServiceId};
use crate::services::pages::{ClientFormPage, ClientsPage, SpaceHead, Tab};
use crate::services::policy::{Action, allows};
use crate::services::service::{self, ClientCommand, ClientError, NewSecret};
use crate::services::status::Status;
use crate::services::store::{self, ClientRow};
use crate::services::{forms, urls, views};
use crate::shell::actor::AccountId;
use crate::shell::{Answer, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web};

pub(super) async fn list(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View, Tab::Clients)?;
        let rows = (
            store::clients_of(c, id, Environment::Sandbox)?,
            store::disabled_clients_of(c, id)?,
        );
        Ok(ClientsPage::new(head, id, may_configure(&access), rows))
    });
    web.page(&read.await.map_err(denied)?)
}

/// Whether a page offers what the use cases allow: nothing changes in a closed service.
pub(super) fn may_configure(access: &Access) -> bool {
    allows(access.role, Action::Configure) && access.service.state.status() != Status::Closed
}

pub(super) async fn creation(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let page = blank(&web, who.account(), id.into_inner(), Environment::Sandbox).await?;
    web.page(&page)
}

pub(super) async fn production_creation(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let page = blank(
        &web,
        who.account(),
        id.into_inner(),
        Environment::Production,
    )
    .await?;
    web.page(&page)
}

async fn blank(
    web: &Web,
    account: AccountId,
    id: ServiceId,
    environment: Environment,
) -> Result<ClientFormPage, PageError> {
    let key = web.ctx().new_id::<ClientKey>();
    form_page(web, account, (id, key), environment, forms::new_client()).await
}

async fn form_page(
    web: &Web,
    account: AccountId,
    (id, key): (ServiceId, ClientKey),
    environment: Environment,
    form: FormState,
) -> Result<ClientFormPage, PageError> {
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::Configure, tab(environment))?;
        let allowed = views::habilitation(c, access.service.habilitation)?.scopes();
        Ok(ClientFormPage::creation(
            head,
            (id, key),
            environment,
            &allowed,
            form,
        ))
    });
    read.await.map_err(denied)
}

const fn tab(environment: Environment) -> Tab {
    match environment {
        Environment::Sandbox => Tab::Clients,
        Environment::Production => Tab::Production,
    }
}

pub(super) async fn create(
    web: Web,
    who: SignedIn,
    id: Path<ServiceId>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    match created(&web, account, id, Environment::Sandbox, &form.0).await? {
        Made::Client(key, new) => secret_page(&web, account, (id, key), new).await,
        Made::Answer(answer) => answer,
    }
}

pub(super) async fn create_production(
    web: Web,
    who: SignedIn,
    id: Path<ServiceId>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    match created(&web, account, id, Environment::Production, &form.0).await? {
        Made::Client(..) => web.see_other_with(
            urls::production(id),
            Flash::success("Client de production déclaré."),
        ),
        Made::Answer(answer) => answer,
    }
}

/// A client that was just made, or the answer that says why not.
enum Made {
    Client(ClientKey, NewSecret),
    Answer(Answer),
}

async fn created(
    web: &Web,
    account: AccountId,
    id: ServiceId,
    environment: Environment,
    raw: &RawForm,
) -> Result<Made, PageError> {
    let Ok(client) = raw.text("key").parse::<ClientKey>() else {
        return Err(PageError::BadRequest);
    };
    let command = ClientCommand {
        service: id,
        client,
        seen: 0,
        draft: forms::client_draft(raw),
    };
    let done = web
        .write(move |tx, ctx| service::create_client(tx, ctx, account, environment, &command))
        .await;
    match done {
        Ok(new) => Ok(Made::Client(client, new)),
        Err(Failure::Refused(ClientError::Invalid(errors))) => {
            let form = forms::with_errors(raw, &errors);
            let page = form_page(web, account, (id, client), environment, form).await?;
            Ok(Made::Answer(web.mistakes(&page)))
        }
        Err(failure) => Err(failed(failure, (id, client))),
    }
}

pub(super) type Client = (Access, SpaceHead, ClientRow);

pub(super) fn client(
    c: &mut crate::kernel::db::Conn,
    account: AccountId,
    (id, key): (ServiceId, ClientKey),
    action: Action,
) -> crate::kernel::error::Outcome<Client, Denied> {
    let row = store::find_client(c, key)?
        .filter(|row| row.service_id == id)
        .ok_or(Denied::Unknown);
    let environment = row
        .as_ref()
        .map_or(Environment::Sandbox, |row| row.environment);
    let (access, head) = opened(c, account, id, action, tab(environment))?;
    Ok((access, head, row?))
}

/// The form of a client as it is configured, or as it was in the version asked for.
pub(super) async fn edition(web: Web, who: SignedIn, path: Path<(ServiceId, ClientKey)>) -> Answer {
    let again = web.query("version").parse::<i32>().ok();
    let page = edition_page(&web, who.account(), both(&path), (None, again)).await?;
    web.page(&page)
}

async fn edition_page(
    web: &Web,
    account: AccountId,
    which: (ServiceId, ClientKey),
    (typed, again): (Option<(FormState, i32)>, Option<i32>),
) -> Result<ClientFormPage, PageError> {
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head, row) = client(c, account, which, Action::Configure)?;
        let allowed = views::habilitation(c, access.service.habilitation)?.scopes();
        let former = match again {
            Some(ordinal) => store::version(c, row.id, ordinal)?,
            None => None,
        };
        let shown = former.as_ref().unwrap_or(&row.configuration.0);
        let (form, seen) = typed
            .clone()
            .unwrap_or_else(|| (forms::client_form(shown), row.version));
        Ok(ClientFormPage::edition(head, &row, seen, &allowed, form))
    });
    read.await.map_err(denied)
}

pub(super) async fn edit(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, ClientKey)>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, (id, key)) = (who.account(), both(&path));
    let Ok(seen) = form.0.text("seen").parse::<i32>() else {
        return Err(PageError::BadRequest);
    };
    let command = ClientCommand {
        service: id,
        client: key,
        seen,
        draft: forms::client_draft(&form.0),
    };
    let done = web
        .write(move |tx, ctx| service::edit_client(tx, ctx, account, &command))
        .await;
    match done {
        Ok(()) => web.see_other_with(
            urls::client(id, key),
            Flash::success("Configuration enregistrée."),
        ),
        Err(Failure::Refused(ClientError::Invalid(errors))) => {
            let typed = (forms::with_errors(&form.0, &errors), seen);
            let page = edition_page(&web, account, (id, key), (Some(typed), None)).await?;
            web.mistakes(&page)
        }
        Err(failure) => Err(failed(failure, (id, key))),
    }
}
