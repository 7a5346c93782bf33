//! One client of a service: its page with its versions, its secrets, its end.

use actix_web::web::Path;

use super::clients::{client, may_configure};
use super::{both, denied, note_audit, opened, refused};
use crate::kernel::error::Failure;
use crate::services::differences;
use crate::services::model::{ClientKey, Denied, ServiceId};
use crate::services::pages::{ClientPage, SecretPage, Sheet, Tab, VersionLine};
use crate::services::policy::Action;
use crate::services::service::{self, ClientError, NewSecret, Overlap};
use crate::services::store::{self, ClientRow, VersionRow};
use crate::services::urls;
use crate::shell::actor::AccountId;
use crate::shell::{Answer, ConflictPage, Flash, PageError, Protected, RawForm, SignedIn, Web};

/// The page that shows a new secret.
pub(super) async fn secret_page(
    web: &Web,
    account: AccountId,
    which: (ServiceId, ClientKey),
    new: NewSecret,
) -> Answer {
    let read = web
        .db()
        .read(move |c| opened(c, account, which.0, Action::Configure, Tab::Clients))
        .await;
    let (_, head) = read.map_err(denied)?;
    web.page(&SecretPage::new(head, which, &new))
}

pub(super) async fn show(web: Web, who: SignedIn, path: Path<(ServiceId, ClientKey)>) -> Answer {
    let (account, (id, key)) = (who.account(), both(&path));
    note_audit(&web, &who, id).await?;
    let (before, now) = (web.query("avant").parse::<i32>().ok(), web.ctx().now);
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head, row) = client(c, account, (id, key), Action::View)?;
        let history = store::versions(c, key, before)?;
        let sheet = Sheet {
            head,
            may_configure: may_configure(&access),
            now,
            versions: lines(&row, &history),
            more: history.len() > store::VERSIONS,
        };
        Ok(ClientPage::new(&row, sheet))
    });
    web.page(&read.await.map_err(denied)?)
}

/// The versions with what each changed; one that is not in force can be taken again.
fn lines(row: &ClientRow, history: &[VersionRow]) -> Vec<VersionLine> {
    let before = |place: usize| history.get(place + 1).map(|version| &version.config);
    let edit = urls::edit_client(row.service_id, row.id);
    let line = |(place, version): (usize, &VersionRow)| VersionLine {
        ordinal: version.ordinal,
        changed_at: version.changed_at,
        author: version.author.clone(),
        differences: before(place)
            .map(|before| differences::between(before, &version.config))
            .unwrap_or_default(),
        again_url: (version.ordinal != row.version)
            .then(|| format!("{edit}?version={}", version.ordinal)),
    };
    let shown = history.iter().take(store::VERSIONS);
    shown.enumerate().map(line).collect()
}

pub(super) async fn rotate(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, ClientKey)>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let overlap = match form.0.text("delai") {
        "" => Overlap::Day,
        typed => typed
            .parse::<Overlap>()
            .map_err(|_| PageError::BadRequest)?,
    };
    let done = web
        .write(move |tx, ctx| service::rotate_secret(tx, ctx, account, which, overlap))
        .await;
    let new = done.map_err(|failure| failed(failure, which))?;
    secret_page(&web, account, which, new).await
}

pub(super) async fn withdraw_former(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, ClientKey)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let done = web.write(move |tx, ctx| service::withdraw_former_secret(tx, ctx, account, which));
    let said = "Ancien secret retiré : seul le nouveau est accepté.";
    after(&web, which, done.await, said)
}

pub(super) async fn disable(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, ClientKey)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let done = web.write(move |tx, ctx| service::disable_client(tx, ctx, account, which));
    after(&web, which, done.await, "Client désactivé.")
}

/// The page of the client, which says what was done, or why it was not.
fn after(
    web: &Web,
    which: (ServiceId, ClientKey),
    done: Result<(), Failure<ClientError>>,
    said: &str,
) -> Answer {
    done.map_err(|failure| failed(failure, which))?;
    web.see_other_with(urls::client(which.0, which.1), Flash::success(said))
}

/// The page of a client that was not created or changed.
pub(super) fn failed(
    failure: Failure<ClientError>,
    (id, key): (ServiceId, ClientKey),
) -> PageError {
    PageError::of(failure, |refusal| {
        let (why, href, label) = match refusal {
            ClientError::Denied(denied) => return refused(denied),
            ClientError::Unknown => return PageError::NotFound,
            ClientError::Invalid(_) => return PageError::BadRequest,
            ClientError::Stale => (
                "Une autre personne a modifié cette configuration pendant que vous la lisiez. Rien n'a été enregistré.",
                urls::edit_client(id, key),
                "Reprendre à partir de la configuration actuelle",
            ),
            ClientError::Disabled => (
                "Ce client est désactivé.",
                urls::client(id, key),
                "Voir le client",
            ),
            ClientError::NoSecret => (
                "Ce client n'utilise pas de secret de bac à sable.",
                urls::client(id, key),
                "Voir le client",
            ),
            ClientError::Second => (
                "Ce service a déjà un client de production.",
                urls::production(id),
                "Voir la production",
            ),
            ClientError::Closed => (
                "Ce service est fermé.",
                urls::service(id),
                "Voir le service",
            ),
            ClientError::AlreadyCreated => (
                "Ce client a déjà été créé. Son secret n'est plus affiché : s'il est perdu, faites-en un nouveau.",
                urls::client(id, key),
                "Voir le client",
            ),
            ClientError::TooMany => (
                "Ce service a déjà autant de clients de bac à sable que possible. Désactivez-en un avant d'en créer un autre.",
                urls::clients(id),
                "Voir les clients",
            ),
            ClientError::NoFormer => (
                "Ce client n'a plus d'ancien secret : seul le secret actuel est accepté.",
                urls::client(id, key),
                "Voir le client",
            ),
        };
        ConflictPage::new(why).action(href, label).into()
    })
}
