//! What the staff do in the demonstration, at the review desk.

use super::stage::{Stage, broken};
use crate::experiment::{self, Criterion, JudgeCriteria, Judgement, Verdict};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault};
use crate::requests::{
    self, Actor, GrantTerms, LegalBasis, Move, NoteCorrection, Post, Reasons, RequestId,
};
use crate::review::{self, Against, GrantCommand, Grounds, Unfavourable};
use crate::services;
use crate::shell::{AccountId, Role};

/// The text that founds unfavourable decisions here.
const TEXT: &str = "Arrêté du 8 novembre 2018, article 2";

/// A member of the staff who acts on a request.
pub(super) fn reviewer(account: AccountId, request: RequestId, seen: i32) -> Move {
    let staff = vec![Role::Reviewer, Role::Supervisor];
    Move {
        actor: Actor { account, staff },
        request,
        seen,
    }
}

/// A reviewer takes a request.
pub(super) fn take(stage: &Stage<'_>, who: &str, request: RequestId) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    stage.act(who, |tx, ctx, me| {
        review::take(tx, ctx, &reviewer(me, request, seen))
    })
}

/// A reviewer grants; when the experiment is full, the request waits.
pub(super) fn grant(stage: &Stage<'_>, who: &str, request: RequestId) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    let number = requests::habilitation_number(stage.year(), stage.number("habilitation")?);
    stage.act(who, |tx, ctx, me| {
        let (on, number) = (reviewer(me, request, seen), number.clone());
        prove(tx, ctx, &on)?;
        review::grant(
            tx,
            ctx,
            &GrantCommand {
                on,
                number,
                departure: None,
                terms: GrantTerms::default(),
            },
        )
    })?;
    Ok(())
}

/// Under the experiment, a reviewer first finds the criteria met.
fn prove(tx: &mut Conn, ctx: &Ctx, on: &Move) -> Result<(), Fault> {
    let found = requests::request(tx, on.request)?;
    if found.is_none_or(|request| request.basis != LegalBasis::Experiment) {
        return Ok(());
    }
    let ordinal = requests::version(tx, on.request, None)?.map_or(1, |(ordinal, _, _)| ordinal);
    let met = |criterion: &Criterion| Judgement {
        criterion: *criterion,
        verdict: Verdict::Met,
        comment: String::new(),
    };
    let cmd = JudgeCriteria {
        actor: on.actor.clone(),
        request: on.request,
        ordinal,
        judgements: Criterion::ALL.iter().map(met).collect(),
    };
    // Judged already, or not to be judged: the grant tells.
    match experiment::judge(tx, ctx, &cmd) {
        Ok(_) | Err(Failure::Refused(_)) => Ok(()),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// A reviewer notes a correction on a field.
pub(super) fn note(
    stage: &Stage<'_>,
    who: &str,
    request: RequestId,
    (field, text): (&str, &str),
) -> Result<(), Fault> {
    stage.act(who, |tx, ctx, me| {
        let cmd = NoteCorrection {
            actor: reviewer(me, request, 0).actor,
            request,
            field: field.to_owned(),
            text: text.to_owned(),
        };
        requests::note_correction(tx, ctx, &cmd)
    })
}

/// Somebody writes on the thread of a request, for the staff or for their organisation.
pub(super) fn write(
    stage: &Stage<'_>,
    (who, for_staff): (&str, bool),
    request: RequestId,
    text: &str,
) -> Result<(), Fault> {
    stage.act(who, |tx, ctx, me| {
        let cmd = Post {
            actor: if for_staff {
                reviewer(me, request, 0).actor
            } else {
                Actor::applicant(me)
            },
            request,
            body: text.to_owned(),
            files: Vec::new(),
        };
        requests::post(tx, ctx, &stage.tools.files, &cmd)
    })?;
    Ok(())
}

/// A reviewer asks for corrections.
pub(super) fn ask_changes(
    stage: &Stage<'_>,
    who: &str,
    request: RequestId,
    why: &str,
) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    stage.act(who, |tx, ctx, me| {
        review::ask_changes(tx, ctx, &reviewer(me, request, seen), why)
    })
}

/// A reviewer decides against the applicant.
pub(super) fn decide_against(
    stage: &Stage<'_>,
    who: &str,
    request: RequestId,
    (kind, why): (Unfavourable, &str),
) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    let grounds = Grounds::new(why, TEXT).map_err(broken)?;
    stage.act(who, |tx, ctx, me| {
        let (on, grounds) = (reviewer(me, request, seen), grounds.clone());
        review::decide_against(tx, ctx, &Against { on, kind, grounds })
    })?;
    Ok(())
}

/// The partner gives its access up.
pub(super) fn end(
    stage: &Stage<'_>,
    who: &str,
    request: RequestId,
    why: &str,
) -> Result<(), Fault> {
    let seen = stage.version(request)?;
    let reasons = Reasons {
        reason: why.to_owned(),
        legal_reference: TEXT.to_owned(),
        seconded_by: None,
    };
    stage.act(who, |tx, ctx, me| {
        requests::end(tx, ctx, &reviewer(me, request, seen), &reasons)?;
        services::close(tx, ctx, request, why)
            .map_err(|failure| Failure::Fault(failure.into_fault()))
    })
}
