//! From what was typed to what is asked: each form gives a command, or itself with its mistakes.

use super::model::{Email, PersonName};
use super::password::NewPassword;
use super::service::NewAccount;
use crate::shell::{FormState, Person, RawForm};

/// The sign-up form.
pub(super) fn sign_up(raw: &RawForm) -> Result<NewAccount, FormState> {
    let mut form = FormState::new(raw);
    let name = names(&mut form, raw);
    let email = email(&mut form, raw);
    match (name, email) {
        (Some(name), Some(email)) if !form.has_errors() => Ok(NewAccount { email, name }),
        _ => Err(form),
    }
}

/// The form of one's own names.
pub(super) fn rename(raw: &RawForm) -> Result<PersonName, FormState> {
    let mut form = FormState::new(raw);
    match names(&mut form, raw) {
        Some(name) if !form.has_errors() => Ok(name),
        _ => Err(form),
    }
}

/// The recovery form.
pub(super) fn recovery(raw: &RawForm) -> Result<Email, FormState> {
    let mut form = FormState::new(raw);
    match email(&mut form, raw) {
        Some(email) if !form.has_errors() => Ok(email),
        _ => Err(form),
    }
}

/// What was typed on the sign-in page; the password is compared as it is.
pub(super) struct Typed {
    pub(super) email: Email,
    pub(super) password: String,
}

/// The sign-in form.
pub(super) fn sign_in(raw: &RawForm) -> Result<Typed, FormState> {
    let mut form = FormState::new(raw);
    let email = email(&mut form, raw);
    let password = raw.verbatim("mot_de_passe").to_owned();
    if password.is_empty() {
        form.error("mot_de_passe", "Indiquez votre mot de passe.");
    }
    match email {
        Some(email) if !form.has_errors() => Ok(Typed { email, password }),
        _ => Err(form),
    }
}

/// The field where a password is chosen; the person's own words weaken it.
pub(super) fn new_password(raw: &RawForm, person: &Person) -> Result<NewPassword, FormState> {
    let mut form = FormState::new(raw);
    let mut own: Vec<&str> = person.name.split(' ').collect();
    own.extend(person.email.split(['@', '.']));
    own.push(&person.email);
    match NewPassword::judge(raw.verbatim("nouveau_mot_de_passe"), &own) {
        Ok(password) if !form.has_errors() => Ok(password),
        Ok(_) => Err(form),
        Err(message) => {
            form.error("nouveau_mot_de_passe", message);
            Err(form)
        }
    }
}

fn email(form: &mut FormState, raw: &RawForm) -> Option<Email> {
    Email::parse(raw.text("courriel"))
        .map_err(|message| form.error("courriel", message))
        .ok()
}

fn names(form: &mut FormState, raw: &RawForm) -> Option<PersonName> {
    for (field, label) in [("prenom", "Prénom"), ("nom", "Nom")] {
        if let Err(message) = PersonName::check(raw.text(field)) {
            form.labelled_error(field, label, message);
        }
    }
    PersonName::new(raw.text("prenom"), raw.text("nom")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_stands_beside_its_field() {
        let form =
            sign_up(&RawForm::from_urlencoded(b"prenom=L%00a&nom=&courriel=lea")).unwrap_err();
        let fields: Vec<_> = form
            .mistakes()
            .iter()
            .map(|mistake| mistake.field.as_str())
            .collect();
        assert_eq!(fields, ["prenom", "nom", "courriel"]);
        assert_eq!(form.value("courriel"), "lea");
    }
}
