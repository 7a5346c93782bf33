//! The templates of mails, loaded and checked at start.

use std::fmt;
use std::sync::Arc;

use rust_embed::RustEmbed;
use tera::{Context, Tera};

use super::{Mail, MailError, Sender, one_line};

#[derive(RustEmbed)]
#[folder = "templates/mail/"]
struct Files;

/// The compiled templates of the mails. Cheap to clone.
#[derive(Clone)]
pub struct MailTemplates(Arc<Tera>);

/// The three parts of a mail.
#[derive(Debug)]
pub(super) struct Parts {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The templates, and who the mails come from.
#[derive(Debug)]
pub(super) struct Renderer {
    pub(super) templates: MailTemplates,
    pub(super) sender: Sender,
}

impl fmt::Debug for MailTemplates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailTemplates(…)")
    }
}

impl MailTemplates {
    /// Parses every template; a mistake in any of them is an error here.
    pub fn load() -> Result<Self, MailError> {
        let mut sources = Vec::new();
        for path in Files::iter() {
            let Some(file) = Files::get(&path) else {
                continue;
            };
            let source = String::from_utf8(file.data.into_owned())
                .map_err(|_| MailError::Template(format!("{path} is not UTF-8")))?;
            sources.push((format!("mail/{path}"), source));
        }
        let mut tera = Tera::new();
        tera.add_raw_templates(sources)
            .map_err(|error| MailError::Template(error.to_string()))?;
        Ok(Self(Arc::new(tera)))
    }
}

impl Renderer {
    /// Renders the three parts of a mail.
    pub(super) fn render(&self, mail: &Mail, leave: Option<&str>) -> Result<Parts, MailError> {
        let mut context = Context::from_serialize(&mail.data)
            .map_err(|error| MailError::Template(error.to_string()))?;
        context.insert("to_name", &mail.to.name);
        context.insert("public_url", &self.sender.public_url);
        context.insert("service_name", &self.sender.service_name);
        context.insert("unsubscribe_url", leave.unwrap_or_default());
        let subject = one_line(&self.part(mail.template, "subject", &context)?);
        context.insert("subject", &subject);
        let mut text = self.part(mail.template, "txt", &context)?;
        if let Some(leave) = leave {
            text.push_str("\n\nNe plus recevoir ces courriels : ");
            text.push_str(leave);
        }
        let html = self.part(mail.template, "html", &context)?;
        Ok(Parts {
            subject,
            text: tidy(&text),
            html,
        })
    }

    fn part(&self, template: &str, part: &str, context: &Context) -> Result<String, MailError> {
        let name = format!("mail/{template}.{part}");
        self.templates
            .0
            .render(&name, context)
            .map_err(|error| MailError::Template(format!("{name}: {}", causes(&error))))
    }
}

/// Tera explains itself in the chain of causes.
fn causes(error: &tera::Error) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

/// Conditions in a text template leave empty lines behind: two in a row become one, and none is left at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_are_tidied() {
        assert_eq!(
            tidy("\n\nBonjour,\n\n\n\nTexte  \nSuite\n\n"),
            "Bonjour,\n\nTexte\nSuite\n"
        );
    }

    #[test]
    fn every_mail_has_its_three_templates() {
        let names: std::collections::BTreeSet<String> =
            Files::iter().map(|name| name.to_string()).collect();
        for name in names.iter().filter(|name| !name.starts_with('_')) {
            let (stem, _) = name.rsplit_once('.').unwrap();
            for part in ["subject", "txt", "html"] {
                assert!(
                    names.contains(&format!("{stem}.{part}")),
                    "templates/mail/{stem}.{part} is missing"
                );
            }
        }
    }

    #[test]
    fn all_templates_parse() {
        MailTemplates::load().unwrap();
    }
}
