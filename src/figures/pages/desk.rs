//! The page of those who run the desk.

use serde::Serialize;

use super::{Block, Figure, blocks};
use crate::figures::model::{DeskState, Month, Outcome, Stage, Tally};
use crate::figures::urls;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::spreadsheet::FileKind;
use crate::kernel::text::{french_date_time, french_day, french_month, french_number, percentage};
use crate::shell::{AccountId, Crumb, FormState, Page};

/// Months that may be chosen.
const OFFERED: usize = 24;
/// Months shown before anybody chooses.
const USUAL: usize = 11;

/// The months looked at, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub first: Month,
    /// The last.
    pub last: Month,
    today: Day,
}

impl Period {
    /// What was chosen, within what is offered; the last year without a choice.
    #[must_use]
    pub fn chosen((from, until): (&str, &str), today: Day) -> Self {
        let present = Month::of(today);
        let offered = |text: &str| {
            Month::parse(text).map(|month| month.clamp(present.back(OFFERED - 1), present))
        };
        let first = offered(from).unwrap_or_else(|| present.back(USUAL));
        let last = offered(until).unwrap_or(present);
        Self {
            first: first.min(last),
            last: last.max(first),
            today,
        }
    }

    fn offered(&self) -> Vec<Choice> {
        let present = Month::of(self.today);
        (0..OFFERED)
            .map(|back| present.back(back))
            .map(|month| Choice {
                value: month.code(),
                label: french_month(month.first()),
            })
            .collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// How the desk stands, and what it did over a period.
#[derive(Debug, Clone, Serialize)]
pub struct DeskPage {
    action: &'static str,
    form: FormState,
    choices: Vec<Choice>,
    counted: String,
    now: Vec<Figure>,
    present: Vec<Block>,
    period: String,
    over: Vec<Figure>,
    past: Vec<Block>,
    csv: String,
    ods: String,
}

impl DeskPage {
    /// Over what was counted; nothing is shown before the first count.
    #[must_use]
    pub fn new(
        period: Period,
        desk: Option<&(DeskState, Instant)>,
        reviewers: &[(AccountId, String)],
        months: &[(Month, Tally)],
    ) -> Self {
        let mut all = Tally::default();
        for (_, tally) in months {
            all.merge(tally);
        }
        let form = FormState::empty()
            .with("du", period.first.code())
            .with("au", period.last.code());
        let bare = Self {
            action: urls::DESK,
            form,
            choices: period.offered(),
            counted: String::new(),
            now: Vec::new(),
            present: Vec::new(),
            period: words(period),
            over: Vec::new(),
            past: Vec::new(),
            csv: urls::desk_file(FileKind::Csv, (period.first, period.last)),
            ods: urls::desk_file(FileKind::Ods, (period.first, period.last)),
        };
        let Some((desk, at)) = desk else {
            return bare;
        };
        Self {
            counted: french_date_time(*at),
            now: vec![
                Figure::new(french_number(desk.to_take), "demandes à prendre en charge"),
                Figure::new(
                    french_number(desk.ages.count()),
                    "demandes en attente de la DINUM",
                ),
                Figure::new(french_number(desk.late), "demandes hors du délai annoncé"),
            ],
            present: vec![blocks::loads(desk, reviewers), blocks::ages(desk)],
            over: over(&all),
            past: vec![
                blocks::delays(&all),
                blocks::right_first(&all),
                blocks::by_basis(&all),
                blocks::by_sector(&all),
                blocks::months(months),
            ],
            ..bare
        }
    }
}

impl DeskPage {
    /// What the page tells: its figures with their labels, and its blocks.
    pub(super) fn told(&self) -> (Vec<(String, String)>, Vec<&Block>) {
        let mut about = vec![
            ("Période".to_owned(), self.period.clone()),
            ("Chiffres arrêtés le".to_owned(), self.counted.clone()),
        ];
        let figures = self.now.iter().chain(&self.over);
        about.extend(figures.map(|figure| (figure.label.clone(), figure.value.clone())));
        (about, self.present.iter().chain(&self.past).collect())
    }
}

fn words(period: Period) -> String {
    let last = period.last.next().first().plus_days(-1);
    format!(
        "Du {} au {}",
        french_day(period.first.first()),
        french_day(last)
    )
}

fn over(tally: &Tally) -> Vec<Figure> {
    let granted = tally.ended(Outcome::Granted);
    let right: i64 = tally.right_first.values().sum();
    let mut figures = vec![
        Figure::new(
            french_number(tally.filed.values().sum()),
            "demandes déposées",
        ),
        Figure::new(
            french_number(tally.stage(Stage::Review).count()),
            "réponses",
        ),
    ];
    if granted > 0 {
        figures.push(Figure::new(
            percentage(right, granted),
            "accordées du premier coup",
        ));
    }
    figures
}

impl Page for DeskPage {
    const TEMPLATE: &'static str = "figures/desk.html";

    fn title(&self) -> String {
        "Pilotage".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new("/instruction", "Instruction")]
    }

    fn samples() -> Vec<Self> {
        let at = Instant::new(chrono::DateTime::UNIX_EPOCH);
        let period = Period::chosen(("", ""), at.paris_day());
        let (desk, month, tally) = super::public::samples::counted(at);
        let reviewer = AccountId(uuid::Uuid::nil());
        let reviewers = [(reviewer, "Claire Martin".to_owned())];
        vec![
            Self::new(period, None, &[], &[]),
            Self::new(period, Some(&(DeskState::default(), at)), &reviewers, &[]),
            Self::new(period, Some(&(desk, at)), &reviewers, &[(month, tally)]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_stays_within_what_is_offered_and_in_order() {
        let today = Day::parse("2026-03-10").unwrap();
        let of = |from, until| {
            let period = Period::chosen((from, until), today);
            (period.first.code(), period.last.code())
        };
        let pair = |first: &str, last: &str| (first.to_owned(), last.to_owned());
        assert_eq!(of("", ""), pair("2025-04", "2026-03"));
        assert_eq!(of("2026-02", "2025-12"), pair("2025-12", "2026-02"));
        assert_eq!(of("1999-01", "2099-01"), pair("2024-04", "2026-03"));
        assert_eq!(of("rien", "2026-13"), pair("2025-04", "2026-03"));
    }
}
