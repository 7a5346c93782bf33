//! Who may read, change and file a request, and the link of an invitation.

use actix_web::web::Path;

use super::{actor, denied, forbidden, part};
use crate::identity::Email;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::kernel::secret::TokenHash;
use crate::requests::model::{Reach, RequestId, ShareId};
use crate::requests::pages::{LinkPage, SharingData, SharingForms, SharingPage};
use crate::requests::policy::Action;
use crate::requests::service::{self, AccessError, Actor, InviteOn, ShareError, authorised};
use crate::requests::{store, urls, views};
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web,
};

pub(super) async fn show(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let data = load(&web, part::<RequestId>(&path)?).await?;
    web.page(&SharingPage::new(
        &data,
        SharingForms::default(),
        web.ctx().now,
    ))
}

pub(super) async fn load(web: &Web, id: RequestId) -> Result<SharingData, PageError> {
    let by = actor(web)?;
    let data = web.db().read(move |c| read(c, &by, id)).await;
    data.map_err(|failure| PageError::of(failure, denied(id)))
}

fn read(c: &mut Conn, by: &Actor, id: RequestId) -> Outcome<SharingData, AccessError> {
    let request = authorised(c, by, id, Action::Share)?;
    let transfer = match store::pending_transfer(c, id)? {
        Some(transfer) => {
            let name = views::name_of(c, transfer.to)?;
            Some((transfer, name))
        }
        None => None,
    };
    Ok(SharingData {
        author: views::name_of(c, request.author)?,
        shares: store::shares_of(c, id)?,
        filers: views::filers(c, request.organisation)?,
        transfer,
        request,
    })
}

pub(super) async fn set_members(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let by = actor(&web)?;
    let seen = raw.text("version").parse::<i32>().unwrap_or_default();
    let Ok(reach) = raw.text("acces").parse::<Reach>() else {
        load(&web, id).await?;
        return Err(PageError::BadRequest);
    };
    let done = web
        .write(move |tx, ctx| service::set_members_reach(tx, ctx, (&by, id, seen), reach))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    web.see_other_with(
        urls::sharing(id),
        Flash::success("L'accès des membres est enregistré."),
    )
}

pub(super) async fn invite(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let mut form = FormState::new(&raw);
    let reach = raw.text("acces_invite").parse::<Reach>().ok();
    let reach = reach.filter(|reach| *reach != Reach::Nothing);
    if reach.is_none() {
        form.labelled_error(
            "acces_invite",
            "Accès",
            "Choisissez ce que la personne pourra faire.",
        );
    }
    let email = match Email::parse(raw.text("courriel")) {
        Ok(email) => email.as_str().to_owned(),
        Err(mistake) => {
            form.labelled_error("courriel", "Adresse électronique", mistake);
            String::new()
        }
    };
    let (Some(reach), false) = (reach, form.has_errors()) else {
        return mistaken(&web, id, form).await;
    };
    let cmd = InviteOn {
        actor: actor(&web)?,
        request: id,
        email,
        reach,
    };
    let done = web
        .write(move |tx, ctx| service::invite_on(tx, ctx, &cmd))
        .await;
    match done {
        Ok(_) => web.see_other_with(
            urls::sharing(id),
            Flash::success("L'invitation part par courriel."),
        ),
        Err(Failure::Refused(error)) if told(error).is_some() => {
            form.labelled_error(
                "courriel",
                "Adresse électronique",
                told(error).unwrap_or_default(),
            );
            mistaken(&web, id, form).await
        }
        Err(failure) => Err(PageError::of(failure, refused(id))),
    }
}

async fn mistaken(web: &Web, id: RequestId, invite: FormState) -> Answer {
    let data = load(web, id).await?;
    let forms = SharingForms {
        invite,
        ..SharingForms::default()
    };
    web.mistakes(&SharingPage::new(&data, forms, web.ctx().now))
}

/// A refusal that the form can show.
const fn told(error: ShareError) -> Option<&'static str> {
    match error {
        ShareError::AlreadyInvited => {
            Some("Cette personne est déjà invitée : changez son accès dans la liste.")
        }
        ShareError::IsAuthor => Some("Cette personne est déjà responsable de la demande."),
        ShareError::TooMany => {
            Some("Trente personnes sont déjà invitées : retirez-en une d'abord.")
        }
        ShareError::Unknown
        | ShareError::Forbidden
        | ShareError::Stale
        | ShareError::Expired
        | ShareError::OtherAddress => None,
    }
}

pub(super) async fn change(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (id, share) = (part::<RequestId>(&path.0)?, part::<ShareId>(&path.1)?);
    let by = actor(&web)?;
    let again = raw.text("action") == "renvoyer";
    let removed = raw.text("action") == "retirer";
    let reach = if removed {
        Ok(Reach::Nothing)
    } else {
        raw.text("acces").parse::<Reach>()
    };
    let done = web
        .write(move |tx, ctx| match &reach {
            _ if again => service::invite_again(tx, ctx, (&by, id), share),
            Ok(reach) => service::change_share(tx, ctx, (&by, id), (share, *reach)),
            Err(_) => Err(ShareError::Unknown.into()),
        })
        .await;
    done.map_err(|failure| PageError::of(failure, refused(id)))?;
    let words = match (again, removed) {
        (true, _) => "Un nouveau lien part par courriel.",
        (_, true) => "L'accès est retiré.",
        _ => "L'accès est changé.",
    };
    web.see_other_with(urls::sharing(id), Flash::success(words))
}

fn refused(id: RequestId) -> impl FnOnce(ShareError) -> PageError {
    move |error| {
        match error {
        ShareError::Unknown
        | ShareError::Expired
        | ShareError::OtherAddress
        | ShareError::AlreadyInvited
        | ShareError::IsAuthor
        | ShareError::TooMany => PageError::NotFound,
        ShareError::Forbidden => forbidden(),
        ShareError::Stale => ConflictPage::new(
            "Les accès ont changé depuis que cette page a été affichée. Votre action n'a pas été faite.",
        )
        .action(urls::sharing(id), "Voir les accès")
        .into(),
    }
    }
}

const INVITATION: &str = "Invitation sur une demande";

pub(super) async fn invitation(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let (ctx, account, hash) = (web.ctx(), person.account(), TokenHash::of(&path));
    let found = web
        .db()
        .read(move |c| service::invited(c, &ctx, account, &hash))
        .await;
    match found {
        Ok((share, request)) => web.page(&LinkPage::invitation(&request, &share, &path)),
        Err(failure) => closed(&web, failure),
    }
}

pub(super) async fn accept(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let (account, hash) = (person.account(), TokenHash::of(&path));
    let done = web
        .write(move |tx, ctx| service::accept_share(tx, ctx, account, &hash))
        .await;
    match done {
        Ok(id) => web.see_other_with(
            urls::show(id),
            Flash::success("Vous avez accès à cette demande."),
        ),
        Err(failure) => closed(&web, failure),
    }
}

fn closed(web: &Web, failure: Failure<ShareError>) -> Answer {
    let text = match failure {
        Failure::Fault(fault) => return Err(fault.into()),
        Failure::Refused(ShareError::Expired) => {
            "Ce lien est périmé. Demandez à la personne qui vous a invité de vous en envoyer un autre."
        }
        Failure::Refused(ShareError::OtherAddress) => {
            "Cette invitation est adressée à une autre adresse électronique. Connectez-vous avec le compte de cette adresse."
        }
        Failure::Refused(_) => {
            "Ce lien n'ouvre rien : il a déjà servi, a été remplacé par un autre, ou l'invitation a été retirée."
        }
    };
    web.page_status(404, &LinkPage::refused(INVITATION, text))
}
