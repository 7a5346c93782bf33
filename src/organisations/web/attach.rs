//! Attaching an organisation, or asking to join one that is already there.

use actix_web::web::Path;

use crate::organisations::pages::{DetailsPage, JoinPage, SiretPage};
use crate::organisations::service::{AttachError, JoinError};
use crate::organisations::{Siret, forms, service, store, urls};
use crate::shell::{Answer, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web};

pub(super) async fn siret(web: Web, _: SignedIn) -> Answer {
    let typed = web.query("siret");
    web.page(&SiretPage::new(FormState::empty().with("siret", typed)))
}

pub(super) async fn look_up(web: Web, _: SignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    match forms::siret(&raw) {
        Ok(siret) => web.see_other(urls::attach(siret)),
        Err(form) => web.mistakes(&SiretPage::new(form)),
    }
}

/// What stands behind a number, for a person.
enum Standing {
    Free,
    Member(String),
    Stranger { asked: bool },
}

pub(super) async fn details(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let siret = read(&path)?;
    match standing(&web, &person, siret).await? {
        Standing::Free => web.page(&DetailsPage::attach(siret, FormState::empty())),
        Standing::Member(url) => web.see_other_with(
            url,
            Flash::info("Vous êtes déjà membre de cette organisation."),
        ),
        Standing::Stranger { asked } => web.page(&JoinPage::new(siret, asked)),
    }
}

pub(super) async fn attach(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let siret = read(&path)?;
    let details = match forms::details(&raw, web.ctx().now.paris_day()) {
        Ok(details) => details,
        Err(form) => return web.mistakes(&DetailsPage::attach(siret, form)),
    };
    let (ctx, account) = (web.ctx(), person.account());
    let done = web
        .db()
        .write(move |tx| service::attach(tx, &ctx, (account, siret), &details))
        .await;
    let already = |AttachError::AlreadyHere| PageError::SeeOther(urls::attach(siret));
    let id = done.map_err(|failure| PageError::of(failure, already))?;
    let flash =
        Flash::success("L'organisation est rattachée.").with_text("Vous en êtes administrateur.");
    web.see_other_with(urls::show(id), flash)
}

pub(super) async fn join(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let siret = read(&path)?;
    let (ctx, account) = (web.ctx(), person.account());
    let done = web
        .db()
        .write(move |tx| service::ask_to_join(tx, &ctx, account, siret))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |why| match why {
            // The page of the number shows each of these.
            JoinError::Unknown | JoinError::AlreadyMember | JoinError::AlreadyAsked => {
                PageError::SeeOther(urls::attach(siret))
            }
        })
    })?;
    let flash = Flash::success("Votre demande est envoyée.").with_text(
        "Un administrateur de l'organisation va vous répondre. Vous recevrez un message.",
    );
    web.see_other_with(urls::LIST, flash)
}

async fn standing(web: &Web, person: &SignedIn, siret: Siret) -> Result<Standing, PageError> {
    let account = person.account();
    let standing = web.db().read(move |c| {
        let Some(organisation) = store::find_by_siret(c, siret)? else {
            return Ok(Standing::Free);
        };
        if service::membership_of(c, account, organisation.id)?.is_some() {
            return Ok(Standing::Member(urls::show(organisation.id)));
        }
        Ok(Standing::Stranger {
            asked: store::pending_join(c, organisation.id, account)?.is_some(),
        })
    });
    Ok(standing.await?)
}

fn read(path: &str) -> Result<Siret, PageError> {
    Siret::parse(path).map_err(|_| PageError::NotFound)
}
