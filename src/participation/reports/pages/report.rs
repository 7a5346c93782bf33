//! The report of a month, for its participant: the form, and every version sent.

use serde::Serialize;

use super::VersionLine;
use crate::figures::Month;
use crate::kernel::clock::Day;
use crate::kernel::text::of_month;
use crate::participation::calendar::{due_on, opens_on};
use crate::participation::model::{Participant, Period};
use crate::participation::pages::samples;
use crate::participation::reports::model::{Report, Status};
use crate::participation::{calendar, urls};
use crate::shell::{Crumb, FormState, Page};

/// See the module.
#[derive(Debug, Clone, Serialize)]
pub(in crate::participation) struct ReportPage {
    name: String,
    month: String,
    due_on: Day,
    opens_on: Day,
    open: bool,
    may_act: bool,
    corrects: bool,
    action: String,
    back_url: String,
    form: FormState,
    versions: Vec<VersionLine>,
}

impl ReportPage {
    /// The form over the versions of a month, the latest first.
    pub(in crate::participation) fn new(
        (period, participant): (&Period, &Participant),
        (month, today): (Month, Day),
        versions: &[Report],
        (form, may_act): (FormState, bool),
    ) -> Self {
        Self {
            name: participant.name.clone(),
            month: of_month(month.first()),
            due_on: due_on(period, month),
            opens_on: opens_on(period, month),
            open: opens_on(period, month) <= today
                && calendar::months(period, participant).contains(&month),
            may_act,
            corrects: versions.iter().any(|one| one.status == Status::Accepted),
            action: urls::report(period.id, &participant.siren, month),
            back_url: urls::participation(period.id, &participant.siren),
            form,
            versions: versions.iter().rev().map(VersionLine::of).collect(),
        }
    }
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "participation/report.html";

    fn title(&self) -> String {
        format!("Relevé {}", self.month)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::MINE, "Expérimentation"),
            Crumb::new(&self.back_url, &self.name),
        ]
    }

    fn samples() -> Vec<Self> {
        use crate::participation::reports::forms::filled;
        let (period, participant) = (samples::period(), samples::participant());
        let month = samples::month();
        let whose = (&period, &participant);
        let today = month.next().first().plus_days(3);
        let mut wrong = filled(None);
        wrong.labelled_error(
            "connexions",
            "Toutes les connexions",
            "Indiquez un nombre entier.",
        );
        let sent = samples::report(Status::Accepted);
        let returned = samples::report(Status::Returned);
        vec![
            Self::new(whose, (month, today), &[], (filled(None), true)),
            Self::new(whose, (month, today), &[returned], (wrong, true)),
            Self::new(
                whose,
                (month, today),
                std::slice::from_ref(&sent),
                (filled(Some(&sent)), true),
            ),
            Self::new(whose, (month, month.first()), &[], (filled(None), true)),
            Self::new(whose, (month, today), &[sent], (filled(None), false)),
        ]
    }
}
