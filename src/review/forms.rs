//! Forms of the desk, read into commands; their mistakes, said beside each field.

use super::model::{self, Grounds, GroundsMistake, REASON_MAX_CHARS};
use crate::shell::form::{FormState, RawForm};

/// Reads reason and legal reference; `Err` is the form with its mistakes.
pub fn grounds(raw: &RawForm) -> Result<Grounds, FormState> {
    let mut form = FormState::new(raw);
    match Grounds::new(raw.text("motif"), raw.text("texte")) {
        Ok(grounds) if !form.has_errors() => Ok(grounds),
        Ok(_) => Err(form),
        Err(mistakes) => {
            for mistake in mistakes {
                say(&mut form, mistake, "Motif");
            }
            Err(form)
        }
    }
}

/// Reads the corrections asked for.
pub fn corrections(raw: &RawForm) -> Result<String, FormState> {
    reason(raw, "motif", "Corrections attendues")
}

/// Reads why a request passes before others, when it is told.
pub fn departure(raw: &RawForm) -> Result<Option<String>, FormState> {
    match raw.optional("hors_rang") {
        None => Ok(None),
        Some(_) => reason(raw, "hors_rang", "Motif du passage avant d'autres demandes").map(Some),
    }
}

fn reason(raw: &RawForm, field: &str, label: &str) -> Result<String, FormState> {
    let mut form = FormState::new(raw);
    let reason = raw.text(field).to_owned();
    if let Some(mistake) = model::reason_mistake(&reason) {
        form.labelled_error(field, label, words(mistake));
    }
    if form.has_errors() {
        Err(form)
    } else {
        Ok(reason)
    }
}

/// The version of the request that the person saw.
pub fn seen(raw: &RawForm) -> i32 {
    raw.text("vu").parse::<i32>().unwrap_or_default()
}

fn say(form: &mut FormState, mistake: GroundsMistake, reason_label: &str) {
    match mistake {
        GroundsMistake::ReasonTooShort | GroundsMistake::ReasonTooLong => {
            form.labelled_error("motif", reason_label, words(mistake));
        }
        GroundsMistake::ReferenceMissing | GroundsMistake::ReferenceTooLong => {
            form.labelled_error("texte", "Texte appliqué", words(mistake));
        }
    }
}

fn words(mistake: GroundsMistake) -> String {
    match mistake {
        GroundsMistake::ReasonTooShort => {
            "Expliquez en une phrase au moins (10 caractères).".to_owned()
        }
        GroundsMistake::ReasonTooLong => {
            format!("Ce texte est trop long : {REASON_MAX_CHARS} caractères au plus.")
        }
        GroundsMistake::ReferenceMissing => {
            "Indiquez le texte appliqué : article, loi, décret ou arrêté.".to_owned()
        }
        GroundsMistake::ReferenceTooLong => format!(
            "Ce texte est trop long : {} caractères au plus.",
            model::REFERENCE_MAX_CHARS
        ),
    }
}
