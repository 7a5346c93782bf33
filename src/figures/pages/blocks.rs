//! The blocks of the page of those who run the desk.

use super::{Block, Plan, days};
use crate::figures::chart::Series;
use crate::figures::model::{DeskState, Histogram, Load, Month, Outcome, Outcomes, Stage, Tally};
use crate::kernel::text::{french_month, french_number, percentage};
use crate::requests::{LegalBasis, Sector};
use crate::shell::AccountId;

/// Spans of days, from one to the other included, and their words.
const SPANS: [(i64, i64, &str); 8] = [
    (0, 1, "1 jour ou moins"),
    (2, 3, "2 à 3 jours"),
    (4, 5, "4 à 5 jours"),
    (6, 10, "6 à 10 jours"),
    (11, 20, "11 à 20 jours"),
    (21, 40, "21 à 40 jours"),
    (41, 60, "41 à 60 jours"),
    (61, i64::MAX, "plus de 60 jours"),
];

/// What each reviewer holds.
pub(super) fn loads(desk: &DeskState, reviewers: &[(AccountId, String)]) -> Block {
    let plan = Plan {
        id: "charge",
        title: "Charge par instructeur",
        headers: &[
            "Instructeur",
            "En instruction",
            "Dont en retard",
            "Chez le demandeur",
            "En liste d'attente",
        ],
        key: &["En instruction", "Chez le demandeur", "En liste d'attente"],
    };
    let of = |id: &AccountId| desk.loads.get(id).copied().unwrap_or_default();
    let series = reviewers.iter().map(|(id, name)| load_bar(name, of(id)));
    let rows = reviewers.iter().map(|(id, name)| {
        let load = of(id);
        let counts = [
            load.in_review,
            load.late,
            load.with_applicant,
            load.waitlisted,
        ];
        row(name, &counts)
    });
    let note = format!(
        "{} à prendre en charge.",
        crate::kernel::text::count(desk.to_take, "demande", "demandes")
    );
    Block::new(plan, note, series.collect(), rows.collect())
}

fn load_bar(name: &str, load: Load) -> Series {
    let parts = vec![load.in_review, load.with_applicant, load.waitlisted];
    Series {
        label: name.to_owned(),
        shown: french_number(parts.iter().sum()),
        parts,
    }
}

/// How long open requests have been there.
pub(super) fn ages(desk: &DeskState) -> Block {
    let plan = Plan {
        id: "anciennete",
        title: "Ancienneté des demandes en cours",
        headers: &["Depuis le premier dépôt", "Chez nous", "Chez le demandeur"],
        key: &["Chez nous", "Chez le demandeur"],
    };
    let (ours, theirs) = (&desk.ages, &desk.ages_with_applicant);
    let counts = |least, most| [ours.between(least, most), theirs.between(least, most)];
    let series = SPANS.map(|(least, most, label)| {
        let parts = counts(least, most).to_vec();
        Series {
            label: label.to_owned(),
            shown: french_number(parts.iter().sum()),
            parts,
        }
    });
    let rows = SPANS.map(|(least, most, label)| row(label, &counts(least, most)));
    let note = "« Chez nous » : déposées ou en instruction. La liste d'attente n'est pas comptée.";
    Block::new(plan, note.to_owned(), series.to_vec(), rows.to_vec())
}

/// How long answers took.
pub(super) fn delays(tally: &Tally) -> Block {
    let plan = Plan {
        id: "delais",
        title: "Délais de réponse",
        headers: &["Délai", "Réponses", "Part"],
        key: &[],
    };
    let review: Histogram = tally.stage(Stage::Review);
    let all = review.count();
    let series = SPANS.map(|(least, most, label)| {
        let count = review.between(least, most);
        Series::simple(label, count, french_number(count))
    });
    let rows = SPANS.map(|(least, most, label)| {
        let count = review.between(least, most);
        vec![
            label.to_owned(),
            french_number(count),
            percentage(count, all),
        ]
    });
    let note = review.usual().map_or_else(
        || "Aucune réponse sur cette période.".to_owned(),
        |(median, ninth)| {
            format!(
                "La moitié des réponses en {} au plus, neuf sur dix en {} au plus. Jours calendaires, sans le temps des corrections.",
                days(median),
                days(ninth)
            )
        },
    );
    Block::new(plan, note, series.to_vec(), rows.to_vec())
}

const ENDS: [&str; 4] = ["Accordées", "Refusées", "Écartées", "Retirées"];

/// How requests ended, by legal basis.
pub(super) fn by_basis(tally: &Tally) -> Block {
    let plan = Plan {
        id: "fondements",
        title: "Issues par fondement",
        headers: &["Fondement", "Accordées", "Refusées", "Écartées", "Retirées"],
        key: &ENDS,
    };
    let lines = LegalBasis::ALL
        .iter()
        .map(|basis| (basis.label(), tally.by_basis.get(basis)));
    outcomes(plan, &lines.collect::<Vec<_>>())
}

/// How requests ended, by sector of the experiment.
pub(super) fn by_sector(tally: &Tally) -> Block {
    let plan = Plan {
        id: "secteurs",
        title: "Issues par secteur de l'expérimentation",
        headers: &["Secteur", "Accordées", "Refusées", "Écartées", "Retirées"],
        key: &ENDS,
    };
    let lines = Sector::ALL
        .iter()
        .map(|sector| (sector.label(), tally.by_sector.get(sector)));
    outcomes(plan, &lines.collect::<Vec<_>>())
}

fn outcomes(plan: Plan, lines: &[(&'static str, Option<&Outcomes>)]) -> Block {
    let counts = |ends: Option<&Outcomes>| -> Vec<i64> {
        let of = |end: &Outcome| ends.and_then(|ends| ends.get(end)).copied();
        Outcome::ALL
            .iter()
            .map(|end| of(end).unwrap_or_default())
            .collect()
    };
    let rows = lines.iter().map(|(label, ends)| row(label, &counts(*ends)));
    let rows = rows.collect();
    let series = lines.iter().map(|(label, ends)| {
        let parts = counts(*ends);
        Series {
            label: (*label).to_owned(),
            shown: french_number(parts.iter().sum()),
            parts,
        }
    });
    let series = series.collect();
    Block::new(plan, String::new(), series, rows)
}

/// How many grants needed no correction.
pub(super) fn right_first(tally: &Tally) -> Block {
    let plan = Plan {
        id: "premier-coup",
        title: "Accordées du premier coup",
        headers: &["Fondement", "Accordées", "Sans correction", "Part"],
        key: &["Sans correction", "Après corrections"],
    };
    let of = |basis: &LegalBasis| {
        let ends = tally.by_basis.get(basis);
        let granted = ends.and_then(|ends| ends.get(&Outcome::Granted)).copied();
        let right = tally.right_first.get(basis).copied();
        (granted.unwrap_or_default(), right.unwrap_or_default())
    };
    let some = LegalBasis::ALL.iter().filter(|basis| of(basis).0 > 0);
    let series = some.map(|basis| {
        let (granted, right) = of(basis);
        Series {
            label: basis.label().to_owned(),
            shown: percentage(right, granted),
            parts: vec![right, granted - right],
        }
    });
    let rows = LegalBasis::ALL.iter().map(|basis| {
        let (granted, right) = of(basis);
        let mut row = row(basis.label(), &[granted, right]);
        row.push(percentage(right, granted));
        row
    });
    let note = "Demandes accordées sans qu'aucune correction ait été demandée.";
    Block::new(plan, note.to_owned(), series.collect(), rows.collect())
}

/// What came in and what went out, month by month.
pub(super) fn months(months: &[(Month, Tally)]) -> Block {
    let plan = Plan {
        id: "mois",
        title: "Dépôts par mois",
        headers: &[
            "Mois",
            "Déposées",
            "Accordées",
            "Refusées",
            "Écartées",
            "Retirées",
        ],
        key: &[],
    };
    let label = |month: &Month| french_month(month.first());
    let filed = |tally: &Tally| tally.filed.values().sum::<i64>();
    let series = months.iter().map(|(month, tally)| {
        Series::simple(label(month), filed(tally), french_number(filed(tally)))
    });
    let rows = months.iter().map(|(month, tally)| {
        let ends = Outcome::ALL.iter().map(|end| tally.ended(*end));
        let counts: Vec<i64> = std::iter::once(filed(tally)).chain(ends).collect();
        row(&label(month), &counts)
    });
    Block::new(plan, String::new(), series.collect(), rows.collect())
}

fn row(label: &str, counts: &[i64]) -> Vec<String> {
    let counts = counts.iter().map(|count| french_number(*count));
    std::iter::once(label.to_owned()).chain(counts).collect()
}
