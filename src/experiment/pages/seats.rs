//! The seats one by one: who holds them, since when, and why somebody passed before others.

use serde::Serialize;

use super::super::panel::Hold;
use super::super::urls;
use super::super::views::{Panel, SeatLine};
use super::sample_instant;
use crate::kernel::clock::Instant;
use crate::requests::Sector;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// One seat.
#[derive(Debug, Clone, Serialize)]
pub struct SeatRow {
    number: i32,
    organisation: String,
    siren: String,
    sector: &'static str,
    since: Instant,
    released_at: Option<Instant>,
    reserved_until: Option<Instant>,
    departure_reason: Option<String>,
    request_number: String,
    request_href: String,
}

impl From<SeatLine> for SeatRow {
    fn from(seat: SeatLine) -> Self {
        let hold = seat.hold();
        Self {
            number: seat.number,
            organisation: seat.organisation,
            siren: seat.siren,
            sector: seat.sector.label(),
            since: seat.taken_at,
            released_at: seat.released_at,
            // The offer ends with the day before.
            reserved_until: seat
                .reserved_until
                .filter(|_| hold == Hold::Reserved)
                .map(|until| until.minus(chrono::Duration::seconds(1))),
            departure_reason: seat.departure_reason,
            request_number: seat.request_number,
            request_href: urls::request(seat.request),
        }
    }
}

/// The seats of one experiment, for the staff.
#[derive(Debug, Clone, Serialize)]
pub struct SeatsPage {
    seats: Vec<SeatRow>,
}

impl From<Option<Panel>> for SeatsPage {
    fn from(panel: Option<Panel>) -> Self {
        let seats = panel.map(|panel| panel.seats).unwrap_or_default();
        Self {
            seats: seats.into_iter().map(SeatRow::from).collect(),
        }
    }
}

impl Page for SeatsPage {
    const TEMPLATE: &'static str = "experiment/seats.html";

    fn title(&self) -> String {
        "Places de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let seat = |number| SeatRow {
            number,
            organisation: "Exemple".to_owned(),
            siren: "732829320".to_owned(),
            sector: Sector::Education.label(),
            since: sample_instant(),
            released_at: (number == 2).then(sample_instant),
            reserved_until: (number == 3).then(sample_instant),
            departure_reason: (number == 1).then(|| "Secteur peu représenté".to_owned()),
            request_number: "D-000001".to_owned(),
            request_href: "/instruction".to_owned(),
        };
        vec![
            Self { seats: Vec::new() },
            Self {
                seats: vec![seat(1), seat(2), seat(3)],
            },
        ]
    }
}
