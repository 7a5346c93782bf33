//! Read models: what pages and letters show, one query each.

use diesel::prelude::*;

use super::model::Request;
use crate::kernel::db::Conn;
use crate::schema::accounts;

/// Name and address of the person who began a request.
pub(super) fn author(c: &mut Conn, request: &Request) -> QueryResult<Option<(String, String)>> {
    let found: Option<(String, String, String)> = accounts::table
        .find(request.author)
        .select((accounts::given_name, accounts::family_name, accounts::email))
        .first(c)
        .optional()?;
    Ok(found.map(|(given, family, email)| (format!("{given} {family}").trim().to_owned(), email)))
}
