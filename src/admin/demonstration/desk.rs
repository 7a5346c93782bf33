//! What the staff do in the demonstration, as the review desk composes it.

use super::stage::{Stage, broken};
use crate::experiment::{self, SeatClaim, Seated};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::requests::{self, Actor, Grant, Move, MoveError, Reasons, Request, RequestId};
use crate::services::{self, OpenService};
use crate::shell::{AccountId, Role};

/// What a reviewer concludes, other than a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    RequestChanges,
    Refuse,
    Discard,
    Revoke,
    End,
}

fn reasons(reason: &str) -> Reasons {
    Reasons {
        reason: reason.to_owned(),
        legal_reference: "Arrêté du 8 novembre 2018, article 2".to_owned(),
        seconded_by: None,
    }
}

fn reviewer(account: AccountId, request: RequestId, seen: i32) -> Move {
    Move {
        actor: Actor {
            account,
            staff: vec![Role::Reviewer, Role::Supervisor],
        },
        request,
        seen,
    }
}

/// A reviewer takes a request.
pub(super) fn take(stage: &Stage<'_>, who: &str, request: RequestId) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    stage.act(who, |tx, ctx, me| {
        requests::take(tx, ctx, &reviewer(me, request, seen))
    })
}

/// A reviewer concludes, with a reason.
pub(super) fn conclude(
    stage: &Stage<'_>,
    who: &str,
    request: RequestId,
    (verdict, reason): (Verdict, &str),
) -> Result<(), Fault> {
    let (seen, why) = (stage.version(request)?, reasons(reason));
    stage.act(who, |tx, ctx, me| {
        let mv = reviewer(me, request, seen);
        match verdict {
            Verdict::RequestChanges => requests::request_changes(tx, ctx, &mv, &why),
            Verdict::Refuse => requests::refuse(tx, ctx, &mv, &why),
            Verdict::Discard => requests::discard(tx, ctx, &mv, &why),
            Verdict::Revoke => requests::revoke(tx, ctx, &mv, &why),
            Verdict::End => requests::end(tx, ctx, &mv, &why),
        }?;
        if matches!(verdict, Verdict::Revoke | Verdict::End) {
            services::close(tx, ctx, request, reason)
                .map_err(|failure| Failure::Fault(failure.into_fault()))?;
        }
        Ok(())
    })
}

/// A reviewer grants; when the experiment is full, the request waits.
pub(super) fn grant(stage: &Stage<'_>, who: &str, request: RequestId) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    let number = requests::habilitation_number(stage.year(), stage.number("habilitation")?);
    stage.act(who, |tx, ctx, me| {
        let mv = reviewer(me, request, seen);
        let known = requests::request(tx, request)?.ok_or_else(|| broken(request))?;
        if !has_seat(tx, ctx, &known)? {
            return requests::waitlist(tx, ctx, &mv, &reasons("Toutes les places sont prises."));
        }
        let with = Grant {
            number: number.clone(),
            reasons: reasons(""),
        };
        let habilitation = requests::grant(tx, ctx, &mv, &with)?;
        let technical_lead = requests::dossier(tx, request)?.technical.email;
        let opened = OpenService {
            habilitation,
            request,
            organisation: known.organisation,
            name: known.title,
            owner: known.author,
            technical_lead,
        };
        services::open(tx, ctx, &opened).map_err(|failure| Failure::Fault(failure.into_fault()))?;
        Ok(())
    })
}

/// Whether the request needs no seat, or has one.
fn has_seat(tx: &mut Conn, ctx: &Ctx, request: &Request) -> Outcome<bool, MoveError> {
    let Some(sector) = request.sector else {
        return Ok(true);
    };
    let claim = SeatClaim {
        request: request.id,
        siren: request.siren.to_string(),
        sector,
        ranked_at: request.rank_at.unwrap_or(ctx.now),
        departure: None,
    };
    match experiment::take_seat(tx, ctx, &claim) {
        Ok(Seated::Seated { .. } | Seated::AlreadySeated { .. }) => Ok(true),
        Ok(Seated::Full { .. }) => Ok(false),
        Err(Failure::Refused(why)) => Err(broken(why).into()),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
