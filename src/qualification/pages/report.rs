//! The report of a qualification, for the team.

use serde::Serialize;

use crate::kernel::clock::Instant;
use crate::qualification::checklist;
use crate::qualification::gate::Verdict;
use crate::qualification::service::{Report, ReportLine};
use crate::services::{ServiceId, SpaceHead, Tab, qualification, sample_instant};
use crate::shell::{Crumb, Page};

/// What was concluded, as it stood when the service was qualified.
#[derive(Debug, Clone, Serialize)]
pub(in crate::qualification) struct ReportPage {
    head: SpaceHead,
    officer: String,
    qualified_at: Instant,
    checklist: String,
    lines: Vec<Line>,
    back_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    number: i32,
    title: String,
    attestation: String,
    verdict: &'static str,
    comment: String,
    concluded_at: Option<Instant>,
    files: Vec<String>,
}

impl From<ReportLine> for Line {
    fn from(line: ReportLine) -> Self {
        Self {
            number: line.criterion,
            title: line.title,
            attestation: line.attestation,
            verdict: line.verdict.map_or("Sans conclusion", Verdict::label),
            comment: line.comment,
            concluded_at: line.concluded_at,
            files: line.files,
        }
    }
}

impl ReportPage {
    pub(in crate::qualification) fn new(
        head: SpaceHead,
        service: ServiceId,
        (officer, qualified_at): (String, Instant),
        report: Report,
    ) -> Self {
        let lines = report.lines.into_iter().map(Line::from).collect();
        Self {
            head,
            officer,
            qualified_at,
            checklist: report.checklist,
            lines,
            back_url: qualification(service),
        }
    }
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "qualification/report.html";

    fn title(&self) -> String {
        "Rapport de qualification".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.back_url, "Qualification"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let line = |criterion: &crate::qualification::criterion::Criterion| ReportLine {
            criterion: criterion.number,
            title: criterion.title.to_owned(),
            attestation: "Fait.".to_owned(),
            verdict: Some(Verdict::Accepted),
            comment: if criterion.number == 1 {
                "Bien.".to_owned()
            } else {
                String::new()
            },
            concluded_at: Some(sample_instant()),
            files: vec!["0f".repeat(32)],
        };
        let report = Report {
            checklist: "1".to_owned(),
            lines: checklist::all().map(line).collect(),
        };
        let signed = ("Nadia Officier".to_owned(), sample_instant());
        vec![Self::new(
            SpaceHead::sample(Tab::Qualification),
            ServiceId(uuid::Uuid::nil()),
            signed,
            report,
        )]
    }
}
