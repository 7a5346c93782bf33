//! What the desk is told each working day, from half past seven in Paris: once, whatever the number of nodes.
//!
//! The row of the day is written in the transaction that pushes the mails. A server that slept through the hour tells
//! when it wakes; days that nobody was awake are not told afterwards, for the next mail says what waits now.

use std::time::Duration;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::views::{Morning, MorningLine, morning};
use super::{store, urls};
use crate::identity;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::lease::{self, Look, Watch};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{self, Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text::french_day;
use crate::kernel::workdays::is_working_day;
use crate::notifications::{Topic, leaving_link, wants};
use crate::requests;
use crate::shell::AccountId;

/// Tells the desk what waits.
pub const MORNING: Watch = Watch {
    name: "desk.morning",
    every: Duration::from_mins(1),
    look,
};

/// Requests listed under each title.
const LINES: usize = 10;

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("morning");
    if is_too_early(ctx.now) || !is_working_day(ctx.now.paris_day()) {
        return Ok(Look::Nothing);
    }
    db.write_now::<_, Never>(|tx| Ok(tell(tx, &ctx, holder)?))
        .map_err(Failure::into_fault)
}

fn is_too_early(now: Instant) -> bool {
    NaiveTime::from_hms_opt(7, 30, 0).is_some_and(|opening| now.paris().time() < opening)
}

fn tell(tx: &mut Conn, ctx: &Ctx, holder: &str) -> Result<Look, Fault> {
    let today = ctx.now.paris_day();
    if store::was_told(tx, today)? {
        return Ok(Look::Nothing);
    }
    if !lease::acquire(
        tx,
        MORNING.name,
        holder,
        ctx.now,
        chrono::Duration::minutes(5),
    )? {
        return Ok(Look::NotOurs);
    }
    let people = requests::reviewers(tx)?;
    if !store::note_told(tx, today, people.len())? {
        return Ok(Look::Nothing);
    }
    for account in &people {
        outbox::push(tx, ctx, &MorningMail { account: *account })?;
    }
    Ok(Look::Done {
        count: people.len(),
        more: false,
    })
}

/// Adds the jobs of this room.
#[must_use]
pub fn register_jobs(registry: Registry) -> Registry {
    registry.with::<MorningMail>()
}

/// Mails to one person of the desk what waits.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct MorningMail {
    /// To whom.
    pub account: AccountId,
}

impl Job for MorningMail {
    const KIND: &'static str = "desk.morning";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let (account, today) = (self.account, job.now.paris_day());
        let found = tools.db.read_now::<_, Never>(|c| {
            let wanted = wants(c, account, Topic::Digest)?;
            let person = identity::reachable(c, account)?.filter(|_| wanted);
            Ok(person.zip(Some(morning(c, account, today)?)))
        });
        let found = found.map_err(Failure::into_fault)?;
        // Nothing to tell, or nobody who wants to be told.
        let Some(((name, email), waits)) = found.filter(|(_, waits)| !waits.is_empty()) else {
            return Ok(());
        };
        let mail = Mail {
            to: Recipient { name, email },
            template: "review/morning",
            data: data(&waits, &tools.public_url),
        };
        let topic = (account, Topic::Digest);
        let leave = leaving_link(&tools.sources.vault, &tools.public_url, topic)?;
        tools.mailer.send_refusable(job, &mail, &leave)?;
        Ok(())
    }
}

fn data(waits: &Morning, base: &str) -> Value {
    let line = |line: &MorningLine| {
        json!({
            "number": line.number,
            "title": line.title,
            "organisation": line.organisation,
            "day": line.day.map(french_day).unwrap_or_default(),
            "link": format!("{base}{}", urls::file(line.id)),
        })
    };
    let list = |title: &str, lines: &[MorningLine]| {
        let shown: Vec<Value> = lines.iter().take(LINES).map(line).collect();
        json!({ "title": title, "count": lines.len(), "lines": shown })
    };
    json!({
        "to_take": waits.to_take,
        "held": waits.held,
        "late": waits.late.len(),
        "near": waits.near.len(),
        "lists": [
            list("Réponse annoncée dépassée", &waits.late),
            list("Refus par silence proche", &waits.near),
        ],
        "link": format!("{base}{}", urls::QUEUE),
    })
}
