//! What looks like a request, shown.

use serde::Serialize;

use super::views::{Precedent, Precedents};
use crate::kernel::clock::Instant;
use crate::requests::{LegalBasis, Request, RequestId, Status};
use crate::review::pages::{Head, badge_kind, sample_instant};
use crate::review::urls;
use crate::shell::{Crumb, Page};

/// Characters of a reason shown.
const BRIEF: usize = 300;

#[derive(Debug, Clone, Serialize)]
struct Row {
    number: String,
    href: String,
    title: String,
    organisation: String,
    basis: &'static str,
    status: &'static str,
    status_kind: &'static str,
    submitted_at: Instant,
    reason: String,
    reference: String,
}

#[derive(Debug, Clone, Serialize)]
struct List {
    title: &'static str,
    rows: Vec<Row>,
}

/// The precedents of a request.
#[derive(Debug, Clone, Serialize)]
pub struct PrecedentsPage {
    head: Head,
    lists: Vec<List>,
}

impl PrecedentsPage {
    pub(super) fn new(request: &Request, found: &Precedents) -> Self {
        Self {
            head: Head::from(request),
            lists: lists(found),
        }
    }
}

fn lists(found: &Precedents) -> Vec<List> {
    [
        ("Même personne morale (SIREN)", &found.siblings),
        ("Même éditeur", &found.vendor),
        ("Service au nom semblable", &found.similar),
    ]
    .into_iter()
    .filter(|(_, known)| !known.is_empty())
    .map(|(title, known)| List {
        title,
        rows: known.iter().map(|known| row(known, found)).collect(),
    })
    .collect()
}

fn row(known: &Precedent, found: &Precedents) -> Row {
    let (reason, reference) = found.reasons.get(&known.id).cloned().unwrap_or_default();
    let mut short: String = reason.chars().take(BRIEF).collect();
    if reason.chars().nth(BRIEF).is_some() {
        short.push('…');
    }
    Row {
        number: known.number.clone(),
        href: urls::file(known.id),
        title: known.title.clone(),
        organisation: known.organisation.clone(),
        basis: known.basis.label(),
        status: known.status.label(),
        status_kind: badge_kind(known.status),
        submitted_at: known.submitted_at,
        reason: short,
        reference,
    }
}

impl Page for PrecedentsPage {
    const TEMPLATE: &'static str = "review/precedents.html";

    fn title(&self) -> String {
        format!("Précédents : {}", self.head.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let known = |n: u128, status| Precedent {
            id: RequestId(uuid::Uuid::from_u128(n)),
            number: format!("D-2026-00000{n}"),
            title: "Cantine scolaire".to_owned(),
            basis: LegalBasis::Administration,
            status,
            submitted_at: sample_instant(),
            organisation: "Ville d'Exemple".to_owned(),
        };
        let refused = known(2, Status::Refused);
        let grounds = (
            "Le texte cité ne vaut pas.".to_owned(),
            "Arrêté du 8 novembre 2018".to_owned(),
        );
        let found = Precedents {
            siblings: vec![known(1, Status::Granted), refused.clone()],
            vendor: Vec::new(),
            similar: vec![known(3, Status::InReview)],
            reasons: std::iter::once((refused.id, grounds)).collect(),
        };
        let sample = |lists| Self {
            head: Head::sample(),
            lists,
        };
        vec![sample(lists(&found)), sample(Vec::new())]
    }
}
