//! Writing notes, publishing, drawing again.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::draw::draw;
use super::facts::{Cited, gather};
use super::model::{Assessment, NotePart};
use super::papers;
use super::store::{self, Published};
use crate::experiment::ExperimentId;
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::secret::sha256_hex;
use crate::participation::model::Period;
use crate::participation::views;
use crate::shell::AccountId;

/// Why nothing was written or drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssessmentError {
    /// There is no such experiment.
    Unknown,
    /// Somebody wrote or something happened since the person looked.
    Stale,
}
impl Refusal for AssessmentError {}

/// A note of the staff.
#[derive(Debug, Clone)]
pub struct WriteNote {
    /// Who writes.
    pub by: AccountId,
    /// Of which experiment.
    pub experiment: ExperimentId,
    /// About what.
    pub part: NotePart,
    /// In words.
    pub words: String,
    /// The last version that the person saw; 0 for none.
    pub seen: i32,
}

/// Writes a note: another version beside those that stay. The same words twice are one version.
pub fn write_note(tx: &mut Conn, ctx: &Ctx, cmd: &WriteNote) -> Outcome<(), AssessmentError> {
    views::period(tx, cmd.experiment)?.ok_or(AssessmentError::Unknown)?;
    let notes = latest(tx, cmd.experiment)?;
    let last = notes.get(&cmd.part);
    let ordinal = last.map_or(0, |(cited, _)| cited.ordinal);
    if ordinal != cmd.seen {
        return Err(AssessmentError::Stale.into());
    }
    if last.is_some_and(|(_, words)| *words == cmd.words) {
        return Ok(());
    }
    let hash = sha256_hex(cmd.words.as_bytes());
    let place = (cmd.part, ordinal + 1);
    store::insert_note(tx, ctx, cmd.experiment, place, (&cmd.words, &hash))
        .map_err(contention_if_taken)?;
    let data = json!({ "part": cmd.part, "version": place.1, "hash": hash });
    let entry = Entry::new("experiment.assessment_noted", "experiment", cmd.experiment);
    Ok(journal::record(tx, ctx, entry.data(data))?)
}

fn contention_if_taken(error: diesel::result::Error) -> Fault {
    if Fault::is_unique_violation(&error) {
        Fault::contention()
    } else {
        error.into()
    }
}

type Notes = BTreeMap<NotePart, (Cited, String)>;

/// The last version of each note.
fn latest(c: &mut Conn, experiment: ExperimentId) -> Result<Notes, Fault> {
    let all = store::notes(c, experiment)?.into_iter();
    let cited = all.map(|(part, ordinal, hash, words)| {
        let cited = Cited {
            part,
            ordinal,
            hash,
        };
        (part, (cited, words))
    });
    Ok(cited.collect())
}

/// The assessment as it stands, the versions of its notes, and what was last published.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Which experiment.
    pub period: Period,
    /// As of the beginning of the day.
    pub assessment: Assessment,
    /// The last version of each note.
    pub notes: BTreeMap<NotePart, i32>,
    /// What was last published.
    pub published: Option<Published>,
}

impl Standing {
    /// The fingerprint of what a publication would publish.
    pub fn hash(&self) -> String {
        sha256_hex(self.assessment.body().as_bytes())
    }
}

/// Draws the assessment as it stands. The present day is not counted: what is being written now would be in it or not.
pub fn standing(c: &mut Conn, period: Period, today: Day) -> Result<Standing, Fault> {
    let notes = latest(c, period.id)?;
    let cited: Vec<Cited> = notes.values().map(|(cited, _)| cited.clone()).collect();
    let facts = gather(c, period.clone(), (today, &cited))?;
    Ok(Standing {
        assessment: draw(&facts),
        notes: cited.iter().map(|one| (one.part, one.ordinal)).collect(),
        published: store::last_published(c, period.id)?,
        period,
    })
}

/// Publishes the assessment that the person saw.
pub fn publish(
    tx: &mut Conn,
    ctx: &Ctx,
    by: AccountId,
    (experiment, seen): (ExperimentId, &str),
) -> Outcome<i32, AssessmentError> {
    let period = views::period(tx, experiment)?.ok_or(AssessmentError::Unknown)?;
    let today = ctx.now.paris_day();
    let notes: Vec<Cited> = latest(tx, experiment)?
        .into_values()
        .map(|(cited, _)| cited)
        .collect();
    let assessment = draw(&gather(tx, period, (today, &notes))?);
    let body = assessment.body();
    let hash = sha256_hex(body.as_bytes());
    if hash != seen {
        return Err(AssessmentError::Stale.into());
    }
    let last = store::last_published(tx, experiment)?;
    if let Some(last) = last.as_ref().filter(|last| last.hash == hash) {
        return Ok(last.ordinal);
    }
    let ordinal = last.map_or(0, |last| last.ordinal) + 1;
    store::publish(tx, ctx, (experiment, ordinal), (&body, &hash, by))
        .map_err(contention_if_taken)?;
    let data = json!({ "version": ordinal, "as_of": today, "hash": hash, "notes": notes });
    let entry = Entry::new("experiment.assessment_published", "experiment", experiment);
    journal::record(tx, ctx, entry.data(data))?;
    Ok(ordinal)
}

/// An assessment drawn again.
#[derive(Debug, Clone)]
pub struct Rebuilt {
    /// What the events give.
    pub assessment: Assessment,
    /// Its bytes.
    pub body: String,
    /// The fingerprint that the journal holds of the publication; nothing before one.
    pub published: Option<String>,
}

impl Rebuilt {
    /// Whether the events give again what was published, byte for byte.
    #[must_use]
    pub fn is_faithful(&self) -> bool {
        let hash = sha256_hex(self.body.as_bytes());
        self.published.as_ref().is_none_or(|kept| *kept == hash)
    }

    /// The same as a document of sheets.
    pub fn ods(&self) -> Result<Vec<u8>, Fault> {
        papers::book(&self.assessment)
    }

    /// The same as a tagged PDF.
    pub fn pdf(&self) -> Result<Vec<u8>, Fault> {
        papers::paper(&self.assessment)
    }
}

#[derive(Deserialize)]
struct Publication {
    as_of: Day,
    hash: String,
    notes: Vec<Cited>,
}

/// Draws the last publication again, from the events alone; before any, the assessment as it stands.
pub fn rebuild(
    c: &mut Conn,
    experiment: Option<ExperimentId>,
    today: Day,
) -> Outcome<Rebuilt, AssessmentError> {
    let period = views::chosen(c, experiment, today)?.ok_or(AssessmentError::Unknown)?;
    let all = store::events(
        c,
        period.id,
        &["experiment.assessment_published"],
        today.plus_days(1).start(),
    )?;
    let Some(event) = all.last() else {
        let standing = standing(c, period, today)?;
        return Ok(Rebuilt {
            body: standing.assessment.body(),
            assessment: standing.assessment,
            published: None,
        });
    };
    let told: Publication = serde_json::from_str(&event.data)
        .map_err(|_| Failure::Fault(Fault::inconsistent("journal_entries", event.id)))?;
    let assessment = draw(&gather(c, period, (told.as_of, &told.notes))?);
    Ok(Rebuilt {
        body: assessment.body(),
        assessment,
        published: Some(told.hash),
    })
}
