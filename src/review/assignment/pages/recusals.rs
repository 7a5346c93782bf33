//! A conflict of interest about to be stated, or taken back for who stated it by mistake.

use serde::Serialize;

use super::super::forms::TEXT_MAX;
use crate::kernel::clock::Instant;
use crate::requests::{Recusal, Request, Tie};
use crate::review::pages::{Head, sample_instant};
use crate::review::urls;
use crate::shell::{AccountId, Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct TieChoice {
    value: &'static str,
    label: &'static str,
}

/// A conflict of interest about to be stated.
#[derive(Debug, Clone, Serialize)]
pub struct RecusalPage {
    head: Head,
    action: String,
    ties: Vec<TieChoice>,
    /// Whether the person holds the request.
    holds: bool,
    form: FormState,
    most: usize,
}

impl RecusalPage {
    pub(in super::super) fn new(request: &Request, viewer: AccountId, form: FormState) -> Self {
        Self {
            head: Head::from(request),
            action: urls::recusal(request.id),
            ties: ties(),
            holds: request.state.reviewer() == Some(viewer.0),
            form,
            most: TEXT_MAX,
        }
    }
}

fn ties() -> Vec<TieChoice> {
    let choice = |tie: &Tie| TieChoice {
        value: tie.as_str(),
        label: tie.label(),
    };
    Tie::ALL.iter().map(choice).collect()
}

impl Page for RecusalPage {
    const TEMPLATE: &'static str = "review/recusal.html";

    fn title(&self) -> String {
        format!("Conflit d'intérêts : {}", self.head.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let head = Head::sample();
        let mut wrong = FormState::empty();
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        let sample = |holds, form| Self {
            head: head.clone(),
            action: urls::recusal(head.id()),
            ties: ties(),
            holds,
            form,
            most: TEXT_MAX,
        };
        vec![sample(true, FormState::empty()), sample(false, wrong)]
    }
}

/// A conflict of interest about to be taken back by a supervisor.
#[derive(Debug, Clone, Serialize)]
pub struct LiftPage {
    head: Head,
    action: String,
    by: String,
    at: Instant,
    tie: &'static str,
    reason: String,
    form: FormState,
    most: usize,
}

impl LiftPage {
    pub(in super::super) fn new(request: &Request, stated: Recusal, form: FormState) -> Self {
        Self {
            head: Head::from(request),
            action: urls::lift_recusal(request.id, stated.account),
            by: stated.name,
            at: stated.at,
            tie: stated.tie.label(),
            reason: stated.reason,
            form,
            most: TEXT_MAX,
        }
    }
}

impl Page for LiftPage {
    const TEMPLATE: &'static str = "review/lift.html";

    fn title(&self) -> String {
        format!("Retirer un conflit d'intérêts : {}", self.head.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let head = Head::sample();
        let sample = |form| Self {
            action: urls::lift_recusal(head.id(), AccountId(uuid::Uuid::nil())),
            head: head.clone(),
            by: "Denis Martin".to_owned(),
            at: sample_instant(),
            tie: Tie::Employment.label(),
            reason: "J'ai travaillé pour cette ville.".to_owned(),
            form,
            most: TEXT_MAX,
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        vec![sample(FormState::empty()), sample(wrong)]
    }
}
