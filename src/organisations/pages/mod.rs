//! The pages of this room, with samples of each.

mod attach;
mod members;
mod own;

use serde::Serialize;

pub(super) use self::attach::{DetailsPage, FoundPage, JoinPage, SiretPage};
pub(super) use self::members::{InvitationPage, MembersData, MembersPage};
pub(super) use self::own::{ListPage, ShowPage};
use super::model::{Organisation, RegistryState, Role};
use super::registry::Finding;
use super::urls;
use crate::kernel::clock::Day;
use crate::shell::{Crumb, PageEntry};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ListPage>(),
        PageEntry::of::<SiretPage>(),
        PageEntry::of::<DetailsPage>(),
        PageEntry::of::<FoundPage>(),
        PageEntry::of::<JoinPage>(),
        PageEntry::of::<ShowPage>(),
        PageEntry::of::<MembersPage>(),
        PageEntry::of::<InvitationPage>(),
    ]
}

fn home() -> Crumb {
    Crumb::new(urls::LIST, "Mes organisations")
}

/// A choice in a list of choices.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Choice {
    value: &'static str,
    label: String,
    hint: &'static str,
}

fn roles() -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| Choice {
            value: role.as_str(),
            label: role.label().to_owned(),
            hint: role.hint(),
        })
        .collect()
}

/// An organisation as pages show it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Shown {
    name: String,
    siret: String,
    category: String,
    activity: String,
    address: String,
    founded_on: Day,
    state: &'static str,
    open: bool,
    verified: bool,
    provenance: &'static str,
    url: String,
}

impl From<&Organisation> for Shown {
    fn from(organisation: &Organisation) -> Self {
        let details = &organisation.details;
        Self {
            name: details.name.clone(),
            siret: organisation.siret.spaced(),
            category: format!(
                "{} ({})",
                details.legal_category.label(),
                details.legal_category
            ),
            activity: details.activity.to_string(),
            address: details.address.one_line(),
            founded_on: details.founded_on,
            state: details.state.label(),
            open: details.state == RegistryState::Open,
            verified: organisation.is_verified(),
            provenance: match organisation.finding {
                Some(finding @ (Finding::Partial | Finding::Unknown)) => finding.label(),
                Some(Finding::Confirmed) | None => organisation.provenance.label(),
            },
            url: urls::show(organisation.id),
        }
    }
}
