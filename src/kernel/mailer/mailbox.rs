//! The local mailbox: one JSON file per job, for development and tests.
//!
//! The name of the file is the job's id, so a job that runs again overwrites its own mail. A file appears whole or
//! not at all.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{MailError, Rendered};
use crate::kernel::clock::Instant;
use crate::kernel::outbox::JobId;

/// A mail as the local mailbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMail {
    /// The job that sent it.
    pub id: JobId,
    /// The `Message-ID` header.
    pub message_id: String,
    /// When it was sent.
    pub at: Instant,
    /// The `From` header.
    pub from: String,
    /// Shown name of the recipient.
    pub to_name: String,
    /// Address of the recipient.
    pub to_email: String,
    /// Subject.
    pub subject: String,
    /// Plain text body.
    pub text: String,
    /// HTML body.
    pub html: String,
    /// The link that leaves this kind of mails; empty for those that can't be refused.
    #[serde(default)]
    pub unsubscribe: String,
    /// Name of its templates.
    pub template: String,
}

/// A folder of mails.
#[derive(Clone, Debug)]
pub struct Mailbox {
    folder: PathBuf,
}

impl Mailbox {
    /// The mailbox in a folder, which is made when the first mail comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(super) fn put(&self, id: JobId, mail: &Rendered) -> Result<(), MailError> {
        let stored = StoredMail {
            id,
            message_id: mail.message_id.clone(),
            at: mail.at,
            from: mail.from.to_string(),
            to_name: mail.to.name.clone().unwrap_or_default(),
            to_email: mail.to.email.to_string(),
            subject: mail.subject.clone(),
            text: mail.text.clone(),
            html: mail.html.clone(),
            unsubscribe: mail.unsubscribe.clone().unwrap_or_default(),
            template: mail.template.to_owned(),
        };
        fs::create_dir_all(&self.folder)?;
        let unfinished = self.folder.join(format!("{id}.tmp"));
        fs::write(
            &unfinished,
            serde_json::to_vec_pretty(&stored).map_err(io::Error::from)?,
        )?;
        fs::rename(&unfinished, self.folder.join(format!("{id}.json")))?;
        Ok(())
    }

    /// Every mail, the latest first.
    pub fn list(&self) -> io::Result<Vec<StoredMail>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut mails = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                mails.push(serde_json::from_slice::<StoredMail>(&fs::read(path)?)?);
            }
        }
        mails.sort_by_key(|mail| std::cmp::Reverse((mail.at, mail.id)));
        Ok(mails)
    }

    /// The mail of one job.
    pub fn find(&self, id: JobId) -> io::Result<Option<StoredMail>> {
        match fs::read(self.folder.join(format!("{id}.json"))) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
