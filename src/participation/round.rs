//! The round of the day, from eight in Paris: reports recalled and escalated, the end announced, attestations asked for
//! and recalled.
//!
//! It is made once among all nodes, by a row of the day; each notice is made once ever, by a row of its own, so that a round
//! made twice tells nothing twice and one that was missed is caught up with by the next, which tells where things stand
//! then and not what should have been told before.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveTime;

use super::calendar::{ATTESTATION_VERY_LATE, END_DAYS, Lateness, lateness};
use super::ending::{ask_attestation, store as ending};
use super::jobs::{Told, mail_all};
use super::model::{Participant, Period};
use super::reports::{Board, Cell, Row, Status, store as reports};
use super::{store, urls, views};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::lease::{self, Look, Watch};
use crate::kernel::text::{french_day, of_month};
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests;

/// Makes the round.
pub const ROUND: Watch = Watch {
    name: "participation.round",
    every: Duration::from_mins(1),
    look,
};

/// Days after the closing during which attestations and last reports are followed.
const FOLLOWED_DAYS: i64 = 180;
/// Requests that nobody decided, told at most in one round.
const UNDECIDED: i64 = 1_000;
/// Days before its day at which an attestation is recalled.
const ATTESTATION_SOON: i64 = 10;

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("participation");
    let made = db
        .read_now::<_, Never>(|c| {
            Ok(is_too_early(ctx.now) || store::was_made(c, ctx.now.paris_day())?)
        })
        .map_err(Failure::into_fault)?;
    if made {
        return Ok(Look::Nothing);
    }
    db.write_now::<_, Never>(|tx| Ok(make(tx, &ctx, holder)?))
        .map_err(Failure::into_fault)
}

fn is_too_early(now: Instant) -> bool {
    NaiveTime::from_hms_opt(8, 0, 0).is_some_and(|opening| now.paris().time() < opening)
}

fn make(tx: &mut Conn, ctx: &Ctx, holder: &str) -> Result<Look, Fault> {
    let today = ctx.now.paris_day();
    if store::was_made(tx, today)? {
        return Ok(Look::Nothing);
    }
    let span = chrono::Duration::minutes(5);
    if !lease::acquire(tx, ROUND.name, holder, ctx.now, span)? {
        return Ok(Look::NotOurs);
    }
    let mut count = 0;
    for period in views::periods(tx)? {
        if period.opens_on <= today && today <= period.closes_on.plus_days(FOLLOWED_DAYS) {
            count += Round { ctx, today, period }.make(tx)?;
        }
    }
    store::note_round(tx, today, count, ctx.now)?;
    Ok(Look::Done { count, more: false })
}

struct Round<'a> {
    ctx: &'a Ctx,
    today: Day,
    period: Period,
}

impl Round<'_> {
    fn make(&self, tx: &mut Conn) -> Result<usize, Fault> {
        let participants = views::participants(tx, &self.period)?;
        let alive = [Status::Submitted, Status::Accepted];
        let sent = reports::of_experiment(tx, self.period.id, &alive)?;
        let asked: BTreeMap<String, ending::Attestation> =
            ending::of_experiment(tx, self.period.id)?
                .into_iter()
                .map(|one| (one.siren.clone(), one))
                .collect();
        let board = Board::new(&self.period, participants, &sent, self.today);
        let (mut told, mut escalated) = (0, 0);
        for row in &board.rows {
            let who = &row.participant;
            let (told_now, escalated_now) = self.reports(tx, row)?;
            told += told_now + usize::from(self.end(tx, who)?);
            escalated += escalated_now;
            let (told_now, escalated_now) = self.attestation(tx, who, asked.get(&who.siren))?;
            told += told_now;
            escalated += escalated_now;
        }
        if escalated > 0 {
            self.escalate(tx, escalated)?;
        }
        Ok(told + self.undecided(tx)?)
    }

    /// Recalls the missing reports of one participant; tells how many, and how many the supervisors must know of.
    fn reports(&self, tx: &mut Conn, row: &Row) -> Result<(usize, usize), Fault> {
        let (mut told, mut escalated) = (0, 0);
        if row.participant.left_early(&self.period) {
            return Ok((0, 0));
        }
        for (month, cell) in &row.months {
            if !matches!(cell, Cell::Missing(_)) {
                continue;
            }
            let words = of_month(month.first());
            let (kind, title) = match lateness(&self.period, *month, self.today) {
                Lateness::Early => continue,
                Lateness::Soon => (
                    Told::ReportSoon,
                    format!("Votre relevé {words} est attendu"),
                ),
                Lateness::Late => (
                    Told::ReportLate,
                    format!("Votre relevé {words} est en retard"),
                ),
                Lateness::VeryLate => (
                    Told::ReportVeryLate,
                    format!("Votre relevé {words} manque toujours"),
                ),
            };
            let link = urls::report(self.period.id, &row.participant.siren, *month);
            if self.tell(tx, &row.participant, (kind, &month.code()), (&title, &link))? {
                told += 1;
                escalated += usize::from(kind == Told::ReportVeryLate);
            }
        }
        Ok((told, escalated))
    }

    /// The notice of the end whose day has come, in days before it.
    fn end_step(&self) -> Option<i64> {
        let left = (self.period.closes_on.0 - self.today.0).num_days();
        let step = END_DAYS.into_iter().find(|step| left <= *step);
        step.filter(|_| left > 0)
    }

    /// Announces the end to those whose request is not decided: it is closed then.
    fn undecided(&self, tx: &mut Conn) -> Result<usize, Fault> {
        let Some(step) = self.end_step() else {
            return Ok(0);
        };
        let title = format!(
            "sans décision avant le {}, la demande est close",
            french_day(self.period.closes_on)
        );
        let mut told = 0;
        for one in views::undecided(tx, &self.period, UNDECIDED)? {
            let of = (self.period.id, one.siren.as_str());
            let about = (Told::UndecidedNear, one.request.to_string());
            let noted = format!("{step} {}", about.1);
            if !store::note_told(tx, of, (about.0.as_str(), &noted), self.ctx.now)? {
                continue;
            }
            let Some(request) = requests::request(tx, one.request)? else {
                continue;
            };
            let people = requests::interested(tx, &request)?;
            let title = format!("{} : {title}", one.number);
            let notice = Notice::new(Kind::Request, &title, requests::url(one.request));
            notify_all(tx, self.ctx, &people, &notice)?;
            mail_all(tx, self.ctx, &people, (of.0, of.1, about.0, &about.1))?;
            told += 1;
        }
        Ok(told)
    }

    /// Announces the end to who still takes part.
    fn end(&self, tx: &mut Conn, who: &Participant) -> Result<bool, Fault> {
        let Some(step) = self.end_step() else {
            return Ok(false);
        };
        if who.left_at.is_some() {
            return Ok(false);
        }
        let title = format!(
            "L'expérimentation se termine le {}",
            french_day(self.period.closes_on)
        );
        let link = urls::participation(self.period.id, &who.siren);
        self.tell(tx, who, (Told::EndNear, &step.to_string()), (&title, &link))
    }

    /// Asks who left for its attestation, or recalls it, week after week once it is late.
    fn attestation(
        &self,
        tx: &mut Conn,
        who: &Participant,
        asked: Option<&ending::Attestation>,
    ) -> Result<(usize, usize), Fault> {
        if who.until(&self.period) > self.ctx.now {
            return Ok((0, 0));
        }
        let Some(asked) = asked else {
            let now = ask_attestation(tx, self.ctx, (&self.period, who))?;
            return Ok((usize::from(now), 0));
        };
        let late = (self.today.0 - asked.due_on.0).num_days();
        if asked.signed_at.is_some() || late < -ATTESTATION_SOON {
            return Ok((0, 0));
        }
        let link = urls::attestation(self.period.id, &who.siren);
        let title = "L'attestation de destruction des données est attendue";
        let about = if late <= 0 {
            "soon".to_owned()
        } else {
            format!("week {}", late / 7)
        };
        let told = self.tell(tx, who, (Told::AttestationRecalled, &about), (title, &link))?;
        let escalated = told && late >= ATTESTATION_VERY_LATE;
        Ok((usize::from(told), usize::from(escalated)))
    }

    /// Tells the teams of a participant, inside the site and by mail, once ever.
    fn tell(
        &self,
        tx: &mut Conn,
        who: &Participant,
        (kind, about): (Told, &str),
        (title, link): (&str, &str),
    ) -> Result<bool, Fault> {
        let of = (self.period.id, who.siren.as_str());
        if !store::note_told(tx, of, (kind.as_str(), about), self.ctx.now)? {
            return Ok(false);
        }
        let people = views::told(tx, &self.period, &who.siren)?;
        notify_all(
            tx,
            self.ctx,
            &people,
            &Notice::new(Kind::Service, title, link),
        )?;
        mail_all(tx, self.ctx, &people, (of.0, of.1, kind, about))?;
        Ok(true)
    }

    fn escalate(&self, tx: &mut Conn, count: usize) -> Result<(), Fault> {
        let staff = views::supervisors(tx)?;
        let title = "Expérimentation : des participants ne répondent pas";
        let notice = Notice::new(Kind::Service, title, urls::PARTICIPANTS);
        notify_all(tx, self.ctx, &staff, &notice)?;
        let about = count.to_string();
        mail_all(
            tx,
            self.ctx,
            &staff,
            (self.period.id, "", Told::Escalated, &about),
        )
    }
}
