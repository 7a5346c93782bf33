//! The pages of a decision: what it will do in words, its grounds, and the confirmation before what can't be undone.

use serde::Serialize;

use crate::requests::RequestId;
use crate::review::model::{REASON_MAX_CHARS, REFERENCE_MAX_CHARS};
use crate::review::steps::Step;
use crate::review::urls;
use crate::review::views::File;
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// The request a decision is about.
#[derive(Debug, Clone, Serialize)]
pub struct RequestCard {
    number: String,
    title: String,
    organisation: String,
    basis: &'static str,
    status: &'static str,
    href: String,
}

impl RequestCard {
    fn new(file: &File) -> Self {
        Self {
            number: file.request.number.clone(),
            title: file.request.shown_title().to_owned(),
            organisation: file.organisation.name.clone(),
            basis: file.request.basis.label(),
            status: file.request.status().label(),
            href: urls::file(file.request.id),
        }
    }

    fn sample() -> Self {
        Self {
            number: "D-2026-000001".to_owned(),
            title: "Mes démarches".to_owned(),
            organisation: "Exemple".to_owned(),
            basis: "Expérimentation",
            status: "En cours d'instruction",
            href: urls::file(RequestId(uuid::Uuid::nil())),
        }
    }
}

/// How far the reviewer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Writing the grounds.
    Writing,
    /// Reading what will happen, for the last time.
    Confirming,
}

/// What must be written.
#[derive(Debug, Clone, Copy, Serialize)]
struct Asks {
    reason: bool,
    reference: bool,
    departure: bool,
}

/// A decision about to be taken.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionPage {
    request: RequestCard,
    step: &'static str,
    label: &'static str,
    action: String,
    stage: Stage,
    form: FormState,
    effects: Vec<String>,
    asks: Asks,
    danger: bool,
    submit: &'static str,
    reason_max: usize,
    reference_max: usize,
}

impl DecisionPage {
    /// The decision at one of its stages. `ahead` is how many wait with a better rank, when the request would pass
    /// before them.
    #[must_use]
    pub fn new(
        file: &File,
        step: Step,
        (stage, form): (Stage, FormState),
        effects: Vec<String>,
    ) -> Self {
        Self {
            request: RequestCard::new(file),
            action: urls::step(file.request.id, step.as_str()),
            ..Self::of(step, stage, form, effects)
        }
    }

    /// Asks why the request passes before those who wait.
    #[must_use]
    pub fn with_departure(self) -> Self {
        let asks = Asks {
            departure: true,
            ..self.asks
        };
        Self { asks, ..self }
    }

    fn of(step: Step, stage: Stage, form: FormState, effects: Vec<String>) -> Self {
        let against = step.unfavourable().is_some();
        let corrections = step == Step::Corrections;
        Self {
            request: RequestCard::sample(),
            step: step.as_str(),
            label: step.label(),
            action: urls::step(RequestId(uuid::Uuid::nil()), step.as_str()),
            stage,
            form,
            effects,
            asks: Asks {
                reason: against || corrections,
                reference: against,
                departure: false,
            },
            danger: against && stage == Stage::Confirming,
            submit: submit(step, stage),
            reason_max: REASON_MAX_CHARS,
            reference_max: REFERENCE_MAX_CHARS,
        }
    }
}

fn submit(step: Step, stage: Stage) -> &'static str {
    match (step, stage) {
        (Step::Refuse | Step::Discard | Step::Revoke, Stage::Writing) => "Continuer",
        (Step::Refuse, Stage::Confirming) => "Confirmer le refus",
        (Step::Discard, Stage::Confirming) => "Confirmer la mise à l'écart",
        (Step::Revoke, Stage::Confirming) => "Confirmer la révocation",
        (Step::Grant, _) => "Confirmer l'accord",
        (Step::Corrections, _) => "Envoyer au demandeur",
        (Step::Take, _) => "Prendre en charge",
    }
}

impl Page for DecisionPage {
    const TEMPLATE: &'static str = "review/decision.html";

    fn title(&self) -> String {
        format!("{} : {}", self.label, self.request.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::QUEUE, "Instruction"),
            Crumb::new(
                self.request.href.clone(),
                format!("Demande {}", self.request.number),
            ),
        ]
    }

    fn samples() -> Vec<Self> {
        let effects =
            || vec!["La demande est refusée. Vous ne pourrez pas revenir en arrière.".to_owned()];
        let mut wrong = FormState::empty().with("vu", "3");
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        let written = FormState::empty()
            .with("vu", "3")
            .with("motif", "Le service ne relève d'aucun cas.")
            .with("texte", "Arrêté");
        vec![
            Self::of(Step::Refuse, Stage::Writing, wrong, effects()),
            Self::of(Step::Refuse, Stage::Confirming, written, effects()),
            Self::of(
                Step::Corrections,
                Stage::Writing,
                FormState::empty(),
                effects(),
            ),
            Self::of(
                Step::Grant,
                Stage::Confirming,
                FormState::empty().with("vu", "3"),
                effects(),
            )
            .with_departure(),
        ]
    }
}

/// A proposal, read by the second reviewer.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalPage {
    request: RequestCard,
    action: String,
    proposal: String,
    seen: i32,
    label: &'static str,
    by: String,
    reason: String,
    legal_reference: String,
    effects: Vec<String>,
    may_sign: bool,
}

impl ProposalPage {
    /// The proposal of a file that has one.
    #[must_use]
    pub fn new(file: &File, effects: Vec<String>, may_sign: bool) -> Option<Self> {
        let (proposal, by) = file.proposal.as_ref()?;
        Some(Self {
            request: RequestCard::new(file),
            action: urls::step(file.request.id, urls::PROPOSAL),
            proposal: proposal.id.to_string(),
            seen: file.request.version,
            label: proposal.kind.label(),
            by: by.clone(),
            reason: proposal.grounds.reason().to_owned(),
            legal_reference: proposal.grounds.legal_reference().to_owned(),
            effects,
            may_sign,
        })
    }
}

impl Page for ProposalPage {
    const TEMPLATE: &'static str = "review/proposal.html";

    fn title(&self) -> String {
        format!("{} proposé : {}", self.label, self.request.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::QUEUE, "Instruction"),
            Crumb::new(
                self.request.href.clone(),
                format!("Demande {}", self.request.number),
            ),
        ]
    }

    fn samples() -> Vec<Self> {
        let sample = |may_sign| Self {
            request: RequestCard::sample(),
            action: urls::step(RequestId(uuid::Uuid::nil()), urls::PROPOSAL),
            proposal: uuid::Uuid::nil().to_string(),
            seen: 3,
            label: "Refus",
            by: "Claire Petit".to_owned(),
            reason: "Le service ne relève d'aucun cas.".to_owned(),
            legal_reference: "Arrêté du 8 novembre 2018".to_owned(),
            effects: vec!["La demande est refusée.".to_owned()],
            may_sign,
        };
        vec![sample(true), sample(false)]
    }
}

/// How the desk works, for supervisors.
#[derive(Debug, Clone, Serialize)]
pub struct DeskSettingsPage {
    form: FormState,
}

impl DeskSettingsPage {
    /// The settings in force.
    #[must_use]
    pub fn new(four_eyes: bool, version: i32) -> Self {
        let form = FormState::empty()
            .with("vu", version.to_string())
            .with("quatre_yeux", if four_eyes { "oui" } else { "" });
        Self { form }
    }
}

impl Page for DeskSettingsPage {
    const TEMPLATE: &'static str = "review/settings.html";

    fn title(&self) -> String {
        "Réglages de l'instruction".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::QUEUE, "Instruction")]
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(true, 1), Self::new(false, 0)]
    }
}
