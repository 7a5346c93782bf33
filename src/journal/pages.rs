//! The page of the journal.

use serde::Serialize;

use super::labels::LABELS;
use super::views::{EntryView, Filter};
use crate::kernel::clock::Instant;
use crate::requests::Request;
use crate::review;
use crate::shell::{Crumb, FormState, Page, PageEntry};

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<JournalPage>(),
        PageEntry::of::<RequestJournalPage>(),
    ]
}

#[derive(Debug, Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

/// A page of entries, and the filter that chose them.
#[derive(Debug, Serialize)]
pub(super) struct JournalPage {
    entries: Vec<EntryView>,
    total: i64,
    form: FormState,
    actions: Vec<Choice>,
    current: i64,
    pages: i64,
    /// Address of a page of the same filter, up to its number.
    href: String,
}

impl JournalPage {
    pub(super) fn new(
        found: (Vec<EntryView>, i64),
        filter: &Filter,
        current: i64,
        size: i64,
    ) -> Self {
        let (entries, total) = found;
        let day = |day: Option<crate::kernel::clock::Day>| {
            day.map(|day| day.to_string()).unwrap_or_default()
        };
        let values = [
            ("action", filter.action.clone()),
            (
                "objet",
                filter.about.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("du", day(filter.from)),
            ("au", day(filter.until)),
        ];
        let mut href =
            url::form_urlencoded::Serializer::for_suffix("/journal?".to_owned(), "/journal?".len());
        let mut form = FormState::empty();
        for (name, value) in values {
            if !value.is_empty() {
                href.append_pair(name, &value);
            }
            form = form.with(name, value);
        }
        href.append_pair("page", "");
        Self {
            entries,
            total,
            form,
            actions: LABELS
                .iter()
                .map(|&(value, label)| Choice { value, label })
                .collect(),
            current,
            pages: (total + size - 1) / size.max(1),
            href: href.finish(),
        }
    }
}

impl Page for JournalPage {
    const TEMPLATE: &'static str = "journal/list.html";
    fn title(&self) -> String {
        "Journal".into()
    }
    fn samples() -> Vec<Self> {
        let filter = Filter {
            action: "request.submitted".into(),
            ..Filter::default()
        };
        vec![
            Self::new((Vec::new(), 0), &Filter::default(), 1, 50),
            Self::new(
                (vec![sample(1, None), sample(3, Some(12))], 120),
                &filter,
                2,
                50,
            ),
        ]
    }
}

fn sample(n: u128, seq: Option<i64>) -> EntryView {
    EntryView {
        id: uuid::Uuid::from_u128(n).into(),
        at: Instant::new(chrono::DateTime::UNIX_EPOCH),
        action: "request.submitted".into(),
        label: "Demande déposée".into(),
        actor: "Camille Durand".into(),
        account: None,
        subject_kind: "request".into(),
        subject_id: uuid::Uuid::from_u128(n + 1).to_string(),
        data: "{\"version\":1}".into(),
        origin: seq.map(|_| "192.0.2.7".into()),
        seq,
    }
}

/// What happened on a request.
#[derive(Debug, Serialize)]
pub(super) struct RequestJournalPage {
    number: String,
    title: String,
    file: String,
    entries: Vec<EntryView>,
    /// The page of what came after; empty on the first one.
    later: String,
    /// The page of what came before; empty when there is nothing.
    earlier: String,
}

impl RequestJournalPage {
    pub(super) fn new(request: &Request, found: (Vec<EntryView>, bool), current: i64) -> Self {
        let (entries, more) = found;
        let page = |number: i64| format!("{}?page={number}", review::journal_url(request.id));
        Self {
            number: request.number.clone(),
            title: request.shown_title().to_owned(),
            file: review::file_url(request.id),
            entries,
            later: if current > 1 {
                page(current - 1)
            } else {
                String::new()
            },
            earlier: if more {
                page(current + 1)
            } else {
                String::new()
            },
        }
    }
}

impl Page for RequestJournalPage {
    const TEMPLATE: &'static str = "journal/request.html";

    fn title(&self) -> String {
        format!("Journal de la demande {}", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(review::QUEUE_URL, "Instruction"),
            Crumb::new(self.file.clone(), format!("Demande {}", self.number)),
        ]
    }

    fn samples() -> Vec<Self> {
        let id = crate::requests::RequestId(uuid::Uuid::nil());
        let page = |entries, later: &str| Self {
            number: "D-2026-000001".to_owned(),
            title: "Mes démarches".to_owned(),
            file: review::file_url(id),
            entries,
            later: later.to_owned(),
            earlier: later.to_owned(),
        };
        let other = format!("{}?page=1", review::journal_url(id));
        vec![
            page(Vec::new(), ""),
            page(vec![sample(1, None), sample(3, Some(12))], &other),
        ]
    }
}
