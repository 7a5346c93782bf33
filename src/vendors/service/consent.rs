//! The client says whether the vendor may file in its name: by a mailed link, without an account.

use chrono::Duration;
use serde_json::json;

use super::clients::{PortfolioError, own_client, record};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::outbox;
use crate::kernel::secret::TokenHash;
use crate::notifications::{Kind, Notice, notify};
use crate::organisations::{Action, OrganisationId};
use crate::shell::AccountId;
use crate::vendors::jobs::{AnsweredMail, ConsentMail};
use crate::vendors::model::{CONSENT_DAYS, Client, ClientId, Consent};
use crate::vendors::{store, urls};

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentError {
    /// The link opens nothing: never made, used, or replaced by a later one.
    Unknown,
    /// The link is too old.
    Expired,
}
impl Refusal for ConsentError {}

/// Mails a client the link by which it answers; the former link opens nothing any more.
pub fn ask_consent(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, vendor, id): (AccountId, OrganisationId, ClientId),
    email: &str,
) -> Outcome<(), PortfolioError> {
    let client = own_client(tx, (actor, vendor), id, Action::File)?;
    if client.archived_at.is_some() {
        return Err(PortfolioError::Archived.into());
    }
    ask(tx, ctx, (actor, &client), email)
}

/// The same for a client already loaded.
pub(super) fn ask(
    tx: &mut Conn,
    ctx: &Ctx,
    (actor, client): (AccountId, &Client),
    email: &str,
) -> Outcome<(), PortfolioError> {
    let expires_at = ctx.now.plus(Duration::days(CONSENT_DAYS));
    store::set_asked(tx, ctx, client, (email, actor, expires_at))?;
    let event = ("vendor.consent_asked", client.vendor, client.id);
    record(
        tx,
        ctx,
        event,
        json!({ "again": client.consent != Consent::None }),
    )?;
    outbox::push(tx, ctx, &ConsentMail { client: client.id })?;
    Ok(())
}

/// The client behind a link that still opens something.
pub fn asked(c: &mut Conn, ctx: &Ctx, token: &TokenHash) -> Outcome<Client, ConsentError> {
    let client = store::by_token(c, token)?
        .filter(|client| client.consent == Consent::Asked && client.archived_at.is_none())
        .ok_or(ConsentError::Unknown)?;
    if client.expires_at.is_some_and(|end| end <= ctx.now) {
        return Err(ConsentError::Expired.into());
    }
    Ok(client)
}

/// Records the answer; whoever asked is told.
pub fn answer_consent(
    tx: &mut Conn,
    ctx: &Ctx,
    token: &TokenHash,
    accepts: bool,
) -> Outcome<(), ConsentError> {
    let client = asked(tx, ctx, token)?;
    let consent = if accepts {
        Consent::Given
    } else {
        Consent::Refused
    };
    if !store::set_answer(tx, ctx, client.id, consent)? {
        return Err(ConsentError::Unknown.into());
    }
    let event = if accepts {
        "vendor.consent_given"
    } else {
        "vendor.consent_refused"
    };
    record(tx, ctx, (event, client.vendor, client.id), json!({}))?;
    if let Some(to) = store::asked_by(tx, client.id)? {
        let mail = AnsweredMail {
            client: client.id,
            to,
        };
        outbox::push(tx, ctx, &mail)?;
        let words = if accepts { "a donné" } else { "a refusé" };
        let title = format!("{} {words} son accord", client.name);
        let link = urls::client(client.vendor, client.id);
        let notice = Notice::new(Kind::Organisation, &title, link);
        notify(tx, ctx, to, &notice)?;
    }
    Ok(())
}
