//! The members of an organisation, and the ways in.

use serde::Serialize;

use super::{Choice, home, roles};
use crate::kernel::clock::Instant;
use crate::organisations::model::{Organisation, Role};
use crate::organisations::policy::{Action, may};
use crate::organisations::service::AcceptError;
use crate::organisations::{samples, urls, views};
use crate::shell::{AccountId, Crumb, FormState, Page};

/// The members of an organisation, and the ways in.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct MembersPage {
    name: String,
    show_url: String,
    manages: bool,
    members: Vec<MemberRow>,
    asked: Vec<AskedRow>,
    invited: Vec<InvitedRow>,
    roles: Vec<Choice>,
    form: FormState,
    invite_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct MemberRow {
    name: String,
    email: String,
    role: &'static str,
    role_code: &'static str,
    joined_at: Instant,
    own: bool,
    field: String,
    role_url: String,
    remove_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct AskedRow {
    name: String,
    email: String,
    asked_at: Instant,
    field: String,
    answer_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct InvitedRow {
    email: String,
    role: &'static str,
    invited_at: Instant,
    expires_at: Instant,
    expired: bool,
    resend_url: String,
    revoke_url: String,
}

/// What the page of members is made of.
#[derive(Debug, Clone)]
pub(in crate::organisations) struct MembersData {
    pub(in crate::organisations) organisation: Organisation,
    pub(in crate::organisations) viewer: (AccountId, Role),
    pub(in crate::organisations) now: Instant,
    pub(in crate::organisations) members: Vec<views::Member>,
    pub(in crate::organisations) asked: Vec<views::Joining>,
    pub(in crate::organisations) invited: Vec<views::Invitation>,
}

impl MembersPage {
    pub(in crate::organisations) fn new(data: MembersData, form: FormState) -> Self {
        let id = data.organisation.id;
        let (viewer, role) = data.viewer;
        let manages = may(role, Action::Manage);
        let members = data.members.into_iter().map(|member| MemberRow {
            own: member.account == viewer,
            role: member.role.label(),
            role_code: member.role.as_str(),
            joined_at: member.joined_at,
            field: format!("role-{}", member.account),
            role_url: urls::role(id, member.account),
            remove_url: urls::remove(id, member.account),
            name: member.contact.name,
            email: member.contact.email,
        });
        let asked = data.asked.into_iter().map(|asked| AskedRow {
            name: asked.contact.name,
            email: asked.contact.email,
            asked_at: asked.asked_at,
            field: format!("role-{}", asked.id),
            answer_url: urls::answer(id, asked.id),
        });
        let now = data.now;
        let invited = data.invited.into_iter().map(|invited| InvitedRow {
            email: invited.email,
            role: invited.role.label(),
            invited_at: invited.invited_at,
            expires_at: invited.expires_at,
            expired: invited.expires_at <= now,
            resend_url: urls::resend(id, invited.id),
            revoke_url: urls::revoke(id, invited.id),
        });
        Self {
            name: data.organisation.details.name,
            show_url: urls::show(id),
            manages,
            members: members.collect(),
            asked: asked.collect(),
            invited: invited.collect(),
            roles: roles(),
            form: form.fields(&["courriel", "role"]),
            invite_url: urls::invite(id),
        }
    }
}

impl Page for MembersPage {
    const TEMPLATE: &'static str = "organisations/members.html";

    fn title(&self) -> String {
        "Membres".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), Crumb::new(self.show_url.clone(), self.name.clone())]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty().with("courriel", "lea");
        wrong.error(
            "courriel",
            "L'adresse électronique doit être de la forme nom@exemple.fr.",
        );
        vec![
            Self::new(samples::members(Role::Administrator), FormState::empty()),
            Self::new(samples::members(Role::Administrator), wrong),
            Self::new(samples::members(Role::Reader), FormState::empty()),
        ]
    }
}

/// The page behind the link of an invitation.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct InvitationPage {
    organisation: String,
    role: &'static str,
    email: String,
    action: String,
    refusal: Option<&'static str>,
}

impl InvitationPage {
    /// An invitation that can be accepted.
    pub(in crate::organisations) fn open(
        organisation: &Organisation,
        role: Role,
        token: &str,
    ) -> Self {
        Self {
            organisation: organisation.details.name.clone(),
            role: role.label(),
            email: String::new(),
            action: urls::invitation(token),
            refusal: None,
        }
    }

    /// A link that opens nothing for the person whose address is `email`.
    pub(in crate::organisations) fn refused(why: AcceptError, email: &str) -> Self {
        let refusal = match why {
            AcceptError::Unknown => {
                "Ce lien n'est plus valable : l'invitation a déjà servi, a été annulée ou a été envoyée à nouveau."
            }
            AcceptError::Expired => {
                "Ce lien a expiré. Demandez à un administrateur de l'organisation d'envoyer une nouvelle invitation."
            }
            AcceptError::OtherAddress => {
                "Cette invitation est adressée à une autre adresse électronique que celle de votre compte."
            }
        };
        Self {
            organisation: String::new(),
            role: "",
            email: email.to_owned(),
            action: String::new(),
            refusal: Some(refusal),
        }
    }
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "organisations/invitation.html";

    fn title(&self) -> String {
        "Invitation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::open(&samples::town(), Role::Member, "jeton"),
            Self::refused(AcceptError::Unknown, "lea@exemple.fr"),
            Self::refused(AcceptError::Expired, "lea@exemple.fr"),
            Self::refused(AcceptError::OtherAddress, "lea@exemple.fr"),
        ]
    }
}
