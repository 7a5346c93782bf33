//! The form of a monthly report, and its mistakes.

use super::model::{Alert, Figures, Report, read_count, read_tenths, shown_tenths};
use crate::shell::{FormState, RawForm};

/// Longest words of users, and longest comment.
pub const WORDS_MAX: usize = 4_000;

/// The fields, so that a template reads each without a test.
const FIELDS: [&str; 8] = [
    "vu",
    "connexions_fc",
    "connexions",
    "comptes_fc",
    "comptes",
    "croissance",
    "retours",
    "commentaire",
];

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The counts.
    pub figures: Figures,
    /// What users say.
    pub feedback: String,
    /// What explains the figures.
    pub comment: String,
    /// The version that the person saw.
    pub seen: i32,
}

/// The form over the last version, or empty.
pub fn filled(last: Option<&Report>) -> FormState {
    let form = FormState::empty().fields(&FIELDS);
    let Some(last) = last else {
        return form.with("vu", "0");
    };
    let figures = &last.figures;
    form.with("vu", last.ordinal.to_string())
        .with("connexions_fc", figures.connections_fc.to_string())
        .with("connexions", figures.connections.to_string())
        .with("comptes_fc", figures.accounts_fc.to_string())
        .with("comptes", figures.accounts.to_string())
        .with("croissance", shown_tenths(figures.growth_tenths))
        .with("retours", &last.feedback)
        .with("commentaire", &last.comment)
}

/// Reads the form; `Err` is the form with its mistakes.
pub fn read(raw: &RawForm) -> Result<Typed, FormState> {
    let mut form = FormState::new(raw).fields(&FIELDS);
    let mut count = |field: &str, label: &str| {
        let found = read_count(raw.text(field));
        if found.is_none() {
            let message = "Indiquez un nombre entier, sans virgule. Zéro s'il n'y en a pas.";
            form.labelled_error(field, label, message);
        }
        found.unwrap_or_default()
    };
    let connections_fc = count("connexions_fc", "Connexions par FranceConnect");
    let connections = count("connexions", "Toutes les connexions");
    let accounts_fc = count("comptes_fc", "Comptes créés par FranceConnect");
    let accounts = count("comptes", "Tous les comptes créés");
    let growth = read_tenths(raw.text("croissance"));
    if growth.is_none() {
        let message = "Indiquez un pourcentage avec une décimale au plus, par exemple 12,5 ou -3.";
        form.labelled_error("croissance", "Croissance du trafic", message);
    }
    let feedback = form.optional(raw, "retours", "Retours des usagers", WORDS_MAX);
    let comment = form.optional(raw, "commentaire", "Commentaire", WORDS_MAX);
    if form.has_errors() {
        return Err(form);
    }
    Ok(Typed {
        figures: Figures {
            connections_fc,
            connections,
            accounts_fc,
            accounts,
            growth_tenths: growth.unwrap_or_default(),
        },
        feedback: feedback.unwrap_or_default(),
        comment: comment.unwrap_or_default(),
        seen: raw.text("vu").parse::<i32>().unwrap_or(-1),
    })
}

/// What surprises, said beside the comment that is awaited.
pub fn needs_comment(raw: &RawForm, alerts: &[Alert]) -> FormState {
    let mut form = FormState::new(raw).fields(&FIELDS);
    let mut words: Vec<&str> = alerts.iter().map(|alert| alert.sentence()).collect();
    words.push("Corrigez vos chiffres, ou expliquez-les ici.");
    form.labelled_error("commentaire", "Commentaire", words.join(" "));
    form
}
