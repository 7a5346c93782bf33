//! The rules of the dossier, one mistake at a time from a dossier that has none.

use guichet::kernel::clock::Day;
use guichet::requests::{
    ApiWish, Claim, ClaimWish, Commitment, DataApi, DocumentKind, Dossier, Facts, LegalBasis,
    Problem, Section, Weight, check, field, mistakes, pruned,
};

use crate::support::requests::complete_dossier;

fn facts() -> Facts<'static> {
    Facts {
        today: Day::parse("2026-11-22").unwrap(),
        documents: &[
            DocumentKind::Mockup,
            DocumentKind::Mandate,
            DocumentKind::LegalText,
        ],
    }
}

fn broken(dossier: &Dossier) -> Vec<(String, &'static str)> {
    check(dossier, &facts())
        .into_iter()
        .map(|p| (p.field, p.rule))
        .collect()
}

fn with(basis: LegalBasis, change: impl FnOnce(&mut Dossier)) -> Vec<(String, &'static str)> {
    let mut dossier = complete_dossier(basis);
    change(&mut dossier);
    broken(&dossier)
}

fn told(field: &str, rule: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), rule)]
}

fn typed(basis: LegalBasis, name: &str, value: &str) -> Vec<Problem> {
    let mut dossier = complete_dossier(basis);
    value.clone_into((field(name).unwrap().slot)(&mut dossier));
    check(&dossier, &facts())
}

#[test]
fn a_complete_dossier_can_be_filed_on_each_legal_basis() {
    for basis in LegalBasis::ALL {
        assert_eq!(broken(&complete_dossier(*basis)), vec![], "{basis}");
    }
}

#[test]
fn an_empty_dossier_lacks_every_section_but_holds_no_mistake() {
    let problems = check(
        &Dossier::default(),
        &Facts {
            documents: &[],
            ..facts()
        },
    );
    for section in [
        Section::LegalBasis,
        Section::Service,
        Section::Level,
        Section::Data,
        Section::Gdpr,
        Section::Contacts,
        Section::Commitments,
    ] {
        assert!(problems.iter().any(|p| p.section == section), "{section}");
    }
    assert!(problems.iter().all(|p| p.weight == Weight::Missing));
    assert!(problems.is_sorted_by_key(|p| p.section));
    for problem in &problems {
        assert!(
            problem.message.contains(&problem.label) && problem.message.ends_with('.'),
            "{problem:?}"
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_field_names_its_own_mistake() {
    let vendor = LegalBasis::VendorForAdministration;
    for (basis, name, value, rule) in [
        (vendor, "client_siret", "73282932000075", "siret"),
        (vendor, "client_siret", "12", "siret"),
        (vendor, "client_legal_category", "72", "legal_category"),
        (vendor, "mandate_ends_on", "2026-11-21", "future_day"),
        (vendor, "client_created_on", "2026-11-23", "past_day"),
        (
            LegalBasis::Administration,
            "basis",
            "royal_decree",
            "choice",
        ),
        (
            LegalBasis::OtherText,
            "text_url",
            "http://www.legifrance.gouv.fr/",
            "https",
        ),
        (
            LegalBasis::Administration,
            "service_url",
            "https://user:pass@exemple.fr/",
            "https",
        ),
        (
            LegalBasis::Administration,
            "service_url",
            "https://localhost/",
            "https",
        ),
        (
            LegalBasis::Administration,
            "service_url",
            "javascript:alert(1)",
            "https",
        ),
        (LegalBasis::Administration, "launch_on", "2026-02-30", "day"),
        (LegalBasis::Administration, "yearly_volume", "1e6", "number"),
        (LegalBasis::Administration, "yearly_volume", "-3", "number"),
        (
            LegalBasis::Administration,
            "retention_months",
            "0",
            "number",
        ),
        (
            LegalBasis::Administration,
            "technical_phone",
            "01 44 00 00 00",
            "mobile",
        ),
        (LegalBasis::Administration, "dpo_phone", "allo", "phone"),
        (LegalBasis::Administration, "dpo_email", "dpo@", "email"),
        (
            LegalBasis::Administration,
            "service_name",
            "a\nb",
            "one_line",
        ),
        (
            LegalBasis::Administration,
            "description",
            "a\0b",
            "control_character",
        ),
    ] {
        let problems = typed(basis, name, value);
        assert_eq!(problems.len(), 1, "{name} {value:?}: {problems:?}");
        assert_eq!((problems[0].field.as_str(), problems[0].rule), (name, rule));
        assert_eq!(problems[0].weight, Weight::Mistake);
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    let fits = "é".repeat(120);
    assert_eq!(
        typed(LegalBasis::Administration, "service_name", &fits),
        vec![]
    );
    let over = typed(
        LegalBasis::Administration,
        "service_name",
        &"🙂".repeat(121),
    );
    assert_eq!(over[0].rule, "too_long");
    assert!(
        over[0]
            .message
            .contains("121 caractères saisis, 120 au plus")
    );
    let mega = typed(
        LegalBasis::Administration,
        "description",
        &"a".repeat(1_000_000),
    );
    assert_eq!(mega[0].rule, "too_long");
}

#[test]
fn every_script_of_the_world_is_welcome() {
    for value in [
        "🙂 Café",
        "مرحبا بالعالم",
        "<script>alert(1)</script>",
        "a' OR '1'='1",
        "{{ 7*7 }}",
    ] {
        assert_eq!(
            typed(LegalBasis::Administration, "service_name", value),
            vec![],
            "{value}"
        );
    }
}

#[test]
fn long_retention_needs_a_reason() {
    let long = |reason: &str| {
        let mut dossier = complete_dossier(LegalBasis::Administration);
        dossier.retention_months = "37".to_owned();
        dossier.retention_reason = reason.to_owned();
        mistakes(&dossier, Section::Gdpr, &facts())
    };
    assert_eq!(long("")[0].rule, "retention_over_36");
    assert_eq!(long("Obligation comptable."), vec![]);
}

#[test]
fn a_vendor_files_for_a_public_client_that_is_not_itself() {
    let vendor = LegalBasis::VendorForAdministration;
    assert_eq!(
        with(vendor, |d| d.client.siret = d.filer.siret.clone()),
        told("client_siret", "own_siret")
    );
    assert_eq!(
        with(vendor, |d| "5710".clone_into(&mut d.client.legal_category)),
        told("client_legal_category", "public_body")
    );
    assert_eq!(
        with(vendor, |d| "35600000049837".clone_into(&mut d.client.siret)),
        vec![]
    );
    let mut dossier = complete_dossier(vendor);
    let without = Facts {
        documents: &[DocumentKind::Mockup],
        ..facts()
    };
    assert_eq!(check(&dossier, &without)[0].field, "mandate");
    dossier.vendor.email.clear();
    assert_eq!(check(&dossier, &facts())[0].field, "vendor_email");
}

#[test]
fn a_private_person_needs_a_delegation_to_file_as_an_administration() {
    let basis = LegalBasis::Administration;
    let private = |d: &mut Dossier| "5710".clone_into(&mut d.filer.legal_category);
    assert_eq!(
        with(basis, private),
        told("delegating_authority", "public_body")
    );
    assert_eq!(
        with(basis, |d| {
            private(d);
            "Ville de Rennes".clone_into(&mut d.delegating_authority);
        }),
        told("delegation_act", "required")
    );
    assert_eq!(
        with(basis, |d| {
            private(d);
            "Ville de Rennes".clone_into(&mut d.delegating_authority);
            "Délibération du 3 mars 2025".clone_into(&mut d.delegation_act);
        }),
        vec![]
    );
}

#[test]
fn the_experiment_checks_its_criteria() {
    let basis = LegalBasis::Experiment;
    assert_eq!(
        with(basis, |d| "2023-11-22".clone_into(&mut d.filer.created_on)),
        told("organisation_created_on", "three_years")
    );
    assert_eq!(
        with(basis, |d| "2023-11-21".clone_into(&mut d.filer.created_on)),
        vec![]
    );
    assert_eq!(
        with(basis, |d| "1000".clone_into(&mut d.filer.legal_category)),
        told("basis", "legal_person")
    );
    assert_eq!(
        with(basis, |d| "7210".clone_into(&mut d.filer.legal_category)),
        told("basis", "private_person")
    );
    assert_eq!(
        with(basis, |d| d.in_france.clear()),
        told("in_france", "required")
    );
    assert_eq!(
        with(basis, |d| d.sector.clear()),
        told("sector", "required")
    );
    assert_eq!(
        with(basis, |d| {
            "yes".clone_into(&mut d.outside_eu);
            "États-Unis, clauses types".clone_into(&mut d.outside_eu_details);
        }),
        told("outside_eu", "experiment_in_eu")
    );
    assert_eq!(
        with(basis, |d| d
            .commitments
            .retain(|c| *c != Commitment::RemovedAtEnd)),
        told("commitment_removed_at_end", "required")
    );
}

#[test]
fn a_text_is_joined_or_linked() {
    for basis in [LegalBasis::IdentityVerification, LegalBasis::OtherText] {
        let mut dossier = complete_dossier(basis);
        dossier.text_url.clear();
        assert_eq!(broken(&dossier), vec![], "joined");
        let without = Facts {
            documents: &[DocumentKind::Mockup],
            ..facts()
        };
        assert_eq!(check(&dossier, &without)[0].rule, "url_or_file");
    }
}

#[test]
fn data_is_asked_with_its_reasons() {
    let basis = LegalBasis::Administration;
    assert_eq!(
        with(basis, |d| d.claims.clear()),
        told("claims", "required")
    );
    assert_eq!(
        with(basis, |d| "yes".clone_into(&mut d.openid_only)),
        told("openid_only", "contradiction")
    );
    let nameless = ClaimWish {
        claim: Claim::Gender,
        justification: String::new(),
    };
    assert_eq!(
        with(basis, |d| d.claims.push(nameless)),
        told("justification_gender", "required")
    );
    let wish = |scopes: &[&str]| ApiWish {
        api: DataApi::CnafMsa,
        scopes: scopes.iter().map(|&s| s.to_owned()).collect(),
        justification: "Calcul du tarif.".to_owned(),
    };
    assert_eq!(
        with(basis, |d| d.apis.push(wish(&["cnaf_enfants"]))),
        vec![]
    );
    assert_eq!(
        with(basis, |d| d.apis.push(wish(&[]))),
        told("scopes_cnaf_msa", "required")
    );
    assert_eq!(
        with(basis, |d| d.apis.push(wish(&["dgfip_rfr"]))),
        told("scopes_cnaf_msa", "choice")
    );
    assert_eq!(
        with(basis, |d| {
            d.apis.push(wish(&["cnaf_enfants"]));
            "eidas2".clone_into(&mut d.level);
        }),
        told("scopes_cnaf_msa", "eidas2")
    );
}

#[test]
fn the_security_contact_is_whole_or_absent() {
    let basis = LegalBasis::OtherText;
    let begun = with(basis, |d| "Rossi".clone_into(&mut d.security.family_name));
    assert_eq!(begun.len(), 4);
    assert!(
        begun
            .iter()
            .all(|(name, rule)| name.starts_with("security_") && *rule == "required")
    );
}

#[test]
fn what_another_choice_left_behind_is_not_filed() {
    let mut dossier = complete_dossier(LegalBasis::VendorForAdministration);
    LegalBasis::Administration
        .as_str()
        .clone_into(&mut dossier.basis);
    "jamais utilisée".clone_into(&mut dossier.retention_reason);
    dossier.commitments.push(Commitment::MonthlyFigures);
    let kept = pruned(&dossier);
    assert_eq!(
        (kept.client.siret.as_str(), kept.vendor.email.as_str()),
        ("", "")
    );
    assert_eq!(
        (
            kept.mandate_ends_on.as_str(),
            kept.retention_reason.as_str()
        ),
        ("", "")
    );
    assert!(!kept.commitments.contains(&Commitment::MonthlyFigures));
    assert_eq!(kept.text_reference, dossier.text_reference);
}
