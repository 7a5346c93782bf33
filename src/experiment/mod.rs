//! The experiment: its terms, the seats of its panel, and the waiting list.
//!
//! Invariants: a seat belongs to a legal person (SIREN), not to a request; no number above the cap exists, which the
//! database itself holds (`seats` carries the cap of its experiment); who waits is read from the requests, by rank.
//!
//! `review` takes and frees seats inside its decisions. This room decides no request and sends no mail.

mod forms;
mod model;
mod pages;
mod panel;
mod service;
mod store;
pub mod urls;
mod views;
mod web;

pub use model::{DECREE_CAP, ExperimentId, Phase, RawTerms, Terms, TermsMistake};
pub use pages::pages;
pub use service::{
    Configure, ConfigureError, SeatClaim, SeatError, Seated, configure, free_seat, take_seat,
};
pub use views::decree;
pub use web::routes;
