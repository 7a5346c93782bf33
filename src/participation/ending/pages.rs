//! The attestation of destruction, to sign or as it was signed.

use serde::Serialize;

use super::attestation::WORDING;
use super::store::Attestation;
use crate::kernel::clock::{Day, Instant};
use crate::participation::model::{Participant, Period};
use crate::participation::pages::samples;
use crate::participation::urls;
use crate::shell::{Crumb, FormState, Page};

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct AttestationPage {
    name: String,
    closes_on: Day,
    asked: bool,
    due_on: Option<Day>,
    wording: String,
    destroyed_on: Option<Day>,
    means: String,
    signatory: String,
    signed_at: Option<Instant>,
    may_act: bool,
    action: String,
    back_url: String,
    form: FormState,
}

impl AttestationPage {
    /// What was asked for, if it was; and the form to sign it.
    pub(in crate::participation) fn new(
        (period, participant): (&Period, &Participant),
        kept: Option<&Attestation>,
        (form, may_act): (FormState, bool),
    ) -> Self {
        let signed = kept.filter(|one| one.signed_at.is_some());
        Self {
            name: participant.name.clone(),
            closes_on: period.closes_on,
            asked: kept.is_some(),
            due_on: kept.map(|one| one.due_on),
            wording: signed.map_or_else(|| WORDING.to_owned(), |one| one.wording.clone()),
            destroyed_on: kept.and_then(|one| one.destroyed_on),
            means: kept.map(|one| one.means.clone()).unwrap_or_default(),
            signatory: kept.map(|one| one.signatory.clone()).unwrap_or_default(),
            signed_at: kept.and_then(|one| one.signed_at),
            may_act,
            action: urls::attestation(period.id, &participant.siren),
            back_url: urls::participation(period.id, &participant.siren),
            form: form.fields(&["date", "moyens", "signataire"]),
        }
    }
}

impl Page for AttestationPage {
    const TEMPLATE: &'static str = "participation/attestation.html";

    fn title(&self) -> String {
        "Attestation de destruction des données".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::MINE, "Expérimentation"),
            Crumb::new(&self.back_url, &self.name),
        ]
    }

    fn samples() -> Vec<Self> {
        let (period, who) = (samples::period(), samples::participant());
        let page = |asked: Option<Attestation>, form, may_act| {
            Self::new((&period, &who), asked.as_ref(), (form, may_act))
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error(
            "date",
            "Date de la destruction",
            "Indiquez une date : année, mois, jour.",
        );
        vec![
            page(None, FormState::empty(), true),
            page(Some(samples::attestation(false)), FormState::empty(), true),
            page(Some(samples::attestation(false)), wrong, true),
            page(Some(samples::attestation(true)), FormState::empty(), false),
        ]
    }
}
