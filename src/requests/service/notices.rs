//! Whom a change of state concerns, inside the site: who follows the request for the organisation, or who held it.

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests::model::Request;
use crate::requests::state::{RequestState, Status};
use crate::requests::thread::interested;
use crate::requests::{store, urls};
use crate::shell::AccountId;

/// Tells of the arrival of `request`, as it was read, in its next state.
pub(super) fn tell(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    next: &RequestState,
) -> Result<(), Fault> {
    let notice = |words: &str, link: String| {
        let title = format!("{} : {words}", request.number);
        Notice::new(Kind::Request, &title, link)
    };
    let held = match next {
        RequestState::Submitted { hint } => *hint,
        _ => request.state.reviewer(),
    };
    let by_rule = ctx.account().is_none();
    if let (Some(reviewer), Some(words)) = (held, to_the_desk(next.status(), by_rule)) {
        let notice = notice(words, urls::desk(request.id));
        let people = store::open_to(tx, request.id, vec![AccountId(reviewer)])?;
        notify_all(tx, ctx, &people, &notice)?;
    }
    if let Some(words) = to_the_organisation(next.status()) {
        let people = interested(tx, request)?;
        notify_all(tx, ctx, &people, &notice(words, urls::show(request.id)))?;
    }
    Ok(())
}

const fn to_the_desk(status: Status, by_rule: bool) -> Option<&'static str> {
    match status {
        Status::Submitted => Some("le dossier corrigé est déposé"),
        Status::Withdrawn if by_rule => Some("la demande est close, faute de réponse"),
        Status::Withdrawn => Some("la demande est retirée par le demandeur"),
        Status::Discarded if by_rule => {
            Some("la demande est close, l'expérimentation est terminée")
        }
        Status::Draft
        | Status::InReview
        | Status::ChangesRequested
        | Status::Waitlisted
        | Status::Granted
        | Status::Refused
        | Status::Discarded
        | Status::Revoked
        | Status::Ended => None,
    }
}

const fn to_the_organisation(status: Status) -> Option<&'static str> {
    match status {
        Status::Draft | Status::Submitted => None,
        Status::InReview => Some("la demande est prise en charge"),
        Status::ChangesRequested => Some("des corrections vous sont demandées"),
        Status::Waitlisted => Some("la demande est inscrite en liste d'attente"),
        Status::Granted => Some("la demande est accordée"),
        Status::Refused => Some("la demande est refusée"),
        Status::Discarded => Some("la demande est écartée de l'expérimentation"),
        Status::Withdrawn => Some("la demande est retirée"),
        Status::Revoked => Some("l'habilitation est révoquée"),
        Status::Ended => Some("l'habilitation est terminée"),
    }
}
