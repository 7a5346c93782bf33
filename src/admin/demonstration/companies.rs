//! The companies of the demonstration's experiment for which one person acts.

use super::dossiers;
use super::people::GASPARD;
use super::places::{self, Sheet};
use super::stage::Stage;
use crate::kernel::error::Fault;
use crate::organisations::OrganisationId;
use crate::requests::{Dossier, Sector};

/// A company whose agent files for it: SIRET, name, street, postal code, city, sector, service, address, what it does.
pub(super) type Company = (
    &'static str,
    &'static str,
    (&'static str, &'static str, &'static str),
    Sector,
    (&'static str, &'static str, &'static str),
);

/// The last of those that are seated leaves.
pub(super) const SEATED: [Company; 8] = [
    (
        "99000611600018",
        "Cars du Littoral",
        ("3 avenue de la Gare", "44600", "Saint-Nazaire"),
        Sector::PassengerTransport,
        (
            "Mon abonnement Littoral",
            "https://abonnement.cars-littoral.example/",
            "Abonnement aux lignes régionales.",
        ),
    ),
    (
        "99000612400012",
        "Covoit'Plus",
        ("18 rue de la République", "69001", "Lyon"),
        Sector::PassengerTransport,
        (
            "Covoit'Plus",
            "https://www.covoit-plus.example/",
            "Trajets partagés entre particuliers.",
        ),
    ),
    (
        "99000613200015",
        "Clinique des Tilleuls",
        ("9 allée des Tilleuls", "37000", "Tours"),
        Sector::HealthSocial,
        (
            "Mes rendez-vous aux Tilleuls",
            "https://rendez-vous.clinique-tilleuls.example/",
            "Prise de rendez-vous et préadmission.",
        ),
    ),
    (
        "99000614000018",
        "Télésoin Ouest",
        ("2 quai Ouest", "35000", "Rennes"),
        Sector::HealthSocial,
        (
            "Télésoin",
            "https://www.telesoin-ouest.example/",
            "Suivi infirmier à distance.",
        ),
    ),
    (
        "99000615700012",
        "Académie Cadence",
        ("5 rue du Stade", "33000", "Bordeaux"),
        Sector::SchoolSportCulture,
        (
            "Inscriptions Cadence",
            "https://inscriptions.academie-cadence.example/",
            "Inscription aux clubs de sport.",
        ),
    ),
    (
        "99000616500015",
        "Conservatoire Mistral",
        ("1 place des Arts", "13001", "Marseille"),
        Sector::SchoolSportCulture,
        (
            "Espace élèves Mistral",
            "https://eleves.conservatoire-mistral.example/",
            "Inscription aux cours de musique.",
        ),
    ),
    (
        "99000617300019",
        "Certif'Avenir",
        ("40 rue des Métiers", "59000", "Lille"),
        Sector::ProfessionalCertification,
        (
            "Mes certifications",
            "https://candidats.certif-avenir.example/",
            "Inscription aux épreuves et délivrance du certificat.",
        ),
    ),
    (
        "99000618100012",
        "Autopartage Garonne",
        ("12 quai de la Garonne", "31000", "Toulouse"),
        Sector::HousingVehicleRental,
        (
            "Autopartage Garonne",
            "https://www.autopartage-garonne.example/",
            "Location de voitures à l'heure.",
        ),
    ),
];

/// Those that come too late.
pub(super) const WAITING: [Company; 2] = [
    (
        "99000619900014",
        "Loc'Étudiant",
        ("7 rue de l'Université", "38000", "Grenoble"),
        Sector::HousingVehicleRental,
        (
            "Mon logement étudiant",
            "https://dossier.loc-etudiant.example/",
            "Location de logements aux étudiants.",
        ),
    ),
    (
        "99000620700015",
        "Cours Minerve",
        ("22 boulevard Minerve", "75013", "Paris"),
        Sector::Education,
        (
            "Espace élèves Minerve",
            "https://eleves.cours-minerve.example/",
            "Enseignement à distance.",
        ),
    ),
];

/// The legal person of a company.
pub(super) fn siren(company: &Company) -> &'static str {
    company.0.get(..9).unwrap_or_default()
}

/// Its agent attaches it.
pub(super) fn attach(stage: &Stage<'_>, company: &Company) -> Result<OrganisationId, Fault> {
    let (siret, name, (street, postal_code, city), _, _) = *company;
    let sheet: Sheet = (
        siret,
        name,
        "5710",
        "62.01Z",
        street,
        postal_code,
        city,
        "2012-04-02",
    );
    places::attach(stage, GASPARD, sheet)
}

/// Its dossier.
pub(super) fn dossier(company: &Company) -> Dossier {
    let (_, _, _, sector, service) = *company;
    dossiers::experiment(
        sector,
        service,
        [
            ("Nora", "Blin", "direction@participants.example"),
            ("Hervé", "Simon", "dpo@participants.example"),
            ("Gaspard", "Leroy", GASPARD),
        ],
    )
}
