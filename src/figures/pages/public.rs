//! The page for everybody.

pub(super) mod samples;

use serde::Serialize;

use super::{Block, Figure, Plan, SECRET, days, shown};
use crate::figures::chart::Series;
use crate::figures::published::{PublicFigures, StageFigures, Told};
use crate::kernel::clock::Instant;
use crate::kernel::text::{french_date_time, french_day, french_month};
use crate::shell::{Crumb, Page};

/// What everybody may know of the path to production.
#[derive(Debug, Clone, Serialize)]
pub struct PublicPage {
    counted: String,
    since: String,
    figures: Vec<Figure>,
    blocks: Vec<Block>,
}

impl PublicPage {
    /// Over the last snapshot.
    #[must_use]
    pub fn new(snapshot: Option<&(PublicFigures, Instant)>) -> Self {
        let Some((figures, at)) = snapshot else {
            return Self {
                counted: String::new(),
                since: String::new(),
                figures: Vec::new(),
                blocks: Vec::new(),
            };
        };
        Self {
            counted: french_date_time(*at),
            since: french_day(figures.from),
            figures: vec![
                Figure::new(shown(figures.filed), "demandes déposées"),
                Figure::new(shown(figures.in_force), "habilitations en vigueur"),
                Figure::new(shown(figures.live), "services en production"),
            ],
            blocks: vec![
                stages(&figures.stages),
                months(figures),
                bases(figures),
                outcomes(figures),
            ],
        }
    }
}

fn stages(stages: &[StageFigures]) -> Block {
    let plan = Plan {
        id: "etapes",
        title: "Délais par étape",
        headers: &["Étape", "Terminées", "Délai médian", "Neuf sur dix"],
        key: &["Délai médian", "Jusqu'à neuf dossiers sur dix"],
    };
    let bars = stages.iter().map(|stage| {
        let (median, ninth) = stage.usual.unwrap_or_default();
        Series {
            label: stage.stage.label().to_owned(),
            shown: stage
                .usual
                .map_or_else(|| SECRET.to_owned(), |_| format!("{median} à {ninth} j")),
            parts: vec![median, ninth - median],
        }
    });
    let rows = stages.iter().map(|stage| {
        let delay = |days_of: Option<i64>| days_of.map_or_else(|| SECRET.to_owned(), days);
        vec![
            format!("{} : {}", stage.stage.label(), stage.stage.span()),
            shown(stage.count),
            delay(stage.usual.map(|(median, _)| median)),
            delay(stage.usual.map(|(_, ninth)| ninth)),
        ]
    });
    let note = "Le délai médian : la moitié des dossiers ont passé l'étape en ce temps ou moins. Jours calendaires.";
    Block::new(plan, note.to_owned(), bars.collect(), rows.collect())
}

fn months(figures: &PublicFigures) -> Block {
    let plan = Plan {
        id: "mois",
        title: "Demandes déposées par mois",
        headers: &["Mois", "Demandes"],
        key: &[],
    };
    let lines = figures.months.iter();
    counts(plan, lines.map(|(day, told)| (french_month(*day), *told)))
}

fn bases(figures: &PublicFigures) -> Block {
    let plan = Plan {
        id: "fondements",
        title: "Demandes déposées par fondement",
        headers: &["Fondement", "Demandes"],
        key: &[],
    };
    let lines = figures.bases.iter();
    counts(
        plan,
        lines.map(|(basis, told)| (basis.label().to_owned(), *told)),
    )
}

fn outcomes(figures: &PublicFigures) -> Block {
    let plan = Plan {
        id: "issues",
        title: "Issue des demandes",
        headers: &["Issue", "Demandes"],
        key: &[],
    };
    let lines = figures.outcomes.iter();
    counts(
        plan,
        lines.map(|(end, told)| (end.label().to_owned(), *told)),
    )
}

fn counts(plan: Plan, lines: impl Iterator<Item = (String, Told)>) -> Block {
    let lines: Vec<(String, Told)> = lines.collect();
    let bars = lines.iter().map(|(label, told)| {
        Series::simple(label.as_str(), told.unwrap_or_default(), shown(*told))
    });
    let rows = lines
        .iter()
        .map(|(label, told)| vec![label.clone(), shown(*told)]);
    Block::new(plan, String::new(), bars.collect(), rows.collect())
}

impl Page for PublicPage {
    const TEMPLATE: &'static str = "figures/public.html";

    fn title(&self) -> String {
        "Statistiques".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }

    fn samples() -> Vec<Self> {
        let at = Instant::new(chrono::DateTime::UNIX_EPOCH);
        let (_, month, tally) = samples::counted(at);
        let figures = PublicFigures::new(&[(month, tally)], (12, 2));
        let snapshot = figures.map(|figures| (figures, at));
        vec![Self::new(None), Self::new(snapshot.as_ref())]
    }
}
