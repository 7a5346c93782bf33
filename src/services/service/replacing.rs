//! Another right under a service: what the grant of an amendment does in the same transaction.
//!
//! The service keeps its team, its clients, its state and the history of its rights. A client never asks for more than
//! the right in force: scopes that the new right does not allow leave every client at once, sandbox and production
//! alike, as a new version of its configuration. Scopes that the new right adds are for the team to ask for.

use serde_json::json;

use super::clients::tell_production;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::requests::RequestId;
use crate::services::client::Environment;
use crate::services::effect::TeamNews;
use crate::services::jobs::TeamNewsMail;
use crate::services::model::{OpenService, ServiceId};
use crate::services::scopes::ScopeSet;
use crate::services::store::{self, ServiceRow};
use crate::services::views;

/// Puts the right of an amendment under the service of the request that it amends. `with` tells the new right as for an
/// opening; a service that was never opened, or is closed, opens anew.
pub fn replace_right(
    tx: &mut Conn,
    ctx: &Ctx,
    amended: RequestId,
    with: &OpenService,
) -> Outcome<ServiceId> {
    let Some(id) = store::of_request(tx, amended)? else {
        return super::open(tx, ctx, with);
    };
    let row = store::find(tx, id)?.ok_or_else(|| Fault::inconsistent("services", id))?;
    let right = (with.habilitation, with.request, with.name.as_str());
    store::replace_right(tx, ctx, id, right)?;
    let data = json!({ "from": row.habilitation_id, "to": with.habilitation });
    let entry = Entry::new("service.right_replaced", "service", id)
        .about_organisation(row.organisation_id)
        .about_request(with.request)
        .about_service(id)
        .data(data);
    journal::record(tx, ctx, entry)?;
    let allowed = views::habilitation(tx, with.habilitation)?.scopes();
    let narrowed = narrow_clients(tx, ctx, &row, (&allowed, with))?;
    tell(tx, ctx, id, TeamNews::RightReplaced)?;
    if narrowed {
        tell(tx, ctx, id, TeamNews::ClientsNarrowed)?;
    }
    Ok(id)
}

/// Takes from every client the scopes that the right does not allow; tells whether there were some. The change is
/// signed by the person who asked for the amendment.
fn narrow_clients(
    tx: &mut Conn,
    ctx: &Ctx,
    service: &ServiceRow,
    (allowed, with): (&ScopeSet, &OpenService),
) -> Result<bool, Fault> {
    let mut narrowed = false;
    for environment in Environment::ALL {
        for row in store::clients_of(tx, service.id, *environment)? {
            let before = row.configuration.0.scopes();
            let after = allowed.narrowed(before);
            if after == *before {
                continue;
            }
            let removed: Vec<&String> = before.difference(&after).collect();
            let config = row.configuration.0.with_scopes(after.clone());
            let seen = (row.id, row.version);
            if !store::save_config(tx, ctx, seen, &config, with.owner)? {
                return Err(Fault::contention());
            }
            let data = json!({ "version": row.version + 1, "removed": removed });
            let entry = Entry::new("client.narrowed", "client", row.id)
                .about_organisation(service.organisation_id)
                .about_service(service.id)
                .data(data);
            journal::record(tx, ctx, entry)?;
            tell_production(tx, ctx, &row)?;
            narrowed = true;
        }
    }
    Ok(narrowed)
}

fn tell(tx: &mut Conn, ctx: &Ctx, service: ServiceId, news: TeamNews) -> Result<(), Fault> {
    for account in store::told(tx, service)? {
        let mail = TeamNewsMail {
            service,
            account,
            news,
        };
        outbox::push(tx, ctx, &mail)?;
    }
    Ok(())
}
