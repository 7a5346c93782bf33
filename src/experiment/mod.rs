//! The experiment: its terms, the seats of its panel, the waiting list, and the offers of free seats.
//!
//! Invariants: a seat belongs to a legal person (SIREN), not to a request; no number above the cap exists, which the
//! database itself holds (`seats` carries the cap of its experiment); a seat offered is a row of `seats` too, so that the
//! same keys keep it from anybody else; who waits is read from the requests, by rank. Two experiments never run at
//! once, and one that is over stays as it was.
//!
//! ```text
//! seat: free -> reserved (offered to the best rank, 10 working days) -> held -> free (the last right ended)
//!                  '-> free (declined, not answered, or the request left the list) -> offered to the next
//! ```
//! `review` takes and frees seats inside its decisions. This room decides no request.

mod criteria;
mod ending;
mod forms;
mod jobs;
mod model;
mod pages;
mod panel;
mod service;
mod simulation;
mod store;
pub mod urls;
mod views;
mod web;

pub use criteria::{
    Criterion, JudgeCriteria, JudgeError, Judgement, Verdict, judge, open_criteria,
};
pub use ending::{closes_at, is_over};
pub use jobs::register as register_jobs;
pub use model::{
    DECREE_CAP, ExperimentId, OfferId, OfferOutcome, Phase, REPORT_DAY, RawTerms, Terms,
    TermsMistake,
};
pub use pages::pages;
pub use service::{
    AnswerOffer, Configure, ConfigureError, Depart, DepartError, OfferError, SEATS, SeatClaim,
    SeatError, Seated, accept, configure, decline, depart, free_seat, settle, take_seat,
};
pub use views::decree;
pub use web::routes;
