//! Addresses of this room.

use super::model::{ConfirmedRole, DecisionId, DocumentId, RequestId, Section, ShareId};
use super::starters::Starter;

/// My requests.
pub const LIST: &str = "/demandes";
/// A new request.
pub const NEW: &str = "/demandes/nouvelle";
/// What a link may fill in advance.
pub const PREFILL: &str = "/liens-preremplis";
/// The deadlines of my requests.
pub const DEADLINES: &str = "/demandes/echeances";
/// The same for a calendar.
pub const CALENDAR: &str = "/demandes/echeances.ics";
/// The eligibility check.
pub const ELIGIBILITY: &str = "/eligibilite";

/// Whether a paper is genuine.
pub const VERIFY: &str = "/verifier";
/// The public register of habilitations.
pub const REGISTER: &str = "/habilitations";
/// The same as open data.
pub const REGISTER_CSV: &str = "/habilitations.csv";

/// The partner space, where a granted request goes on; the room below owns the address.
pub const PARTNER_SPACE: &str = "/espace";

/// The page of a legal basis, by the end of its address.
#[must_use]
pub fn guide(slug: &str) -> String {
    format!("{ELIGIBILITY}/{slug}")
}

/// The clients of a vendor; the room below owns the address.
pub const CLIENTS: &str = "/clientes";

/// A request.
#[must_use]
pub fn show(id: RequestId) -> String {
    format!("{LIST}/{id}")
}

/// One section of its dossier.
#[must_use]
pub fn section(id: RequestId, section: Section) -> String {
    format!("{LIST}/{id}/sections/{section}")
}

/// A new request that begins from a frequent case.
#[must_use]
pub fn starter(starter: &Starter) -> String {
    format!("{NEW}?fondement={}&modele={}", starter.basis, starter.code)
}

/// Where a section is saved while it is being filled.
#[must_use]
pub fn autosave(id: RequestId, section: Section) -> String {
    format!("{LIST}/{id}/sections/{section}/enregistrement")
}

/// What a colleague changed at the same time, beside one's own words.
#[must_use]
pub fn compare(id: RequestId, section: Section) -> String {
    format!("{LIST}/{id}/sections/{section}/comparer")
}

/// Where the controller and the data protection officer confirm their role.
pub const CONFIRM_CONTACT: &str = "/contacts/confirmation";

/// The link sent to a contact.
#[must_use]
pub fn confirm_contact(token: &str) -> String {
    format!("{CONFIRM_CONTACT}?jeton={token}")
}

/// Sends a new link to a contact.
#[must_use]
pub fn ask_contact_again(id: RequestId, role: ConfirmedRole) -> String {
    format!("{LIST}/{id}/contacts/{role}/relancer")
}

/// What is missing, and the button that files.
#[must_use]
pub fn submit(id: RequestId) -> String {
    format!("{LIST}/{id}/soumettre")
}

/// One submitted version, as a paper.
#[must_use]
pub fn version_paper(id: RequestId, ordinal: i32) -> String {
    format!("{LIST}/{id}/versions/{ordinal}/pdf")
}

/// The certificate of the habilitation that the request gave.
#[must_use]
pub fn certificate(id: RequestId) -> String {
    format!("{LIST}/{id}/certificat")
}

/// The letter of a decision.
#[must_use]
pub fn letter(id: RequestId, decision: DecisionId) -> String {
    format!("{LIST}/{id}/decisions/{decision}/lettre")
}

/// Gives the habilitation up; the desk owns the address.
#[must_use]
pub fn give_up(id: RequestId) -> String {
    format!("{LIST}/{id}/renoncer")
}

/// What a code proves.
#[must_use]
pub fn verify(code: &str) -> String {
    let kept = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-');
    let code: String = kept.take(60).collect();
    if code.is_empty() {
        VERIFY.to_owned()
    } else {
        format!("{VERIFY}/{code}")
    }
}

/// A page of the register.
#[must_use]
pub fn register(sought: &str, page: i64) -> String {
    format!("{REGISTER}?q={}&page={page}", encoded(sought))
}

/// The register as open data.
#[must_use]
pub fn register_csv(sought: &str) -> String {
    if sought.is_empty() {
        return REGISTER_CSV.to_owned();
    }
    format!("{REGISTER_CSV}?q={}", encoded(sought))
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// One submitted version.
#[must_use]
pub fn version(id: RequestId, ordinal: i32) -> String {
    format!("{LIST}/{id}/versions/{ordinal}")
}

/// The files of a request.
#[must_use]
pub fn documents(id: RequestId) -> String {
    format!("{LIST}/{id}/documents")
}

/// One file.
#[must_use]
pub fn document(id: RequestId, document: DocumentId) -> String {
    format!("{LIST}/{id}/documents/{document}")
}

/// One file, opened in the browser.
#[must_use]
pub fn view_document(id: RequestId, document: DocumentId) -> String {
    format!("{LIST}/{id}/documents/{document}/voir")
}

/// Takes a file away.
#[must_use]
pub fn remove_document(id: RequestId, document: DocumentId) -> String {
    format!("{LIST}/{id}/documents/{document}/retirer")
}

/// Its thread.
#[must_use]
pub fn messages(id: RequestId) -> String {
    format!("{LIST}/{id}/messages")
}

/// One file of its thread.
#[must_use]
pub fn message_file(id: RequestId, file: uuid::Uuid) -> String {
    format!("{LIST}/{id}/messages/fichiers/{file}")
}

/// What is noted to correct.
#[must_use]
pub fn corrections(id: RequestId) -> String {
    format!("{LIST}/{id}/corrections")
}

/// Closes one of them.
#[must_use]
pub fn close_correction(id: RequestId, correction: uuid::Uuid) -> String {
    format!("{LIST}/{id}/corrections/{correction}/clore")
}

/// Closes those whose field changed.
#[must_use]
pub fn close_corrections(id: RequestId) -> String {
    format!("{LIST}/{id}/corrections/clore")
}

/// Takes one of them back.
#[must_use]
pub fn take_back_correction(id: RequestId, correction: uuid::Uuid) -> String {
    format!("{LIST}/{id}/corrections/{correction}/reprendre")
}

/// The desk; the room below owns the address.
pub const DESK: &str = "/instruction";

/// The request on the desk.
#[must_use]
pub fn desk(id: RequestId) -> String {
    format!("{DESK}/{id}")
}

/// Takes the request back.
#[must_use]
pub fn withdraw(id: RequestId) -> String {
    format!("{LIST}/{id}/retirer")
}

/// Throws the draft away.
#[must_use]
pub fn delete(id: RequestId) -> String {
    format!("{LIST}/{id}/supprimer")
}

/// Begins a draft from the request.
#[must_use]
pub fn copy(id: RequestId) -> String {
    format!("{LIST}/{id}/copier")
}

/// Two states of the dossier side by side.
#[must_use]
pub fn compare_versions(id: RequestId) -> String {
    format!("{LIST}/{id}/comparer")
}

/// Begins the amendment of the habilitation that the request gave.
#[must_use]
pub fn amend(id: RequestId) -> String {
    format!("{LIST}/{id}/avenant")
}

/// Who may read, change and file the request.
#[must_use]
pub fn sharing(id: RequestId) -> String {
    format!("{LIST}/{id}/partage")
}

/// Invites somebody on the request.
#[must_use]
pub fn invite(id: RequestId) -> String {
    format!("{LIST}/{id}/invitations")
}

/// One invitation on the request.
#[must_use]
pub fn share(id: RequestId, share: ShareId) -> String {
    format!("{LIST}/{id}/invitations/{share}")
}

/// Offers the request to a colleague.
#[must_use]
pub fn offer(id: RequestId) -> String {
    format!("{LIST}/{id}/transfert")
}

/// Takes the offer back.
#[must_use]
pub fn cancel_offer(id: RequestId) -> String {
    format!("{LIST}/{id}/transfert/annuler")
}

/// Takes over a request whose author left.
#[must_use]
pub fn take_over(id: RequestId) -> String {
    format!("{LIST}/{id}/reprendre")
}

/// The link mailed to an invited person.
#[must_use]
pub fn invitation(token: &str) -> String {
    format!("{LIST}/invitations/{token}")
}

/// The link mailed to the receiver of a transfer.
#[must_use]
pub fn transfer(token: &str) -> String {
    format!("{LIST}/transferts/{token}")
}

/// Its place in the experiment's order: a page of the experiment, below this room.
pub fn place(id: RequestId) -> String {
    format!("/demandes/{id}/place")
}
