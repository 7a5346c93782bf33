//! Opening a service: what the grant of a request does in the same transaction.

use serde_json::json;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;
use crate::services::jobs::{InvitationMail, OpenedMail};
use crate::services::model::{OpenService, ServiceId, TeamRole};
use crate::services::store;

/// Opens the service of an habilitation: the applicant owns it, the technical lead is invited by mail.
///
/// Called by the review slice in the transaction of the grant. An habilitation has one service; opening it twice
/// gives the same one back and tells nobody again.
pub fn open(tx: &mut Conn, ctx: &Ctx, opened: &OpenService) -> Outcome<ServiceId> {
    if let Some(id) = store::of_request(tx, opened.request)? {
        return Ok(id);
    }
    let id = ctx.new_id::<ServiceId>();
    store::insert(tx, ctx, id, opened)?;
    store::add_member(tx, ctx, (id, opened.owner), TeamRole::Owner)?;
    let entry = Entry::new("service.opened", "service", id)
        .about_organisation(opened.organisation)
        .about_request(opened.request)
        .about_service(id)
        .data(json!({ "habilitation": opened.habilitation, "owner": opened.owner }));
    journal::record(tx, ctx, entry)?;
    outbox::push(
        tx,
        ctx,
        &OpenedMail {
            service: id,
            account: opened.owner,
        },
    )?;
    invite_technical_lead(tx, ctx, id, opened)?;
    Ok(id)
}

/// An applicant who named themselves as technical lead is in the team already.
fn invite_technical_lead(
    tx: &mut Conn,
    ctx: &Ctx,
    id: ServiceId,
    opened: &OpenService,
) -> Outcome<()> {
    let email = opened.technical_lead.trim();
    let key = email.to_lowercase();
    if email.is_empty() || store::account_of(tx, &key)? == Some(opened.owner) {
        return Ok(());
    }
    let invitation = store::invite(tx, ctx, id, (email, &key), TeamRole::Technical)?;
    let entry = Entry::new("service.member_invited", "service", id)
        .about_organisation(opened.organisation)
        .about_service(id)
        .data(json!({ "invitation": invitation, "role": TeamRole::Technical }));
    journal::record(tx, ctx, entry)?;
    outbox::push(tx, ctx, &InvitationMail { invitation })?;
    Ok(())
}
