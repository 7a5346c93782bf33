//! One report before the staff: its figures, what surprised, the versions before it, the verdict.

use serde::Serialize;

use super::VersionLine;
use crate::kernel::text::of_month;
use crate::participation::pages::samples;
use crate::participation::reports::model::{Report, ReportId, Status};
use crate::participation::urls;
use crate::shell::{Crumb, FormState, Page};

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct JudgePage {
    name: String,
    siren: String,
    sector: &'static str,
    month: String,
    report: VersionLine,
    others: Vec<VersionLine>,
    open: bool,
    action: String,
    form: FormState,
}

impl JudgePage {
    /// A version, with those of the same month; nothing when there is no such version among them.
    pub(in crate::participation) fn new(
        name: &str,
        (id, versions): (ReportId, &[Report]),
        (form, may_judge): (FormState, bool),
    ) -> Option<Self> {
        let report = versions.iter().find(|report| report.id == id)?;
        Some(Self {
            name: name.to_owned(),
            siren: report.siren.clone(),
            sector: report.sector.label(),
            month: of_month(report.month.first()),
            open: may_judge && report.status == Status::Submitted,
            action: urls::judge(id),
            others: versions
                .iter()
                .rev()
                .filter(|other| other.id != id)
                .map(VersionLine::of)
                .collect(),
            report: VersionLine::of(report),
            form: form.fields(&["motif"]),
        })
    }
}

impl Page for JudgePage {
    const TEMPLATE: &'static str = "participation/judge.html";

    fn title(&self) -> String {
        format!("{}, relevé {}", self.name, self.month)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/instruction", "Instruction"),
            Crumb::new(urls::PANEL, "Panel de l'expérimentation"),
            Crumb::new(urls::REPORTS, "Relevés"),
        ]
    }

    fn samples() -> Vec<Self> {
        let waiting = samples::report(Status::Submitted);
        let mut former = samples::report(Status::Returned);
        former.id = ReportId(uuid::Uuid::from_u128(7));
        let mut wrong = FormState::empty();
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        let accepted = samples::report(Status::Accepted);
        let page = |versions: &[Report], form, may_judge| {
            let id = versions.last().map(|report| report.id);
            id.and_then(|id| Self::new("Exemple SAS", (id, versions), (form, may_judge)))
        };
        [
            page(&[former, waiting.clone()], FormState::empty(), true),
            page(&[waiting], wrong, true),
            page(&[accepted], FormState::empty(), false),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
