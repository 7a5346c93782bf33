//! Routes and handlers of the help.

use super::model::{BODY_MAX, SUBJECT_MAX, SupportId};
use super::pages::{ArticlePage, ContactPage, DeskPage, HomePage, MinePage, ThreadPage, Waiting};
use super::policy::Action;
use super::service::{self, Ask, Reply, SupportError, Who};
use super::state::Status;
use super::{articles, letters};
use super::{store, urls};
use crate::kernel::error::Outcome;
use crate::kernel::rate::Rule;
use crate::notifications;
use crate::shell::{
    Answer, AnyStaff, ConflictPage, Flash, FormState, PageError, Path, Protected, RawForm, Role,
    Routes, SignedIn, Staff, Web, urls as site,
};

/// Questions that one person may ask.
const QUESTIONS: Rule = Rule {
    bucket: "support",
    max: 20,
    window_seconds: 60 * 60,
};
/// Lines of a list.
const LINES: i64 = 50;

/// Every route of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("help")
        .get(urls::HOME, home)
        .get(urls::CONTACT, contact)
        .post(urls::CONTACT, ask)
        .get(urls::MINE, mine)
        .get("/aide/questions/{id}", show)
        .post("/aide/questions/{id}", reply)
        .post("/aide/questions/{id}/clore", close)
        .get("/aide/{article}", article)
        .get(urls::DESK, desk)
        .and(letters::routes())
}

async fn home(web: Web) -> Answer {
    web.page(&HomePage::new(&web.query("q")))
}

async fn article(web: Web, name: Path<String>) -> Answer {
    let found = articles::find(&name).ok_or(PageError::NotFound)?;
    web.page(&ArticlePage::new(found))
}

pub(super) fn who(web: &Web, me: &SignedIn) -> Who {
    let viewer = web.viewer();
    let roles = Role::ALL.iter().copied();
    Who {
        account: me.account(),
        roles: roles.filter(|role| viewer.has(*role)).collect(),
    }
}

async fn contact(web: Web) -> Answer {
    let signed_in = web.viewer().person().is_some();
    let page = web.query("page");
    let form = FormState::empty()
        .with("page", site::local(&page).unwrap_or_default())
        .with("demande", web.query("demande"))
        .with("incident", web.query("incident"));
    web.page(&ContactPage::new(form, signed_in))
}

async fn ask(web: Web, me: SignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    let mut form = FormState::new(&raw);
    let subject = form.required(&raw, "sujet", "Sujet", SUBJECT_MAX);
    let body = form.required(&raw, "message", "Message", BODY_MAX);
    if form.has_errors() {
        return web.mistakes(&ContactPage::new(form, true));
    }
    web.limit(QUESTIONS, &me.account().to_string()).await?;
    let page = site::local(raw.text("page")).unwrap_or_default();
    let cmd = Ask {
        account: me.account(),
        subject,
        body,
        context: [
            page.to_owned(),
            raw.text("demande").to_owned(),
            raw.text("incident").to_owned(),
        ],
    };
    let asked: Outcome<SupportId> = web.write(move |tx, ctx| service::ask(tx, ctx, &cmd)).await;
    web.see_other_with(
        urls::thread(asked?),
        Flash::success("Votre question est envoyée.")
            .with_text("Vous serez prévenu de la réponse, ici et par courriel."),
    )
}

async fn mine(web: Web, me: SignedIn) -> Answer {
    let account = me.account();
    let found: Outcome<_> = web
        .db()
        .read(move |c| Ok(store::of_account(c, account, LINES)?))
        .await;
    web.page(&MinePage::new(&found?))
}

fn refused(error: SupportError) -> PageError {
    match error {
        SupportError::Unknown => PageError::NotFound,
        SupportError::Forbidden => PageError::Forbidden(
            "Votre rôle permet de lire cette question, pas d'y répondre.".to_owned(),
        ),
        SupportError::NotNow => ConflictPage::new(
            "Quelqu'un a écrit entre-temps, ou la question est déjà close. Rien n'a été enregistré.",
        )
        .action(urls::MINE, "Voir les questions")
        .into(),
    }
}

async fn thread_page(
    web: &Web,
    me: &SignedIn,
    id: SupportId,
    form: FormState,
) -> Result<ThreadPage, PageError> {
    let (by, account) = (who(web, me), me.account());
    let found = web
        .db()
        .read(move |c| {
            let (thread, standing) = service::authorised(c, &by, id, Action::Read)?;
            let posts = store::posts(c, id)?;
            Ok((thread, standing, posts))
        })
        .await;
    let (thread, standing, posts) = found.map_err(|failure| PageError::of(failure, refused))?;
    Ok(ThreadPage::new((&thread, &standing), &posts, account, form))
}

async fn show(web: Web, me: SignedIn, path: Path<String>) -> Answer {
    let id = path.parse::<SupportId>().map_err(|_| PageError::NotFound)?;
    let page = thread_page(&web, &me, id, FormState::empty()).await?;
    let account = me.account();
    // The one thing that reading writes: its notices were read.
    let read: Outcome<()> = web
        .write(move |tx, ctx| {
            Ok(notifications::read_about(
                tx,
                ctx,
                account,
                &urls::thread(id),
            )?)
        })
        .await;
    read?;
    web.page(&page)
}

async fn reply(
    web: Web,
    me: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = path.parse::<SupportId>().map_err(|_| PageError::NotFound)?;
    let mut form = FormState::new(&raw);
    let body = form.required(&raw, "message", "Message", BODY_MAX);
    if form.has_errors() {
        return web.mistakes(&thread_page(&web, &me, id, form).await?);
    }
    let cmd = Reply {
        who: who(&web, &me),
        thread: id,
        body,
    };
    let done = web
        .write(move |tx, ctx| service::reply(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| PageError::of(failure, refused))?;
    web.see_other_with(urls::thread(id), Flash::success("Le message est envoyé."))
}

async fn close(web: Web, me: SignedIn, path: Path<String>, _: Protected<RawForm>) -> Answer {
    let id = path.parse::<SupportId>().map_err(|_| PageError::NotFound)?;
    let by = who(&web, &me);
    let done = web
        .write(move |tx, ctx| service::close(tx, ctx, &by, id))
        .await;
    done.map_err(|failure| PageError::of(failure, refused))?;
    web.see_other_with(urls::thread(id), Flash::success("La question est close."))
}

async fn desk(web: Web, _: Staff<AnyStaff>) -> Answer {
    let shown = web.query("etat").parse().unwrap_or(Status::Open);
    let found: Outcome<_> = web
        .db()
        .read(|c| {
            let mut held = Vec::new();
            for status in Status::ALL {
                held.push(Waiting {
                    status: *status,
                    threads: store::in_state(c, *status, LINES)?,
                    letters: letters::in_state(c, *status, LINES)?,
                });
            }
            Ok(held)
        })
        .await;
    web.page(&DeskPage::new(shown, &found?))
}
