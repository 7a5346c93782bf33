//! A question with its answers.

use serde::Serialize;
use uuid::Uuid;

use super::{home, sample};
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
            staff: !standing.asked,
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
        ]
    }
}
