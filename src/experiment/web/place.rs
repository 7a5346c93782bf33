//! The place of a request, and the answer to an offer.

use actix_web::web::Path;

use super::super::model::{OfferId, OfferOutcome};
use super::super::pages::PlacePage;
use super::super::service::{self, AnswerOffer, OfferError};
use super::super::{urls, views};
use crate::kernel::error::{Failure, Outcome};
use crate::requests::{
    self, AccessError, Action, Actor, Answer as May, MoveError, RequestId, authorised_as, may,
};
use crate::shell::actor::SignedIn;
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::flash::Flash;
use crate::shell::form::RawForm;
use crate::shell::protected::Protected;
use crate::shell::web::{Answer, Web};

fn part(path: &str) -> Result<RequestId, PageError> {
    path.parse().map_err(|_| PageError::NotFound)
}

fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

pub(super) async fn show(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let (id, by, now) = (part(&path)?, actor(&web)?, web.ctx().now);
    let found: Outcome<_, AccessError> = web
        .db()
        .read(move |c| {
            let (request, held) = authorised_as(c, &by, id, Action::Read)?;
            let standing = views::standing(c, &request, now)?.ok_or(AccessError::Unknown)?;
            let may = may(&held, Action::Withdraw, request.status()) == May::Yes;
            Ok((request, standing, may))
        })
        .await;
    let (request, standing, may) = found.map_err(|failure| {
        PageError::of(failure, |error| match error {
            AccessError::Unknown | AccessError::NotNow(_) => PageError::NotFound,
            AccessError::Forbidden => forbidden(),
        })
    })?;
    web.page(&PlacePage::new(&request, &standing, (now, may)))
}

fn forbidden() -> PageError {
    PageError::Forbidden(
        "Votre rôle dans l'organisation permet de lire cette demande, pas de répondre pour elle."
            .to_owned(),
    )
}

fn answer(web: &Web, path: &str, raw: &RawForm) -> Result<AnswerOffer, PageError> {
    Ok(AnswerOffer {
        actor: actor(web)?,
        request: part(path)?,
        offer: raw
            .text("proposition")
            .parse::<OfferId>()
            .map_err(|_| PageError::NotFound)?,
    })
}

pub(super) async fn accept(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let cmd = answer(&web, &path, &raw)?;
    let id = cmd.request;
    let done = web
        .write(move |tx, ctx| service::accept(tx, ctx, &cmd))
        .await;
    let number = done.map_err(|failure| refused(failure, id))?;
    let flash = Flash::success(format!("La place n° {number} est à votre organisation."))
        .with_text("L'équipe instructrice est prévenue : elle prononce l'habilitation.");
    web.see_other_with(urls::place(id), flash)
}

pub(super) async fn decline(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let cmd = answer(&web, &path, &raw)?;
    let id = cmd.request;
    let done = web
        .write(move |tx, ctx| service::decline(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| refused(failure, id))?;
    web.see_other_with(
        requests::url(id),
        Flash::success("La place est refusée et la demande est retirée."),
    )
}

fn refused(failure: Failure<OfferError>, id: RequestId) -> PageError {
    PageError::of(failure, |error| {
        match error {
        OfferError::Unknown | OfferError::Move(MoveError::Unknown) => PageError::NotFound,
        OfferError::Forbidden | OfferError::Move(MoveError::Forbidden) => forbidden(),
        // Sent twice: the page shows that it is done.
        OfferError::Gone(Some(OfferOutcome::Accepted)) => PageError::SeeOther(urls::place(id)),
        OfferError::Gone(Some(OfferOutcome::Declined)) => PageError::SeeOther(requests::url(id)),
        OfferError::Gone(_) | OfferError::Move(_) => ConflictPage::new(
            "Cette place ne vous est plus proposée : le délai est passé, ou la demande n'attend plus. Votre réponse n'est pas enregistrée.",
        )
        .action(urls::place(id), "Voir votre place")
        .into(),
    }
    })
}
