//! What the figures look like: blocks of a chart and the table behind it, the same on both pages.

mod blocks;
mod desk;
mod export;
mod public;

use serde::Serialize;

use super::chart::{Chart, Series};
use super::published::Told;
use crate::kernel::text::french_number;
use crate::shell::PageEntry;

pub use desk::DeskPage;
pub use public::PublicPage;

pub(super) use desk::Period;

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![PageEntry::of::<DeskPage>(), PageEntry::of::<PublicPage>()]
}

/// A number that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    value: String,
    label: String,
}

impl Figure {
    /// A value in words and what it counts.
    pub fn new(value: impl Into<String>, label: &str) -> Self {
        Self {
            value: value.into(),
            label: label.to_owned(),
        }
    }
}

/// The numbers behind a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    caption: String,
    headers: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// A question, its answer in words, as a chart and as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    id: &'static str,
    title: String,
    note: String,
    chart: Option<Chart>,
    empty: &'static str,
    table: Table,
}

/// What a block is made of, besides its bars and rows.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Its id in the page.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The columns of its table.
    pub headers: &'static [&'static str],
    /// What the parts of a bar are; empty for bars of one part.
    pub key: &'static [&'static str],
}

impl Block {
    /// Bars that are all zero are not drawn: the table says it.
    #[must_use]
    pub fn new(plan: Plan, note: String, series: Vec<Series>, rows: Vec<Vec<String>>) -> Self {
        let empty = series
            .iter()
            .all(|bar| bar.parts.iter().all(|part| *part == 0));
        let series = if empty { Vec::new() } else { series };
        let secret = rows.iter().flatten().any(|cell| cell == SECRET);
        Self {
            id: plan.id,
            title: plan.title.to_owned(),
            note,
            chart: Chart::bars(plan.id, plan.title, plan.key, series),
            empty: if secret {
                "Ces nombres sont trop petits pour être publiés."
            } else {
                "Rien à compter sur cette période."
            },
            table: Table {
                caption: plan.title.to_owned(),
                headers: plan.headers.to_vec(),
                rows,
            },
        }
    }
}

/// What is said in the place of a count that is not published.
const SECRET: &str = "non publié";

/// A count as it is told: a small one is not.
fn shown(told: Told) -> String {
    told.map_or_else(|| SECRET.to_owned(), french_number)
}

/// A delay in days.
fn days(count: i64) -> String {
    crate::kernel::text::count(count, "jour", "jours")
}
