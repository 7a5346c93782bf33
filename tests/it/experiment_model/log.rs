//! What was committed, in order: each command adds a line in its own transaction, beside the journal's entries.
//!
//! The line is the last thing that a transaction writes, so that on SQLite the order of the lines is the order of the
//! commits, and on PostgreSQL nearly so: whoever read what another had written has a later line.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use guichet::experiment::OfferOutcome;
use guichet::kernel::clock::Instant;
use guichet::kernel::ctx::Ctx;
use guichet::kernel::db::types::SqlInstant;
use guichet::kernel::db::{Backend, Conn};
use serde_json::Value;

use super::acts::{Do, Event};
use super::house::{House, person, request};
use super::sirens;
use crate::support::desk::Desk;

/// One command that was committed, and what the journal tells of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its instant.
    pub at: Instant,
    /// The command.
    pub act: Do,
    /// On which request.
    pub on: usize,
    /// What it did, sorted.
    pub events: Vec<Event>,
    /// The numbers of the seats that it freed, offered and gave.
    pub numbers: Vec<(Event, i32)>,
}

/// A place for the lines.
pub fn create(desk: &Desk, backend: Backend) {
    let rank = match backend {
        Backend::Sqlite => "INTEGER PRIMARY KEY AUTOINCREMENT",
        Backend::Postgres => "BIGSERIAL PRIMARY KEY",
    };
    let at = match backend {
        Backend::Sqlite => "TEXT",
        Backend::Postgres => "TIMESTAMPTZ",
    };
    let sql = format!(
        "CREATE TABLE model_log (rank {rank}, at {at} NOT NULL, act TEXT NOT NULL, target BIGINT NOT NULL, told TEXT NOT NULL)"
    );
    desk.app.beside().sql(&sql).unwrap();
}

/// Adds the line of a command.
pub fn note(tx: &mut Conn, ctx: &Ctx, (act, on): (Do, usize)) -> QueryResult<usize> {
    diesel::sql_query("INSERT INTO model_log (at, act, target, told) VALUES ($1, $2, $3, $4)")
        .bind::<SqlInstant, _>(ctx.now)
        .bind::<Text, _>(format!("{act:?}"))
        .bind::<BigInt, _>(i64::try_from(on).unwrap())
        .bind::<Text, _>(ctx.request_id.to_string())
        .execute(tx)
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = SqlInstant)]
    at: Instant,
    #[diesel(sql_type = Text)]
    act: String,
    #[diesel(sql_type = BigInt)]
    target: i64,
    #[diesel(sql_type = Text)]
    told: String,
}

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    told: String,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Nullable<Text>)]
    request: Option<String>,
    #[diesel(sql_type = Text)]
    data: String,
}

/// Everything that was committed, with what the journal tells of it.
pub fn steps(house: &House) -> Vec<Step> {
    let entries: Vec<Entry> = house.rows(
        "SELECT http_request_id AS told, action, CAST(request_id AS TEXT) AS request, CAST(data AS TEXT) AS data
           FROM journal_entries WHERE action LIKE 'experiment.%'",
    );
    let persons: BTreeMap<String, usize> = sirens().into_iter().map(|n| (person(n), n)).collect();
    let mut told: BTreeMap<String, Vec<(Event, Option<i32>)>> = BTreeMap::new();
    for entry in &entries {
        if let Some(event) = event(entry, &persons) {
            told.entry(entry.told.clone()).or_default().push(event);
        }
    }
    let lines: Vec<Line> = house.rows("SELECT at, act, target, told FROM model_log ORDER BY rank");
    let steps = lines.into_iter().map(|line| {
        let mut seen = told.remove(&line.told).unwrap_or_default();
        seen.sort_unstable();
        let known = Do::LOGGED
            .into_iter()
            .find(|act| format!("{act:?}") == line.act);
        Step {
            at: line.at,
            act: known.unwrap(),
            on: usize::try_from(line.target).unwrap(),
            events: seen.iter().map(|(event, _)| *event).collect(),
            numbers: seen
                .into_iter()
                .filter_map(|(event, number)| Some((event, number?)))
                .collect(),
        }
    });
    let steps = steps.collect();
    assert!(told.is_empty(), "entries of no command: {told:?}");
    steps
}

/// What an entry tells of the seats, with the number of the seat when there is one.
fn event(entry: &Entry, persons: &BTreeMap<String, usize>) -> Option<(Event, Option<i32>)> {
    let data: Value = serde_json::from_str(&entry.data).unwrap();
    let number = data["number"].as_i64().map(|n| i32::try_from(n).unwrap());
    let on = || {
        let id = entry.request.as_ref().unwrap();
        let first = request(0).0.as_u128();
        usize::try_from(id.parse::<uuid::Uuid>().unwrap().as_u128() - first).unwrap()
    };
    let closed = |how| (Event::Closed { on: on(), how }, None);
    Some(match entry.action.as_str() {
        "experiment.seat_taken" => {
            let out_of_order = data["out_of_order"].as_bool().unwrap();
            let on = on();
            (Event::Taken { on, out_of_order }, number)
        }
        "experiment.seat_freed" => {
            let siren = sirens()[on()];
            (Event::Freed { siren }, number)
        }
        "experiment.seat_offered" => (Event::Offered { on: on() }, number),
        "experiment.offer_accepted" => closed(OfferOutcome::Accepted),
        "experiment.offer_declined" => closed(OfferOutcome::Declined),
        "experiment.offer_expired" => closed(OfferOutcome::Expired),
        "experiment.offer_lapsed" => closed(OfferOutcome::Lapsed),
        "experiment.full" => {
            let place = usize::try_from(data["place"].as_u64().unwrap()).unwrap();
            (Event::Full { on: on(), place }, None)
        }
        "experiment.departure" => (Event::Departed { on: on() }, None),
        "experiment.excluded" => {
            let siren = persons[data["siren"].as_str().unwrap()];
            (Event::Excluded { siren }, None)
        }
        // Settings, criteria, recalls and the steps of a procedure give and take no seat.
        _ => return None,
    })
}
