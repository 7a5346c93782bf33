//! Attaching an organisation to Guichet, and correcting what was typed of it.

use serde_json::json;

use super::access::{AccessError, authorised};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::organisations::model::{Details, OrganisationId, Role};
use crate::organisations::policy::Action;
use crate::organisations::{Siret, store};
use crate::shell::actor::AccountId;

/// Why an organisation could not be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttachError {
    /// The SIRET already names an organisation here: one asks to join it instead.
    #[error("the organisation is already attached")]
    AlreadyHere,
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

/// Attaches an organisation; the person who does so becomes its administrator.
pub fn attach(
    tx: &mut Conn,
    ctx: &Ctx,
    (account, siret): (AccountId, Siret),
    details: &Details,
) -> Outcome<OrganisationId, AttachError> {
    if store::find_by_siret(tx, siret)?.is_some() {
        return Err(AttachError::AlreadyHere.into());
    }
    let id = store::insert(tx, ctx, siret, details)?;
    store::add_member(tx, ctx, (id, account), Role::Administrator)?;
    let entry = Entry::new("organisation.attached", "organisation", id)
        .about_organisation(id)
        .data(json!({ "administrator": account, "provenance": "unverified" }));
    journal::record(tx, ctx, entry)?;
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
