//! The experiment as it is read: the panel with its holders, the waiting list with its places.

mod place;
mod simulation;

use diesel::prelude::*;
use serde_json::Value;

use super::panel::{self, Hold};
use super::store::{self, Experiment};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::text::full_name;
use crate::requests::{Request, RequestId, Sector};
use crate::schema::{accounts, assessments, experiment_changes, organisations, requests, seats};

pub use place::{Standing, standing};
pub use simulation::{Candidate, candidates};

/// Waiting requests shown on a page.
const LISTED: i64 = 50;

/// One seat with its holder.
#[derive(Debug, Clone, Queryable)]
pub struct SeatLine {
    /// 1 to the cap.
    pub number: i32,
    /// The legal person.
    pub siren: String,
    /// Sector of the service that brought it.
    pub sector: Sector,
    /// When it was given.
    pub taken_at: Instant,
    /// When its holder left.
    pub released_at: Option<Instant>,
    /// Until when it is reserved for whom it is offered to.
    pub reserved_until: Option<Instant>,
    /// Why it passed before others.
    pub departure_reason: Option<String>,
    /// The request that brought it.
    pub request: RequestId,
    /// Its number.
    pub request_number: String,
    /// The organisation's name.
    pub organisation: String,
}

impl SeatLine {
    /// How the seat is taken.
    #[must_use]
    pub fn hold(&self) -> Hold {
        store::hold_of(self.released_at, self.reserved_until)
    }
}

/// One request that waits for a seat.
#[derive(Debug, Clone)]
pub struct WaitingLine {
    /// Its place, from 1; requests of one legal person share it.
    pub place: i64,
    /// The request.
    pub request: RequestId,
    /// Its number.
    pub request_number: String,
    /// The organisation's name.
    pub organisation: String,
    /// Its sector.
    pub sector: Option<Sector>,
    /// The instant that gives its rank.
    pub ranked_at: Instant,
    /// Whether a decision lets it pass before others.
    pub passes: bool,
}

/// The panel of an experiment.
#[derive(Debug, Clone)]
pub struct Panel {
    /// The experiment.
    pub experiment: Experiment,
    /// Its seats, by number.
    pub seats: Vec<SeatLine>,
    /// The first of those who wait, best rank first.
    pub waiting: Vec<WaitingLine>,
    /// Requests that wait, by sector.
    pub waiting_by_sector: Vec<(Sector, i64)>,
    /// The changes of its terms, last first.
    pub changes: Vec<ChangeLine>,
}

/// The panel of an experiment.
pub fn panel(c: &mut Conn, experiment: Experiment) -> Result<Panel, Fault> {
    let seats = seat_lines(c, &experiment)?;
    let ranks = store::waiting(c, &experiment)?;
    let by_sector = |sector: Sector| ranks.iter().filter(|entry| entry.sector == sector).count();
    let waiting_by_sector = Sector::ALL
        .iter()
        .map(|sector| (*sector, count(by_sector(*sector))))
        .collect();
    let waiting = waiting_lines(c, &ranks)?;
    let changes = changes(c, &experiment)?;
    Ok(Panel {
        experiment,
        seats,
        waiting,
        waiting_by_sector,
        changes,
    })
}

fn seat_lines(c: &mut Conn, experiment: &Experiment) -> QueryResult<Vec<SeatLine>> {
    seats::table
        .inner_join(requests::table.on(requests::id.eq(seats::request_id)))
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(seats::experiment_id.eq(experiment.id))
        .order(seats::number)
        .select((
            seats::number,
            seats::siren,
            seats::sector,
            seats::taken_at,
            seats::released_at,
            seats::reserved_until,
            seats::departure_reason,
            seats::request_id,
            requests::number,
            organisations::name,
        ))
        .load::<SeatLine>(c)
}

type WaitingRow = (RequestId, String, String, Option<Sector>, Instant);

fn waiting_lines(
    c: &mut Conn,
    ranks: &[panel::Waiting<RequestId>],
) -> QueryResult<Vec<WaitingLine>> {
    let places = panel::places(ranks);
    let shown: Vec<RequestId> = places
        .iter()
        .take(usize::try_from(LISTED).unwrap_or(0))
        .map(|(request, _)| *request)
        .collect();
    let rows = requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .filter(requests::id.eq_any(shown))
        .limit(LISTED)
        .select((
            requests::id,
            requests::number,
            organisations::name,
            requests::sector,
            requests::rank_at.assume_not_null(),
        ))
        .load::<WaitingRow>(c)?;
    let first = store::departures(c)?;
    let lines = places.into_iter().filter_map(|(request, place)| {
        let (_, number, organisation, sector, ranked_at) =
            rows.iter().find(|row| row.0 == request)?;
        Some(WaitingLine {
            place,
            request,
            request_number: number.clone(),
            organisation: organisation.clone(),
            sector: *sector,
            ranked_at: *ranked_at,
            passes: first.iter().any(|(departing, _)| *departing == request),
        })
    });
    Ok(lines.collect())
}

/// What everybody may know of the experiment.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its terms.
    pub experiment: Experiment,
    /// Seats held, by sector.
    pub taken: Vec<(Sector, i64)>,
    /// Numbers still to give, freed ones included when they may be reused.
    pub left: i64,
    /// Legal persons that wait.
    pub waiting: i64,
    /// Its seats, by number.
    pub seats: Vec<panel::Seat>,
    /// What was published of it.
    pub results: Option<Results>,
}

/// The published assessment of an experiment, in a few figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// When it was published last.
    pub published_at: Instant,
    /// Legal persons admitted.
    pub admitted: i64,
    /// Connections by FranceConnect, and all of them.
    pub connections: (i64, i64),
    /// Accounts created by FranceConnect, and all of them.
    pub accounts: (i64, i64),
    /// The conclusion of the staff; may be empty.
    pub conclusion: String,
}

/// The last assessment published of an experiment.
fn results(c: &mut Conn, experiment: &Experiment) -> Result<Option<Results>, Fault> {
    let found: Option<(String, Instant)> = assessments::table
        .filter(assessments::experiment_id.eq(experiment.id))
        .order(assessments::ordinal.desc())
        .select((assessments::body, assessments::published_at))
        .first(c)
        .optional()?;
    let Some((body, published_at)) = found else {
        return Ok(None);
    };
    let body: Value = serde_json::from_str(&body).map_err(Fault::other("reading an assessment"))?;
    let count = |path: &str| {
        let found = body.pointer(path).and_then(Value::as_i64);
        found.ok_or_else(|| Fault::inconsistent("assessments", experiment.id))
    };
    let said = body.pointer("/whole/note").and_then(Value::as_str);
    Ok(Some(Results {
        published_at,
        admitted: count("/whole/admitted")?,
        connections: (
            count("/whole/sum/connections_fc")?,
            count("/whole/sum/connections")?,
        ),
        accounts: (
            count("/whole/sum/accounts_fc")?,
            count("/whole/sum/accounts")?,
        ),
        conclusion: said.unwrap_or_default().to_owned(),
    }))
}

/// What everybody may know of an experiment.
pub fn opening(c: &mut Conn, experiment: Experiment) -> Result<Opening, Fault> {
    let seats = store::seats(c, experiment.id)?;
    let held = |sector: Sector| {
        seats
            .iter()
            .filter(|seat| seat.sector == sector && seat.hold == Hold::Held)
            .count()
    };
    let taken = Sector::ALL
        .iter()
        .map(|sector| (*sector, count(held(*sector))))
        .collect();
    let terms = &experiment.terms;
    let left = count(panel::open(&seats, terms.cap(), terms.seats_reusable()));
    let waiting = panel::places(&store::waiting(c, &experiment)?)
        .into_iter()
        .map(|(_, place)| place)
        .max()
        .unwrap_or(0);
    let results = results(c, &experiment)?;
    Ok(Opening {
        experiment,
        taken,
        left,
        waiting,
        seats,
        results,
    })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// One change of the terms.
#[derive(Debug, Clone, Queryable)]
pub struct ChangeLine {
    /// Number of the change, from 1.
    pub version: i32,
    /// Why.
    pub reason: String,
    /// When.
    pub changed_at: Instant,
    /// Who.
    pub by: Option<(String, String)>,
}

/// The changes of the terms, last first.
pub fn changes(c: &mut Conn, experiment: &Experiment) -> QueryResult<Vec<ChangeLine>> {
    experiment_changes::table
        .left_join(accounts::table.on(experiment_changes::changed_by.eq(accounts::id.nullable())))
        .filter(experiment_changes::experiment_id.eq(experiment.id))
        .order(experiment_changes::version.desc())
        .select((
            experiment_changes::version,
            experiment_changes::reason,
            experiment_changes::changed_at,
            (accounts::given_name, accounts::family_name).nullable(),
        ))
        .load::<ChangeLine>(c)
}

/// The decree under which a request of this rank is decided.
pub fn decree(c: &mut Conn, request: &Request) -> Result<String, Fault> {
    let day = request.rank_at.unwrap_or(request.created_at).paris_day();
    let found = store::opened_on(c, day)?;
    Ok(found.map_or_else(String::new, |experiment| {
        experiment.terms.decree().to_owned()
    }))
}

/// The experiment spoken of today, and all of them.
pub fn overview(c: &mut Conn, today: Day) -> Result<(Option<Experiment>, Vec<Experiment>), Fault> {
    Ok((store::current(c, today)?, store::all(c)?))
}

/// What a mail says of a request, and to whom it goes.
#[derive(Debug, Clone)]
pub struct About {
    /// Its number.
    pub number: String,
    /// The name of the service.
    pub title: String,
    /// The organisation.
    pub organisation: String,
    /// Who began it.
    pub author: String,
    /// Their address.
    pub email: String,
}

/// What a mail says of a request; nothing when nobody is left to write to.
pub fn about_request(c: &mut Conn, request: RequestId) -> QueryResult<Option<About>> {
    type Row = (String, String, String, (String, String, String));
    let found: Option<Row> = requests::table
        .inner_join(organisations::table.on(organisations::id.eq(requests::organisation_id)))
        .inner_join(accounts::table.on(accounts::id.eq(requests::created_by)))
        .filter(requests::id.eq(request))
        .select((
            requests::number,
            requests::title,
            organisations::name,
            (accounts::given_name, accounts::family_name, accounts::email),
        ))
        .first(c)
        .optional()?;
    Ok(found.map(
        |(number, title, organisation, (given, family, email))| About {
            number,
            title,
            organisation,
            author: full_name(&given, &family),
            email,
        },
    ))
}
