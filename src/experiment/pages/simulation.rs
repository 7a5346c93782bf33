//! What the panel would become if some requests were granted: read before deciding, kept nowhere.

use serde::Serialize;

use super::super::panel::{Hold, Seat, Waiting};
use super::super::simulation::{Fate, Simulated, simulate};
use super::super::store::Experiment;
use super::super::urls;
use super::super::views::Candidate;
use super::panel::{Cell, SectorPanel, picture, sample_picture, sample_sectors};
use super::sample_instant;
use crate::kernel::clock::Instant;
use crate::kernel::text::count;
use crate::requests::{RequestId, Sector};
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// One request that may be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct CandidateRow {
    number: String,
    href: String,
    organisation: String,
    sector: &'static str,
    status: &'static str,
    ranked_at: Instant,
    chosen: bool,
    /// What it would get; nothing when it isn't chosen.
    fate: String,
}

/// The simulator, for the staff.
#[derive(Debug, Clone, Serialize)]
pub struct SimulationPage {
    candidates: Vec<CandidateRow>,
    sectors: Vec<SectorPanel>,
    picture: Vec<Vec<Cell>>,
    chosen: usize,
}

impl SimulationPage {
    /// The panel of `seats` once the requests whose number is in `chosen` are granted.
    #[must_use]
    pub fn new(
        experiment: &Experiment,
        seats: &[Seat],
        (candidates, chosen): (Vec<Candidate>, &[String]),
    ) -> Self {
        let terms = &experiment.terms;
        let all: Vec<Waiting<RequestId>> = candidates.iter().filter_map(entry).collect();
        let picked: Vec<RequestId> = candidates
            .iter()
            .filter(|candidate| chosen.contains(&candidate.number))
            .map(|candidate| candidate.request)
            .collect();
        let rule = (terms.cap(), terms.seats_reusable());
        let (after, told) = simulate(seats, (&all, &picked), rule);
        let find = |number| after.iter().find(|seat| seat.number == number);
        Self {
            sectors: Sector::ALL
                .iter()
                .map(|sector| line(experiment, (seats, &after), *sector))
                .collect(),
            picture: picture(terms.cap(), |number| {
                find(number).map(|seat| cell(seat, seats))
            }),
            chosen: picked.len(),
            candidates: candidates
                .into_iter()
                .map(|candidate| row(candidate, &told))
                .collect(),
        }
    }
}

fn entry(candidate: &Candidate) -> Option<Waiting<RequestId>> {
    Some(Waiting {
        request: candidate.request,
        siren: candidate.siren.clone(),
        sector: candidate.sector?,
        ranked_at: candidate.ranked_at,
    })
}

fn held(seats: &[Seat], sector: Sector) -> i32 {
    let held = |seat: &&Seat| seat.sector == sector && seat.hold == Hold::Held;
    i32::try_from(seats.iter().filter(held).count()).unwrap_or(i32::MAX)
}

/// A sector after the grants; `waiting` says how many seats it gains.
fn line(
    experiment: &Experiment,
    (before, after): (&[Seat], &[Seat]),
    sector: Sector,
) -> SectorPanel {
    let (guide, now) = (experiment.terms.guide(sector), held(after, sector));
    SectorPanel {
        code: sector.as_str(),
        label: sector.label(),
        guide,
        held: now,
        gap: now.saturating_sub(guide),
        waiting: i64::from(now.saturating_sub(held(before, sector))),
    }
}

fn cell(seat: &Seat, before: &[Seat]) -> Cell {
    let was_held = before
        .iter()
        .any(|known| known.number == seat.number && known.hold == Hold::Held);
    let (state, word) = match seat.hold {
        Hold::Held if was_held => ("held", "occupée"),
        Hold::Held => ("new", "prise dans la simulation"),
        Hold::Reserved => ("reserved", "proposée"),
        Hold::Freed => ("freed", "libérée"),
    };
    Cell {
        number: seat.number,
        sector: if seat.hold == Hold::Freed {
            ""
        } else {
            seat.sector.as_str()
        },
        state,
        text: format!("Place {}, {word}, {}", seat.number, seat.sector.label()),
    }
}

fn row(candidate: Candidate, told: &[Simulated<RequestId>]) -> CandidateRow {
    let mine = told.iter().find(|one| one.request == candidate.request);
    CandidateRow {
        href: urls::request(candidate.request),
        number: candidate.number,
        organisation: candidate.organisation,
        sector: candidate.sector.map_or("Non précisé", Sector::label),
        status: candidate.status.label(),
        ranked_at: candidate.ranked_at,
        chosen: mine.is_some(),
        fate: mine.map(words).unwrap_or_default(),
    }
}

fn words(one: &Simulated<RequestId>) -> String {
    let got = match one.fate {
        Fate::Seat(number) => format!("place {number}"),
        Fate::Same(number) => format!("place {number}, que l'organisation a déjà"),
        Fate::Waits => return "liste d'attente".to_owned(),
    };
    let passes = i64::try_from(one.passes).unwrap_or(i64::MAX);
    match (one.fate, passes) {
        (Fate::Seat(_), 1..) => format!(
            "{got}, avant {} de meilleur rang",
            count(passes, "organisation", "organisations")
        ),
        _ => got,
    }
}

impl Page for SimulationPage {
    const TEMPLATE: &'static str = "experiment/simulation.html";

    fn title(&self) -> String {
        "Simuler le panel".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let row = |number: &str, fate: &str| CandidateRow {
            number: number.to_owned(),
            href: "/instruction".to_owned(),
            organisation: "Exemple".to_owned(),
            sector: Sector::Education.label(),
            status: "En cours d'instruction",
            ranked_at: sample_instant(),
            chosen: !fate.is_empty(),
            fate: fate.to_owned(),
        };
        let full = Self {
            candidates: vec![
                row("D-000001", ""),
                row("D-000002", "place 3, avant 1 organisation de meilleur rang"),
            ],
            sectors: sample_sectors(),
            picture: sample_picture(),
            chosen: 1,
        };
        let empty = Self {
            candidates: Vec::new(),
            chosen: 0,
            ..full.clone()
        };
        vec![full, empty]
    }
}
