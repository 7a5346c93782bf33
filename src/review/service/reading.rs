//! Reading a dossier is told to the journal: it holds personal data.

use chrono::Duration;
use serde_json::json;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::journal::{self, Entry};
use crate::requests::RequestId;
use crate::review::presence;
use crate::review::store;
use crate::shell::AccountId;

/// A person who opens the same dossier again within this delay is still reading it.
const STILL_READING_MINUTES: i64 = 60;

/// Whether opening a dossier now is a new reading, given the last one.
pub fn is_new(last: Option<Instant>, now: Instant) -> bool {
    last.is_none_or(|at| now.since(at) >= Duration::minutes(STILL_READING_MINUTES))
}

/// Journals that a person of the staff opens a dossier, at most once an hour; and that they are before it now.
pub fn note_read(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    request: RequestId,
) -> Result<(), Fault> {
    let still_reading = ctx.now.minus(Duration::minutes(STILL_READING_MINUTES));
    let until = presence::until(ctx.now);
    if !store::note_read(tx, (account, request), (ctx.now, until), still_reading)? {
        return presence::arrive(tx, ctx, account, request);
    }
    let entry = Entry::new("request.read", "request", request).about_request(request);
    journal::record(tx, ctx, entry.data(json!({})))
}
