//! The settings form, read into terms; its mistakes, said beside each field.

use super::model::{DECREE_CAP, ExperimentId, REPORT_DAY, RawTerms, Terms, TermsMistake};
use super::pages::guide_field;
use super::service::{Configure, ConfigureError};
use super::store::Experiment;
use crate::kernel::clock::Day;
use crate::kernel::text::french_day;
use crate::requests::Sector;
use crate::shell::form::{FormState, RawForm};

/// Longest reason of a change.
const REASON_MAX: usize = 2_000;
/// Name of the day on which figures are due.
const REPORT_DAY_LABEL: &str = "Jour des relevés mensuels";

/// The form as the present terms fill it.
#[must_use]
pub fn filled(experiment: Option<&Experiment>) -> FormState {
    let Some(experiment) = experiment else {
        return FormState::empty()
            .with("plafond", DECREE_CAP.to_string())
            .with("jour_releve", REPORT_DAY.to_string())
            .with("vu", "");
    };
    let terms = &experiment.terms;
    let mut form = FormState::empty()
        .with("vu", format!("{}_{}", experiment.id, experiment.version))
        .with("decret", terms.decree())
        .with("ouverture", terms.opens_on().to_string())
        .with("cloture", terms.closes_on().to_string())
        .with("plafond", terms.cap().to_string())
        .with("jour_releve", terms.report_day().to_string());
    if terms.seats_reusable() {
        form.set("reemploi", "oui");
    }
    for sector in Sector::ALL {
        form.set(&guide_field(*sector), terms.guide(*sector).to_string());
    }
    form
}

/// Reads the form; `Err` is the form with its mistakes.
pub fn read(raw: &RawForm) -> Result<Configure, FormState> {
    let mut form = FormState::new(raw);
    let reason = form.required(raw, "motif", "Motif du changement", REASON_MAX);
    let opens_on = day(&mut form, raw, "ouverture", "Date d'ouverture");
    let closes_on = day(&mut form, raw, "cloture", "Date de clôture");
    let cap = whole(&mut form, raw, "plafond", "Nombre de places");
    let report_day = whole(&mut form, raw, "jour_releve", REPORT_DAY_LABEL);
    let guides = Sector::ALL
        .iter()
        .map(|sector| {
            (
                *sector,
                whole(&mut form, raw, &guide_field(*sector), sector.label()).unwrap_or(0),
            )
        })
        .collect();
    let (Some(opens_on), Some(closes_on), Some(cap), Some(report_day)) =
        (opens_on, closes_on, cap, report_day)
    else {
        return Err(form);
    };
    let decree = raw.text("decret").to_owned();
    let terms = Terms::new(&RawTerms {
        decree,
        opens_on,
        closes_on,
        cap,
        seats_reusable: raw.is_checked("reemploi"),
        report_day,
        guides,
    });
    match terms {
        Ok(terms) if !form.has_errors() => Ok(Configure {
            seen: seen(raw.text("vu")),
            terms,
            reason,
        }),
        Ok(_) => Err(form),
        Err(mistakes) => {
            for mistake in mistakes {
                say(&mut form, mistake);
            }
            Err(form)
        }
    }
}

fn seen(text: &str) -> Option<(ExperimentId, i32)> {
    let (id, version) = text.split_once('_')?;
    Some((
        id.parse::<ExperimentId>().ok()?,
        version.parse::<i32>().ok()?,
    ))
}

fn day(form: &mut FormState, raw: &RawForm, field: &str, label: &str) -> Option<Day> {
    let day = Day::parse(raw.text(field));
    if day.is_none() {
        form.labelled_error(field, label, "Indiquez une date : année, mois, jour.");
    }
    day
}

fn whole(form: &mut FormState, raw: &RawForm, field: &str, label: &str) -> Option<i32> {
    let number = raw.text(field).parse::<i32>().ok();
    if number.is_none() {
        form.labelled_error(field, label, "Indiquez un nombre entier.");
    }
    number
}

fn say(form: &mut FormState, mistake: TermsMistake) {
    match mistake {
        TermsMistake::Decree => form.labelled_error(
            "decret",
            "Référence de l'arrêté",
            "Indiquez la référence de l'arrêté, en 300 caractères au plus.",
        ),
        TermsMistake::ClosesBeforeItOpens => {
            form.labelled_error(
                "cloture",
                "Date de clôture",
                "La clôture doit suivre l'ouverture.",
            );
        }
        TermsMistake::LongerThanAYear => form.labelled_error(
            "cloture",
            "Date de clôture",
            "L'expérimentation dure un an au plus.",
        ),
        TermsMistake::Cap => form.labelled_error(
            "plafond",
            "Nombre de places",
            "Indiquez un nombre de 1 à 100.",
        ),
        TermsMistake::ReportDay => form.labelled_error(
            "jour_releve",
            REPORT_DAY_LABEL,
            "Indiquez un jour que tous les mois ont, de 1 à 28.",
        ),
        TermsMistake::Guide(sector) => {
            form.labelled_error(
                &guide_field(sector),
                sector.label(),
                "Indiquez un nombre de 0 au nombre de places.",
            );
        }
    }
}

/// What a refusal of the use case says beside a field; nothing when the page was too old.
pub fn refusal(form: &mut FormState, error: ConfigureError) {
    match error {
        ConfigureError::Stale => {}
        ConfigureError::NoReason => {
            form.labelled_error("motif", "Motif du changement", "Ce champ est obligatoire.");
        }
        ConfigureError::CapBelowSeats { highest } => {
            let message = format!(
                "Des places sont attribuées ou proposées jusqu'au numéro {highest} : le nombre de places ne peut pas être inférieur."
            );
            form.labelled_error("plafond", "Nombre de places", message);
        }
        ConfigureError::Overlaps {
            opens_on,
            closes_on,
        } => {
            let message = format!(
                "Une autre expérimentation court du {} au {} : deux ne courent jamais en même temps. Changez les dates.",
                french_day(opens_on),
                french_day(closes_on)
            );
            form.labelled_error("ouverture", "Date d'ouverture", message);
        }
        ConfigureError::Opened => form.labelled_error(
            "ouverture",
            "Date d'ouverture",
            "L'expérimentation est ouverte : sa date d'ouverture ne change plus.",
        ),
        ConfigureError::ClosesInThePast => form.labelled_error(
            "cloture",
            "Date de clôture",
            "Une expérimentation en cours se clôt au plus tôt demain.",
        ),
        ConfigureError::Over => form.labelled_error(
            "cloture",
            "Date de clôture",
            "Cette expérimentation est terminée : ses réglages restent ce qu'ils étaient. Préparez-en une autre.",
        ),
    }
}
