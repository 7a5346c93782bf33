//! The dossiers of the demonstration, without a mistake.

use crate::requests::{
    Claim, ClaimWish, Commitment, Company, Contact, Dossier, LegalBasis, Sector, TERMS_VERSION,
};

fn text(words: &str) -> String {
    words.to_owned()
}

fn contact((given_name, family_name): (&str, &str), job: &str, email: &str) -> Contact {
    Contact {
        family_name: text(family_name),
        given_name: text(given_name),
        email: text(email),
        phone: text("06 12 34 56 78"),
        job: text(job),
    }
}

fn wish(claim: Claim, why: &str) -> ClaimWish {
    ClaimWish {
        claim,
        justification: text(why),
    }
}

/// What all dossiers have in common.
fn common(basis: LegalBasis, (name, url, description): (&str, &str, &str)) -> Dossier {
    let experiment = basis == LegalBasis::Experiment;
    Dossier {
        basis: text(basis.as_str()),
        service_name: text(name),
        service_url: text(url),
        description: text(description),
        launch_on: text("2027-09-01"),
        yearly_volume: text("12000"),
        level: text("eidas1"),
        recipients: text("Le service qui traite la démarche, et lui seul."),
        retention_months: text("24"),
        processors: text("Aucun"),
        outside_eu: text("no"),
        commitments: Commitment::ALL
            .iter()
            .copied()
            .filter(|c| experiment || !c.only_experiment())
            .collect(),
        terms_version: text(TERMS_VERSION),
        ..Dossier::default()
    }
}

/// A town's own service.
pub(super) fn town((name, url): (&str, &str), description: &str) -> Dossier {
    Dossier {
        text_reference: text("Arrêté du 8 novembre 2018"),
        audience: text("Les habitants de Valmont"),
        claims: vec![
            wish(Claim::GivenName, "Retrouver le dossier de la famille."),
            wish(Claim::FamilyName, "Retrouver le dossier de la famille."),
            wish(Claim::Birthdate, "Distinguer les homonymes."),
            wish(Claim::Email, "Envoyer la confirmation de la démarche."),
        ],
        controller: contact(("Jeanne", "Vidal"), "Maire", "jeanne.vidal@valmont.example"),
        dpo: contact(
            ("Denis", "Roche"),
            "Délégué à la protection des données",
            "dpo@valmont.example",
        ),
        technical: contact(
            ("Hugo", "Lambert"),
            "Responsable informatique",
            super::people::HUGO,
        ),
        ..common(LegalBasis::Administration, (name, url, description))
    }
}

/// A vendor's service for an administration.
pub(super) fn vendor() -> Dossier {
    let service = (
        "Portail famille d'Orsay-le-Val",
        "https://famille.orsay-le-val.example/",
        "Inscriptions scolaires et périscolaires.",
    );
    Dossier {
        client: Company {
            siret: text("22990001400015"),
            name: text("Département du Val"),
            legal_category: text("7220"),
            activity: text("84.11Z"),
            address: text("2 cours du Département, 49000 Valmont"),
            created_on: text("1983-03-01"),
            state: text("open"),
            verified: false,
        },
        mandate_ends_on: text("2029-12-31"),
        text_reference: text("Arrêté du 8 novembre 2018"),
        audience: text("Les familles du département"),
        claims: vec![
            wish(Claim::GivenName, "Préremplir l'inscription."),
            wish(Claim::FamilyName, "Préremplir l'inscription."),
        ],
        controller: contact(
            ("Alain", "Mercier"),
            "Président du conseil départemental",
            "alain.mercier@leval.example",
        ),
        dpo: contact(
            ("Lise", "Caron"),
            "Déléguée à la protection des données",
            "dpo@leval.example",
        ),
        technical: contact(
            ("Théo", "Marchand"),
            "Architecte",
            "theo.marchand@civilog.example",
        ),
        vendor: contact(
            ("Sophie", "Garnier"),
            "Cheffe de projet",
            super::people::SOPHIE,
        ),
        ..common(LegalBasis::VendorForAdministration, service)
    }
}

/// A company's service in the experiment.
pub(super) fn experiment(
    sector: Sector,
    service: (&str, &str, &str),
    people: [(&str, &str, &str); 3],
) -> Dossier {
    let [controller, dpo, technical] = people;
    let person = |(given, family, email): (&str, &str, &str), job: &str| {
        contact((given, family), job, email)
    };
    Dossier {
        sector: text(sector.as_str()),
        sector_service: text(service.2),
        in_france: text("yes"),
        electronic: text("yes"),
        signatory_name: format!("{} {}", controller.0, controller.1),
        signatory_job: text("Directrice générale"),
        audience: text("Nos clients particuliers"),
        claims: vec![
            wish(Claim::GivenName, "Créer le compte du client."),
            wish(Claim::FamilyName, "Créer le compte du client."),
            wish(Claim::Birthdate, "Appliquer le tarif selon l'âge."),
        ],
        controller: person(controller, "Directrice générale"),
        dpo: person(dpo, "Délégué à la protection des données"),
        technical: person(technical, "Responsable technique"),
        ..common(LegalBasis::Experiment, service)
    }
}

/// An association founded by another text.
pub(super) fn association() -> Dossier {
    let service = (
        "Mon logement accompagné",
        "https://logement.cles-en-main.example/",
        "Suivi du dossier d'accompagnement vers le logement.",
    );
    Dossier {
        text_reference: text("Code de l'action sociale et des familles, article L. 345-2-4"),
        text_url: text("https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000028807142"),
        audience: text("Les personnes accompagnées"),
        claims: vec![wish(
            Claim::FamilyName,
            "Vérifier l'identité exigée par le texte.",
        )],
        controller: contact(
            ("Mireille", "Aubry"),
            "Présidente",
            "mireille.aubry@cles-en-main.example",
        ),
        dpo: contact(
            ("Julien", "Perrin"),
            "Délégué à la protection des données",
            "dpo@cles-en-main.example",
        ),
        technical: contact(
            ("Sami", "Benali"),
            "Responsable informatique",
            "sami.benali@cles-en-main.example",
        ),
        ..common(LegalBasis::IdentityVerification, service)
    }
}

/// A service outside the sectors of the experiment.
pub(super) fn club() -> Dossier {
    let service = (
        "Adhésion en ligne",
        "https://adhesion.cles-en-main.example/",
        "Adhésion des bénévoles de l'association.",
    );
    let people = [
        ("Mireille", "Aubry", "mireille.aubry@cles-en-main.example"),
        ("Julien", "Perrin", "dpo@cles-en-main.example"),
        ("Sami", "Benali", "sami.benali@cles-en-main.example"),
    ];
    experiment(Sector::SchoolSportCulture, service, people)
}
