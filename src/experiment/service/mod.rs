//! Use cases of the experiment: its terms, its seats, the offers of free ones.

mod departures;
mod offers;
mod recall;
mod seats;
mod settings;

pub use departures::{Depart, DepartError, depart};
pub use offers::{AnswerOffer, OfferError, SEATS, accept, decline, settle};
pub use seats::{SeatClaim, SeatError, Seated, free_seat, take_seat};
pub use settings::{Configure, ConfigureError, configure};
