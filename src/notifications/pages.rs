//! The list of notices, the choice of mails, and leaving a kind of them.

use chrono::DateTime;
use serde::Serialize;
use uuid::Uuid;

use super::model::{Kind, NotificationId, Topic};
use super::store::Listed;
use super::urls;
use crate::kernel::clock::Instant;
use crate::shell::{Crumb, FormState, Page, PageEntry};

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ListPage>(),
        PageEntry::of::<PreferencesPage>(),
        PageEntry::of::<LeavePage>(),
    ]
}

/// One notice.
#[derive(Debug, Serialize)]
struct Line {
    kind: &'static str,
    title: String,
    at: Instant,
    is_new: bool,
    open: String,
    read: String,
}

/// One's notices.
#[derive(Debug, Serialize)]
pub(super) struct ListPage {
    lines: Vec<Line>,
    unread: bool,
    /// The address of the older ones; empty at the end.
    older: String,
    later: bool,
}

impl ListPage {
    /// A page of notices; `later` when it is not the first.
    pub(super) fn new(listed: Vec<Listed>, more: bool, (unread, later): (i64, bool)) -> Self {
        let older = listed
            .last()
            .filter(|_| more)
            .map(|last| format!("{}?avant={}", urls::LIST, last.id))
            .unwrap_or_default();
        Self {
            lines: listed.into_iter().map(Line::from).collect(),
            unread: unread > 0,
            older,
            later,
        }
    }
}

impl From<Listed> for Line {
    fn from(listed: Listed) -> Self {
        Self {
            kind: listed.kind.label(),
            title: listed.title,
            at: listed.created_at,
            is_new: listed.read_at.is_none(),
            open: urls::open(listed.id),
            read: urls::read(listed.id),
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "notifications/list.html";

    fn title(&self) -> String {
        "Notifications".to_owned()
    }

    fn samples() -> Vec<Self> {
        let at = Instant::new(DateTime::from_timestamp(1_772_438_400, 0).unwrap_or_default());
        let listed = |rank: u128, read_at| Listed {
            id: NotificationId(Uuid::from_u128(rank)),
            kind: Kind::Message,
            title: "D-2026-000123 : nouveau message de l'instruction <b>".to_owned(),
            created_at: at,
            read_at,
        };
        vec![
            Self::new(Vec::new(), false, (0, false)),
            Self::new(vec![listed(2, None), listed(1, Some(at))], true, (1, true)),
        ]
    }
}

/// One kind of mails, to receive or not.
#[derive(Debug, Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// Which mails one receives.
#[derive(Debug, Serialize)]
pub(super) struct PreferencesPage {
    form: FormState,
    topics: Vec<Choice>,
}

impl PreferencesPage {
    /// The page, with the topics that the person refuses left unticked.
    pub(super) fn new(refused: &[Topic]) -> Self {
        let wanted: Vec<&str> = Topic::ALL
            .iter()
            .filter(|topic| !refused.contains(topic))
            .map(|topic| topic.as_str())
            .collect();
        Self {
            form: FormState::empty().with_list("sujets", wanted),
            topics: Topic::ALL
                .iter()
                .map(|topic| Choice {
                    value: topic.as_str(),
                    label: topic.label(),
                    hint: topic.hint(),
                })
                .collect(),
        }
    }
}

impl Page for PreferencesPage {
    const TEMPLATE: &'static str = "notifications/preferences.html";

    fn title(&self) -> String {
        "Courriels reçus".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(crate::identity::urls::ACCOUNT, "Mon compte")]
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(&[]), Self::new(&[Topic::Digest])]
    }
}

/// Leaving a kind of mails: the question, then the answer.
#[derive(Debug, Serialize)]
pub(super) struct LeavePage {
    pub(super) topic: &'static str,
    /// Where to post.
    pub(super) action: String,
    pub(super) done: bool,
}

impl Page for LeavePage {
    const TEMPLATE: &'static str = "notifications/leave.html";

    fn title(&self) -> String {
        if self.done {
            "Vous ne recevrez plus ces courriels".to_owned()
        } else {
            "Ne plus recevoir ces courriels".to_owned()
        }
    }

    fn samples() -> Vec<Self> {
        [false, true]
            .into_iter()
            .map(|done| Self {
                topic: Topic::Messages.label(),
                action: urls::leave("exemple"),
                done,
            })
            .collect()
    }
}
