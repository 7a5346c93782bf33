//! Organisations themselves.

use diesel::prelude::*;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::error::Fault;
use crate::kernel::text;
use crate::organisations::model::{
    Address, Details, Organisation, OrganisationId, Provenance, RegistryState, Role,
};
use crate::organisations::registry::Finding;
use crate::organisations::{ActivityCode, LegalCategory, Siret};
use crate::schema::{memberships, organisations};
use crate::shell::actor::AccountId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = organisations, check_for_backend(MultiBackend))]
struct Row {
    id: OrganisationId,
    siret: String,
    siren: String,
    name: String,
    legal_category: String,
    activity_code: String,
    street: String,
    postal_code: String,
    city: String,
    founded_on: Day,
    registry_state: RegistryState,
    provenance: Provenance,
    search_key: String,
    sort_key: String,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
    registry_finding: Option<Finding>,
    registry_checked_at: Option<Instant>,
}

impl Row {
    fn into_organisation(self) -> Result<Organisation, Fault> {
        let broken = || Fault::inconsistent("organisations", self.id);
        Ok(Organisation {
            id: self.id,
            siret: Siret::parse(&self.siret).map_err(|_| broken())?,
            details: Details {
                legal_category: LegalCategory::parse(&self.legal_category).map_err(|_| broken())?,
                activity: ActivityCode::parse(&self.activity_code).map_err(|_| broken())?,
                name: self.name,
                address: Address {
                    street: self.street,
                    postal_code: self.postal_code,
                    city: self.city,
                },
                founded_on: self.founded_on,
                state: self.registry_state,
            },
            provenance: self.provenance,
            finding: self.registry_finding,
            checked_at: self.registry_checked_at,
            created_at: self.created_at,
            version: self.version,
        })
    }
}

/// Stores a new organisation.
pub(in crate::organisations) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    siret: Siret,
    (details, finding): (&Details, Option<Finding>),
) -> QueryResult<OrganisationId> {
    let id = ctx.new_id::<OrganisationId>();
    let row = Row {
        id,
        siret: siret.to_string(),
        siren: siret.siren().to_string(),
        name: details.name.clone(),
        legal_category: details.legal_category.to_string(),
        activity_code: details.activity.to_string(),
        street: details.address.street.clone(),
        postal_code: details.address.postal_code.clone(),
        city: details.address.city.clone(),
        founded_on: details.founded_on,
        registry_state: details.state,
        provenance: Provenance::of(finding),
        search_key: text::search_key(&details.name),
        sort_key: text::sort_key(&details.name),
        version: 1,
        created_at: ctx.now,
        updated_at: ctx.now,
        registry_finding: finding,
        registry_checked_at: finding.map(|_| ctx.now),
    };
    diesel::insert_into(organisations::table)
        .values(&row)
        .execute(tx)?;
    Ok(id)
}

/// Replaces the details typed by hand, unless they changed since `seen` or were verified; tells whether it did.
pub(in crate::organisations) fn update_details(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, seen): (OrganisationId, i32),
    details: &Details,
) -> QueryResult<bool> {
    let rows = diesel::update(
        organisations::table
            .filter(organisations::id.eq(id))
            .filter(organisations::version.eq(seen))
            .filter(organisations::provenance.eq(Provenance::Unverified)),
    )
    .set((
        organisations::name.eq(&details.name),
        organisations::legal_category.eq(details.legal_category.code()),
        organisations::activity_code.eq(details.activity.to_string()),
        organisations::street.eq(&details.address.street),
        organisations::postal_code.eq(&details.address.postal_code),
        organisations::city.eq(&details.address.city),
        organisations::founded_on.eq(details.founded_on),
        organisations::registry_state.eq(details.state),
        organisations::search_key.eq(text::search_key(&details.name)),
        organisations::sort_key.eq(text::sort_key(&details.name)),
        organisations::version.eq(seen + 1),
        organisations::updated_at.eq(ctx.now),
    ))
    .execute(tx)?;
    Ok(rows == 1)
}

/// Replaces the details by what the registry made of them.
pub(in crate::organisations) fn take_registry(
    tx: &mut Conn,
    ctx: &Ctx,
    organisation: &Organisation,
    (details, finding): (&Details, Finding),
) -> QueryResult<()> {
    diesel::update(organisations::table.find(organisation.id))
        .set((
            organisations::name.eq(&details.name),
            organisations::legal_category.eq(details.legal_category.code()),
            organisations::activity_code.eq(details.activity.to_string()),
            organisations::street.eq(&details.address.street),
            organisations::postal_code.eq(&details.address.postal_code),
            organisations::city.eq(&details.address.city),
            organisations::founded_on.eq(details.founded_on),
            organisations::registry_state.eq(details.state),
            (
                organisations::search_key.eq(text::search_key(&details.name)),
                organisations::sort_key.eq(text::sort_key(&details.name)),
                organisations::provenance.eq(Provenance::of(Some(finding))),
                organisations::registry_finding.eq(Some(finding)),
                organisations::registry_checked_at.eq(Some(ctx.now)),
                organisations::version.eq(organisation.version + 1),
                organisations::updated_at.eq(ctx.now),
            ),
        ))
        .execute(tx)?;
    Ok(())
}

/// Keeps when the registry last said the same.
pub(in crate::organisations) fn set_checked(
    tx: &mut Conn,
    ctx: &Ctx,
    id: OrganisationId,
    finding: Finding,
) -> QueryResult<()> {
    diesel::update(organisations::table.find(id))
        .set((
            organisations::registry_finding.eq(Some(finding)),
            organisations::registry_checked_at.eq(Some(ctx.now)),
        ))
        .execute(tx)?;
    Ok(())
}

/// The organisation of this id.
pub(in crate::organisations) fn find(
    c: &mut Conn,
    id: OrganisationId,
) -> Result<Option<Organisation>, Fault> {
    let row = organisations::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(Row::into_organisation).transpose()
}

/// The organisation of this number.
pub(in crate::organisations) fn find_by_siret(
    c: &mut Conn,
    siret: Siret,
) -> Result<Option<Organisation>, Fault> {
    let row = organisations::table
        .filter(organisations::siret.eq(siret.to_string()))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(Row::into_organisation).transpose()
}

/// The organisations of a person, in the order of names, with the person's role in each.
pub(in crate::organisations) fn of_account(
    c: &mut Conn,
    account: AccountId,
) -> Result<Vec<(Organisation, Role)>, Fault> {
    let rows: Vec<(Row, Role)> = organisations::table
        .inner_join(memberships::table.on(memberships::organisation_id.eq(organisations::id)))
        .filter(memberships::account_id.eq(account))
        .order((organisations::sort_key, organisations::id))
        .select((Row::as_select(), memberships::role))
        .load(c)?;
    rows.into_iter()
        .map(|(row, role)| Ok((row.into_organisation()?, role)))
        .collect()
}
