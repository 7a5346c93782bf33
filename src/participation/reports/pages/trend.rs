//! How the part of FranceConnect and the traffic move from month to month, as charts with their tables.

use super::super::board::Sum;
use super::super::growth::Growth;
use super::super::model::shown_tenths;
use crate::figures::{Block, Month, Plan, Series};
use crate::kernel::text::{french_month, french_number, percentage};

const SHARE: Plan = Plan {
    id: "part-mois",
    title: "Part des connexions par FranceConnect",
    headers: &[
        "Mois",
        "Connexions par FranceConnect",
        "Toutes les connexions",
        "Part",
        "Évolution en points",
        "Part des comptes créés",
    ],
    key: &[],
};
const GROWTH: Plan = Plan {
    id: "croissance-mois",
    title: "Croissance des connexions d'un mois sur l'autre",
    headers: &[
        "Mois",
        "Participants comparés",
        "Connexions du mois d'avant",
        "Connexions du mois",
        "Croissance constatée",
        "Croissance déclarée (médiane)",
    ],
    key: &["Hausse", "Baisse"],
};

/// The part of FranceConnect, month by month.
pub(in crate::participation) fn share(months: &[(Month, Sum)]) -> Block {
    let tenths = |part: i64, whole: i64| {
        let share = (whole > 0).then(|| i128::from(part) * 1000 / i128::from(whole));
        share.and_then(|share| i64::try_from(share).ok())
    };
    let (mut series, mut rows, mut former) = (Vec::new(), Vec::new(), None);
    for (month, sum) in months {
        let name = french_month(month.first());
        let now = tenths(sum.connections_fc, sum.connections);
        let shown = percentage(sum.connections_fc, sum.connections);
        let change = now
            .zip(former)
            .map(|(now, former): (i64, i64)| now - former);
        series.push(Series::simple(&name, now.unwrap_or_default(), &shown));
        rows.push(vec![
            name,
            french_number(sum.connections_fc),
            french_number(sum.connections),
            shown,
            change.map_or_else(String::new, signed),
            percentage(sum.accounts_fc, sum.accounts),
        ]);
        former = now;
    }
    Block::new(SHARE, String::new(), series, rows)
}

/// The growth of connections, month by month.
pub(in crate::participation) fn growth(months: &[Growth]) -> Block {
    let mut series = Vec::new();
    for one in months {
        if let Some(tenths) = one.tenths() {
            series.push(Series {
                label: french_month(one.month.first()),
                shown: percent(tenths),
                parts: vec![tenths.max(0), (-tenths).max(0)],
            });
        }
    }
    let rows = months.iter().map(|one| {
        let compared = one.compared > 0;
        let number = |n: i64| {
            if compared {
                french_number(n)
            } else {
                String::new()
            }
        };
        vec![
            french_month(one.month.first()),
            french_number(one.compared),
            number(one.before),
            number(one.after),
            one.tenths().map_or_else(String::new, percent),
            percent(one.declared_tenths),
        ]
    });
    let note = "Chaque mois est comparé au précédent pour les participants qui ont transmis les deux relevés.";
    Block::new(GROWTH, note.to_owned(), series, rows.collect())
}

fn signed(tenths: i64) -> String {
    let sign = if tenths > 0 { "+" } else { "" };
    format!("{sign}{}", shown_tenths(tenths))
}

fn percent(tenths: i64) -> String {
    format!("{}\u{202f}%", signed(tenths))
}
