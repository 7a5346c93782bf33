//! The pages of a decision: what it will do in words, what must be written, and the confirmation before what can't be
//! undone, with the mail and the letter as they will leave.

use serde::Serialize;

use super::letter::{LetterView, MailView};
use crate::kernel::pdf::Paper;
use crate::requests::{RequestId, scope_label};
use crate::review::forms::{granted_field, withheld_field};
use crate::review::model::{REASON_MAX_CHARS, REFERENCE_MAX_CHARS, ReasonTemplate};
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
    pub(super) href: String,
}

impl RequestCard {
    pub(super) fn new(file: &File) -> Self {
        Self {
            number: file.request.number.clone(),
            title: file.request.shown_title().to_owned(),
            organisation: file.organisation.details.name.clone(),
            basis: file.request.basis.label(),
            status: file.request.status().label(),
            href: urls::file(file.request.id),
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            number: "D-2026-000001".to_owned(),
            title: "Mes démarches".to_owned(),
            organisation: "Exemple".to_owned(),
            basis: "Expérimentation",
            status: "En cours d'instruction",
            href: urls::file(RequestId(uuid::Uuid::nil())),
        }
    }

    /// The way back to the request.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::QUEUE, "Instruction"),
            Crumb::new(self.href.clone(), format!("Demande {}", self.number)),
        ]
    }

    pub(super) fn number(&self) -> &str {
        &self.number
    }
}

/// How far the reviewer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Writing what the step asks for.
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

/// A scope that the dossier asks for, with the fields that grant or withhold it.
#[derive(Debug, Clone, Serialize)]
struct ScopeView {
    label: String,
    code: String,
    granted: String,
    withheld: String,
}

/// A reason template on offer.
#[derive(Debug, Clone, Serialize)]
struct TemplateChoice {
    value: String,
    label: String,
}

/// A value kept from one page to the next.
#[derive(Debug, Clone, Serialize)]
struct Kept {
    name: String,
    value: String,
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
    scopes: Vec<ScopeView>,
    templates: Vec<TemplateChoice>,
    kept: Vec<Kept>,
    mail: Option<MailView>,
    letter: Option<LetterView>,
    danger: bool,
    submit: &'static str,
    reason_max: usize,
    reference_max: usize,
}

impl DecisionPage {
    /// What must be written, with the templates on offer.
    #[must_use]
    pub fn writing(
        file: &File,
        step: Step,
        (form, effects): (FormState, Vec<String>),
        templates: &[ReasonTemplate],
    ) -> Self {
        let (_, _, filed) = &file.last;
        let scopes = filed.dossier.scopes();
        Self {
            request: RequestCard::new(file),
            action: urls::step(file.request.id, step.as_str()),
            scopes: if step == Step::Grant {
                scopes_of(&scopes)
            } else {
                Vec::new()
            },
            templates: templates.iter().map(choice).collect(),
            ..Self::of(step, Stage::Writing, form, effects)
        }
    }

    /// What is about to happen. `kept` are the fields of the page before.
    #[must_use]
    pub fn confirming(
        file: &File,
        step: Step,
        (form, effects): (FormState, Vec<String>),
        kept: Vec<(String, String)>,
    ) -> Self {
        let kept = kept.into_iter().map(|(name, value)| Kept { name, value });
        Self {
            request: RequestCard::new(file),
            action: urls::step(file.request.id, step.as_str()),
            kept: kept.collect(),
            ..Self::of(step, Stage::Confirming, form, effects)
        }
    }

    /// Shows the mail and the letter as they would leave.
    #[must_use]
    pub fn with_papers(self, mail: Option<(String, String)>, letter: Option<&Paper>) -> Self {
        Self {
            mail: mail.map(MailView::from),
            letter: letter.map(LetterView::from),
            ..self
        }
    }

    fn of(step: Step, stage: Stage, form: FormState, effects: Vec<String>) -> Self {
        let departs = form.error_of("hors_rang").is_some() || !form.value("hors_rang").is_empty();
        let ends = step.unfavourable().is_some() || step == Step::End;
        Self {
            request: RequestCard::sample(),
            step: step.as_str(),
            label: step.label(),
            action: urls::step(RequestId(uuid::Uuid::nil()), step.as_str()),
            stage,
            effects,
            asks: Asks {
                reason: step.asks_reason(),
                reference: step.asks_reference(),
                departure: step == Step::Grant && departs,
            },
            form,
            scopes: Vec::new(),
            templates: Vec::new(),
            kept: Vec::new(),
            mail: None,
            letter: None,
            danger: ends && stage == Stage::Confirming,
            submit: submit(step, stage),
            reason_max: REASON_MAX_CHARS,
            reference_max: REFERENCE_MAX_CHARS,
        }
    }
}

fn scopes_of(scopes: &[String]) -> Vec<ScopeView> {
    let asked = scopes.iter().filter(|scope| *scope != "openid");
    asked
        .map(|scope| ScopeView {
            label: scope_label(scope),
            code: scope.clone(),
            granted: granted_field(scope),
            withheld: withheld_field(scope),
        })
        .collect()
}

fn choice(template: &ReasonTemplate) -> TemplateChoice {
    TemplateChoice {
        value: template.id.to_string(),
        label: template.text.name().to_owned(),
    }
}

fn submit(step: Step, stage: Stage) -> &'static str {
    match (step, stage) {
        (Step::Take, _) => "Prendre en charge",
        (_, Stage::Writing) => "Continuer",
        (Step::Corrections, Stage::Confirming) => "Envoyer au demandeur",
        (Step::Refuse, Stage::Confirming) => "Confirmer le refus",
        (Step::Discard, Stage::Confirming) => "Confirmer la mise à l'écart",
        (Step::Revoke, Stage::Confirming) => "Confirmer la révocation",
        (Step::End, Stage::Confirming) => "Confirmer la fin de l'habilitation",
        (Step::Grant, Stage::Confirming) => "Confirmer l'accord",
    }
}

impl Page for DecisionPage {
    const TEMPLATE: &'static str = "review/decision.html";

    fn title(&self) -> String {
        format!("{} : {}", self.label, self.request.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.request.crumbs()
    }

    fn samples() -> Vec<Self> {
        let effects =
            || vec!["La demande est refusée. Vous ne pourrez pas revenir en arrière.".to_owned()];
        let mut wrong = FormState::empty().with("vu", "3");
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        let written = || {
            FormState::empty()
                .with("vu", "3")
                .with("motif", "Le service ne relève d'aucun cas.")
                .with("texte", "Arrêté")
        };
        let mut grant = FormState::empty().with("vu", "3");
        grant.labelled_error("hors_rang", "Motif", "Ce champ est obligatoire.");
        let asked = ["openid", "given_name", "dgfip_rfr"].map(str::to_owned);
        let template = TemplateChoice {
            value: uuid::Uuid::nil().to_string(),
            label: "Fondement inapplicable".to_owned(),
        };
        let kept = Kept {
            name: "motif".to_owned(),
            value: "Le service <b>ne relève</b> d'aucun cas.".to_owned(),
        };
        let of = |step, stage, form| Self::of(step, stage, form, effects());
        vec![
            Self {
                templates: vec![template.clone()],
                ..of(Step::Refuse, Stage::Writing, wrong)
            },
            Self {
                kept: vec![kept],
                mail: Some(MailView::sample()),
                letter: Some(LetterView::sample()),
                ..of(Step::Refuse, Stage::Confirming, written())
            },
            Self {
                templates: vec![template],
                ..of(Step::Corrections, Stage::Writing, FormState::empty())
            },
            Self {
                mail: Some(MailView::sample()),
                ..of(Step::Corrections, Stage::Confirming, written())
            },
            Self {
                scopes: scopes_of(&asked),
                ..of(Step::Grant, Stage::Writing, grant)
            },
            Self {
                mail: Some(MailView::sample()),
                ..of(Step::Grant, Stage::Confirming, written())
            },
            of(Step::End, Stage::Confirming, written()),
        ]
    }
}
