//! What the end of a right is computed from: when it was granted, and the terms of the experiment open then.

use diesel::prelude::*;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::requests::{HabilitationId, LegalBasis};
use crate::schema::{experiments, habilitations};

/// When a right was granted, if the experiment gave it.
pub(super) fn granted(c: &mut Conn, right: HabilitationId) -> QueryResult<Option<Instant>> {
    habilitations::table
        .find(right)
        .filter(habilitations::legal_basis.eq(LegalBasis::Experiment))
        .select(habilitations::granted_at)
        .first(c)
        .optional()
}

/// The closing day of the experiment that was open on a day: a seat is given by no other.
pub(super) fn closing_day(c: &mut Conn, on: Day) -> QueryResult<Option<Day>> {
    experiments::table
        .filter(experiments::opens_on.le(on))
        .order((experiments::opens_on.desc(), experiments::id.desc()))
        .select(experiments::closes_on)
        .first(c)
        .optional()
}
