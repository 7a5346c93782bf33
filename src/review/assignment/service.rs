//! Giving requests to reviewers: one to a person, many at once, or to whoever is least loaded.

use serde_json::json;

use super::balance::{self, Candidate};
use super::store;
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox::{JobError, Tools};
use crate::kernel::text::french_date;
use crate::requests::{
    self, Actor, HandOverError, LiftRecusal, Move, MoveError, Recuse, Request, RequestId, Status,
};
use crate::review::model::Outcome as Settled;
use crate::review::{notes, store as review_store};
use crate::shell::{AccountId, Role};

/// Requests given at once, at most.
const AT_ONCE: i64 = 100;

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// This person, whatever they hold already.
    One(AccountId),
    /// Whoever is there and least loaded; only requests that wait in the pool.
    Balanced,
}

/// Give several requests.
#[derive(Debug, Clone)]
pub struct Assign {
    /// Who gives them; nobody when Guichet does.
    pub by: Option<Actor>,
    /// Which, at most a hundred: the others are left.
    pub requests: Vec<RequestId>,
    /// To whom.
    pub to: To,
}

/// What became of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// This person holds it.
    To(AccountId),
    /// Everybody who could receive it is away.
    Nobody,
    /// It does not wait in the pool any more.
    NotWaiting,
    /// It could not be given to them.
    Refused(HandOverError),
}

/// Gives requests, each by itself: one that can't be given does not keep the others. Tells what became of each.
pub fn assign(tx: &mut Conn, ctx: &Ctx, cmd: &Assign) -> Result<Vec<(RequestId, Given)>, Fault> {
    let mut roster = match cmd.to {
        To::One(_) => Vec::new(),
        To::Balanced => roster(tx, ctx.now.paris_day())?,
    };
    let most = usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
    let mut told = Vec::new();
    for id in cmd.requests.iter().take(most) {
        let given = match requests::request(tx, *id)? {
            None => Given::NotWaiting,
            Some(request) => give(tx, ctx, (cmd, &request), &mut roster)?,
        };
        told.push((*id, given));
    }
    Ok(told)
}

fn give(
    tx: &mut Conn,
    ctx: &Ctx,
    (cmd, request): (&Assign, &Request),
    roster: &mut [Candidate],
) -> Result<Given, Fault> {
    let to = match cmd.to {
        To::One(account) => account,
        To::Balanced if request.status() != Status::Submitted => return Ok(Given::NotWaiting),
        To::Balanced => match chosen(tx, request, roster)? {
            Some(account) => account,
            None => return Ok(Given::Nobody),
        },
    };
    let on = Move {
        actor: cmd.by.clone().unwrap_or_else(|| receiver(to)),
        request: request.id,
        seen: request.version,
    };
    match requests::hand_over(tx, ctx, &on, to) {
        Ok(()) => {
            for candidate in roster.iter_mut().filter(|known| known.account == to) {
                candidate.load += 1;
            }
            Ok(Given::To(to))
        }
        Err(Failure::Refused(refusal)) => Ok(Given::Refused(refusal)),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// When Guichet gives a request, it may do what whoever receives it may.
fn receiver(account: AccountId) -> Actor {
    Actor {
        account,
        staff: vec![Role::Reviewer],
    }
}

/// The least loaded of those who may instruct this request.
fn chosen(
    c: &mut Conn,
    request: &Request,
    roster: &[Candidate],
) -> Result<Option<AccountId>, Fault> {
    let able = requests::instructors(c, request)?;
    let may = |candidate: &&Candidate| {
        able.iter()
            .any(|known| known.account == candidate.account && known.reviews)
    };
    let able: Vec<Candidate> = roster.iter().filter(may).copied().collect();
    let knows = request.state.reviewer().map(AccountId);
    Ok(balance::choose(&able, knows))
}

/// The reviewers with what they hold and the days they are there.
fn roster(c: &mut Conn, today: Day) -> Result<Vec<Candidate>, Fault> {
    Ok(team(c, today)?
        .into_iter()
        .map(|(candidate, _)| candidate)
        .collect())
}

/// The reviewers as the balance sees them, with their names.
pub(super) fn team(c: &mut Conn, today: Day) -> Result<Vec<(Candidate, String)>, Fault> {
    let reviewers = store::reviewers(c)?;
    let ids: Vec<AccountId> = reviewers.iter().map(|(account, _)| *account).collect();
    let loads = store::loads(c, &ids)?;
    let absences = store::absences(c, today)?;
    let candidate = |account: AccountId| {
        let theirs: Vec<(Day, Day)> = absences
            .iter()
            .filter(|absence| absence.account == account)
            .map(|absence| (absence.from, absence.until))
            .collect();
        Candidate {
            account,
            load: loads.get(&account).copied().unwrap_or_default(),
            days: balance::days_present(today, &theirs),
        }
    };
    Ok(reviewers
        .into_iter()
        .map(|(account, name)| (candidate(account), name))
        .collect())
}

/// Gives the oldest requests of the pool, each to the least loaded; how many were given, and how many were looked at.
pub fn assign_waiting(tx: &mut Conn, ctx: &Ctx, by: &Actor) -> Result<(usize, usize), Fault> {
    let cmd = Assign {
        by: Some(by.clone()),
        requests: store::waiting(tx, AT_ONCE)?,
        to: To::Balanced,
    };
    let told = assign(tx, ctx, &cmd)?;
    let given = told
        .iter()
        .filter(|(_, given)| matches!(given, Given::To(_)));
    Ok((given.count(), told.len()))
}

/// Gives a request just filed, if the desk is set so. Nothing happens when somebody took it meanwhile.
pub fn assign_filed(tools: &Tools, request: RequestId) -> Result<(), JobError> {
    let ctx = tools.ctx();
    let cmd = Assign {
        by: None,
        requests: vec![request],
        to: To::Balanced,
    };
    let done: Outcome<()> = tools.db.write_now::<_, Never>(|tx| {
        if review_store::settings(tx)?.assigns {
            assign(tx, &ctx, &cmd)?;
        }
        Ok(())
    });
    done.map_err(Failure::into_fault)?;
    Ok(())
}

/// Give a request to a colleague, with a word.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Who, which request, and the version they saw.
    pub on: Move,
    /// To whom.
    pub to: AccountId,
    /// What they should know; may be empty.
    pub note: String,
}

/// Gives a request to a colleague; the word becomes an internal note.
pub fn hand_over(tx: &mut Conn, ctx: &Ctx, cmd: &HandOver) -> Outcome<(), HandOverError> {
    requests::hand_over(tx, ctx, &cmd.on, cmd.to)?;
    if !cmd.note.is_empty() {
        notes::keep(tx, ctx, (cmd.on.actor.account, cmd.on.request), &cmd.note)?;
    }
    Ok(())
}

/// States a conflict of interest. A decision that waits for a second signature falls: the request has nobody to take it.
/// Tells whether somebody must be found to follow it.
pub fn recuse(tx: &mut Conn, ctx: &Ctx, cmd: &Recuse) -> Outcome<bool, MoveError> {
    let orphan = requests::recuse(tx, ctx, cmd)?;
    let by = cmd.actor.account;
    let now = requests::request(tx, cmd.request)?.map(|request| request.status());
    let waiting = review_store::open_proposal(tx, cmd.request)?;
    if let Some(proposal) = waiting
        && (proposal.by == by || now == Some(Status::Submitted))
    {
        review_store::settle_proposal(tx, proposal.id, Settled::Dropped, by, ctx.now)?;
        let entry = Entry::new("review.proposal_dropped", "request", cmd.request);
        let data = json!({ "proposal": proposal.id, "decision": proposal.kind });
        journal::record(tx, ctx, entry.about_request(cmd.request).data(data))?;
    }
    Ok(orphan)
}

/// Take back, with a reason, a conflict of interest that somebody stated by mistake.
#[derive(Debug, Clone)]
pub struct Lift {
    /// Who, which request, and whose conflict.
    pub on: LiftRecusal,
    /// Why, not empty.
    pub reason: String,
}

/// Takes a conflict of interest back. What was stated, and why it is taken back, stay in a note.
pub fn lift(tx: &mut Conn, ctx: &Ctx, cmd: &Lift) -> Outcome<(), MoveError> {
    let stated = requests::lift_recusal(tx, ctx, &cmd.on)?;
    let words = format!(
        "Conflit d'intérêts de {} retiré. Déclaré le {} ({}) : {}\n\nMotif du retrait : {}",
        stated.name,
        french_date(stated.at),
        stated.tie.label().to_lowercase(),
        stated.reason,
        cmd.reason
    );
    let who = (cmd.on.actor.account, cmd.on.request);
    Ok(notes::keep(tx, ctx, who, &words)?)
}
