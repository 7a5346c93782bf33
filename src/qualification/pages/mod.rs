//! The pages of the qualification, with samples of each.

mod officer;
mod partner;
mod report;

use serde::Serialize;

use super::model::EvidenceFile;
use crate::requests::DocumentId;
use crate::services::ServiceId;
use crate::shell::PageEntry;

pub(super) use officer::{FOLLOWED, QueuePage, ReviewPage, Reviewing};
pub(super) use partner::{ChecklistPage, CriterionPage};
pub(super) use report::ReportPage;

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ChecklistPage>(),
        PageEntry::of::<CriterionPage>(),
        PageEntry::of::<ReportPage>(),
        PageEntry::of::<QueuePage>(),
        PageEntry::of::<ReviewPage>(),
    ]
}

/// A file as a page shows it.
#[derive(Debug, Clone, Serialize)]
struct FileLink {
    label: String,
    url: String,
    detail: String,
    remove_url: String,
}

impl FileLink {
    fn new(file: &EvidenceFile, url: String, remove_url: String) -> Self {
        let kind = match file.media_type {
            crate::requests::MediaType::Pdf => "PDF",
            crate::requests::MediaType::Png => "PNG",
            crate::requests::MediaType::Jpeg => "JPEG",
        };
        let detail = format!("{kind}, {} Ko", (file.size / 1_000).max(1));
        Self {
            label: file.file_name.clone(),
            url,
            detail,
            remove_url,
        }
    }

    fn sample() -> Self {
        Self {
            label: "page-de-connexion.png".to_owned(),
            url: super::urls::file(ServiceId(uuid::Uuid::nil()), DocumentId(uuid::Uuid::nil())),
            detail: "PNG, 120 Ko".to_owned(),
            remove_url: super::urls::remove_file(
                ServiceId(uuid::Uuid::nil()),
                DocumentId(uuid::Uuid::nil()),
            ),
        }
    }
}

/// The colour of a standing.
const fn kind(standing: super::gate::Standing) -> &'static str {
    use super::gate::Standing;
    match standing {
        Standing::Missing => "new",
        Standing::Stale => "warning",
        Standing::Attested => "info",
        Standing::Rejected => "error",
        Standing::Closed(_) => "success",
    }
}
