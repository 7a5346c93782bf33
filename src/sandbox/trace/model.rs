//! A step of a flow, redacted as it is made.

use super::redact;
use crate::kernel::clock::Instant;
use crate::kernel::secret::sha256_hex;
use crate::sandbox::fault::Refused;
use crate::{text_enum, typed_id};

typed_id! {
    /// Identifies the trace of a flow; the flow itself has the same id.
    pub struct TraceId;
}

typed_id! {
    /// Identifies a step of a trace.
    pub struct StepId;
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
        /// The mail that the person would receive.
        Notice = "notice",
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

impl Stage {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Authorize => "Demande d'autorisation",
            Self::Choice => "Choix du fournisseur d'identité",
            Self::Identity => "Retour du fournisseur d'identité",
            Self::Consent => "Page d'information ou de consentement",
            Self::Notice => "Courriel à l'usager, écrit ici et jamais envoyé",
            Self::Token => "Échange du code",
            Self::Userinfo => "Lecture de l'identité",
            Self::Data => "Appel d'un fournisseur de données",
            Self::Revocation => "Révocation du jeton",
            Self::Logout => "Déconnexion",
        }
    }

    /// The name of the event in `FranceConnect`'s own traces. Source: reference/franceconnect.md 2.11.
    #[must_use]
    pub const fn event(self) -> &'static str {
        match self {
            Self::Authorize => "FC_AUTHORIZE_INITIATED",
            Self::Choice => "FC_SHOWED_IDP_CHOICE",
            Self::Identity => "FC_VERIFIED",
            Self::Consent => "FC_REDIRECTED_TO_SP",
            Self::Notice => "FC_NOTICE_WRITTEN",
            Self::Token => "SP_REQUESTED_FC_TOKEN",
            Self::Userinfo => "SP_REQUESTED_FC_USERINFO",
            Self::Data => "DP_VERIFIED_FC_CHECKTOKEN",
            Self::Revocation => "SP_REVOKED_FC_TOKEN",
            Self::Logout => "SP_REQUESTED_LOGOUT",
        }
    }

    /// The criteria of qualification that an accepted step of this stage helps to prove.
    /// Source: reference/franceconnect.md 4.
    #[must_use]
    pub const fn criteria(self) -> &'static [i32] {
        match self {
            Self::Authorize => &[13, 14, 15, 17, 21],
            Self::Identity => &[34],
            Self::Token => &[18, 19],
            Self::Userinfo => &[20],
            Self::Data => &[35],
            Self::Revocation => &[28],
            Self::Logout => &[29, 30],
            Self::Choice | Self::Consent | Self::Notice => &[],
        }
    }
}

text_enum! {
    /// How a trace stands.
    pub enum TraceStatus {
        /// Nothing was refused, and no identity was given yet.
        Open = "open",
        /// The identity was given, and nothing refused.
        Complete = "complete",
        /// A step was refused.
        Refused = "refused",
    }
}

impl TraceStatus {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "En cours",
            Self::Complete => "Identité transmise",
            Self::Refused => "Refus",
        }
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
    /// The status answered; 0 when the sandbox acts by itself.
    pub status: u16,
    /// The parameters and notable headers answered.
    pub answer: Vec<(String, String)>,
    /// How it ended.
    pub verdict: Verdict,
}

/// A step of a flow. Holds no secret, code or token.
#[derive(Debug, Clone)]
pub struct Step {
    facts: StepFacts,
    state: Option<String>,
    identity: Option<String>,
}

/// Longest `client_id` kept.
const CLIENT: usize = 64;
/// Longest name of an identity kept.
const IDENTITY: usize = 80;

impl Step {
    /// Redacts what happened: secrets, codes and tokens become their kind and last 4 characters.
    #[must_use]
    pub fn new(mut facts: StepFacts) -> Self {
        let given = |stage: Stage, name: &str| {
            let pairs = facts.request.iter().filter(|_| facts.stage == stage);
            let mut found = pairs.filter(|(key, _)| key == name);
            found.next().map(|(_, value)| value.clone())
        };
        let state = given(Stage::Authorize, "state").map(|state| state_key(&state));
        let identity = given(Stage::Identity, "identity").map(|id| short(&id, IDENTITY));
        facts.client = facts.client.map(|client| short(&client, CLIENT));
        facts.path = redact::path(&facts.path);
        facts.request = redact::pairs(facts.request);
        facts.answer = redact::pairs(facts.answer);
        Self {
            facts,
            state,
            identity,
        }
    }

    /// What happened, redacted.
    #[must_use]
    pub const fn facts(&self) -> &StepFacts {
        &self.facts
    }

    /// Digest of the `state` of the request for authorization.
    pub(super) fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The test identity that was chosen.
    pub(super) fn identity(&self) -> Option<&str> {
        self.identity.as_deref()
    }
}

/// The key under which a flow is found by its `state`, of whatever length.
#[must_use]
pub(super) fn state_key(state: &str) -> String {
    sha256_hex(state.as_bytes())
}

fn short(text: &str, longest: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(longest).collect()
}
