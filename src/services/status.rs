//! The words of the service's life: its stored status and who holds the next move.

use crate::text_enum;

text_enum! {
    /// The stored twin of [`super::State`]: what a column and a filter hold.
    pub enum Status {
        /// The partner builds and tests its integration in the sandbox.
        Integration = "integration",
        /// The partner asked for its qualification; nobody took it yet.
        QualificationRequested = "qualification_requested",
        /// An officer is checking the criteria.
        InQualification = "in_qualification",
        /// The officer asked for corrections; the partner must answer.
        CorrectionsRequested = "corrections_requested",
        /// Every criterion is closed: production credentials may be issued.
        Qualified = "qualified",
        /// Production credentials were retrieved: the service is open to the public.
        Live = "live",
        /// Access is cut for now; credentials are not valid.
        Suspended = "suspended",
        /// The end: credentials are not valid and never will be again.
        Closed = "closed",
    }
}

impl Status {
    /// The word shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Integration => "Intégration en cours",
            Self::QualificationRequested => "Qualification demandée",
            Self::InQualification => "Qualification en cours",
            Self::CorrectionsRequested => "Corrections demandées",
            Self::Qualified => "Qualifié",
            Self::Live => "En production",
            Self::Suspended => "Suspendu",
            Self::Closed => "Fermé",
        }
    }

    /// Who holds the next move.
    #[must_use]
    pub const fn holder(self) -> Holder {
        match self {
            Self::Integration | Self::CorrectionsRequested | Self::Qualified => Holder::Partner,
            Self::QualificationRequested | Self::InQualification => Holder::Officers,
            Self::Suspended => Holder::Staff,
            Self::Live | Self::Closed => Holder::Nobody,
        }
    }

    /// The next move, in a sentence addressed to the partner.
    #[must_use]
    pub const fn next_move(self) -> &'static str {
        match self {
            Self::Integration => {
                "Configurez votre client de bac à sable, intégrez FranceConnect, puis demandez la qualification."
            }
            Self::QualificationRequested => {
                "L'équipe FranceConnect va prendre votre demande de qualification."
            }
            Self::InQualification => {
                "L'équipe FranceConnect vérifie votre intégration, critère par critère."
            }
            Self::CorrectionsRequested => {
                "Corrigez les critères signalés, puis demandez à nouveau la qualification."
            }
            Self::Qualified => {
                "Déclarez votre client de production, puis demandez vos identifiants."
            }
            Self::Live => "Votre service est en production. Rien à faire pour l'instant.",
            Self::Suspended => {
                "L'accès est suspendu. Écrivez à l'équipe FranceConnect pour connaître la suite."
            }
            Self::Closed => "Le service est fermé. Ses identifiants ne sont plus valables.",
        }
    }

    /// Whether credentials of the service are honoured in this state.
    #[must_use]
    pub const fn honours_credentials(self) -> bool {
        match self {
            Self::Live
            | Self::Qualified
            | Self::QualificationRequested
            | Self::InQualification
            | Self::CorrectionsRequested
            | Self::Integration => true,
            Self::Suspended | Self::Closed => false,
        }
    }
}

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The team of the service.
    Partner,
    /// The qualification officers.
    Officers,
    /// The staff that suspended the service.
    Staff,
    /// Nobody: nothing is awaited.
    Nobody,
}

impl Holder {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Partner => "Votre équipe",
            Self::Officers => "L'équipe FranceConnect",
            Self::Staff => "La DINUM",
            Self::Nobody => "Personne",
        }
    }
}
