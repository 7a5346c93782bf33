//! The team of a service.

use actix_web::web::Path;

use super::{both, note_audit, opened, refused};
use crate::kernel::error::{Failure, Outcome};
use crate::services::model::{Denied, InvitationId, ServiceId, TeamRole};
use crate::services::pages::{Looking, Tab, TeamPage};
use crate::services::policy::Action;
use crate::services::service::{self, Invite, TeamError};
use crate::services::{forms, urls, views};
use crate::shell::actor::AccountId;
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web,
};

pub(super) async fn show(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let id = id.into_inner();
    note_audit(&web, &who, id).await?;
    let page = page(&web, who.account(), id, FormState::empty()).await?;
    web.page(&page)
}

async fn page(
    web: &Web,
    account: AccountId,
    id: ServiceId,
    form: FormState,
) -> Result<TeamPage, PageError> {
    let now = web.ctx().now;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head) = opened(c, account, id, Action::View, Tab::Team)?;
        let looking = Looking {
            service: id,
            viewer: account,
            role: access.role,
            now,
        };
        Ok(TeamPage::new(
            head,
            looking,
            views::team(c, id)?,
            views::waiting(c, id)?,
            form,
        ))
    });
    read.await.map_err(super::denied)
}

pub(super) async fn invite(
    web: Web,
    who: SignedIn,
    id: Path<ServiceId>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let (email, role) = match forms::invitation(&form.0) {
        Ok(read) => read,
        Err(mistakes) => return mistaken(&web, account, id, mistakes).await,
    };
    let invite = Invite {
        service: id,
        email,
        role,
    };
    let done = web
        .write(move |tx, ctx| service::invite(tx, ctx, account, &invite))
        .await;
    match done {
        Ok(_) => web.see_other_with(urls::team(id), Flash::success("Invitation envoyée.")),
        Err(Failure::Refused(TeamError::AlreadyMember)) => {
            let mut state = FormState::new(&form.0).fields(&["email", "role"]);
            state.error("email", "Cette personne est déjà dans l'équipe.");
            mistaken(&web, account, id, state).await
        }
        Err(failure) => Err(failed(failure, id)),
    }
}

/// The same page with the mistakes, for who may manage the team only.
async fn mistaken(web: &Web, account: AccountId, id: ServiceId, form: FormState) -> Answer {
    let allowed = web
        .db()
        .read(move |c| service::authorised(c, account, id, Action::ManageTeam))
        .await;
    allowed.map_err(super::denied)?;
    let page = page(web, account, id, form).await?;
    web.mistakes(&page)
}

pub(super) async fn resend(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, InvitationId)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let done = web
        .write(move |tx, ctx| service::resend(tx, ctx, account, which))
        .await;
    answer(
        &web,
        which.0,
        done,
        "Invitation renvoyée. Le lien précédent n'est plus valable.",
    )
}

pub(super) async fn cancel(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, InvitationId)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let done = web
        .write(move |tx, ctx| service::cancel(tx, ctx, account, which))
        .await;
    answer(&web, which.0, done, "Invitation annulée.")
}

pub(super) async fn change_role(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, AccountId)>,
    form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let Ok(role) = form.0.text("role").parse::<TeamRole>() else {
        return Err(PageError::BadRequest);
    };
    let done = web
        .write(move |tx, ctx| service::change_role(tx, ctx, account, which, role))
        .await;
    answer(&web, which.0, done, "Rôle modifié.")
}

pub(super) async fn remove(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, AccountId)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), both(&path));
    let done = web
        .write(move |tx, ctx| service::remove(tx, ctx, account, which))
        .await;
    if done.is_ok() && account == which.1 {
        return web.see_other_with(urls::LIST, Flash::success("Vous avez quitté l'équipe."));
    }
    answer(&web, which.0, done, "Personne retirée de l'équipe.")
}

fn answer(web: &Web, id: ServiceId, done: Outcome<(), TeamError>, success: &str) -> Answer {
    done.map_err(|failure| failed(failure, id))?;
    web.see_other_with(urls::team(id), Flash::success(success))
}

fn failed(failure: Failure<TeamError>, id: ServiceId) -> PageError {
    PageError::of(failure, |refusal| {
        let why = match refusal {
            TeamError::Denied(denied) => return refused(denied),
            TeamError::AlreadyMember => "Cette personne est déjà dans l'équipe.",
            TeamError::Gone => "Cette personne ou cette invitation n'est plus dans la liste.",
            TeamError::LastOwner => {
                "Un service garde au moins un responsable. Nommez d'abord un autre responsable du service."
            }
        };
        ConflictPage::new(why)
            .action(urls::team(id), "Voir l'équipe")
            .into()
    })
}
