//! What somebody's organisations take part in.

use serde::Serialize;

use super::samples;
use crate::kernel::clock::{Day, Instant};
use crate::participation::model::{Participant, Period};
use crate::participation::urls;
use crate::shell::{Crumb, Page};

#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    sector: &'static str,
    closes_on: Day,
    since: Day,
    over: bool,
    href: String,
}

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct MinePage {
    lines: Vec<Line>,
}

impl MinePage {
    /// From the participations of a person.
    pub(in crate::participation) fn new(found: &[(Period, Participant)], now: Instant) -> Self {
        let lines = found.iter().map(|(period, participant)| Line {
            name: participant.name.clone(),
            sector: participant.sector.label(),
            closes_on: period.closes_on,
            since: participant.since,
            over: participant.until(period) <= now,
            href: urls::participation(period.id, &participant.siren),
        });
        Self {
            lines: lines.collect(),
        }
    }
}

impl Page for MinePage {
    const TEMPLATE: &'static str = "participation/mine.html";

    fn title(&self) -> String {
        "Votre participation à l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new("/espace", "Espace partenaire")]
    }

    fn samples() -> Vec<Self> {
        let one = (samples::period(), samples::participant());
        let now = one.0.opens_on.start();
        vec![Self::new(&[], now), Self::new(&[one], now)]
    }
}
