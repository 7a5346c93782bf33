//! Two people in one section: what each changed since the page was opened is kept, and only what both changed is asked.
//!
//! Pure. The page carries a [`Base`]: a short fingerprint of each answer as it was shown. An answer that one side left as
//! it was follows the other side; an answer that both changed is a conflict, and the stored one stays until somebody
//! chooses. An answer that the page did not show is never touched by it.

mod answers;

use std::collections::BTreeMap;
use std::fmt::Write;

use self::answers::{api, claim, commitment, join, text};
pub use self::answers::{can_join, copy, label, same};
use super::fields::{field, shown};
use super::model::{Claim, Commitment, DataApi, Dossier, Section, TERMS_VERSION};
use crate::kernel::secret::sha256_hex;

/// Digits kept of a fingerprint: enough to tell two answers apart, few enough for a page.
const DIGITS: usize = 12;

/// The answers of a page as it was opened, by name, each as a fingerprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Base(BTreeMap<String, String>);

impl Base {
    /// The section as it is stored, for the questions that are asked now.
    #[must_use]
    pub fn of(section: Section, dossier: &Dossier) -> Self {
        let known = names(section, dossier).into_iter().map(|name| {
            let print = print(&text(&name, dossier));
            (name, print)
        });
        Self(known.collect())
    }

    /// The same questions, with no memory of their answers: any difference is a conflict.
    #[must_use]
    pub fn forgotten(section: Section, dossier: &Dossier) -> Self {
        let known = names(section, dossier).into_iter();
        Self(known.map(|name| (name, String::new())).collect())
    }

    /// With these questions too, even if they are no longer asked.
    #[must_use]
    pub fn with(mut self, names: &[String], dossier: &Dossier) -> Self {
        for name in names {
            self.0.insert(name.clone(), print(&text(name, dossier)));
        }
        self
    }

    /// Reads what a form carried; nothing when it carried none.
    #[must_use]
    pub fn read(carried: &str) -> Option<Self> {
        let pairs = carried
            .split_whitespace()
            .filter_map(|pair| pair.split_once(':'));
        let known: BTreeMap<String, String> = pairs
            .map(|(name, print)| (name.to_owned(), print.to_owned()))
            .collect();
        (!known.is_empty()).then_some(Self(known))
    }

    /// The questions it knows.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn remembers(&self, name: &str, text: &str) -> bool {
        self.0.get(name).is_some_and(|known| *known == print(text))
    }
}

impl std::fmt::Display for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (rank, (name, print)) in self.0.iter().enumerate() {
            if rank > 0 {
                f.write_char(' ')?;
            }
            write!(f, "{name}:{print}")?;
        }
        Ok(())
    }
}

/// What to do with an answer that both sides changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Mine replaces theirs.
    Mine,
    /// Theirs stays.
    Theirs,
    /// Mine, then theirs, to be read again.
    Both,
}

impl Choice {
    /// Reads a form's answer.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        match code {
            "mine" => Some(Self::Mine),
            "theirs" => Some(Self::Theirs),
            "both" => Some(Self::Both),
            _ => None,
        }
    }
}

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What may be stored.
    pub dossier: Dossier,
    /// Names of the answers that both sides changed: the stored one was kept.
    pub conflicts: Vec<String>,
    /// Names of the answers that only the other side changed.
    pub theirs: Vec<String>,
    /// What the page may go on with: the answers that it sent, as known from now on.
    pub base: Base,
}

/// Brings `mine` into `theirs`. `own` tells the answers whose stored text came from the same page a moment ago.
#[must_use]
pub fn merge(
    section: Section,
    (base, mine, theirs): (&Base, &Dossier, &Dossier),
    own: &dyn Fn(&str) -> bool,
) -> Merged {
    let mut merged = Merged {
        dossier: theirs.clone(),
        conflicts: Vec::new(),
        theirs: Vec::new(),
        base: base.clone(),
    };
    for name in base.names().filter(|name| belongs(section, name)) {
        let (sent, stored) = (text(name, mine), text(name, theirs));
        let same = sent == stored;
        if !same && base.remembers(name, &sent) {
            merged.theirs.push(name.to_owned());
        } else if !same && !base.remembers(name, &stored) && !own(name) {
            merged.conflicts.push(name.to_owned());
            continue;
        } else {
            copy(name, mine, &mut merged.dossier);
        }
        merged.base.0.insert(name.to_owned(), print(&sent));
    }
    settle_terms(section, &mut merged.dossier);
    merged
}

/// Applies the choices of the merge page to `mine`.
pub fn choose(choices: &BTreeMap<String, Choice>, mine: &mut Dossier, theirs: &Dossier) {
    for (name, choice) in choices {
        match choice {
            Choice::Theirs => copy(name, theirs, mine),
            Choice::Both if can_join(name) => join(name, theirs, mine),
            Choice::Both | Choice::Mine => {}
        }
    }
}

/// The names of the questions of a section that the dossier asks.
fn names(section: Section, dossier: &Dossier) -> Vec<String> {
    let mut names: Vec<String> = shown(section, dossier).map(|f| f.name.to_owned()).collect();
    match section {
        Section::Data => {
            names.extend(Claim::ALL.iter().map(|claim| format!("claim_{claim}")));
            names.extend(DataApi::ALL.iter().map(|api| format!("api_{api}")));
        }
        Section::Commitments => {
            names.extend(Commitment::ALL.iter().map(|c| format!("commitment_{c}")));
        }
        _ => {}
    }
    names
}

fn belongs(section: Section, name: &str) -> bool {
    match field(name) {
        Some(field) => field.section() == section,
        None if commitment(name).is_some() => section == Section::Commitments,
        None => section == Section::Data && (claim(name).is_some() || api(name).is_some()),
    }
}

fn print(text: &str) -> String {
    sha256_hex(text.as_bytes()).chars().take(DIGITS).collect()
}

/// The version of the terms is that of the day they were accepted.
fn settle_terms(section: Section, dossier: &mut Dossier) {
    if section != Section::Commitments {
        return;
    }
    if !dossier.commitments.contains(&Commitment::Terms) {
        dossier.terms_version.clear();
    } else if dossier.terms_version.is_empty() {
        TERMS_VERSION.clone_into(&mut dossier.terms_version);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::model::ClaimWish;

    fn service(name: &str, description: &str) -> Dossier {
        Dossier {
            service_name: name.to_owned(),
            description: description.to_owned(),
            ..Dossier::default()
        }
    }

    fn merged(opened: &Dossier, mine: &Dossier, theirs: &Dossier) -> Merged {
        let base = Base::of(Section::Service, opened);
        merge(Section::Service, (&base, mine, theirs), &|_| false)
    }

    #[test]
    fn changes_on_one_side_only_merge_by_themselves() {
        let opened = service("a", "b");
        let found = merged(&opened, &service("mine", "b"), &service("a", "theirs"));
        assert_eq!(found.dossier, service("mine", "theirs"));
        assert_eq!(found.theirs, ["description"]);
        assert!(found.conflicts.is_empty());
    }

    #[test]
    fn what_both_changed_is_kept_as_stored_and_asked() {
        let found = merged(
            &service("a", ""),
            &service("mine", "b"),
            &service("theirs", ""),
        );
        assert_eq!(found.dossier, service("theirs", "b"));
        assert_eq!(found.conflicts, ["service_name"]);
        let same = merged(&service("a", ""), &service("x", ""), &service("x", ""));
        assert!(same.conflicts.is_empty(), "the same words are no conflict");
    }

    #[test]
    fn a_page_that_goes_on_after_a_merge_undoes_nothing() {
        let opened = service("a", "b");
        let theirs = service("a", "theirs");
        let first = merged(&opened, &service("mine", "b"), &theirs);
        let again = merge(
            Section::Service,
            (&first.base, &service("mine!", "b"), &first.dossier),
            &|_| false,
        );
        assert_eq!(again.dossier, service("mine!", "theirs"));
    }

    #[test]
    fn a_page_touches_only_what_it_showed() {
        let stored = Dossier {
            sector: "education".to_owned(),
            ..Dossier::default()
        };
        let base = Base::of(Section::LegalBasis, &Dossier::default());
        let found = merge(
            Section::LegalBasis,
            (&base, &Dossier::default(), &stored),
            &|_| false,
        );
        assert_eq!(found.dossier.sector, "education");
    }

    #[test]
    fn choices_keep_one_side_or_both() {
        let theirs = service("theirs", "their text");
        let mut mine = service("mine", "my text");
        let choices = [
            ("service_name", Choice::Theirs),
            ("description", Choice::Both),
        ];
        let choices = choices
            .map(|(name, choice)| (name.to_owned(), choice))
            .into();
        choose(&choices, &mut mine, &theirs);
        assert_eq!(mine, service("theirs", "my text\n\ntheir text"));
        assert!(!can_join("service_name") && can_join("description"));
    }

    #[test]
    fn claims_are_merged_one_by_one() {
        let wish = |claim, why: &str| ClaimWish {
            claim,
            justification: why.to_owned(),
        };
        let base = Base::of(Section::Data, &Dossier::default());
        let mine = Dossier {
            claims: vec![wish(Claim::Email, "me")],
            ..Dossier::default()
        };
        let theirs = Dossier {
            claims: vec![wish(Claim::FamilyName, "them")],
            ..Dossier::default()
        };
        let found = merge(Section::Data, (&base, &mine, &theirs), &|_| false);
        assert_eq!(
            found.dossier.claims,
            [wish(Claim::FamilyName, "them"), wish(Claim::Email, "me")]
        );
        assert!(found.conflicts.is_empty());
    }

    #[test]
    fn a_base_is_read_back_from_what_a_form_carried() {
        let base = Base::of(Section::Service, &service("a b", "é"));
        assert_eq!(Base::read(&base.to_string()), Some(base));
        assert_eq!(Base::read(" "), None);
    }
}
