//! The dossier: everything an applicant tells, as it was typed.
//!
//! Values stay text because a draft may hold anything that isn't yet right; `fields` says what each must look like and
//! `rules` whether the whole is complete. New fields must have a default, so that older versions still read.

use serde::{Deserialize, Serialize};

use super::{AssuranceLevel, Claim, Commitment, DataApi, LegalBasis, Sector};
use crate::kernel::text::full_name;

/// What is known of an organisation when the request is filed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// Fourteen digits.
    pub siret: String,
    /// Its name.
    pub name: String,
    /// Legal category, four digits of the INSEE list.
    pub legal_category: String,
    /// Main activity, NAF code.
    pub activity: String,
    /// Postal address.
    pub address: String,
    /// Day of creation.
    pub created_on: String,
    /// `open` or `closed`.
    pub state: String,
    /// Whether a registry confirmed it; typed by hand otherwise.
    pub verified: bool,
}

/// A person to talk to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Family name.
    pub family_name: String,
    /// First name.
    pub given_name: String,
    /// Mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Job.
    pub job: String,
}

impl Contact {
    /// `Prénom Nom`.
    #[must_use]
    pub fn full_name(&self) -> String {
        full_name(&self.given_name, &self.family_name)
    }

    /// Whether nothing at all was typed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [
            &self.family_name,
            &self.given_name,
            &self.email,
            &self.phone,
            &self.job,
        ]
        .iter()
        .all(|text| text.is_empty())
    }
}

/// A claim asked for, with the reason why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimWish {
    /// Which claim.
    pub claim: Claim,
    /// Why the service needs it.
    pub justification: String,
}

/// A data interface asked for, with the reason why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiWish {
    /// Which interface.
    pub api: DataApi,
    /// Which of its scopes.
    pub scopes: Vec<String>,
    /// Why the service needs them.
    pub justification: String,
}

/// The eight sections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// Section 1: the organisation that files.
    pub filer: Company,
    /// Section 1, vendor: the administration it files for.
    pub client: Company,
    /// Section 1, vendor: last day of the mandate.
    pub mandate_ends_on: String,
    /// Section 2: code of the legal basis.
    pub basis: String,
    /// Section 2, administration: the authority that delegated a public service.
    pub delegating_authority: String,
    /// Section 2, administration: the act of delegation.
    pub delegation_act: String,
    /// Section 2: the text cited.
    pub text_reference: String,
    /// Section 2: where the text can be read.
    pub text_url: String,
    /// Section 2, change of address: how the service is tied to the procedure.
    pub address_link: String,
    /// Section 2, change of address: `yes` when FranceConnect serves that procedure only.
    pub address_only: String,
    /// Section 2, experiment: code of the sector.
    pub sector: String,
    /// Section 2, experiment: how the service belongs to the sector.
    pub sector_service: String,
    /// Section 2, experiment: `yes` when it has an establishment in France.
    pub in_france: String,
    /// Section 2, experiment: `yes` when the service is electronic and provides, exchanges or shares a good or service.
    pub electronic: String,
    /// Section 3: public name.
    pub service_name: String,
    /// Section 3: what it does.
    pub description: String,
    /// Section 3: where it is.
    pub service_url: String,
    /// Section 3: for whom.
    pub audience: String,
    /// Section 3: planned day of launch.
    pub launch_on: String,
    /// Section 3: connections expected in a year.
    pub yearly_volume: String,
    /// Section 3: declared peaks; blank when there are none.
    pub peaks: String,
    /// Section 4: code of the assurance level.
    pub level: String,
    /// Section 5: claims, each with its justification.
    pub claims: Vec<ClaimWish>,
    /// Section 5: `yes` when the technical identifier is enough.
    pub openid_only: String,
    /// Section 5: data interfaces, each with its justification.
    pub apis: Vec<ApiWish>,
    /// Section 6: who receives the data.
    pub recipients: String,
    /// Section 6: months of retention.
    pub retention_months: String,
    /// Section 6: why more than 36 months.
    pub retention_reason: String,
    /// Section 6: processors.
    pub processors: String,
    /// Section 6: `yes` or `no`.
    pub outside_eu: String,
    /// Section 6: which country and which guarantees.
    pub outside_eu_details: String,
    /// Section 7: who answers for the processing.
    pub controller: Contact,
    /// Section 7: data protection officer.
    pub dpo: Contact,
    /// Section 7: technical lead.
    pub technical: Contact,
    /// Section 7: security, optional.
    pub security: Contact,
    /// Section 7, vendor: the vendor's own contact.
    pub vendor: Contact,
    /// Section 8: what was ticked.
    pub commitments: Vec<Commitment>,
    /// Section 8: the version of the terms that was accepted.
    pub terms_version: String,
    /// Section 8, experiment: who signs the commitments for the organisation.
    pub signatory_name: String,
    /// Section 8, experiment: in which capacity.
    pub signatory_job: String,
}

impl Dossier {
    /// The legal basis, once chosen.
    #[must_use]
    pub fn legal_basis(&self) -> Option<LegalBasis> {
        self.basis.parse::<LegalBasis>().ok()
    }

    /// Whether the request stands on `basis`.
    #[must_use]
    pub fn stands_on(&self, basis: LegalBasis) -> bool {
        self.legal_basis() == Some(basis)
    }

    /// The sector of the experiment, once chosen.
    #[must_use]
    pub fn chosen_sector(&self) -> Option<Sector> {
        self.sector.parse::<Sector>().ok()
    }

    /// The assurance level, once chosen.
    #[must_use]
    pub fn assurance_level(&self) -> Option<AssuranceLevel> {
        self.level.parse::<AssuranceLevel>().ok()
    }

    /// The organisation that will use FranceConnect: the vendor's client, or the filer itself.
    #[must_use]
    pub fn beneficiary(&self) -> &Company {
        if self.stands_on(LegalBasis::VendorForAdministration) {
            &self.client
        } else {
            &self.filer
        }
    }

    /// Every scope asked for: `openid`, the claims, the data scopes.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        let claims = self
            .claims
            .iter()
            .map(|wish| wish.claim.as_str().to_owned());
        let data = self
            .apis
            .iter()
            .flat_map(|wish| wish.scopes.iter().cloned());
        std::iter::once("openid".to_owned())
            .chain(claims)
            .chain(data)
            .collect()
    }
}

/// One of the people of section 7.
#[derive(Debug, Clone, Copy)]
pub struct ContactRole {
    /// The prefix of its fields.
    pub prefix: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Where it stands in a dossier.
    pub of: fn(&Dossier) -> &Contact,
}

/// The people of section 7.
pub const CONTACTS: [ContactRole; 5] = [
    ContactRole {
        prefix: "controller",
        title: "Responsable de traitement",
        of: |d| &d.controller,
    },
    ContactRole {
        prefix: "dpo",
        title: "Délégué à la protection des données",
        of: |d| &d.dpo,
    },
    ContactRole {
        prefix: "technical",
        title: "Responsable technique",
        of: |d| &d.technical,
    },
    ContactRole {
        prefix: "security",
        title: "Contact sécurité",
        of: |d| &d.security,
    },
    ContactRole {
        prefix: "vendor",
        title: "Contact de l'éditeur",
        of: |d| &d.vendor,
    },
];
