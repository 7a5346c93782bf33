//! The pages of the partner space, with samples of each.

mod client;
mod client_sheet;
mod habilitation;
mod invitation;
mod list;
mod space;
mod team;

use crate::shell::page::PageEntry;

pub(in crate::services) use client::{ClientFormPage, ClientsPage};
pub(in crate::services) use client_sheet::{ClientPage, SecretPage, Sheet, VersionLine};
pub(in crate::services) use habilitation::HabilitationPage;
pub(in crate::services) use invitation::InvitationPage;
pub(in crate::services) use list::ListPage;
pub(in crate::services) use space::ServicePage;
pub use space::{SpaceHead, Tab, TimelineItem, sample_instant};
pub(in crate::services) use team::{Looking, TeamPage};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ListPage>(),
        PageEntry::of::<ServicePage>(),
        PageEntry::of::<HabilitationPage>(),
        PageEntry::of::<TeamPage>(),
        PageEntry::of::<InvitationPage>(),
        PageEntry::of::<ClientsPage>(),
        PageEntry::of::<ClientFormPage>(),
        PageEntry::of::<ClientPage>(),
        PageEntry::of::<SecretPage>(),
    ]
}
