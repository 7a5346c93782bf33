//! What stands on a request's habilitation: the service, its clients, its production secrets, its team. Read before a
//! decision that ends it.

use diesel::prelude::*;

use crate::kernel::db::Conn;
use crate::requests::RequestId;
use crate::schema::{clients, credentials, service_members, services};
use crate::services::{Environment, ServiceId, Status};

/// Clients named at most; the others are counted.
const NAMED: i64 = 100;
/// The states in which production credentials may be used, or retrieved.
const OPEN: [&str; 3] = ["issued", "revealed", "key_registered"];

/// What a decision on the habilitation reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The name of the service and its state, when there is one.
    pub service: Option<(String, Status)>,
    /// The names of the clients in use: of the sandbox, then of production.
    pub clients: (Vec<String>, Vec<String>),
    /// The names of the clients whose production credentials are open, one for each credential.
    pub credentials: Vec<String>,
    /// How many people are of the team.
    pub team: i64,
}

/// What stands on the habilitation that a request gave: four bounded queries.
pub fn reach(c: &mut Conn, request: RequestId) -> QueryResult<Reach> {
    let found: Option<(ServiceId, String, Status)> = services::table
        .filter(services::request_id.eq(request))
        .select((services::id, services::name, services::status))
        .first(c)
        .optional()?;
    let Some((id, name, status)) = found else {
        return Ok(Reach::default());
    };
    let named: Vec<(String, Environment)> = clients::table
        .filter(clients::service_id.eq(id))
        .filter(clients::disabled_at.is_null())
        .order((clients::name, clients::id))
        .limit(NAMED)
        .select((clients::name, clients::environment))
        .load(c)?;
    let of = |wanted: Environment| {
        let kept = named
            .iter()
            .filter(|(_, environment)| *environment == wanted);
        kept.map(|(name, _)| name.clone()).collect()
    };
    let credentials: Vec<String> = credentials::table
        .inner_join(clients::table.on(clients::id.eq(credentials::client_id)))
        .filter(clients::service_id.eq(id))
        .filter(credentials::status.eq_any(OPEN))
        .order((clients::name, credentials::id))
        .limit(NAMED)
        .select(clients::name)
        .load(c)?;
    let team: i64 = service_members::table
        .filter(service_members::service_id.eq(id))
        .count()
        .get_result(c)?;
    Ok(Reach {
        service: Some((name, status)),
        clients: (of(Environment::Sandbox), of(Environment::Production)),
        credentials,
        team,
    })
}
