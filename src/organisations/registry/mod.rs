//! The public registry of companies: what it says of a SIRET, asked over HTTP or read in an imported stock.
//!
//! Invariants: asking never blocks filing (bounded time, bounded retries, a circuit breaker, few calls at once); an
//! answer younger than a day is not asked again; the people at the head of a company are never read, let alone stored;
//! what the registry withholds from the public is not kept here either.
//!
//! ```text
//! find: kept answer (< 24 h) -> network -> imported stock -> kept answer, however old -> unavailable
//! ```
//! What is found decides who may file (closed organisations may not), whether the body is public (legal category) and
//! since when it is in business (creation date of the legal person).

mod breaker;
mod client;
mod import;
mod model;
mod response;
mod source;
mod stock;
mod store;

pub use import::{Import, ImportError, Imported, import};
pub use model::{Finding, Found, Lookup};
pub use source::Registry;
pub use stock::Kind as StockFile;
