//! Free seats are offered in order, answered by the applicant, and pass to the next when nobody answers.
//!
//! [`settle`] brings the offers in line with the panel and the waiting list. It runs in the transaction of whatever
//! frees a seat, and as a watch for what time and withdrawals do. Running it twice does nothing more.

use chrono::Duration;
use serde_json::json;

use super::recall;
use super::seats::{SeatClaim, free};
use crate::experiment::jobs::{OfferMail, Told};
use crate::experiment::model::{OfferId, OfferOutcome, Phase};
use crate::experiment::panel::{self, Allotment, Waiting};
use crate::experiment::store::{self, Experiment, Offer, SeatHolder};
use crate::experiment::urls;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Never, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::lease::{self, Look, Watch};
use crate::kernel::outbox;
use crate::kernel::workdays::add_working_days;
use crate::notifications::{Kind, Notice, notify_all};
use crate::requests::{
    self, Action, Actor, Move, MoveError, Request, RequestId, Sector, Status, WithdrawalReason,
};
use crate::shell::actor::AccountId;

/// Working days to answer an offer, to the end of the last one.
pub const ANSWER_WORKING_DAYS: u32 = 10;

/// Keeps the offers in line with time and with the waiting list.
pub const SEATS: Watch = Watch {
    name: "panel.seats",
    every: std::time::Duration::from_secs(15),
    look,
};

fn look(db: &Db, sources: &Sources, holder: &str) -> Result<Look, Fault> {
    let ctx = sources.system_ctx("seats");
    let needed = db
        .read_now::<_, Never>(|c| Ok(is_needed(c, ctx.now)?))
        .map_err(Failure::into_fault)?;
    if !needed {
        return Ok(Look::Nothing);
    }
    let done = db.write_now::<_, Never>(|tx| {
        let span = Duration::minutes(1);
        if !lease::acquire(tx, SEATS.name, holder, ctx.now, span)? {
            return Ok(None);
        }
        Ok(Some(settle(tx, &ctx)?))
    });
    Ok(match done.map_err(Failure::into_fault)? {
        None => Look::NotOurs,
        Some(count) => Look::Done { count, more: false },
    })
}

/// Until when an offer made now may be answered: the end of the last working day.
fn deadline(now: Instant) -> Instant {
    add_working_days(now.paris_day(), ANSWER_WORKING_DAYS)
        .plus_days(1)
        .start()
}

/// The experiment spoken of, and past ones in which an offer still stands.
fn concerned(c: &mut Conn, now: Instant) -> Result<Vec<Experiment>, Fault> {
    let mut found: Vec<Experiment> = store::current(c, now.paris_day())?.into_iter().collect();
    for id in store::offering(c)? {
        if found.iter().all(|known| known.id != id) {
            found.extend(store::find(c, id)?);
        }
    }
    Ok(found)
}

fn is_needed(c: &mut Conn, now: Instant) -> Result<bool, Fault> {
    for experiment in concerned(c, now)? {
        let needed = if experiment.terms.phase(now.paris_day()) == Phase::Running {
            !store::offers_due(c, experiment.id, now)?.is_empty()
                || !store::abandoned(c, experiment.id)?.is_empty()
                || !recall::due(c, &experiment, now)?.is_empty()
                || !allotments(c, &experiment)?.1.is_empty()
        } else {
            !store::open_offers(c, experiment.id)?.is_empty()
        };
        if needed {
            return Ok(true);
        }
    }
    Ok(false)
}

type List = Vec<Waiting<RequestId>>;

fn allotments(c: &mut Conn, experiment: &Experiment) -> Result<(List, Vec<Allotment>), Fault> {
    let waiting = store::waiting(c, experiment)?;
    let seats = store::seats(c, experiment.id)?;
    let terms = &experiment.terms;
    let allotted = panel::allot(&seats, &waiting, (terms.cap(), terms.seats_reusable()));
    Ok((waiting, allotted))
}

/// Ends the offers that must not stand any more, frees the seats that nobody sits in, and offers what is free, in
/// order. Returns how many things it did.
pub fn settle(tx: &mut Conn, ctx: &Ctx) -> Result<usize, Fault> {
    let mut done: usize = 0;
    for experiment in concerned(tx, ctx.now)? {
        let running = experiment.terms.phase(ctx.now.paris_day()) == Phase::Running;
        done = done.saturating_add(if running {
            keep_going(tx, ctx, &experiment)?
        } else {
            let standing = store::open_offers(tx, experiment.id)?;
            for offer in &standing {
                end(tx, ctx, offer, OfferOutcome::Lapsed)?;
            }
            standing.len()
        });
    }
    Ok(done)
}

fn keep_going(tx: &mut Conn, ctx: &Ctx, experiment: &Experiment) -> Result<usize, Fault> {
    let due = store::offers_due(tx, experiment.id, ctx.now)?;
    for (rank, (offer, waits)) in (0_i64..).zip(&due) {
        if *waits {
            expire(tx, ctx, offer, rank)?;
        } else {
            end(tx, ctx, offer, OfferOutcome::Lapsed)?;
        }
    }
    let abandoned = store::abandoned(tx, experiment.id)?;
    let mut freed = 0_usize;
    for (siren, request) in &abandoned {
        freed += usize::from(free(tx, ctx, experiment, (*request, siren))?.is_some());
    }
    let (waiting, allotted) = allotments(tx, experiment)?;
    let departures = store::departures(tx)?;
    for allotment in &allotted {
        if let Some(entry) = waiting.get(allotment.index) {
            let why = departures.iter().find(|(of, _)| *of == entry.request);
            let why = why.map(|(_, reason)| reason.as_str());
            offer(tx, ctx, experiment, (entry, allotment, why))?;
        }
    }
    let recalled = recall::recall(tx, ctx, experiment)?;
    Ok(due.len() + freed + allotted.len() + recalled)
}

/// Offers a seat to who waits, who is told by mail and inside the site.
fn offer(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    (entry, allotment, departure): (&Waiting<RequestId>, &Allotment, Option<&str>),
) -> Result<(), Fault> {
    let until = deadline(ctx.now);
    let holder = SeatHolder {
        experiment,
        siren: &entry.siren,
        sector: entry.sector,
        request: entry.request,
        departure,
    };
    let at = (allotment.placement, allotment.number);
    store::reserve(tx, at, &holder, (ctx.now, until))?;
    let offer = Offer {
        id: ctx.new_id::<OfferId>(),
        experiment_id: experiment.id,
        number: allotment.number,
        siren: entry.siren.clone(),
        request_id: entry.request,
        ranked_at: entry.ranked_at,
        offered_at: ctx.now,
        answer_until: until,
        outcome: None,
        closed_at: None,
    };
    store::open_offer(tx, &offer)?;
    record(tx, ctx, &offer, "experiment.seat_offered")?;
    tell_applicant(tx, ctx, &offer, Told::Offered)
}

/// Nobody answered: the seat goes on, and the requests of this legal person take a new rank, the last one. What let one of
/// them pass first was used by this offer.
fn expire(tx: &mut Conn, ctx: &Ctx, offer: &Offer, rank: i64) -> Result<(), Fault> {
    end(tx, ctx, offer, OfferOutcome::Expired)?;
    let rank = ctx.now.plus(Duration::microseconds(rank));
    requests::rank_anew(tx, &offer.siren, rank)?;
    store::end_departures(tx, &offer.siren)?;
    tell_applicant(tx, ctx, offer, Told::Expired)
}

/// Ends an offer, and gives its seat back to the panel unless it was taken.
fn end(tx: &mut Conn, ctx: &Ctx, offer: &Offer, outcome: OfferOutcome) -> Result<(), Fault> {
    if !store::close_offer(tx, offer.id, outcome, ctx.now)? {
        return Err(Fault::contention());
    }
    let event = match outcome {
        OfferOutcome::Accepted => "experiment.offer_accepted",
        OfferOutcome::Declined => "experiment.offer_declined",
        OfferOutcome::Expired => "experiment.offer_expired",
        OfferOutcome::Lapsed => "experiment.offer_lapsed",
    };
    if outcome != OfferOutcome::Accepted {
        store::unreserve(tx, offer.experiment_id, offer.number, ctx.now)?;
    }
    record(tx, ctx, offer, event)
}

pub(super) fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    offer: &Offer,
    event: &'static str,
) -> Result<(), Fault> {
    let data = json!({ "offer": offer.id, "number": offer.number, "until": offer.answer_until });
    let entry =
        Entry::new(event, "experiment", offer.experiment_id).about_request(offer.request_id);
    journal::record(tx, ctx, entry.data(data))
}

pub(super) fn tell_applicant(
    tx: &mut Conn,
    ctx: &Ctx,
    offer: &Offer,
    told: Told,
) -> Result<(), Fault> {
    let mail = OfferMail {
        offer: offer.id,
        told,
    };
    outbox::push(tx, ctx, &mail)?;
    let Some(request) = requests::request(tx, offer.request_id)? else {
        return Ok(());
    };
    let words = match told {
        Told::Offered => "une place de l'expérimentation vous est proposée",
        Told::Recalled => "la place proposée attend votre réponse",
        Told::Expired => "la place proposée est passée à la demande suivante",
    };
    let title = format!("{} : {words}", request.number);
    let people = requests::interested(tx, &request)?;
    let notice = Notice::new(Kind::Request, &title, urls::place(request.id));
    notify_all(tx, ctx, &people, &notice)
}

/// An applicant answers an offer.
#[derive(Debug, Clone)]
pub struct AnswerOffer {
    /// Who.
    pub actor: Actor,
    /// For which request.
    pub request: RequestId,
    /// The offer that they read.
    pub offer: OfferId,
}

/// Why an offer was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferError {
    /// For this person, there is no such request.
    Unknown,
    /// Never in their capacity.
    Forbidden,
    /// The offer doesn't stand any more; how it ended, if it is known.
    Gone(Option<OfferOutcome>),
    /// The request didn't move.
    Move(MoveError),
}
impl Refusal for OfferError {}

/// The offer, if it stands and this person may answer for the request.
fn standing(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &AnswerOffer,
) -> Outcome<(Request, Experiment, Offer), OfferError> {
    let request =
        requests::authorised(tx, &cmd.actor, cmd.request, Action::Withdraw).map_err(|failure| {
            failure.map_refusal(|error| match error {
                requests::AccessError::Unknown => OfferError::Unknown,
                requests::AccessError::Forbidden => OfferError::Forbidden,
                requests::AccessError::NotNow(_) => OfferError::Gone(None),
            })
        })?;
    let offer = store::find_offer(tx, cmd.offer)?.filter(|offer| offer.request_id == request.id);
    let offer = offer.ok_or(OfferError::Gone(None))?;
    let experiment = store::find(tx, offer.experiment_id)?
        .ok_or_else(|| Fault::inconsistent("seat_offers", offer.id))?;
    let running = experiment.terms.phase(ctx.now.paris_day()) == Phase::Running;
    let stands = offer.outcome.is_none() && ctx.now < offer.answer_until;
    if stands && running && request.status() == Status::Waitlisted {
        Ok((request, experiment, offer))
    } else {
        Err(OfferError::Gone(offer.outcome).into())
    }
}

/// Takes the seat for good. The grant remains to be pronounced by who instructs, who is told. Returns the number.
pub fn accept(tx: &mut Conn, ctx: &Ctx, cmd: &AnswerOffer) -> Outcome<i32, OfferError> {
    let (request, experiment, offer) = standing(tx, ctx, cmd)?;
    let sector = request
        .sector
        .ok_or_else(|| Fault::inconsistent("requests", request.id))?;
    take_reserved(tx, ctx, &experiment, (&offer, request.id, sector))?;
    let words = "la place proposée est acceptée, l'habilitation peut être accordée";
    tell_desk(tx, ctx, &request, words)?;
    Ok(offer.number)
}

/// Gives the seat up, and with it the request: it is withdrawn and the seat goes to the next.
pub fn decline(tx: &mut Conn, ctx: &Ctx, cmd: &AnswerOffer) -> Outcome<(), OfferError> {
    let (request, _, offer) = standing(tx, ctx, cmd)?;
    let on = Move {
        actor: cmd.actor.clone(),
        request: request.id,
        seen: request.version,
    };
    let why = "La place proposée est refusée.";
    requests::withdraw(tx, ctx, &on, (WithdrawalReason::Other, why))
        .map_err(|failure| failure.map_refusal(OfferError::Move))?;
    end(tx, ctx, &offer, OfferOutcome::Declined)?;
    settle(tx, ctx)?;
    Ok(())
}

fn tell_desk(tx: &mut Conn, ctx: &Ctx, request: &Request, words: &str) -> Result<(), Fault> {
    let title = format!("{} : {words}", request.number);
    let notice = Notice::new(Kind::Request, &title, urls::request(request.id));
    let held = request.state.reviewer().map(AccountId);
    let people: Vec<AccountId> = held.into_iter().collect();
    notify_all(tx, ctx, &people, &notice)
}

/// The desk grants a request to which a seat is offered: the grant takes the seat, and closes the offer.
pub(super) fn accept_reserved(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    claim: &SeatClaim,
) -> Result<(), Fault> {
    let offers = store::open_offers(tx, experiment.id)?;
    let offer = offers
        .iter()
        .find(|offer| offer.siren == claim.siren)
        .ok_or_else(|| Fault::inconsistent("seats", experiment.id))?;
    take_reserved(tx, ctx, experiment, (offer, claim.request, claim.sector))
}

fn take_reserved(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    (offer, request, sector): (&Offer, RequestId, Sector),
) -> Result<(), Fault> {
    let holder = SeatHolder {
        experiment,
        siren: &offer.siren,
        sector,
        request,
        departure: None,
    };
    store::hold(tx, offer.number, &holder, ctx.now)?;
    end(tx, ctx, offer, OfferOutcome::Accepted)?;
    let departs = store::departures(tx)?
        .iter()
        .any(|(departing, _)| *departing == request);
    let data =
        json!({ "number": offer.number, "sector": sector, "out_of_order": departs, "ahead": 0 });
    let entry =
        Entry::new("experiment.seat_taken", "experiment", experiment.id).about_request(request);
    journal::record(tx, ctx, entry.data(data))
}
