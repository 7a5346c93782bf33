//! The page on which a partner gives its habilitation up, after reading what stops.

use serde::Serialize;

use crate::requests::{self, Request, RequestId};
use crate::review::model::REASON_MAX_CHARS;
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// What would stop, and the button that stops it.
#[derive(Debug, Clone, Serialize)]
pub struct GiveUpPage {
    number: String,
    title: String,
    back: String,
    action: String,
    form: FormState,
    effects: Vec<String>,
    reason_max: usize,
}

impl GiveUpPage {
    /// The page for a request whose habilitation is in force.
    #[must_use]
    pub fn new(request: &Request, form: FormState, effects: Vec<String>) -> Self {
        Self::of(
            (request.number.clone(), request.shown_title().to_owned()),
            request.id,
            form.with("vu", request.version.to_string()),
            effects,
        )
    }

    fn of(
        (number, title): (String, String),
        id: RequestId,
        form: FormState,
        effects: Vec<String>,
    ) -> Self {
        Self {
            number,
            title,
            back: requests::url(id),
            action: requests::give_up_url(id),
            form,
            effects,
            reason_max: REASON_MAX_CHARS,
        }
    }
}

impl Page for GiveUpPage {
    const TEMPLATE: &'static str = "review/give_up.html";

    fn title(&self) -> String {
        format!("Renoncer à l'habilitation : demande {}", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(requests::LIST_URL, "Mes demandes"),
            Crumb::new(self.back.clone(), format!("Demande {}", self.number)),
        ]
    }

    fn samples() -> Vec<Self> {
        let names = || ("D-2026-000001".to_owned(), "Mes démarches <b>".to_owned());
        let id = RequestId(uuid::Uuid::nil());
        let effects = || vec!["L'habilitation prend fin aussitôt.".to_owned()];
        let mut wrong = FormState::empty().with("vu", "3");
        wrong.labelled_error("confirme", "Confirmation", "Cochez la case pour continuer.");
        vec![
            Self::of(names(), id, FormState::empty().with("vu", "3"), effects()),
            Self::of(names(), id, wrong, effects()),
        ]
    }
}
