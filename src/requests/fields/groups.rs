//! The fieldsets of the form, and which answers call for which.

use crate::requests::model::{Dossier, LegalBasis, Section};

/// A fieldset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The vendor's client.
    Client,
    /// Choice of the legal basis.
    Basis,
    /// Delegation of a public service.
    Delegation,
    /// The text cited.
    Text,
    /// Change of address.
    AddressChange,
    /// Criteria of the experiment.
    Experiment,
    /// The service.
    Service,
    /// The assurance level.
    Level,
    /// Data.
    Data,
    /// Personal data.
    Gdpr,
    /// Controller.
    Controller,
    /// Data protection officer.
    Dpo,
    /// Technical lead.
    Technical,
    /// Security contact.
    Security,
    /// The vendor's own contact.
    Vendor,
    /// Who signs the commitments of the experiment.
    Signature,
}

impl Group {
    /// The section it belongs to.
    #[must_use]
    pub const fn section(self) -> Section {
        match self {
            Self::Client => Section::Organisation,
            Self::Basis
            | Self::Delegation
            | Self::Text
            | Self::AddressChange
            | Self::Experiment => Section::LegalBasis,
            Self::Service => Section::Service,
            Self::Level => Section::Level,
            Self::Data => Section::Data,
            Self::Gdpr => Section::Gdpr,
            Self::Controller | Self::Dpo | Self::Technical | Self::Security | Self::Vendor => {
                Section::Contacts
            }
            Self::Signature => Section::Commitments,
        }
    }

    /// Whether the dossier's other answers call for it.
    #[must_use]
    pub fn applies(self, dossier: &Dossier) -> bool {
        use LegalBasis as B;
        match self {
            Self::Client | Self::Vendor => dossier.stands_on(B::VendorForAdministration),
            Self::Delegation => dossier.stands_on(B::Administration),
            Self::Text => matches!(
                dossier.legal_basis(),
                Some(
                    B::Administration
                        | B::VendorForAdministration
                        | B::IdentityVerification
                        | B::OtherText
                )
            ),
            Self::AddressChange => dossier.stands_on(B::AddressChange),
            Self::Experiment | Self::Signature => dossier.stands_on(B::Experiment),
            Self::Basis
            | Self::Service
            | Self::Level
            | Self::Data
            | Self::Gdpr
            | Self::Controller
            | Self::Dpo
            | Self::Technical
            | Self::Security => true,
        }
    }

    /// The prefix of the fields of a person; nothing when it isn't one.
    #[must_use]
    pub const fn person(self) -> &'static str {
        match self {
            Self::Controller => "controller",
            Self::Dpo => "dpo",
            Self::Technical => "technical",
            Self::Security => "security",
            Self::Vendor => "vendor",
            _ => "",
        }
    }

    /// Its legend; the vendor's client has its own controller and data protection officer.
    #[must_use]
    pub fn legend(self, dossier: &Dossier) -> &'static str {
        let vendor = dossier.stands_on(LegalBasis::VendorForAdministration);
        match self {
            Self::Client => "Votre administration cliente",
            Self::Basis => "Votre situation",
            Self::Delegation => "Délégation de service public",
            Self::Text => "Texte cité",
            Self::AddressChange => "Lien avec le changement d'adresse",
            Self::Experiment => "Critères de l'expérimentation",
            Self::Service => "Votre service",
            Self::Level => "Niveau de garantie",
            Self::Data => "Identifiant technique",
            Self::Gdpr => "Traitement des données",
            Self::Controller if vendor => "Responsable de traitement de l'administration cliente",
            Self::Controller => "Responsable de traitement",
            Self::Dpo if vendor => {
                "Délégué à la protection des données de l'administration cliente"
            }
            Self::Dpo => "Délégué à la protection des données",
            Self::Technical => "Responsable technique",
            Self::Security => "Contact sécurité (facultatif)",
            Self::Vendor => "Votre contact, chez l'éditeur",
            Self::Signature => "Signature des engagements de l'expérimentation",
        }
    }
}
