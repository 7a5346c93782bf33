//! The names of the people around a file, read together; and who is before it now.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::text::full_name;
use crate::requests::RequestId;
use crate::review::presence::Present;
use crate::review::store;
use crate::schema::accounts;
use crate::shell::AccountId;

/// Names by account.
pub struct Names(BTreeMap<AccountId, String>);

impl Names {
    /// The names of these people, each asked once.
    pub fn of(c: &mut Conn, concerned: impl Iterator<Item = AccountId>) -> QueryResult<Self> {
        let ids: BTreeSet<AccountId> = concerned.collect();
        if ids.is_empty() {
            return Ok(Self(BTreeMap::new()));
        }
        let rows = accounts::table
            .filter(accounts::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
            .select((accounts::id, accounts::given_name, accounts::family_name))
            .load::<(AccountId, String, String)>(c)?;
        let named = |(id, given, family): (_, String, String)| (id, full_name(&given, &family));
        Ok(Self(rows.into_iter().map(named).collect()))
    }

    /// Empty for nobody.
    pub fn of_one(&self, account: Option<AccountId>) -> String {
        account
            .and_then(|account| self.0.get(&account).cloned())
            .unwrap_or_default()
    }

    /// In the order given.
    pub fn of_all(&self, people: &[AccountId]) -> Vec<String> {
        people
            .iter()
            .map(|account| self.of_one(Some(*account)))
            .collect()
    }
}

/// What this person left on a dossier, and the names of the others who are before it now.
pub fn present(
    c: &mut Conn,
    who: (AccountId, Instant),
    request: RequestId,
) -> QueryResult<(Option<Present>, Vec<String>)> {
    let (mine, others) = store::traces(c, who, request)?;
    let names = Names::of(c, others.iter().copied())?;
    Ok((mine, names.of_all(&others)))
}
