//! The pages of the sandbox: the ones a person goes through, and the list of refusals. None bears the State's mark.

mod choice;
mod consent;
mod leaving;
mod refusal;
mod typed;

pub(super) use choice::{ChoicePage, IdentitiesPage};
pub(super) use consent::{CONSENT_MISSING, ConsentPage};
pub(super) use leaving::{LoggedOutPage, LogoutPage};
pub(super) use refusal::{Back, ErrorsPage, RefusalPage};
pub(super) use typed::TypedPage;

use crate::sandbox::start;
use crate::sandbox::trace::TraceId;
use crate::sandbox::{identities, trace};
use crate::shell::page::PageEntry;

/// The pages of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    let mut pages = vec![
        PageEntry::of::<ChoicePage>(),
        PageEntry::of::<IdentitiesPage>(),
        PageEntry::of::<TypedPage>(),
        PageEntry::of::<ConsentPage>(),
        PageEntry::of::<LogoutPage>(),
        PageEntry::of::<LoggedOutPage>(),
        PageEntry::of::<RefusalPage>(),
        PageEntry::of::<ErrorsPage>(),
    ];
    pages.extend(start::pages());
    pages.extend(identities::pages());
    pages.extend(trace::pages());
    pages
}

fn sample_flow() -> TraceId {
    TraceId(uuid::Uuid::nil())
}
