//! Letters on the site: written and confirmed by anybody, answered by the staff.

use super::service::{self, LetterError, NewLetter};
use super::{LetterId, NAME_MAX, store};
use crate::help::model::{BODY_MAX, SUBJECT_MAX};
use crate::help::pages::{ContactPage, ThreadPage};
use crate::help::policy::Action;
use crate::help::urls;
use crate::help::web::who;
use crate::identity::Email;
use crate::kernel::error::Outcome;
use crate::kernel::rate::Rule;
use crate::kernel::secret::TokenHash;
use crate::notifications;
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, PageError, Path, Protected, RawForm, Routes, SignedIn,
    Web, urls as site,
};

/// Letters written from one network address.
const PER_NETWORK: Rule = Rule {
    bucket: "support letters by network",
    max: 5,
    window_seconds: 60 * 60,
};
/// Letters written in the name of one address: each mails it.
const PER_ADDRESS: Rule = Rule {
    bucket: "support letters by address",
    max: 3,
    window_seconds: 24 * 60 * 60,
};
/// Links tried from one network address.
const TRIES: Rule = Rule {
    bucket: "support letter links",
    max: 60,
    window_seconds: 60 * 60,
};

/// The routes of letters.
pub(in crate::help) fn routes() -> Routes {
    Routes::new("help")
        .post(urls::LETTERS, write)
        .get("/aide/courrier/{jeton}", open)
        .post("/aide/courrier/{jeton}", insist)
        .post("/aide/courrier/{jeton}/confirmer", confirm)
        .get("/assistance/courriers/{id}", show)
        .post("/assistance/courriers/{id}", answer)
        .post("/assistance/courriers/{id}/clore", close)
}

async fn write(web: Web, Protected(raw): Protected<RawForm>) -> Answer {
    let mut form = FormState::new(&raw);
    let name = form.required(&raw, "nom", "Votre nom", NAME_MAX);
    let email = Email::parse(raw.text("courriel"));
    if let Err(mistake) = &email {
        form.labelled_error("courriel", "Adresse électronique", *mistake);
    }
    let subject = form.required(&raw, "sujet", "Sujet", SUBJECT_MAX);
    let body = form.required(&raw, "message", "Message", BODY_MAX);
    let (Ok(email), false) = (email, form.has_errors()) else {
        return web.mistakes(&ContactPage::new(form, false));
    };
    web.limit(PER_NETWORK, &web.network()).await?;
    web.limit(PER_ADDRESS, &email.as_str().to_lowercase())
        .await?;
    let page = site::local(raw.text("page")).unwrap_or_default();
    let new = NewLetter {
        name,
        email: email.as_str().to_owned(),
        subject,
        body,
        context: [
            page.to_owned(),
            raw.text("demande").to_owned(),
            raw.text("incident").to_owned(),
        ],
    };
    let written: Outcome<LetterId> = web
        .write(move |tx, ctx| service::write(tx, ctx, &new))
        .await;
    written?;
    web.see_other_with(
        urls::HOME,
        Flash::success("Confirmez votre adresse.").with_text(
            "Un lien vient de partir par courriel. Votre question est transmise quand vous l'aurez suivi.",
        ),
    )
}

fn refused(error: LetterError) -> PageError {
    match error {
        LetterError::Unknown => PageError::NotFound,
        LetterError::Forbidden => PageError::Forbidden(
            "Votre rôle permet de lire cette question, pas d'y répondre.".to_owned(),
        ),
        LetterError::NotNow => ConflictPage::new(
            "Quelqu'un a écrit entre-temps, ou c'est déjà fait. Rien n'a été enregistré.",
        )
        .action(urls::HOME, "Revenir à l'aide")
        .into(),
    }
}

async fn link_page(web: &Web, token: &str, form: FormState) -> Result<ThreadPage, PageError> {
    web.limit(TRIES, &web.network()).await?;
    let (ctx, hash) = (web.ctx(), TokenHash::of(token));
    let found = web.db().read(move |c| {
        let letter = service::opened(c, &ctx, &hash)?;
        let posts = store::posts_of(c, letter.id)?;
        Ok((letter, posts))
    });
    let (letter, posts) = found
        .await
        .map_err(|failure| PageError::of(failure, refused))?;
    Ok(ThreadPage::by_link((&letter, &posts), token, form))
}

async fn open(web: Web, token: Path<String>) -> Answer {
    let page = link_page(&web, &token, FormState::empty()).await?;
    web.page(&page)
}

async fn confirm(web: Web, token: Path<String>, _: Protected<RawForm>) -> Answer {
    web.limit(TRIES, &web.network()).await?;
    let hash = TokenHash::of(&token);
    let done = web
        .write(move |tx, ctx| service::confirm(tx, ctx, &hash))
        .await;
    done.map_err(|failure| PageError::of(failure, refused))?;
    web.see_other_with(
        urls::by_link(&token),
        Flash::success("Votre question est transmise.")
            .with_text("La réponse vous viendra par courriel."),
    )
}

async fn insist(web: Web, token: Path<String>, Protected(raw): Protected<RawForm>) -> Answer {
    let mut form = FormState::new(&raw);
    let body = form.required(&raw, "message", "Message", BODY_MAX);
    if form.has_errors() {
        return web.mistakes(&link_page(&web, &token, form).await?);
    }
    web.limit(PER_NETWORK, &web.network()).await?;
    let hash = TokenHash::of(&token);
    let done = web
        .write(move |tx, ctx| service::insist(tx, ctx, &hash, &body))
        .await;
    done.map_err(|failure| PageError::of(failure, refused))?;
    web.see_other_with(
        urls::by_link(&token),
        Flash::success("Le message est envoyé."),
    )
}

fn id(text: &str) -> Result<LetterId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn desk_page(
    web: &Web,
    me: &SignedIn,
    id: LetterId,
    form: FormState,
) -> Result<ThreadPage, PageError> {
    let (by, account) = (who(web, me), me.account());
    let found = web.db().read(move |c| {
        let (letter, standing) = service::authorised(c, &by, id, Action::Read)?;
        let posts = store::posts_of(c, id)?;
        Ok((letter, standing, posts))
    });
    let (letter, standing, posts) = found
        .await
        .map_err(|failure| PageError::of(failure, refused))?;
    Ok(ThreadPage::letter(
        (&letter, &posts),
        (&standing, account),
        form,
    ))
}

async fn show(web: Web, me: SignedIn, path: Path<String>) -> Answer {
    let id = id(&path)?;
    let page = desk_page(&web, &me, id, FormState::empty()).await?;
    let account = me.account();
    // The one thing that reading writes: its notices were read.
    let read: Outcome<()> = web
        .write(move |tx, ctx| {
            let link = urls::letter(id);
            Ok(notifications::read_about(tx, ctx, account, &link)?)
        })
        .await;
    read?;
    web.page(&page)
}

async fn answer(
    web: Web,
    me: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = id(&path)?;
    let mut form = FormState::new(&raw);
    let body = form.required(&raw, "message", "Message", BODY_MAX);
    if form.has_errors() {
        return web.mistakes(&desk_page(&web, &me, id, form).await?);
    }
    let by = who(&web, &me);
    let done = web
        .write(move |tx, ctx| service::answer(tx, ctx, (&by, id), &body))
        .await;
    done.map_err(|failure| PageError::of(failure, refused))?;
    web.see_other_with(
        urls::letter(id),
        Flash::success("La réponse part par courriel."),
    )
}

async fn close(web: Web, me: SignedIn, path: Path<String>, _: Protected<RawForm>) -> Answer {
    let id = id(&path)?;
    let by = who(&web, &me);
    let done = web
        .write(move |tx, ctx| service::close(tx, ctx, (&by, id)))
        .await;
    done.map_err(|failure| PageError::of(failure, refused))?;
    web.see_other_with(urls::letter(id), Flash::success("La question est close."))
}
