//! A line of the queue, and which of its columns are shown.

use serde::Serialize;

use crate::kernel::clock::Day;
use crate::kernel::text::short_day;
use crate::requests::Sector;
use crate::review::model::Column;
use crate::review::pages::badge_kind;
use crate::review::urls;
use crate::review::views::QueueRow;

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    href: String,
    number: String,
    title: String,
    organisation: String,
    siret: String,
    basis: &'static str,
    sector: &'static str,
    level: &'static str,
    status: &'static str,
    status_kind: &'static str,
    submitted: String,
    due: String,
    late: bool,
    reviewer: String,
    tags: String,
}

impl Line {
    pub(in crate::review) fn new(row: QueueRow, today: Day) -> Self {
        Self {
            href: urls::file(row.id),
            late: row.due.is_some_and(|due| due < today),
            due: row.due.map(short_day).unwrap_or_default(),
            basis: row.basis.label(),
            sector: row.sector.map(Sector::label).unwrap_or_default(),
            level: row.level.label(),
            status: row.status.label(),
            status_kind: badge_kind(row.status),
            submitted: row
                .submitted_at()
                .map(|at| short_day(at.paris_day()))
                .unwrap_or_default(),
            reviewer: row.reviewer(),
            number: row.number,
            title: row.title,
            organisation: row.organisation,
            siret: row.siret,
            tags: row.tags.unwrap_or_default(),
        }
    }
}

/// The columns shown.
#[derive(Debug, Clone, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each column, as the template asks"
)]
pub struct Show {
    organisation: bool,
    basis: bool,
    sector: bool,
    level: bool,
    state: bool,
    submitted: bool,
    due: bool,
    reviewer: bool,
    tags: bool,
}

impl Show {
    pub(super) fn of(columns: &[Column]) -> Self {
        let shown = |column| columns.contains(&column);
        Self {
            organisation: shown(Column::Organisation),
            basis: shown(Column::Basis),
            sector: shown(Column::Sector),
            level: shown(Column::Level),
            state: shown(Column::State),
            submitted: shown(Column::Submitted),
            due: shown(Column::Due),
            reviewer: shown(Column::Reviewer),
            tags: shown(Column::Tags),
        }
    }
}
