//! Letting a request that waits pass before others: the reason to write.

use serde::Serialize;

use super::super::urls;
use crate::requests::{Request, RequestId};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// The reason of a departure from the order.
#[derive(Debug, Clone, Serialize)]
pub struct DeparturePage {
    number: String,
    title: String,
    action: String,
    form: FormState,
}

impl DeparturePage {
    /// The form for one request.
    #[must_use]
    pub fn new(request: &Request, form: FormState) -> Self {
        Self {
            number: request.number.clone(),
            title: request.shown_title().to_owned(),
            action: urls::departure(request.id),
            form,
        }
    }
}

impl Page for DeparturePage {
    const TEMPLATE: &'static str = "experiment/departure.html";

    fn title(&self) -> String {
        format!("Faire passer la demande {} avant d'autres", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty();
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        let page = |form| Self {
            number: "D-2026-000001".to_owned(),
            title: "Inscription aux cours".to_owned(),
            action: urls::departure(RequestId(uuid::Uuid::nil())),
            form,
        };
        vec![page(FormState::empty()), page(wrong)]
    }
}
