//! What is shown of participation as a whole: mine, one of them, all of them.

mod all;
mod end;
mod mine;
mod one;
pub(super) mod samples;

use super::assessment::pages::{AssessmentPage, ResultsPage};
use super::ending::pages::AttestationPage;
use super::exclusion::pages::{AnswerPage, OpeningPage, ProcedurePage};
use super::reports::pages::{JudgePage, ReportPage, ReportsPage, UploadPage};
use crate::shell::PageEntry;

pub(super) use all::ParticipantsPage;
pub(super) use end::Done;
pub(super) use mine::MinePage;
pub(super) use one::{ParticipationPage, Whole};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<MinePage>(),
        PageEntry::of::<ParticipationPage>(),
        PageEntry::of::<ParticipantsPage>(),
        PageEntry::of::<ReportPage>(),
        PageEntry::of::<UploadPage>(),
        PageEntry::of::<ReportsPage>(),
        PageEntry::of::<JudgePage>(),
        PageEntry::of::<AnswerPage>(),
        PageEntry::of::<OpeningPage>(),
        PageEntry::of::<ProcedurePage>(),
        PageEntry::of::<AttestationPage>(),
        PageEntry::of::<AssessmentPage>(),
        PageEntry::of::<ResultsPage>(),
    ]
}
