//! Sending reports in a file.

use serde::Serialize;

use crate::participation::model::{Participant, Period};
use crate::participation::pages::samples;
use crate::participation::reports::file::{COLUMNS, LineError};
use crate::participation::urls;
use crate::shell::{Crumb, FormState, Page};

/// The form, and what is wrong in the file that was sent.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct UploadPage {
    name: String,
    action: String,
    model_url: String,
    back_url: String,
    columns: [&'static str; 8],
    form: FormState,
    errors: Vec<LineError>,
}

impl UploadPage {
    /// See the struct.
    pub(in crate::participation) fn new(
        (period, participant): (&Period, &Participant),
        form: FormState,
        errors: Vec<LineError>,
    ) -> Self {
        Self {
            name: participant.name.clone(),
            action: urls::report_file(period.id, &participant.siren),
            model_url: urls::report_model(period.id, &participant.siren),
            back_url: urls::participation(period.id, &participant.siren),
            columns: COLUMNS,
            form,
            errors,
        }
    }
}

impl Page for UploadPage {
    const TEMPLATE: &'static str = "participation/upload.html";

    fn title(&self) -> String {
        "Envoyer des relevés par fichier".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::MINE, "Expérimentation"),
            Crumb::new(&self.back_url, &self.name),
        ]
    }

    fn samples() -> Vec<Self> {
        let (period, participant) = (samples::period(), samples::participant());
        let mut wrong = FormState::empty();
        wrong.labelled_error(
            "fichier",
            "Fichier",
            "Ce fichier contient des erreurs : rien n'est enregistré.",
        );
        let error = LineError {
            line: 2,
            message: "connexions_total : indiquez un nombre entier.".to_owned(),
        };
        vec![
            Self::new((&period, &participant), FormState::empty(), Vec::new()),
            Self::new((&period, &participant), wrong, vec![error]),
        ]
    }
}
