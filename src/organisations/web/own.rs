//! A person's own organisations: listing, choosing, reading, correcting.

use actix_web::web::Path;

use super::{asked_registry, denied, part};
use crate::kernel::error::Fault;
use crate::organisations::model::{JoinRequestId, Organisation, OrganisationId, Role};
use crate::organisations::pages::{DetailsPage, ListPage, ShowPage};
use crate::organisations::policy::Action;
use crate::organisations::service::{AnswerError, CorrectError};
use crate::organisations::{forms, service, store, urls, views};
use crate::shell::actor::OrganisationRef;
use crate::shell::{
    Answer, ConflictPage, Flash, PageError, Protected, RawForm, SignedIn, Web, session,
};

pub(super) async fn list(web: Web, person: SignedIn) -> Answer {
    let account = person.account();
    let current = person
        .session
        .organisation
        .map(|chosen| OrganisationId(chosen.0));
    let page = web.db().read(move |c| {
        let mine = service::organisations_of(c, account)?;
        Ok(ListPage::new(
            &mine,
            current,
            views::own_wishes(c, account)?,
        ))
    });
    web.page(&page.await?)
}

pub(super) async fn show(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let (organisation, role) = load(&web, &person, &path, Action::Read).await?;
    web.page(&ShowPage::new(&organisation, role))
}

pub(super) async fn choose(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let (organisation, _) = load(&web, &person, &path, Action::Read).await?;
    let (session, chosen) = (person.session.id, OrganisationRef(organisation.id.0));
    web.db()
        .write(move |tx| session::choose_organisation(tx, session, Some(chosen)))
        .await?;
    let done = format!(
        "Vous agissez maintenant au nom de {}.",
        organisation.details.name
    );
    web.see_other_with(urls::LIST, Flash::success(done))
}

pub(super) async fn withdraw(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let (account, join) = (person.account(), part::<JoinRequestId>(&path)?);
    let done = web
        .write(move |tx, ctx| service::withdraw_join(tx, ctx, account, join))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |why| match why {
            AnswerError::Access(access) => denied(access),
            AnswerError::Settled => ConflictPage::new("Cette demande a déjà reçu une réponse.")
                .action(urls::LIST, "Mes organisations")
                .into(),
        })
    })?;
    web.see_other_with(urls::LIST, Flash::success("Votre demande est retirée."))
}

pub(super) async fn correction(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let (organisation, _) = load(&web, &person, &path, Action::Correct).await?;
    if organisation.is_verified() {
        return web.see_other(urls::show(organisation.id));
    }
    let lookup = asked_registry(&web, organisation.siret).await?;
    web.page(&DetailsPage::correct(&organisation, None, &lookup))
}

pub(super) async fn correct(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (organisation, _) = load(&web, &person, &path, Action::Correct).await?;
    let lookup = asked_registry(&web, organisation.siret).await?;
    let details = match forms::details_over(&raw, web.ctx().now.paris_day(), &lookup) {
        Ok((details, _)) => details,
        Err(form) => {
            return web.mistakes(&DetailsPage::correct(&organisation, Some(form), &lookup));
        }
    };
    let seen = raw.text("version").parse::<i32>().unwrap_or_default();
    let (ctx, account, id) = (web.ctx(), person.account(), organisation.id);
    let done = web
        .db()
        .write(move |tx| service::correct_details(tx, &ctx, account, (id, seen), &details))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |why| match why {
            CorrectError::Access(access) => denied(access),
            CorrectError::Stale => {
                ConflictPage::new("Ces coordonnées ont changé depuis que vous les avez ouvertes.")
                    .action(urls::show(id), "Voir l'organisation")
                    .into()
            }
        })
    })?;
    web.see_other_with(
        urls::show(id),
        Flash::success("Les coordonnées sont enregistrées."),
    )
}

/// The organisation of the address and the person's role in it, when the role allows the action.
pub(super) async fn load(
    web: &Web,
    person: &SignedIn,
    id: &str,
    action: Action,
) -> Result<(Organisation, Role), PageError> {
    let (id, account) = (part::<OrganisationId>(id)?, person.account());
    let found = web.db().read(move |c| {
        let role = service::authorised(c, account, id, action)?;
        let organisation =
            store::find(c, id)?.ok_or_else(|| Fault::inconsistent("organisations", id))?;
        Ok((organisation, role))
    });
    found
        .await
        .map_err(|failure| PageError::of(failure, denied))
}
