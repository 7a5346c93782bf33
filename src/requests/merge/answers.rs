//! One answer of a dossier by its name: a field's, `claim_` or `api_` and a code, or `commitment_` and a code.

use crate::requests::fields::{Shape, field};
use crate::requests::model::{Claim, Commitment, DataApi, Dossier, Section};

/// Copies one answer.
pub fn copy(name: &str, from: &Dossier, to: &mut Dossier) {
    if let Some(field) = field(name) {
        (field.read)(from).clone_into((field.slot)(to));
    } else if let Some(claim) = claim(name) {
        to.claims.retain(|wish| wish.claim != claim);
        to.claims
            .extend(from.claims.iter().filter(|w| w.claim == claim).cloned());
        to.claims.sort_by_key(|wish| wish.claim);
    } else if let Some(api) = api(name) {
        to.apis.retain(|wish| wish.api != api);
        to.apis
            .extend(from.apis.iter().filter(|w| w.api == api).cloned());
        to.apis.sort_by_key(|wish| wish.api);
    } else if let Some(commitment) = commitment(name) {
        to.commitments.retain(|c| *c != commitment);
        if from.commitments.contains(&commitment) {
            to.commitments.push(commitment);
        }
        to.commitments.sort_unstable();
    }
}

/// Whether both hold the same answer.
#[must_use]
pub fn same(name: &str, one: &Dossier, other: &Dossier) -> bool {
    text(name, one) == text(name, other)
}

/// Whether two answers to the question may stand one after the other.
#[must_use]
pub fn can_join(name: &str) -> bool {
    field(name).is_some_and(|field| matches!(field.shape, Shape::Text(_))) || claim(name).is_some()
}

/// What the question is called.
#[must_use]
pub fn label(name: &str, dossier: &Dossier) -> String {
    if let Some(field) = field(name) {
        return match field.section() {
            Section::Contacts => format!("{} : {}", field.group.legend(dossier), field.label),
            _ => field.label.to_owned(),
        };
    }
    let of_claim = claim(name).map(Claim::label);
    let of_api = || api(name).map(DataApi::label);
    let of_commitment = || commitment(name).map(Commitment::label);
    of_claim
        .or_else(of_api)
        .or_else(of_commitment)
        .unwrap_or_default()
        .to_owned()
}

/// An answer as one text; empty when there is none.
pub(super) fn text(name: &str, dossier: &Dossier) -> String {
    if let Some(field) = field(name) {
        return (field.read)(dossier).clone();
    }
    if let Some(claim) = claim(name) {
        let wish = dossier.claims.iter().find(|wish| wish.claim == claim);
        return wish.map_or_else(String::new, |wish| format!("+{}", wish.justification));
    }
    if let Some(api) = api(name) {
        let wish = dossier.apis.iter().find(|wish| wish.api == api);
        return wish.map_or_else(String::new, |wish| {
            format!("{}+{}", wish.scopes.join(","), wish.justification)
        });
    }
    let given = commitment(name).is_some_and(|c| dossier.commitments.contains(&c));
    if given {
        "yes".to_owned()
    } else {
        String::new()
    }
}

pub(super) fn join(name: &str, theirs: &Dossier, mine: &mut Dossier) {
    let both = |mine: &str, theirs: &str| match (mine.is_empty(), theirs.is_empty()) {
        (true, _) => theirs.to_owned(),
        (_, true) => mine.to_owned(),
        _ => format!("{mine}\n\n{theirs}"),
    };
    if let Some(field) = field(name) {
        let joined = both((field.read)(mine), (field.read)(theirs));
        *(field.slot)(mine) = joined;
    } else if let Some(claim) = claim(name) {
        let find = |dossier: &Dossier| {
            let wish = dossier.claims.iter().find(|wish| wish.claim == claim);
            wish.map(|wish| wish.justification.clone())
                .unwrap_or_default()
        };
        let joined = both(&find(mine), &find(theirs));
        if !mine.claims.iter().any(|wish| wish.claim == claim) {
            copy(name, theirs, mine);
        }
        for wish in mine.claims.iter_mut().filter(|wish| wish.claim == claim) {
            wish.justification.clone_from(&joined);
        }
    }
}

pub(super) fn claim(name: &str) -> Option<Claim> {
    name.strip_prefix("claim_")?.parse().ok()
}

pub(super) fn api(name: &str) -> Option<DataApi> {
    name.strip_prefix("api_")?.parse().ok()
}

pub(super) fn commitment(name: &str) -> Option<Commitment> {
    name.strip_prefix("commitment_")?.parse().ok()
}
