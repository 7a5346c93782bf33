//! The sections of the dossier, and what is undertaken in the last one.

use crate::text_enum;

/// The version of the terms of use that the form asks to accept.
pub const TERMS_VERSION: &str = "4.0";

text_enum! {
    /// A section of the dossier, in the order of the form; the code is its place in the URL.
    pub enum Section {
        /// Who asks.
        Organisation = "organisation",
        /// By what right.
        LegalBasis = "fondement",
        /// For which service.
        Service = "service",
        /// How sure of the person.
        Level = "niveau",
        /// Which data.
        Data = "donnees",
        /// How personal data is treated.
        Gdpr = "rgpd",
        /// Who to talk to.
        Contacts = "contacts",
        /// What the applicant undertakes.
        Commitments = "engagements",
    }
}

impl Section {
    /// The title of its page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Organisation => "Organisation",
            Self::LegalBasis => "Fondement juridique",
            Self::Service => "Service",
            Self::Level => "Niveau de garantie",
            Self::Data => "Données demandées",
            Self::Gdpr => "Protection des données",
            Self::Contacts => "Contacts",
            Self::Commitments => "Engagements",
        }
    }

    /// Its rank, from 1.
    #[must_use]
    pub fn rank(self) -> usize {
        Self::ALL
            .iter()
            .position(|s| *s == self)
            .map_or(0, |p| p + 1)
    }

    /// The section after it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.rank()).copied()
    }

    /// The section before it.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::ALL.get(self.rank().checked_sub(2)?).copied()
    }
}

text_enum! {
    /// What the applicant undertakes by ticking a box.
    pub enum Commitment {
        /// The terms of use are accepted; the version is kept beside.
        Terms = "terms",
        /// The data protection officer was told of the project.
        DpoInformed = "dpo_informed",
        /// Another means of access of the same quality is offered.
        OtherMeans = "other_means",
        /// Experiment: figures are given each month.
        MonthlyFigures = "monthly_figures",
        /// Experiment: the specifications are followed.
        Specifications = "specifications",
        /// Experiment: the service is promoted as the terms provide.
        Promotion = "promotion",
        /// Experiment: data is kept only for the contractual relation.
        ContractOnly = "contract_only",
        /// Experiment: personal data is neither sold nor transferred outside the EU.
        NoSaleNoTransfer = "no_sale_no_transfer",
        /// Experiment: at the end, access is removed and data destroyed.
        RemovedAtEnd = "removed_at_end",
    }
}

impl Commitment {
    /// The sentence beside the box.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Terms => {
                "J'accepte les conditions générales d'utilisation de FranceConnect (version 4.0)."
            }
            Self::DpoInformed => {
                "Le délégué à la protection des données de l'organisation est informé de la demande."
            }
            Self::OtherMeans => {
                "Un autre moyen d'accès, équivalent, reste offert aux usagers qui n'utilisent pas FranceConnect."
            }
            Self::MonthlyFigures => {
                "Chaque mois, nous transmettons les chiffres de connexions, de créations de comptes et de trafic, et les retours des usagers."
            }
            Self::Specifications => {
                "Nous respectons le cahier des charges technique, ergonomique, de sécurité et fonctionnel."
            }
            Self::Promotion => {
                "Nous faisons connaître le service dans les conditions prévues par les conditions générales d'utilisation."
            }
            Self::ContractOnly => {
                "Les données obtenues sont conservées seulement pendant la relation contractuelle avec l'usager."
            }
            Self::NoSaleNoTransfer => {
                "Les données personnelles obtenues ne sont ni vendues ni transférées hors de l'Union européenne."
            }
            Self::RemovedAtEnd => {
                "À la fin de l'expérimentation, l'accès à FranceConnect est retiré et les données obtenues sont détruites."
            }
        }
    }

    /// Whether only the experiment asks for it.
    #[must_use]
    pub const fn only_experiment(self) -> bool {
        !matches!(self, Self::Terms | Self::DpoInformed | Self::OtherMeans)
    }
}
