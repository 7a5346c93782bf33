//! The help, a page of it, questions and their answers.

mod thread;

use chrono::DateTime;
use serde::Serialize;
use uuid::Uuid;

pub(super) use self::thread::ThreadPage;
use super::articles::{self, Article, Public};
use super::letters::{Letter, LetterId, NAME_MAX};
use super::model::{BODY_MAX, SUBJECT_MAX, SupportId};
use super::state::Status;
use super::store::Thread;
use super::urls;
use crate::kernel::clock::Instant;
use crate::shell::{AccountId, Crumb, FormState, Page, PageEntry};

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<HomePage>(),
        PageEntry::of::<ArticlePage>(),
        PageEntry::of::<ContactPage>(),
        PageEntry::of::<MinePage>(),
        PageEntry::of::<ThreadPage>(),
        PageEntry::of::<DeskPage>(),
    ]
}

fn home() -> Crumb {
    Crumb::new(urls::HOME, "Aide")
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    href: String,
    title: String,
    brief: String,
}

impl From<&Article> for Line {
    fn from(article: &Article) -> Self {
        Self {
            href: urls::article(&article.name),
            title: article.title.clone(),
            brief: article.brief.clone(),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
struct Shelf {
    title: &'static str,
    lines: Vec<Line>,
}

/// All of the help, or what was searched in it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct HomePage {
    query: String,
    found: Vec<Line>,
    shelves: Vec<Shelf>,
}

impl HomePage {
    pub(super) fn new(query: &str) -> Self {
        let shelves = Public::ALL.iter().map(|public| Shelf {
            title: public.label(),
            lines: articles::all()
                .iter()
                .filter(|article| article.public == *public)
                .map(Line::from)
                .collect(),
        });
        Self {
            query: query.to_owned(),
            found: articles::search(query)
                .into_iter()
                .map(Line::from)
                .collect(),
            shelves: if query.is_empty() {
                shelves.collect()
            } else {
                Vec::new()
            },
        }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "help/home.html";

    fn title(&self) -> String {
        "Aide".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new(""),
            Self::new("fichier"),
            Self::new("licorne <b>"),
        ]
    }
}

/// A page of help.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ArticlePage {
    title: String,
    public: &'static str,
    html: String,
    near: Vec<Line>,
    ask: String,
}

impl ArticlePage {
    pub(super) fn new(article: &Article) -> Self {
        Self {
            title: article.title.clone(),
            public: article.public.label(),
            html: article.html.clone(),
            near: articles::all()
                .iter()
                .filter(|other| other.public == article.public && other.name != article.name)
                .map(Line::from)
                .collect(),
            ask: format!("{}?page={}", urls::CONTACT, urls::article(&article.name)),
        }
    }
}

impl Page for ArticlePage {
    const TEMPLATE: &'static str = "help/article.html";

    fn title(&self) -> String {
        format!("{} - Aide", self.title)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        articles::all().iter().map(Self::new).collect()
    }
}

/// A question to the staff.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ContactPage {
    pub(super) form: FormState,
    pub(super) signed_in: bool,
    name_max: usize,
    subject_max: usize,
    body_max: usize,
}

impl ContactPage {
    pub(super) fn new(form: FormState, signed_in: bool) -> Self {
        Self {
            form,
            signed_in,
            name_max: NAME_MAX,
            subject_max: SUBJECT_MAX,
            body_max: BODY_MAX,
        }
    }
}

impl Page for ContactPage {
    const TEMPLATE: &'static str = "help/contact.html";

    fn title(&self) -> String {
        "Poser une question à l'équipe".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty()
            .with("page", "/demandes")
            .with("demande", "D-2026-000123")
            .with("incident", "0190");
        wrong.labelled_error("sujet", "Sujet", "Ce champ est obligatoire.");
        vec![
            Self::new(FormState::empty(), false),
            Self::new(wrong.clone(), false),
            Self::new(wrong, true),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    href: String,
    subject: String,
    who: String,
    status: &'static str,
    badge: &'static str,
    at: Instant,
}

impl Row {
    fn new(thread: &Thread, who: &str) -> Self {
        Self {
            href: urls::thread(thread.id),
            subject: thread.subject.clone(),
            who: who.to_owned(),
            status: thread.status.label(),
            badge: thread.status.badge(),
            at: thread.updated_at,
        }
    }
}

impl Row {
    fn of_letter(letter: &Letter) -> Self {
        Self {
            href: urls::letter(letter.id),
            subject: letter.subject.clone(),
            who: format!("{} (sans compte)", letter.name),
            status: letter.status.label(),
            badge: letter.status.badge(),
            at: letter.updated_at,
        }
    }
}

/// One's questions.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MinePage {
    rows: Vec<Row>,
}

impl MinePage {
    pub(super) fn new(threads: &[Thread]) -> Self {
        Self {
            rows: threads.iter().map(|thread| Row::new(thread, "")).collect(),
        }
    }
}

impl Page for MinePage {
    const TEMPLATE: &'static str = "help/mine.html";

    fn title(&self) -> String {
        "Mes questions".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(&[]), Self::new(&[sample(Status::Answered)])]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Tab {
    label: &'static str,
    href: String,
    count: String,
    current: bool,
}

/// What stands in one state.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) status: Status,
    /// Each with the name of who asks.
    pub(super) threads: Vec<(Thread, String)>,
    /// Of people without an account.
    pub(super) letters: Vec<Letter>,
}

impl Waiting {
    /// All of them, what waits first first.
    fn rows(&self) -> Vec<Row> {
        let threads = self
            .threads
            .iter()
            .map(|(thread, who)| Row::new(thread, who));
        let letters = self.letters.iter().map(Row::of_letter);
        let mut rows: Vec<Row> = threads.chain(letters).collect();
        rows.sort_by_key(|row| row.at);
        rows
    }
}

/// The questions of everybody.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DeskPage {
    state: &'static str,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
}

impl DeskPage {
    /// The questions in each state, of which one is shown.
    pub(super) fn new(shown: Status, waiting: &[Waiting]) -> Self {
        let of = |status| waiting.iter().find(|known| known.status == status);
        let count = |status| of(status).map_or(0, |held| held.threads.len() + held.letters.len());
        Self {
            state: shown.label(),
            tabs: Status::ALL
                .iter()
                .map(|status| Tab {
                    label: status.label(),
                    href: format!("{}?etat={status}", urls::DESK),
                    count: count(*status).to_string(),
                    current: *status == shown,
                })
                .collect(),
            rows: of(shown).map(Waiting::rows).unwrap_or_default(),
        }
    }
}

impl Page for DeskPage {
    const TEMPLATE: &'static str = "help/desk.html";

    fn title(&self) -> String {
        "Assistance".to_owned()
    }

    fn samples() -> Vec<Self> {
        let held = vec![Waiting {
            status: Status::Open,
            threads: vec![(sample(Status::Open), "Léa Petit".to_owned())],
            letters: vec![sample_letter(true)],
        }];
        vec![
            Self::new(Status::Open, &held),
            Self::new(Status::Closed, &held),
        ]
    }
}

fn sample(status: Status) -> Thread {
    Thread {
        id: SupportId(Uuid::from_u128(1)),
        account_id: AccountId(Uuid::from_u128(2)),
        subject: "Ma maquette est refusée <b>".to_owned(),
        page: "/demandes".to_owned(),
        request_number: "D-2026-000123".to_owned(),
        incident: "0190d3c4".to_owned(),
        status,
        updated_at: Instant::new(DateTime::from_timestamp(1_772_438_400, 0).unwrap_or_default()),
    }
}

fn sample_letter(confirmed: bool) -> Letter {
    let thread = sample(Status::Open);
    Letter {
        id: LetterId(Uuid::from_u128(3)),
        name: "Ali Benali <b>".to_owned(),
        email: "ali@exemple.fr".to_owned(),
        subject: "Je ne peux pas m'inscrire <b>".to_owned(),
        page: "/inscription".to_owned(),
        request_number: String::new(),
        incident: String::new(),
        status: thread.status,
        confirmed_at: confirmed.then_some(thread.updated_at),
        link_until: None,
        updated_at: thread.updated_at,
    }
}
