//! Pages that anybody may read: what FranceConnect gives, who is eligible, the steps, the data, and the legal
//! mentions.
//!
//! They say the same thing to everybody, read no table and change nothing. The eligibility check, which decides
//! something, belongs to the requests.

mod pages;
mod web;

pub use pages::pages;
pub use web::routes;
