//! Saving a section: as the person goes, whole or not at all, never over somebody else's words.

use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::record;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::organisations::Siret;
use crate::requests::fields::FIELDS;
use crate::requests::model::{Dossier, Request, RequestId, Section};
use crate::requests::policy::Action;
use crate::requests::rules::{Facts, Problem, mistakes};
use crate::requests::state::Status;
use crate::requests::store;

/// Save one section.
#[derive(Debug, Clone)]
pub struct SaveSection {
    /// Who.
    pub actor: Actor,
    /// Of which request.
    pub request: RequestId,
    /// Which section.
    pub section: Section,
    /// The edition of the section that was shown.
    pub edition: i32,
    /// A dossier of which only that section is read.
    pub answers: Dossier,
}

/// What was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The section's new edition.
    pub edition: i32,
    /// Whether the legal basis changed, which changes what other questions are asked.
    pub basis_changed: bool,
}

/// Why a section was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveError {
    /// For this person, there is no such request.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// The request can't be changed in this state.
    NotNow(Status),
    /// Somebody saved the section since it was shown: their words, and its edition.
    Stale(Box<Dossier>, i32),
    /// Values that are wrong in themselves.
    Mistakes(Vec<Problem>),
}
impl Refusal for SaveError {}

impl From<AccessError> for SaveError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::NotNow(status),
        }
    }
}

/// Saves one section.
pub fn save_section(tx: &mut Conn, ctx: &Ctx, cmd: &SaveSection) -> Outcome<Saved, SaveError> {
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Edit)
        .map_err(|failure| failure.map_refusal(SaveError::from))?;
    let mut kept = store::kept(tx, request.id)?;
    let edition = kept.edition(cmd.section);
    let mut dossier = kept.dossier.clone();
    take_section(cmd.section, &cmd.answers, &mut dossier);
    if edition != cmd.edition && dossier != kept.dossier {
        return Err(SaveError::Stale(Box::new(kept.dossier), edition).into());
    }
    let documents = store::kinds_of(tx, request.id)?;
    let facts = Facts {
        today: ctx.now.paris_day(),
        documents: &documents,
    };
    let wrong = mistakes(&dossier, cmd.section, &facts);
    if !wrong.is_empty() {
        return Err(SaveError::Mistakes(wrong).into());
    }
    let basis_changed = dossier.basis != kept.dossier.basis;
    if dossier == kept.dossier && edition > 0 {
        return Ok(Saved {
            edition,
            basis_changed,
        });
    }
    kept.dossier = dossier;
    kept.editions.insert(cmd.section, edition + 1);
    let beneficiary = Request {
        siren: siren(&request, &kept.dossier),
        ..request
    };
    if !store::save_dossier(tx, ctx, &beneficiary, &kept)? {
        return Err(SaveError::NotNow(beneficiary.status()).into());
    }
    let data = json!({ "section": cmd.section, "edition": edition + 1 });
    record(tx, ctx, &beneficiary, "request.section_saved", data)?;
    Ok(Saved {
        edition: edition + 1,
        basis_changed,
    })
}

/// The legal person that will use FranceConnect, as far as the dossier tells.
fn siren(request: &Request, dossier: &Dossier) -> crate::organisations::Siren {
    Siret::parse(&dossier.beneficiary().siret)
        .or_else(|_| Siret::parse(&dossier.filer.siret))
        .map_or(request.siren, Siret::siren)
}

/// Copies one section's answers, and only those of questions that were asked.
pub(in crate::requests) fn take_section(section: Section, from: &Dossier, to: &mut Dossier) {
    let asked = to.clone();
    for field in FIELDS
        .iter()
        .filter(|f| f.section() == section && f.applies(&asked))
    {
        (field.read)(from).clone_into((field.slot)(to));
    }
    match section {
        Section::Data => {
            from.claims.clone_into(&mut to.claims);
            from.apis.clone_into(&mut to.apis);
        }
        Section::Commitments => {
            from.commitments.clone_into(&mut to.commitments);
            from.terms_version.clone_into(&mut to.terms_version);
        }
        Section::Organisation
        | Section::LegalBasis
        | Section::Service
        | Section::Level
        | Section::Gdpr
        | Section::Contacts => {}
    }
}
