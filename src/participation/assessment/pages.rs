//! The assessment as the staff writes it, and as everybody reads it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Assessment, FORMAT, MonthSum, NotePart, Part, SectorPart};
use super::papers::facts;
use super::service::Standing;
use super::store::Published;
use crate::figures::{Block, Month};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::french_month;
use crate::participation::pages::samples;
use crate::participation::reports::Sum;
use crate::participation::reports::pages::{BY_MONTH, BY_SECTOR, adoption, trend};
use crate::participation::{model::Period, urls};
use crate::requests::Sector;
use crate::shell::{Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct Fact {
    label: String,
    value: String,
}

#[derive(Debug, Clone, Serialize)]
struct Said {
    month: String,
    words: String,
}

/// A part in words.
#[derive(Debug, Clone, Serialize)]
struct Card {
    id: &'static str,
    name: &'static str,
    facts: Vec<Fact>,
    note: String,
    told: Vec<Said>,
    form: FormState,
    action: String,
}

/// Words of participants shown under one part; the files hold all of them.
const TOLD: usize = 10;

impl Card {
    fn of(note: NotePart, part: &Part, (seen, experiment): (i32, &str)) -> Self {
        let month = |code: &str| {
            Month::parse(code).map_or_else(String::new, |month| french_month(month.first()))
        };
        Self {
            id: note.as_str(),
            name: note.label(),
            facts: facts(part)
                .into_iter()
                .map(|(label, value)| Fact { label, value })
                .collect(),
            note: part.note.clone(),
            told: part
                .told
                .iter()
                .take(TOLD)
                .map(|told| Said {
                    month: month(&told.month),
                    words: told.words.clone(),
                })
                .collect(),
            form: FormState::empty()
                .with("appreciation", &part.note)
                .with("vu", seen.to_string())
                .with("experimentation", experiment),
            action: urls::note(note),
        }
    }
}

fn cards(assessment: &Assessment, seen: &BTreeMap<NotePart, i32>, experiment: &str) -> Vec<Card> {
    let of = |note: NotePart, part: &Part| {
        let seen = seen.get(&note).copied().unwrap_or_default();
        Card::of(note, part, (seen, experiment))
    };
    let sectors = assessment.sectors.iter();
    std::iter::once(of(NotePart::Whole, &assessment.whole))
        .chain(sectors.map(|one| of(NotePart::of(one.sector), &one.part)))
        .collect()
}

fn blocks(assessment: &Assessment) -> Vec<Block> {
    let months: Vec<(Month, Sum)> = assessment
        .whole
        .months
        .iter()
        .filter_map(|one| Month::parse(&one.month).map(|month| (month, one.sum)))
        .collect();
    let named: Vec<(String, Sum)> = months
        .iter()
        .map(|(month, sum)| (french_month(month.first()), *sum))
        .collect();
    let sectors: Vec<(String, Sum)> = assessment
        .sectors
        .iter()
        .map(|one| (one.sector.label().to_owned(), one.part.sum))
        .collect();
    let mut blocks = vec![trend::share(&months)];
    blocks.extend(adoption(BY_MONTH, &named).pop());
    blocks.extend(adoption(BY_SECTOR, &sectors));
    blocks
}

/// The assessment, for the staff.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct AssessmentPage {
    decree: String,
    as_of: Day,
    cards: Vec<Card>,
    blocks: Vec<Block>,
    may_write: bool,
    experiment: String,
    hash: String,
    published_at: Option<Instant>,
    published_hash: String,
    published_url: String,
    is_published: bool,
    action: &'static str,
    json_url: String,
    ods_url: String,
    pdf_url: String,
}

impl AssessmentPage {
    /// As it stands; `may_write` for who writes and publishes.
    pub(in crate::participation) fn new(standing: &Standing, may_write: bool) -> Self {
        let id = standing.period.id;
        let (hash, published) = (standing.hash(), standing.published.as_ref());
        Self {
            decree: standing.period.decree.clone(),
            as_of: standing.assessment.as_of,
            cards: cards(&standing.assessment, &standing.notes, &id.to_string()),
            blocks: blocks(&standing.assessment),
            may_write,
            experiment: id.to_string(),
            published_at: published.map(|one| one.published_at),
            published_hash: published.map(|one| one.hash.clone()).unwrap_or_default(),
            published_url: urls::published(id),
            is_published: published.is_some_and(|one| one.hash == hash),
            action: urls::ASSESSMENT,
            json_url: urls::draft_file(id, "json"),
            ods_url: urls::draft_file(id, "ods"),
            pdf_url: urls::draft_file(id, "pdf"),
            hash,
        }
    }
}

fn sample(period: &Period) -> Standing {
    let part = |note: &str| Part {
        admitted: 4,
        active: 3,
        owed: 8,
        growth_tenths: Some(42),
        sum: Sum {
            reports: 8,
            connections_fc: 400,
            connections: 1_600,
            accounts_fc: 10,
            accounts: 80,
        },
        months: vec![MonthSum {
            month: samples::month().code(),
            sum: Sum::default(),
        }],
        told: vec![super::model::Told {
            month: samples::month().code(),
            words: "Plus simple qu'avant.".to_owned(),
        }],
        note: note.to_owned(),
        ..Part::default()
    };
    Standing {
        assessment: Assessment {
            format: FORMAT.to_owned(),
            decree: period.decree.clone(),
            opens_on: period.opens_on,
            closes_on: period.closes_on,
            as_of: period.closes_on,
            whole: part("Concluant."),
            sectors: vec![SectorPart {
                sector: Sector::Education,
                part: part(""),
            }],
        },
        notes: BTreeMap::from([(NotePart::Whole, 1)]),
        published: None,
        period: period.clone(),
    }
}

impl Page for AssessmentPage {
    const TEMPLATE: &'static str = "participation/assessment.html";

    fn title(&self) -> String {
        "Bilan de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
        ]
    }

    fn samples() -> Vec<Self> {
        let standing = sample(&samples::period());
        let mut published = standing.clone();
        published.published = Some(Published {
            ordinal: 1,
            body: standing.assessment.body(),
            hash: standing.hash(),
            published_at: standing.period.closes_at(),
        });
        vec![
            Self::new(&standing, true),
            Self::new(&standing, false),
            Self::new(&published, true),
        ]
    }
}

/// The assessment, for everybody.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct ResultsPage {
    decree: String,
    opens_on: Day,
    closes_on: Day,
    as_of: Day,
    published_at: Instant,
    cards: Vec<Card>,
    blocks: Vec<Block>,
    masked: bool,
    ods_url: String,
    pdf_url: String,
}

impl ResultsPage {
    /// From what was published.
    pub(in crate::participation) fn new(
        period: &Period,
        assessment: Assessment,
        published_at: Instant,
    ) -> Self {
        let all = assessment.sectors.len();
        let shown = assessment.public();
        Self {
            decree: shown.decree.clone(),
            opens_on: shown.opens_on,
            closes_on: shown.closes_on,
            as_of: shown.as_of,
            published_at,
            cards: cards(&shown, &BTreeMap::new(), ""),
            blocks: blocks(&shown),
            masked: shown.sectors.len() < all,
            ods_url: urls::published_file(period.id, "ods"),
            pdf_url: urls::published_file(period.id, "pdf"),
        }
    }
}

impl Page for ResultsPage {
    const TEMPLATE: &'static str = "participation/results.html";

    fn title(&self) -> String {
        "Résultats de l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::PUBLIC, "L'expérimentation")]
    }

    fn samples() -> Vec<Self> {
        let period = samples::period();
        let whole = sample(&period).assessment;
        let mut small = whole.clone();
        for sector in &mut small.sectors {
            sector.part.admitted = 1;
        }
        let at = period.closes_at();
        vec![Self::new(&period, whole, at), Self::new(&period, small, at)]
    }
}
