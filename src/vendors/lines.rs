//! Clients typed or read from a CSV file: one table of columns, one judge for a form and for a line.

use validator::ValidateEmail;

use super::model::{NewClient, Sheet};
use crate::kernel::clock::Day;
use crate::organisations::{ActivityCode, LegalCategory, Siret};
use crate::requests::{Company, Contact, Phone};

/// A column of the file, and a field of the form.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in the first line, and in the form.
    pub name: &'static str,
    /// What it holds.
    pub label: &'static str,
    /// Whether it must be filled.
    pub required: bool,
    /// Longest value, in characters.
    most: usize,
}

const fn column(name: &'static str, label: &'static str, required: bool, most: usize) -> Column {
    Column {
        name,
        label,
        required,
        most,
    }
}

/// Every column, in the order of the model file.
pub const COLUMNS: [Column; 18] = [
    column("siret", "SIRET", true, 20),
    column("nom", "Nom de l'administration", true, 200),
    column("categorie_juridique", "Catégorie juridique", true, 4),
    column("code_naf", "Code d'activité (NAF)", true, 7),
    column("adresse", "Adresse postale", true, 300),
    column("date_creation", "Date de création", true, 10),
    column("fin_mandat", "Fin du mandat", true, 10),
    column("courriel_accord", "Adresse où demander l'accord", true, 254),
    column(
        "responsable_nom",
        "Responsable de traitement : nom",
        false,
        100,
    ),
    column(
        "responsable_prenom",
        "Responsable de traitement : prénom",
        false,
        100,
    ),
    column(
        "responsable_courriel",
        "Responsable de traitement : adresse électronique",
        false,
        254,
    ),
    column(
        "responsable_telephone",
        "Responsable de traitement : téléphone",
        false,
        30,
    ),
    column(
        "responsable_fonction",
        "Responsable de traitement : fonction",
        false,
        200,
    ),
    column(
        "dpd_nom",
        "Délégué à la protection des données : nom",
        false,
        100,
    ),
    column(
        "dpd_prenom",
        "Délégué à la protection des données : prénom",
        false,
        100,
    ),
    column(
        "dpd_courriel",
        "Délégué à la protection des données : adresse électronique",
        false,
        254,
    ),
    column(
        "dpd_telephone",
        "Délégué à la protection des données : téléphone",
        false,
        30,
    ),
    column(
        "dpd_fonction",
        "Délégué à la protection des données : fonction",
        false,
        200,
    ),
];

/// The first line of a file, and one line to copy.
#[must_use]
pub fn model_file() -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    format!(
        "{}\r\n21350238800019;Ville de Rennes;7210;84.11Z;1 place de la Mairie, 35000 Rennes;01/01/1990;31/12/2028;mairie@exemple.fr;;;;;;;;;;\r\n",
        names.join(";")
    )
}

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Name of the column.
    pub column: &'static str,
    /// What it holds.
    pub label: &'static str,
    /// What to do.
    pub message: String,
}

/// Judges one client; `value` gives the text of a column by its name.
pub fn judge<'a>(value: impl Fn(&str) -> &'a str, today: Day) -> Result<NewClient, Vec<Mistake>> {
    let mut mistakes = shapes(&value);
    mistakes.extend(people(&value));
    let siret = Siret::parse(value("siret"));
    let category = LegalCategory::parse(value("categorie_juridique"));
    let activity = ActivityCode::parse(value("code_naf"));
    let (created, ends_on) = (day(value("date_creation")), day(value("fin_mandat")));
    let problems = [
        (
            "siret",
            siret.err().map(|error| error.siret_sentence().to_owned()),
        ),
        (
            "categorie_juridique",
            category.as_ref().map_or_else(
                |_| Some("quatre chiffres de la liste de l'INSEE, par exemple 7210.".to_owned()),
                private,
            ),
        ),
        (
            "code_naf",
            activity
                .as_ref()
                .err()
                .map(|_| "un code de la forme 84.11Z.".to_owned()),
        ),
        (
            "date_creation",
            wrong_day(created, |day| day <= today, "une date passée."),
        ),
        (
            "fin_mandat",
            wrong_day(ends_on, |day| day >= today, "le mandat est déjà terminé."),
        ),
    ];
    for (name, problem) in problems {
        if let Some(message) = problem.filter(|_| mistakes.iter().all(|m| m.column != name)) {
            mistakes.push(mistake(name, message));
        }
    }
    let (Ok(siret), Ok(category), Ok(activity), Some(created), Some(mandate_ends_on), true) = (
        siret,
        category,
        activity,
        created,
        ends_on,
        mistakes.is_empty(),
    ) else {
        return Err(mistakes);
    };
    Ok(NewClient {
        sheet: Sheet {
            company: company(&value, (siret, &category), (&activity, created)),
            controller: contact("responsable", &value),
            dpo: contact("dpd", &value),
        },
        mandate_ends_on,
        email: value("courriel_accord").to_owned(),
    })
}

/// What is known of the administration, once every value is right.
fn company<'a>(
    value: &impl Fn(&str) -> &'a str,
    (siret, category): (Siret, &LegalCategory),
    (activity, created): (&ActivityCode, Day),
) -> Company {
    Company {
        siret: siret.to_string(),
        name: value("nom").to_owned(),
        legal_category: category.code().to_owned(),
        activity: activity.to_string(),
        address: value("adresse").to_owned(),
        created_on: created.to_string(),
        state: "open".to_owned(),
        verified: false,
    }
}

/// What is missing, too long or unprintable.
fn shapes<'a>(value: &impl Fn(&str) -> &'a str) -> Vec<Mistake> {
    let wrong = |column: &Column| {
        let text = value(column.name);
        if column.required && text.is_empty() {
            Some(mistake(column.name, "à remplir."))
        } else if text.chars().count() > column.most {
            let most = column.most;
            Some(mistake(column.name, format!("{most} caractères au plus.")))
        } else if text.chars().any(char::is_control) {
            let message = "une seule ligne, sans caractère de contrôle.";
            Some(mistake(column.name, message))
        } else {
            None
        }
    };
    COLUMNS.iter().filter_map(wrong).collect()
}

/// Addresses and telephone numbers that can't be right.
fn people<'a>(value: &impl Fn(&str) -> &'a str) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for name in ["courriel_accord", "responsable_courriel", "dpd_courriel"] {
        let email = value(name);
        if !email.is_empty() && !email.to_owned().validate_email() {
            mistakes.push(mistake(name, "une adresse électronique valable."));
        }
    }
    for name in ["responsable_telephone", "dpd_telephone"] {
        let phone = value(name);
        if !phone.is_empty() && Phone::parse(phone).is_none() {
            mistakes.push(mistake(name, "un numéro de téléphone valable."));
        }
    }
    mistakes
}

/// A vendor files for public bodies (7) and public bodies under commercial law (4).
fn private(category: &LegalCategory) -> Option<String> {
    let public = category.is_public() || category.code().starts_with('4');
    (!public).then(|| "réservé aux administrations (catégorie qui commence par 7 ou 4).".to_owned())
}

fn wrong_day(day: Option<Day>, right: impl Fn(Day) -> bool, otherwise: &str) -> Option<String> {
    match day {
        Some(day) if right(day) => None,
        Some(_) => Some(otherwise.to_owned()),
        None => Some("une date, JJ/MM/AAAA ou AAAA-MM-JJ.".to_owned()),
    }
}

fn contact<'a>(prefix: &str, value: &impl Fn(&str) -> &'a str) -> Contact {
    let text = |part: &str| value(&format!("{prefix}_{part}")).to_owned();
    Contact {
        family_name: text("nom"),
        given_name: text("prenom"),
        email: text("courriel"),
        phone: text("telephone"),
        job: text("fonction"),
    }
}

fn mistake(name: &'static str, message: impl Into<String>) -> Mistake {
    let known = COLUMNS.iter().find(|column| column.name == name);
    Mistake {
        column: name,
        label: known.map_or("", |column| column.label),
        message: message.into(),
    }
}

/// `2028-12-31` or `31/12/2028`.
fn day(text: &str) -> Option<Day> {
    if let Some(day) = Day::parse(text) {
        return Some(day);
    }
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}
