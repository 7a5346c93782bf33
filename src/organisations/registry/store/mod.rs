//! Tables of the registry: answers kept for a day, and the imported stock.

mod answers;
mod stock;

pub(super) use answers::{keep, kept};
pub(super) use stock::{Checkpoint, begin, checkpoint, finish, in_stock, write_batch};
