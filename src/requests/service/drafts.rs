//! The life of a draft: begun, copied, thrown away.

use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::moves::{Move, record};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::organisations::{self, Organisation, OrganisationId, RegistryState, Siren, Siret};
use crate::requests::model::{
    Company, DocumentId, DocumentKind, Dossier, HabilitationId, LegalBasis, Reach, Request,
    RequestId,
};
use crate::requests::policy::Action;
use crate::requests::state::{RequestState, Status};
use crate::requests::store::{self, Kept};
use crate::shell::AccountId;

/// Begin a request.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Who begins it.
    pub actor: Actor,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// `D-2026-000123`, taken from the numbers before the transaction.
    pub number: String,
    /// What is known already: the legal basis, and what a link prefilled.
    pub dossier: Dossier,
}

/// Begin a request from a refused, discarded or withdrawn one.
#[derive(Debug, Clone)]
pub struct CopyRequest {
    /// Who.
    pub actor: Actor,
    /// From which request.
    pub from: RequestId,
    /// The number of the new one.
    pub number: String,
}

/// Why a draft was not begun, copied or thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftError {
    /// For this person, there is no such organisation or request.
    Unknown,
    /// Their role doesn't allow it.
    Forbidden,
    /// The organisation is closed in the registry.
    Closed,
    /// The request stands elsewhere than it was shown.
    Stale(Status),
    /// The habilitation has an amendment that is not settled yet: this one.
    AlreadyAmended(RequestId),
}
impl Refusal for DraftError {}

impl From<AccessError> for DraftError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Unknown => Self::Unknown,
            AccessError::Forbidden => Self::Forbidden,
            AccessError::NotNow(status) => Self::Stale(status),
        }
    }
}

impl From<&Organisation> for Company {
    fn from(organisation: &Organisation) -> Self {
        let details = &organisation.details;
        Self {
            siret: organisation.siret.to_string(),
            name: details.name.clone(),
            legal_category: details.legal_category.code().to_owned(),
            activity: details.activity.to_string(),
            address: format!(
                "{}, {} {}",
                details.address.street, details.address.postal_code, details.address.city
            ),
            created_on: details.founded_on.to_string(),
            state: details.state.as_str().to_owned(),
            verified: organisation.is_verified(),
        }
    }
}

/// Begins a draft.
pub fn start(tx: &mut Conn, ctx: &Ctx, cmd: &NewDraft) -> Outcome<RequestId, DraftError> {
    may_file(tx, &cmd.actor, cmd.organisation)?;
    let organisation = known(tx, cmd.organisation)?;
    if organisation.details.state == RegistryState::Closed {
        return Err(DraftError::Closed.into());
    }
    organisations::check_again_if_old(tx, ctx, &organisation)?;
    Ok(insert(tx, ctx, cmd, (&organisation, Origin::New))?)
}

/// Where a draft comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin {
    /// A blank dossier, or one that a link prefilled.
    New,
    /// An earlier request.
    CopyOf(RequestId),
    /// An habilitation, given by that request.
    Amends(HabilitationId, RequestId),
}

/// A draft belongs to somebody who files for the organisation.
pub(super) fn may_file(
    c: &mut Conn,
    actor: &Actor,
    organisation: OrganisationId,
) -> Outcome<(), DraftError> {
    let action = organisations::Action::File;
    match organisations::authorised(c, actor.account, organisation, action) {
        Ok(_) => Ok(()),
        Err(failure) => Err(failure.map_refusal(|error| match error {
            organisations::AccessError::Unknown => DraftError::Unknown,
            organisations::AccessError::Forbidden => DraftError::Forbidden,
        })),
    }
}

/// Begins a draft with the answers and the files of an earlier request; commitments are to be given again.
pub fn copy(tx: &mut Conn, ctx: &Ctx, cmd: &CopyRequest) -> Outcome<RequestId, DraftError> {
    let from = authorised(tx, &cmd.actor, cmd.from, Action::Copy)
        .map_err(|failure| failure.map_refusal(DraftError::from))?;
    may_file(tx, &cmd.actor, from.organisation)?;
    let dossier = uncommitted(store::kept(tx, from.id)?.dossier);
    let organisation = known(tx, from.organisation)?;
    if organisation.details.state == RegistryState::Closed {
        return Err(DraftError::Closed.into());
    }
    let draft = NewDraft {
        actor: cmd.actor.clone(),
        organisation: from.organisation,
        number: cmd.number.clone(),
        dossier,
    };
    let id = insert(tx, ctx, &draft, (&organisation, Origin::CopyOf(from.id)))?;
    let files = store::documents_of(tx, from.id)?;
    cite(tx, ctx, (id, cmd.actor.account), &files)?;
    Ok(id)
}

/// Commitments are given for one request: a draft made from another begins without them.
pub(super) fn uncommitted(mut dossier: Dossier) -> Dossier {
    dossier.commitments.clear();
    dossier.terms_version.clear();
    dossier.signatory_name.clear();
    dossier.signatory_job.clear();
    dossier
}

/// Joins to a draft files that another request holds: the bytes are shared, not copied.
pub(super) fn cite(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, author): (RequestId, AccountId),
    files: &[store::Document],
) -> Result<(), Fault> {
    for file in files {
        let cited = store::Document {
            id: ctx.new_id::<DocumentId>(),
            uploaded_at: ctx.now,
            removed_at: None,
            ..file.clone()
        };
        store::add_document(tx, (request, author), &cited)?;
    }
    Ok(())
}

/// Throws a draft away, with what was joined to it.
pub fn delete_draft(tx: &mut Conn, ctx: &Ctx, cmd: &Move) -> Outcome<(), DraftError> {
    let request = authorised(tx, &cmd.actor, cmd.request, Action::Delete)
        .map_err(|failure| failure.map_refusal(DraftError::from))?;
    if request.state != RequestState::Draft || request.version != cmd.seen {
        return Err(DraftError::Stale(request.status()).into());
    }
    if throw_away(tx, ctx, &request)? {
        Ok(())
    } else {
        Err(DraftError::Stale(request.status()).into())
    }
}

/// Deletes a draft and its files, unless somebody changed it since it was read; tells whether it did.
pub(super) fn throw_away(tx: &mut Conn, ctx: &Ctx, draft: &Request) -> Result<bool, Fault> {
    super::documents::forget_all(tx, ctx, draft)?;
    if !store::delete_draft(tx, draft)? {
        return Ok(false);
    }
    let data = json!({ "number": draft.number });
    record(tx, ctx, draft, "request.draft_deleted", data)?;
    Ok(true)
}

/// Joins to a draft the files of these kinds that another request of the same organisation holds. The caller has checked
/// that the person may read the one and change the other.
pub fn cite_files(
    tx: &mut Conn,
    ctx: &Ctx,
    (from, to): (RequestId, RequestId),
    (author, kinds): (AccountId, &[DocumentKind]),
) -> Result<(), Fault> {
    let mut files = store::documents_of(tx, from)?;
    files.retain(|file| kinds.contains(&file.kind));
    cite(tx, ctx, (to, author), &files)
}

pub(super) fn known(c: &mut Conn, id: OrganisationId) -> Result<Organisation, Fault> {
    organisations::organisation(c, id)?.ok_or_else(|| Fault::inconsistent("organisations", id))
}

pub(super) fn insert(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &NewDraft,
    (organisation, origin): (&Organisation, Origin),
) -> Result<RequestId, Fault> {
    let (copied_from, amends) = match origin {
        Origin::New => (None, None),
        Origin::CopyOf(request) => (Some(request), None),
        Origin::Amends(habilitation, request) => (Some(request), Some(habilitation)),
    };
    let dossier = Dossier {
        filer: Company::from(organisation),
        ..cmd.dossier.clone()
    };
    let basis = dossier.legal_basis().unwrap_or(LegalBasis::Administration);
    let draft = Request {
        id: ctx.new_id::<RequestId>(),
        number: cmd.number.clone(),
        organisation: cmd.organisation,
        siren: beneficiary(&dossier, organisation),
        author: cmd.actor.account,
        basis,
        sector: dossier.chosen_sector(),
        state: RequestState::Draft,
        version: 1,
        title: dossier.service_name.clone(),
        submitted_at: None,
        first_submitted_at: None,
        rank_at: None,
        state_since: ctx.now,
        suspended_seconds: 0,
        review_due_on: None,
        silent_on: None,
        decided_at: None,
        copied_from,
        amends,
        members_may: Reach::Submit,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    store::insert(
        tx,
        ctx,
        &draft,
        &Kept {
            dossier,
            ..Kept::default()
        },
    )?;
    let data = json!({ "number": draft.number, "basis": basis, "copied_from": copied_from, "amends": amends });
    record(tx, ctx, &draft, "request.begun", data)?;
    Ok(draft.id)
}

/// The legal person that will use FranceConnect: the client named by a vendor, or the organisation that files.
fn beneficiary(dossier: &Dossier, organisation: &Organisation) -> Siren {
    Siret::parse(&dossier.beneficiary().siret)
        .unwrap_or(organisation.siret)
        .siren()
}
