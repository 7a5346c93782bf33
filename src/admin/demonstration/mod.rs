//! The demonstration: people for every role, their organisations, and requests in every state.
//!
//! Nothing is inserted by hand: each thing is done by somebody through the same use cases as the pages, on a clock
//! that starts months ago and walks to the present. It exists in development only, because its password and second
//! factor are known to everybody.

mod companies;
mod desk;
mod desk_days;
mod dossiers;
mod figures;
mod filing;
mod integration;
mod logins;
mod pages;
mod panel;
mod people;
mod places;
mod portfolio;
mod stage;
mod story;
mod web;

use chrono::Duration;

use crate::config::PasswordCost;
use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;
use crate::kernel::outbox::Tools;

pub(super) use pages::DemonstrationPage;
pub use people::{FIGURES, Figure, PASSWORD, SECRET};
pub(super) use web::accounts;

/// How long before the present the story begins.
pub const LENGTH: Duration = Duration::days(200);
/// How long before the present everything but the experiment begins.
const RECENT: Duration = Duration::days(60);

/// Plays the whole story up to `end`, on the tools' clock, which must be a fixed one; does nothing and says so when
/// there are accounts already.
pub fn load(tools: &Tools, cost: PasswordCost, end: Instant) -> Result<bool, Fault> {
    story::play(tools, cost, end)
}
