//! Raw forms to dossiers and back: through the table of fields, so that a form can't know a field the rules don't.

use super::fields::{FIELDS, shown};
use super::model::{
    ApiWish, Claim, ClaimWish, Commitment, DataApi, Dossier, LegalBasis, Section, TERMS_VERSION,
};
use super::rules::Problem;
use crate::shell::{FormState, RawForm};

/// The answers of one section, in a dossier that holds nothing else.
#[must_use]
pub(super) fn answers(section: Section, raw: &RawForm) -> Dossier {
    let mut dossier = Dossier::default();
    for field in FIELDS.iter().filter(|field| field.section() == section) {
        raw.text(field.name).clone_into((field.slot)(&mut dossier));
    }
    match section {
        Section::Data => {
            dossier.claims = claims(raw);
            dossier.apis = apis(raw);
        }
        Section::Commitments => {
            dossier.commitments = commitments(raw);
            if dossier.commitments.contains(&Commitment::Terms) {
                TERMS_VERSION.clone_into(&mut dossier.terms_version);
            }
        }
        _ => {}
    }
    dossier
}

fn claims(raw: &RawForm) -> Vec<ClaimWish> {
    let ticked = raw.all("claims");
    let asked = Claim::ALL
        .iter()
        .filter(|claim| ticked.contains(&claim.as_str()));
    asked
        .map(|claim| ClaimWish {
            claim: *claim,
            justification: raw.text(&format!("justification_{claim}")).to_owned(),
        })
        .collect()
}

fn apis(raw: &RawForm) -> Vec<ApiWish> {
    let wish = |api: &DataApi| ApiWish {
        api: *api,
        scopes: raw
            .all(&format!("scopes_{api}"))
            .into_iter()
            .map(str::to_owned)
            .collect(),
        justification: raw.text(&format!("justification_{api}")).to_owned(),
    };
    let wishes = DataApi::ALL.iter().map(wish);
    wishes
        .filter(|wish| !wish.scopes.is_empty() || !wish.justification.is_empty())
        .collect()
}

fn commitments(raw: &RawForm) -> Vec<Commitment> {
    let ticked = |commitment: &&Commitment| raw.is_checked(&format!("commitment_{commitment}"));
    Commitment::ALL.iter().filter(ticked).copied().collect()
}

/// A section as it was saved.
#[must_use]
pub(super) fn filled(section: Section, dossier: &Dossier) -> FormState {
    let mut form = FormState::empty();
    for field in shown(section, dossier) {
        form.set(field.name, (field.read)(dossier).clone());
    }
    if section == Section::Data {
        form = form.with_list(
            "claims",
            dossier.claims.iter().map(|wish| wish.claim.as_str()),
        );
        for wish in &dossier.claims {
            form.set(
                &format!("justification_{}", wish.claim),
                wish.justification.clone(),
            );
        }
        for wish in &dossier.apis {
            form = form.with_list(&format!("scopes_{}", wish.api), wish.scopes.iter().cloned());
            form.set(
                &format!("justification_{}", wish.api),
                wish.justification.clone(),
            );
        }
    }
    if section == Section::Commitments {
        for commitment in &dossier.commitments {
            form.set(&format!("commitment_{commitment}"), "yes");
        }
    }
    form
}

/// A section as it was sent, with what is wrong in it.
#[must_use]
pub(super) fn mistaken(raw: &RawForm, problems: &[Problem]) -> FormState {
    let mut form = FormState::new(raw);
    for problem in problems {
        form.error(&problem.field, problem.message.clone());
    }
    form
}

/// What a link may fill in advance: the legal basis, simple answers, claims; never people.
#[must_use]
pub(super) fn prefilled<'a>(given: impl Fn(&str) -> Option<&'a str>) -> Dossier {
    let mut dossier = Dossier::default();
    let known = |code: &str| code.parse::<LegalBasis>().ok();
    if let Some(basis) = given("fondement").and_then(known) {
        basis.as_str().clone_into(&mut dossier.basis);
        basis
            .default_reference()
            .clone_into(&mut dossier.text_reference);
    }
    for field in FIELDS
        .iter()
        .filter(|field| field.may_be_prefilled() && field.name != "basis")
    {
        if let Some(value) = given(field.name) {
            let short: String = value.chars().take(field.shape.most()).collect();
            short.trim().clone_into((field.slot)(&mut dossier));
        }
    }
    let wanted: Vec<&str> = given("donnees")
        .map(|all| all.split(',').collect())
        .unwrap_or_default();
    dossier.claims = Claim::ALL
        .iter()
        .filter(|claim| wanted.contains(&claim.as_str()))
        .map(|claim| ClaimWish {
            claim: *claim,
            justification: String::new(),
        })
        .collect();
    dossier
}

/// The names under which a link may give an answer in advance.
pub(super) fn prefill_names() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS
        .iter()
        .filter(|field| field.may_be_prefilled() && field.name != "basis");
    fields.map(|field| field.name).chain(["donnees"])
}
