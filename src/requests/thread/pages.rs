//! The thread of a request.

use serde::Serialize;
use uuid::Uuid;

use super::model::{FILES_MAX, MESSAGE_MAX, MessageFileId, MessageId, Side};
use super::service::Thread;
use super::store::{File, Message};
use crate::kernel::clock::Instant;
use crate::kernel::files::FileState;
use crate::kernel::text::{count, size};
use crate::requests::model::{MediaType, RequestId};
use crate::requests::pages::{Head, crumb, home, sample_filed};
use crate::requests::urls;
use crate::shell::{AccountId, Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct FileLine {
    label: String,
    href: String,
    /// Its size, or why it can't be opened.
    detail: String,
}

#[derive(Debug, Clone, Serialize)]
struct MessageView {
    id: MessageId,
    by: String,
    side: &'static str,
    own: bool,
    at: Instant,
    body: String,
    is_new: bool,
    /// Whether the other side has read it; only told of one's own side's.
    seen: bool,
    files: Vec<FileLine>,
}

/// The thread, the oldest message first.
#[derive(Debug, Clone, Serialize)]
pub struct MessagesPage {
    head: Head,
    messages: Vec<MessageView>,
    /// The address of the older ones; empty when there is none.
    older: String,
    may_write: bool,
    action: String,
    hint: String,
    most: usize,
    form: FormState,
    /// The desk, for those who instruct; empty for the others.
    desk: String,
}

impl MessagesPage {
    pub(super) fn new(thread: &Thread, form: FormState) -> Self {
        let id = thread.request.id;
        let older = thread
            .messages
            .last()
            .filter(|_| thread.older)
            .map(|last| format!("{}?avant={}", urls::messages(id), last.id))
            .unwrap_or_default();
        let mut messages: Vec<MessageView> = thread
            .messages
            .iter()
            .map(|message| view(thread, message))
            .collect();
        messages.reverse();
        let files = i64::try_from(FILES_MAX).unwrap_or_default();
        Self {
            head: Head::from(&thread.request),
            messages,
            older,
            may_write: thread.may_write,
            action: urls::messages(id),
            hint: format!(
                "PDF, PNG ou JPEG, 10 Mo au plus par fichier. {} au plus.",
                count(files, "fichier", "fichiers")
            ),
            most: MESSAGE_MAX,
            form,
            desk: match thread.side {
                Side::Staff => urls::desk(id),
                Side::Applicant => String::new(),
            },
        }
    }
}

fn view(thread: &Thread, message: &Message) -> MessageView {
    let request = thread.request.id;
    let own = message.side == thread.side;
    let read = |up_to: Option<Instant>| up_to.is_some_and(|at| at >= message.sent_at);
    MessageView {
        id: message.id,
        by: message.name.clone(),
        side: match message.side {
            Side::Applicant => "Organisation",
            Side::Staff => "Instruction",
        },
        own,
        at: message.sent_at,
        body: message.body.clone(),
        is_new: !own && !read(thread.read_at),
        seen: own && read(thread.other_read_at),
        files: thread
            .files
            .iter()
            .filter(|file| file.message == message.id)
            .map(|file| FileLine {
                label: file.name.clone(),
                href: urls::message_file(request, file.id.0),
                detail: detail(file),
            })
            .collect(),
    }
}

fn detail(file: &File) -> String {
    let words = file.state.words();
    if words.is_empty() {
        format!("{}, {}", file.media_type.label(), size(file.size))
    } else {
        words.to_owned()
    }
}

impl Page for MessagesPage {
    const TEMPLATE: &'static str = "requests/messages.html";

    fn title(&self) -> String {
        format!("Messages - Demande {}", self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        if self.desk.is_empty() {
            vec![home(), crumb(&self.head)]
        } else {
            vec![
                Crumb::new(urls::DESK, "Instruction"),
                Crumb::new(self.desk.clone(), format!("Demande {}", self.head.number)),
            ]
        }
    }

    fn samples() -> Vec<Self> {
        let request = sample_filed();
        let at = request.created_at;
        let message = |rank: u128, side| Message {
            id: MessageId(Uuid::from_u128(rank)),
            author: AccountId(Uuid::from_u128(3)),
            name: "Claire Martin".to_owned(),
            side,
            body: "Bonjour,\n\nVoici la maquette corrigée <b>.".to_owned(),
            sent_at: at,
        };
        let file = File {
            id: MessageFileId(Uuid::from_u128(8)),
            message: MessageId(Uuid::from_u128(1)),
            name: "maquette.pdf".to_owned(),
            media_type: MediaType::Pdf,
            size: 12_345,
            state: FileState::Pending,
            storage_key: RequestId(Uuid::from_u128(9)).to_string(),
        };
        let thread = |messages: Vec<Message>, side, may_write| Thread {
            request: request.clone(),
            side,
            may_write,
            older: messages.len() > 1,
            files: vec![file.clone()],
            messages,
            read_at: None,
            other_read_at: Some(at),
        };
        let both = || vec![message(2, Side::Staff), message(1, Side::Applicant)];
        let mut wrong = FormState::empty();
        wrong.labelled_error("message", "Message", "Écrivez un message.");
        vec![
            Self::new(&thread(vec![], Side::Applicant, true), FormState::empty()),
            Self::new(&thread(both(), Side::Applicant, true), wrong),
            Self::new(&thread(both(), Side::Staff, true), FormState::empty()),
            Self::new(&thread(both(), Side::Staff, false), FormState::empty()),
        ]
    }
}
