//! Carrying out what a change of credentials brings about.

use serde_json::json;

use crate::credentials::jobs::CredentialMail;
use crate::credentials::model::CredentialId;
use crate::credentials::state::Effect;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::notifications::{Kind, Notice, notify_all};
use crate::services::{self, ClientKey, Service};

/// Writes the journal and pushes the mails, one for each member of the team but the readers.
pub(super) fn carry_out(
    tx: &mut Conn,
    ctx: &Ctx,
    service: &Service,
    (id, client): (CredentialId, ClientKey),
    effects: &[Effect],
) -> Result<(), Fault> {
    for effect in effects {
        match effect {
            Effect::Record(event) => {
                let entry = Entry::new(event, "credential", id)
                    .about_organisation(service.organisation)
                    .about_service(service.id)
                    .data(json!({ "client": client }));
                journal::record(tx, ctx, entry)?;
            }
            Effect::TellProvider => services::production_changed(tx, ctx, service.id)?,
            Effect::TellTeam(news) => {
                let told = services::told(tx, service.id)?;
                let title = format!("{} : {}", service.name, news.sentence());
                let link = services::production(service.id);
                notify_all(tx, ctx, &told, &Notice::new(Kind::Service, &title, link))?;
                for account in told {
                    outbox::push(
                        tx,
                        ctx,
                        &CredentialMail {
                            credential: id,
                            account,
                            news: *news,
                        },
                    )?;
                }
            }
        }
    }
    Ok(())
}
