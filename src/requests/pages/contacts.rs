//! The page behind the link sent to a contact.

use serde::Serialize;

use super::samples;
use crate::requests::model::{ConfirmedRole, Request};
use crate::requests::state::RequestState;
use crate::requests::urls;
use crate::shell::Page;

/// A role to confirm, or what became of the link.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct ContactPage {
    number: String,
    service: String,
    organisation: String,
    role: &'static str,
    /// What is said instead of the question; empty while there is one.
    told: &'static str,
    kind: &'static str,
    token: String,
    action: &'static str,
}

impl ContactPage {
    pub(in crate::requests) fn ask(
        (request, organisation): (&Request, String),
        role: ConfirmedRole,
        token: String,
    ) -> Self {
        Self {
            number: request.number.clone(),
            service: request.shown_title().to_owned(),
            organisation,
            role: role.label(),
            told: "",
            kind: "",
            token,
            action: urls::CONFIRM_CONTACT,
        }
    }

    pub(in crate::requests) fn tell(kind: &'static str, told: &'static str) -> Self {
        Self {
            number: String::new(),
            service: String::new(),
            organisation: String::new(),
            role: "",
            told,
            kind,
            token: String::new(),
            action: urls::CONFIRM_CONTACT,
        }
    }
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "requests/contact.html";

    fn title(&self) -> String {
        "Confirmer votre rôle".to_owned()
    }

    fn samples() -> Vec<Self> {
        let request = samples::request(RequestState::Submitted { hint: None });
        let town = "Ville d'Exemple <b>".to_owned();
        vec![
            Self::ask((&request, town), ConfirmedRole::Dpo, "exemple".to_owned()),
            Self::tell("warning", "Ce lien a expiré."),
        ]
    }
}
