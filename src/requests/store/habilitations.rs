//! Habilitations: written at the grant, closed once.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::organisations::OrganisationId;
use crate::requests::model::{
    AssuranceLevel, Claim, GrantTerms, Habilitation, HabilitationId, LegalBasis, RequestId,
    VersionId, Withheld,
};
use crate::requests::state::Status;
use crate::schema::habilitations;

#[derive(Queryable, Selectable)]
#[diesel(table_name = habilitations, check_for_backend(MultiBackend))]
struct Row {
    id: HabilitationId,
    number: String,
    request_id: RequestId,
    version_id: VersionId,
    organisation_id: OrganisationId,
    siren: String,
    legal_basis: LegalBasis,
    level: AssuranceLevel,
    claims: Json<Vec<Claim>>,
    data_apis: Json<Vec<String>>,
    legal_text: String,
    service_name: String,
    granted_at: Instant,
    ended_at: Option<Instant>,
    replaced_by: Option<HabilitationId>,
    conditions: Json<Vec<String>>,
    withheld: Json<Vec<Withheld>>,
}

impl From<Row> for Habilitation {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            number: row.number,
            request: row.request_id,
            version: row.version_id,
            organisation: row.organisation_id,
            siren: row.siren,
            basis: row.legal_basis,
            level: row.level,
            claims: row.claims.0,
            data_scopes: row.data_apis.0,
            legal_text: row.legal_text,
            service_name: row.service_name,
            granted_at: row.granted_at,
            ended_at: row.ended_at,
            replaced_by: row.replaced_by,
            terms: GrantTerms::kept(row.withheld.0, row.conditions.0),
        }
    }
}

/// Opens an habilitation.
pub fn add_habilitation(tx: &mut Conn, new: &Habilitation) -> QueryResult<()> {
    diesel::insert_into(habilitations::table)
        .values((
            (
                habilitations::id.eq(new.id),
                habilitations::number.eq(&new.number),
                habilitations::request_id.eq(new.request),
                habilitations::version_id.eq(new.version),
                habilitations::organisation_id.eq(new.organisation),
                habilitations::siren.eq(&new.siren),
                habilitations::legal_basis.eq(new.basis),
            ),
            (
                habilitations::level.eq(new.level),
                habilitations::claims.eq(Json(new.claims.clone())),
                habilitations::data_apis.eq(Json(new.data_scopes.clone())),
                habilitations::legal_text.eq(&new.legal_text),
                habilitations::service_name.eq(&new.service_name),
                habilitations::granted_at.eq(new.granted_at),
                habilitations::conditions.eq(Json(new.terms.conditions().to_vec())),
                habilitations::withheld.eq(Json(new.terms.withheld().to_vec())),
            ),
        ))
        .execute(tx)?;
    Ok(())
}

/// Closes the habilitation of a request that goes to `status`.
pub fn close_habilitation(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    status: Status,
) -> QueryResult<()> {
    diesel::update(
        habilitations::table
            .filter(habilitations::request_id.eq(request))
            .filter(habilitations::ended_at.is_null()),
    )
    .set((
        habilitations::ended_at.eq(ctx.now),
        habilitations::end_reason.eq(status),
    ))
    .execute(tx)?;
    Ok(())
}

/// Closes an habilitation because `by` replaces it; tells whether it was still in force.
pub fn replace_habilitation(
    tx: &mut Conn,
    ctx: &Ctx,
    former: HabilitationId,
    by: HabilitationId,
) -> QueryResult<bool> {
    let rows = diesel::update(
        habilitations::table
            .find(former)
            .filter(habilitations::ended_at.is_null()),
    )
    .set((
        habilitations::ended_at.eq(ctx.now),
        habilitations::end_reason.eq(Status::Ended),
        habilitations::replaced_by.eq(by),
    ))
    .execute(tx)?;
    Ok(rows == 1)
}

/// An habilitation by its id.
pub fn find_habilitation(c: &mut Conn, id: HabilitationId) -> QueryResult<Option<Habilitation>> {
    let row: Option<Row> = habilitations::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Habilitation::from))
}

/// The habilitation that a request gave.
pub fn habilitation_of(c: &mut Conn, request: RequestId) -> QueryResult<Option<Habilitation>> {
    let row: Option<Row> = habilitations::table
        .filter(habilitations::request_id.eq(request))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(Habilitation::from))
}
