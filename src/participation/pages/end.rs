//! The calendar of the end: what is told, what is cut and what is signed, day by day.

use serde::Serialize;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::count;
use crate::participation::calendar::{ATTESTATION_DAYS, ATTESTATION_VERY_LATE, END_DAYS};
use crate::participation::jobs::Told;
use crate::participation::model::Period;

/// One day of the calendar.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Step {
    day: Day,
    what: String,
    state: String,
    kind: Option<&'static str>,
}

fn step(day: Day, what: &str, today: Day) -> Step {
    let is_past = day <= today;
    Step {
        day,
        what: what.to_owned(),
        state: if is_past { "Passé" } else { "À venir" }.to_owned(),
        kind: is_past.then_some("success"),
    }
}

/// The calendar, for one participant.
pub(super) fn for_participant(period: &Period, today: Day) -> Vec<Step> {
    let recalled = "La fin vous est rappelée par courriel";
    let cut = "À 0 h : vos identifiants de production cessent d'être acceptés, votre bac à sable ne se modifie plus";
    let signed = "Dernier jour pour attester la destruction des données";
    let recalls = END_DAYS
        .iter()
        .rev()
        .map(|days| step(period.closes_on.plus_days(-days), recalled, today));
    let end = [
        step(period.closes_on, cut, today),
        step(period.closes_on.plus_days(ATTESTATION_DAYS), signed, today),
    ];
    recalls.chain(end).collect()
}

/// What was done of the end so far.
#[derive(Debug, Clone, Default)]
pub(in crate::participation) struct Done {
    /// The notices told: their kind and what each was about.
    pub told: Vec<(String, String)>,
    /// When the closing was carried out.
    pub closed_at: Option<Instant>,
    /// Attestations asked for, and signed.
    pub attested: (usize, usize),
    /// Requests that nobody has decided.
    pub undecided: usize,
}

/// The calendar, for the staff.
pub(super) fn for_staff(period: &Period, done: &Done, today: Day) -> Vec<Step> {
    let mut steps: Vec<Step> = END_DAYS
        .iter()
        .rev()
        .map(|days| announced(period, *days, (done, today)))
        .collect();
    let cut = "À 0 h : accès coupés. Puis habilitations terminées, identifiants révoqués, demandes non décidées closes avec leur motif";
    let mut closing = step(period.closes_on, cut, today);
    if done.closed_at.is_none() {
        (closing.state, closing.kind) = if period.closes_on <= today {
            ("En cours".to_owned(), Some("warning"))
        } else {
            (format!("À venir ({})", requests(done.undecided)), None)
        };
    }
    let asked = period.closes_on.plus_days(ATTESTATION_DAYS);
    let mut signed = step(asked, "Attestations de destruction attendues", today);
    if done.attested.0 > 0 {
        let complete = done.attested.0 == done.attested.1;
        signed.state = format!("{} signées sur {}", done.attested.1, done.attested.0);
        signed.kind = Some(if complete { "success" } else { "warning" });
    }
    let last = asked.plus_days(ATTESTATION_VERY_LATE);
    let told = "Attestations toujours manquantes signalées aux responsables, puis chaque semaine";
    steps.extend([closing, signed, step(last, told, today)]);
    steps
}

fn requests(n: usize) -> String {
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let some = count(n, "demande non décidée", "demandes non décidées");
    if n == 0 {
        "aucune demande non décidée".to_owned()
    } else {
        some
    }
}

fn announced(period: &Period, days: i64, (done, today): (&Done, Day)) -> Step {
    let what =
        format!("Fin annoncée aux participants et aux demandes non décidées, {days} jours avant");
    let mut step = step(period.closes_on.plus_days(-days), &what, today);
    let wanted = days.to_string();
    let of = |kind: Told| {
        let told = done.told.iter().filter(|(known, about)| {
            known == kind.as_str() && about.split(' ').next() == Some(wanted.as_str())
        });
        i64::try_from(told.count()).unwrap_or(i64::MAX)
    };
    let (participants, undecided) = (of(Told::EndNear), of(Told::UndecidedNear));
    if participants + undecided > 0 {
        step.state = format!(
            "Fait : {}, {}",
            count(participants, "participant", "participants"),
            count(undecided, "demande", "demandes")
        );
        step.kind = Some("success");
    }
    step
}
