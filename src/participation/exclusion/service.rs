//! Opening a procedure, answering, deciding; and what an exclusion makes fall, in the same transaction.

use serde_json::json;

use super::model::{Exclusion, ExclusionId, Ground, REPLY_DAYS};
use super::state::{Command, Refused, Status};
use super::store;
use crate::experiment::{self, ExperimentId};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::notifications::{Kind, Notice, notify_all};
use crate::participation::access::{Denied, Wish, authorised};
use crate::participation::ending::{self, Ended};
use crate::participation::jobs::{Told, mail_all};
use crate::participation::model::{Participant, Period};
use crate::participation::{urls, views};
use crate::requests::{self, Reasons};
use crate::shell::AccountId;

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExclusionError {
    /// See [`Denied`].
    Denied(Denied),
    /// The participant left already, or the experiment is over.
    Gone,
    /// A procedure is open already.
    Open(ExclusionId),
    /// See [`Refused`].
    Refused(Refused),
}
impl Refusal for ExclusionError {}

/// A procedure to open.
#[derive(Debug, Clone)]
pub struct NoticeExclusion {
    /// Who opens it.
    pub by: AccountId,
    /// Against whom, in which experiment.
    pub against: (ExperimentId, String),
    /// What was not kept.
    pub ground: Ground,
    /// The facts.
    pub facts: String,
}

/// Opens a procedure: the participant is told, with the day until which it may answer.
pub fn notice(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &NoticeExclusion,
) -> Outcome<ExclusionId, ExclusionError> {
    let (experiment, siren) = (cmd.against.0, cmd.against.1.as_str());
    let (period, participant) = present(tx, experiment, siren)?;
    if participant.left_at.is_some() || period.is_over(ctx.now) {
        return Err(ExclusionError::Gone.into());
    }
    let former = store::of_participant(tx, experiment, siren)?;
    if let Some(open) = former.iter().find(|one| one.status.is_open()) {
        return Err(ExclusionError::Open(open.id).into());
    }
    let new = Exclusion {
        id: ctx.new_id::<ExclusionId>(),
        experiment,
        siren: siren.to_owned(),
        ground: cmd.ground,
        status: Status::Noticed,
        facts: cmd.facts.clone(),
        noticed_by: cmd.by,
        noticed_at: ctx.now,
        reply_until: ctx.now.paris_day().plus_days(REPLY_DAYS),
        reply: String::new(),
        replied_at: None,
        reason: String::new(),
        decided_at: None,
        decided_by: None,
    };
    store::insert(tx, &new)?;
    record(
        tx,
        ctx,
        &participant,
        ("experiment.exclusion_noticed", &new),
    )?;
    tell(tx, ctx, &period, (&new, Told::ExclusionNoticed))?;
    Ok(new.id)
}

fn present(
    c: &mut Conn,
    experiment: ExperimentId,
    siren: &str,
) -> Outcome<(Period, Participant), ExclusionError> {
    let unknown = ExclusionError::Denied(Denied::Unknown);
    let period = views::period(c, experiment)?.ok_or(unknown)?;
    let participant = views::participant(c, &period, siren)?.ok_or(unknown)?;
    Ok((period, participant))
}

/// The participant answers. The staff who opened the procedure and the supervisors are told.
pub fn reply(
    tx: &mut Conn,
    ctx: &Ctx,
    (by, id): (AccountId, ExclusionId),
    words: &str,
) -> Outcome<(), ExclusionError> {
    let unknown = ExclusionError::Denied(Denied::Unknown);
    let found = store::find(tx, id)?.ok_or(unknown)?;
    let whose = (found.experiment, found.siren.as_str());
    let access = authorised(tx, by, whose, Wish::Act);
    let (_, participant, _) =
        access.map_err(|failure| failure.map_refusal(ExclusionError::Denied))?;
    let asked = (by, ctx.now.paris_day());
    found
        .state()
        .decide(Command::Reply, asked)
        .map_err(ExclusionError::Refused)?;
    if !store::reply(tx, ctx, &found, words)? {
        return Err(Fault::contention().into());
    }
    record(
        tx,
        ctx,
        &participant,
        ("experiment.exclusion_replied", &found),
    )?;
    let title = format!("{} a répondu à la procédure d'exclusion", participant.name);
    let mut staff = views::supervisors(tx)?;
    staff.push(found.noticed_by);
    let notice = Notice::new(Kind::Service, &title, urls::procedure(id));
    notify_all(tx, ctx, &staff, &notice)?;
    Ok(())
}

/// A decision on a procedure.
#[derive(Debug, Clone)]
pub struct Decide {
    /// Who decides.
    pub by: AccountId,
    /// Which procedure.
    pub id: ExclusionId,
    /// Whether the participant is excluded; otherwise nothing follows.
    pub excludes: bool,
    /// Why.
    pub reason: String,
}

/// Excludes the participant, or closes the procedure. An exclusion ends its rights, closes its services, revokes its
/// credentials, frees its seat and asks for the attestation of destruction.
pub fn decide(tx: &mut Conn, ctx: &Ctx, cmd: &Decide) -> Outcome<(), ExclusionError> {
    let unknown = ExclusionError::Denied(Denied::Unknown);
    let found = store::find(tx, cmd.id)?.ok_or(unknown)?;
    let (period, participant) = present(tx, found.experiment, &found.siren)?;
    let (command, told, event) = if cmd.excludes {
        (Command::Exclude, Told::Excluded, "experiment.excluded")
    } else {
        (
            Command::Drop,
            Told::ExclusionDropped,
            "experiment.exclusion_dropped",
        )
    };
    let next = found
        .state()
        .decide(command, (cmd.by, ctx.now.paris_day()))
        .map_err(ExclusionError::Refused)?;
    if !store::settle(tx, ctx, &found, (next, &cmd.reason))? {
        return Err(Fault::contention().into());
    }
    record(tx, ctx, &participant, (event, &found))?;
    tell(tx, ctx, &period, (&found, told))?;
    if cmd.excludes {
        fall(tx, ctx, (&period, &participant), &cmd.reason)?;
    }
    Ok(())
}

fn fall(
    tx: &mut Conn,
    ctx: &Ctx,
    (period, participant): (&Period, &Participant),
    reason: &str,
) -> Result<(), Fault> {
    let why = Reasons {
        reason: reason.to_owned(),
        legal_reference: period.decree.clone(),
        seconded_by: None,
    };
    let mut last = None;
    for right in ending::rights_of(tx, period, &participant.siren)? {
        let ended = Ended {
            right: &right,
            command: requests::Command::Revoke,
            why: &why,
        };
        ending::end_right(tx, ctx, &ended)?;
        last = Some(right.request);
    }
    if let Some(request) = last {
        experiment::free_seat(tx, ctx, request, &participant.siren)?;
    }
    ending::ask_attestation(tx, ctx, (period, participant))?;
    Ok(())
}

fn tell(
    tx: &mut Conn,
    ctx: &Ctx,
    period: &Period,
    (exclusion, told): (&Exclusion, Told),
) -> Result<(), Fault> {
    let people = views::told(tx, period, &exclusion.siren)?;
    let title = match told {
        Told::ExclusionNoticed => "Une procédure d'exclusion de l'expérimentation est ouverte",
        Told::ExclusionDropped => "La procédure d'exclusion est close sans suite",
        _ => "Vous êtes exclu de l'expérimentation",
    };
    let notice = Notice::new(Kind::Service, title, urls::reply(exclusion.id));
    notify_all(tx, ctx, &people, &notice)?;
    let about = exclusion.id.to_string();
    mail_all(
        tx,
        ctx,
        &people,
        (exclusion.experiment, &exclusion.siren, told, &about),
    )
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    participant: &Participant,
    (event, exclusion): (&'static str, &Exclusion),
) -> Result<(), Fault> {
    let data = json!({
        "exclusion": exclusion.id,
        "siren": exclusion.siren,
        "ground": exclusion.ground,
    });
    let entry = Entry::new(event, "experiment", exclusion.experiment)
        .about_organisation(participant.organisation)
        .data(data);
    journal::record(tx, ctx, entry)
}
