//! The mails that carry the link of a letter, minted here.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store::{self, Letter};
use super::{LINK_DAYS, LetterId};
use crate::help::urls;
use crate::kernel::error::{Failure, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Tools};

/// What the mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The address is to be confirmed.
    Confirmation,
    /// The staff answered.
    Answer,
}

/// Mails a link to who wrote a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkMail {
    /// Which letter.
    pub letter: LetterId,
    /// Why.
    pub about: About,
}

impl Job for LinkMail {
    const KIND: &'static str = "help.letter_link";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let ctx = tools.ctx();
        let token = ctx.token()?;
        let hash = token.hash();
        let found = tools.db.write_now::<_, Never>(|tx| {
            let Some(letter) = store::find(tx, self.letter)? else {
                return Ok(None);
            };
            let until = ctx.now.plus(Duration::days(LINK_DAYS));
            store::set_token(tx, letter.id, (&hash, until))?;
            Ok(Some((letter, store::posts_of(tx, self.letter)?)))
        });
        // Nobody confirmed it in time, and it was forgotten.
        let Some((letter, posts)) = found.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let answer = posts.iter().rev().find(|post| post.author.is_some());
        let body = answer.map(|post| post.body.as_str()).unwrap_or_default();
        let link = format!("{}{}", tools.public_url, urls::by_link(&token.reveal()));
        tools.mailer.send(job, &self.mail(letter, body, &link))?;
        Ok(())
    }
}

impl LinkMail {
    /// The mail that confirms says nothing of what was typed: the address may be a stranger's.
    fn mail(self, letter: Letter, body: &str, link: &str) -> Mail {
        match self.about {
            About::Confirmation => Mail {
                to: Recipient {
                    name: String::new(),
                    email: letter.email,
                },
                template: "help/letter_confirm",
                data: json!({ "link": link }),
            },
            About::Answer => Mail {
                to: Recipient {
                    name: letter.name,
                    email: letter.email,
                },
                template: "help/letter_answer",
                data: json!({ "question": letter.subject, "body": body, "link": link }),
            },
        }
    }
}
