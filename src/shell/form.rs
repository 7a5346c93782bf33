//! Forms: what the person sent, and what is shown back when something is wrong.
//!
//! A [`RawForm`] never fails: odd bytes and endless values become problems of a field, which [`FormState`]
//! shows beside it. Values read from it are always clean, so nothing odd goes further even if a slice forgets
//! to look. Secrets are never shown back.

use std::collections::BTreeMap;

use serde::Serialize;
use url::form_urlencoded;

/// Longest value of one field, in characters; slices set lower limits of their own.
pub const VALUE_LIMIT: usize = 50_000;
/// Most fields in one form.
const FIELD_LIMIT: usize = 2_000;
/// Fields that are never shown back.
const SECRETS: [&str; 4] = [
    "mot_de_passe",
    "nouveau_mot_de_passe",
    "confirmation",
    "code",
];

/// The fields of a form, in the order received; one name may come several times.
#[derive(Debug, Clone, Default)]
pub struct RawForm {
    fields: Vec<(String, String)>,
    problems: Vec<(String, &'static str)>,
}

impl RawForm {
    /// Reads an `application/x-www-form-urlencoded` body.
    #[must_use]
    pub fn from_urlencoded(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body).take(FIELD_LIMIT) {
            form.push(&name, &value);
        }
        form
    }

    /// Adds a field, cleaning its value.
    pub fn push(&mut self, name: &str, value: &str) {
        let name = name.replace('\0', "");
        let clean = clean(value);
        if value.contains('\0') {
            self.problems.push((
                name.clone(),
                "Ce champ contient un caractère interdit (octet nul).",
            ));
        }
        if clean.chars().count() > VALUE_LIMIT {
            self.problems.push((
                name.clone(),
                "Ce texte est trop long : 50 000 caractères au plus.",
            ));
            let short = clean.chars().take(VALUE_LIMIT).collect();
            self.fields.push((name, short));
        } else {
            self.fields.push((name, clean));
        }
    }

    /// The first value of `name`, trimmed, or the empty string.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.verbatim(name).trim()
    }

    /// The first value of `name` as it was typed, spaces included: for passwords.
    #[must_use]
    pub fn verbatim(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The trimmed value of `name`, unless it is empty.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|value| !value.is_empty())
    }

    /// Every non-empty value of `name`, trimmed, as ticked boxes send them.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Whether a box is ticked: the field is there with any value.
    #[must_use]
    pub fn is_checked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// The fields in the order received.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Removes a field and gives its first value: the token is not part of what the person said.
    pub(in crate::shell) fn take(&mut self, name: &str) -> Option<String> {
        let index = self.fields.iter().position(|(key, _)| key == name)?;
        Some(self.fields.remove(index).1)
    }
}

/// Drops NUL bytes and writes line ends as `\n`.
fn clean(value: &str) -> String {
    value
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "")
}

/// One line of the summary of mistakes.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Mistake {
    /// The field, which is also the anchor.
    pub field: String,
    /// The field's name as the person reads it; empty when the message is enough.
    pub label: String,
    /// What is wrong and what is expected.
    pub message: String,
}

/// A form as a page shows it: kept values, and mistakes beside their fields.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormState {
    values: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    errors: BTreeMap<String, String>,
    summary: Vec<Mistake>,
}

impl FormState {
    /// Keeps what was sent, and starts with the problems found while reading.
    #[must_use]
    pub fn new(raw: &RawForm) -> Self {
        let mut state = Self::default();
        for (name, value) in raw.iter().filter(|(name, _)| !SECRETS.contains(name)) {
            state
                .values
                .entry(name.to_owned())
                .or_insert_with(|| value.to_owned());
            state
                .lists
                .entry(name.to_owned())
                .or_default()
                .push(value.to_owned());
        }
        for (field, message) in &raw.problems {
            state.error(field, *message);
        }
        state
    }

    /// A form nobody has filled yet.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Sets the value a field shows.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets the boxes a group shows ticked.
    #[must_use]
    pub fn with_list<S: Into<String>>(
        mut self,
        name: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        self.lists.insert(
            name.to_owned(),
            values.into_iter().map(Into::into).collect(),
        );
        self
    }

    /// Sets the value a field shows.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        self.lists.insert(name.to_owned(), vec![value.clone()]);
        self.values.insert(name.to_owned(), value);
    }

    /// Gives every field of `names` a value, empty unless it has one: templates may read them without a test.
    #[must_use]
    pub fn fields(mut self, names: &[&str]) -> Self {
        for name in names {
            self.values.entry((*name).to_owned()).or_default();
            self.lists.entry((*name).to_owned()).or_default();
        }
        self
    }

    /// Records a mistake; the first one of a field wins.
    pub fn error(&mut self, field: &str, message: impl Into<String>) {
        self.labelled_error(field, "", message);
    }

    /// Records a mistake with the field's name, for long forms where the message alone is not enough.
    pub fn labelled_error(&mut self, field: &str, label: &str, message: impl Into<String>) {
        if self.errors.contains_key(field) {
            return;
        }
        let message = message.into();
        self.errors.insert(field.to_owned(), message.clone());
        self.summary.push(Mistake {
            field: field.to_owned(),
            label: label.to_owned(),
            message,
        });
    }

    /// Whether anything is wrong.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        !self.summary.is_empty()
    }

    /// The mistakes in the order found.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.summary
    }

    /// The message beside `field`, if any.
    #[must_use]
    pub fn error_of(&self, field: &str) -> Option<&str> {
        self.errors.get(field).map(String::as_str)
    }

    /// The value kept for `field`, or the empty string.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// Reads a line that must be given and fit in `max` characters; records the mistake otherwise.
    pub fn required(&mut self, raw: &RawForm, field: &str, label: &str, max: usize) -> String {
        let value = raw.text(field);
        if value.is_empty() {
            self.labelled_error(field, label, "Ce champ est obligatoire.");
        }
        self.limited(field, label, value, max)
    }

    /// Reads a line that may be absent and must fit in `max` characters.
    pub fn optional(
        &mut self,
        raw: &RawForm,
        field: &str,
        label: &str,
        max: usize,
    ) -> Option<String> {
        let value = self.limited(field, label, raw.text(field), max);
        Some(value).filter(|value| !value.is_empty())
    }

    fn limited(&mut self, field: &str, label: &str, value: &str, max: usize) -> String {
        let length = value.chars().count();
        if length > max {
            let message =
                format!("Ce texte est trop long : {length} caractères pour {max} au plus.");
            self.labelled_error(field, label, message);
        }
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{FormState, RawForm, VALUE_LIMIT};

    #[test]
    fn values_are_trimmed_and_line_ends_normalised() {
        let raw = RawForm::from_urlencoded(b"nom=+L%C3%A9a+&texte=a%0D%0Ab%0Dc&nom=autre");
        assert_eq!(raw.text("nom"), "Léa");
        assert_eq!(raw.text("texte"), "a\nb\nc");
        assert_eq!(raw.all("nom"), ["Léa", "autre"]);
        assert_eq!(raw.optional("absent"), None);
    }

    #[test]
    fn a_nul_byte_becomes_a_mistake_of_its_field() {
        let raw = RawForm::from_urlencoded(b"nom=a%00b");
        assert_eq!(raw.text("nom"), "ab");
        let state = FormState::new(&raw);
        assert!(state.has_errors());
        assert!(state.error_of("nom").is_some());
    }

    #[test]
    fn an_endless_value_becomes_a_mistake_of_its_field() {
        let body = format!("texte={}", "é".repeat(VALUE_LIMIT + 1));
        let raw = RawForm::from_urlencoded(body.as_bytes());
        assert_eq!(raw.text("texte").chars().count(), VALUE_LIMIT);
        assert!(FormState::new(&raw).error_of("texte").is_some());
    }

    #[test]
    fn emoji_and_right_to_left_text_are_kept() {
        let raw = RawForm::from_urlencoded("nom=🎉 שלום".as_bytes());
        assert_eq!(raw.text("nom"), "🎉 שלום");
        assert!(!FormState::new(&raw).has_errors());
    }

    #[test]
    fn bytes_that_are_not_text_do_not_break_the_form() {
        assert_eq!(
            RawForm::from_urlencoded(b"nom=%FF%FE").text("nom"),
            "\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn secrets_are_not_shown_back() {
        let state = FormState::new(&RawForm::from_urlencoded(
            b"mot_de_passe=secret&code=123456&courriel=a",
        ));
        assert_eq!(
            (
                state.value("mot_de_passe"),
                state.value("code"),
                state.value("courriel")
            ),
            ("", "", "a")
        );
    }
}
