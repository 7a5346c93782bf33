//! The team's side: production page, issue, retrieval, revocation.

use actix_web::web::Path;
use chrono::Duration;

use super::reason;
use crate::credentials::model::CredentialId;
use crate::credentials::pages::{Facts, ProductionPage, RetrievalPage, RevealedPage};
use crate::credentials::service::{self, Issue, IssueError, RevealError, RevokeError};
use crate::credentials::state::{Refused, State};
use crate::credentials::{store, urls};
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::services::{self, Access, Action, Denied, ServiceId, SpaceHead, Status, Tab, allows};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web,
};

/// How old a second factor may be before a secret is shown.
const RECENT_MINUTES: i64 = 5;

fn opened(
    c: &mut Conn,
    account: AccountId,
    id: ServiceId,
    action: Action,
) -> Outcome<(Access, SpaceHead), Denied> {
    let access = services::authorised(c, account, id, action)?;
    let organisation = services::organisation_of(c, id)?;
    let head = SpaceHead::new(&access.service, &organisation, Tab::Production);
    Ok((access, head))
}

fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, services::refused)
}

/// Whoever may hold credentials, with a second factor shown lately; others are refused before it is asked for.
async fn holder(
    web: &Web,
    account: AccountId,
    id: ServiceId,
    back: &str,
) -> Result<SpaceHead, PageError> {
    let read = web
        .db()
        .read(move |c| opened(c, account, id, Action::HoldCredentials))
        .await;
    let (_, head) = read.map_err(denied)?;
    web.require_recent_second_factor(Duration::minutes(RECENT_MINUTES), back)?;
    Ok(head)
}

pub(super) async fn production(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let id = id.into_inner();
    services::note_audit(&web, &who, id).await?;
    let page = production_page(&web, who.account(), id, FormState::empty()).await?;
    web.page(&page)
}

async fn production_page(
    web: &Web,
    account: AccountId,
    id: ServiceId,
    form: FormState,
) -> Result<ProductionPage, PageError> {
    let now = web.ctx().now;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View)?;
        let board = crate::qualification::board(c, access.service.clone(), now)
            .map_err(Failure::into_fault)?;
        let facts = Facts {
            client: store::production_client(c, id)?,
            credentials: store::of_service(c, id)?,
            open: if access.service.state.status() == Status::Qualified {
                board.open_criteria()
            } else {
                Vec::new()
            },
            may_hold: allows(access.role, Action::HoldCredentials),
            now,
        };
        Ok(ProductionPage::new(head, &access.service, &facts, form))
    });
    read.await.map_err(denied)
}

pub(super) async fn issue(
    web: Web,
    who: SignedIn,
    id: Path<ServiceId>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let back = services::production(id);
    holder(&web, account, id, &back).await?;
    let cmd = Issue {
        service: id,
        replaces: form.0.text("remplace").parse().ok(),
    };
    let done = web
        .write(move |tx, ctx| service::issue(tx, ctx, account, cmd))
        .await;
    done.map_err(|failure| PageError::of(failure, |refusal| issue_refused(id, refusal)))?;
    web.see_other_with(
        back,
        Flash::success("Identifiants délivrés. L'équipe du service est prévenue."),
    )
}

fn issue_refused(id: ServiceId, refusal: IssueError) -> PageError {
    let page = match refusal {
        IssueError::Denied(denied) => return services::refused(denied),
        IssueError::NotQualified(status) => ConflictPage::new("Ce service n'est pas qualifié.")
            .now("État du service", status.label()),
        IssueError::GateClosed(open) => {
            let numbers: Vec<String> = open.iter().map(ToString::to_string).collect();
            ConflictPage::new("La qualification date de plus de 90 jours.")
                .now("Critères à revoir", numbers.join(", "))
        }
        IssueError::NoClient => ConflictPage::new("Déclarez d'abord le client de production."),
        IssueError::InForce(_) => {
            ConflictPage::new("Des identifiants sont déjà délivrés pour ce service.")
        }
    };
    page.action(services::production(id), "Voir la production")
        .into()
}

pub(super) async fn retrieval(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, CredentialId)>,
) -> Answer {
    let (account, (id, credential)) = (who.account(), path.into_inner());
    let head = holder(&web, account, id, &urls::retrieval(id, credential)).await?;
    let now = web.ctx().now;
    let found = web.db().read::<_, Denied, _>(move |c| {
        let found = store::find(c, credential)?.filter(|(owner, _)| *owner == id);
        Ok(found.ok_or(Denied::Unknown)?.1)
    });
    let found = found.await.map_err(denied)?;
    let until = match found.state {
        State::Issued { until } if now < until => Some(until),
        _ => None,
    };
    web.page(&RetrievalPage::new(
        head,
        (id, credential),
        found.state.status().label(),
        until,
    ))
}

pub(super) async fn reveal(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, CredentialId)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), path.into_inner());
    let head = holder(&web, account, which.0, &urls::retrieval(which.0, which.1)).await?;
    let done = web
        .write(move |tx, ctx| service::reveal(tx, ctx, account, which))
        .await;
    let revealed =
        done.map_err(|failure| PageError::of(failure, |refusal| reveal_refused(which.0, refusal)))?;
    web.page(&RevealedPage::new(head, which.0, &revealed))
}

fn reveal_refused(id: ServiceId, refusal: RevealError) -> PageError {
    let page = match refusal {
        RevealError::Denied(denied) => return services::refused(denied),
        RevealError::ServiceClosed(status) => {
            ConflictPage::new("Le secret ne peut pas être montré en ce moment.")
                .now("État du service", status.label())
        }
        RevealError::Refused(Refused::AlreadyRevealed) => ConflictPage::new(
            "Le secret a déjà été montré, une seule fois comme prévu. S'il est perdu, remplacez les identifiants.",
        ),
        RevealError::Refused(Refused::TooLate) => {
            ConflictPage::new("Le délai de retrait est passé. Demandez de nouveaux identifiants.")
        }
        RevealError::Refused(Refused::NoSecret) => {
            ConflictPage::new("Ce client s'authentifie avec sa clé : il n'y a pas de secret.")
        }
        RevealError::Refused(Refused::Over | Refused::NotYet) => {
            ConflictPage::new("Ces identifiants ne sont plus en service.")
        }
    };
    page.action(services::production(id), "Voir la production")
        .into()
}

pub(super) async fn revoke(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, CredentialId)>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), path.into_inner());
    let back = services::production(which.0);
    holder(&web, account, which.0, &back).await?;
    let reason = match reason(&form.0) {
        Ok(reason) => reason,
        Err(mistakes) => {
            let page = production_page(&web, account, which.0, mistakes).await?;
            return web.mistakes(&page);
        }
    };
    let done = web
        .write(move |tx, ctx| service::revoke_as_team(tx, ctx, account, which, &reason))
        .await;
    done.map_err(|failure| PageError::of(failure, |refusal| revoke_refused(&back, refusal)))?;
    web.see_other_with(
        &back,
        Flash::success("Identifiants révoqués. Ils ne sont plus acceptés."),
    )
}

/// The answer to a revocation that came too late.
pub(super) fn revoke_refused(back: &str, refusal: RevokeError) -> PageError {
    match refusal {
        RevokeError::Denied(denied) => services::refused(denied),
        RevokeError::Refused(_) => {
            ConflictPage::new("Ces identifiants ne sont déjà plus en service.")
                .action(back, "Voir l'état actuel")
                .into()
        }
    }
}
