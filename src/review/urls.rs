//! Addresses of the desk.

use super::assignment::AbsenceId;
use super::model::{TagId, TemplateId, ViewId};
use super::notes::NoteId;
use crate::requests::RequestId;
use crate::shell::AccountId;

/// The queue.
pub const QUEUE: &str = "/instruction";
/// Every filter of the queue.
pub const FILTERS: &str = "/instruction/filtres";
/// Ends the address of the proposal that waits on a request.
pub const PROPOSAL: &str = "proposition";
/// Views that people keep.
pub const VIEWS: &str = "/instruction/vues";
/// How a person likes the queue.
pub const DISPLAY: &str = "/instruction/affichage";
/// Tags.
pub const TAGS: &str = "/instruction/etiquettes";
/// What is about to be done to several requests.
pub const BATCH: &str = "/instruction/lot";
/// Does it.
pub const BATCH_APPLY: &str = "/instruction/lot/appliquer";
/// The desk's settings.
pub const SETTINGS: &str = "/instruction/reglages";

/// The file of a request.
#[must_use]
pub fn file(id: RequestId) -> String {
    format!("/instruction/{id}")
}

/// A step of the instruction of a request: `prendre`, `corrections`, `accorder`, `refuser`, `ecarter`, `revoquer`, `terminer`, `proposition`.
#[must_use]
pub fn step(id: RequestId, step: &str) -> String {
    format!("/instruction/{id}/{step}")
}

/// A view as a file: `csv`, `ods`.
#[must_use]
pub fn export(kind: &str) -> String {
    format!("{QUEUE}/export.{kind}")
}

/// The tags of a request.
#[must_use]
pub fn request_tags(id: RequestId) -> String {
    format!("{}/etiquettes", file(id))
}

/// What becomes of a kept view: `partager`, `reprendre`, `oublier`.
#[must_use]
pub fn view(id: ViewId, change: &str) -> String {
    format!("{VIEWS}/{id}/{change}")
}

/// Takes a tag out of use.
#[must_use]
pub fn retire_tag(id: TagId) -> String {
    format!("{TAGS}/{id}/retirer")
}

/// The reason templates.
pub const TEMPLATES: &str = "/instruction/modeles";
/// A new one.
pub const NEW_TEMPLATE: &str = "/instruction/modeles/nouveau";

/// One reason template.
#[must_use]
pub fn template(id: TemplateId) -> String {
    format!("{TEMPLATES}/{id}")
}

/// Puts it away, or back.
#[must_use]
pub fn archive_template(id: TemplateId) -> String {
    format!("{TEMPLATES}/{id}/ranger")
}

/// Absences and load of the reviewers.
pub const TEAM: &str = "/instruction/equipe";
/// Gives what waits to whoever is least loaded.
pub const SHARE_OUT: &str = "/instruction/equipe/repartir";

/// Takes an absence away.
#[must_use]
pub fn absence(id: AbsenceId) -> String {
    format!("{TEAM}/absences/{id}/supprimer")
}

/// The internal notes of a request.
#[must_use]
pub fn notes(id: RequestId) -> String {
    step(id, "notes")
}

/// Asks an opinion.
#[must_use]
pub fn opinions(id: RequestId) -> String {
    step(id, "avis")
}

/// Gives the opinion that was asked.
#[must_use]
pub fn opinion(id: RequestId, note: NoteId) -> String {
    format!("{}/{note}", opinions(id))
}

/// Gives a request to a colleague.
#[must_use]
pub fn hand_over(id: RequestId) -> String {
    step(id, "confier")
}

/// States a conflict of interest.
#[must_use]
pub fn recusal(id: RequestId) -> String {
    step(id, "conflit")
}

/// Takes back the conflict of interest that somebody stated.
#[must_use]
pub fn lift_recusal(id: RequestId, of: AccountId) -> String {
    format!("{}/{of}/retirer", recusal(id))
}

/// What looks like a request.
#[must_use]
pub fn precedents(id: RequestId) -> String {
    step(id, "precedents")
}

/// The journal of a request; the room below owns the address.
#[must_use]
pub fn journal(id: RequestId) -> String {
    step(id, "journal")
}

/// Who is before a request, asked now and then by its page.
#[must_use]
pub fn presence(id: RequestId) -> String {
    step(id, "presence")
}
