//! Carrying out a decision on the state of a service: guarded update, journal, mails, in one transaction.

use serde_json::json;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::notifications::{Kind, Notice, notify_all};
use crate::services::effect::Effect;
use crate::services::jobs::TeamNewsMail;
use crate::services::model::ServiceId;
use crate::services::production::production_changed;
use crate::services::state::{Command, Refused, State};
use crate::services::store::{self, ServiceRow};
use crate::services::urls;

/// Why a service did not change state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdvanceError {
    /// There is no such service.
    Unknown,
    /// Its present state does not allow the command.
    Refused(Refused),
}
impl Refusal for AdvanceError {}

/// Changes the state of a service. Who may ask is the caller's concern.
pub fn advance(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ServiceId,
    command: &Command,
) -> Outcome<State, AdvanceError> {
    let row = store::find(tx, id)?.ok_or(AdvanceError::Unknown)?;
    let decision = row
        .state()?
        .decide(command)
        .map_err(AdvanceError::Refused)?;
    if !store::save(tx, ctx, &row, &decision.next)? {
        return Err(Failure::Fault(Fault::contention()));
    }
    for effect in &decision.effects {
        carry_out(tx, ctx, &row, *effect)?;
    }
    Ok(decision.next)
}

fn carry_out(
    tx: &mut Conn,
    ctx: &Ctx,
    row: &ServiceRow,
    effect: Effect,
) -> Result<(), Failure<AdvanceError>> {
    match effect {
        Effect::TellProduction => production_changed(tx, ctx, row.id)?,
        Effect::Record(event) => {
            let entry = Entry::new(event, "service", row.id)
                .about_organisation(row.organisation_id)
                .about_service(row.id)
                .data(json!({ "from": row.status, "version": row.version + 1 }));
            journal::record(tx, ctx, entry)?;
        }
        Effect::TellTeam(news) => {
            let told = store::told(tx, row.id)?;
            let title = format!("{} : {}", row.name, news.sentence());
            let notice = Notice::new(Kind::Service, &title, urls::service(row.id));
            notify_all(tx, ctx, &told, &notice)?;
            for account in told {
                outbox::push(
                    tx,
                    ctx,
                    &TeamNewsMail {
                        service: row.id,
                        account,
                        news,
                    },
                )?;
            }
        }
    }
    Ok(())
}
