//! What is shown of the experiment: the public page, the panel, the settings.

mod departure;
mod panel;
mod place;
mod public;
mod seats;
mod simulation;

use serde::Serialize;

use super::criteria::CriteriaPage;
use super::model::{Phase, Terms};
use super::store::Experiment;
use super::urls;
use super::views::ChangeLine;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::{french_day, full_name};
use crate::requests::Sector;
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::{Page, PageEntry};

pub use departure::DeparturePage;
pub use panel::PanelPage;
pub use place::PlacePage;
pub use public::PublicPage;
pub use seats::SeatsPage;
pub use simulation::SimulationPage;

/// The pages of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<PublicPage>(),
        PageEntry::of::<PanelPage>(),
        PageEntry::of::<SeatsPage>(),
        PageEntry::of::<SimulationPage>(),
        PageEntry::of::<PlacePage>(),
        PageEntry::of::<CriteriaPage>(),
        PageEntry::of::<DeparturePage>(),
        PageEntry::of::<SettingsPage>(),
    ]
}

/// An instant for samples.
fn sample_instant() -> Instant {
    Instant::new(chrono::DateTime::UNIX_EPOCH)
}

/// Dates and state of an experiment, for display.
#[derive(Debug, Clone, Serialize)]
pub struct TermsCard {
    decree: String,
    opens_on: Day,
    closes_on: Day,
    cap: i32,
    phase: &'static str,
    seats_reusable: bool,
    report_day: i32,
}

impl TermsCard {
    fn new(terms: &Terms, today: Day) -> Self {
        let phase = match terms.phase(today) {
            Phase::Upcoming => "upcoming",
            Phase::Running => "running",
            Phase::Over => "over",
        };
        Self {
            decree: terms.decree().to_owned(),
            opens_on: terms.opens_on(),
            closes_on: terms.closes_on(),
            cap: terms.cap(),
            phase,
            seats_reusable: terms.seats_reusable(),
            report_day: terms.report_day(),
        }
    }

    fn sample(phase: &'static str) -> Self {
        let day = |text| Day::parse(text).unwrap_or_else(|| sample_instant().paris_day());
        Self {
            decree: "Arrêté du 2 mars 2026 relatif à une expérimentation de FranceConnect"
                .to_owned(),
            opens_on: day("2026-04-01"),
            closes_on: day("2027-04-01"),
            cap: 100,
            phase,
            seats_reusable: false,
            report_day: 10,
        }
    }
}

/// A link to another experiment.
#[derive(Debug, Clone, Serialize)]
pub struct OtherLine {
    href: String,
    label: String,
}

fn other_line(experiment: &Experiment) -> OtherLine {
    let terms = &experiment.terms;
    let (from, to) = (french_day(terms.opens_on()), french_day(terms.closes_on()));
    OtherLine {
        href: urls::public(experiment.id),
        label: format!("Du {from} au {to}"),
    }
}

/// A sector and the field of its guide number.
#[derive(Debug, Clone, Serialize)]
pub struct GuideField {
    name: String,
    label: &'static str,
}

/// One past change, for display.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    version: i32,
    reason: String,
    changed_at: Instant,
    by: String,
}

impl From<ChangeLine> for ChangeRow {
    fn from(line: ChangeLine) -> Self {
        let by = line.by.map_or_else(
            || "Ligne de commande".to_owned(),
            |(given, family)| full_name(&given, &family),
        );
        Self {
            version: line.version,
            reason: line.reason,
            changed_at: line.changed_at,
            by,
        }
    }
}

/// The terms, for supervisors.
#[derive(Debug, Clone, Serialize)]
pub struct SettingsPage {
    action: &'static str,
    form: FormState,
    guides: Vec<GuideField>,
    changes: Vec<ChangeRow>,
    first: bool,
}

impl SettingsPage {
    /// The settings form posted to `action`, over the changes already made.
    #[must_use]
    pub fn new(action: &'static str, form: FormState, changes: Vec<ChangeLine>) -> Self {
        let guides = Sector::ALL
            .iter()
            .map(|sector| GuideField {
                name: guide_field(*sector),
                label: sector.label(),
            })
            .collect();
        Self {
            action,
            form,
            guides,
            first: changes.is_empty(),
            changes: changes.into_iter().map(ChangeRow::from).collect(),
        }
    }
}

/// The name of the field of a sector's guide number.
#[must_use]
pub fn guide_field(sector: Sector) -> String {
    format!("repere_{sector}")
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "experiment/settings.html";

    fn title(&self) -> String {
        if self.action == urls::NEXT {
            return "Nouvelle expérimentation".to_owned();
        }
        "Réglages de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty().with("plafond", "101");
        wrong.error("plafond", "Indiquez un nombre de 1 à 100.");
        let change = ChangeLine {
            version: 1,
            reason: "Ouverture".to_owned(),
            changed_at: sample_instant(),
            by: None,
        };
        vec![
            Self::new(urls::NEXT, FormState::empty(), Vec::new()),
            Self::new(urls::SETTINGS, wrong, vec![change]),
        ]
    }
}
