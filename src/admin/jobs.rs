//! Mails of administrators: each change to an account is told to its holder.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;
use crate::kernel::error::{Failure, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::shell::AccountId;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry.with::<AccountChangedMail>()
}

/// What happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Its staff roles are others.
    Roles,
    /// It can't sign in any more.
    Disabled,
    /// It can sign in again.
    Enabled,
    /// Its second factor must be enrolled again.
    SecondFactorReset,
}

impl News {
    fn title(self) -> &'static str {
        match self {
            Self::Roles => "Vos rôles ont changé",
            Self::Disabled => "Votre compte est désactivé",
            Self::Enabled => "Votre compte est réactivé",
            Self::SecondFactorReset => "Votre second facteur est réinitialisé",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Roles => {
                "Un administrateur a changé vos rôles d'agent sur Guichet. Ils prennent effet tout de suite."
            }
            Self::Disabled => {
                "Un administrateur a désactivé votre compte sur Guichet. Vous ne pouvez plus vous connecter."
            }
            Self::Enabled => {
                "Un administrateur a réactivé votre compte sur Guichet. Vous pouvez vous connecter."
            }
            Self::SecondFactorReset => {
                "Un administrateur a réinitialisé votre second facteur sur Guichet. Vous en enregistrerez un nouveau à votre prochaine connexion. Si vous n'avez rien demandé, signalez-le."
            }
        }
    }
}

/// Tells somebody what happened to their account.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct AccountChangedMail {
    /// Whose account.
    pub account: AccountId,
    /// What happened.
    pub news: News,
}

impl Job for AccountChangedMail {
    const KIND: &'static str = "admin.account_changed";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let found = tools
            .db
            .read_now::<_, Never>(|c| Ok(store::find(c, self.account)?));
        let Some(account) = found.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let data = json!({ "title": self.news.title(), "text": self.news.text() });
        let to = Recipient {
            name: account.name,
            email: account.email,
        };
        tools.mailer.send(
            job,
            &Mail {
                to,
                template: "admin/account_changed",
                data,
            },
        )?;
        Ok(())
    }
}
