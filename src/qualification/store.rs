//! Rows of the qualification: items, files, reports.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::Value;

use super::checklist::VERSION;
use super::gate::Verdict;
use super::model::{EvidenceFile, Item, NewFile};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::types::Json;
use crate::kernel::db::{BothExt, Conn};
use crate::kernel::error::Fault;
use crate::requests::{DocumentId, MediaType};
use crate::schema::{
    documents, qualification_files as files, qualification_items as items,
    qualification_reports as reports,
};
use crate::services::ServiceId;
use crate::shell::AccountId;

/// The kind of the documents kept here.
const KIND: &str = "qualification_evidence";

#[derive(Queryable, Selectable)]
#[diesel(table_name = items)]
struct ItemRow {
    criterion: i32,
    version: i32,
    attestation: String,
    attested_by: Option<AccountId>,
    attested_at: Option<Instant>,
    verdict: Option<Verdict>,
    comment: String,
    verdict_at: Option<Instant>,
}

impl ItemRow {
    fn item(self, service: ServiceId) -> Result<Item, Fault> {
        let attested = match (self.attested_by, self.attested_at) {
            (Some(by), Some(at)) => Some((by, at)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(Fault::inconsistent("qualification_items", service));
            }
        };
        let verdict = match (self.verdict, self.verdict_at) {
            (Some(verdict), Some(at)) => Some((verdict, at)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(Fault::inconsistent("qualification_items", service));
            }
        };
        let (criterion, version, attestation, comment) =
            (self.criterion, self.version, self.attestation, self.comment);
        Ok(Item {
            criterion,
            version,
            attestation,
            attested,
            verdict,
            comment,
        })
    }
}

/// What is kept of each criterion of a service, by number, in the present version of the checklist.
pub(super) fn items_of(c: &mut Conn, service: ServiceId) -> Result<BTreeMap<i32, Item>, Fault> {
    let rows: Vec<ItemRow> = items::table
        .filter(items::service_id.eq(service))
        .filter(items::checklist.eq(VERSION))
        .select(ItemRow::as_select())
        .load(c)?;
    rows.into_iter()
        .map(|row| Ok((row.criterion, row.item(service)?)))
        .collect()
}

/// Keeps an attestation; the verdict on the former one no longer counts. False when somebody was faster.
pub(super) fn attest(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, criterion): (ServiceId, i32),
    seen: i32,
    (author, words): (AccountId, &str),
) -> QueryResult<bool> {
    if seen == 0 {
        return insert(tx, (service, criterion), Some((author, ctx.now)), words);
    }
    let rows = diesel::update(items::table.find((service, VERSION, criterion)))
        .filter(items::version.eq(seen))
        .set((
            items::version.eq(seen + 1),
            items::attestation.eq(words),
            items::attested_by.eq(author),
            items::attested_at.eq(ctx.now),
            items::verdict.eq(None::<Verdict>),
            items::verdict_at.eq(None::<Instant>),
            items::officer_id.eq(None::<AccountId>),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

fn insert(
    tx: &mut Conn,
    (service, criterion): (ServiceId, i32),
    attested: Option<(AccountId, Instant)>,
    words: &str,
) -> QueryResult<bool> {
    let rows = diesel::insert_into(items::table)
        .values((
            items::service_id.eq(service),
            items::checklist.eq(VERSION),
            items::criterion.eq(criterion),
            items::version.eq(1),
            items::attestation.eq(words),
            items::attested_by.eq(attested.map(|(by, _)| by)),
            items::attested_at.eq(attested.map(|(_, at)| at)),
            items::comment.eq(""),
        ))
        .on_conflict_do_nothing()
        .both()
        .execute(tx)?;
    Ok(rows == 1)
}

/// Keeps a verdict; false when the item changed since it was read.
pub(super) fn judge(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, criterion): (ServiceId, i32),
    seen: i32,
    (officer, verdict, comment): (AccountId, Verdict, &str),
) -> QueryResult<bool> {
    let seen = match seen {
        0 if insert(tx, (service, criterion), None, "")? => 1,
        0 => return Ok(false),
        seen => seen,
    };
    let rows = diesel::update(items::table.find((service, VERSION, criterion)))
        .filter(items::version.eq(seen))
        .set((
            items::version.eq(seen + 1),
            items::verdict.eq(verdict),
            items::verdict_at.eq(ctx.now),
            items::officer_id.eq(officer),
            items::comment.eq(comment),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Attaches a file to a criterion.
pub(super) fn add_file(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, criterion): (ServiceId, i32),
    author: AccountId,
    new: &NewFile,
) -> QueryResult<()> {
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(new.id),
            documents::service_id.eq(service),
            documents::kind.eq(KIND),
            documents::file_name.eq(&new.file_name),
            documents::media_type.eq(new.media_type),
            documents::size.eq(new.size),
            documents::sha256.eq(&new.sha256),
            documents::storage_key.eq(&new.storage_key),
            documents::uploaded_by.eq(author),
            documents::uploaded_at.eq(ctx.now),
        ))
        .execute(tx)?;
    diesel::insert_into(files::table)
        .values((
            files::document_id.eq(new.id),
            files::service_id.eq(service),
            files::criterion.eq(criterion),
        ))
        .execute(tx)?;
    Ok(())
}

/// The files of a service, in the order they came.
pub(super) fn files_of(c: &mut Conn, service: ServiceId) -> QueryResult<Vec<EvidenceFile>> {
    type Row = (DocumentId, i32, String, MediaType, i64, String, String);
    let rows: Vec<Row> = files::table
        .inner_join(documents::table.on(documents::id.eq(files::document_id)))
        .filter(files::service_id.eq(service))
        .filter(documents::removed_at.is_null())
        .order((documents::uploaded_at, documents::id))
        .select((
            documents::id,
            files::criterion,
            documents::file_name,
            documents::media_type,
            documents::size,
            documents::sha256,
            documents::storage_key,
        ))
        .load(c)?;
    let file =
        |(id, criterion, file_name, media_type, size, sha256, storage_key): Row| EvidenceFile {
            id,
            criterion,
            file_name,
            media_type,
            size,
            sha256,
            storage_key,
        };
    Ok(rows.into_iter().map(file).collect())
}

/// Takes a file away; false when it was not there.
pub(super) fn remove_file(
    tx: &mut Conn,
    ctx: &Ctx,
    service: ServiceId,
    id: DocumentId,
) -> QueryResult<bool> {
    let rows = diesel::update(documents::table.find(id))
        .filter(documents::service_id.eq(service))
        .filter(documents::kind.eq(KIND))
        .filter(documents::removed_at.is_null())
        .set(documents::removed_at.eq(ctx.now))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Keeps the report of a qualification.
pub(super) fn add_report(
    tx: &mut Conn,
    ctx: &Ctx,
    (service, ordinal): (ServiceId, i32),
    officer: AccountId,
    report: &Value,
) -> QueryResult<()> {
    diesel::insert_into(reports::table)
        .values((
            reports::service_id.eq(service),
            reports::ordinal.eq(ordinal),
            reports::checklist.eq(VERSION),
            reports::officer_id.eq(officer),
            reports::qualified_at.eq(ctx.now),
            reports::report.eq(Json(report.clone())),
        ))
        .execute(tx)?;
    Ok(())
}

/// How many reports a service has.
pub(super) fn count_reports(c: &mut Conn, service: ServiceId) -> QueryResult<i64> {
    reports::table
        .filter(reports::service_id.eq(service))
        .count()
        .get_result(c)
}

/// The latest report of a service: officer, instant, content.
pub(super) fn last_report(
    c: &mut Conn,
    service: ServiceId,
) -> QueryResult<Option<(AccountId, Instant, Value)>> {
    let row: Option<(AccountId, Instant, Json<Value>)> = reports::table
        .filter(reports::service_id.eq(service))
        .order(reports::ordinal.desc())
        .select((reports::officer_id, reports::qualified_at, reports::report))
        .first(c)
        .optional()?;
    Ok(row.map(|(officer, at, report)| (officer, at, report.0)))
}
