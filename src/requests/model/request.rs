//! A request as the rest of the house sees it: everything but the dossier.

use serde::Serialize;

use super::{HabilitationId, LegalBasis, RequestId, Sector, VersionId};
use crate::kernel::clock::{Day, Instant};
use crate::organisations::{OrganisationId, Siren};
use crate::requests::state::{RequestState, Status};
use crate::shell::AccountId;

/// A request without its dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// `D-2026-000123`.
    pub number: String,
    /// The organisation that files.
    pub organisation: OrganisationId,
    /// The legal person that will use FranceConnect: the vendor's client, or the one that files.
    pub siren: Siren,
    /// Who began it.
    pub author: AccountId,
    /// The legal basis chosen.
    pub basis: LegalBasis,
    /// The sector, under the experiment.
    pub sector: Option<Sector>,
    /// Where it stands.
    pub state: RequestState,
    /// Grows with each change; a command names the one it saw.
    pub version: i32,
    /// The name of the service, or nothing yet.
    pub title: String,
    /// The last submission.
    pub submitted_at: Option<Instant>,
    /// The first one.
    pub first_submitted_at: Option<Instant>,
    /// Its place in the experiment's order.
    pub rank_at: Option<Instant>,
    /// Since when it stands so.
    pub state_since: Instant,
    /// How long the delays were suspended so far, in seconds.
    pub suspended_seconds: i64,
    /// End of the announced delay; none while suspended or decided.
    pub review_due_on: Option<Day>,
    /// The day on which silence becomes a refusal; none while suspended or decided.
    pub silent_on: Option<Day>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// The refused or withdrawn request it was copied from.
    pub copied_from: Option<RequestId>,
    /// The habilitation that it asks to change, when it is an amendment.
    pub amends: Option<HabilitationId>,
    /// What the plain members of the organisation may do with it.
    pub members_may: super::Reach,
    /// When it was begun.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Request {
    /// The state without its data.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.state.status()
    }

    /// What to call it in a list.
    #[must_use]
    pub fn shown_title(&self) -> &str {
        if self.title.is_empty() {
            "Service sans nom"
        } else {
            &self.title
        }
    }
}

/// `D-2026-000123`.
#[must_use]
pub fn request_number(year: i32, rank: i64) -> String {
    format!("D-{year}-{rank:06}")
}

/// `H-2026-000045`.
#[must_use]
pub fn habilitation_number(year: i32, rank: i64) -> String {
    format!("H-{year}-{rank:06}")
}

/// Why a decision was taken, as the applicant will read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// The reason, in words.
    pub reason: String,
    /// The text it rests on.
    pub legal_reference: String,
    /// The second reviewer who agreed, when four eyes are demanded.
    pub seconded_by: Option<AccountId>,
}

/// The right that a granted request gives, frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Habilitation {
    /// Its id.
    pub id: HabilitationId,
    /// `H-2026-000045`.
    pub number: String,
    /// The request that gave it.
    pub request: RequestId,
    /// The version that was granted.
    pub version: VersionId,
    /// The organisation that filed.
    pub organisation: OrganisationId,
    /// The legal person entitled.
    pub siren: String,
    /// The legal basis.
    pub basis: LegalBasis,
    /// The assurance level granted.
    pub level: super::AssuranceLevel,
    /// The identity claims granted, `openid` aside.
    pub claims: Vec<super::Claim>,
    /// The data scopes granted.
    pub data_scopes: Vec<String>,
    /// The text it rests on.
    pub legal_text: String,
    /// The public name of the service.
    pub service_name: String,
    /// When it was granted.
    pub granted_at: Instant,
    /// When it ended, if it did.
    pub ended_at: Option<Instant>,
    /// The habilitation of the amendment that replaced it, if one did.
    pub replaced_by: Option<HabilitationId>,
    /// What was held back, and the conditions.
    pub terms: super::GrantTerms,
}

impl Habilitation {
    /// Every scope a client may ask for: `openid`, the claims, the data scopes.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        let claims = self.claims.iter().map(|claim| claim.as_str().to_owned());
        std::iter::once("openid".to_owned())
            .chain(claims)
            .chain(self.data_scopes.iter().cloned())
            .collect()
    }
}
