//! What is shown of the desk: the queue, the file of a request, the decisions.

mod batch;
mod decision;
mod file;
mod giving_up;
mod head;
mod letter;
mod proposal;
mod queue;
mod templates;
mod tools;

pub use batch::{BatchDonePage, BatchPage, Change, GIVE, Planned, Told, UNCHANGED};
pub use decision::DecisionPage;
pub use file::FilePage;
pub use giving_up::GiveUpPage;
pub use head::{Colleague, Head, colleagues};
pub use proposal::{DeskSettingsPage, ProposalPage};
pub use queue::{Asked, FiltersPage, QueuePage, views as queue_views};
pub use templates::{TemplatePage, TemplatesPage};
pub use tools::{DisplayPage, RequestTagsPage, TagsPage, ViewsPage};

use super::assignment::{HandOverPage, LiftPage, RecusalPage, TeamPage};
use super::notes::NotesPage;
use super::precedents::PrecedentsPage;
use crate::kernel::clock::Instant;
use crate::requests::Status;
use crate::shell::PageEntry;

/// The pages of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<QueuePage>(),
        PageEntry::of::<FiltersPage>(),
        PageEntry::of::<ViewsPage>(),
        PageEntry::of::<DisplayPage>(),
        PageEntry::of::<TagsPage>(),
        PageEntry::of::<RequestTagsPage>(),
        PageEntry::of::<BatchPage>(),
        PageEntry::of::<BatchDonePage>(),
        PageEntry::of::<FilePage>(),
        PageEntry::of::<DecisionPage>(),
        PageEntry::of::<ProposalPage>(),
        PageEntry::of::<DeskSettingsPage>(),
        PageEntry::of::<TemplatesPage>(),
        PageEntry::of::<TemplatePage>(),
        PageEntry::of::<GiveUpPage>(),
        PageEntry::of::<HandOverPage>(),
        PageEntry::of::<RecusalPage>(),
        PageEntry::of::<LiftPage>(),
        PageEntry::of::<TeamPage>(),
        PageEntry::of::<NotesPage>(),
        PageEntry::of::<PrecedentsPage>(),
    ]
}

/// The kind of badge of a state; empty for a neutral one.
pub fn badge_kind(status: Status) -> &'static str {
    match status {
        Status::Draft | Status::Withdrawn | Status::Ended => "",
        Status::Submitted => "new",
        Status::InReview | Status::Waitlisted => "info",
        Status::ChangesRequested => "warning",
        Status::Granted => "success",
        Status::Refused | Status::Discarded | Status::Revoked => "error",
    }
}

/// An instant for samples.
pub fn sample_instant() -> Instant {
    Instant::new(chrono::DateTime::UNIX_EPOCH)
}
