//! What is shown of a procedure: to its participant, who may answer; to the staff, who opens and decides.

use serde::Serialize;

use super::letter::appeal;
use super::model::{Exclusion, Ground};
use super::state::Status;
use crate::kernel::clock::{Day, Instant};
use crate::participation::model::{Participant, Period};
use crate::participation::pages::samples;
use crate::participation::urls;
use crate::shell::{Crumb, FormState, Page};

/// A procedure in words.
#[derive(Debug, Clone, Serialize)]
struct Card {
    ground: &'static str,
    facts: String,
    status: &'static str,
    kind: Option<&'static str>,
    noticed_at: Instant,
    reply_until: Day,
    reply: String,
    replied_at: Option<Instant>,
    reason: String,
    decided_at: Option<Instant>,
    excluded: bool,
}

impl Card {
    fn of(one: &Exclusion) -> Self {
        Self {
            ground: one.ground.label(),
            facts: one.facts.clone(),
            status: one.status.label(),
            kind: one.status.kind(),
            noticed_at: one.noticed_at,
            reply_until: one.reply_until,
            reply: one.reply.clone(),
            replied_at: one.replied_at,
            reason: one.reason.clone(),
            decided_at: one.decided_at,
            excluded: one.status == Status::Excluded,
        }
    }
}

/// A procedure, for its participant.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct AnswerPage {
    name: String,
    card: Card,
    may_reply: bool,
    letter_url: String,
    appeal: Vec<&'static str>,
    action: String,
    back_url: String,
    form: FormState,
}

impl AnswerPage {
    /// See the struct.
    pub(in crate::participation) fn new(
        participant: &Participant,
        one: &Exclusion,
        (form, may_act): (FormState, bool),
    ) -> Self {
        Self {
            name: participant.name.clone(),
            card: Card::of(one),
            may_reply: may_act && one.status == Status::Noticed,
            letter_url: urls::letter(one.id),
            appeal: appeal().collect(),
            action: urls::reply(one.id),
            back_url: urls::participation(one.experiment, &one.siren),
            form: form.fields(&["reponse"]),
        }
    }
}

impl Page for AnswerPage {
    const TEMPLATE: &'static str = "participation/answer.html";

    fn title(&self) -> String {
        "Procédure d'exclusion".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::MINE, "Expérimentation"),
            Crumb::new(&self.back_url, &self.name),
        ]
    }

    fn samples() -> Vec<Self> {
        let who = samples::participant();
        let page =
            |status, form, may_act| Self::new(&who, &samples::procedure(status), (form, may_act));
        let mut wrong = FormState::empty();
        wrong.labelled_error("reponse", "Vos observations", "Ce champ est obligatoire.");
        vec![
            page(Status::Noticed, FormState::empty(), true),
            page(Status::Noticed, wrong, true),
            page(Status::Replied, FormState::empty(), true),
            page(Status::Excluded, FormState::empty(), true),
            page(Status::Dropped, FormState::empty(), false),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

/// A procedure to open.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct OpeningPage {
    name: String,
    siren: String,
    reply_until: Day,
    grounds: Vec<Choice>,
    action: String,
    back_url: &'static str,
    form: FormState,
}

impl OpeningPage {
    /// See the struct.
    pub(in crate::participation) fn new(
        (period, participant): (&Period, &Participant),
        reply_until: Day,
        form: FormState,
    ) -> Self {
        Self {
            name: participant.name.clone(),
            siren: participant.siren.clone(),
            reply_until,
            grounds: Ground::ALL
                .iter()
                .map(|ground| Choice {
                    value: ground.as_str(),
                    label: ground.label(),
                })
                .collect(),
            action: urls::exclude(period.id, &participant.siren),
            back_url: urls::PARTICIPANTS,
            form: form.fields(&["manquement", "faits"]),
        }
    }
}

impl Page for OpeningPage {
    const TEMPLATE: &'static str = "participation/opening.html";

    fn title(&self) -> String {
        "Ouvrir une procédure d'exclusion".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        staff_crumbs()
    }

    fn samples() -> Vec<Self> {
        let (period, who) = (samples::period(), samples::participant());
        let page = |form| Self::new((&period, &who), period.opens_on, form);
        let mut wrong = FormState::empty();
        wrong.labelled_error("faits", "Faits", "Ce champ est obligatoire.");
        vec![page(FormState::empty()), page(wrong)]
    }
}

fn staff_crumbs() -> Vec<Crumb> {
    vec![
        Crumb::new("/instruction", "Instruction"),
        Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        Crumb::new(urls::PARTICIPANTS, "Participants"),
    ]
}

/// A procedure, for the staff.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct ProcedurePage {
    name: String,
    siren: String,
    card: Card,
    may_decide: bool,
    may_exclude: bool,
    why_not: &'static str,
    letter_url: String,
    action: String,
    form: FormState,
}

impl ProcedurePage {
    /// `obstacle` is what keeps this person from excluding now, in words; empty when nothing does.
    pub(in crate::participation) fn new(
        participant: &Participant,
        one: &Exclusion,
        (form, may_decide, obstacle): (FormState, bool, &'static str),
    ) -> Self {
        Self {
            name: participant.name.clone(),
            siren: participant.siren.clone(),
            card: Card::of(one),
            may_decide: may_decide && one.status.is_open(),
            may_exclude: obstacle.is_empty(),
            why_not: obstacle,
            letter_url: urls::staff_letter(one.id),
            action: urls::procedure(one.id),
            form: form.fields(&["motif"]),
        }
    }
}

impl Page for ProcedurePage {
    const TEMPLATE: &'static str = "participation/procedure.html";

    fn title(&self) -> String {
        format!("Procédure d'exclusion : {}", self.name)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        staff_crumbs()
    }

    fn samples() -> Vec<Self> {
        let who = samples::participant();
        let page = |status, form, may_decide, obstacle| {
            Self::new(
                &who,
                &samples::procedure(status),
                (form, may_decide, obstacle),
            )
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        vec![
            page(
                Status::Noticed,
                FormState::empty(),
                true,
                "Le participant peut encore répondre.",
            ),
            page(Status::Replied, wrong, true, ""),
            page(Status::Replied, FormState::empty(), false, ""),
            page(Status::Excluded, FormState::empty(), true, ""),
        ]
    }
}
