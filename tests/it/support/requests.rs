//! Requests for tests: a dossier without a mistake on each legal basis.

use guichet::requests::{
    Claim, ClaimWish, Commitment, Company, Contact, Dossier, LegalBasis, TERMS_VERSION,
};

fn company(siret: &str, name: &str, legal_category: &str) -> Company {
    Company {
        siret: siret.to_owned(),
        name: name.to_owned(),
        legal_category: legal_category.to_owned(),
        activity: "84.11Z".to_owned(),
        address: "1 place de la Mairie, 35000 Rennes".to_owned(),
        created_on: "2001-01-01".to_owned(),
        state: "open".to_owned(),
        verified: false,
    }
}

fn contact(given_name: &str, family_name: &str, job: &str) -> Contact {
    Contact {
        family_name: family_name.to_owned(),
        given_name: given_name.to_owned(),
        email: format!("{}@exemple.fr", given_name.to_lowercase()),
        phone: "06 12 34 56 78".to_owned(),
        job: job.to_owned(),
    }
}

#[expect(clippy::too_many_lines, reason = "one line a field")]
/// A dossier that can be filed on `basis`, given a mock-up, a mandate and a text.
pub fn complete_dossier(basis: LegalBasis) -> Dossier {
    let experiment = basis == LegalBasis::Experiment;
    let vendor = basis == LegalBasis::VendorForAdministration;
    let public = basis == LegalBasis::Administration;
    let text = |s: &str| s.to_owned();
    let only = |holds: bool, s: &str| if holds { s.to_owned() } else { String::new() };
    Dossier {
        filer: company(
            "73282932000074",
            "Ville d'Exemple",
            if public { "7210" } else { "5710" },
        ),
        client: if vendor {
            company("21350238800019", "Ville de Rennes", "7210")
        } else {
            Company::default()
        },
        mandate_ends_on: only(vendor, "2028-12-31"),
        basis: text(basis.as_str()),
        text_reference: only(
            !experiment && basis != LegalBasis::AddressChange,
            "Arrêté du 8 novembre 2018",
        ),
        text_url: only(
            basis.needs_text(),
            "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000037611479",
        ),
        address_link: only(
            basis == LegalBasis::AddressChange,
            "Le service met à jour l'adresse du client.",
        ),
        address_only: only(basis == LegalBasis::AddressChange, "yes"),
        sector: only(experiment, "education"),
        sector_service: only(experiment, "Inscription à des formations."),
        in_france: only(experiment, "yes"),
        electronic: only(experiment, "yes"),
        service_name: text("Mes démarches"),
        description: text("Le portail des démarches de la ville."),
        service_url: text("https://demarches.exemple.fr/"),
        audience: text("Les habitants."),
        launch_on: text("2027-03-01"),
        yearly_volume: text("25000"),
        level: text("eidas1"),
        claims: vec![ClaimWish {
            claim: Claim::FamilyName,
            justification: text("Retrouver le dossier."),
        }],
        recipients: text("Le service de l'état civil."),
        retention_months: text("24"),
        processors: text("aucun"),
        outside_eu: text("no"),
        controller: contact("Claire", "Martin", "Maire"),
        dpo: contact("Denis", "Petit", "Délégué"),
        technical: contact("Theo", "Leroy", "Architecte"),
        vendor: if vendor {
            contact("Vera", "Noël", "Cheffe de projet")
        } else {
            Contact::default()
        },
        commitments: Commitment::ALL
            .iter()
            .copied()
            .filter(|c| experiment || !c.only_experiment())
            .collect(),
        terms_version: text(TERMS_VERSION),
        signatory_name: only(experiment, "Claire Martin"),
        signatory_job: only(experiment, "Présidente"),
        ..Dossier::default()
    }
}
