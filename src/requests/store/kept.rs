//! The dossier as the database keeps it while it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::clock::Instant;
use crate::requests::model::{Dossier, Section};
use crate::shell::AccountId;

/// The dossier as stored, with how many times each section was saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// What was typed.
    pub dossier: Dossier,
    /// The edition of each section, from 0.
    pub editions: BTreeMap<Section, i32>,
    /// Who saved each section last.
    pub marks: BTreeMap<Section, Mark>,
    /// What people typed where a colleague had typed meanwhile, until they choose.
    pub asides: Vec<Aside>,
}

/// Who saved a section last, when, and from which page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Instant,
    /// The page as it was opened: one page saves many times.
    pub page: String,
    /// When the journal last told of it.
    pub told_at: Instant,
}

/// Answers that could not be stored because somebody else had changed them too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// In which section.
    pub section: Section,
    /// Whose they are.
    pub by: AccountId,
    /// Their names.
    pub names: Vec<String>,
    /// The answers, in a dossier of which only those are read.
    pub answers: Dossier,
}

impl Kept {
    /// The edition of one section.
    pub fn edition(&self, section: Section) -> i32 {
        self.editions.get(&section).copied().unwrap_or_default()
    }

    /// What this person has put aside in a section.
    pub fn aside(&self, section: Section, by: AccountId) -> Option<&Aside> {
        let mine = |aside: &&Aside| aside.section == section && aside.by == by;
        self.asides.iter().find(mine)
    }
}
