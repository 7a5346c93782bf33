//! Addresses of this room's pages.

use super::Siret;
use super::model::{InvitationId, JoinRequestId, OrganisationId};
use crate::shell::actor::AccountId;

/// The organisations of the person.
pub const LIST: &str = "/organisations";
/// Attaching an organisation begins here.
pub const NEW: &str = "/organisations/nouvelle";

/// The details of an organisation about to be attached.
#[must_use]
pub fn attach(siret: Siret) -> String {
    format!("{NEW}/{siret}")
}

/// Asking to join the organisation of this number.
#[must_use]
pub fn join(siret: Siret) -> String {
    format!("{LIST}/rejoindre/{siret}")
}

/// One organisation.
#[must_use]
pub fn show(id: OrganisationId) -> String {
    format!("{LIST}/{id}")
}

/// Making an organisation the current one.
#[must_use]
pub fn choose(id: OrganisationId) -> String {
    format!("{LIST}/{id}/choisir")
}

/// Correcting what was typed of an organisation.
#[must_use]
pub fn correct(id: OrganisationId) -> String {
    format!("{LIST}/{id}/coordonnees")
}

/// Leaving an organisation.
#[must_use]
pub fn leave(id: OrganisationId) -> String {
    format!("{LIST}/{id}/quitter")
}

/// The members of an organisation, and the ways in.
#[must_use]
pub fn members(id: OrganisationId) -> String {
    format!("{LIST}/{id}/membres")
}

/// Changing the role of a member.
#[must_use]
pub fn role(id: OrganisationId, account: AccountId) -> String {
    format!("{LIST}/{id}/membres/{account}/role")
}

/// Ending the membership of somebody else.
#[must_use]
pub fn remove(id: OrganisationId, account: AccountId) -> String {
    format!("{LIST}/{id}/membres/{account}/retirer")
}

/// Inviting somebody.
#[must_use]
pub fn invite(id: OrganisationId) -> String {
    format!("{LIST}/{id}/invitations")
}

/// Mailing a new link.
#[must_use]
pub fn resend(id: OrganisationId, invitation: InvitationId) -> String {
    format!("{LIST}/{id}/invitations/{invitation}/renvoyer")
}

/// Taking an invitation back.
#[must_use]
pub fn revoke(id: OrganisationId, invitation: InvitationId) -> String {
    format!("{LIST}/{id}/invitations/{invitation}/annuler")
}

/// Answering a wish to join.
#[must_use]
pub fn answer(id: OrganisationId, join: JoinRequestId) -> String {
    format!("{LIST}/{id}/adhesions/{join}")
}

/// Taking back one's own wish to join.
#[must_use]
pub fn withdraw(join: JoinRequestId) -> String {
    format!("{LIST}/adhesions/{join}/retirer")
}

/// The page behind the link of an invitation.
#[must_use]
pub fn invitation(token: &str) -> String {
    format!("{LIST}/invitations/{token}")
}
