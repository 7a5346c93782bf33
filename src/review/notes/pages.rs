//! The notes of a request, for the desk alone.

use serde::Serialize;

use super::model::{NoteLine, TEXT_MAX, answer_name};
use crate::kernel::clock::Instant;
use crate::requests::{Instructor, Recusal, Request};
use crate::review::pages::{Colleague, Head, colleagues, sample_instant};
use crate::review::urls;
use crate::shell::{AccountId, Crumb, FormState, Page};

/// Characters of a note shown on the file.
const BRIEF: usize = 400;

/// A note in words.
#[derive(Debug, Clone, Serialize)]
pub struct NoteCard {
    by: String,
    at: Instant,
    text: String,
    /// Whose opinion it asks; empty for a plain note.
    asked: String,
    answer: String,
    answered_at: Option<Instant>,
    /// Where this viewer answers it; empty when it is not theirs to do.
    answer_url: String,
    /// The name of the field that answers it.
    answer_name: String,
}

impl NoteCard {
    /// A note as this person reads it.
    #[must_use]
    pub fn new(request: &Request, note: &NoteLine, viewer: Option<AccountId>) -> Self {
        let mine = viewer.is_some_and(|account| note.waits_for(account));
        let (answer, answered_at) = note.answer.clone().unzip();
        Self {
            by: note.by.clone(),
            at: note.at,
            text: note.body.clone(),
            asked: note
                .asked
                .as_ref()
                .map(|(_, name)| name.clone())
                .unwrap_or_default(),
            answer: answer.unwrap_or_default(),
            answered_at,
            answer_url: if mine {
                urls::opinion(request.id, note.id)
            } else {
                String::new()
            },
            answer_name: answer_name(&note.id),
        }
    }

    /// The same, short enough for the file.
    #[must_use]
    pub fn brief(self) -> Self {
        Self {
            text: cut(&self.text),
            answer: cut(&self.answer),
            ..self
        }
    }

    /// One of each for samples: a note, an opinion that waits for the reader, one that was given.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let at = sample_instant();
        let request = crate::requests::RequestId(uuid::Uuid::nil());
        let note = |n: u128, asked: &str, answer: &str| Self {
            by: "Claire Petit".to_owned(),
            at,
            text: "Le texte cité vaut-il pour ce service ?".to_owned(),
            asked: asked.to_owned(),
            answer: answer.to_owned(),
            answered_at: Some(at).filter(|_| !answer.is_empty()),
            answer_url: String::new(),
            answer_name: answer_name(&uuid::Uuid::from_u128(n).into()),
        };
        let waiting = uuid::Uuid::from_u128(2).into();
        vec![
            note(1, "", ""),
            Self {
                answer_url: urls::opinion(request, waiting),
                ..note(2, "Denis Martin", "")
            },
            note(3, "Denis Martin", "Oui, depuis 2022."),
        ]
    }
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(BRIEF).collect();
    if text.chars().nth(BRIEF).is_some() {
        short.push('…');
    }
    short
}

/// A conflict of interest, in words.
#[derive(Debug, Clone, Serialize)]
struct RecusalLine {
    by: String,
    at: Instant,
    tie: &'static str,
    reason: String,
    /// Where a supervisor takes it back; empty for the others.
    lift_url: String,
}

impl RecusalLine {
    fn new(recusal: Recusal, request: &Request, supervises: bool) -> Self {
        let lift_url = supervises.then(|| urls::lift_recusal(request.id, recusal.account));
        Self {
            lift_url: lift_url.unwrap_or_default(),
            by: recusal.name,
            at: recusal.at,
            tie: recusal.tie.label(),
            reason: recusal.reason,
        }
    }
}

/// Everything that the notes page shows.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) request: Request,
    pub(super) notes: Vec<NoteLine>,
    pub(super) able: Vec<Instructor>,
    pub(super) recusals: Vec<Recusal>,
    /// Whether the viewer may write.
    pub(super) writes: bool,
    /// Whether the viewer supervises.
    pub(super) supervises: bool,
}

/// Which of the forms was sent with a mistake, and that form.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms {
    pub(super) note: FormState,
    pub(super) ask: FormState,
    pub(super) answer: FormState,
}

/// The notes of a request.
#[derive(Debug, Clone, Serialize)]
pub struct NotesPage {
    head: Head,
    notes: Vec<NoteCard>,
    recusals: Vec<RecusalLine>,
    colleagues: Vec<Colleague>,
    writes: bool,
    note_url: String,
    ask_url: String,
    note: FormState,
    ask: FormState,
    answer: FormState,
    most: usize,
}

impl NotesPage {
    pub(super) fn new(data: Data, viewer: AccountId, forms: Forms) -> Self {
        let request = &data.request;
        Self {
            head: Head::from(request),
            notes: data
                .notes
                .iter()
                .map(|note| NoteCard::new(request, note, Some(viewer).filter(|_| data.writes)))
                .collect(),
            recusals: data
                .recusals
                .into_iter()
                .map(|stated| RecusalLine::new(stated, request, data.writes && data.supervises))
                .collect(),
            colleagues: colleagues(data.able, Some(viewer)),
            writes: data.writes,
            note_url: urls::notes(request.id),
            ask_url: urls::opinions(request.id),
            note: forms.note,
            ask: forms.ask,
            answer: forms.answer,
            most: TEXT_MAX,
        }
    }
}

impl Page for NotesPage {
    const TEMPLATE: &'static str = "review/notes.html";

    fn title(&self) -> String {
        format!("Notes internes : {}", self.head.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let head = Head::sample();
        let mut wrong = FormState::empty();
        wrong.labelled_error("question", "Question", "Ce champ est obligatoire.");
        let full = Self {
            notes: NoteCard::samples(),
            recusals: vec![RecusalLine {
                by: "Denis Martin".to_owned(),
                at: sample_instant(),
                tie: crate::requests::Tie::Employment.label(),
                reason: "J'ai travaillé pour cette ville.".to_owned(),
                lift_url: urls::lift_recusal(head.id(), AccountId(uuid::Uuid::nil())),
            }],
            colleagues: Colleague::samples(),
            writes: true,
            note_url: urls::notes(head.id()),
            ask_url: urls::opinions(head.id()),
            note: FormState::empty(),
            ask: wrong,
            answer: FormState::empty(),
            most: TEXT_MAX,
            head,
        };
        let empty = Self {
            notes: Vec::new(),
            recusals: Vec::new(),
            writes: false,
            ask: FormState::empty(),
            ..full.clone()
        };
        vec![full, empty]
    }
}
