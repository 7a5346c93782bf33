//! A request changes hands: offered, answered by the receiver, taken back, taken over.

use actix_web::web::Path;

use super::{actor, forbidden, part, stale};
use crate::kernel::error::Failure;
use crate::kernel::secret::TokenHash;
use crate::requests::model::RequestId;
use crate::requests::pages::{LinkPage, SharingForms, SharingPage};
use crate::requests::service::{self, Offer, TransferError};
use crate::requests::{urls, views};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web,
};

/// Longest word to the receiver, in characters.
const MESSAGE_MOST: usize = 1_000;
const TITLE: &str = "Transfert d'une demande";

pub(super) async fn offer(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let mut form = FormState::new(&raw);
    let message = form.optional(&raw, "message", "Message", MESSAGE_MOST);
    let to = raw.text("collegue").parse::<AccountId>().ok();
    if to.is_none() {
        form.labelled_error("collegue", "Collègue", "Choisissez une personne.");
    }
    let (Some(to), false) = (to, form.has_errors()) else {
        return mistaken(&web, id, form).await;
    };
    let cmd = Offer {
        actor: actor(&web)?,
        request: id,
        to,
        message: message.unwrap_or_default(),
    };
    let done = web
        .write(move |tx, ctx| service::offer(tx, ctx, &cmd))
        .await;
    match done {
        Ok(_) => web.see_other_with(
            urls::sharing(id),
            Flash::success("La demande est proposée à cette personne par courriel."),
        ),
        Err(Failure::Refused(TransferError::NotAReceiver)) => {
            form.labelled_error(
                "collegue",
                "Collègue",
                "Cette personne ne dépose pas de demande au nom de l'organisation. Choisissez un membre ou un administrateur.",
            );
            mistaken(&web, id, form).await
        }
        Err(failure) => Err(PageError::of(failure, refused(id))),
    }
}

async fn mistaken(web: &Web, id: RequestId, offer: FormState) -> Answer {
    let data = super::sharing::load(web, id).await?;
    let forms = SharingForms {
        offer,
        ..SharingForms::default()
    };
    web.mistakes(&SharingPage::new(&data, forms, web.ctx().now))
}

pub(super) async fn cancel(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let by = actor(&web)?;
    let done = web
        .write(move |tx, ctx| service::cancel_transfer(tx, ctx, &by, id))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    web.see_other_with(
        urls::sharing(id),
        Flash::success("Le transfert est annulé."),
    )
}

pub(super) async fn take_over(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let by = actor(&web)?;
    let done = web
        .write(move |tx, ctx| service::take_over(tx, ctx, &by, id))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    web.see_other_with(
        urls::show(id),
        Flash::success("Vous suivez maintenant cette demande."),
    )
}

fn refused(id: RequestId) -> impl FnOnce(TransferError) -> PageError {
    move |error| {
        let conflict = |text| {
            ConflictPage::new(text)
                .action(urls::show(id), "Voir la demande")
                .into()
        };
        match error {
            TransferError::Unknown => PageError::NotFound,
            TransferError::Forbidden | TransferError::NotAReceiver => forbidden(),
            TransferError::NotNow(status) => stale(id, status),
            TransferError::AlreadyOffered => {
                conflict("La demande est déjà proposée à quelqu'un. Annulez ce transfert d'abord.")
            }
            TransferError::Settled => conflict("Ce transfert n'attend plus de réponse."),
            TransferError::AuthorIsThere => conflict(
                "La personne qui suit cette demande agit toujours pour l'organisation. Demandez-lui de vous la transférer.",
            ),
        }
    }
}

pub(super) async fn offered(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let (ctx, account, hash) = (web.ctx(), person.account(), TokenHash::of(&path));
    let found = web.db().read(move |c| {
        let (transfer, request) = service::offered(c, &ctx, account, &hash)?;
        let asker = views::name_of(c, transfer.asked_by)?;
        Ok((transfer, request, asker))
    });
    match found.await {
        Ok((transfer, request, asker)) => {
            web.page(&LinkPage::transfer(&request, (&transfer, &asker), &path))
        }
        Err(failure) => closed(&web, failure),
    }
}

pub(super) async fn answer(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (account, hash) = (person.account(), TokenHash::of(&path));
    let declined = raw.text("reponse") == "decliner";
    let done = web
        .write(move |tx, ctx| {
            if declined {
                service::decline_transfer(tx, ctx, account, &hash).map(|()| None)
            } else {
                service::accept_transfer(tx, ctx, account, &hash).map(Some)
            }
        })
        .await;
    match done {
        Ok(Some(id)) => web.see_other_with(
            urls::show(id),
            Flash::success("Vous suivez maintenant cette demande."),
        ),
        Ok(None) => web.see_other_with(
            urls::LIST,
            Flash::success(
                "Votre refus est enregistré. La personne qui vous la proposait est prévenue.",
            ),
        ),
        Err(failure) => closed(&web, failure),
    }
}

fn closed(web: &Web, failure: Failure<TransferError>) -> Answer {
    let text = match failure {
        Failure::Fault(fault) => return Err(fault.into()),
        Failure::Refused(TransferError::NotNow(_)) => {
            "Cette demande est close : elle ne peut plus changer de responsable."
        }
        Failure::Refused(TransferError::NotAReceiver) => {
            "Votre rôle dans l'organisation ne permet plus de suivre une demande."
        }
        Failure::Refused(_) => {
            "Ce lien n'ouvre rien pour votre compte : le transfert a été annulé, a expiré, a déjà reçu une réponse, ou s'adresse à une autre personne."
        }
    };
    web.page_status(404, &LinkPage::refused(TITLE, text))
}
