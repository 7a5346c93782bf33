//! Files of clients.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::organisations::OrganisationId;
use crate::schema::vendor_imports as imports;
use crate::shell::AccountId;
use crate::vendors::model::{ImportId, ImportStatus};

/// A file of clients.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports, check_for_backend(MultiBackend))]
pub(in crate::vendors) struct Import {
    pub id: ImportId,
    pub vendor_id: OrganisationId,
    pub file_name: String,
    pub sha256: String,
    pub storage_key: String,
    pub line_count: i32,
    pub error_count: i32,
    pub status: ImportStatus,
    pub created_at: Instant,
}

/// Records a file that was checked.
pub(in crate::vendors) fn add_import(
    tx: &mut Conn,
    new: &Import,
    author: AccountId,
) -> QueryResult<()> {
    diesel::insert_into(imports::table)
        .values((
            imports::id.eq(new.id),
            imports::vendor_id.eq(new.vendor_id),
            imports::file_name.eq(&new.file_name),
            imports::sha256.eq(&new.sha256),
            imports::storage_key.eq(&new.storage_key),
            imports::line_count.eq(new.line_count),
            imports::error_count.eq(new.error_count),
            imports::status.eq(new.status),
            imports::created_by.eq(author),
            imports::created_at.eq(new.created_at),
        ))
        .execute(tx)?;
    Ok(())
}

/// A file of a vendor.
pub(in crate::vendors) fn find_import(
    c: &mut Conn,
    vendor: OrganisationId,
    id: ImportId,
) -> QueryResult<Option<Import>> {
    imports::table
        .find(id)
        .filter(imports::vendor_id.eq(vendor))
        .select(Import::as_select())
        .first(c)
        .optional()
}

/// Settles a file that waits; false when it was settled meanwhile.
pub(in crate::vendors) fn settle_import(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ImportId,
    status: ImportStatus,
) -> QueryResult<bool> {
    let waiting = imports::table
        .find(id)
        .filter(imports::status.eq(ImportStatus::Checked));
    let rows = diesel::update(waiting)
        .set((imports::status.eq(status), imports::settled_at.eq(ctx.now)))
        .execute(tx)?;
    Ok(rows == 1)
}
