//! What the endpoints decide, without HTTP and without a database: parameters in, an answer or a refusal out.
//!
//! Source: reference/franceconnect.md 2. The endpoints themselves are in `web`, what is kept is in `store`.

pub mod assertion;
pub mod authorize;
pub mod claims;
pub mod discovery;
pub mod exchange;
pub mod hint;
pub mod params;
pub mod redirect;
pub mod sector;
pub mod sub;
