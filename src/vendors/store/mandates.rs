//! The mandates of clients and the requests begun for them.

use diesel::prelude::*;

use super::PAGE;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::organisations::OrganisationId;
use crate::requests::{LegalBasis, RequestId, Status};
use crate::schema::{
    requests, vendor_clients as clients, vendor_mandates as mandates, vendor_requests,
};
use crate::shell::AccountId;
use crate::vendors::model::{Client, ClientId, MandateId};

/// A mandate joined.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = mandates, check_for_backend(MultiBackend))]
pub(in crate::vendors) struct Mandate {
    pub file_name: String,
    pub size: i64,
    pub sha256: String,
    pub storage_key: String,
    pub uploaded_at: Instant,
}

/// Joins a mandate, which becomes the one in force.
pub(in crate::vendors) fn add_mandate(
    tx: &mut Conn,
    ctx: &Ctx,
    (client, author): (&Client, AccountId),
    (mandate, ends_on): (&Mandate, Day),
) -> QueryResult<()> {
    diesel::insert_into(mandates::table)
        .values((
            mandates::id.eq(ctx.new_id::<MandateId>()),
            mandates::client_id.eq(client.id),
            mandates::file_name.eq(&mandate.file_name),
            mandates::size.eq(mandate.size),
            mandates::sha256.eq(&mandate.sha256),
            mandates::storage_key.eq(&mandate.storage_key),
            mandates::ends_on.eq(ends_on),
            mandates::uploaded_by.eq(author),
            mandates::uploaded_at.eq(ctx.now),
        ))
        .execute(tx)?;
    set_mandate_end(tx, ctx, client, ends_on)
}

/// Changes the last day of a mandate.
pub(in crate::vendors) fn set_mandate_end(
    tx: &mut Conn,
    ctx: &Ctx,
    client: &Client,
    ends_on: Day,
) -> QueryResult<()> {
    diesel::update(clients::table.find(client.id))
        .set((
            clients::mandate_ends_on.eq(ends_on),
            clients::updated_at.eq(ctx.now),
            clients::version.eq(client.version + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// The mandate in force.
pub(in crate::vendors) fn mandate_of(
    c: &mut Conn,
    client: ClientId,
) -> QueryResult<Option<Mandate>> {
    mandates::table
        .filter(mandates::client_id.eq(client))
        .order((mandates::uploaded_at.desc(), mandates::id.desc()))
        .select(Mandate::as_select())
        .first(c)
        .optional()
}

/// Records for which client a request was begun.
pub(in crate::vendors) fn link_request(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    client: ClientId,
) -> QueryResult<()> {
    diesel::insert_into(vendor_requests::table)
        .values((
            vendor_requests::request_id.eq(request),
            vendor_requests::client_id.eq(client),
            vendor_requests::begun_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// A request of a client, or one to start from.
pub(in crate::vendors) type RequestLine = (RequestId, String, String, Status, Instant);

/// The requests begun for a client, the latest first.
pub(in crate::vendors) fn requests_of(
    c: &mut Conn,
    client: ClientId,
) -> QueryResult<Vec<RequestLine>> {
    vendor_requests::table
        .inner_join(requests::table.on(requests::id.eq(vendor_requests::request_id)))
        .filter(vendor_requests::client_id.eq(client))
        .order(vendor_requests::begun_at.desc())
        .limit(PAGE)
        .select((
            requests::id,
            requests::number,
            requests::title,
            requests::status,
            requests::updated_at,
        ))
        .load(c)
}

/// The latest requests that a vendor filed for its clients: what a new one may start from.
pub(in crate::vendors) fn models(
    c: &mut Conn,
    vendor: OrganisationId,
) -> QueryResult<Vec<RequestLine>> {
    requests::table
        .filter(requests::organisation_id.eq(vendor))
        .filter(requests::legal_basis.eq(LegalBasis::VendorForAdministration))
        .order((requests::updated_at.desc(), requests::id.desc()))
        .limit(PAGE)
        .select((
            requests::id,
            requests::number,
            requests::title,
            requests::status,
            requests::updated_at,
        ))
        .load(c)
}
