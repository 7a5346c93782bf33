//! Raw forms to commands of this room; every mistake names its field.

use super::model::{Address, Details, RegistryState, Role};
use super::registry::{Finding, Found, Lookup};
use super::{ActivityCode, LegalCategory, Siret};
use crate::kernel::clock::Day;
use crate::shell::form::{FormState, RawForm};

/// Longest name and street.
const LONG: usize = 200;
/// Longest city.
const CITY: usize = 100;
/// Longest mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
const MAIL: usize = 254;

/// The fields of the details.
pub(super) const DETAILS: [&str; 8] = [
    "nom",
    "categorie_juridique",
    "activite",
    "voie",
    "code_postal",
    "commune",
    "date_creation",
    "etat",
];

/// A SIRET, or the form to show again.
pub(super) fn siret(raw: &RawForm) -> Result<Siret, FormState> {
    let mut form = FormState::new(raw);
    match Siret::parse(raw.text("siret")) {
        Ok(siret) if !form.has_errors() => Ok(siret),
        Ok(_) => Err(form),
        Err(error) => {
            form.error("siret", error.siret_sentence());
            Err(form)
        }
    }
}

/// The details typed by hand; `today` bounds the day of creation.
fn details(raw: &RawForm, today: Day) -> Result<Details, FormState> {
    let mut form = FormState::new(raw);
    let name = line(
        &mut form,
        raw,
        "nom",
        (LONG, "Indiquez le nom de l'organisation."),
    );
    let street = line(
        &mut form,
        raw,
        "voie",
        (LONG, "Indiquez le numéro et la voie."),
    );
    let city = line(&mut form, raw, "commune", (CITY, "Indiquez la commune."));
    let postal_code = postal_code(&mut form, raw.text("code_postal"));
    let legal_category = LegalCategory::parse(raw.text("categorie_juridique")).ok();
    if legal_category.is_none() {
        form.error(
            "categorie_juridique",
            "Choisissez une catégorie juridique dans la liste.",
        );
    }
    let activity = ActivityCode::parse(raw.text("activite")).ok();
    if activity.is_none() {
        let expected = "Indiquez le code d'activité (NAF) : quatre chiffres et une lettre, par exemple 84.11Z.";
        form.error("activite", expected);
    }
    let founded_on = creation_day(&mut form, raw.text("date_creation"), today);
    let state = raw.text("etat").parse::<RegistryState>().ok();
    if state.is_none() {
        form.error("etat", "Indiquez si l'établissement est en activité.");
    }
    match (legal_category, activity, founded_on, state) {
        (Some(legal_category), Some(activity), Some(founded_on), Some(state))
            if !form.has_errors() =>
        {
            Ok(Details {
                name,
                legal_category,
                activity,
                address: Address {
                    street,
                    postal_code,
                    city,
                },
                founded_on,
                state,
            })
        }
        _ => Err(form),
    }
}

/// The details typed by hand, put right by what the registry tells; and what that makes of them.
pub(super) fn details_over(
    raw: &RawForm,
    today: Day,
    lookup: &Lookup,
) -> Result<(Details, Option<Finding>), FormState> {
    match lookup {
        Lookup::Off | Lookup::Unavailable => Ok((details(raw, today)?, None)),
        Lookup::Unknown => Ok((details(raw, today)?, Some(Finding::Unknown))),
        Lookup::Found(found, _) => {
            let typed = details(&completed(raw, found), today)?;
            let (details, finding) = found.over(&typed);
            Ok((details, Some(finding)))
        }
    }
}

/// What was typed, completed by what the registry tells and the form therefore did not ask.
fn completed(raw: &RawForm, found: &Found) -> RawForm {
    let mut whole = RawForm::default();
    for (field, value) in of_found(found) {
        whole.push(field, &value);
    }
    for (field, value) in raw.iter() {
        whole.push(field, value);
    }
    whole
}

/// The fields that the registry fills.
pub(super) fn of_found(found: &Found) -> Vec<(&'static str, String)> {
    let told = [
        ("nom", found.name.clone()),
        (
            "categorie_juridique",
            found.legal_category.as_ref().map(|c| c.code().to_owned()),
        ),
        ("activite", found.activity.as_ref().map(ToString::to_string)),
        ("voie", found.street.clone()),
        ("code_postal", found.postal_code.clone()),
        ("commune", found.city.clone()),
        ("date_creation", found.founded_on.map(|day| day.to_string())),
        ("etat", Some(found.state.as_str().to_owned())),
    ];
    told.into_iter()
        .filter_map(|(field, value)| Some((field, value?)))
        .collect()
}

/// The form that shows details already known.
pub(super) fn of_details(details: &Details) -> FormState {
    FormState::empty()
        .with("nom", details.name.as_str())
        .with("categorie_juridique", details.legal_category.code())
        .with("activite", details.activity.to_string())
        .with("voie", details.address.street.as_str())
        .with("code_postal", details.address.postal_code.as_str())
        .with("commune", details.address.city.as_str())
        .with("date_creation", details.founded_on.to_string())
        .with("etat", details.state.as_str())
}

/// Whom to invite, and for which role.
pub(super) fn invitation(raw: &RawForm) -> Result<(String, Role), FormState> {
    use validator::ValidateEmail as _;
    let mut form = FormState::new(raw);
    let email = raw.text("courriel").to_lowercase();
    if email.is_empty() {
        form.error(
            "courriel",
            "Indiquez l'adresse électronique de la personne à inviter.",
        );
    } else if email.len() > MAIL || !email.validate_email() {
        form.error(
            "courriel",
            "L'adresse électronique doit être de la forme nom@exemple.fr.",
        );
    }
    match raw.text("role").parse::<Role>() {
        Ok(role) if !form.has_errors() => Ok((email, role)),
        Ok(_) => Err(form),
        Err(_) => {
            form.error("role", "Choisissez un rôle.");
            Err(form)
        }
    }
}

/// A line of text that must be there and not be too long: field, then longest length and what to say when empty.
fn line(
    form: &mut FormState,
    raw: &RawForm,
    field: &str,
    (longest, missing): (usize, &str),
) -> String {
    let text: String = raw
        .text(field)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if text.is_empty() {
        form.error(field, missing);
    } else if text.chars().count() > longest {
        form.error(
            field,
            format!("Ce texte est trop long : {longest} caractères au plus."),
        );
    }
    text
}

fn postal_code(form: &mut FormState, typed: &str) -> String {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 5 || !code.chars().all(|c| c.is_ascii_digit()) {
        form.error("code_postal", "Le code postal comporte cinq chiffres.");
    }
    code
}

/// A day as date fields send it (`AAAA-MM-JJ`) or as people type it (`JJ/MM/AAAA`).
fn creation_day(form: &mut FormState, typed: &str, today: Day) -> Option<Day> {
    let day = Day::parse(typed).or_else(|| {
        chrono::NaiveDate::parse_from_str(typed, "%d/%m/%Y")
            .ok()
            .map(Day)
    });
    match day {
        None => form.error(
            "date_creation",
            "Indiquez la date de création, par exemple 14/07/1998.",
        ),
        Some(day) if day > today => form.error(
            "date_creation",
            "La date de création ne peut pas être à venir.",
        ),
        // The oldest organisations in the registry bear conventional dates; this only stops a year typed short.
        Some(day) if day < Day::parse("1000-01-01")? => {
            form.error(
                "date_creation",
                "L'année de création comporte quatre chiffres.",
            );
        }
        Some(day) => return Some(day),
    }
    None
}
