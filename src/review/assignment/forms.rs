//! Forms of assignment, read into what they ask; their mistakes beside each field.

use super::absences::{AbsenceError, Declare, FARTHEST_DAYS};
use crate::kernel::clock::Day;
use crate::requests::Tie;
use crate::shell::{AccountId, FormState, RawForm};

/// Longest word to a colleague, and longest statement, in characters.
pub const TEXT_MAX: usize = 2_000;
/// Shortest statement of a conflict.
const REASON_MIN: usize = 10;

/// To whom a request is given, with a word; `Err` is the form with its mistakes.
pub fn hand_over(raw: &RawForm) -> Result<(AccountId, String), FormState> {
    let mut form = FormState::new(raw).fields(&["collegue", "note"]);
    let note = form.optional(raw, "note", "Note", TEXT_MAX);
    match raw.text("collegue").parse() {
        Ok(to) if !form.has_errors() => Ok((to, note.unwrap_or_default())),
        Ok(_) => Err(form),
        Err(_) => {
            not_theirs(&mut form, "Choisissez un collègue de la liste.");
            Err(form)
        }
    }
}

/// Says that the colleague chosen won't do.
pub fn not_theirs(form: &mut FormState, words: &str) {
    form.labelled_error("collegue", "Collègue", words);
}

/// Why a conflict is stated, or taken back.
fn sentence(form: &mut FormState, raw: &RawForm) -> String {
    let reason = form.required(raw, "motif", "Motif", TEXT_MAX);
    if !reason.is_empty() && reason.chars().count() < REASON_MIN {
        form.labelled_error(
            "motif",
            "Motif",
            "Expliquez en une phrase (10 caractères au moins).",
        );
    }
    reason
}

/// Why a conflict is taken back; `Err` is the form with its mistakes.
pub fn reason(raw: &RawForm) -> Result<String, FormState> {
    let mut form = FormState::new(raw).fields(&["motif"]);
    let reason = sentence(&mut form, raw);
    if form.has_errors() {
        return Err(form);
    }
    Ok(reason)
}

/// The conflict stated; `Err` is the form with its mistakes.
pub fn recusal(raw: &RawForm) -> Result<(Tie, String), FormState> {
    let mut form = FormState::new(raw).fields(&["lien", "motif"]);
    let reason = sentence(&mut form, raw);
    match raw.text("lien").parse::<Tie>() {
        Ok(tie) if !form.has_errors() => Ok((tie, reason)),
        Ok(_) => Err(form),
        Err(_) => {
            form.labelled_error("lien", "Nature du lien", "Choisissez une réponse.");
            Err(form)
        }
    }
}

/// The absence declared, of `own` unless a supervisor names somebody.
pub fn absence(raw: &RawForm, own: AccountId, supervises: bool) -> Result<Declare, FormState> {
    let mut form = FormState::new(raw).fields(&["qui", "du", "au"]);
    let mut day = |field: &str, label: &str| {
        let day = Day::parse(raw.text(field));
        if day.is_none() {
            form.labelled_error(field, label, "Indiquez une date, par exemple 2026-12-24.");
        }
        day
    };
    let days = (day("du", "Premier jour"), day("au", "Dernier jour"));
    let account = match raw.optional("qui") {
        Some(who) if supervises => who.parse().unwrap_or(own),
        Some(_) | None => own,
    };
    match days {
        (Some(from), Some(until)) if !form.has_errors() => Ok(Declare {
            account,
            from,
            until,
        }),
        _ => Err(form),
    }
}

/// Says why an absence was not written down.
pub fn refused_absence(form: &mut FormState, error: AbsenceError) {
    let (field, label, words) = match error {
        AbsenceError::NotAReviewer => (
            "qui",
            "Instructeur",
            "Cette personne n'instruit pas de demandes.".to_owned(),
        ),
        AbsenceError::Backwards => (
            "au",
            "Dernier jour",
            "Le dernier jour doit suivre le premier.".to_owned(),
        ),
        AbsenceError::Past | AbsenceError::Unknown => (
            "au",
            "Dernier jour",
            "Cette absence est déjà passée : indiquez une date à venir.".to_owned(),
        ),
        AbsenceError::TooFar => (
            "au",
            "Dernier jour",
            format!(
                "Indiquez une date dans les {} ans à venir.",
                FARTHEST_DAYS / 365
            ),
        ),
    };
    form.labelled_error(field, label, words);
}
