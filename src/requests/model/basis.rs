//! Legal bases, sectors of the experiment, assurance levels.

use crate::text_enum;

text_enum! {
    /// Why the law lets an organisation use FranceConnect (arrêté du 8 novembre 2018 and others).
    pub enum LegalBasis {
        /// A public body, or its delegatee.
        Administration = "administration",
        /// A vendor that files for the administration it names.
        VendorForAdministration = "vendor_for_administration",
        /// A service tied to the change-of-address procedure, and only that.
        AddressChange = "address_change",
        /// A service whose use demands identity verification by statute or regulation.
        IdentityVerification = "identity_verification",
        /// The one-year experiment for private persons.
        Experiment = "experiment",
        /// Another text, such as the one on digital health services.
        OtherText = "other_text",
    }
}

impl LegalBasis {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administration => "Administration ou délégataire",
            Self::VendorForAdministration => "Éditeur agissant pour une administration",
            Self::AddressChange => "Changement d'adresse",
            Self::IdentityVerification => "Vérification d'identité imposée par un texte",
            Self::Experiment => "Expérimentation",
            Self::OtherText => "Autre texte",
        }
    }

    /// One sentence that tells who it is for.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Administration => {
                "Service de l'État, collectivité, établissement public, ou personne à qui une administration a délégué un service public."
            }
            Self::VendorForAdministration => {
                "Vous déposez la demande pour une administration cliente, avec son mandat."
            }
            Self::AddressChange => {
                "Entreprise ou association dont le service est lié à la démarche de changement d'adresse, et seulement à elle."
            }
            Self::IdentityVerification => {
                "Entreprise ou association à qui une loi ou un règlement impose de vérifier l'identité des utilisateurs."
            }
            Self::Experiment => {
                "Entreprise ou association de l'un des six secteurs de l'expérimentation, en activité depuis plus de trois ans."
            }
            Self::OtherText => {
                "Un autre texte vous autorise à utiliser FranceConnect, par exemple pour un service numérique en santé."
            }
        }
    }

    /// The text that is cited unless the applicant cites another.
    #[must_use]
    pub const fn default_reference(self) -> &'static str {
        match self {
            Self::Administration | Self::VendorForAdministration => {
                "Arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect »"
            }
            Self::AddressChange
            | Self::IdentityVerification
            | Self::Experiment
            | Self::OtherText => "",
        }
    }

    /// Whether the applicant must name the text and join it, by link or by file.
    #[must_use]
    pub const fn needs_text(self) -> bool {
        matches!(self, Self::IdentityVerification | Self::OtherText)
    }
}

text_enum! {
    /// The six sectors open to the experiment.
    pub enum Sector {
        /// Health, social and medico-social care.
        HealthSocial = "health_social",
        /// Education and higher education.
        Education = "education",
        /// Services around school, sport and culture.
        SchoolSportCulture = "school_sport_culture",
        /// Transport of persons.
        PassengerTransport = "passenger_transport",
        /// Professional certificates of article L. 6113-1 of the labour code.
        ProfessionalCertification = "professional_certification",
        /// Rental of housing and vehicles.
        HousingVehicleRental = "housing_vehicle_rental",
    }
}

impl Sector {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::HealthSocial => "Santé, social et médico-social",
            Self::Education => "Éducation et enseignement supérieur",
            Self::SchoolSportCulture => {
                "Activités scolaires, périscolaires, sportives ou socioculturelles"
            }
            Self::PassengerTransport => "Transport de personnes",
            Self::ProfessionalCertification => {
                "Certificats professionnels (article L. 6113-1 du code du travail)"
            }
            Self::HousingVehicleRental => "Location de logements et de véhicules",
        }
    }
}

text_enum! {
    /// How sure the service needs to be of the person (eIDAS regulation, article 8).
    pub enum AssuranceLevel {
        /// FranceConnect.
        Eidas1 = "eidas1",
        /// FranceConnect+.
        Eidas2 = "eidas2",
    }
}

impl AssuranceLevel {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Eidas1 => "FranceConnect (niveau eIDAS faible)",
            Self::Eidas2 => "FranceConnect+ (niveau eIDAS substantiel)",
        }
    }
}
