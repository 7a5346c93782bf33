//! A hundred participants: admitted by the desk, then in production with a secret in force.

use diesel::prelude::*;
use diesel::sql_types::Text;
use guichet::kernel::error::Outcome;
use guichet::kernel::secret::TokenHash;
use guichet::requests::{GrantTerms, RequestId};
use guichet::review::{self, GrantCommand, Granted};
use guichet::services::ServiceId;

use super::counted::sector_of;
use crate::support::desk::Desk;

/// How many.
#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    siren: String,
}

pub const PARTICIPANTS: u64 = 100;

/// A hundred companies with a right and a seat, by the desk's own decision.
pub fn admit(desk: &Desk) {
    let candidates = desk.two_hundred_candidates();
    let mut sql = String::new();
    for (n, (request, _)) in (1..=PARTICIPANTS).zip(&candidates) {
        let sector = sector_of(n);
        let update = format!("UPDATE requests SET sector = '{sector}' WHERE id = '{request}';");
        sql.push_str(&update);
    }
    desk.app.beside().sql(&sql).unwrap();
    let ctx = desk.app.ctx(desk.reviewer.0);
    for (n, (request, seen)) in (1..=PARTICIPANTS).zip(&candidates) {
        let cmd = GrantCommand {
            on: guichet::requests::Move {
                actor: desk.actor(desk.reviewer),
                request: RequestId(request.0),
                seen: *seen,
            },
            number: format!("H-2026-7{n:05}"),
            departure: None,
            terms: GrantTerms::default(),
        };
        let granted = desk.app.db().write_now(|tx| review::grant(tx, &ctx, &cmd));
        assert!(matches!(granted.unwrap(), Granted::Granted { .. }), "{n}");
    }
    desk.app.deliver();
}

/// Puts every service in production with a secret in force, as the qualification and the reveal would; gives the identifiers.
pub fn go_live(desk: &Desk) -> Vec<(ServiceId, String, String)> {
    let found: Outcome<Vec<Pair>> = desk.app.db().read_now(|c| {
        Ok(diesel::sql_query(
            "SELECT CAST(s.id AS TEXT) AS id, h.siren AS siren FROM services s JOIN habilitations h ON h.id = s.habilitation_id ORDER BY h.siren",
        )
        .load(c)?)
    });
    let at = desk.app.clock.now().rfc3339();
    let (officer, mut all, mut sql) = (desk.second, Vec::new(), String::new());
    for (rank, pair) in found.unwrap().into_iter().enumerate() {
        let client = uuid::Uuid::from_u128(0x7700_0000 + rank as u128);
        let credential = uuid::Uuid::from_u128(0x8800_0000 + rank as u128);
        let (client_id, secret) = (format!("{rank:064x}"), format!("secret-{rank}"));
        let hash = TokenHash::of(&secret).0;
        let made = format!(
            "UPDATE services SET status = 'live', officer_id = '{officer}', qualified_at = '{at}' WHERE id = '{id}';
             INSERT INTO clients (id, service_id, environment, name, client_id, configuration, version, created_at)
             SELECT '{client}', '{id}', 'production', 'Production', '{client_id}', configuration, 1, '{at}' FROM clients WHERE environment = 'sandbox' LIMIT 1;
             INSERT INTO credentials (id, client_id, method, status, version, issued_at, retrieval_until, secret_hash, revealed_at, revealed_by, expires_at, end_reason)
             VALUES ('{credential}', '{client}', 'client_secret_post', 'revealed', 1, '{at}', '{at}', '{hash}', '{at}', '{owner}', '2099-01-01T00:00:00.000000Z', '');",
            id = pair.id,
            owner = desk.applicant,
        );
        sql.push_str(&made);
        assert!(!pair.siren.is_empty());
        all.push((pair.id.parse().unwrap(), client_id, secret));
    }
    let opened = crate::support::services::Opened {
        service: all[0].0,
        owner: desk.applicant,
        officer,
    };
    let draft = crate::support::services::client_draft("Recette");
    desk.app
        .client(opened, guichet::services::Environment::Sandbox, &draft);
    desk.app.beside().sql(&sql).unwrap();
    all
}
