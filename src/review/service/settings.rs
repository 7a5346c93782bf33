//! How the desk works, set by a supervisor.

use serde_json::json;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::review::store;
use crate::shell::AccountId;

/// New settings.
#[derive(Debug, Clone, Copy)]
pub struct ConfigureDesk {
    /// The version of the settings that was seen.
    pub seen: i32,
    /// Whether refusing, discarding and revoking need a second reviewer.
    pub four_eyes: bool,
    /// Whether a request is given to a reviewer as soon as it is filed.
    pub assigns: bool,
}

/// Why the settings did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskSettingsError {
    /// Somebody changed them meanwhile.
    Stale,
}
impl Refusal for DeskSettingsError {}

/// Changes the settings of the desk.
pub fn configure(tx: &mut Conn, ctx: &Ctx, cmd: ConfigureDesk) -> Outcome<(), DeskSettingsError> {
    let present = store::settings(tx)?;
    let wanted = (cmd.four_eyes, cmd.assigns);
    let change = (ctx.account().map(AccountId), ctx.now);
    if present.version != cmd.seen || !store::put_settings(tx, present, wanted, change)? {
        return Err(DeskSettingsError::Stale.into());
    }
    let entry = Entry::new("review.configured", "review", uuid::Uuid::nil());
    journal::record(
        tx,
        ctx,
        entry.data(json!({ "four_eyes": cmd.four_eyes, "assigns": cmd.assigns })),
    )?;
    Ok(())
}
