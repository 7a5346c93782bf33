//! The experiment for everybody: its dates, its seats, the way in, its results once published.

use serde::Serialize;

use super::super::panel::Hold;
use super::super::store::Experiment;
use super::super::urls;
use super::super::views::{Opening, Results};
use super::{OtherLine, TermsCard, other_line, panel, sample_instant};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::percentage;
use crate::requests::Sector;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A sector and what it covers.
#[derive(Debug, Clone, Serialize)]
pub struct SectorLine {
    code: &'static str,
    label: &'static str,
    examples: &'static str,
    taken: i64,
}

/// Things of a sector that people recognise.
fn examples(sector: Sector) -> &'static str {
    match sector {
        Sector::HealthSocial => "prise de rendez-vous, dossier du patient, parcours de soins",
        Sector::Education => "établissements privés, enseignement à distance, apprentissage",
        Sector::SchoolSportCulture => "centres de loisirs, cantine, clubs sportifs, conservatoires",
        Sector::PassengerTransport => "transports collectifs, covoiturage",
        Sector::ProfessionalCertification => "organismes qui délivrent un certificat professionnel",
        Sector::HousingVehicleRental => "location d'un logement ou d'un véhicule",
    }
}

/// A step of the way in.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Step {
    title: &'static str,
    text: &'static str,
}

/// The way into the experiment.
const STEPS: [Step; 4] = [
    Step {
        title: "Vérifiez votre éligibilité",
        text: "Quelques questions, sans compte. Vous savez aussitôt quoi préparer.",
    },
    Step {
        title: "Déposez une demande complète",
        text: "L'instant de ce premier dépôt complet fixe votre rang.",
    },
    Step {
        title: "La DINUM instruit le dossier",
        text: "Répondez aux corrections dans les 15 jours pour garder votre rang.",
    },
    Step {
        title: "Une place vous est attribuée",
        text: "S'il n'y en a plus, votre demande éligible attend à son rang et vous voyez votre place.",
    },
];

/// What was published of an experiment, in a few figures.
#[derive(Debug, Clone, Serialize)]
pub struct ResultsCard {
    published_at: Instant,
    admitted: i64,
    connections: String,
    accounts: String,
    conclusion: String,
    href: String,
}

impl ResultsCard {
    fn new(results: &Results, href: String) -> Self {
        let share = |(part, whole): (i64, i64)| {
            let share = percentage(part, whole);
            if share.is_empty() {
                "-".to_owned()
            } else {
                share
            }
        };
        Self {
            published_at: results.published_at,
            admitted: results.admitted,
            connections: share(results.connections),
            accounts: share(results.accounts),
            conclusion: results.conclusion.clone(),
            href,
        }
    }

    fn sample() -> Self {
        let results = Results {
            published_at: sample_instant(),
            admitted: 87,
            connections: (203, 1_000),
            accounts: (300, 1_000),
            conclusion: "L'expérimentation montre un usage régulier.".to_owned(),
        };
        Self::new(&results, urls::PUBLIC.to_owned())
    }
}

/// The experiment, for everybody.
#[derive(Debug, Clone, Serialize)]
pub struct PublicPage {
    terms: Option<TermsCard>,
    sectors: Vec<SectorLine>,
    picture: Vec<Vec<panel::Cell>>,
    taken: i64,
    left: i64,
    waiting: i64,
    results: Option<ResultsCard>,
    steps: [Step; 4],
    others: Vec<OtherLine>,
}

impl PublicPage {
    /// What is public on that day of one experiment, with the way to all the others.
    #[must_use]
    pub fn new(opening: Option<&Opening>, today: Day, all: &[Experiment]) -> Self {
        let held = |sector: Sector| {
            let line = opening
                .and_then(|opening| opening.taken.iter().find(|(known, _)| *known == sector));
            line.map_or(0, |(_, taken)| *taken)
        };
        let sectors: Vec<SectorLine> = Sector::ALL
            .iter()
            .map(|sector| SectorLine {
                code: sector.as_str(),
                label: sector.label(),
                examples: examples(*sector),
                taken: held(*sector),
            })
            .collect();
        Self {
            terms: opening.map(|opening| TermsCard::new(&opening.experiment.terms, today)),
            picture: opening.map(public_picture).unwrap_or_default(),
            taken: sectors.iter().map(|line| line.taken).sum(),
            sectors,
            left: opening.map_or(0, |opening| opening.left),
            waiting: opening.map_or(0, |opening| opening.waiting),
            results: opening.and_then(|opening| {
                let results = opening.results.as_ref()?;
                Some(ResultsCard::new(
                    results,
                    urls::published(opening.experiment.id),
                ))
            }),
            steps: STEPS,
            others: all
                .iter()
                .filter(|other| opening.is_none_or(|opening| opening.experiment.id != other.id))
                .map(other_line)
                .collect(),
        }
    }
}

/// The seats without names: which sector has each.
fn public_picture(opening: &Opening) -> Vec<Vec<panel::Cell>> {
    panel::picture(opening.experiment.terms.cap(), |number| {
        let seat = opening.seats.iter().find(|seat| seat.number == number)?;
        let (state, sector, word) = match seat.hold {
            Hold::Held => ("held", seat.sector.as_str(), "occupée"),
            Hold::Reserved => ("reserved", seat.sector.as_str(), "proposée"),
            Hold::Freed => ("freed", "", "libérée"),
        };
        let text = match seat.hold {
            Hold::Freed => format!("Place {number}, {word}"),
            Hold::Held | Hold::Reserved => {
                format!("Place {number}, {word}, {}", seat.sector.label())
            }
        };
        Some(panel::Cell {
            number,
            sector,
            state,
            text,
        })
    })
}

impl Page for PublicPage {
    const TEMPLATE: &'static str = "experiment/public.html";

    fn title(&self) -> String {
        "L'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }

    fn samples() -> Vec<Self> {
        let with = |phase, left, waiting| {
            let mut page = Self::new(None, sample_instant().paris_day(), &[]);
            page.terms = Some(TermsCard::sample(phase));
            page.picture = panel::sample_picture();
            page.results = (phase == "over").then(ResultsCard::sample);
            page.others = vec![OtherLine {
                href: urls::PUBLIC.to_owned(),
                label: "Du 1er avril 2025 au 1er avril 2026".to_owned(),
            }];
            (page.taken, page.left, page.waiting) = (100 - left, left, waiting);
            page
        };
        vec![
            Self::new(None, sample_instant().paris_day(), &[]),
            with("upcoming", 100, 0),
            with("running", 58, 0),
            with("running", 0, 7),
            with("over", 0, 0),
        ]
    }
}
