//! A file of clients: checked whole, shown, then written in one transaction or not at all.

use serde_json::json;

use super::clients::{PortfolioError, authorise, watch_mandate};
use super::consent::ask;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::organisations::{self, Action, OrganisationId};
use crate::shell::AccountId;
use crate::vendors::file;
use crate::vendors::model::{Consent, ImportId, ImportStatus, NewClient};
use crate::vendors::store::{self, Import};

/// Why a file was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportError {
    /// Permission.
    Portfolio(PortfolioError),
    /// It was written, or given up.
    Settled,
    /// It holds errors: nothing is written.
    Wrong,
}
impl Refusal for ImportError {}

impl From<PortfolioError> for ImportError {
    fn from(error: PortfolioError) -> Self {
        Self::Portfolio(error)
    }
}

/// Records a file that was checked.
pub(in crate::vendors) fn record_checked(
    tx: &mut Conn,
    (actor, vendor): (AccountId, OrganisationId),
    new: &Import,
) -> Outcome<(), ImportError> {
    authorise(tx, (actor, vendor), Action::File)
        .map_err(|failure| failure.map_refusal(ImportError::from))?;
    Ok(store::add_import(tx, new, actor)?)
}

/// A file as it was received and checked.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its id.
    pub id: ImportId,
    /// The name it came with.
    pub file_name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
    /// Lines read.
    pub lines: usize,
    /// Errors found.
    pub errors: usize,
}

/// Records a file that was checked and waits for its confirmation.
pub fn record_import(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor): (AccountId, OrganisationId),
    checked: &Checked,
) -> Outcome<(), ImportError> {
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let new = Import {
        id: checked.id,
        vendor_id: vendor,
        file_name: checked.file_name.clone(),
        sha256: checked.sha256.clone(),
        storage_key: checked.storage_key.clone(),
        line_count: count(checked.lines),
        error_count: count(checked.errors),
        status: ImportStatus::Checked,
        created_at: ctx.now,
    };
    record_checked(tx, (actor, vendor), &new)
}

/// Writes the clients of a checked file, given its bytes: new ones are added, known ones are brought up to date.
/// Every line is judged again; one that is wrong today undoes the whole.
pub fn import(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor, id): (AccountId, OrganisationId, ImportId),
    (bytes, ask_all): (&[u8], bool),
) -> Outcome<(usize, usize), ImportError> {
    authorise(tx, (actor, vendor), Action::File)
        .map_err(|failure| failure.map_refusal(ImportError::from))?;
    let known = store::find_import(tx, vendor, id)?
        .ok_or(ImportError::Portfolio(PortfolioError::Unknown))?;
    if known.error_count > 0 {
        return Err(ImportError::Wrong.into());
    }
    if !store::settle_import(tx, ctx, id, ImportStatus::Imported)? {
        return Err(ImportError::Settled.into());
    }
    let own = organisations::organisation(tx, vendor)?
        .ok_or_else(|| Fault::inconsistent("organisations", vendor))?
        .siret
        .siren()
        .to_string();
    let (mut added, mut updated) = (0, 0);
    let report = file::read(bytes, ctx.now.paris_day(), |client| {
        if client.sheet.company.siret.starts_with(&own) {
            return Err(Failure::Refused(ImportError::Wrong));
        }
        if write(tx, ctx, (actor, vendor, id), (&client, ask_all))? {
            added += 1;
        } else {
            updated += 1;
        }
        Ok(())
    })?;
    if report.error_count > 0 {
        return Err(ImportError::Wrong.into());
    }
    let data = json!({ "added": added, "updated": updated, "sha256": known.sha256 });
    let entry = Entry::new("vendor.clients_imported", "vendor_import", id)
        .about_organisation(vendor)
        .data(data);
    journal::record(tx, ctx, entry)?;
    Ok((added, updated))
}

/// Writes one client; tells whether it is new.
fn write(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor, import): (AccountId, OrganisationId, ImportId),
    (new, ask_all): (&NewClient, bool),
) -> Outcome<bool, ImportError> {
    let siret = &new.sheet.company.siret;
    let known = store::by_siret(tx, vendor, siret)?;
    match &known {
        Some(client) => store::update(tx, ctx, client, (new, Some(import)))?,
        None => {
            store::insert(tx, ctx, (vendor, actor, Some(import)), new)?;
        }
    }
    watch_mandate(tx, ctx, vendor, new.mandate_ends_on)?;
    if ask_all
        && let Some(client) = store::by_siret(tx, vendor, siret)?
        && client.consent != Consent::Given
    {
        ask(tx, ctx, (actor, &client), &new.email)
            .map_err(|failure| failure.map_refusal(ImportError::from))?;
    }
    Ok(known.is_none())
}
