//! What is said of answers that hold, that don't, and that changed since.

use chrono::{Duration, TimeZone, Utc};
use uuid::Uuid;

use super::*;
use crate::organisations::{ActivityCode, Address, Details, OrganisationId, Provenance};
use crate::requests::ClaimWish;

fn now() -> Instant {
    Instant::new(Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap())
}

fn town() -> Organisation {
    Organisation {
        id: OrganisationId(Uuid::nil()),
        siret: Siret::parse("21350238800019").unwrap(),
        details: Details {
            name: "Ville de Rennes".to_owned(),
            legal_category: LegalCategory::parse("7210").unwrap(),
            activity: ActivityCode::parse("84.11Z").unwrap(),
            address: Address {
                street: "1 place de la Mairie".to_owned(),
                postal_code: "35000".to_owned(),
                city: "Rennes".to_owned(),
            },
            founded_on: Day::parse("1983-03-01").unwrap(),
            state: RegistryState::Open,
        },
        provenance: Provenance::Registry,
        finding: Some(Finding::Confirmed),
        checked_at: Some(now().minus(Duration::days(2))),
        created_at: now(),
        version: 1,
    }
}

fn dossier() -> Dossier {
    Dossier {
        filer: Company {
            siret: "21350238800019".to_owned(),
            name: "Ville de Rennes".to_owned(),
            legal_category: "7210".to_owned(),
            created_on: "1983-03-01".to_owned(),
            state: "open".to_owned(),
            ..Company::default()
        },
        basis: "administration".to_owned(),
        service_url: "https://rennes.example.fr".to_owned(),
        launch_on: "2026-03-12".to_owned(),
        ..Dossier::default()
    }
}

fn look(dossier: &Dossier, organisation: &Organisation, urls: &[UrlCheck]) -> Checks {
    let known = Known {
        now: now(),
        organisation,
        urls,
        documents: &[],
    };
    examine(
        dossier,
        &known,
        &["service_url", "organisation_state", "launch_on"],
    )
}

fn said(checks: &Checks, field: &str) -> Vec<(Weight, String)> {
    let of_field = checks.fields.get(field).into_iter().flatten();
    of_field
        .map(|check| (check.weight, check.text.clone()))
        .collect()
}

#[test]
fn what_holds_is_said_to_hold() {
    let checks = look(&dossier(), &town(), &[]);
    assert_eq!(said(&checks, "organisation_siret")[0].0, Weight::Ok);
    assert_eq!(
        said(&checks, "organisation_verified"),
        [(
            Weight::Ok,
            "Vérifié au répertoire, le 28 février 2026 (il y a 2 jours).".to_owned()
        )]
    );
    assert_eq!(
        said(&checks, "organisation_legal_category")[0].0,
        Weight::Ok
    );
    assert_eq!(
        said(&checks, "launch_on"),
        [(Weight::Info, "dans 10 jours.".to_owned())]
    );
    let age = said(&checks, "organisation_created_on");
    assert_eq!(age, [(Weight::Info, "43 ans d'existence.".to_owned())]);
}

#[test]
fn a_registry_that_never_answered_or_long_ago_is_told() {
    let silent = Organisation {
        finding: None,
        checked_at: None,
        ..town()
    };
    let checks = look(&dossier(), &silent, &[]);
    assert_eq!(said(&checks, "organisation_verified")[0].0, Weight::Warning);
    let old = Organisation {
        checked_at: Some(now().minus(Duration::days(31))),
        ..town()
    };
    let checks = look(&dossier(), &old, &[]);
    assert_eq!(said(&checks, "organisation_verified").len(), 2);
}

#[test]
fn what_changed_since_the_filing_is_told() {
    let mut moved = town();
    moved.details.name = "Rennes Métropole".to_owned();
    moved.details.state = RegistryState::Closed;
    moved.details.legal_category = LegalCategory::parse("5710").unwrap();
    let checks = look(&dossier(), &moved, &[]);
    assert_eq!(said(&checks, "organisation_name")[0].0, Weight::Warning);
    assert_eq!(said(&checks, "organisation_state")[0].0, Weight::Error);
    let category = said(&checks, "organisation_legal_category");
    assert!(category[0].1.contains("5710"), "{category:?}");
}

#[test]
fn the_category_is_held_against_the_basis() {
    let mut private = dossier();
    private.filer.legal_category = "5710".to_owned();
    let weights = |dossier: &Dossier| {
        let mut company = town();
        company.details.legal_category = LegalCategory::parse("5710").unwrap();
        let checks = look(dossier, &company, &[]);
        said(&checks, "organisation_legal_category")
            .into_iter()
            .map(|(weight, _)| weight)
            .collect::<Vec<_>>()
    };
    assert_eq!(weights(&private), [Weight::Warning]);
    private.basis = "experiment".to_owned();
    assert_eq!(weights(&private), [Weight::Ok]);
}

#[test]
fn an_address_is_told_with_what_it_answered_and_an_old_one_is_not() {
    let tried = |url: &str, outcome, status| UrlCheck {
        field: "service_url".to_owned(),
        url: url.to_owned(),
        outcome,
        status,
        checked_at: now(),
    };
    let answered = [tried(
        "https://rennes.example.fr",
        UrlOutcome::Answers,
        Some(200),
    )];
    let checks = look(&dossier(), &town(), &answered);
    assert_eq!(said(&checks, "service_url")[0].0, Weight::Ok);
    let broken = [tried(
        "https://rennes.example.fr",
        UrlOutcome::Error,
        Some(500),
    )];
    let checks = look(&dossier(), &town(), &broken);
    let told = said(&checks, "service_url");
    assert!(
        told[0].0 == Weight::Warning && told[0].1.contains("500"),
        "{told:?}"
    );
    let of_another = [tried(
        "https://autre.example.fr",
        UrlOutcome::Answers,
        Some(200),
    )];
    let checks = look(&dossier(), &town(), &of_another);
    assert_eq!(said(&checks, "service_url")[0].0, Weight::Info);
}

#[test]
fn the_rules_of_filing_and_unusual_claims_are_asked_again_today() {
    let mut dossier = dossier();
    dossier.filer.state = "closed".to_owned();
    dossier.claims = vec![ClaimWish {
        claim: crate::requests::Claim::Email,
        justification: "Écrire à l'usager.".to_owned(),
    }];
    let checks = look(&dossier, &town(), &[]);
    assert_eq!(said(&checks, "organisation_state")[0].0, Weight::Error);
    let data = &checks.sections[&Section::Data];
    assert!(
        data.iter().any(|check| check.weight == Weight::Warning),
        "{data:?}"
    );
    // a mock-up is missing: it has no line of its own, so its section tells it
    let service = &checks.sections[&Section::Service];
    assert!(
        service.iter().any(|check| check.weight == Weight::Error),
        "{service:?}"
    );
    assert!(checks.at_least(Weight::Error) >= 2);
}
