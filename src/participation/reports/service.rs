//! Sending a report, accepting it, giving it back. The form, the file and a program send by the same function.

use serde_json::json;

use super::model::{Alert, Figures, Report, ReportId, Source, Status, alerts};
use super::store;
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::text::of_month;
use crate::notifications::{Kind, Notice, notify_all};
use crate::participation::access::{Denied, Wish, authorised};
use crate::participation::calendar;
use crate::participation::jobs::{Told, mail_all};
use crate::participation::model::Participant;
use crate::participation::{urls, views};
use crate::shell::AccountId;

/// The report of a month, as somebody sends it.
#[derive(Debug, Clone)]
pub struct SendReport {
    /// Who.
    pub by: AccountId,
    /// For whom, in which experiment.
    pub to: (ExperimentId, String),
    /// Which month.
    pub month: Month,
    /// The counts.
    pub figures: Figures,
    /// What users say.
    pub feedback: String,
    /// What explains the figures, when they surprise.
    pub comment: String,
    /// How it comes.
    pub source: Source,
    /// The last version that the person saw; nothing when they saw none, as in a file.
    pub seen: Option<i32>,
}

/// Why a report was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendError {
    /// See [`Denied`].
    Denied(Denied),
    /// The participant does not owe this month.
    NotOwed,
    /// The month is not over: it may be sent from that day on.
    TooEarly(Day),
    /// These figures surprise: a comment is awaited.
    NeedsComment(Vec<Alert>),
    /// Somebody sent another version since the person looked.
    Stale,
}
impl Refusal for SendError {}

/// Takes the report of a month: a first version, or another one beside those that stay. The same figures and words sent
/// twice are one version.
pub fn send(tx: &mut Conn, ctx: &Ctx, cmd: &SendReport) -> Outcome<ReportId, SendError> {
    let (experiment, siren) = (cmd.to.0, cmd.to.1.as_str());
    let access = authorised(tx, cmd.by, (experiment, siren), Wish::Act);
    let (period, participant, _) =
        access.map_err(|failure| failure.map_refusal(SendError::Denied))?;
    let owed = calendar::months(&period, &participant);
    if !owed.contains(&cmd.month) {
        return Err(SendError::NotOwed.into());
    }
    let opens = calendar::opens_on(&period, cmd.month);
    if ctx.now.paris_day() < opens {
        return Err(SendError::TooEarly(opens).into());
    }
    let sent = store::of_participant(tx, experiment, siren)?;
    let last = sent.iter().rfind(|report| report.month == cmd.month);
    let ordinal = last.map_or(0, |report| report.ordinal);
    if cmd.seen.is_some_and(|seen| seen != ordinal) {
        return Err(SendError::Stale.into());
    }
    if let Some(last) = last.filter(|last| last.is_alive() && is_same(last, cmd)) {
        return Ok(last.id);
    }
    let surprising = surprises(&sent, &owed, cmd);
    if !surprising.is_empty() && cmd.comment.is_empty() {
        return Err(SendError::NeedsComment(surprising).into());
    }
    if let Some(last) = last.filter(|last| last.status == Status::Submitted)
        && !store::replace(tx, last.id)?
    {
        return Err(Fault::contention().into());
    }
    let report = version(ctx, cmd, (&participant, ordinal + 1, surprising));
    store::insert(tx, &report, cmd.by).map_err(contention_if_sent)?;
    record(tx, ctx, &participant, ("experiment.report_sent", &report))?;
    Ok(report.id)
}

fn contention_if_sent(error: diesel::result::Error) -> Fault {
    if Fault::is_unique_violation(&error) {
        Fault::contention()
    } else {
        error.into()
    }
}

fn is_same(last: &Report, cmd: &SendReport) -> bool {
    last.figures == cmd.figures && last.feedback == cmd.feedback && last.comment == cmd.comment
}

/// What surprises, given the reports that were sent and the months that are owed.
fn surprises(sent: &[Report], owed: &[Month], cmd: &SendReport) -> Vec<Alert> {
    let alive = |month: Month| {
        sent.iter()
            .rfind(|report| report.month == month && report.is_alive())
    };
    let is_missing = owed
        .iter()
        .any(|month| *month < cmd.month && alive(*month).is_none());
    let before = alive(cmd.month.back(1)).map(|report| report.figures);
    alerts(&cmd.figures, before.as_ref(), is_missing)
}

fn version(
    ctx: &Ctx,
    cmd: &SendReport,
    (participant, ordinal, alerts): (&Participant, i32, Vec<Alert>),
) -> Report {
    Report {
        id: ctx.new_id::<ReportId>(),
        experiment: cmd.to.0,
        siren: participant.siren.clone(),
        month: cmd.month,
        ordinal,
        status: Status::Submitted,
        sector: participant.sector,
        figures: cmd.figures,
        feedback: cmd.feedback.clone(),
        comment: cmd.comment.clone(),
        alerts,
        source: cmd.source,
        sent_at: ctx.now,
        judged_at: None,
        reason: String::new(),
        hash: None,
    }
}

/// Why a verdict was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgeError {
    /// There is no such version.
    Unknown,
    /// It was judged or replaced meanwhile.
    Settled,
}
impl Refusal for JudgeError {}

/// Accepts a version: its figures are frozen, and the journal holds them with their fingerprint.
pub fn accept(tx: &mut Conn, ctx: &Ctx, id: ReportId) -> Outcome<(), JudgeError> {
    let (report, participant) = judged(tx, id)?;
    let hash = report.fingerprint();
    if !store::judge(tx, ctx, (id, Status::Accepted), ("", Some(&hash)))? {
        return Err(JudgeError::Settled.into());
    }
    let accepted = Report {
        hash: Some(hash),
        ..report
    };
    record(
        tx,
        ctx,
        &participant,
        ("experiment.report_accepted", &accepted),
    )?;
    tell(tx, ctx, &accepted, "est accepté")?;
    Ok(())
}

/// Gives a version back with a reason: another one is awaited.
pub fn hand_back(tx: &mut Conn, ctx: &Ctx, id: ReportId, reason: &str) -> Outcome<(), JudgeError> {
    let (report, participant) = judged(tx, id)?;
    if !store::judge(tx, ctx, (id, Status::Returned), (reason, None))? {
        return Err(JudgeError::Settled.into());
    }
    record(
        tx,
        ctx,
        &participant,
        ("experiment.report_returned", &report),
    )?;
    let told = tell(tx, ctx, &report, "est à corriger")?;
    let about = report.month.code();
    mail_all(
        tx,
        ctx,
        &told,
        (
            report.experiment,
            &report.siren,
            Told::ReportReturned,
            &about,
        ),
    )?;
    Ok(())
}

fn judged(tx: &mut Conn, id: ReportId) -> Outcome<(Report, Participant), JudgeError> {
    let report = store::find(tx, id)?.ok_or(JudgeError::Unknown)?;
    if report.status != Status::Submitted {
        return Err(JudgeError::Settled.into());
    }
    let period = views::period(tx, report.experiment)?.ok_or(JudgeError::Unknown)?;
    let found = views::participant(tx, &period, &report.siren)?;
    let participant = found.ok_or_else(|| Fault::inconsistent("monthly_reports", id))?;
    Ok((report, participant))
}

fn tell(
    tx: &mut Conn,
    ctx: &Ctx,
    report: &Report,
    words: &str,
) -> Result<Vec<AccountId>, Failure<JudgeError>> {
    let period = views::period(tx, report.experiment)?.ok_or(JudgeError::Unknown)?;
    let told = views::told(tx, &period, &report.siren)?;
    let title = format!("Votre relevé {} {words}", of_month(report.month.first()));
    let link = urls::report(report.experiment, &report.siren, report.month);
    notify_all(tx, ctx, &told, &Notice::new(Kind::Service, &title, link))?;
    Ok(told)
}

/// The journal holds the figures of what is accepted, so that the assessment can be made again from it alone.
fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    participant: &Participant,
    (event, report): (&'static str, &Report),
) -> Result<(), Fault> {
    let data = json!({
        "report": report.id,
        "siren": report.siren,
        "month": report.month.code(),
        "version": report.ordinal,
        "sector": report.sector,
        "figures": report.figures,
        "alerts": report.alerts,
        "source": report.source,
        "hash": report.hash,
    });
    let entry = Entry::new(event, "experiment", report.experiment)
        .about_organisation(participant.organisation)
        .data(data);
    journal::record(tx, ctx, entry)
}
