//! Attaching an organisation, or asking to join one that is already there.

use actix_web::web::Path;

use super::asked_registry;
use crate::organisations::pages::{DetailsPage, FoundPage, JoinPage, SiretPage};
use crate::organisations::registry::{Found, Lookup};
use crate::organisations::service::{Attach, AttachError, JoinError};
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
        Standing::Free => describe(&web, siret).await,
        Standing::Member(url) => web.see_other_with(
            url,
            Flash::info("Vous êtes déjà membre de cette organisation."),
        ),
        Standing::Stranger { asked } => web.page(&JoinPage::new(siret, asked)),
    }
}

/// The registry's word, or what it leaves to be typed.
async fn describe(web: &Web, siret: Siret) -> Answer {
    let lookup = asked_registry(web, siret).await?;
    match whole(&lookup) {
        Some(found) => web.page(&FoundPage::new(found)),
        None => web.page(&DetailsPage::attach(siret, FormState::empty(), &lookup)),
    }
}

/// What needs no typing: everything is told, or the establishment is closed.
fn whole(lookup: &Lookup) -> Option<&Found> {
    lookup
        .found()
        .filter(|found| !found.is_open() || found.details().is_some())
}

pub(super) async fn attach(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let siret = read(&path)?;
    let lookup = asked_registry(&web, siret).await?;
    if lookup.found().is_some_and(|found| !found.is_open()) {
        return describe(&web, siret).await;
    }
    let (details, finding) = match forms::details_over(&raw, web.ctx().now.paris_day(), &lookup) {
        Ok(described) => described,
        Err(form) => return web.mistakes(&DetailsPage::attach(siret, form, &lookup)),
    };
    let cmd = Attach {
        account: person.account(),
        siret,
        details,
        finding,
        verify_later: lookup == Lookup::Unavailable,
    };
    let ctx = web.ctx();
    let done = web
        .db()
        .write(move |tx| service::attach_as(tx, &ctx, &cmd))
        .await;
    let id = done.map_err(|failure| {
        PageError::of(failure, |why| match why {
            // The page of the number shows either.
            AttachError::AlreadyHere | AttachError::Closed => {
                PageError::SeeOther(urls::attach(siret))
            }
        })
    })?;
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
    let account = person.account();
    let done = web
        .write(move |tx, ctx| service::ask_to_join(tx, ctx, account, siret))
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
