//! Flows: one per authorize request, from there to the logout, and the session of the browser that goes through them.
//!
//! ```text
//! choice -> consent -> granted      a browser already known starts at consent (single sign-on)
//! ```
//!
//! A flow is also the grant: its code is used once, its access token lives on it, its revocation ends both. Codes,
//! tokens and session cookies are kept as hashes only, in the database, so that any node goes on with any flow. Flows
//! are not journalled: they hold test identities only, and the trace tells what happened.

mod model;
mod service;

pub use model::{FLOW_MINUTES, Flow, SESSION_MINUTES, Session, SessionId, Signed, Status};
pub use service::{
    Chosen, Exchange, Exchanged, Leaving, Live, Opened, Start, Started, choose, end, exchange,
    grant, leaving, live, only_client, open, revoke, start, sweep,
};
