//! Asks a contact to confirm their role: the link is made here, and only its hash is kept.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::error::{Failure, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Tools};
use crate::kernel::text::french_day;
use crate::requests::model::ConfirmationId;
use crate::requests::{store, urls};

/// Asks a contact whether the role is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskContact {
    /// Which question.
    pub confirmation: ConfirmationId,
}

impl Job for AskContact {
    const KIND: &'static str = "requests.ask_contact";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let base = tools.public_url.to_string();
        let link = format!("{base}{}", urls::confirm_contact(&token.reveal()));
        let mail = tools.db.write_now::<_, Never>(|tx| {
            let Some((request, asked)) = store::confirmation(tx, self.confirmation)? else {
                return Ok(None);
            };
            let Some(request) = store::find(tx, request)? else {
                return Ok(None);
            };
            if !store::keep_confirmation_token(tx, asked.id, &hash)? {
                return Ok(None);
            }
            let dossier = store::kept(tx, request.id)?.dossier;
            let data = json!({
                "number": request.number,
                "title": request.shown_title(),
                "organisation": dossier.filer.name,
                "role": asked.role.label().to_lowercase(),
                "until": french_day(asked.expires_at.paris_day()),
                "link": link,
            });
            let contact = asked.role.of(&dossier);
            let name = if contact.email == asked.email {
                contact.full_name()
            } else {
                String::new()
            };
            let to = Recipient {
                name,
                email: asked.email,
            };
            Ok(Some(Mail {
                to,
                template: "requests/ask_contact",
                data,
            }))
        });
        // Answered, or the request is gone: there is nothing to ask any more.
        let Some(mail) = mail.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        tools.mailer.send(job, &mail)?;
        Ok(())
    }
}
