//! An offer that nobody has answered is recalled before its time is up, once.

use chrono::NaiveTime;

use super::offers::{record, tell_applicant};
use crate::experiment::jobs::Told;
use crate::experiment::store::{self, Experiment, Offer};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::workdays::add_working_days;

/// Working days that are left when it is recalled, the last one included.
const LEFT_WORKING_DAYS: u32 = 3;
/// Nobody is written to earlier in the day.
const OPENING_HOUR: u32 = 8;

/// The offers to recall now.
pub(super) fn due(
    c: &mut Conn,
    experiment: &Experiment,
    now: Instant,
) -> Result<Vec<Offer>, Fault> {
    let opening = NaiveTime::from_hms_opt(OPENING_HOUR, 0, 0);
    if opening.is_some_and(|opening| now.paris().time() < opening) {
        return Ok(Vec::new());
    }
    let reach = add_working_days(now.paris_day(), LEFT_WORKING_DAYS).start();
    let mut offers = store::unrecalled(c, experiment.id)?;
    offers.retain(|offer| now < offer.answer_until && offer.answer_until <= reach);
    Ok(offers)
}

/// Tells the applicants, by mail and inside the site. Returns how many offers.
pub(super) fn recall(tx: &mut Conn, ctx: &Ctx, experiment: &Experiment) -> Result<usize, Fault> {
    let offers = due(tx, experiment, ctx.now)?;
    for offer in &offers {
        if store::note_recalled(tx, offer.id, ctx.now)? {
            record(tx, ctx, offer, "experiment.offer_recalled")?;
            tell_applicant(tx, ctx, offer, Told::Recalled)?;
        }
    }
    Ok(offers.len())
}
