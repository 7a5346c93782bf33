//! The criteria of a request: what proves each, and the verdict to give.

use serde::Serialize;

use super::model::{Criterion, Verdict};
use super::store::Given;
use crate::experiment::urls;
use crate::kernel::clock::Instant;
use crate::kernel::text::french_date;
use crate::requests::{Dossier, FiledVersion, Request, RequestId};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A proof, for display.
#[derive(Debug, Clone, Serialize)]
pub struct ProofLine {
    label: &'static str,
    value: String,
}

/// A choice of verdict.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    value: &'static str,
    label: &'static str,
}

/// One criterion.
#[derive(Debug, Clone, Serialize)]
pub struct CriterionCard {
    label: &'static str,
    verdict_field: String,
    comment_field: String,
    proofs: Vec<ProofLine>,
    /// What was found last, by whom and when; empty before.
    found: String,
}

/// The criteria of one request.
#[derive(Debug, Clone, Serialize)]
pub struct CriteriaPage {
    number: String,
    organisation: String,
    action: String,
    file_url: String,
    ordinal: i32,
    filed_on: String,
    signed: String,
    cards: Vec<CriterionCard>,
    choices: Vec<Choice>,
    form: FormState,
    may_judge: bool,
}

/// The name of the field of a criterion's verdict.
#[must_use]
pub fn verdict_field(criterion: Criterion) -> String {
    format!("verdict_{criterion}")
}

/// The name of the field of its comment.
#[must_use]
pub fn comment_field(criterion: Criterion) -> String {
    format!("commentaire_{criterion}")
}

/// The form as the verdicts that count fill it.
#[must_use]
pub fn filled(given: &[Given], ordinal: i32) -> FormState {
    let mut form = FormState::empty().with("version", ordinal.to_string());
    for one in given {
        form.set(&verdict_field(one.criterion), one.verdict.as_str());
        form.set(&comment_field(one.criterion), one.comment.clone());
    }
    form
}

impl CriteriaPage {
    /// The criteria on one filed version, over the form.
    #[must_use]
    pub fn new(
        request: &Request,
        (ordinal, filed): (i32, &FiledVersion),
        given: &[Given],
        (form, may_judge): (FormState, bool),
    ) -> Self {
        let dossier = &filed.dossier;
        let card = |criterion: &Criterion| CriterionCard {
            label: criterion.label(),
            verdict_field: verdict_field(*criterion),
            comment_field: comment_field(*criterion),
            proofs: criterion
                .proofs(dossier, filed.submitted_at.paris_day())
                .into_iter()
                .map(|proof| ProofLine {
                    label: proof.label,
                    value: proof.value,
                })
                .collect(),
            found: given
                .iter()
                .find(|one| one.criterion == *criterion)
                .map(found)
                .unwrap_or_default(),
        };
        Self {
            number: request.number.clone(),
            organisation: dossier.filer.name.clone(),
            action: urls::criteria(request.id),
            file_url: urls::request(request.id),
            ordinal,
            filed_on: french_date(filed.submitted_at),
            signed: signed(dossier, filed.submitted_at),
            cards: Criterion::ALL.iter().map(card).collect(),
            choices: choices(),
            form,
            may_judge,
        }
    }
}

fn found(given: &Given) -> String {
    let word = match given.verdict {
        Verdict::Met => "Rempli",
        Verdict::NotMet => "Non rempli",
    };
    format!("{word}, par {} le {}", given.by, french_date(given.at))
}

/// Who signed the commitments, and when.
fn signed(dossier: &Dossier, at: Instant) -> String {
    if dossier.signatory_name.is_empty() {
        return String::new();
    }
    format!(
        "{}, {}, le {} (conditions d'utilisation, version {})",
        dossier.signatory_name,
        dossier.signatory_job,
        french_date(at),
        dossier.terms_version
    )
}

fn choices() -> Vec<Choice> {
    vec![
        Choice {
            value: Verdict::Met.as_str(),
            label: "Rempli",
        },
        Choice {
            value: Verdict::NotMet.as_str(),
            label: "Non rempli",
        },
    ]
}

impl Page for CriteriaPage {
    const TEMPLATE: &'static str = "experiment/criteria.html";

    fn title(&self) -> String {
        "Critères de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(&self.file_url, &self.number),
        ]
    }

    fn samples() -> Vec<Self> {
        let day = crate::kernel::clock::Day::parse("2026-04-01");
        let day = day.unwrap_or_else(|| Instant::new(chrono::DateTime::UNIX_EPOCH).paris_day());
        let dossier = Dossier::default();
        let card = |criterion: &Criterion| CriterionCard {
            label: criterion.label(),
            verdict_field: verdict_field(*criterion),
            comment_field: comment_field(*criterion),
            proofs: criterion
                .proofs(&dossier, day)
                .into_iter()
                .map(|proof| ProofLine {
                    label: proof.label,
                    value: "Exemple".to_owned(),
                })
                .collect(),
            found: match criterion {
                Criterion::InFrance => "Rempli, par Camille Petit le 1er avril 2026".to_owned(),
                _ => String::new(),
            },
        };
        let mut wrong = FormState::empty().with("version", "1");
        wrong.labelled_error(
            &comment_field(Criterion::Sector),
            "Commentaire",
            "Écrivez pourquoi le critère n'est pas rempli.",
        );
        let open = Self {
            number: "D-2026-000001".to_owned(),
            organisation: "Exemple".to_owned(),
            action: urls::criteria(RequestId(uuid::Uuid::nil())),
            file_url: "/instruction".to_owned(),
            ordinal: 1,
            filed_on: "1er avril 2026".to_owned(),
            signed: "Claire Martin, présidente, le 1er avril 2026".to_owned(),
            cards: Criterion::ALL.iter().map(card).collect(),
            choices: choices(),
            form: wrong,
            may_judge: true,
        };
        let read_only = Self {
            may_judge: false,
            signed: String::new(),
            form: FormState::empty(),
            ..open.clone()
        };
        vec![open, read_only]
    }
}
