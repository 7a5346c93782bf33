//! The requests that may still get a seat, for whoever composes the panel.

use diesel::prelude::*;

use crate::experiment::store::Experiment;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::requests::{LegalBasis, RequestId, Sector, Status};
use crate::schema::{organisations, requests};

/// Candidates shown at most.
const LISTED: i64 = 100;

/// A request that may still get a seat.
#[derive(Debug, Clone, Queryable)]
pub struct Candidate {
    /// The request.
    pub request: RequestId,
    /// Its number.
    pub number: String,
    /// The legal person.
    pub siren: String,
    /// Its name.
    pub organisation: String,
    /// Its sector.
    pub sector: Option<Sector>,
    /// Where it stands.
    pub status: Status,
    /// Its rank.
    pub ranked_at: Instant,
}

/// The requests that may still get a seat of this experiment, best rank first.
pub fn candidates(c: &mut Conn, experiment: &Experiment) -> QueryResult<Vec<Candidate>> {
    let terms = &experiment.terms;
    requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(requests::legal_basis.eq(LegalBasis::Experiment))
        .filter(requests::status.eq_any(Status::UNDECIDED))
        .filter(requests::rank_at.ge(terms.opens_on().start()))
        .filter(requests::rank_at.lt(terms.closes_on().start()))
        .order((requests::rank_at, requests::id))
        .limit(LISTED)
        .select((
            requests::id,
            requests::number,
            requests::siren,
            organisations::name,
            requests::sector,
            requests::status,
            requests::rank_at.assume_not_null(),
        ))
        .load(c)
}
