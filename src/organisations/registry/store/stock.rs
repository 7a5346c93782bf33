//! The imported stock: look-up by SIRET, and the progress of imports.

use diesel::prelude::*;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::{BothExt, Conn, MultiBackend, bulk};
use crate::kernel::error::Fault;
use crate::organisations::model::RegistryState;
use crate::organisations::registry::model::{Found, Lookup, city, name, postal_code, street};
use crate::organisations::registry::stock::Kind;
use crate::organisations::{ActivityCode, LegalCategory, Siret};
use crate::schema::{sirene_establishments, sirene_imports, sirene_units};

#[derive(Queryable, Selectable)]
#[diesel(table_name = sirene_units, check_for_backend(MultiBackend))]
struct Unit {
    name: String,
    legal_category: String,
    activity_code: String,
    founded_on: String,
    state: RegistryState,
    restricted: String,
    head_office: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sirene_establishments, check_for_backend(MultiBackend))]
struct Establishment {
    street: String,
    postal_code: String,
    city: String,
    state: RegistryState,
    restricted: String,
}

/// How far the import of a file went.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = sirene_imports, check_for_backend(MultiBackend))]
pub(in crate::organisations::registry) struct Checkpoint {
    pub(in crate::organisations::registry) fingerprint: String,
    pub(in crate::organisations::registry) byte_offset: i64,
    pub(in crate::organisations::registry) rows_read: i64,
    pub(in crate::organisations::registry) rows_refused: i64,
    pub(in crate::organisations::registry) finished_at: Option<Instant>,
}

/// What the stock says of this number: [`Lookup::Off`] until the establishments were imported whole once.
pub(in crate::organisations::registry) fn in_stock(
    c: &mut Conn,
    siret: Siret,
) -> Result<Lookup, Fault> {
    let imported: Option<Instant> = sirene_imports::table
        .find(Kind::Establishments)
        .select(sirene_imports::updated_at)
        .first(c)
        .optional()?;
    let Some(at) = imported else {
        return Ok(Lookup::Off);
    };
    let place: Option<Establishment> = sirene_establishments::table
        .find(siret.to_string())
        .select(Establishment::as_select())
        .first(c)
        .optional()?;
    let Some(place) = place else {
        let whole = checkpoint(c, Kind::Establishments)?.is_some_and(|c| c.finished_at.is_some());
        return Ok(if whole { Lookup::Unknown } else { Lookup::Off });
    };
    let unit: Option<Unit> = sirene_units::table
        .find(siret.siren().to_string())
        .select(Unit::as_select())
        .first(c)
        .optional()?;
    Ok(Lookup::Found(
        Box::new(entry(siret, &place, unit.as_ref())),
        at,
    ))
}

fn entry(siret: Siret, place: &Establishment, unit: Option<&Unit>) -> Found {
    let mut found = Found {
        street: street(&place.street),
        postal_code: postal_code(&place.postal_code),
        city: city(&place.city),
        restricted: place.restricted == "yes",
        ..Found::bare(siret, place.state)
    };
    if let Some(unit) = unit {
        found.name = name(&unit.name);
        found.legal_category = LegalCategory::parse(&unit.legal_category).ok();
        found.activity = ActivityCode::parse(&unit.activity_code).ok();
        found.founded_on = Day::parse(&unit.founded_on);
        found.restricted |= unit.restricted == "yes";
        if unit.state == RegistryState::Closed {
            found.state = RegistryState::Closed;
        } else {
            found.head_office = Siret::parse(&format!("{}{}", siret.siren(), unit.head_office))
                .ok()
                .filter(|office| *office != siret);
        }
    }
    found.respecting_restriction()
}

/// How far the import of this file went.
pub(in crate::organisations::registry) fn checkpoint(
    c: &mut Conn,
    kind: Kind,
) -> QueryResult<Option<Checkpoint>> {
    sirene_imports::table
        .find(kind)
        .select(Checkpoint::as_select())
        .first(c)
        .optional()
}

/// Begins an import from the start of a file.
pub(in crate::organisations::registry) fn begin(
    tx: &mut Conn,
    (kind, now): (Kind, Instant),
    fingerprint: &str,
) -> QueryResult<()> {
    let start = (
        sirene_imports::fingerprint.eq(fingerprint),
        sirene_imports::byte_offset.eq(0_i64),
        sirene_imports::rows_read.eq(0_i64),
        sirene_imports::rows_refused.eq(0_i64),
        sirene_imports::started_at.eq(now),
        sirene_imports::updated_at.eq(now),
        sirene_imports::finished_at.eq(None::<Instant>),
    );
    diesel::insert_into(sirene_imports::table)
        .values((sirene_imports::file.eq(kind), start))
        .on_conflict(sirene_imports::file)
        .do_update()
        .set(start)
        .both()
        .execute(tx)?;
    Ok(())
}

/// Writes rows and how far they bring the import; false when another import of the file went on meanwhile.
pub(in crate::organisations::registry) fn write_batch(
    tx: &mut Conn,
    (kind, now): (Kind, Instant),
    (seen, next): (&Checkpoint, &Checkpoint),
    rows: &[Vec<String>],
) -> QueryResult<bool> {
    let row = sirene_imports::table
        .find(kind)
        .filter(sirene_imports::fingerprint.eq(&seen.fingerprint))
        .filter(sirene_imports::byte_offset.eq(seen.byte_offset));
    let moved = diesel::update(row)
        .set((
            sirene_imports::byte_offset.eq(next.byte_offset),
            sirene_imports::rows_read.eq(next.rows_read),
            sirene_imports::rows_refused.eq(next.rows_refused),
            sirene_imports::updated_at.eq(now),
        ))
        .execute(tx)?;
    if moved == 1 {
        bulk::upsert(tx, &kind.target(), rows)?;
    }
    Ok(moved == 1)
}

/// The file was read to its end.
pub(in crate::organisations::registry) fn finish(
    tx: &mut Conn,
    (kind, now): (Kind, Instant),
) -> QueryResult<()> {
    diesel::update(sirene_imports::table.find(kind))
        .set((
            sirene_imports::updated_at.eq(now),
            sirene_imports::finished_at.eq(Some(now)),
        ))
        .execute(tx)?;
    Ok(())
}
