//! Forms of the desk, read into commands; their mistakes, said beside each field.

use super::model::{
    self, Grounds, GroundsMistake, REASON_MAX_CHARS, TEMPLATE_NAME_MAX, TemplateMistake,
    TemplateText,
};
use super::steps::Step;
use super::wording::VARIABLES;
use crate::requests::{
    CONDITION_MAX_CHARS, CONDITIONS_MAX, GrantTerms, TermsMistake, WITHHELD_MAX_CHARS, Withheld,
    scope_label,
};
use crate::shell::form::{FormState, RawForm};

/// Reads reason and legal reference; `Err` is the form with its mistakes.
fn grounds(raw: &RawForm) -> Result<Grounds, FormState> {
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

/// What was written for a step.
#[derive(Debug, Clone)]
pub enum Written {
    /// The corrections asked for.
    Corrections(String),
    /// Why the request passes before others, when it is told, and the terms of the grant.
    Grant(Option<String>, GrantTerms),
    /// Reason and text of a decision.
    Grounds(Grounds),
}

impl Written {
    /// The terms, when it is a grant.
    pub const fn terms(&self) -> Option<&GrantTerms> {
        match self {
            Self::Grant(_, terms) => Some(terms),
            Self::Corrections(_) | Self::Grounds(_) => None,
        }
    }
}

/// Reads what a step asks for, given the scopes that the dossier asks for; `Err` is the form with its mistakes.
pub fn written(step: Step, raw: &RawForm, asked: &[String]) -> Result<Written, FormState> {
    match step {
        Step::Take | Step::Corrections => {
            reason(raw, "motif", "Corrections attendues").map(Written::Corrections)
        }
        Step::Grant => granted(raw, asked),
        Step::Refuse | Step::Discard | Step::Revoke | Step::End => {
            grounds(raw).map(Written::Grounds)
        }
    }
}

/// The field that says whether a scope is granted.
pub fn granted_field(scope: &str) -> String {
    format!("donnee_{scope}")
}

/// The field that says why it is not.
pub fn withheld_field(scope: &str) -> String {
    format!("retrait_{scope}")
}

fn granted(raw: &RawForm, asked: &[String]) -> Result<Written, FormState> {
    let mut form = FormState::new(raw);
    let departure = raw.optional("hors_rang").map(str::to_owned);
    if let Some(mistake) = departure.as_deref().and_then(model::reason_mistake) {
        let label = "Motif du passage avant d'autres demandes";
        form.labelled_error("hors_rang", label, words(mistake));
    }
    let common = raw.text("motif_retrait");
    let withheld = asked
        .iter()
        .filter(|scope| !raw.is_checked(&granted_field(scope)))
        .map(|scope| Withheld {
            reason: raw
                .optional(&withheld_field(scope))
                .unwrap_or(common)
                .to_owned(),
            scope: scope.clone(),
        });
    match GrantTerms::new(asked, withheld.collect(), raw.verbatim("conditions")) {
        Ok(terms) if !form.has_errors() => return Ok(Written::Grant(departure, terms)),
        Ok(_) => {}
        Err(mistakes) => {
            for mistake in &mistakes {
                say_terms(&mut form, mistake);
            }
        }
    }
    Err(form)
}

fn say_terms(form: &mut FormState, mistake: &TermsMistake) {
    match mistake {
        TermsMistake::Unexplained(scope) => form.labelled_error(
            &withheld_field(scope),
            &scope_label(scope),
            "Dites pourquoi cette donnée n'est pas accordée (10 caractères au moins), ici ou dans le motif commun.",
        ),
        TermsMistake::TooLong(scope) => form.labelled_error(
            &withheld_field(scope),
            &scope_label(scope),
            format!("Ce motif est trop long : {WITHHELD_MAX_CHARS} caractères au plus."),
        ),
        TermsMistake::TooManyConditions => form.labelled_error(
            "conditions",
            "Conditions",
            format!("Il y a trop de conditions : {CONDITIONS_MAX} au plus, une par ligne."),
        ),
        TermsMistake::LongCondition => form.labelled_error(
            "conditions",
            "Conditions",
            format!("Une condition est trop longue : {CONDITION_MAX_CHARS} caractères au plus par ligne."),
        ),
    }
}

/// Reads a template; `Err` is the form with its mistakes.
pub fn template(raw: &RawForm) -> Result<TemplateText, FormState> {
    let mut form = FormState::new(raw);
    match TemplateText::new(raw.text("nom"), raw.text("motif"), raw.text("texte")) {
        Ok(text) if !form.has_errors() => Ok(text),
        Ok(_) => Err(form),
        Err(mistakes) => {
            for mistake in mistakes {
                say_template(&mut form, mistake);
            }
            Err(form)
        }
    }
}

fn say_template(form: &mut FormState, mistake: TemplateMistake) {
    let known: Vec<String> = VARIABLES
        .iter()
        .map(|(name, _)| format!("{{{name}}}"))
        .collect();
    let unknown = |found: Vec<String>| {
        format!(
            "Ces variables n'existent pas : {}. Utilisez {}.",
            found.join(", "),
            known.join(", ")
        )
    };
    match mistake {
        TemplateMistake::Name => form.labelled_error(
            "nom",
            "Nom du modèle",
            format!("Donnez un nom de {TEMPLATE_NAME_MAX} caractères au plus."),
        ),
        TemplateMistake::Body(mistake) => form.labelled_error("motif", "Motif", words(mistake)),
        TemplateMistake::UnknownInBody(found) => {
            form.labelled_error("motif", "Motif", unknown(found));
        }
        TemplateMistake::LongReference => form.labelled_error(
            "texte",
            "Texte appliqué",
            words(GroundsMistake::ReferenceTooLong),
        ),
        TemplateMistake::UnknownInReference(found) => {
            form.labelled_error("texte", "Texte appliqué", unknown(found));
        }
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
