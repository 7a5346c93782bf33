//! Mails of production credentials: one job, one mail, never a secret in one.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::CredentialId;
use super::state::News;
use super::{store, urls, views};
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text;
use crate::services;
use crate::shell::AccountId;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register_jobs(registry: Registry) -> Registry {
    registry.with::<CredentialMail>()
}

/// Tells one member of a team what happened to credentials.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CredentialMail {
    /// Which credentials.
    pub credential: CredentialId,
    /// Whom to tell.
    pub account: AccountId,
    /// What.
    pub news: News,
}

impl Job for CredentialMail {
    const KIND: &'static str = "credentials.news";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let read = tools.db.read_now::<_, Never>(|c| {
            let found = store::find(c, self.credential)?;
            let (service, credential) =
                found.ok_or_else(|| Fault::inconsistent("credentials", self.credential))?;
            let letter = views::letter(c, service, self.credential)?;
            Ok((
                service,
                credential,
                letter,
                services::person(c, self.account)?,
            ))
        });
        let (service, credential, letter, person) = read.map_err(Failure::into_fault)?;
        let (template, link) = match self.news {
            News::Issued => (
                "credentials/issued",
                urls::retrieval(service, self.credential),
            ),
            News::Revealed => ("credentials/revealed", services::production(service)),
            News::KeyRegistered => ("credentials/key_registered", services::production(service)),
            News::Revoked => ("credentials/revoked", services::production(service)),
        };
        let at = credential
            .ended_at
            .or(credential.revealed_at)
            .unwrap_or(credential.issued_at);
        let data = json!({
            "service": letter.service,
            "organisation": letter.organisation,
            "person": letter.revealed_by,
            "reason": credential.end_reason,
            "until": text::french_date_time(credential.state.end().unwrap_or(at)),
            "at": text::french_date_time(at),
            "link": format!("{}{link}", tools.public_url),
        });
        let to = Recipient {
            name: person.name,
            email: person.email,
        };
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}
