//! Sessions kept in the database: an opaque 256-bit token in a cookie, its SHA-256 in a row.
//!
//! Limits: a session nobody uses ends after 8 hours, 30 minutes for staff; any session ends after 7 days, 12
//! hours for staff. The last use is written at most once a minute, so that reading stays reading. The token
//! changes whenever the person's rights grow: at sign-in and when a second factor is shown.

mod store;

use chrono::Duration;

use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::shell::actor::{AccountId, OrganisationRef, Person, Session, SessionId};

/// How the shell learns who comes with a token; given by the identity slice.
pub type FindVisitor = fn(&mut Conn, &TokenHash) -> Result<Option<Visitor>, Fault>;

/// Who comes with a token, whether or not the session still lives.
#[derive(Debug)]
pub struct Visitor {
    /// The person.
    pub person: Person,
    /// The session.
    pub session: Session,
    /// When the session was last used, to the minute.
    pub last_seen_at: Instant,
    /// When it ends whatever happens.
    pub expires_at: Instant,
    /// Notices the person has not read, counted up to a bound.
    pub unread: i64,
}

impl Visitor {
    /// Whether the last use of the session should be noted.
    #[must_use]
    pub fn is_stale(&self, now: Instant) -> bool {
        now.since(self.last_seen_at) >= Duration::minutes(1)
    }
}

/// One of a person's open sessions, for the list they can revoke from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Its id.
    pub id: SessionId,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last used, to the minute.
    pub last_seen_at: Instant,
    /// The browser and system, as "Firefox, Linux".
    pub device: String,
}

/// How long a session lasts: unused, and at all.
fn limits(is_staff: bool) -> (Duration, Duration) {
    if is_staff {
        (Duration::minutes(30), Duration::hours(12))
    } else {
        (Duration::hours(8), Duration::days(7))
    }
}

fn is_over(now: Instant, expires_at: Instant, last_seen_at: Instant, is_staff: bool) -> bool {
    now >= expires_at || now.since(last_seen_at) >= limits(is_staff).0
}

/// The live session whose token hashes to `hash`.
pub fn recognise(
    c: &mut Conn,
    now: Instant,
    hash: &TokenHash,
    find: FindVisitor,
) -> Result<Option<Visitor>, Fault> {
    let lives = |found: &Visitor| {
        let is_staff = found.person.is_staff();
        !is_over(now, found.expires_at, found.last_seen_at, is_staff)
    };
    Ok(find(c, hash)?.filter(lives))
}

/// Notes that the session was used at `now`.
pub fn touch(tx: &mut Conn, now: Instant, id: SessionId) -> Result<(), Fault> {
    store::touch(tx, now, id)
}

/// Opens a session of `person` and gives its token. Sessions that are over, of anybody, are swept on the way.
pub fn open(tx: &mut Conn, ctx: &Ctx, person: &Person, device: &str) -> Result<SecretToken, Fault> {
    let token = ctx.token()?;
    store::sweep(tx, ctx.now)?;
    let row = store::NewSession {
        id: ctx.new_id(),
        token_hash: token.hash().0,
        account_id: person.id,
        created_at: ctx.now,
        last_seen_at: ctx.now,
        expires_at: ctx.now.plus(limits(person.is_staff()).1),
        device: device.to_owned(),
    };
    store::insert(tx, &row)?;
    Ok(token)
}

/// Remembers the organisation the person works for in this session.
pub fn choose_organisation(
    tx: &mut Conn,
    id: SessionId,
    organisation: Option<OrganisationRef>,
) -> Outcome<()> {
    Ok(store::choose_organisation(tx, id, organisation)?)
}

/// Notes that a second factor was shown and changes the token.
pub fn strengthen(tx: &mut Conn, ctx: &Ctx, id: SessionId) -> Result<SecretToken, Fault> {
    let token = ctx.token()?;
    store::strengthen(tx, ctx.now, id, &token.hash())?;
    Ok(token)
}

/// Ends one session of `account`; `false` when there is no such session.
pub fn close(tx: &mut Conn, account: AccountId, id: SessionId) -> Result<bool, Fault> {
    store::close(tx, account, id)
}

/// Ends every session of `account` but `keep`; tells how many.
pub fn close_others(
    tx: &mut Conn,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<usize, Fault> {
    store::close_others(tx, account, keep)
}

/// The live sessions of a person, the last used first.
pub fn list(c: &mut Conn, now: Instant, person: &Person) -> Result<Vec<OpenSession>, Fault> {
    let mut rows = store::of_account(c, person.id)?;
    rows.retain(|(row, expires_at)| {
        !is_over(now, *expires_at, row.last_seen_at, person.is_staff())
    });
    Ok(rows.into_iter().map(|(row, _)| row).collect())
}

/// "Firefox, Linux": enough for a person to know their own devices, not enough to know the person.
#[must_use]
pub fn agent_label(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = named(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    format!(
        "{}, {}",
        browser.unwrap_or("Navigateur inconnu"),
        system.unwrap_or("système inconnu")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end_when_unused_or_old_and_sooner_for_staff() {
        let at =
            |minutes| Instant::new(chrono::DateTime::UNIX_EPOCH).plus(Duration::minutes(minutes));
        assert!(!is_over(at(29), at(720), at(0), true));
        assert!(is_over(at(30), at(720), at(0), true));
        assert!(!is_over(at(30), at(720), at(0), false));
        assert!(is_over(at(480), at(720), at(0), false));
        assert!(is_over(at(720), at(720), at(719), true));
        assert!(is_over(at(720), at(720), at(719), false));
    }

    #[test]
    fn devices_are_named_coarsely() {
        let chromium = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(agent_label(chromium), "Chrome, Linux");
        assert_eq!(agent_label(""), "Navigateur inconnu, système inconnu");
    }
}
