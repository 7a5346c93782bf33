//! The clients of a portfolio.

use diesel::prelude::*;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::secret::TokenHash;
use crate::kernel::text;
use crate::organisations::OrganisationId;
use crate::schema::vendor_clients as clients;
use crate::shell::AccountId;
use crate::vendors::model::{Client, ClientId, Consent, ImportId, NewClient, Sheet};

/// Clients on one page.
pub(in crate::vendors) const PAGE: i64 = 25;

#[derive(Queryable, Selectable)]
#[diesel(table_name = clients, check_for_backend(MultiBackend))]
struct Row {
    id: ClientId,
    vendor_id: OrganisationId,
    siret: String,
    name: String,
    sheet: Json<Sheet>,
    mandate_ends_on: Day,
    consent: Consent,
    consent_email: String,
    consent_asked_at: Option<Instant>,
    consent_expires_at: Option<Instant>,
    consent_answered_at: Option<Instant>,
    archived_at: Option<Instant>,
    version: i32,
}

impl From<Row> for Client {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            vendor: row.vendor_id,
            siret: row.siret,
            name: row.name,
            sheet: row.sheet.0,
            mandate_ends_on: row.mandate_ends_on,
            consent: row.consent,
            consent_email: row.consent_email,
            asked_at: row.consent_asked_at,
            expires_at: row.consent_expires_at,
            answered_at: row.consent_answered_at,
            archived_at: row.archived_at,
            version: row.version,
        }
    }
}

/// Adds a client to a portfolio.
pub(in crate::vendors) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    (vendor, author, import): (OrganisationId, AccountId, Option<ImportId>),
    new: &NewClient,
) -> QueryResult<ClientId> {
    let id = ctx.new_id::<ClientId>();
    let company = &new.sheet.company;
    diesel::insert_into(clients::table)
        .values((
            (
                clients::id.eq(id),
                clients::vendor_id.eq(vendor),
                clients::siret.eq(&company.siret),
                clients::name.eq(&company.name),
                clients::search_key.eq(text::search_key(&company.name)),
                clients::sort_key.eq(text::sort_key(&company.name)),
                clients::sheet.eq(Json(new.sheet.clone())),
                clients::mandate_ends_on.eq(new.mandate_ends_on),
            ),
            (
                clients::consent.eq(Consent::None),
                clients::consent_email.eq(&new.email),
                clients::import_id.eq(import),
                clients::created_by.eq(author),
                clients::created_at.eq(ctx.now),
                clients::updated_at.eq(ctx.now),
                clients::version.eq(1_i32),
            ),
        ))
        .execute(tx)?;
    Ok(id)
}

/// Replaces what is known of a client, and brings it back if it was archived.
pub(in crate::vendors) fn update(
    tx: &mut Conn,
    ctx: &Ctx,
    client: &Client,
    (new, import): (&NewClient, Option<ImportId>),
) -> QueryResult<()> {
    let company = &new.sheet.company;
    diesel::update(clients::table.find(client.id))
        .set((
            clients::name.eq(&company.name),
            clients::search_key.eq(text::search_key(&company.name)),
            clients::sort_key.eq(text::sort_key(&company.name)),
            clients::sheet.eq(Json(new.sheet.clone())),
            clients::mandate_ends_on.eq(new.mandate_ends_on),
            clients::consent_email.eq(&new.email),
            clients::import_id.eq(import),
            clients::archived_at.eq(None::<Instant>),
            clients::updated_at.eq(ctx.now),
            clients::version.eq(client.version + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// A client by its id.
pub(in crate::vendors) fn find(c: &mut Conn, id: ClientId) -> QueryResult<Option<Client>> {
    let row: Option<Row> = clients::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Client::from))
}

/// A vendor's client by its number.
pub(in crate::vendors) fn by_siret(
    c: &mut Conn,
    vendor: OrganisationId,
    siret: &str,
) -> QueryResult<Option<Client>> {
    let row: Option<Row> = clients::table
        .filter(clients::vendor_id.eq(vendor))
        .filter(clients::siret.eq(siret))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Client::from))
}

/// The client behind a link.
pub(in crate::vendors) fn by_token(c: &mut Conn, token: &TokenHash) -> QueryResult<Option<Client>> {
    let row: Option<Row> = clients::table
        .filter(clients::consent_token_hash.eq(&token.0))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Client::from))
}

/// How many clients a portfolio holds.
pub(in crate::vendors) fn count(c: &mut Conn, vendor: OrganisationId) -> QueryResult<i64> {
    clients::table
        .filter(clients::vendor_id.eq(vendor))
        .count()
        .get_result(c)
}

/// What is looked for in a portfolio.
#[derive(Debug, Clone, Default)]
pub(in crate::vendors) struct Search {
    /// Beginning of the name, or the SIRET.
    pub words: String,
    /// Only those whose mandate ends by that day.
    pub ends_by: Option<Day>,
    /// From 1.
    pub page: i64,
}

/// One page of a portfolio, and whether there are more: by name, or by the end of the mandate when that is looked for.
pub(in crate::vendors) fn listed(
    c: &mut Conn,
    vendor: OrganisationId,
    search: &Search,
) -> QueryResult<(Vec<Client>, bool)> {
    let mut query = clients::table
        .filter(clients::vendor_id.eq(vendor))
        .filter(clients::archived_at.is_null())
        .into_boxed::<MultiBackend>();
    let digits: String = search.words.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 14 {
        query = query.filter(clients::siret.eq(digits));
    } else if !search.words.is_empty() {
        let from = text::sort_key(&search.words);
        let until = format!("{from}\u{10ffff}");
        query = query
            .filter(clients::sort_key.ge(from))
            .filter(clients::sort_key.lt(until));
    }
    query = match search.ends_by {
        Some(day) => query
            .filter(clients::mandate_ends_on.le(day))
            .order((clients::mandate_ends_on, clients::id)),
        None => query.order((clients::sort_key, clients::id)),
    };
    let rows: Vec<Row> = query
        .limit(PAGE + 1)
        .offset((search.page - 1) * PAGE)
        .select(Row::as_select())
        .load(c)?;
    let page = usize::try_from(PAGE).unwrap_or_default();
    let more = rows.len() > page;
    Ok((
        rows.into_iter().take(page).map(Client::from).collect(),
        more,
    ))
}

/// Names and mandates of a vendor's clients whose mandate ends on one of these days.
pub(in crate::vendors) fn ending(
    c: &mut Conn,
    vendor: OrganisationId,
    days: &[Day],
    most: i64,
) -> QueryResult<Vec<(String, Day)>> {
    clients::table
        .filter(clients::vendor_id.eq(vendor))
        .filter(clients::archived_at.is_null())
        .filter(clients::mandate_ends_on.eq_any(days.to_vec()))
        .order((clients::mandate_ends_on, clients::id))
        .limit(most)
        .select((clients::name, clients::mandate_ends_on))
        .load(c)
}

/// Asks a client again or for the first time: the former link opens nothing any more.
pub(in crate::vendors) fn set_asked(
    tx: &mut Conn,
    ctx: &Ctx,
    client: &Client,
    (email, by, expires_at): (&str, AccountId, Instant),
) -> QueryResult<()> {
    diesel::update(clients::table.find(client.id))
        .set((
            clients::consent.eq(Consent::Asked),
            clients::consent_email.eq(email),
            clients::consent_asked_at.eq(ctx.now),
            clients::consent_asked_by.eq(by),
            clients::consent_expires_at.eq(expires_at),
            clients::consent_answered_at.eq(None::<Instant>),
            clients::consent_token_hash.eq(None::<String>),
            clients::updated_at.eq(ctx.now),
            clients::version.eq(client.version + 1),
        ))
        .execute(tx)?;
    Ok(())
}

/// Keeps the hash of the link that is about to be mailed; false when the client answered meanwhile.
pub(in crate::vendors) fn set_token(
    tx: &mut Conn,
    id: ClientId,
    token: &TokenHash,
) -> QueryResult<bool> {
    let waiting = clients::table
        .find(id)
        .filter(clients::consent.eq(Consent::Asked));
    let rows = diesel::update(waiting)
        .set(clients::consent_token_hash.eq(&token.0))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Records the answer of a client; false when it answered meanwhile.
pub(in crate::vendors) fn set_answer(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ClientId,
    consent: Consent,
) -> QueryResult<bool> {
    let waiting = clients::table
        .find(id)
        .filter(clients::consent.eq(Consent::Asked));
    let rows = diesel::update(waiting)
        .set((
            clients::consent.eq(consent),
            clients::consent_answered_at.eq(ctx.now),
            clients::consent_token_hash.eq(None::<String>),
            clients::updated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Who asked a client.
pub(in crate::vendors) fn asked_by(c: &mut Conn, id: ClientId) -> QueryResult<Option<AccountId>> {
    clients::table
        .find(id)
        .select(clients::consent_asked_by)
        .first(c)
}

/// Stops or starts working for a client.
pub(in crate::vendors) fn set_archived(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ClientId,
) -> QueryResult<bool> {
    let rows = diesel::update(
        clients::table
            .find(id)
            .filter(clients::archived_at.is_null()),
    )
    .set((
        clients::archived_at.eq(ctx.now),
        clients::updated_at.eq(ctx.now),
        clients::consent_token_hash.eq(None::<String>),
    ))
    .execute(tx)?;
    Ok(rows == 1)
}
