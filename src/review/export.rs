//! A view of the queue as a file. Bounded, and honest about it: the last line says when there was more.

use crate::kernel::clock::Day;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::spreadsheet::{self, FileKind};
use crate::kernel::text::short_day;
use crate::requests::Sector;
use crate::review::queue::Ask;
use crate::review::views::{self, Asker, QueueRow};

/// Lines read together.
const BATCH: i64 = 1_000;
/// Lines given at most.
const MOST: usize = 10_000;
/// Batches read at most: filters that combine may read much and give little.
const BATCHES: usize = 50;

/// What each column holds.
const HEADER: [&str; 13] = [
    "Numéro",
    "Service",
    "Organisation",
    "SIRET",
    "Fondement",
    "Secteur",
    "Niveau",
    "État",
    "Déposée le",
    "À décider avant le",
    "En retard",
    "Suivie par",
    "Étiquettes",
];

/// The file of a view, and how many requests it holds.
pub fn make(
    c: &mut Conn,
    ask: &Ask,
    asker: Asker,
    kind: FileKind,
) -> Result<(usize, Vec<u8>), Fault> {
    let (rows, more) = read(c, ask, asker)?;
    let today = asker.now.paris_day();
    let mut lines: Vec<Vec<String>> = rows.iter().map(|row| cells(row, today)).collect();
    if more {
        lines.push(vec![format!(
            "Le fichier s'arrête ici : il tient {MOST} demandes au plus. Ajoutez un filtre pour les autres."
        )]);
    }
    let bytes = match kind {
        FileKind::Csv => spreadsheet::csv(&HEADER, &lines)?,
        FileKind::Ods => spreadsheet::ods("Demandes", &HEADER, &lines)?,
    };
    Ok((rows.len(), bytes))
}

fn read(c: &mut Conn, ask: &Ask, asker: Asker) -> Result<(Vec<QueueRow>, bool), Fault> {
    let (mut rows, mut ask) = (Vec::new(), ask.clone());
    for _ in 0..BATCHES {
        let (batch, next) = views::rows_after(c, &ask, asker, BATCH)?;
        rows.extend(batch);
        let Some(next) = next else {
            return Ok((rows, false));
        };
        if rows.len() >= MOST {
            break;
        }
        ask.after = Some(next);
    }
    rows.truncate(MOST);
    Ok((rows, true))
}

fn cells(row: &QueueRow, today: Day) -> Vec<String> {
    let late = row.due.is_some_and(|due| due < today);
    let submitted = row.submitted_at().map(|at| short_day(at.paris_day()));
    vec![
        row.number.clone(),
        row.title.clone(),
        row.organisation.clone(),
        row.siret.clone(),
        row.basis.label().to_owned(),
        row.sector.map(Sector::label).unwrap_or_default().to_owned(),
        row.level.label().to_owned(),
        row.status.label().to_owned(),
        submitted.unwrap_or_default(),
        row.due.map(short_day).unwrap_or_default(),
        if late { "oui" } else { "non" }.to_owned(),
        row.reviewer(),
        row.tags.clone().unwrap_or_default(),
    ]
}
