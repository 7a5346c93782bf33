//! Who holds a request: given by hand with a note, given to the least loaded of those who are there, closed to whoever
//! states a conflict of interest; and the calendar of absences that this reads.
//!
//! Invariants: nobody is given a request of an organisation to which they belong, nor one on which they stated a
//! conflict; a request given is always told to whoever receives it; an absent reviewer receives nothing by itself.

mod absences;
mod balance;
mod forms;
mod pages;
mod service;
mod store;
mod web;

pub use absences::{AbsenceError, AbsenceId, Declare, declare, remove};
pub use pages::{HandOverPage, LiftPage, RecusalPage, TeamPage};
pub use service::{
    Assign, Given, HandOver, Lift, To, assign, assign_filed, assign_waiting, hand_over, lift,
    recuse,
};
pub use web::routes;
