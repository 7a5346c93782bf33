//! Saving a section: as the person goes, mistakes included, and never over somebody else's words.
//!
//! What both changed since the page was opened is not stored: it is put aside for its author, who is asked to choose.

use std::collections::BTreeMap;

use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::record;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::outbox;
use crate::organisations::Siret;
use crate::requests::fields::{FIELDS, Shape};
use crate::requests::jobs::CheckUrl;
use crate::requests::merge::{self, Base, Choice, Merged};
use crate::requests::model::{Dossier, Request, RequestId, Section};
use crate::requests::policy::Action;
use crate::requests::rules::{Facts, Problem, mistakes};
use crate::requests::state::Status;
use crate::requests::store::{self, Aside, Kept, Mark};

/// A section saved again and again by one person is told once in so many minutes.
const TOLD_EVERY_MINUTES: i64 = 10;

/// Save one section.
#[derive(Debug, Clone)]
pub struct SaveSection {
    /// Who.
    pub actor: Actor,
    /// Of which request.
    pub request: RequestId,
    /// Which section.
    pub section: Section,
    /// The edition of the section that was shown.
    pub edition: i32,
    /// The answers that were shown; without it, any difference with another edition is a conflict.
    pub base: Option<Base>,
    /// The page from which it is saved, one for each time it is opened; empty when unknown.
    pub page: String,
    /// What to do with answers that both sides changed.
    pub choices: BTreeMap<String, Choice>,
    /// A dossier of which only that section is read.
    pub answers: Dossier,
}

/// What was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The section's new edition.
    pub edition: i32,
    /// When it was stored.
    pub at: Instant,
    /// Whether the legal basis changed, which changes what other questions are asked.
    pub basis_changed: bool,
    /// Names of the answers put aside, because somebody else changed them too.
    pub conflicts: Vec<String>,
    /// Names of the answers that somebody else changed, and that were kept.
    pub theirs: Vec<String>,
    /// Stored values that are wrong in themselves.
    pub mistakes: Vec<Problem>,
    /// What the page may go on with.
    pub base: Base,
}

/// Why a section was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveError {
    /// For this person, there is no such request.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// The request can't be changed in this state.
    NotNow(Status),
}
impl Refusal for SaveError {}

impl From<AccessError> for SaveError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::NotNow(status),
        }
    }
}

/// Saves one section. A value that is wrong in itself is stored too, and told: nothing typed is lost.
pub fn save_section(tx: &mut Conn, ctx: &Ctx, cmd: &SaveSection) -> Outcome<Saved, SaveError> {
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Edit)
        .map_err(|failure| failure.map_refusal(SaveError::from))?;
    let former = store::kept(tx, request.id)?;
    let merged = merged(cmd, &former);
    let mut kept = former.clone();
    put_aside(&mut kept, cmd, &merged);
    kept.dossier = merged.dossier;
    let changed = kept.dossier != former.dossier || kept.edition(cmd.section) == 0;
    if changed {
        let edition = kept.edition(cmd.section) + 1;
        kept.editions.insert(cmd.section, edition);
    }
    let telling = changed && is_news(ctx, cmd, &former);
    if changed {
        mark(&mut kept, ctx, cmd, telling);
    }
    if kept != former {
        store(tx, ctx, request.clone(), &kept)?;
    }
    check_urls(tx, ctx, &request, (&former.dossier, &kept.dossier))?;
    if telling {
        let data = json!({ "section": cmd.section, "edition": kept.edition(cmd.section) });
        record(tx, ctx, &request, "request.section_saved", data)?;
    }
    let documents = store::kinds_of(tx, request.id)?;
    let facts = Facts {
        today: ctx.now.paris_day(),
        documents: &documents,
    };
    Ok(Saved {
        edition: kept.edition(cmd.section),
        at: ctx.now,
        basis_changed: kept.dossier.basis != former.dossier.basis || asks_more(cmd, &kept.dossier),
        conflicts: merged.conflicts,
        theirs: merged.theirs,
        mistakes: mistakes(&kept.dossier, cmd.section, &facts),
        base: merged.base,
    })
}

/// Whether a question is asked now that the page didn't show.
fn asks_more(cmd: &SaveSection, dossier: &Dossier) -> bool {
    let shown = |base: &Base| {
        let now = Base::of(cmd.section, dossier);
        now.names()
            .all(|name| base.names().any(|known| known == name))
    };
    cmd.base.as_ref().is_some_and(|base| !shown(base))
}

fn merged(cmd: &SaveSection, kept: &Kept) -> Merged {
    let base = match &cmd.base {
        Some(base) => base.clone(),
        None if cmd.edition == kept.edition(cmd.section) => Base::of(cmd.section, &kept.dossier),
        None => Base::forgotten(cmd.section, &kept.dossier),
    };
    let mut mine = cmd.answers.clone();
    merge::choose(&cmd.choices, &mut mine, &kept.dossier);
    // The same page saved a moment ago and hasn't heard of it yet: what it finds is its own.
    let same_page = !cmd.page.is_empty()
        && kept
            .marks
            .get(&cmd.section)
            .is_some_and(|mark| mark.page == cmd.page);
    let aside = kept.aside(cmd.section, cmd.actor.account);
    let own = |name: &str| {
        same_page && !aside.is_some_and(|aside| aside.names.iter().any(|known| known == name))
    };
    merge::merge(cmd.section, (&base, &mine, &kept.dossier), &own)
}

/// Keeps the answers in conflict for their author; forgets those that are settled.
fn put_aside(kept: &mut Kept, cmd: &SaveSection, merged: &Merged) {
    let by = cmd.actor.account;
    let settled = |name: &String| {
        cmd.choices.contains_key(name) || merge::same(name, &cmd.answers, &merged.dossier)
    };
    let mut aside = kept.aside(cmd.section, by).cloned().unwrap_or(Aside {
        section: cmd.section,
        by,
        names: Vec::new(),
        answers: Dossier::default(),
    });
    kept.asides
        .retain(|known| known.section != cmd.section || known.by != by);
    aside
        .names
        .retain(|name| !settled(name) && !merged.conflicts.contains(name));
    for name in &merged.conflicts {
        merge::copy(name, &cmd.answers, &mut aside.answers);
        aside.names.push(name.clone());
    }
    if !aside.names.is_empty() {
        kept.asides.push(aside);
    }
}

/// Whether the journal should hear of it: another person, or some time after the last entry.
fn is_news(ctx: &Ctx, cmd: &SaveSection, former: &Kept) -> bool {
    former.marks.get(&cmd.section).is_none_or(|mark| {
        mark.by != cmd.actor.account
            || ctx.now.since(mark.told_at).num_minutes() >= TOLD_EVERY_MINUTES
    })
}

fn mark(kept: &mut Kept, ctx: &Ctx, cmd: &SaveSection, telling: bool) {
    let told_at = kept
        .marks
        .get(&cmd.section)
        .filter(|_| !telling)
        .map_or(ctx.now, |mark| mark.told_at);
    let mark = Mark {
        by: cmd.actor.account,
        at: ctx.now,
        page: cmd.page.clone(),
        told_at,
    };
    kept.marks.insert(cmd.section, mark);
}

fn store(tx: &mut Conn, ctx: &Ctx, request: Request, kept: &Kept) -> Result<(), Fault> {
    let status = request.status();
    let beneficiary = Request {
        siren: siren(&request, &kept.dossier),
        ..request
    };
    if store::save_dossier(tx, ctx, &beneficiary, kept)? {
        return Ok(());
    }
    // Serialisable transactions never see this: the request was read in the same one.
    Err(Fault::inconsistent(
        "requests",
        format!("{status} {}", beneficiary.id),
    ))
}

/// Asks the addresses just typed, once they look like one.
fn check_urls(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    (before, now): (&Dossier, &Dossier),
) -> Result<(), Fault> {
    let typed = FIELDS.iter().filter(|field| {
        let value = (field.read)(now);
        matches!(field.shape, Shape::Https)
            && value != (field.read)(before)
            && value.parse::<url::Url>().is_ok_and(|url| url.has_host())
    });
    for field in typed {
        let job = CheckUrl {
            request: request.id,
            field: field.name.to_owned(),
        };
        outbox::push(tx, ctx, &job)?;
    }
    Ok(())
}

/// The legal person that will use FranceConnect, as far as the dossier tells.
fn siren(request: &Request, dossier: &Dossier) -> crate::organisations::Siren {
    Siret::parse(&dossier.beneficiary().siret)
        .or_else(|_| Siret::parse(&dossier.filer.siret))
        .map_or(request.siren, Siret::siren)
}
