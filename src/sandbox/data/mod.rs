//! Mocks of two data providers: the tax administration and health insurance.
//!
//! They answer for the person behind an access token, within its life and its scopes, what is made up from the test
//! identity: the same person always has the same figures. Each call is a step of the flow's trace.

mod cnam;
mod dgfip;
mod model;
mod urls;

pub use cnam::answer as of_health;
pub use dgfip::answer as of_taxes;
pub use model::{Answered, Asked};
pub use urls::{CNAM, DGFIP};
