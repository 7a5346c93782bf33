//! The members of an organisation, and the ways in.

use actix_web::web::Path;

use super::own::load;
use super::{denied, part};
use crate::kernel::error::{Failure, Outcome};
use crate::organisations::model::{InvitationId, JoinRequestId, OrganisationId, Role};
use crate::organisations::pages::{MembersData, MembersPage};
use crate::organisations::policy::{Action, Change, ChangeRefusal};
use crate::organisations::service::{
    Answer as JoinAnswer, AnswerError, AnswerJoin, ChangeError, ChangeMember, Invite, InviteError,
    ManageInvitationError,
};
use crate::organisations::{forms, service, urls, views};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web,
};

pub(super) async fn list(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let data = data(&web, &person, &path, Action::Read).await?;
    web.page(&MembersPage::new(data, FormState::empty()))
}

pub(super) async fn invite(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let data = data(&web, &person, &path, Action::Manage).await?;
    let (email, role) = match forms::invitation(&raw) {
        Ok(invitation) => invitation,
        Err(form) => return web.mistakes(&MembersPage::new(data, form)),
    };
    let id = data.organisation.id;
    let command = Invite {
        actor: person.account(),
        organisation: id,
        email,
        role,
    };
    let refused = match web
        .write(move |tx, ctx| service::invite(tx, ctx, &command))
        .await
    {
        Ok(_) => {
            return web.see_other_with(
                urls::members(id),
                Flash::success("L'invitation est envoyée."),
            );
        }
        Err(Failure::Fault(fault)) => return Err(fault.into()),
        Err(Failure::Refused(InviteError::Access(access))) => return Err(denied(access)),
        Err(Failure::Refused(InviteError::AlreadyMember)) => {
            "Cette personne est déjà membre de l'organisation."
        }
        Err(Failure::Refused(InviteError::AlreadyInvited)) => {
            "Une invitation est déjà en attente pour cette adresse : vous pouvez l'envoyer à nouveau."
        }
    };
    let mut form = FormState::new(&raw);
    form.error("courriel", refused);
    web.mistakes(&MembersPage::new(data, form))
}

pub(super) async fn resend(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let (account, ids) = (person.account(), invitation_of(&path)?);
    let done = web
        .write(move |tx, ctx| service::resend_invitation(tx, ctx, account, ids))
        .await;
    managed(&web, ids.0, done, "Un nouveau lien est envoyé.")
}

pub(super) async fn revoke(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let (account, ids) = (person.account(), invitation_of(&path)?);
    let done = web
        .write(move |tx, ctx| service::revoke_invitation(tx, ctx, account, ids))
        .await;
    managed(&web, ids.0, done, "L'invitation est annulée.")
}

pub(super) async fn answer(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (organisation, join) = (
        part::<OrganisationId>(&path.0)?,
        part::<JoinRequestId>(&path.1)?,
    );
    let (answer, said) = match (raw.text("reponse"), raw.text("role").parse::<Role>()) {
        ("accepter", Ok(role)) => (
            JoinAnswer::Accept(role),
            "La personne est membre de l'organisation.",
        ),
        ("refuser", _) => (JoinAnswer::Decline, "La demande est refusée."),
        _ => return Err(PageError::BadRequest),
    };
    let command = AnswerJoin {
        actor: person.account(),
        organisation,
        join,
        answer,
    };
    let done = web
        .write(move |tx, ctx| service::answer_join(tx, ctx, command))
        .await;
    done.map_err(|failure| {
        PageError::of(failure, |why| match why {
            AnswerError::Access(access) => denied(access),
            AnswerError::Settled => settled(
                organisation,
                "Cette demande d'adhésion a déjà reçu une réponse.",
            ),
        })
    })?;
    web.see_other_with(urls::members(organisation), Flash::success(said))
}

pub(super) async fn change_role(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let role = raw
        .text("role")
        .parse::<Role>()
        .map_err(|_| PageError::BadRequest)?;
    let command = change(&person, (&path.0, &path.1), Change::Role(role))?;
    apply(&web, command, "Le rôle est changé.").await
}

pub(super) async fn remove(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let command = change(&person, (&path.0, &path.1), Change::End)?;
    apply(
        &web,
        command,
        "La personne n'est plus membre de l'organisation.",
    )
    .await
}

pub(super) async fn leave(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let own = person.account().to_string();
    let command = change(&person, (&path, &own), Change::End)?;
    apply(&web, command, "Vous avez quitté l'organisation.").await
}

fn change(
    person: &SignedIn,
    (id, subject): (&str, &str),
    change: Change,
) -> Result<ChangeMember, PageError> {
    Ok(ChangeMember {
        actor: person.account(),
        organisation: part::<OrganisationId>(id)?,
        subject: part::<AccountId>(subject)?,
        change,
    })
}

async fn apply(web: &Web, command: ChangeMember, said: &'static str) -> Answer {
    let done = web
        .write(move |tx, ctx| service::change_member(tx, ctx, command))
        .await;
    let left = command.actor == command.subject && command.change == Change::End;
    let next = if left {
        urls::LIST.to_owned()
    } else {
        urls::members(command.organisation)
    };
    let flash = match done {
        Ok(()) => Flash::success(said),
        Err(Failure::Fault(fault)) => return Err(fault.into()),
        Err(Failure::Refused(ChangeError::Access(access))) => return Err(denied(access)),
        Err(Failure::Refused(ChangeError::Refused(ChangeRefusal::NotAdministrator))) => {
            return Err(denied(service::AccessError::Forbidden));
        }
        Err(Failure::Refused(ChangeError::Refused(ChangeRefusal::Unchanged))) => {
            Flash::info("Cette personne a déjà ce rôle.")
        }
        Err(Failure::Refused(ChangeError::Refused(ChangeRefusal::LastAdministrator))) => {
            let why = "Une organisation garde toujours au moins un administrateur. Donnez d'abord ce rôle à une autre personne.";
            let page = ConflictPage::new(why)
                .action(urls::members(command.organisation), "Voir les membres");
            return Err(page.into());
        }
    };
    web.see_other_with(next, flash)
}

fn invitation_of(path: &(String, String)) -> Result<(OrganisationId, InvitationId), PageError> {
    Ok((
        part::<OrganisationId>(&path.0)?,
        part::<InvitationId>(&path.1)?,
    ))
}

fn managed(
    web: &Web,
    organisation: OrganisationId,
    done: Outcome<(), ManageInvitationError>,
    said: &'static str,
) -> Answer {
    done.map_err(|failure| {
        PageError::of(failure, |why| match why {
            ManageInvitationError::Access(access) => denied(access),
            ManageInvitationError::Settled => settled(
                organisation,
                "Cette invitation a été acceptée ou annulée entre-temps.",
            ),
        })
    })?;
    web.see_other_with(urls::members(organisation), Flash::success(said))
}

fn settled(organisation: OrganisationId, why: &str) -> PageError {
    ConflictPage::new(why)
        .action(urls::members(organisation), "Voir les membres")
        .into()
}

async fn data(
    web: &Web,
    person: &SignedIn,
    id: &str,
    action: Action,
) -> Result<MembersData, PageError> {
    let (organisation, role) = load(web, person, id, action).await?;
    let (viewer, now) = ((person.account(), role), web.ctx().now);
    let data = web.db().read(move |c| {
        let id = organisation.id;
        let (members, asked, invited) = (
            views::members(c, id)?,
            views::asked(c, id)?,
            views::invited(c, id)?,
        );
        Ok(MembersData {
            organisation,
            viewer,
            now,
            members,
            asked,
            invited,
        })
    });
    Ok(data.await?)
}
