//! Seats taken and freed by the decisions of the desk, each inside the caller's transaction.

use serde_json::json;

use super::offers::{accept_reserved, settle};
use crate::experiment::model::Phase;
use crate::experiment::panel::{self, Placement};
use crate::experiment::store::{self, Experiment, SeatHolder};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::requests::{RequestId, Sector};

/// Who asks for a seat.
#[derive(Debug, Clone)]
pub struct SeatClaim {
    /// The request about to be granted.
    pub request: RequestId,
    /// Its legal person, nine digits.
    pub siren: String,
    /// Its sector.
    pub sector: Sector,
    /// The instant that gives its rank: first complete submission.
    pub ranked_at: Instant,
    /// Why it passes before those who wait with a better rank, when it does.
    pub departure: Option<String>,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seated {
    /// A seat was given.
    Seated {
        /// Its number.
        number: i32,
    },
    /// The legal person already sits there: a second service uses the same seat.
    AlreadySeated {
        /// Its number.
        number: i32,
    },
    /// No seat: the request waits.
    Full {
        /// Its place in the waiting list, from 1.
        place: i64,
    },
}

/// Why no seat can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatError {
    /// No experiment was ever set up.
    NoExperiment,
    /// It isn't open yet, or is over.
    NotRunning(Phase),
    /// Not every criterion of eligibility is found met on the last version.
    CriteriaOpen {
        /// How many are left.
        left: usize,
    },
    /// Others have a better rank and no reason was given to pass before them.
    OutOfOrder {
        /// How many legal persons.
        ahead: usize,
    },
}
impl Refusal for SeatError {}

/// Gives a seat to the claim's legal person, or tells its place in the waiting list when there is none:
/// the caller then moves the request there, in the same transaction.
///
/// Safe whatever runs at the same time: two claims on one number or one SIREN end in contention for one of them,
/// which is then decided again by `Db::write` on the panel as it has become.
pub fn take_seat(tx: &mut Conn, ctx: &Ctx, claim: &SeatClaim) -> Outcome<Seated, SeatError> {
    let experiment =
        store::opened_on(tx, claim.ranked_at.paris_day())?.ok_or(SeatError::NoExperiment)?;
    let phase = experiment.terms.phase(ctx.now.paris_day());
    if phase != Phase::Running {
        return Err(SeatError::NotRunning(phase).into());
    }
    let seats = store::seats(tx, experiment.id)?;
    let terms = &experiment.terms;
    let placement = panel::place(&seats, &claim.siren, terms.cap(), terms.seats_reusable());
    let number = match placement {
        Placement::Holds(number) => return Ok(Seated::AlreadySeated { number }),
        Placement::Full => {
            return Ok(Seated::Full {
                place: wait(tx, ctx, &experiment, claim)?,
            });
        }
        Placement::Awaits(number) => {
            accept_reserved(tx, ctx, &experiment, claim)?;
            number
        }
        Placement::Regains(number) | Placement::New(number) | Placement::Reuses(number) => {
            let passed = passed_by(tx, ctx, &experiment, (claim, &seats))?;
            if passed > 0 && claim.departure.is_none() {
                return Err(SeatError::OutOfOrder { ahead: passed }.into());
            }
            sit(tx, ctx, &experiment, (claim, placement, number, passed))?;
            number
        }
    };
    Ok(Seated::Seated { number })
}

/// How many legal persons with a better rank this claim would pass.
fn passed_by(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    (claim, seats): (&SeatClaim, &[panel::Seat]),
) -> Result<usize, Fault> {
    let terms = &experiment.terms;
    let waiting = store::waiting(tx, experiment)?;
    let undecided = store::undecided(tx, experiment, (claim.ranked_at, ctx.now))?;
    let left = panel::open(seats, terms.cap(), terms.seats_reusable());
    Ok(panel::passed(
        (&waiting, &undecided),
        (seats, left),
        (&claim.siren, claim.ranked_at),
    ))
}

fn sit(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    (claim, placement, number, passed): (&SeatClaim, Placement, i32, usize),
) -> Result<(), Fault> {
    let departure = claim.departure.as_deref().filter(|_| passed > 0);
    let holder = SeatHolder {
        experiment,
        siren: &claim.siren,
        sector: claim.sector,
        request: claim.request,
        departure,
    };
    store::sit(tx, (placement, number), &holder, ctx.now)?;
    let data = json!({ "number": number, "sector": claim.sector, "out_of_order": departure.is_some(), "ahead": passed });
    journal::record(
        tx,
        ctx,
        Entry::new("experiment.seat_taken", "experiment", experiment.id)
            .about_request(claim.request)
            .data(data),
    )
}

fn wait(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    claim: &SeatClaim,
) -> Result<i64, Fault> {
    let others = store::waiting(tx, experiment)?;
    let ahead = panel::before(&others, &[], (&claim.siren, claim.ranked_at)).len();
    let place = i64::try_from(ahead).unwrap_or(i64::MAX).saturating_add(1);
    let data = json!({ "sector": claim.sector, "place": place });
    journal::record(
        tx,
        ctx,
        Entry::new("experiment.full", "experiment", experiment.id)
            .about_request(claim.request)
            .data(data),
    )?;
    Ok(place)
}

/// Frees the seat of a legal person whose last right has ended, and offers it to the next if the settings allow it.
/// Returns the number freed.
pub fn free_seat(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    siren: &str,
) -> Result<Option<i32>, Fault> {
    let rank = store::rank_of(tx, request)?;
    let Some(experiment) = store::opened_on(tx, rank.unwrap_or(ctx.now).paris_day())? else {
        return Ok(None);
    };
    let freed = free(tx, ctx, &experiment, (request, siren))?;
    settle(tx, ctx)?;
    Ok(freed)
}

/// Frees a seat, unless another right of its legal person stands, or is to come because another request accepted it.
pub(super) fn free(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    (request, siren): (RequestId, &str),
) -> Result<Option<i32>, Fault> {
    if store::holds_other_right(tx, siren, request)?
        || store::accepted_by_another(tx, experiment.id, (siren, request))?
    {
        return Ok(None);
    }
    let freed = store::free_seat(tx, experiment.id, siren, ctx.now)?;
    if let Some(number) = freed {
        let entry =
            Entry::new("experiment.seat_freed", "experiment", experiment.id).about_request(request);
        journal::record(tx, ctx, entry.data(json!({ "number": number })))?;
    }
    Ok(freed)
}
