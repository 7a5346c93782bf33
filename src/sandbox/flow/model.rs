//! A flow and a session as the rules know them.

use serde::{Deserialize, Serialize};

use crate::kernel::clock::Instant;
use crate::sandbox::identities::{Identity, IdentityProvider};
use crate::sandbox::provider::authorize::Asked;
use crate::sandbox::trace::TraceId;
use crate::services::ClientKey;
use crate::{text_enum, typed_id};

/// A session nobody uses ends after that.
pub const SESSION_MINUTES: i64 = 30;
/// A flow that did not come to its code by then never will.
pub const FLOW_MINUTES: i64 = 30;

typed_id! {
    /// Identifies the session of a browser.
    pub struct SessionId;
}

text_enum! {
    /// How far a flow is.
    pub enum Status {
        /// The person chooses an identity provider.
        Choice = "choice",
        /// The person reads what will be transmitted.
        Consent = "consent",
        /// The code was given.
        Granted = "granted",
    }
}

/// Who signed in, through whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The person.
    pub identity: Identity,
    /// The uid of the identity provider.
    pub provider: String,
    /// When.
    pub at: Instant,
}

impl Signed {
    /// The identity provider, unless it was withdrawn since.
    #[must_use]
    pub fn provider(&self) -> Option<&'static IdentityProvider> {
        IdentityProvider::find(&self.provider)
    }
}

/// The session of a browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in, which later flows need not ask again.
    pub signed: Option<Signed>,
    /// When it ends if nobody uses it.
    pub expires_at: Instant,
}

/// A flow.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Its id, which is that of its trace.
    pub id: TraceId,
    /// The client that asked.
    pub client: ClientKey,
    /// The session it goes through, until that ends.
    pub session: Option<SessionId>,
    /// How far it is.
    pub status: Status,
    /// What was asked.
    pub asked: Asked,
    /// Who signed in.
    pub signed: Option<Signed>,
    /// When the code was given: the grant counts from there.
    pub granted_at: Option<Instant>,
    /// When the code was exchanged.
    pub used_at: Option<Instant>,
    /// When the grant was revoked.
    pub revoked_at: Option<Instant>,
    /// When it was asked.
    pub created_at: Instant,
}
