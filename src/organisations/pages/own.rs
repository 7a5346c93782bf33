//! A person's own organisations.

use serde::Serialize;

use super::{Shown, home};
use crate::kernel::clock::Instant;
use crate::organisations::model::{Organisation, Role};
use crate::organisations::policy::{Action, may};
use crate::organisations::{OrganisationId, Siret, samples, urls, views};
use crate::shell::{Crumb, Page};

/// The organisations of the person.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct ListPage {
    organisations: Vec<Membership>,
    wishes: Vec<Wish>,
    new_url: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Membership {
    organisation: Shown,
    role: &'static str,
    current: bool,
    choose_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct Wish {
    siret: String,
    asked_at: Instant,
    withdraw_url: String,
}

impl ListPage {
    pub(in crate::organisations) fn new(
        organisations: &[(Organisation, Role)],
        current: Option<OrganisationId>,
        wishes: Vec<views::OwnWish>,
    ) -> Self {
        let organisations = organisations
            .iter()
            .map(|(organisation, role)| Membership {
                organisation: organisation.into(),
                role: role.label(),
                current: current == Some(organisation.id),
                choose_url: urls::choose(organisation.id),
            })
            .collect();
        let wishes = wishes
            .into_iter()
            .map(|wish| Wish {
                siret: Siret::parse(&wish.siret).map_or(wish.siret, Siret::spaced),
                asked_at: wish.asked_at,
                withdraw_url: urls::withdraw(wish.id),
            })
            .collect();
        Self {
            organisations,
            wishes,
            new_url: urls::NEW,
        }
    }
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "organisations/list.html";

    fn title(&self) -> String {
        "Mes organisations".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new("/compte", "Mon compte")]
    }

    fn samples() -> Vec<Self> {
        let mine = [
            (samples::town(), Role::Administrator),
            (samples::company(), Role::Reader),
        ];
        vec![
            Self::new(&mine, Some(samples::town().id), vec![samples::own_wish()]),
            Self::new(&[], None, Vec::new()),
        ]
    }
}

/// One organisation.
#[derive(Debug, Clone, Serialize)]
pub(in crate::organisations) struct ShowPage {
    organisation: Shown,
    role: &'static str,
    correct_url: Option<String>,
    members_url: String,
    leave_url: String,
}

impl ShowPage {
    pub(in crate::organisations) fn new(organisation: &Organisation, role: Role) -> Self {
        let corrects = may(role, Action::Correct) && !organisation.is_verified();
        Self {
            organisation: organisation.into(),
            role: role.label(),
            correct_url: corrects.then(|| urls::correct(organisation.id)),
            members_url: urls::members(organisation.id),
            leave_url: urls::leave(organisation.id),
        }
    }
}

impl Page for ShowPage {
    const TEMPLATE: &'static str = "organisations/show.html";

    fn title(&self) -> String {
        self.organisation.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new(&samples::town(), Role::Administrator),
            Self::new(&samples::company(), Role::Reader),
        ]
    }
}
