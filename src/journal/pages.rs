//! The page of the journal.

use serde::Serialize;

use super::labels::LABELS;
use super::views::{EntryView, Filter};
use crate::kernel::clock::Instant;
use crate::shell::{FormState, Page, PageEntry};

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![PageEntry::of::<JournalPage>()]
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
        let entry = |n: u128, seq: Option<i64>| EntryView {
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
        };
        let filter = Filter {
            action: "request.submitted".into(),
            ..Filter::default()
        };
        vec![
            Self::new((Vec::new(), 0), &Filter::default(), 1, 50),
            Self::new(
                (vec![entry(1, None), entry(3, Some(12))], 120),
                &filter,
                2,
                50,
            ),
        ]
    }
}
