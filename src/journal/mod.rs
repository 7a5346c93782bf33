//! The journal as people and machines read it: the page of staff and auditors, the entries of one request or service,
//! and the thread that seals.
//!
//! Writing is `kernel::journal::record`, in the transaction of the cause; nothing here changes an entry but the sealer.

mod sealer;

pub use sealer::Sealer;
