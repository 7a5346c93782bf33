//! The report of a qualification: what was attested and concluded, kept as it stood when the service was qualified.

use serde::{Deserialize, Serialize};

use super::board::Board;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::qualification::checklist::VERSION;
use crate::qualification::gate::Verdict;
use crate::qualification::store;
use crate::services::ServiceId;
use crate::shell::AccountId;

/// What was concluded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The version of the checklist.
    pub checklist: String,
    /// One line for each applicable criterion.
    pub lines: Vec<ReportLine>,
}

/// What was concluded on a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Its number.
    pub criterion: i32,
    /// What had to be true.
    pub title: String,
    /// The words of the partner.
    pub attestation: String,
    /// The conclusion.
    pub verdict: Option<Verdict>,
    /// The comment of the officer.
    pub comment: String,
    /// When it was concluded.
    pub concluded_at: Option<Instant>,
    /// SHA-256 of each file that was attached.
    pub files: Vec<String>,
}

impl Report {
    /// The report of a board.
    #[must_use]
    pub fn of(board: &Board) -> Self {
        let line = |(criterion, _): (&crate::qualification::criterion::Criterion, _)| {
            let item = board.items.get(&criterion.number);
            ReportLine {
                criterion: criterion.number,
                title: criterion.title.to_owned(),
                attestation: item
                    .map(|item| item.attestation.clone())
                    .unwrap_or_default(),
                verdict: item
                    .and_then(|item| item.verdict)
                    .map(|(verdict, _)| verdict),
                comment: item.map(|item| item.comment.clone()).unwrap_or_default(),
                concluded_at: item.and_then(|item| item.verdict).map(|(_, at)| at),
                files: board
                    .files_of(criterion.number)
                    .map(|file| file.sha256.clone())
                    .collect(),
            }
        };
        Self {
            checklist: VERSION.to_owned(),
            lines: board.standings().into_iter().map(line).collect(),
        }
    }
}

/// The latest report of a service, with the officer who signed it and when.
pub fn last_report(c: &mut Conn, id: ServiceId) -> Outcome<Option<(AccountId, Instant, Report)>> {
    let Some((officer, at, value)) = store::last_report(c, id)? else {
        return Ok(None);
    };
    let report = serde_json::from_value(value)
        .map_err(|_| Fault::inconsistent("qualification_reports", id))?;
    Ok(Some((officer, at, report)))
}
