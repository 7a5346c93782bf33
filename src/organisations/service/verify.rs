//! Taking the registry's word for what an organisation is.

use chrono::Duration;
use serde_json::json;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Never, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::organisations::jobs::VerifyOrganisation;
use crate::organisations::model::{Organisation, OrganisationId};
use crate::organisations::registry::{Finding, Lookup};
use crate::organisations::store;

/// Hours after which what the registry said is asked again.
const FRESH_HOURS: i64 = 24;

/// Puts the organisation right by what the registry says of it; a registry that is off or silent changes nothing.
pub fn take_registry(
    tx: &mut Conn,
    ctx: &Ctx,
    id: OrganisationId,
    lookup: &Lookup,
) -> Outcome<(), Never> {
    let Some(organisation) = store::find(tx, id)? else {
        return Ok(());
    };
    let (details, finding) = match lookup {
        Lookup::Off | Lookup::Unavailable => return Ok(()),
        // What was once confirmed stays the last word on an establishment that the registry no longer shows.
        Lookup::Unknown => (organisation.details.clone(), Finding::Unknown),
        Lookup::Found(found, _) => found.over(&organisation.details),
    };
    if details == organisation.details && organisation.finding == Some(finding) {
        store::set_checked(tx, ctx, id, finding)?;
        return Ok(());
    }
    store::take_registry(tx, ctx, &organisation, (&details, finding))?;
    let entry = Entry::new("organisation.verified", "organisation", id)
        .about_organisation(id)
        .data(json!({ "finding": finding, "state": details.state, "version": organisation.version + 1 }));
    journal::record(tx, ctx, entry)?;
    Ok(())
}

/// Has the registry asked again about an organisation of which it spoke more than a day ago.
pub fn check_again_if_old(
    tx: &mut Conn,
    ctx: &Ctx,
    organisation: &Organisation,
) -> Result<(), Fault> {
    if is_old(ctx, organisation) {
        let organisation = organisation.id;
        outbox::push(tx, ctx, &VerifyOrganisation { organisation })?;
    }
    Ok(())
}

/// Whether the registry spoke of it, and more than a day ago.
pub(in crate::organisations) fn is_old(ctx: &Ctx, organisation: &Organisation) -> bool {
    organisation
        .checked_at
        .is_some_and(|at| ctx.now.since(at) >= Duration::hours(FRESH_HOURS))
}
