//! Writing reason templates: supervisors only, checked by the handlers; every version is kept and journalled.

use serde_json::json;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::requests::RequestId;
use crate::review::model::{TemplateId, TemplateText, TemplateUse};
use crate::review::steps::Step;
use crate::review::store::{self, Text};

/// Why a template did not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateError {
    /// There is no such template.
    Unknown,
    /// Somebody changed it meanwhile.
    Stale,
}
impl Refusal for TemplateError {}

/// Adds a template.
pub fn write(
    tx: &mut Conn,
    ctx: &Ctx,
    step: Step,
    text: &TemplateText,
) -> Result<TemplateId, Fault> {
    let id = ctx.new_id::<TemplateId>();
    store::insert_template(tx, ctx, (id, step), text)?;
    record(tx, ctx, ("review.template_written", id), 1)?;
    Ok(id)
}

/// Changes a template: a new version.
pub fn edit(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, seen): (TemplateId, i32),
    text: &TemplateText,
) -> Outcome<(), TemplateError> {
    let present = store::template(tx, id)?.ok_or(TemplateError::Unknown)?;
    if present.text == *text {
        return Ok(());
    }
    if !store::update_template(tx, ctx, (id, seen), text)? {
        return Err(TemplateError::Stale.into());
    }
    record(
        tx,
        ctx,
        ("review.template_changed", id),
        seen.saturating_add(1),
    )?;
    Ok(())
}

/// Puts a template away, or offers it again.
pub fn archive(
    tx: &mut Conn,
    ctx: &Ctx,
    (id, seen): (TemplateId, i32),
) -> Outcome<bool, TemplateError> {
    let present = store::template(tx, id)?.ok_or(TemplateError::Unknown)?;
    let away = !present.is_archived;
    if !store::archive_template(tx, (id, seen), away.then_some(ctx.now))? {
        return Err(TemplateError::Stale.into());
    }
    let event = if away {
        "review.template_put_away"
    } else {
        "review.template_put_back"
    };
    record(tx, ctx, (event, id), seen)?;
    Ok(away)
}

/// Keeps from which versions of the templates the step just done on a request was written: what waits for a second
/// signature when it does, the decision else.
pub fn note_templates(
    tx: &mut Conn,
    ctx: &Ctx,
    request: RequestId,
    used: &[TemplateUse],
) -> Result<(), Fault> {
    if used.is_empty() {
        return Ok(());
    }
    let text = match store::open_proposal(tx, request)? {
        Some(proposal) => Some(Text::Proposal(proposal.id)),
        None => store::last_decision(tx, request)?.map(Text::Decision),
    };
    if let Some(text) = text {
        store::keep_uses(tx, ctx, text, used)?;
    }
    Ok(())
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    (event, id): (&'static str, TemplateId),
    version: i32,
) -> Result<(), Fault> {
    let entry = Entry::new(event, "reason_template", id).data(json!({ "version": version }));
    journal::record(tx, ctx, entry)
}
