//! Reason templates, and every version of each.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::text::full_name;
use crate::review::model::{ReasonTemplate, TemplateId, TemplateText};
use crate::review::steps::Step;
use crate::schema::{accounts, reason_template_versions, reason_templates};
use crate::shell::AccountId;

/// Templates listed at most.
const LISTED: i64 = 200;
/// Versions listed at most.
const VERSIONS: i64 = 50;

#[derive(Queryable, Selectable)]
#[diesel(table_name = reason_templates, check_for_backend(MultiBackend))]
struct Row {
    id: TemplateId,
    step: Step,
    name: String,
    body: String,
    legal_reference: String,
    version: i32,
    archived_at: Option<Instant>,
}

impl From<Row> for ReasonTemplate {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            step: row.step,
            text: TemplateText::kept(row.name, row.body, row.legal_reference),
            version: row.version,
            is_archived: row.archived_at.is_some(),
        }
    }
}

/// The templates of a step, or of all, by name; the archived ones last when they are wanted.
pub fn templates(
    c: &mut Conn,
    step: Option<Step>,
    with_archived: bool,
) -> QueryResult<Vec<ReasonTemplate>> {
    let mut query = reason_templates::table
        .order((
            reason_templates::step,
            reason_templates::name,
            reason_templates::id,
        ))
        .limit(LISTED)
        .select(Row::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(step) = step {
        query = query.filter(reason_templates::step.eq(step));
    }
    if !with_archived {
        query = query.filter(reason_templates::archived_at.is_null());
    }
    let rows: Vec<Row> = query.load(c)?;
    let mut found: Vec<ReasonTemplate> = rows.into_iter().map(ReasonTemplate::from).collect();
    found.sort_by_key(|template| template.is_archived);
    Ok(found)
}

/// One template.
pub fn template(c: &mut Conn, id: TemplateId) -> QueryResult<Option<ReasonTemplate>> {
    let row: Option<Row> = reason_templates::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    Ok(row.map(ReasonTemplate::from))
}

/// A version of a template.
#[derive(Debug, Clone)]
pub struct TemplateVersion {
    /// From 1.
    pub version: i32,
    /// What it said.
    pub text: TemplateText,
    /// When.
    pub at: Instant,
    /// Who; empty for those that came with the house.
    pub by: String,
}

/// Every version of a template, the last first.
pub fn template_versions(c: &mut Conn, id: TemplateId) -> QueryResult<Vec<TemplateVersion>> {
    type Line = (
        i32,
        String,
        String,
        String,
        Instant,
        Option<(String, String)>,
    );
    let rows: Vec<Line> = reason_template_versions::table
        .left_join(
            accounts::table.on(reason_template_versions::changed_by.eq(accounts::id.nullable())),
        )
        .filter(reason_template_versions::template_id.eq(id))
        .order(reason_template_versions::version.desc())
        .limit(VERSIONS)
        .select((
            reason_template_versions::version,
            reason_template_versions::name,
            reason_template_versions::body,
            reason_template_versions::legal_reference,
            reason_template_versions::changed_at,
            (accounts::given_name, accounts::family_name).nullable(),
        ))
        .load(c)?;
    let version = |(version, name, body, reference, at, by): Line| TemplateVersion {
        version,
        text: TemplateText::kept(name, body, reference),
        at,
        by: by.map_or_else(String::new, |(given, family)| full_name(&given, &family)),
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Adds a template, at its first version.
pub fn insert_template(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, step): (TemplateId, Step),
    text: &TemplateText,
) -> QueryResult<()> {
    diesel::insert_into(reason_templates::table)
        .values((
            reason_templates::id.eq(id),
            reason_templates::step.eq(step),
            reason_templates::name.eq(text.name()),
            reason_templates::body.eq(text.body()),
            reason_templates::legal_reference.eq(text.legal_reference()),
            reason_templates::version.eq(1),
        ))
        .execute(tx)?;
    keep_version(tx, ctx, (id, 1), text)
}

/// Changes a template, unless somebody did since `seen`; tells whether it did.
pub fn update_template(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, seen): (TemplateId, i32),
    text: &TemplateText,
) -> QueryResult<bool> {
    let next = seen.saturating_add(1);
    let rows = diesel::update(
        reason_templates::table
            .find(id)
            .filter(reason_templates::version.eq(seen)),
    )
    .set((
        reason_templates::name.eq(text.name()),
        reason_templates::body.eq(text.body()),
        reason_templates::legal_reference.eq(text.legal_reference()),
        reason_templates::version.eq(next),
    ))
    .execute(tx)?;
    if rows == 1 {
        keep_version(tx, ctx, (id, next), text)?;
    }
    Ok(rows == 1)
}

fn keep_version(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, version): (TemplateId, i32),
    text: &TemplateText,
) -> QueryResult<()> {
    diesel::insert_into(reason_template_versions::table)
        .values((
            reason_template_versions::template_id.eq(id),
            reason_template_versions::version.eq(version),
            reason_template_versions::name.eq(text.name()),
            reason_template_versions::body.eq(text.body()),
            reason_template_versions::legal_reference.eq(text.legal_reference()),
            reason_template_versions::changed_by.eq(ctx.account().map(AccountId)),
            reason_template_versions::changed_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(())
}

/// Puts a template away or back, unless somebody changed it since `seen`; tells whether it did.
pub fn archive_template(
    tx: &mut Conn,
    (id, seen): (TemplateId, i32),
    at: Option<Instant>,
) -> QueryResult<bool> {
    let rows = diesel::update(
        reason_templates::table
            .find(id)
            .filter(reason_templates::version.eq(seen)),
    )
    .set(reason_templates::archived_at.eq(at))
    .execute(tx)?;
    Ok(rows == 1)
}
