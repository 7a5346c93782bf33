//! Combinations worth a second look: each is noticed, none blocks, and a plain dossier has none.

use guichet::kernel::clock::Day;
use guichet::requests::{
    ApiWish, AssuranceLevel, Claim, ClaimWish, DataApi, DocumentKind, Dossier, Facts, LegalBasis,
    UNUSUAL, Weight, check, unusual,
};

use crate::support::requests::complete_dossier;

fn facts() -> Facts<'static> {
    Facts {
        today: Day::parse("2026-11-22").unwrap(),
        documents: DocumentKind::ALL,
    }
}

fn wish(claim: Claim) -> ClaimWish {
    ClaimWish {
        claim,
        justification: format!("Raison de {claim}."),
    }
}

fn asking(claims: &[Claim]) -> Dossier {
    Dossier {
        claims: claims.iter().copied().map(wish).collect(),
        ..complete_dossier(LegalBasis::Administration)
    }
}

fn api() -> ApiWish {
    ApiWish {
        api: DataApi::CnafMsa,
        scopes: vec!["cnaf_quotient_familial".to_owned()],
        justification: "Calculer le tarif.".to_owned(),
    }
}

/// For each code, a dossier that holds the combination.
#[expect(
    clippy::too_many_lines,
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    reason = "a table"
)]
fn held() -> Vec<(&'static str, Dossier)> {
    let town = || complete_dossier(LegalBasis::Administration);
    let openid = || Dossier {
        claims: vec![],
        openid_only: "yes".to_owned(),
        ..town()
    };
    let with = |mut dossier: Dossier, change: fn(&mut Dossier)| {
        change(&mut dossier);
        dossier
    };
    vec![
        (
            "half_birth",
            asking(&[Claim::FamilyName, Claim::Birthplace]),
        ),
        ("gender_alone", asking(&[Claim::Gender])),
        ("birthdate_alone", asking(&[Claim::Birthdate])),
        ("email_alone", asking(&[Claim::Email])),
        ("usage_name_alone", asking(&[Claim::PreferredUsername])),
        ("everything", asking(Claim::ALL)),
        (
            "same_reason",
            with(asking(&[Claim::FamilyName, Claim::GivenName]), |d| {
                for wish in &mut d.claims {
                    wish.justification = "Obligatoire".to_owned();
                }
            }),
        ),
        (
            "private_apis",
            with(complete_dossier(LegalBasis::Experiment), |d| {
                d.apis.push(api())
            }),
        ),
        ("apis_without_pivot", with(town(), |d| d.apis.push(api()))),
        (
            "eidas2_without_identity",
            with(openid(), |d| d.level = AssuranceLevel::Eidas2.to_string()),
        ),
        (
            "soon",
            with(town(), |d| d.launch_on = "2026-12-01".to_owned()),
        ),
        (
            "peaks_without_volume",
            with(town(), |d| {
                d.peaks = "En juin".to_owned();
                d.yearly_volume = "12".to_owned();
            }),
        ),
        (
            "kept_long_for_little",
            with(openid(), |d| {
                d.retention_months = "60".to_owned();
                d.retention_reason = "Un texte l'impose.".to_owned();
            }),
        ),
        (
            "public_body_outside_eu",
            with(town(), |d| {
                d.outside_eu = "yes".to_owned();
                d.outside_eu_details = "Suisse".to_owned();
            }),
        ),
        (
            "controller_is_dpo",
            with(town(), |d| d.controller.email = d.dpo.email.to_uppercase()),
        ),
        (
            "technical_is_dpo",
            with(town(), |d| d.technical.email = d.dpo.email.clone()),
        ),
        (
            "personal_mail",
            with(town(), |d| d.dpo.email = "denis@gmail.com".to_owned()),
        ),
        (
            "vendor_as_controller",
            with(complete_dossier(LegalBasis::VendorForAdministration), |d| {
                d.controller.email = d.vendor.email.clone();
            }),
        ),
    ]
}

#[test]
fn a_plain_dossier_is_told_nothing() {
    for basis in LegalBasis::ALL {
        let dossier = complete_dossier(*basis);
        let told: Vec<_> = unusual(&dossier, &facts()).map(|w| w.code).collect();
        assert_eq!(told, Vec::<&str>::new(), "{basis}");
    }
}

#[test]
fn each_combination_is_noticed_and_none_blocks() {
    let cases = held();
    for warning in UNUSUAL {
        let case = cases.iter().find(|(code, _)| *code == warning.code);
        let (code, dossier) = case.unwrap_or_else(|| panic!("{} has no case", warning.code));
        let told: Vec<_> = unusual(dossier, &facts()).map(|w| w.code).collect();
        assert!(told.contains(code), "{code}: {told:?}");
        assert!(warning.text.ends_with('.'), "{code}");
        let problems = check(dossier, &facts());
        assert!(
            problems.iter().all(|p| p.weight == Weight::Missing),
            "{code}: {problems:?}"
        );
        assert!(problems.is_empty(), "{code} blocks: {problems:?}");
    }
    assert_eq!(cases.len(), UNUSUAL.len());
}
