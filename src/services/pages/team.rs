//! The team of a service.

use serde::Serialize;

use super::space::{SpaceHead, Tab, sample_id, sample_instant};
use crate::kernel::clock::Instant;
use crate::services::model::{InvitationId, ServiceId, TeamRole};
use crate::services::{urls, views};
use crate::shell::actor::AccountId;
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A choice in a list of choices.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
}

fn roles() -> Vec<Choice> {
    TeamRole::ALL
        .iter()
        .map(|role| Choice {
            value: role.as_str(),
            label: role.label(),
        })
        .collect()
}

/// Who works on the service, and who is invited to.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct TeamPage {
    head: SpaceHead,
    may_manage: bool,
    members: Vec<Member>,
    invitations: Vec<Invited>,
    roles: Vec<Choice>,
    invite_url: String,
    form: FormState,
}

#[derive(Debug, Clone, Serialize)]
struct Member {
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
struct Invited {
    email: String,
    role: &'static str,
    expires_at: Instant,
    expired: bool,
    resend_url: String,
    cancel_url: String,
}

/// What the team page is about: the service, who looks, when.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct Looking {
    pub service: ServiceId,
    pub viewer: AccountId,
    pub role: TeamRole,
    pub now: Instant,
}

impl TeamPage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        looking: Looking,
        team: Vec<views::TeamMember>,
        waiting: Vec<views::Waiting>,
        form: FormState,
    ) -> Self {
        let service = looking.service;
        let member = |(place, member): (usize, views::TeamMember)| Member {
            name: member.name,
            email: member.email,
            role: member.role.label(),
            role_code: member.role.as_str(),
            joined_at: member.joined_at,
            own: member.account == looking.viewer,
            field: format!("role-{}", place + 1),
            role_url: urls::change_role(service, member.account),
            remove_url: urls::remove(service, member.account),
        };
        let invited = |waiting: views::Waiting| Invited {
            email: waiting.email,
            role: waiting.role.label(),
            expires_at: waiting.expires_at,
            expired: waiting.expires_at <= looking.now,
            resend_url: urls::resend(service, waiting.id),
            cancel_url: urls::cancel(service, waiting.id),
        };
        Self {
            head,
            may_manage: looking.role == TeamRole::Owner,
            members: team.into_iter().enumerate().map(member).collect(),
            invitations: waiting.into_iter().map(invited).collect(),
            roles: roles(),
            invite_url: urls::invite(service),
            form: form.fields(&["email", "role"]),
        }
    }
}

impl Page for TeamPage {
    const TEMPLATE: &'static str = "services/team.html";

    fn title(&self) -> String {
        "Équipe".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let nobody = AccountId(uuid::Uuid::nil());
        let member = |role| views::TeamMember {
            account: nobody,
            name: "Léa Martin".to_owned(),
            email: "lea.martin@exemple.fr".to_owned(),
            role,
            joined_at: sample_instant(),
        };
        let waiting = views::Waiting {
            id: InvitationId(uuid::Uuid::nil()),
            email: "technique@exemple.fr".to_owned(),
            role: TeamRole::Technical,
            expires_at: sample_instant(),
        };
        let page = |role, form| {
            let looking = Looking {
                service: sample_id(),
                viewer: nobody,
                role,
                now: sample_instant(),
            };
            let team = vec![member(TeamRole::Owner), member(TeamRole::Reader)];
            Self::new(
                SpaceHead::sample(Tab::Team),
                looking,
                team,
                vec![waiting.clone()],
                form,
            )
        };
        let mut wrong = FormState::empty();
        wrong.error(
            "email",
            "Indiquez l'adresse électronique de la personne à inviter.",
        );
        vec![
            page(TeamRole::Owner, FormState::empty()),
            page(TeamRole::Owner, wrong),
            page(TeamRole::Reader, FormState::empty()),
        ]
    }
}
