//! What is noted on a dossier before corrections are asked for.

use serde::Serialize;

use super::model::{CorrectionId, CorrectionView, TEXT_MAX, anchors};
use super::store::Correction;
use crate::requests::model::{Dossier, LegalBasis, Request};
use crate::requests::pages::{Head, sample_dossier, sample_filed};
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// The corrections of a request, and the form that notes one.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectionsPage {
    head: Head,
    form: FormState,
    action: String,
    fields: Vec<Choice>,
    noted: Vec<CorrectionView>,
    desk: String,
    ask: String,
    most: usize,
}

impl CorrectionsPage {
    pub(super) fn new(
        request: &Request,
        dossier: &Dossier,
        noted: &[Correction],
        form: FormState,
    ) -> Self {
        let id = request.id;
        Self {
            head: Head::from(request),
            form,
            action: urls::corrections(id),
            fields: anchors(dossier)
                .into_iter()
                .map(|anchor| Choice {
                    value: anchor.field,
                    label: format!("{} - {}", anchor.section.label(), anchor.label),
                })
                .collect(),
            noted: noted
                .iter()
                .map(|correction| CorrectionView::new(id, correction, dossier))
                .collect(),
            desk: urls::desk(id),
            ask: format!("{}/corrections", urls::desk(id)),
            most: TEXT_MAX,
        }
    }
}

impl Page for CorrectionsPage {
    const TEMPLATE: &'static str = "requests/corrections.html";

    fn title(&self) -> String {
        format!("Corrections à demander - Demande {}", self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::DESK, "Instruction"),
            Crumb::new(self.desk.clone(), format!("Demande {}", self.head.number)),
        ]
    }

    fn samples() -> Vec<Self> {
        let (request, dossier) = (sample_filed(), sample_dossier(LegalBasis::Experiment));
        let correction = |rank: u128, told: bool| Correction {
            id: CorrectionId(uuid::Uuid::from_u128(rank)),
            field: "service_name".to_owned(),
            body: "Le nom doit être celui que les usagers <verront>.".to_owned(),
            was: "Service".to_owned(),
            told_at: told.then_some(request.created_at),
            closed_at: None,
            answer: if told {
                "C'est corrigé.".to_owned()
            } else {
                String::new()
            },
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error("texte", "Correction", "Ce champ est obligatoire.");
        vec![
            Self::new(&request, &dossier, &[], FormState::empty()),
            Self::new(
                &request,
                &dossier,
                &[correction(1, true), correction(2, false)],
                wrong,
            ),
        ]
    }
}
