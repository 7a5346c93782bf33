//! Raw forms to clients: through the table of columns, so that a form and a file are judged alike.

use super::lines::{COLUMNS, judge};
use super::model::{Client, NewClient};
use super::registry::columns;
use crate::kernel::clock::Day;
use crate::organisations::Found;
use crate::requests::Contact;
use crate::shell::{FormState, RawForm};

/// A client as it was typed, put right by what the registry says of it; or the form with its mistakes.
pub(super) fn client(
    raw: &RawForm,
    found: Option<&Found>,
    today: Day,
) -> Result<NewClient, FormState> {
    let known = found.map(columns).unwrap_or_default();
    let value = |name: &str| known.get(name).map_or(raw.text(name), String::as_str);
    let mut new = judge(value, today).map_err(|mistakes| {
        let mut form = FormState::new(raw);
        for mistake in mistakes {
            form.labelled_error(mistake.column, mistake.label, mistake.message);
        }
        form
    })?;
    new.sheet.company.verified = found.is_some_and(|found| found.details().is_some());
    Ok(new)
}

/// The form as the registry fills it.
pub(super) fn filled(found: &Found) -> FormState {
    let form = blank().with("siret", found.siret.to_string());
    columns(found)
        .into_iter()
        .fold(form, |form, (name, value)| form.with(name, value))
}

/// A form nobody has filled yet.
pub(super) fn blank() -> FormState {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    FormState::empty().fields(&names)
}

/// Name and address of a contact, for a page.
pub(super) fn person(contact: &Contact) -> String {
    if contact.is_blank() {
        String::new()
    } else {
        format!("{}, {}", contact.full_name(), contact.email)
    }
}

/// The mandate form of a client.
pub(super) fn mandate(client: &Client) -> FormState {
    FormState::empty().with("fin_mandat", client.mandate_ends_on.to_string())
}

/// Reads the last day of a mandate, or notes the mistake.
pub(super) fn mandate_end(raw: &RawForm, form: &mut FormState) -> Option<Day> {
    let day = Day::parse(raw.text("fin_mandat"));
    if day.is_none() {
        form.labelled_error("fin_mandat", "Fin du mandat", "Indiquez une date.");
    }
    day
}
