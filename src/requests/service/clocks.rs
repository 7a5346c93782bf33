//! What time alone does to a request, carried out once: the clock of the row is moved in the transaction of the effect.

use serde_json::json;

use super::drafts::throw_away;
use super::moves::{MoveError, close_by_rule, record};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::outbox;
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests::commands::Command;
use crate::requests::jobs::{Letter, LetterKind, PersonLetter, Told};
use crate::requests::milestones::{self, Milestone, Standing};
use crate::requests::model::{Request, RequestId, WithdrawalReason};
use crate::requests::state::Status;
use crate::requests::thread::interested;
use crate::requests::{store, urls};
use crate::shell::AccountId;

/// Reaches the milestone that is due on a request, if nobody did since its clock was read at `seen`; tells which.
pub fn tick(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, seen): (RequestId, Instant),
) -> Outcome<Option<Milestone>, MoveError> {
    let Some(request) = store::find(tx, id)? else {
        return Ok(None);
    };
    let standing = Standing::from(&request);
    let next = milestones::next(&standing, ctx.now);
    if !store::set_clock(tx, id, seen, next)? {
        return Ok(None);
    }
    let milestone = milestones::reached(&standing, seen, ctx.now);
    if let Some(milestone) = milestone {
        reach(tx, ctx, request, milestone)?;
    }
    Ok(milestone)
}

/// Puts off the clock of a request on which something went wrong, so that the others do not wait behind it.
pub fn put_off(
    tx: &mut Conn,
    (id, seen): (RequestId, Instant),
    until: Instant,
) -> Result<(), Fault> {
    store::set_clock(tx, id, seen, Some(until))?;
    Ok(())
}

fn reach(
    tx: &mut Conn,
    ctx: &Ctx,
    request: Request,
    milestone: Milestone,
) -> Outcome<(), MoveError> {
    match milestone {
        Milestone::DraftRecalled => {
            let words = "le brouillon n'a pas changé depuis 30 jours";
            recall(tx, ctx, &request, (LetterKind::DraftRecalled, words))?;
        }
        Milestone::CorrectionsRecalled => {
            let words = "des corrections vous sont demandées depuis 15 jours";
            recall(tx, ctx, &request, (LetterKind::CorrectionsRecalled, words))?;
        }
        Milestone::CorrectionsRecalledAgain => {
            let words = "des corrections vous sont demandées depuis 30 jours";
            recall(tx, ctx, &request, (LetterKind::CorrectionsRecalled, words))?;
        }
        Milestone::DraftDeleted => {
            let words = "le brouillon est supprimé après 180 jours sans changement";
            tell_organisation(tx, ctx, &request, (words, urls::LIST.to_owned()))?;
            throw_away(tx, ctx, &request)?;
        }
        Milestone::Lapsed => {
            let why = (Command::Lapse, WithdrawalReason::Unanswered);
            close_by_rule(tx, ctx, request, why)?;
        }
        Milestone::Overdue => {
            let words = "la réponse annoncée est en retard";
            alert(tx, ctx, &request, ("request.overdue", words, Told::Overdue))?;
        }
        Milestone::SilenceNear => {
            let words = "le silence vaudra refus dans 10 jours";
            let told = ("request.silence_near", words, Told::SilenceNear);
            alert(tx, ctx, &request, told)?;
            let link = urls::show(request.id);
            tell_organisation(tx, ctx, &request, (words, link))?;
        }
        Milestone::Silent => silent(tx, ctx, &request)?,
    }
    Ok(())
}

/// Reminds the organisation of what it holds, by mail and inside the site.
fn recall(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (kind, words): (LetterKind, &str),
) -> Result<(), Fault> {
    let asked = store::decisions_of(tx, request.id)?
        .into_iter()
        .rfind(|decision| decision.kind == Status::ChangesRequested);
    let letter = Letter {
        kind,
        request: request.id,
        decision: asked.map(|decision| decision.id),
    };
    outbox::push(tx, ctx, &letter)?;
    tell_organisation(tx, ctx, request, (words, urls::show(request.id)))?;
    let event = match kind {
        LetterKind::DraftRecalled => "request.draft_recalled",
        _ => "request.corrections_recalled",
    };
    record(tx, ctx, request, event, json!({}))
}

fn tell_organisation(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (words, link): (&str, String),
) -> Result<(), Fault> {
    let people = interested(tx, request)?;
    let title = format!("{} : {words}", request.number);
    notify_all(tx, ctx, &people, &Notice::new(Kind::Request, &title, link))
}

/// Tells the supervisors and who holds the request, inside the site and by mail.
fn alert(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (event, words, told): (&'static str, &str, Told),
) -> Result<(), Fault> {
    let people = desk(tx, request)?;
    let title = format!("{} : {words}", request.number);
    let notice = Notice::new(Kind::Request, &title, urls::desk(request.id));
    notify_all(tx, ctx, &people, &notice)?;
    for to in people {
        let letter = PersonLetter {
            request: request.id,
            to,
            other: to,
            told,
        };
        outbox::push(tx, ctx, &letter)?;
    }
    let data = json!({ "due": request.review_due_on, "silence": request.silent_on });
    record(tx, ctx, request, event, data)
}

/// The supervisors, and who holds the request; each once, and nobody to whom a conflict of interest closes it.
fn desk(tx: &mut Conn, request: &Request) -> Result<Vec<AccountId>, Fault> {
    let mut people = store::supervisors(tx)?;
    people.extend(request.state.reviewer().map(AccountId));
    people.sort_unstable();
    people.dedup();
    Ok(store::open_to(tx, request.id, people)?)
}

/// The law decided: both sides learn that silence was reached. The request stays, and may still be granted.
fn silent(tx: &mut Conn, ctx: &Ctx, request: &Request) -> Result<(), Fault> {
    let words = "le délai de deux mois est écoulé sans réponse";
    let letter = Letter {
        kind: LetterKind::Silent,
        request: request.id,
        decision: None,
    };
    outbox::push(tx, ctx, &letter)?;
    tell_organisation(tx, ctx, request, (words, urls::show(request.id)))?;
    let told = ("request.silence_reached", words, Told::Silent);
    alert(tx, ctx, request, told)
}
