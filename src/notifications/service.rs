//! Use cases: tell, read, choose one's mails.

use serde_json::json;

use super::model::{Notice, NotificationId, Topic};
use super::store;
use crate::identity;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::journal::{self, Entry};
use crate::shell::AccountId;

/// Tells one person, unless they are who acts.
pub fn notify(tx: &mut Conn, ctx: &Ctx, account: AccountId, notice: &Notice) -> Result<(), Fault> {
    if ctx.account() == Some(account.0) {
        return Ok(());
    }
    Ok(store::insert(tx, ctx, account, notice)?)
}

/// Tells several people, each once.
pub fn notify_all(
    tx: &mut Conn,
    ctx: &Ctx,
    accounts: &[AccountId],
    notice: &Notice,
) -> Result<(), Fault> {
    let mut told: Vec<AccountId> = accounts.to_vec();
    told.sort_unstable();
    told.dedup();
    told.into_iter()
        .try_for_each(|account| notify(tx, ctx, account, notice))
}

/// Marks read what leads to a page that this person now reads.
pub fn read_about(tx: &mut Conn, ctx: &Ctx, account: AccountId, link: &str) -> Result<(), Fault> {
    Ok(store::mark_all(tx, ctx.now, account, Some(link))?)
}

/// Marks one notice read; where it leads, if it is this person's.
pub(super) fn read(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    id: NotificationId,
) -> Result<Option<String>, Fault> {
    let link = store::link_of(tx, account, id)?;
    if link.is_some() {
        store::mark(tx, ctx.now, account, id)?;
    }
    Ok(link)
}

/// Marks all notices of this person read.
pub(super) fn read_all(tx: &mut Conn, ctx: &Ctx, account: AccountId) -> Result<(), Fault> {
    Ok(store::mark_all(tx, ctx.now, account, None)?)
}

/// Whether a person receives the mails of a topic: yes, until they say no.
pub fn wants(c: &mut Conn, account: AccountId, topic: Topic) -> Result<bool, Fault> {
    Ok(!store::refused(c, account)?.contains(&topic))
}

/// Keeps the mails that a person wants; the others are refused.
pub(super) fn choose(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    wanted: &[Topic],
) -> Result<(), Fault> {
    let refused = store::refused(tx, account)?;
    for topic in Topic::ALL {
        let wants = wanted.contains(topic);
        if wants == refused.contains(topic) {
            change(tx, ctx, account, (*topic, wants))?;
        }
    }
    Ok(())
}

/// Leaves a kind of mails; nothing happens the second time, nor for an account that is gone.
pub(super) fn leave(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    topic: Topic,
) -> Result<(), Fault> {
    if identity::reachable(tx, account)?.is_some() && wants(tx, account, topic)? {
        change(tx, ctx, account, (topic, false))?;
    }
    Ok(())
}

fn change(
    tx: &mut Conn,
    ctx: &Ctx,
    account: AccountId,
    (topic, wanted): (Topic, bool),
) -> Result<(), Fault> {
    store::prefer(tx, ctx.now, account, (topic, wanted))?;
    let entry = Entry::new("account.mails_chosen", "account", account);
    journal::record(
        tx,
        ctx,
        entry.data(json!({ "topic": topic, "wanted": wanted })),
    )
}
