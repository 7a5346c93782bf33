//! Figures: how the desk stands for those who run it, and what everybody may know of the path to production.
//!
//! Invariants: no page counts; pages read months and snapshots that a leased round has counted, batch by batch along
//! an index. A month that ended is counted once more, then never again: figures outlive the files they tell of. Counts
//! that could tell of one organisation are not published, nor can they be had by subtraction.
//!
//! ```text
//! requests, decisions, services --(round, every 10 minutes)--> months, desk --(every hour)--> public
//! ```
//! This room changes nothing but its own counts. Others draw their figures with its blocks and count by its months.

mod chart;
mod count;
mod model;
mod pages;
mod published;
mod round;
mod store;
mod urls;
mod views;
mod web;

pub use chart::{Chart, Series};
pub use model::Month;
pub use pages::{Block, Figure, Plan, Table, pages};
pub use round::{FIGURES, Look, refresh};
pub use web::routes;
