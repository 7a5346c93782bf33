//! Rows of the sessions.

use diesel::prelude::*;

use super::OpenSession;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::secret::TokenHash;
use crate::schema::sessions;
use crate::shell::actor::{AccountId, OrganisationRef, SessionId};

/// A session as it is opened.
#[derive(Insertable)]
#[diesel(table_name = sessions)]
pub(super) struct NewSession {
    pub(super) id: SessionId,
    pub(super) token_hash: String,
    pub(super) account_id: AccountId,
    pub(super) created_at: Instant,
    pub(super) last_seen_at: Instant,
    pub(super) expires_at: Instant,
    pub(super) device: String,
}

pub(super) fn insert(tx: &mut Conn, row: &NewSession) -> Result<(), Fault> {
    diesel::insert_into(sessions::table)
        .values(row)
        .execute(tx)?;
    Ok(())
}

pub(super) fn choose_organisation(
    tx: &mut Conn,
    id: SessionId,
    organisation: Option<OrganisationRef>,
) -> Result<(), Fault> {
    diesel::update(sessions::table.find(id))
        .set(sessions::organisation_id.eq(organisation))
        .execute(tx)?;
    Ok(())
}

pub(super) fn touch(tx: &mut Conn, now: Instant, id: SessionId) -> Result<(), Fault> {
    diesel::update(
        sessions::table
            .find(id)
            .filter(sessions::last_seen_at.lt(now)),
    )
    .set(sessions::last_seen_at.eq(now))
    .execute(tx)?;
    Ok(())
}

pub(super) fn strengthen(
    tx: &mut Conn,
    now: Instant,
    id: SessionId,
    hash: &TokenHash,
) -> Result<(), Fault> {
    diesel::update(sessions::table.find(id))
        .set((
            sessions::token_hash.eq(&hash.0),
            sessions::second_factor_at.eq(Some(now)),
            sessions::last_seen_at.eq(now),
        ))
        .execute(tx)?;
    Ok(())
}

pub(super) fn close(tx: &mut Conn, account: AccountId, id: SessionId) -> Result<bool, Fault> {
    let mine = sessions::table
        .find(id)
        .filter(sessions::account_id.eq(account));
    Ok(diesel::delete(mine).execute(tx)? > 0)
}

pub(super) fn close_others(
    tx: &mut Conn,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<usize, Fault> {
    let mine = sessions::table.filter(sessions::account_id.eq(account));
    let closed = match keep {
        Some(id) => diesel::delete(mine.filter(sessions::id.ne(id))).execute(tx)?,
        None => diesel::delete(mine).execute(tx)?,
    };
    Ok(closed)
}

/// With the instant at which each ends whatever happens.
pub(super) fn of_account(
    c: &mut Conn,
    account: AccountId,
) -> Result<Vec<(OpenSession, Instant)>, Fault> {
    let rows = sessions::table
        .filter(sessions::account_id.eq(account))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .select((
            sessions::id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::device,
            sessions::expires_at,
        ))
        .load::<(SessionId, Instant, Instant, String, Instant)>(c)?;
    let open = |(id, created_at, last_seen_at, device, expires_at)| {
        (
            OpenSession {
                id,
                created_at,
                last_seen_at,
                device,
            },
            expires_at,
        )
    };
    Ok(rows.into_iter().map(open).collect())
}

/// Deletes what is over.
pub(super) fn sweep(tx: &mut Conn, now: Instant) -> Result<(), Fault> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(tx)?;
    Ok(())
}
