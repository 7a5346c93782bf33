//! The list of mails, and one mail.

use serde::Serialize;

use crate::kernel::clock::Instant;
use crate::kernel::mailer::StoredMail;
use crate::shell::{Crumb, Page, PageEntry};

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![PageEntry::of::<ListPage>(), PageEntry::of::<MailPage>()]
}

pub(super) const LIST: &str = "/boite-aux-lettres";

#[derive(Debug, Serialize)]
struct Row {
    href: String,
    subject: String,
    to: String,
    at: Instant,
}

/// The latest mails.
#[derive(Debug, Serialize)]
pub(super) struct ListPage {
    mails: Vec<Row>,
}

impl ListPage {
    pub(super) fn new(mails: &[StoredMail]) -> Self {
        let row = |mail: &StoredMail| Row {
            href: format!("{LIST}/{}", mail.id),
            subject: mail.subject.clone(),
            to: mail.to_email.clone(),
            at: mail.at,
        };
        Self {
            mails: mails.iter().map(row).collect(),
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "mailbox/list.html";
    fn title(&self) -> String {
        "Boîte aux lettres locale".into()
    }
    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }
    fn samples() -> Vec<Self> {
        vec![Self { mails: Vec::new() }, Self::new(&[sample()])]
    }
}

/// A run of text, or a link when `href` is not empty.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Piece {
    text: String,
    href: String,
}

/// One mail, its text with links to follow.
#[derive(Debug, Serialize)]
pub(super) struct MailPage {
    subject: String,
    from: String,
    to_name: String,
    to_email: String,
    message_id: String,
    at: Instant,
    pieces: Vec<Piece>,
}

impl MailPage {
    pub(super) fn new(mail: StoredMail) -> Self {
        Self {
            pieces: pieces(&mail.text),
            subject: mail.subject,
            from: mail.from,
            to_name: mail.to_name,
            to_email: mail.to_email,
            message_id: mail.message_id,
            at: mail.at,
        }
    }
}

impl Page for MailPage {
    const TEMPLATE: &'static str = "mailbox/mail.html";
    fn title(&self) -> String {
        self.subject.clone()
    }
    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(LIST, "Boîte aux lettres locale")]
    }
    fn samples() -> Vec<Self> {
        vec![Self::new(sample())]
    }
}

fn sample() -> StoredMail {
    StoredMail {
        id: uuid::Uuid::from_u128(1).into(),
        message_id: "<1@guichet.invalid>".into(),
        at: Instant::new(chrono::DateTime::UNIX_EPOCH),
        from: "Guichet <ne-pas-repondre@guichet.invalid>".into(),
        to_name: "Camille Durand".into(),
        to_email: "camille.durand@exemple.fr".into(),
        subject: "Confirmez votre adresse".into(),
        text: "Bonjour,\n\nSuivez ce lien : http://127.0.0.1:8080/.\n\nÀ bientôt".into(),
        html: String::new(),
        unsubscribe: String::new(),
        template: "identity/confirm".into(),
    }
}

/// Cuts a text at its web addresses. Punctuation that ends a sentence is not part of an address.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = ["http://", "https://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let (before, from_link) = rest.split_at(at);
        let end = from_link
            .find(|c: char| c.is_whitespace() || "<>\"".contains(c))
            .unwrap_or(from_link.len());
        let link = from_link
            .get(..end)
            .unwrap_or_default()
            .trim_end_matches(['.', ',', ';', ')', ':']);
        pieces.push(Piece {
            text: before.to_owned(),
            href: String::new(),
        });
        pieces.push(Piece {
            text: link.to_owned(),
            href: link.to_owned(),
        });
        rest = from_link.get(link.len()..).unwrap_or_default();
    }
    pieces.push(Piece {
        text: rest.to_owned(),
        href: String::new(),
    });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_text_can_be_followed() {
        let cut = pieces("Voir https://a.fr/x?y=1#z, puis (http://b.fr/).\nFin");
        let links: Vec<&str> = cut
            .iter()
            .map(|piece| piece.href.as_str())
            .filter(|href| !href.is_empty())
            .collect();
        assert_eq!(links, ["https://a.fr/x?y=1#z", "http://b.fr/"]);
        assert_eq!(
            cut.iter()
                .map(|piece| piece.text.as_str())
                .collect::<String>(),
            "Voir https://a.fr/x?y=1#z, puis (http://b.fr/).\nFin"
        );
        assert_eq!(pieces("rien").len(), 1);
    }
}
