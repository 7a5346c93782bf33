//! Named leases: among all nodes, one holder at a time, until it lets go or its time is up.
//!
//! A lease says who should act, not who may: clocks differ and processes sleep. What is done under one must be guarded
//! by the database as well (the journal's sealer has its unique sequence numbers).

use chrono::Duration;
use diesel::prelude::*;
use diesel::query_dsl;

use crate::kernel::clock::Instant;
use crate::kernel::db::{BothExt, Conn};
use crate::schema::leases;

/// Takes or prolongs a lease; false when somebody else holds it.
pub fn acquire(
    tx: &mut Conn,
    name: &str,
    holder: &str,
    now: Instant,
    span: Duration,
) -> QueryResult<bool> {
    let until = now.plus(span);
    let upsert = diesel::insert_into(leases::table)
        .values((
            leases::name.eq(name),
            leases::holder.eq(holder),
            leases::held_until.eq(until),
        ))
        .on_conflict(leases::name)
        .do_update()
        .set((leases::holder.eq(holder), leases::held_until.eq(until)));
    let free = leases::holder.eq(holder).or(leases::held_until.le(now));
    let taken = query_dsl::methods::FilterDsl::filter(upsert, free)
        .both()
        .execute(tx)?;
    Ok(taken == 1)
}

/// Lets go of a lease; nothing happens when somebody else holds it.
pub fn release(tx: &mut Conn, name: &str, holder: &str) -> QueryResult<()> {
    diesel::delete(leases::table.find(name).filter(leases::holder.eq(holder))).execute(tx)?;
    Ok(())
}
