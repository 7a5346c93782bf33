//! The controller and the data protection officer say whether the role is theirs; the applicant asks them again.

use actix_web::web::Path;

use super::{actor, forbidden, part, stale};
use crate::kernel::error::Failure;
use crate::kernel::secret::TokenHash;
use crate::requests::model::{ConfirmedRole, ContactAnswer, RequestId};
use crate::requests::pages::ContactPage;
use crate::requests::service::{
    AskAgainError, LinkError, answer_by_link, ask_contact_again, asked_by_link,
};
use crate::requests::{store, urls};
use crate::shell::{
    Answer, Anyone, ConflictPage, Flash, PageError, Protected, RawForm, SignedIn, Web,
};

pub(super) async fn show(web: Web, _: Anyone) -> Answer {
    let token = web.query("jeton");
    let (now, hash) = (web.ctx().now, TokenHash::of(&token));
    let found = web.db().read(move |c| {
        let (request, asked) = asked_by_link(c, now, &hash)?;
        let organisation = store::kept(c, request.id)?.dossier.filer.name;
        Ok((request, organisation, asked.role))
    });
    match found.await {
        Ok((request, organisation, role)) => {
            web.page(&ContactPage::ask((&request, organisation), role, token))
        }
        Err(Failure::Refused(error)) => web.page_status(status(error), &dead(error)),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

pub(super) async fn answer(web: Web, _: Anyone, Protected(raw): Protected<RawForm>) -> Answer {
    let Ok(answer) = raw.text("reponse").parse::<ContactAnswer>() else {
        return Err(PageError::BadRequest);
    };
    let hash = TokenHash::of(raw.text("jeton"));
    let done = web
        .write(move |tx, ctx| answer_by_link(tx, ctx, (&hash, answer)))
        .await;
    match done {
        Ok(()) => web.page(&match answer {
            ContactAnswer::Confirmed => ContactPage::tell("success", "Merci : votre rôle est confirmé. Vous pouvez fermer cette page."),
            ContactAnswer::Declined => ContactPage::tell("success", "Votre réponse est enregistrée : l'organisation est prévenue que ce rôle n'est pas le vôtre."),
        }),
        Err(Failure::Refused(error)) => web.page_status(status(error), &dead(error)),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

fn status(error: LinkError) -> u16 {
    match error {
        LinkError::Unknown => 404,
        LinkError::Expired | LinkError::Answered => 409,
    }
}

fn dead(error: LinkError) -> ContactPage {
    ContactPage::tell(
        "warning",
        match error {
            LinkError::Unknown => {
                "Ce lien n'est plus valable : un lien plus récent vous a été envoyé, ou la demande n'existe plus."
            }
            LinkError::Expired => {
                "Ce lien a expiré. L'organisation qui a déposé la demande peut vous en envoyer un autre."
            }
            LinkError::Answered => {
                "Vous avez déjà répondu. Pour changer votre réponse, adressez-vous à l'organisation qui a déposé la demande."
            }
        },
    )
}

pub(super) async fn ask_again(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let (id, role) = (part::<RequestId>(&path.0)?, part::<ConfirmedRole>(&path.1)?);
    let by = actor(&web)?;
    let done = web
        .write(move |tx, ctx| ask_contact_again(tx, ctx, (&by, id, role)))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |error| match error {
            AskAgainError::Unknown => PageError::NotFound,
            AskAgainError::Forbidden => forbidden(),
            AskAgainError::NotNow(status) => stale(id, status),
            AskAgainError::Answered => conflict(id, "Cette personne a déjà répondu."),
            AskAgainError::TooSoon => conflict(
                id,
                "Un lien lui a été envoyé il y a moins d'une heure. Réessayez plus tard.",
            ),
        })
    })?;
    let flash = Flash::success("Un nouveau lien est envoyé. Le précédent n'est plus valable.");
    web.see_other_with(urls::show(id), flash)
}

fn conflict(id: RequestId, text: &str) -> PageError {
    ConflictPage::new(text)
        .action(urls::show(id), "Voir la demande")
        .into()
}
