//! What the events of an experiment tell: the only thing an assessment is drawn from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::model::NotePart;
use super::store::{self, Event};
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::secret::sha256_hex;
use crate::participation::model::Period;
use crate::participation::reports::{Figures, ReportId, store as reports};
use crate::requests::Sector;

/// One accepted version of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Of whom.
    pub siren: String,
    /// Of which month.
    pub month: Month,
    /// Which version.
    pub version: i32,
    /// Its figures, as the event holds them.
    pub figures: Figures,
    /// The words of users, which match the fingerprint that the event holds.
    pub words: String,
}

/// The facts of an experiment before a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its terms.
    pub period: Period,
    /// The day: events from it on are not counted.
    pub as_of: Day,
    /// Who was admitted, in which sector, when first.
    pub admitted: BTreeMap<String, (Sector, Instant)>,
    /// Who left before the end, when.
    pub departed: BTreeMap<String, Instant>,
    /// Who was excluded.
    pub excluded: BTreeSet<String>,
    /// Who attested the destruction.
    pub attested: BTreeSet<String>,
    /// Every accepted version.
    pub accepted: Vec<Accepted>,
    /// What the staff says.
    pub notes: BTreeMap<NotePart, String>,
}

/// A note that an assessment cites.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, Deserialize)]
pub struct Cited {
    /// About what.
    pub part: NotePart,
    /// Which version.
    pub ordinal: i32,
    /// The fingerprint of its words.
    pub hash: String,
}

#[derive(Deserialize)]
struct SeatTaken {
    sector: Sector,
}

#[derive(Deserialize)]
struct About {
    siren: String,
}

#[derive(Deserialize)]
struct ReportAccepted {
    report: ReportId,
    siren: String,
    month: String,
    version: i32,
    figures: Figures,
    hash: String,
}

/// Events that an assessment is drawn from.
const ACTIONS: [&str; 5] = [
    "experiment.seat_taken",
    "experiment.seat_freed",
    "experiment.excluded",
    "experiment.report_accepted",
    "experiment.attestation_signed",
];

/// Reads the facts of an experiment before a day, with the notes cited.
pub fn gather(
    c: &mut Conn,
    period: Period,
    (as_of, notes): (Day, &[Cited]),
) -> Result<Facts, Fault> {
    let events = store::events(c, period.id, &ACTIONS, as_of.start())?;
    let words: BTreeMap<ReportId, (String, String)> = {
        let accepted = [crate::participation::reports::Status::Accepted];
        let all = reports::of_experiment(c, period.id, &accepted)?;
        all.into_iter()
            .map(|report| (report.id, (report.fingerprint(), report.feedback)))
            .collect()
    };
    let closes_at = period.closes_at();
    let notes = cited(c, period.id, notes)?;
    let mut facts = Facts {
        period,
        as_of,
        admitted: BTreeMap::new(),
        departed: BTreeMap::new(),
        excluded: BTreeSet::new(),
        attested: BTreeSet::new(),
        accepted: Vec::new(),
        notes,
    };
    for event in &events {
        facts.fold(event, &words, closes_at)?;
    }
    Ok(facts)
}

impl Facts {
    fn fold(
        &mut self,
        event: &Event,
        words: &BTreeMap<ReportId, (String, String)>,
        closes_at: Instant,
    ) -> Result<(), Fault> {
        match event.action.as_str() {
            "experiment.seat_taken" => {
                let (Some(siren), taken) = (&event.siren, read::<SeatTaken>(event)?) else {
                    return Err(broken(event));
                };
                self.departed.remove(siren);
                self.admitted
                    .entry(siren.clone())
                    .or_insert((taken.sector, event.at));
            }
            "experiment.seat_freed" => {
                let siren = event.siren.clone().ok_or_else(|| broken(event))?;
                if event.at < closes_at {
                    self.departed.insert(siren, event.at);
                }
            }
            "experiment.excluded" => drop(self.excluded.insert(read::<About>(event)?.siren)),
            "experiment.attestation_signed" => {
                self.attested.insert(read::<About>(event)?.siren);
            }
            _ => self.accepted.push(accepted(event, words)?),
        }
        Ok(())
    }
}

fn accepted(
    event: &Event,
    words: &BTreeMap<ReportId, (String, String)>,
) -> Result<Accepted, Fault> {
    let told = read::<ReportAccepted>(event)?;
    let (hash, feedback) = words.get(&told.report).ok_or_else(|| broken(event))?;
    if *hash != told.hash {
        return Err(broken(event));
    }
    Ok(Accepted {
        month: Month::parse(&told.month).ok_or_else(|| broken(event))?,
        siren: told.siren,
        version: told.version,
        figures: told.figures,
        words: feedback.clone(),
    })
}

fn cited(
    c: &mut Conn,
    experiment: ExperimentId,
    notes: &[Cited],
) -> Result<BTreeMap<NotePart, String>, Fault> {
    let mut found = BTreeMap::new();
    for note in notes {
        let Some((kept, words)) = store::note(c, experiment, (note.part, note.ordinal))? else {
            return Err(Fault::inconsistent("assessment_notes", note.part));
        };
        if kept != note.hash || sha256_hex(words.as_bytes()) != note.hash {
            return Err(Fault::inconsistent("assessment_notes", note.part));
        }
        found.insert(note.part, words);
    }
    Ok(found)
}

fn read<'a, T: Deserialize<'a>>(event: &'a Event) -> Result<T, Fault> {
    serde_json::from_str(&event.data).map_err(|_| broken(event))
}

/// An event that what is kept beside it contradicts.
fn broken(event: &Event) -> Fault {
    Fault::inconsistent("journal_entries", event.id)
}
