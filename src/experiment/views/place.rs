//! Where one request stands in the order of the experiment, as its applicant is told.

use crate::experiment::panel::{self, Hold};
use crate::experiment::store::{self, Experiment, Offer};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::requests::{Request, Status};

/// Where a request stands in the order.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The experiment for which it was ranked.
    pub experiment: Experiment,
    /// The seat that its legal person holds.
    pub seat: Option<i32>,
    /// Legal persons that may still come before it: better rank, not decided yet.
    pub before: usize,
    /// Its place in the waiting list.
    pub place: Option<i64>,
    /// The last offer made for it.
    pub offer: Option<Offer>,
    /// Seats that may still be given.
    pub left: usize,
}

/// Where a request stands; nothing before its first complete submission.
pub fn standing(c: &mut Conn, request: &Request, now: Instant) -> Result<Option<Standing>, Fault> {
    let Some(rank) = request.rank_at else {
        return Ok(None);
    };
    let Some(experiment) = store::opened_on(c, rank.paris_day())? else {
        return Ok(None);
    };
    let seats = store::seats(c, experiment.id)?;
    let siren = request.siren.to_string();
    let held = |seat: &&panel::Seat| seat.siren == siren && seat.hold == Hold::Held;
    let seat = seats.iter().find(held).map(|seat| seat.number);
    let undecided = match request.status() {
        Status::Submitted | Status::InReview | Status::ChangesRequested => {
            store::undecided(c, &experiment, (rank, now))?
        }
        _ => Vec::new(),
    };
    let place = match request.status() {
        Status::Waitlisted => {
            let places = panel::places(&store::waiting(c, &experiment)?);
            places
                .into_iter()
                .find(|(waiting, _)| *waiting == request.id)
                .map(|(_, place)| place)
        }
        _ => None,
    };
    let terms = &experiment.terms;
    let left = panel::open(&seats, terms.cap(), terms.seats_reusable());
    Ok(Some(Standing {
        seat,
        before: panel::before(&undecided, &seats, (&siren, rank)).len(),
        place,
        offer: store::offer_of(c, request.id)?,
        left,
        experiment,
    }))
}
