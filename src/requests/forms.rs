//! Raw forms to dossiers and back: through the table of fields, so that a form can't know a field the rules don't.

use std::collections::BTreeMap;

use super::fields::{FIELDS, field, shown};
use super::merge::Choice;
use super::model::{
    ApiWish, CONTACTS, Claim, ClaimWish, Commitment, DataApi, Dossier, LegalBasis, Section,
    TERMS_VERSION, WithdrawalReason,
};
use super::rules::Problem;
use super::starters::starter;
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

/// Whether the prefix names one of the people of section 7.
#[must_use]
pub(super) fn is_contact(prefix: &str) -> bool {
    CONTACTS.iter().any(|contact| contact.prefix == prefix)
}

/// Writes a person's own name and address where a contact is asked.
pub(super) fn sign(dossier: &mut Dossier, prefix: &str, person: Option<&(String, String, String)>) {
    let Some((given_name, family_name, email)) = person else {
        return;
    };
    let answers = [
        ("given_name", given_name),
        ("family_name", family_name),
        ("email", email),
    ];
    for (name, value) in answers {
        if let Some(field) = field(&format!("{prefix}_{name}")) {
            value.clone_into((field.slot)(dossier));
        }
    }
}

/// The choices of the merge page, by the name of the answer.
#[must_use]
pub(super) fn choices(raw: &RawForm) -> BTreeMap<String, Choice> {
    raw.iter()
        .filter_map(|(name, value)| {
            let name = name.strip_prefix(CHOICE)?.to_owned();
            Some((name, Choice::read(value)?))
        })
        .collect()
}

/// Begins the name of a choice of the merge page.
pub(super) const CHOICE: &str = "choix_";

/// The answers of these names as a form sends them: names and values.
#[must_use]
pub(super) fn pairs<'a>(
    names: impl Iterator<Item = &'a str>,
    dossier: &Dossier,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for name in names {
        if let Some(field) = field(name) {
            pairs.push((name.to_owned(), (field.read)(dossier).clone()));
        }
        let of_claim = |wish: &&ClaimWish| name == format!("claim_{}", wish.claim);
        for wish in dossier.claims.iter().filter(of_claim) {
            pairs.push(("claims".to_owned(), wish.claim.to_string()));
            pairs.push((
                format!("justification_{}", wish.claim),
                wish.justification.clone(),
            ));
        }
        let of_api = |wish: &&ApiWish| name == format!("api_{}", wish.api);
        for wish in dossier.apis.iter().filter(of_api) {
            let scopes = wish.scopes.iter();
            pairs.extend(scopes.map(|scope| (format!("scopes_{}", wish.api), scope.clone())));
            pairs.push((
                format!("justification_{}", wish.api),
                wish.justification.clone(),
            ));
        }
        let given = |c: &&Commitment| name == format!("commitment_{c}");
        let commitments = dossier.commitments.iter().filter(given);
        pairs.extend(commitments.map(|c| (format!("commitment_{c}"), "yes".to_owned())));
    }
    pairs
}

/// A form with what is wrong in it.
#[must_use]
pub(super) fn mistaken(mut form: FormState, problems: &[Problem]) -> FormState {
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
    if let Some(starter) = given("modele").and_then(starter) {
        starter.fill(&mut dossier);
    }
    dossier
}

/// The names under which a link may give an answer in advance.
pub(super) fn prefill_names() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS
        .iter()
        .filter(|field| field.may_be_prefilled() && field.name != "basis");
    fields.map(|field| field.name).chain(["donnees", "modele"])
}

/// Longest explanation of a withdrawal, in characters.
const COMMENT_MOST: usize = 1_000;

/// Why a request is withdrawn; an unnamed reason must be explained.
pub(super) fn withdrawal(raw: &RawForm) -> Result<(WithdrawalReason, String), FormState> {
    let mut form = FormState::new(raw);
    let reason = raw
        .text("raison")
        .parse::<WithdrawalReason>()
        .ok()
        .filter(|reason| WithdrawalReason::CHOICES.contains(reason));
    let comment = form
        .optional(raw, "precision", "Précision", COMMENT_MOST)
        .unwrap_or_default();
    if reason.is_none() {
        form.labelled_error("raison", "Raison", "Choisissez une raison.");
    }
    if reason == Some(WithdrawalReason::Other) && comment.is_empty() {
        form.labelled_error(
            "precision",
            "Précision",
            "Précisez la raison en quelques mots.",
        );
    }
    match reason {
        Some(reason) if !form.has_errors() => Ok((reason, comment)),
        _ => Err(form),
    }
}
