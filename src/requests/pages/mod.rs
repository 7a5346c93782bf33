//! What this room shows.

mod around;
mod compare;
mod conflict;
mod contacts;
mod deadlines;
mod eligibility;
mod filing;
mod list;
mod new;
mod papers;
mod prefill;
mod samples;
mod section;
mod sharing;
mod show;
mod steps;

pub(super) use around::{Around, AroundData};
pub(super) use compare::{Side, VersionsPage, version_label};
pub(super) use conflict::ComparePage;
pub(super) use contacts::ContactPage;
pub(super) use deadlines::DeadlinesPage;
pub(super) use eligibility::{EligibilityPage, Establishment, GuidePage};
pub(super) use filing::{ConfirmPage, SubmitPage, VersionPage};
pub(super) use list::ListPage;
pub(super) use new::{Carried, NewPage};
pub(super) use papers::{RegisterPage, VerifyPage, holder_name};
pub(super) use prefill::PrefillPage;
pub(super) use section::SectionPage;
pub(super) use sharing::{LinkPage, SharingData, SharingForms, SharingPage, WithdrawPage};
pub(super) use show::{ShowData, ShowPage};
pub(super) use steps::{Place, SectionData, places};

use serde::Serialize;

use super::corrections::CorrectionsPage;
use super::model::{Dossier, LegalBasis, Request, Section};
use super::policy::{Capacity, is_of_the_desk};
use super::state::Status;
use super::thread::MessagesPage;
use super::urls;
use crate::shell::{Crumb, PageEntry};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<EligibilityPage>(),
        PageEntry::of::<GuidePage>(),
        PageEntry::of::<VerifyPage>(),
        PageEntry::of::<RegisterPage>(),
        PageEntry::of::<ListPage>(),
        PageEntry::of::<NewPage>(),
        PageEntry::of::<ShowPage>(),
        PageEntry::of::<SectionPage>(),
        PageEntry::of::<ComparePage>(),
        PageEntry::of::<SubmitPage>(),
        PageEntry::of::<VersionPage>(),
        PageEntry::of::<ConfirmPage>(),
        PageEntry::of::<ContactPage>(),
        PageEntry::of::<PrefillPage>(),
        PageEntry::of::<DeadlinesPage>(),
        PageEntry::of::<MessagesPage>(),
        PageEntry::of::<VersionsPage>(),
        PageEntry::of::<SharingPage>(),
        PageEntry::of::<LinkPage>(),
        PageEntry::of::<WithdrawPage>(),
        PageEntry::of::<CorrectionsPage>(),
    ]
}

/// A request that was filed, for samples of other parts of this room.
pub(super) fn sample_filed() -> Request {
    samples::request(super::state::RequestState::Submitted { hint: None })
}

/// A dossier, likewise.
pub(super) fn sample_dossier(basis: LegalBasis) -> Dossier {
    samples::dossier(basis)
}

pub(super) fn home() -> Crumb {
    Crumb::new(urls::LIST, "Mes demandes")
}

pub(super) fn crumb(head: &Head) -> Crumb {
    Crumb::new(head.url.clone(), format!("Demande {}", head.number))
}

/// One choice of a radio group, a list or boxes to tick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
}

impl Choice {
    fn new(value: &str, label: &str, hint: &str) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            hint: hint.to_owned(),
        }
    }
}

/// What every page of a request begins with.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Head {
    pub number: String,
    pub title: String,
    pub url: String,
    pub status: &'static str,
    pub badge: &'static str,
    pub version: i32,
    /// Whether the desk reads it, whose way back is its own file.
    of_the_desk: bool,
}

impl Head {
    /// As a person with these capacities reads it.
    pub fn read_as(request: &Request, held: &[Capacity]) -> Self {
        let applicants = Self::from(request);
        if !is_of_the_desk(held) {
            return applicants;
        }
        Self {
            url: urls::desk(request.id),
            of_the_desk: true,
            ..applicants
        }
    }

    /// The way back to it.
    pub fn crumbs(&self) -> Vec<Crumb> {
        let list = if self.of_the_desk {
            Crumb::new(urls::DESK, "Instruction")
        } else {
            home()
        };
        vec![list, crumb(self)]
    }
}

impl From<&Request> for Head {
    fn from(request: &Request) -> Self {
        Self {
            number: request.number.clone(),
            title: request.shown_title().to_owned(),
            url: urls::show(request.id),
            status: request.status().label(),
            badge: badge(request.status()),
            version: request.version,
            of_the_desk: false,
        }
    }
}

/// The colour of a state.
const fn badge(status: Status) -> &'static str {
    match status {
        Status::Draft | Status::Withdrawn | Status::Ended => "",
        Status::Submitted | Status::InReview | Status::Waitlisted => "info",
        Status::ChangesRequested => "warning",
        Status::Granted => "success",
        Status::Refused | Status::Discarded | Status::Revoked => "error",
    }
}

/// Where a field is put right.
fn field_url(request: &Request, section: Section, field: &str) -> String {
    let anchor = if field.starts_with("organisation_") {
        "organisation"
    } else {
        field
    };
    format!("{}#{anchor}", urls::section(request.id, section))
}
