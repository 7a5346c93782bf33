//! Clients of a portfolio: added, given a mandate, archived.

use chrono::Duration;
use serde_json::json;

use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::organisations::{self, Action, OrganisationId};
use crate::shell::AccountId;
use crate::vendors::jobs::MandateWatch;
use crate::vendors::model::{Client, ClientId, NewClient, WARNINGS};
use crate::vendors::store::{self, Mandate};

/// Most clients of one portfolio.
const MOST: i64 = 20_000;
/// At what hour of the day warnings leave, in hours.
const MORNING: i64 = 7;

/// Why a portfolio did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortfolioError {
    /// For this person, there is no such vendor or client.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// The client is there already: this one.
    AlreadyThere(ClientId),
    /// The client is the vendor itself.
    Itself,
    /// The portfolio is full.
    Full,
    /// The mandate would already be over.
    MandateOver,
    /// The vendor stopped working for the client.
    Archived,
}
impl Refusal for PortfolioError {}

/// Whether a person acts so for a vendor.
pub(in crate::vendors) fn authorise(
    c: &mut Conn,
    (actor, vendor): (AccountId, OrganisationId),
    action: Action,
) -> Outcome<(), PortfolioError> {
    match organisations::authorised(c, actor, vendor, action) {
        Ok(_) => Ok(()),
        Err(failure) => Err(failure.map_refusal(|error| match error {
            organisations::AccessError::Unknown => PortfolioError::Unknown,
            organisations::AccessError::Forbidden => PortfolioError::Forbidden,
        })),
    }
}

/// A client of that vendor, for a person who may act so.
pub(in crate::vendors) fn own_client(
    c: &mut Conn,
    (actor, vendor): (AccountId, OrganisationId),
    id: ClientId,
    action: Action,
) -> Outcome<Client, PortfolioError> {
    authorise(c, (actor, vendor), action)?;
    let found = store::find(c, id)?.filter(|client| client.vendor == vendor);
    found.ok_or_else(|| PortfolioError::Unknown.into())
}

/// Writes a journal entry on a portfolio.
pub(in crate::vendors) fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    (event, vendor, client): (&'static str, OrganisationId, ClientId),
    data: serde_json::Value,
) -> Result<(), Fault> {
    let entry = Entry::new(event, "vendor_client", client)
        .about_organisation(vendor)
        .data(data);
    journal::record(tx, ctx, entry)
}

/// Sees to it that the vendor is warned before a mandate ends.
pub(in crate::vendors) fn watch_mandate(
    tx: &mut Conn,
    ctx: &Ctx,
    vendor: OrganisationId,
    ends_on: Day,
) -> Result<(), Fault> {
    let today = ctx.now.paris_day();
    for before in WARNINGS {
        let day = ends_on.plus_days(-before);
        if day > today && store::watch(tx, vendor, day)? {
            let due = day.start().plus(Duration::hours(MORNING));
            outbox::push_at(tx, ctx, &MandateWatch { vendor, day }, due)?;
        }
    }
    Ok(())
}

/// Adds a client.
pub fn add_client(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor): (AccountId, OrganisationId),
    new: &NewClient,
) -> Outcome<ClientId, PortfolioError> {
    authorise(tx, (actor, vendor), Action::File)?;
    let siret = &new.sheet.company.siret;
    if let Some(known) = store::by_siret(tx, vendor, siret)? {
        return Err(PortfolioError::AlreadyThere(known.id).into());
    }
    let itself = organisations::organisation(tx, vendor)?
        .is_some_and(|vendor| siret.starts_with(&vendor.siret.siren().to_string()));
    if itself {
        return Err(PortfolioError::Itself.into());
    }
    if store::count(tx, vendor)? >= MOST {
        return Err(PortfolioError::Full.into());
    }
    let id = store::insert(tx, ctx, (vendor, actor, None), new)?;
    watch_mandate(tx, ctx, vendor, new.mandate_ends_on)?;
    let data = json!({ "mandate_ends_on": new.mandate_ends_on.to_string() });
    record(tx, ctx, ("vendor.client_added", vendor, id), data)?;
    Ok(id)
}

/// A mandate whose bytes are already kept.
#[derive(Debug, Clone)]
pub struct MandateFile {
    /// The name it came with.
    pub file_name: String,
    /// In bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Where the bytes are.
    pub storage_key: String,
}

/// Gives a client its mandate, or the next one: the document, if one is joined, and the last day.
pub fn set_mandate(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor, id): (AccountId, OrganisationId, ClientId),
    (file, ends_on): (Option<&MandateFile>, Day),
) -> Outcome<(), PortfolioError> {
    let client = own_client(tx, (actor, vendor), id, Action::File)?;
    if client.archived_at.is_some() {
        return Err(PortfolioError::Archived.into());
    }
    if ends_on < ctx.now.paris_day() {
        return Err(PortfolioError::MandateOver.into());
    }
    match file {
        Some(file) => {
            let mandate = Mandate {
                file_name: file.file_name.clone(),
                size: file.size,
                sha256: file.sha256.clone(),
                storage_key: file.storage_key.clone(),
                uploaded_at: ctx.now,
            };
            store::add_mandate(tx, ctx, (&client, actor), (&mandate, ends_on))?;
        }
        None => store::set_mandate_end(tx, ctx, &client, ends_on)?,
    }
    watch_mandate(tx, ctx, vendor, ends_on)?;
    let data = json!({
        "ends_on": ends_on.to_string(),
        "former": client.mandate_ends_on.to_string(),
        "sha256": file.map(|file| &file.sha256),
    });
    record(tx, ctx, ("vendor.mandate_set", vendor, id), data)?;
    Ok(())
}

/// Stops working for a client: it leaves the list, its requests and habilitations stay.
pub fn archive(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor, id): (AccountId, OrganisationId, ClientId),
) -> Outcome<(), PortfolioError> {
    let client = own_client(tx, (actor, vendor), id, Action::File)?;
    if store::set_archived(tx, ctx, client.id)? {
        record(tx, ctx, ("vendor.client_archived", vendor, id), json!({}))?;
    }
    Ok(())
}
