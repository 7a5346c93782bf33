//! The pages of production credentials, with samples of each.

mod retrieval;
mod space;
mod staff;

use crate::shell::PageEntry;

pub(super) use retrieval::{RetrievalPage, RevealedPage};
pub(super) use space::{Facts, ProductionPage};
pub(super) use staff::{InForcePage, StaffRevokePage};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ProductionPage>(),
        PageEntry::of::<RetrievalPage>(),
        PageEntry::of::<RevealedPage>(),
        PageEntry::of::<InForcePage>(),
        PageEntry::of::<StaffRevokePage>(),
    ]
}
