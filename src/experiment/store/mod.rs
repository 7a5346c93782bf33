//! The rows of the experiment: terms, seats, offers. Who waits is read from the requests themselves.
//!
//! What two decisions may do at once is settled here: a number or a SIREN taken meanwhile shows as a unique
//! violation, which becomes contention, so that the whole decision is taken again on the new panel.

mod offers;
mod ranks;
mod seats;
mod terms;

pub use offers::{
    Offer, close_offer, find_offer, note_recalled, offer_of, offering, offers_due, open_offer,
    open_offers, unrecalled,
};
pub use ranks::{depart, departures, end_departures, rank_of, undecided, waiting};
pub use seats::{
    SeatHolder, abandoned, accepted_by_another, free_seat, hold, hold_of, holds_other_right,
    reserve, seats, sit, unreserve,
};
pub use terms::{
    ChangeRow, Experiment, all, current, find, insert, opened_on, overlapping, record_change,
    update,
};
