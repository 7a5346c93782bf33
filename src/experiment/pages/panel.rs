//! The panel as the staff see it: a numbered cell per seat, by sector, with the tables behind.

use serde::Serialize;

use super::super::urls;
use super::super::views::{Panel, SeatLine, WaitingLine};
use super::{TermsCard, sample_instant};
use crate::kernel::clock::{Day, Instant};
use crate::requests::Sector;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// One numbered cell of the panel.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    number: i32,
    state: &'static str,
    title: String,
}

/// One sector of the panel, against its guide number.
#[derive(Debug, Clone, Serialize)]
pub struct SectorPanel {
    label: &'static str,
    guide: i32,
    held: i32,
    gap: i32,
    waiting: usize,
    cells: Vec<Cell>,
}

/// One seat in the table behind the cells.
#[derive(Debug, Clone, Serialize)]
pub struct SeatRow {
    number: i32,
    organisation: String,
    siren: String,
    sector: &'static str,
    taken_at: Instant,
    released_at: Option<Instant>,
    departure_reason: Option<String>,
    request_number: String,
    request_href: String,
}

impl From<SeatLine> for SeatRow {
    fn from(seat: SeatLine) -> Self {
        Self {
            number: seat.number,
            organisation: seat.organisation,
            siren: seat.siren,
            sector: seat.sector.label(),
            taken_at: seat.taken_at,
            released_at: seat.released_at,
            departure_reason: seat.departure_reason,
            request_number: seat.request_number,
            request_href: urls::request(seat.request),
        }
    }
}

/// One line of the waiting list.
#[derive(Debug, Clone, Serialize)]
pub struct WaitingRow {
    place: i64,
    organisation: String,
    sector: &'static str,
    ranked_at: Instant,
    request_number: String,
    request_href: String,
}

impl From<WaitingLine> for WaitingRow {
    fn from(line: WaitingLine) -> Self {
        Self {
            place: line.place,
            organisation: line.organisation,
            sector: line.sector.map_or("Non précisé", Sector::label),
            ranked_at: line.ranked_at,
            request_number: line.request_number,
            request_href: urls::request(line.request),
        }
    }
}

/// The panel, for the staff.
#[derive(Debug, Clone, Serialize)]
pub struct PanelPage {
    terms: Option<TermsCard>,
    held: usize,
    freed: usize,
    free: usize,
    sectors: Vec<SectorPanel>,
    free_cells: Vec<Cell>,
    seats: Vec<SeatRow>,
    waiting: Vec<WaitingRow>,
    may_configure: bool,
}

impl PanelPage {
    /// The panel as it stands that day.
    #[must_use]
    pub fn new(panel: Option<Panel>, today: Day, may_configure: bool) -> Self {
        let Some(panel) = panel else {
            return Self {
                terms: None,
                held: 0,
                freed: 0,
                free: 0,
                sectors: Vec::new(),
                free_cells: Vec::new(),
                seats: Vec::new(),
                waiting: Vec::new(),
                may_configure,
            };
        };
        let free_cells = free_cells(&panel);
        let freed = panel
            .seats
            .iter()
            .filter(|seat| seat.released_at.is_some())
            .count();
        Self {
            terms: Some(TermsCard::new(&panel.experiment.terms, today)),
            held: panel.seats.len().saturating_sub(freed),
            freed,
            free: free_cells.len(),
            sectors: Sector::ALL
                .iter()
                .map(|sector| sector_panel(&panel, *sector))
                .collect(),
            free_cells,
            seats: panel.seats.into_iter().map(SeatRow::from).collect(),
            waiting: panel.waiting.into_iter().map(WaitingRow::from).collect(),
            may_configure,
        }
    }
}

fn free_cells(panel: &Panel) -> Vec<Cell> {
    (1..=panel.experiment.terms.cap())
        .filter(|number| !panel.seats.iter().any(|seat| seat.number == *number))
        .map(|number| Cell {
            number,
            state: "free",
            title: format!("Place {number}, libre"),
        })
        .collect()
}

fn sector_panel(panel: &Panel, sector: Sector) -> SectorPanel {
    let cells: Vec<Cell> = panel
        .seats
        .iter()
        .filter(|seat| seat.sector == sector)
        .map(seat_cell)
        .collect();
    let held =
        i32::try_from(cells.iter().filter(|cell| cell.state == "held").count()).unwrap_or(i32::MAX);
    let guide = panel.experiment.terms.guide(sector);
    SectorPanel {
        label: sector.label(),
        guide,
        held,
        gap: held.saturating_sub(guide),
        waiting: panel
            .waiting
            .iter()
            .filter(|line| line.sector == Some(sector))
            .count(),
        cells,
    }
}

fn seat_cell(seat: &SeatLine) -> Cell {
    let (state, word) = if seat.released_at.is_some() {
        ("freed", "libérée par")
    } else {
        ("held", "occupée par")
    };
    Cell {
        number: seat.number,
        state,
        title: format!("Place {}, {word} {}", seat.number, seat.organisation),
    }
}

impl Page for PanelPage {
    const TEMPLATE: &'static str = "experiment/panel.html";

    fn title(&self) -> String {
        "Panel de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new("/instruction", "Instruction")]
    }

    fn samples() -> Vec<Self> {
        let mut full = Self::new(None, sample_instant().paris_day(), true);
        full.terms = Some(TermsCard::sample("running"));
        (full.held, full.freed, full.free) = (1, 1, 1);
        full.sectors = vec![SectorPanel {
            label: Sector::Education.label(),
            guide: 20,
            held: 1,
            gap: -19,
            waiting: 1,
            cells: vec![
                Cell {
                    number: 1,
                    state: "held",
                    title: "Place 1, occupée par Exemple".to_owned(),
                },
                Cell {
                    number: 2,
                    state: "freed",
                    title: "Place 2, libérée par Autre exemple".to_owned(),
                },
            ],
        }];
        full.free_cells = vec![Cell {
            number: 3,
            state: "free",
            title: "Place 3, libre".to_owned(),
        }];
        full.seats = vec![SeatRow {
            number: 1,
            organisation: "Exemple".to_owned(),
            siren: "732829320".to_owned(),
            sector: Sector::Education.label(),
            taken_at: sample_instant(),
            released_at: Some(sample_instant()),
            departure_reason: Some("Secteur peu représenté".to_owned()),
            request_number: "D-000001".to_owned(),
            request_href: "/instruction".to_owned(),
        }];
        full.waiting = vec![WaitingRow {
            place: 1,
            organisation: "Exemple".to_owned(),
            sector: Sector::Education.label(),
            ranked_at: sample_instant(),
            request_number: "D-000002".to_owned(),
            request_href: "/instruction".to_owned(),
        }];
        let empty = Self {
            waiting: Vec::new(),
            seats: Vec::new(),
            may_configure: false,
            ..full.clone()
        };
        vec![
            Self::new(None, sample_instant().paris_day(), true),
            full,
            empty,
        ]
    }
}
