//! Mail: rendered from templates, sent by SMTP or written to the local mailbox.
//!
//! Only outbox jobs send mail, one mail per job, and the `Message-ID` is made from the job's id: when a job runs
//! again after a crash, the second copy has the same `Message-ID` (and, in the local mailbox, the same file).
//!
//! A mail named `requests/submitted` is three templates under `templates/mail`: `requests/submitted.subject`,
//! `.txt` and `.html` (the last extends `mail/_layout.html`). They see the keys of [`Mail::data`] at top level and
//! `to_name`, `subject`, `public_url`, `service_name`, `unsubscribe_url` (maybe empty). A variable that is missing is an error, never a hole in a letter.

mod mailbox;
mod render;
mod smtp;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

pub use self::mailbox::{Mailbox, StoredMail};
pub use self::render::MailTemplates;
pub use self::smtp::SmtpUrl;
use crate::kernel::clock::Instant;
use crate::kernel::outbox::JobRef;

/// The person a mail is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Shown name; may be empty.
    pub name: String,
    /// Address, without a name.
    pub email: String,
}

/// A mail to send.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Who gets it.
    pub to: Recipient,
    /// Name of the templates, such as `requests/submitted`.
    pub template: &'static str,
    /// A JSON object: what the templates show.
    pub data: Value,
}

/// Why a mail was not sent. The text is kept with the job, so it names no address.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// A template is missing or uses a variable that is not there.
    #[error("template: {0}")]
    Template(String),
    /// An address that no mail can be sent to.
    #[error("address: {0}")]
    Address(String),
    /// The message could not be built.
    #[error("message: {0}")]
    Message(String),
    /// The server refused or could not be reached.
    #[error("smtp: {0}")]
    Smtp(String),
    /// The local mailbox could not be written.
    #[error("mailbox: {0}")]
    Mailbox(#[from] std::io::Error),
}

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Files in a folder, shown at `/boite-aux-lettres` in development.
    Mailbox(PathBuf),
    /// An SMTP server.
    Smtp(SmtpUrl),
}

/// What every mail shows of this installation.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The `From` header: `Guichet <ne-pas-repondre@example.org>`.
    pub from: String,
    /// Name of the service, in subjects and signatures.
    pub service_name: String,
    /// Base of the links, without a slash at the end.
    pub public_url: String,
}

/// A rendered mail, ready for any transport.
#[derive(Clone, Debug)]
pub(super) struct Rendered {
    pub message_id: String,
    pub from: lettre::message::Mailbox,
    pub to: lettre::message::Mailbox,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The link that leaves this kind of mails; none for those that can't be refused.
    pub unsubscribe: Option<String>,
    pub template: &'static str,
    pub at: Instant,
}

#[derive(Debug)]
enum Transport {
    Mailbox(Mailbox),
    Smtp(smtp::Smtp),
}

/// Renders and sends mails. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: Arc<Transport>,
    renderer: Arc<render::Renderer>,
    from: lettre::message::Mailbox,
}

impl Mailer {
    /// Prepares the transport; nothing is sent and no connection is made.
    pub fn new(
        destination: &Destination,
        sender: &Sender,
        templates: &MailTemplates,
    ) -> Result<Self, MailError> {
        let from = sender
            .from
            .parse()
            .map_err(|_| MailError::Address("the sender's address is not valid".into()))?;
        let transport = match destination {
            Destination::Mailbox(folder) => Transport::Mailbox(Mailbox::new(folder.clone())),
            Destination::Smtp(url) => Transport::Smtp(smtp::Smtp::new(url)?),
        };
        let renderer = render::Renderer {
            templates: templates.clone(),
            sender: sender.clone(),
        };
        Ok(Self {
            transport: Arc::new(transport),
            renderer: Arc::new(renderer),
            from,
        })
    }

    /// Sends one mail for one job. Blocking.
    pub fn send(&self, job: &JobRef, mail: &Mail) -> Result<(), MailError> {
        self.dispatch(job, self.render(job, mail, None)?)
    }

    /// Sends one mail that its recipient may refuse: `leave` is the address, signed for them, that mail programs post
    /// to and that people open (RFC 2369, RFC 8058). Blocking.
    pub fn send_refusable(&self, job: &JobRef, mail: &Mail, leave: &str) -> Result<(), MailError> {
        self.dispatch(job, self.render(job, mail, Some(leave))?)
    }

    #[expect(clippy::needless_pass_by_value, reason = "a mail is sent once")]
    fn dispatch(&self, job: &JobRef, rendered: Rendered) -> Result<(), MailError> {
        match &*self.transport {
            Transport::Mailbox(mailbox) => mailbox.put(job.id, &rendered),
            Transport::Smtp(smtp) => smtp.send(&rendered),
        }
    }

    /// Subject and text of a mail as it would leave, for whoever is about to cause it. Nothing is sent.
    pub fn preview(&self, mail: &Mail) -> Result<(String, String), MailError> {
        let parts = self.renderer.render(mail, None)?;
        Ok((parts.subject, parts.text))
    }

    fn render(
        &self,
        job: &JobRef,
        mail: &Mail,
        leave: Option<&str>,
    ) -> Result<Rendered, MailError> {
        let address = mail
            .to
            .email
            .parse()
            .map_err(|_| MailError::Address("the recipient's address is not valid".into()))?;
        let name = Some(one_line(&mail.to.name)).filter(|name| !name.is_empty());
        let parts = self.renderer.render(mail, leave)?;
        Ok(Rendered {
            message_id: format!("<{}@{}>", job.id, self.from.email.domain()),
            from: self.from.clone(),
            to: lettre::message::Mailbox::new(name, address),
            subject: parts.subject,
            text: parts.text,
            html: parts.html,
            unsubscribe: leave.map(str::to_owned),
            template: mail.template,
            at: job.now,
        })
    }

    /// The local mailbox, when mails go there.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match &*self.transport {
            Transport::Mailbox(mailbox) => Some(mailbox),
            Transport::Smtp(_) => None,
        }
    }
}

/// A header is one line: whatever a person typed can't open another.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
