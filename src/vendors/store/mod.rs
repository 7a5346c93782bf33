//! Rows of the portfolio and the queries on them. Rows never leave: what does is the model.

mod clients;
mod imports;
mod mandates;
mod watches;

pub(super) use clients::*;
pub(super) use imports::*;
pub(super) use mandates::*;
pub(super) use watches::*;
