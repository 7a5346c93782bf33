//! The panel as the staff see it: a numbered cell for each seat, by sector, against the guide numbers.

use serde::Serialize;

use super::super::panel::Hold;
use super::super::store::Experiment;
use super::super::urls;
use super::super::views::{ChangeLine, Panel, SeatLine, WaitingLine};
use super::{ChangeRow, TermsCard, sample_instant};
use crate::kernel::clock::{Day, Instant};
use crate::requests::Sector;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// Cells in a row of the picture.
const ROW: usize = 10;

/// One numbered cell of the picture.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    pub(super) number: i32,
    /// The code of the sector, or nothing for a seat that nobody has.
    pub(super) sector: &'static str,
    /// `held`, `reserved`, `freed`, `free` or `new` (in a simulation).
    pub(super) state: &'static str,
    /// The same in words.
    pub(super) text: String,
}

/// A sector in the legend of the picture and in the table beside it.
#[derive(Debug, Clone, Serialize)]
pub struct SectorPanel {
    pub(super) code: &'static str,
    pub(super) label: &'static str,
    pub(super) guide: i32,
    pub(super) held: i32,
    pub(super) gap: i32,
    pub(super) waiting: i64,
}

/// The picture: rows of ten cells, from 1 to the cap.
pub(super) fn picture(cap: i32, of: impl Fn(i32) -> Option<Cell>) -> Vec<Vec<Cell>> {
    let cells: Vec<Cell> = (1..=cap)
        .map(|number| {
            of(number).unwrap_or_else(|| Cell {
                number,
                sector: "",
                state: "free",
                text: format!("Place {number}, libre"),
            })
        })
        .collect();
    cells.chunks(ROW).map(<[Cell]>::to_vec).collect()
}

fn cell(seat: &SeatLine) -> Cell {
    let (state, word) = match seat.hold() {
        Hold::Held => ("held", ""),
        Hold::Reserved => ("reserved", "proposée à "),
        Hold::Freed => ("freed", "libérée par "),
    };
    let held = matches!(seat.hold(), Hold::Held | Hold::Reserved);
    Cell {
        number: seat.number,
        sector: if held { seat.sector.as_str() } else { "" },
        state,
        text: format!(
            "Place {}, {word}{}, {}",
            seat.number,
            seat.organisation,
            seat.sector.label()
        ),
    }
}

/// One line of the waiting list.
#[derive(Debug, Clone, Serialize)]
pub struct WaitingRow {
    place: i64,
    /// A decision lets it pass before others.
    passes: bool,
    /// The number of the seat that is offered to it.
    offered: Option<i32>,
    organisation: String,
    sector: &'static str,
    ranked_at: Instant,
    request_number: String,
    request_href: String,
    /// Where to let it pass first; empty for who may not.
    departure_href: String,
}

impl WaitingRow {
    fn new(line: WaitingLine, (may_decide, offered): (bool, Option<i32>)) -> Self {
        Self {
            offered,
            departure_href: if may_decide && !line.passes && offered.is_none() {
                urls::departure(line.request)
            } else {
                String::new()
            },
            passes: line.passes,
            place: line.place,
            organisation: line.organisation,
            sector: line.sector.map_or("Non précisé", Sector::label),
            ranked_at: line.ranked_at,
            request_number: line.request_number,
            request_href: urls::request(line.request),
        }
    }
}

/// An experiment in the list of all of them.
#[derive(Debug, Clone, Serialize)]
pub struct OtherRow {
    href: String,
    label: String,
}

impl OtherRow {
    fn of(experiment: &Experiment) -> Self {
        let terms = &experiment.terms;
        Self {
            href: urls::panel(experiment.id),
            label: format!(
                "Du {} au {}",
                crate::kernel::text::french_day(terms.opens_on()),
                crate::kernel::text::french_day(terms.closes_on())
            ),
        }
    }
}

/// The panel, for the staff.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PanelPage {
    terms: Option<TermsCard>,
    held: usize,
    reserved: usize,
    free: usize,
    waiting_count: i64,
    sectors: Vec<SectorPanel>,
    picture: Vec<Vec<Cell>>,
    waiting: Vec<WaitingRow>,
    others: Vec<OtherRow>,
    changes: Vec<ChangeRow>,
    seats_href: String,
    /// Names the experiment in the addresses of what is kept about it.
    id: String,
    may_configure: bool,
    /// Whether it may still change.
    alive: bool,
}

impl PanelPage {
    /// The panel as it stands that day, and the other experiments.
    #[must_use]
    pub fn new(
        panel: Option<Panel>,
        (today, may_configure): (Day, bool),
        all: &[Experiment],
    ) -> Self {
        let Some(panel) = panel else {
            return Self {
                may_configure,
                ..Self::default()
            };
        };
        let held = |hold: Hold| {
            panel
                .seats
                .iter()
                .filter(|seat| seat.hold() == hold)
                .count()
        };
        let terms = TermsCard::new(&panel.experiment.terms, today);
        let cap = panel.experiment.terms.cap();
        let alive = terms.phase != "over";
        let (seated, reserved) = (held(Hold::Held), held(Hold::Reserved));
        let find = |number| panel.seats.iter().find(|seat| seat.number == number);
        Self {
            held: seated,
            reserved,
            free: usize::try_from(cap)
                .unwrap_or(0)
                .saturating_sub(seated + reserved),
            waiting_count: panel.waiting_by_sector.iter().map(|(_, count)| count).sum(),
            sectors: sectors(&panel),
            picture: picture(cap, |number| find(number).map(cell)),
            others: all
                .iter()
                .filter(|other| other.id != panel.experiment.id)
                .map(OtherRow::of)
                .collect(),
            changes: panel.changes.into_iter().map(ChangeRow::from).collect(),
            seats_href: format!("{}?experimentation={}", urls::SEATS, panel.experiment.id),
            id: panel.experiment.id.to_string(),
            waiting: panel
                .waiting
                .iter()
                .map(|line| {
                    let offered = panel
                        .seats
                        .iter()
                        .find(|seat| seat.request == line.request && seat.hold() == Hold::Reserved);
                    let offered = offered.map(|seat| seat.number);
                    WaitingRow::new(line.clone(), (may_configure && alive, offered))
                })
                .collect(),
            may_configure,
            alive,
            terms: Some(terms),
        }
    }
}

fn sectors(panel: &Panel) -> Vec<SectorPanel> {
    let terms = &panel.experiment.terms;
    let line = |sector: &Sector| {
        let held = |seat: &&SeatLine| seat.sector == *sector && seat.hold() == Hold::Held;
        let held = i32::try_from(panel.seats.iter().filter(held).count()).unwrap_or(i32::MAX);
        let waits = panel.waiting_by_sector.iter().find(|(of, _)| of == sector);
        SectorPanel {
            code: sector.as_str(),
            label: sector.label(),
            guide: terms.guide(*sector),
            held,
            gap: held.saturating_sub(terms.guide(*sector)),
            waiting: waits.map_or(0, |(_, count)| *count),
        }
    };
    Sector::ALL.iter().map(line).collect()
}

/// A picture for samples: one seat of each kind.
pub(super) fn sample_picture() -> Vec<Vec<Cell>> {
    let kinds = ["held", "reserved", "freed", "new"];
    picture(12, |number| {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let state = kinds.get(index)?;
        let taken = *state != "freed";
        Some(Cell {
            number,
            sector: if taken {
                Sector::Education.as_str()
            } else {
                ""
            },
            state,
            text: format!("Place {number}, Exemple, {}", Sector::Education.label()),
        })
    })
}

/// Sectors for samples.
pub(super) fn sample_sectors() -> Vec<SectorPanel> {
    let line = |sector: &Sector| SectorPanel {
        code: sector.as_str(),
        label: sector.label(),
        guide: 2,
        held: 3,
        gap: 1,
        waiting: 1,
    };
    Sector::ALL.iter().map(line).collect()
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
        let full = Self {
            terms: Some(TermsCard::sample("running")),
            held: 1,
            reserved: 1,
            free: 10,
            waiting_count: 1,
            sectors: sample_sectors(),
            picture: sample_picture(),
            others: vec![OtherRow {
                href: urls::PANEL.to_owned(),
                label: "Du 1er avril 2025 au 1er avril 2026".to_owned(),
            }],
            changes: vec![ChangeRow::from(ChangeLine {
                version: 1,
                reason: "Ouverture".to_owned(),
                changed_at: sample_instant(),
                by: None,
            })],
            seats_href: urls::SEATS.to_owned(),
            id: String::new(),
            waiting: vec![WaitingRow {
                place: 1,
                passes: true,
                offered: Some(2),
                organisation: "Exemple".to_owned(),
                sector: Sector::Education.label(),
                ranked_at: sample_instant(),
                request_number: "D-000002".to_owned(),
                request_href: "/instruction".to_owned(),
                departure_href: "/instruction".to_owned(),
            }],
            may_configure: true,
            alive: true,
        };
        let over = Self {
            terms: Some(TermsCard::sample("over")),
            waiting: Vec::new(),
            waiting_count: 0,
            others: Vec::new(),
            alive: false,
            ..full.clone()
        };
        let nothing = Self::new(None, (sample_instant().paris_day(), true), &[]);
        vec![nothing, full, over]
    }
}
