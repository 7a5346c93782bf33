//! A question with its answers.

use serde::Serialize;
use uuid::Uuid;

use super::{home, sample, sample_letter};
use crate::help::letters::{Letter, LetterPost};
use crate::help::model::BODY_MAX;
use crate::help::policy::{Action, Standing, may};
use crate::help::state::Status;
use crate::help::store::{Post, Thread};
use crate::help::urls;
use crate::kernel::clock::Instant;
use crate::shell::{AccountId, Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct PostView {
    by: String,
    side: &'static str,
    own: bool,
    at: Instant,
    body: String,
}

/// A question with its answers.
#[derive(Debug, Clone, Serialize)]
pub(in crate::help) struct ThreadPage {
    subject: String,
    status: &'static str,
    badge: &'static str,
    page: String,
    request_number: String,
    incident: String,
    posts: Vec<PostView>,
    may_write: bool,
    may_close: bool,
    action: String,
    close: String,
    confirm: String,
    who: String,
    staff: bool,
    body_max: usize,
    form: FormState,
}

impl ThreadPage {
    pub(in crate::help) fn new(
        (thread, standing): (&Thread, &Standing),
        posts: &[Post],
        viewer: AccountId,
        form: FormState,
    ) -> Self {
        let post = |post: &Post| PostView {
            by: post.name.clone(),
            side: if post.by_staff {
                "assistance"
            } else {
                "demandeur"
            },
            own: post.author == viewer,
            at: post.sent_at,
            body: post.body.clone(),
        };
        let is_open = thread.status != Status::Closed;
        Self {
            subject: thread.subject.clone(),
            status: thread.status.label(),
            badge: thread.status.badge(),
            page: thread.page.clone(),
            request_number: thread.request_number.clone(),
            incident: thread.incident.clone(),
            posts: posts.iter().map(post).collect(),
            may_write: may(standing, Action::Write),
            may_close: may(standing, Action::Close) && is_open,
            action: urls::thread(thread.id),
            close: urls::close(thread.id),
            confirm: String::new(),
            who: String::new(),
            staff: !standing.asked,
            body_max: BODY_MAX,
            form,
        }
    }

    /// A question of somebody without an account, for the staff.
    pub(in crate::help) fn letter(
        (letter, posts): (&Letter, &[LetterPost]),
        (standing, viewer): (&Standing, AccountId),
        form: FormState,
    ) -> Self {
        let is_open = letter.status != Status::Closed;
        Self {
            may_write: may(standing, Action::Write),
            may_close: may(standing, Action::Close) && is_open,
            action: urls::letter(letter.id),
            close: format!("{}/clore", urls::letter(letter.id)),
            who: format!("{}, {} (sans compte)", letter.name, letter.email),
            staff: true,
            ..Self::bare((letter, posts), Some(viewer), form)
        }
    }

    /// The same for who wrote it, behind their link.
    pub(in crate::help) fn by_link(
        (letter, posts): (&Letter, &[LetterPost]),
        token: &str,
        form: FormState,
    ) -> Self {
        let link = urls::by_link(token);
        let confirmed = letter.confirmed_at.is_some();
        Self {
            may_write: confirmed,
            confirm: if confirmed {
                String::new()
            } else {
                format!("{link}/confirmer")
            },
            action: link,
            ..Self::bare((letter, posts), None, form)
        }
    }

    /// What both see; `viewer` is nobody for who wrote it.
    fn bare(
        (letter, posts): (&Letter, &[LetterPost]),
        viewer: Option<AccountId>,
        form: FormState,
    ) -> Self {
        let post = |post: &LetterPost| {
            let author = post.author.as_ref().map(|(id, _)| *id);
            let name = post.author.as_ref().map(|(_, name)| name.clone());
            PostView {
                by: name.unwrap_or_else(|| letter.name.clone()),
                side: if author.is_some() {
                    "assistance"
                } else {
                    "demandeur"
                },
                own: author == viewer,
                at: post.sent_at,
                body: post.body.clone(),
            }
        };
        Self {
            subject: letter.subject.clone(),
            status: letter.status.label(),
            badge: letter.status.badge(),
            page: letter.page.clone(),
            request_number: letter.request_number.clone(),
            incident: letter.incident.clone(),
            posts: posts.iter().map(post).collect(),
            may_write: false,
            may_close: false,
            action: String::new(),
            close: String::new(),
            confirm: String::new(),
            who: String::new(),
            staff: false,
            body_max: BODY_MAX,
            form,
        }
    }
}

impl Page for ThreadPage {
    const TEMPLATE: &'static str = "help/thread.html";

    fn title(&self) -> String {
        format!("{} - Assistance", self.subject)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        if self.staff {
            vec![Crumb::new(urls::DESK, "Assistance")]
        } else if self.action.starts_with(urls::LETTERS) {
            vec![home()]
        } else {
            vec![home(), Crumb::new(urls::MINE, "Mes questions")]
        }
    }

    fn samples() -> Vec<Self> {
        let me = AccountId(Uuid::from_u128(2));
        let post = |by_staff| Post {
            author: if by_staff { AccountId(Uuid::nil()) } else { me },
            name: "Léa Petit".to_owned(),
            by_staff,
            body: "Bonjour,\nque faire <b> ?".to_owned(),
            sent_at: sample(Status::Open).updated_at,
        };
        let standing = |asked, roles: &[crate::shell::Role]| Standing {
            asked,
            roles: roles.to_vec(),
        };
        let letter_post = |author: Option<AccountId>| LetterPost {
            author: author.map(|id| (id, "Léa Petit".to_owned())),
            body: "Bonjour,\nque faire <b> ?".to_owned(),
            sent_at: sample(Status::Open).updated_at,
        };
        let letter_posts = [letter_post(None), letter_post(Some(me))];
        let posts = [post(false), post(true)];
        let mut wrong = FormState::empty();
        wrong.labelled_error("message", "Message", "Ce champ est obligatoire.");
        vec![
            Self::new(
                (&sample(Status::Open), &standing(true, &[])),
                &posts,
                me,
                wrong,
            ),
            Self::new(
                (
                    &sample(Status::Closed),
                    &standing(false, &[crate::shell::Role::Auditor]),
                ),
                &posts,
                AccountId(Uuid::nil()),
                FormState::empty(),
            ),
            Self::letter(
                (&sample_letter(true), &letter_posts),
                (&standing(false, &[crate::shell::Role::Administrator]), me),
                FormState::empty(),
            ),
            Self::by_link(
                (&sample_letter(false), &letter_posts),
                "A",
                FormState::empty(),
            ),
        ]
    }
}
