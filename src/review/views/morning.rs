//! What waits on the desk this morning: four bounded walks of indexes.

use diesel::prelude::*;

use crate::kernel::clock::Day;
use crate::kernel::db::Conn;
use crate::requests::{ALERT_DAYS, RequestId, Status};
use crate::schema::{organisations, request_recusals, requests};
use crate::shell::AccountId;

/// Where counting stops: beyond, the mail says « 100 ».
const COUNTED: i64 = 100;

/// A request in the mail of the morning.
#[derive(Debug, Clone, Queryable)]
pub struct MorningLine {
    /// Which.
    pub id: RequestId,
    /// Its number.
    pub number: String,
    /// The name of its service.
    pub title: String,
    /// Who asks.
    pub organisation: String,
    /// The day that is near or past.
    pub day: Option<Day>,
}

/// What waits.
#[derive(Debug, Clone)]
pub struct Morning {
    /// How many wait to be taken.
    pub to_take: usize,
    /// How many the person holds.
    pub held: usize,
    /// Those whose announced answer is late, the latest wait first.
    pub late: Vec<MorningLine>,
    /// Those near the legal silence or past it, the nearest first.
    pub near: Vec<MorningLine>,
}

impl Morning {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.to_take == 0 && self.held == 0 && self.late.is_empty() && self.near.is_empty()
    }
}

/// What waits today, as this person of the desk is told.
pub fn morning(c: &mut Conn, account: AccountId, today: Day) -> QueryResult<Morning> {
    let to_take: Vec<RequestId> = requests::table
        .filter(requests::status.eq(Status::Submitted))
        .order((requests::submitted_at, requests::id))
        .limit(COUNTED)
        .select(requests::id)
        .load(c)?;
    let held: Vec<RequestId> = requests::table
        .filter(requests::reviewer_id.eq(account))
        .filter(requests::status.eq(Status::InReview))
        .order((requests::submitted_at, requests::id))
        .limit(COUNTED)
        .select(requests::id)
        .load(c)?;
    // Nobody is told of a request that a conflict of interest closes to them.
    let closed = request_recusals::table
        .filter(request_recusals::request_id.eq(requests::id))
        .filter(request_recusals::account_id.eq(account));
    let with_names = || {
        requests::table
            .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
            .filter(diesel::dsl::not(diesel::dsl::exists(closed)))
    };
    let late = with_names()
        .filter(requests::review_due_on.lt(today))
        .order((requests::review_due_on, requests::id))
        .limit(COUNTED)
        .select((
            requests::id,
            requests::number,
            requests::title,
            organisations::name,
            requests::review_due_on,
        ))
        .load(c)?;
    let near = with_names()
        .filter(requests::silent_on.le(today.plus_days(ALERT_DAYS)))
        .order((requests::silent_on, requests::id))
        .limit(COUNTED)
        .select((
            requests::id,
            requests::number,
            requests::title,
            organisations::name,
            requests::silent_on,
        ))
        .load(c)?;
    Ok(Morning {
        to_take: to_take.len(),
        held: held.len(),
        late,
        near,
    })
}
