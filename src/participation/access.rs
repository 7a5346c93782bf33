//! Loading a participation only for who may know of it: the teams of its services.

use super::model::{Participant, Period};
use super::views;
use crate::experiment::ExperimentId;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::shell::AccountId;

/// Why a participation is not shown or not acted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// There is none, or the person is of no team of it: both look the same.
    Unknown,
    /// The person only reads there.
    Forbidden,
}
impl Refusal for Denied {}

/// What a person wants to do for a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Read its pages.
    Read,
    /// Send, reply, sign for it.
    Act,
}

/// The participation, with whether the person may act for it.
pub fn authorised(
    c: &mut Conn,
    account: AccountId,
    (experiment, siren): (ExperimentId, &str),
    wish: Wish,
) -> Outcome<(Period, Participant, bool), Denied> {
    let period = views::period(c, experiment)?.ok_or(Denied::Unknown)?;
    let may_act = views::role(c, account, &period, siren)?.ok_or(Denied::Unknown)?;
    if wish == Wish::Act && !may_act {
        return Err(Denied::Forbidden.into());
    }
    let found = views::participant(c, &period, siren)?;
    let participant = found.ok_or(Denied::Unknown)?;
    Ok((period, participant, may_act))
}
