//! Read models of production credentials: what mails and the staff's list show.

use diesel::prelude::*;

use super::model::CredentialId;
use super::state::Status;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::schema::{clients, credentials, organisations, services};
use crate::services::ServiceId;
use crate::shell::AccountId;

/// The words of a mail.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub service: String,
    pub organisation: String,
    /// The name of the person to whom the secret was shown; empty when it was not.
    pub revealed_by: String,
}

/// The words of a mail about credentials.
pub(super) fn letter(c: &mut Conn, service: ServiceId, id: CredentialId) -> QueryResult<Letter> {
    let (name, organisation): (String, String) = services::table
        .inner_join(organisations::table.on(organisations::id.eq(services::organisation_id)))
        .filter(services::id.eq(service))
        .select((services::name, organisations::name))
        .first(c)?;
    let revealed_by: Option<AccountId> = credentials::table
        .find(id)
        .select(credentials::revealed_by)
        .first(c)?;
    let person = revealed_by
        .map(|account| crate::services::person(c, account))
        .transpose()?;
    Ok(Letter {
        service: name,
        organisation,
        revealed_by: person.map(|person| person.name).unwrap_or_default(),
    })
}

/// Credentials in the staff's list.
#[derive(Debug, Clone, Queryable)]
pub(super) struct InForce {
    pub id: CredentialId,
    pub service: String,
    pub organisation: String,
    pub status: Status,
    pub issued_at: Instant,
    pub expires_at: Instant,
}

/// Most credentials on a page of the staff's list.
pub(super) const PAGE: i64 = 50;

const OPEN: [Status; 3] = [Status::Issued, Status::Revealed, Status::KeyRegistered];

/// Credentials in force or to retrieve, the latest first.
pub(super) fn in_force(c: &mut Conn, page: i64) -> QueryResult<Vec<InForce>> {
    credentials::table
        .inner_join(clients::table.on(clients::id.eq(credentials::client_id)))
        .inner_join(services::table.on(services::id.eq(clients::service_id)))
        .inner_join(organisations::table.on(organisations::id.eq(services::organisation_id)))
        .filter(credentials::status.eq_any(OPEN))
        .order((credentials::issued_at.desc(), credentials::id.desc()))
        .limit(PAGE)
        .offset((page.max(1) - 1) * PAGE)
        .select((
            credentials::id,
            services::name,
            organisations::name,
            credentials::status,
            credentials::issued_at,
            credentials::expires_at,
        ))
        .load(c)
}

/// How many credentials are in force or to retrieve.
pub(super) fn count_in_force(c: &mut Conn) -> QueryResult<i64> {
    credentials::table
        .filter(credentials::status.eq_any(OPEN))
        .count()
        .get_result(c)
}
