//! From what was sent to attestations and verdicts.

use super::checklist;
use super::criterion::Group;
use super::gate::Verdict;
use super::model::TEXT_MAX;
use super::service::{Board, Judgement};
use crate::services::Command;
use crate::shell::{FormState, RawForm};

/// Reads an attestation: the words and the version that was read.
pub(super) fn attestation(raw: &RawForm) -> (FormState, String, i32) {
    let mut form = FormState::new(raw).fields(&["attestation", "fichiers"]);
    let words = form.required(raw, "attestation", "Attestation", TEXT_MAX);
    let seen = raw.text("seen").parse().unwrap_or(0);
    (form, words, seen)
}

/// The names of the fields of a criterion in the form of a chapter.
pub(super) fn names(number: i32) -> [String; 3] {
    [
        format!("verdict_{number}"),
        format!("commentaire_{number}"),
        format!("version_{number}"),
    ]
}

/// The form of the verdicts as they are kept.
pub(super) fn verdicts_of(board: &Board) -> FormState {
    let mut form = FormState::empty();
    for criterion in checklist::applicable(board.profile) {
        let [verdict, comment, _] = names(criterion.number);
        let item = board.items.get(&criterion.number);
        let given = item
            .and_then(|item| item.verdict)
            .map_or("", |(verdict, _)| verdict.as_str());
        form.set(&verdict, given);
        form.set(&comment, item.map_or("", |item| item.comment.as_str()));
    }
    form
}

/// Reads the verdicts of a chapter: only those that differ from what is kept.
pub(super) fn verdicts(raw: &RawForm, board: &Board) -> Result<Vec<Judgement>, FormState> {
    let group = raw.text("chapitre").parse::<Group>().ok();
    let mut form = verdicts_of(board);
    let mut given = Vec::new();
    for criterion in
        checklist::applicable(board.profile).filter(|criterion| Some(criterion.group) == group)
    {
        let [verdict_field, comment_field, version_field] = names(criterion.number);
        let (typed, comment) = (raw.text(&verdict_field), raw.text(&comment_field));
        form.set(&verdict_field, typed);
        form.set(&comment_field, comment);
        let label = format!("Critère {}", criterion.number);
        if comment.chars().count() > TEXT_MAX {
            form.labelled_error(
                &comment_field,
                &label,
                "Le commentaire ne doit pas dépasser 5 000 caractères.",
            );
        }
        let Ok(verdict) = typed.parse::<Verdict>() else {
            if !typed.is_empty() {
                form.labelled_error(
                    &verdict_field,
                    &label,
                    "Choisissez une conclusion de la liste.",
                );
            }
            continue;
        };
        if verdict != Verdict::Accepted && comment.is_empty() {
            form.labelled_error(
                &comment_field,
                &label,
                "Dites au partenaire pourquoi, en quelques mots.",
            );
        }
        let kept = board.items.get(&criterion.number);
        let same = kept.is_some_and(|item| {
            item.verdict.is_some_and(|(v, _)| v == verdict) && item.comment == comment
        });
        if !same {
            let seen = raw.text(&version_field).parse().unwrap_or(0);
            given.push(Judgement {
                criterion: criterion.number,
                seen,
                verdict,
                comment: comment.to_owned(),
            });
        }
    }
    if form.has_errors() {
        Err(form)
    } else {
        Ok(given)
    }
}

/// Longest reason of a suspension or a closing, in characters.
const REASON_MAX: usize = 500;

/// Reads what is wanted of the access of a service, with the reason told to its team.
pub(super) fn access(raw: &RawForm) -> Result<Command, FormState> {
    let mut form = FormState::new(raw).fields(&["acces", "motif"]);
    let asked = raw.text("acces");
    let reason = if asked == "retablir" {
        String::new()
    } else {
        form.required(raw, "motif", "Motif", REASON_MAX)
    };
    let command = match asked {
        "suspendre" => Some(Command::Suspend { reason }),
        "retablir" => Some(Command::Resume),
        "fermer" => Some(Command::Close { reason }),
        _ => None,
    };
    if command.is_none() {
        form.labelled_error("acces", "Accès", "Choisissez ce qui doit changer.");
    }
    command.filter(|_| !form.has_errors()).ok_or(form)
}
