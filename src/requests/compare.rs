//! Two states of a dossier side by side: field by field, and word by word where both told something. Pure.
//!
//! The pieces are made to be read without colour: what left and what came are marked in the text itself by the page.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::model::{Dossier, Section};
use super::service::FiledDocument;
use super::summary::{Line, lines};

/// Below this likeness, words in common are chance: the whole answer left and another came.
const LIKENESS: f32 = 0.3;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// `same`, `del` or `ins`.
    pub kind: &'static str,
    /// The words, with the spaces around them.
    pub text: String,
}

/// An answer that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// `Modifié`, `Ajouté` or `Retiré`.
    pub what: &'static str,
    /// From the earlier answer to the later one.
    pub pieces: Vec<Piece>,
}

/// What changed in a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionChanges {
    /// Its title.
    pub title: &'static str,
    /// Its changed answers, in the order of the form.
    pub changes: Vec<Change>,
}

/// What changed between two states of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The sections where something changed.
    pub sections: Vec<SectionChanges>,
    /// Answers that are the same in both.
    pub unchanged: usize,
}

impl Comparison {
    /// How many answers changed.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.sections.iter().map(|s| s.changes.len()).sum()
    }
}

/// Compares two states, files included.
#[must_use]
pub fn compare(
    (before, files_before): (&Dossier, &[FiledDocument]),
    (after, files_after): (&Dossier, &[FiledDocument]),
) -> Comparison {
    let mut unchanged = 0;
    let mut sections: Vec<SectionChanges> = Section::ALL
        .iter()
        .map(|section| {
            let (old, new) = (lines(*section, before), lines(*section, after));
            SectionChanges {
                title: section.label(),
                changes: changes(&old, &new, &mut unchanged),
            }
        })
        .collect();
    let (old, new) = (named(files_before), named(files_after));
    sections.push(SectionChanges {
        title: "Fichiers joints",
        changes: changes(&old, &new, &mut unchanged),
    });
    sections.retain(|section| !section.changes.is_empty());
    Comparison {
        sections,
        unchanged,
    }
}

/// Files as lines: two files are the same when their bytes are.
fn named(files: &[FiledDocument]) -> Vec<Line> {
    let line = |file: &FiledDocument| Line {
        field: format!("{}:{}", file.kind, file.sha256),
        label: file.kind.label().to_owned(),
        value: file.file_name.clone(),
    };
    files.iter().map(line).collect()
}

fn changes(old: &[Line], new: &[Line], unchanged: &mut usize) -> Vec<Change> {
    let gone = old
        .iter()
        .filter(|line| !new.iter().any(|other| other.field == line.field));
    let mut found = Vec::new();
    for line in new {
        let before = old.iter().find(|other| other.field == line.field);
        match before.map(|other| other.value.as_str()) {
            Some(value) if value == line.value => *unchanged += 1,
            Some(value) => found.extend(change(line, value, &line.value)),
            None => found.extend(change(line, "", &line.value)),
        }
    }
    found.extend(gone.filter_map(|line| change(line, &line.value, "")));
    found
}

fn change(line: &Line, before: &str, after: &str) -> Option<Change> {
    let what = match (before.is_empty(), after.is_empty()) {
        (true, true) => return None,
        (true, false) => "Ajouté",
        (false, true) => "Retiré",
        (false, false) => "Modifié",
    };
    Some(Change {
        field: line.field.clone(),
        label: line.label.clone(),
        what,
        pieces: words(before, after),
    })
}

/// From one text to another, word by word; runs of the same kind are joined.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::from_unicode_words(before, after);
    if diff.ratio() < LIKENESS {
        let whole = [("del", before), ("ins", after)];
        return whole
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(kind, text)| piece(kind, text))
            .collect();
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "del",
            ChangeTag::Insert => "ins",
        };
        match pieces.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => pieces.push(piece(kind, change.value())),
        }
    }
    pieces
}

fn piece(kind: &'static str, text: &str) -> Piece {
    Piece {
        kind,
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| match piece.kind {
            "del" => format!("[-{}-]", piece.text),
            "ins" => format!("[+{}+]", piece.text),
            _ => piece.text.clone(),
        };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn a_long_text_shows_only_the_words_that_changed() {
        let pieces = words(
            "Le service de l'état civil et le service social y ont accès.",
            "Le service de l'état civil et la direction des écoles y ont accès.",
        );
        let text = told(&pieces);
        assert!(text.starts_with("Le service de l'état civil et "), "{text}");
        assert!(text.ends_with(" y ont accès."), "{text}");
        assert!(text.contains("social"), "{text}");
    }

    #[test]
    fn both_texts_can_be_read_back_from_the_pieces() {
        let pairs = [
            ("un deux trois", "un 2 trois quatre"),
            ("", "neuf"),
            ("vieux", ""),
            ("أهلا 🙂 à tous", "أهلا 🙃 à toutes\net à tous"),
        ];
        for (before, after) in pairs {
            let pieces = words(before, after);
            let read = |left_out: &str| -> String {
                let kept = pieces.iter().filter(|piece| piece.kind != left_out);
                kept.map(|piece| piece.text.as_str()).collect()
            };
            assert_eq!(
                (read("ins").as_str(), read("del").as_str()),
                (before, after)
            );
        }
    }

    #[test]
    fn an_answer_that_has_nothing_in_common_is_replaced_whole() {
        assert_eq!(told(&words("24", "36")), "[-24-][+36+]");
    }
}
