//! A proposal as its second reader sees it, and the settings of the desk.

use serde::Serialize;

use super::decision::RequestCard;
use super::letter::{LetterView, MailView};
use crate::kernel::pdf::Paper;
use crate::requests::RequestId;
use crate::review::urls;
use crate::review::views::File;
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

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
    mail: Option<MailView>,
    letter: Option<LetterView>,
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
            mail: None,
            letter: None,
        })
    }

    /// Shows the mail and the letter as they would leave.
    #[must_use]
    pub fn with_papers(self, mail: Option<(String, String)>, letter: &Paper) -> Self {
        Self {
            mail: mail.map(MailView::from),
            letter: Some(LetterView::from(letter)),
            ..self
        }
    }
}

impl Page for ProposalPage {
    const TEMPLATE: &'static str = "review/proposal.html";

    fn title(&self) -> String {
        format!("{} proposé : {}", self.label, self.request.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.request.crumbs()
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
            mail: Some(MailView::sample()),
            letter: Some(LetterView::sample()),
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
    pub fn new((four_eyes, assigns): (bool, bool), version: i32) -> Self {
        let ticked = |set: bool| if set { "oui" } else { "" };
        let form = FormState::empty()
            .with("vu", version.to_string())
            .with("attribution", ticked(assigns))
            .with("quatre_yeux", ticked(four_eyes));
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
        vec![Self::new((true, false), 1), Self::new((false, true), 0)]
    }
}
