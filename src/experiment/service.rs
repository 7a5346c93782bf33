//! Seats and settings: what changes the panel, each inside the caller's transaction.

use serde_json::json;

use super::model::{ExperimentId, Phase, Terms};
use super::panel::{self, Placement};
use super::store::{self, Experiment, SeatHolder};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::db::types::Json;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::requests::{RequestId, Sector};
use crate::shell::actor::AccountId;

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
    /// Others wait with a better rank and no reason was given to pass before them.
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
    let experiment = store::current(tx)?.ok_or(SeatError::NoExperiment)?;
    let phase = experiment.terms.phase(ctx.now.paris_day());
    if phase != Phase::Running {
        return Err(SeatError::NotRunning(phase).into());
    }
    let seats = store::seats(tx, experiment.id)?;
    let terms = &experiment.terms;
    let number = match panel::place(&seats, &claim.siren, terms.cap(), terms.seats_reusable()) {
        Placement::Holds(number) => return Ok(Seated::AlreadySeated { number }),
        Placement::Full => {
            return Ok(Seated::Full {
                place: wait(tx, ctx, &experiment, claim)?,
            });
        }
        placement @ (Placement::Regains(_) | Placement::New(_) | Placement::Reuses(_)) => {
            let ahead = ahead_of(tx, claim)?;
            sit(
                tx,
                ctx,
                &Sitting {
                    experiment: &experiment,
                    claim,
                    placement,
                    ahead,
                },
            )?
        }
    };
    Ok(Seated::Seated { number })
}

fn ahead_of(tx: &mut Conn, claim: &SeatClaim) -> Outcome<usize, SeatError> {
    let waiting = store::waiting(tx)?;
    let ahead = panel::ahead(&waiting, &claim.siren, claim.ranked_at);
    if ahead > 0 && claim.departure.is_none() {
        return Err(SeatError::OutOfOrder { ahead }.into());
    }
    Ok(ahead)
}

struct Sitting<'a> {
    experiment: &'a Experiment,
    claim: &'a SeatClaim,
    placement: Placement,
    ahead: usize,
}

fn sit(tx: &mut Conn, ctx: &Ctx, sitting: &Sitting<'_>) -> Result<i32, Fault> {
    let Sitting {
        experiment,
        claim,
        placement,
        ahead,
    } = sitting;
    let departure = claim.departure.as_deref().filter(|_| *ahead > 0);
    let holder = SeatHolder {
        experiment,
        siren: &claim.siren,
        sector: claim.sector,
        request: claim.request,
        departure,
    };
    let number = match *placement {
        Placement::New(number) => {
            store::insert_seat(tx, number, &holder, ctx.now)?;
            number
        }
        Placement::Holds(number) => number,
        Placement::Regains(number) | Placement::Reuses(number) => {
            store::reseat(tx, number, &holder, ctx.now)?;
            number
        }
        Placement::Full => return Err(Fault::inconsistent("seats", experiment.id)),
    };
    let data = json!({ "number": number, "sector": claim.sector, "out_of_order": departure.is_some(), "ahead": ahead });
    journal::record(
        tx,
        ctx,
        Entry::new("experiment.seat_taken", "experiment", experiment.id)
            .about_request(claim.request)
            .data(data),
    )?;
    Ok(number)
}

fn wait(
    tx: &mut Conn,
    ctx: &Ctx,
    experiment: &Experiment,
    claim: &SeatClaim,
) -> Result<i64, Fault> {
    let others = store::waiting(tx)?;
    let ahead = panel::ahead(&others, &claim.siren, claim.ranked_at);
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

/// Frees the seat of a legal person whose last right has ended. Its number serves again only if the
/// settings allow reuse. Returns the number freed.
pub fn free_seat(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    siren: &str,
) -> Result<Option<i32>, Fault> {
    let Some(experiment) = store::current(tx)? else {
        return Ok(None);
    };
    if store::holds_other_right(tx, siren, request)? {
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

/// New terms for the experiment.
#[derive(Debug, Clone)]
pub struct Configure {
    /// The experiment and the version the supervisor saw; nothing to set up a first one.
    pub seen: Option<(ExperimentId, i32)>,
    /// What it becomes.
    pub terms: Terms,
    /// Why.
    pub reason: String,
}

/// Why terms can't be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigureError {
    /// Somebody changed them meanwhile.
    Stale,
    /// Seats are given up to this number: the cap can't go below.
    CapBelowSeats {
        /// The highest number given.
        highest: i32,
    },
    /// The reason is missing.
    NoReason,
}
impl Refusal for ConfigureError {}

/// Sets the experiment up, or changes its terms, and keeps the reason.
pub fn configure(
    tx: &mut Conn,
    ctx: &Ctx,
    command: &Configure,
) -> Outcome<ExperimentId, ConfigureError> {
    let reason = command.reason.trim();
    if reason.is_empty() {
        return Err(ConfigureError::NoReason.into());
    }
    let current = store::current(tx)?;
    let seen = current
        .as_ref()
        .map(|experiment| (experiment.id, experiment.version));
    if seen != command.seen {
        return Err(ConfigureError::Stale.into());
    }
    let (id, version) = match seen {
        None => {
            let id = ctx.new_id::<ExperimentId>();
            store::insert(tx, id, &command.terms, ctx.now)?;
            (id, 1)
        }
        Some((id, version)) => {
            refuse_cap_below_seats(tx, id, command.terms.cap())?;
            if !store::update(tx, id, version, &command.terms)? {
                return Err(ConfigureError::Stale.into());
            }
            (id, version.saturating_add(1))
        }
    };
    keep_change(tx, ctx, (id, version), command)?;
    Ok(id)
}

fn refuse_cap_below_seats(
    tx: &mut Conn,
    id: ExperimentId,
    cap: i32,
) -> Outcome<(), ConfigureError> {
    let highest = store::seats(tx, id)?
        .iter()
        .map(|seat| seat.number)
        .max()
        .unwrap_or(0);
    if highest > cap {
        Err(ConfigureError::CapBelowSeats { highest }.into())
    } else {
        Ok(())
    }
}

fn keep_change(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, version): (ExperimentId, i32),
    command: &Configure,
) -> Result<(), Fault> {
    let terms = &command.terms;
    let data = json!({
        "version": version, "opens_on": terms.opens_on(), "closes_on": terms.closes_on(), "cap": terms.cap(),
        "seats_reusable": terms.seats_reusable(),
        "guides": Sector::ALL.iter().map(|sector| (sector.as_str(), terms.guide(*sector))).collect::<std::collections::BTreeMap<_, _>>(),
    });
    let change = store::ChangeRow {
        experiment_id: id,
        version,
        reason: command.reason.trim(),
        terms: Json(data.clone()),
        changed_by: ctx.account().map(AccountId::from),
        changed_at: ctx.now,
    };
    store::record_change(tx, &change)?;
    journal::record(
        tx,
        ctx,
        Entry::new("experiment.configured", "experiment", id).data(data),
    )?;
    Ok(())
}
