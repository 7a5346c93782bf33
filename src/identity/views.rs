//! Who comes with a session, read in one statement: every page of a signed-in person begins with it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{AccountId, Person, Role};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::db::assembled::Sql;
use crate::kernel::db::types::{SqlInstant, SqlUuid};
use crate::kernel::error::Fault;
use crate::kernel::secret::TokenHash;
use crate::kernel::text::full_name;
use crate::shell::actor::{OrganisationRef, Session, SessionId};
use crate::shell::session::Visitor;

/// Notices are counted up to this: beyond, nobody reads the number.
const UNREAD_BOUND: i64 = 100;

type RowSql = (
    SqlUuid,
    Nullable<SqlUuid>,
    SqlInstant,
    SqlInstant,
    Nullable<SqlInstant>,
    SqlUuid,
    Text,
    Text,
    Text,
    Nullable<SqlInstant>,
    Nullable<Text>,
    BigInt,
);

#[derive(Queryable)]
struct Row {
    session: SessionId,
    organisation: Option<OrganisationRef>,
    last_seen_at: Instant,
    expires_at: Instant,
    second_factor_at: Option<Instant>,
    account: AccountId,
    email: String,
    given_name: String,
    family_name: String,
    totp_confirmed_at: Option<Instant>,
    role: Option<Role>,
    unread: i64,
}

/// The session of a token and the person it belongs to, with the number of notices they have not read; none when there
/// is no such session, or when the person may not sign in.
pub fn visitor(c: &mut Conn, hash: &TokenHash) -> Result<Option<Visitor>, Fault> {
    let statement = Sql::new(format!(
        "SELECT s.id, s.organisation_id, s.last_seen_at, s.expires_at, s.second_factor_at, a.id, a.email, a.given_name,
         a.family_name, a.totp_confirmed_at, g.role, (SELECT count(*) FROM (SELECT 1 FROM notifications n
         WHERE n.account_id = s.account_id AND n.read_at IS NULL LIMIT {UNREAD_BOUND}) u)
         FROM sessions s JOIN accounts a ON a.id = s.account_id LEFT JOIN account_roles g ON g.account_id = a.id
         WHERE a.email_confirmed_at IS NOT NULL AND a.disabled_at IS NULL AND s.token_hash = "
    ))
    .text(&hash.0)
    .sql(" ORDER BY g.role");
    let rows: Vec<Row> = statement.rows::<RowSql>().load(c)?;
    let roles = rows.iter().filter_map(|row| row.role).collect();
    Ok(rows.into_iter().next().map(|row| row.visitor(roles)))
}

impl Row {
    fn visitor(self, roles: Vec<Role>) -> Visitor {
        Visitor {
            person: Person {
                id: self.account,
                name: full_name(&self.given_name, &self.family_name),
                email: self.email,
                roles,
                has_second_factor: self.totp_confirmed_at.is_some(),
            },
            session: Session {
                id: self.session,
                second_factor_at: self.second_factor_at,
                organisation: self.organisation,
            },
            last_seen_at: self.last_seen_at,
            expires_at: self.expires_at,
            unread: self.unread,
        }
    }
}
