//! Attaching an organisation to Guichet, and correcting what was typed of it.

use serde_json::json;

use super::access::{AccessError, authorised};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::organisations::jobs::VerifyOrganisation;
use crate::organisations::model::{Details, OrganisationId, Provenance, RegistryState, Role};
use crate::organisations::policy::Action;
use crate::organisations::registry::Finding;
use crate::organisations::{Siret, store};
use crate::shell::actor::AccountId;

/// Why an organisation could not be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    /// The SIRET already names an organisation here: one asks to join it instead.
    #[error("the organisation is already attached")]
    AlreadyHere,
    /// The registry says that it is closed: nothing could be filed in its name.
    #[error("the organisation is closed in the registry")]
    Closed,
}
impl Refusal for AttachError {}

/// Why the details stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorrectError {
    /// The person may not.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Somebody else corrected them meanwhile, or the registry confirmed them.
    #[error("the details changed since they were read")]
    Stale,
}
impl Refusal for CorrectError {}

/// Attach an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attach {
    /// Who becomes its administrator.
    pub account: AccountId,
    /// Which establishment.
    pub siret: Siret,
    /// What is said of it, already put right by the registry.
    pub details: Details,
    /// What the registry made of it; nothing when it was not asked or did not answer.
    pub finding: Option<Finding>,
    /// The registry did not answer: it is to be asked later.
    pub verify_later: bool,
}

/// Attaches an organisation whose details were typed by hand; the person who does so becomes its administrator.
pub fn attach(
    tx: &mut Conn,
    ctx: &Ctx,
    (account, siret): (AccountId, Siret),
    details: &Details,
) -> Outcome<OrganisationId, AttachError> {
    let cmd = Attach {
        account,
        siret,
        details: details.clone(),
        finding: None,
        verify_later: false,
    };
    attach_as(tx, ctx, &cmd)
}

/// Attaches an organisation; the person who does so becomes its administrator.
pub fn attach_as(tx: &mut Conn, ctx: &Ctx, cmd: &Attach) -> Outcome<OrganisationId, AttachError> {
    if store::find_by_siret(tx, cmd.siret)?.is_some() {
        return Err(AttachError::AlreadyHere.into());
    }
    if cmd.finding.is_some() && cmd.details.state == RegistryState::Closed {
        return Err(AttachError::Closed.into());
    }
    let id = store::insert(tx, ctx, cmd.siret, (&cmd.details, cmd.finding))?;
    store::add_member(tx, ctx, (id, cmd.account), Role::Administrator)?;
    let provenance = Provenance::of(cmd.finding);
    let entry = Entry::new("organisation.attached", "organisation", id)
        .about_organisation(id)
        .data(json!({ "administrator": cmd.account, "provenance": provenance, "finding": cmd.finding }));
    journal::record(tx, ctx, entry)?;
    if cmd.verify_later {
        outbox::push(tx, ctx, &VerifyOrganisation { organisation: id })?;
    }
    Ok(id)
}

/// Corrects the details typed by hand, as they were at version `seen`.
pub fn correct_details(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    (id, seen): (OrganisationId, i32),
    details: &Details,
) -> Outcome<(), CorrectError> {
    authorised(tx, account, id, Action::Correct)
        .map_err(|e| e.map_refusal(CorrectError::Access))?;
    if !store::update_details(tx, ctx, (id, seen), details)? {
        return Err(CorrectError::Stale.into());
    }
    let entry = Entry::new("organisation.corrected", "organisation", id)
        .about_organisation(id)
        .data(json!({ "version": seen + 1 }));
    journal::record(tx, ctx, entry)?;
    Ok(())
}
