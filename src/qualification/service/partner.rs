//! What the team of a service does: attests, attaches, asks.
//!
//! Attestations are frozen while officers hold the service, so that a verdict is on what was read.

use serde_json::json;

use super::board::board;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::qualification::checklist::{self, VERSION};
use crate::qualification::model::{EvidenceFile, FILES_MAX, NewFile};
use crate::qualification::store;
use crate::requests::DocumentId;
use crate::services::{self, Action, AdvanceError, Command, Denied, Service, ServiceId, Status};
use crate::shell::AccountId;

/// An attestation, with the files that came with it.
#[derive(Debug, Clone)]
pub struct Attest {
    /// The service.
    pub service: ServiceId,
    /// The criterion.
    pub criterion: i32,
    /// The version that was read; 0 for the first one.
    pub seen: i32,
    /// How the service satisfies the criterion.
    pub words: String,
    /// The files.
    pub files: Vec<NewFile>,
}

/// Why an attestation was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestError {
    /// See [`Denied`].
    Denied(Denied),
    /// There is no such criterion or file for this service.
    Unknown,
    /// The service is in the officers' hands, or closed.
    NotNow(Status),
    /// Somebody changed it since it was read.
    Stale,
    /// The criterion has as many files as it may.
    TooManyFiles,
}
impl Refusal for AttestError {}

/// Why the qualification was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskError {
    /// See [`Denied`].
    Denied(Denied),
    /// These criteria are not attested.
    Incomplete(Vec<i32>),
    /// The service has no sandbox client to check.
    NoClient,
    /// The state does not allow it.
    NotNow(Status),
}
impl Refusal for AskError {}

fn editable(
    c: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    id: ServiceId,
) -> Outcome<Service, AttestError> {
    let access = services::authorised(c, actor, id, Action::Qualify);
    let service = access
        .map_err(|failure| failure.map_refusal(AttestError::Denied))?
        .service;
    let board = board(c, service, ctx.now).map_err(Failure::into_fault)?;
    if board.is_editable() {
        Ok(board.service)
    } else {
        Err(AttestError::NotNow(board.service.state.status()).into())
    }
}

/// Attests a criterion, with its files. The former verdict no longer counts.
pub fn attest(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    cmd: &Attest,
) -> Outcome<(), AttestError> {
    let service = editable(tx, ctx, actor, cmd.service)?;
    if checklist::find(cmd.criterion).is_none() {
        return Err(AttestError::Unknown.into());
    }
    let held = store::files_of(tx, service.id)?
        .iter()
        .filter(|file| file.criterion == cmd.criterion)
        .count();
    if held + cmd.files.len() > FILES_MAX {
        return Err(AttestError::TooManyFiles.into());
    }
    let which = (service.id, cmd.criterion);
    if !store::attest(tx, ctx, which, cmd.seen, (actor, &cmd.words))? {
        return Err(AttestError::Stale.into());
    }
    for file in &cmd.files {
        store::add_file(tx, ctx, which, actor, file)?;
    }
    let files: Vec<_> = cmd
        .files
        .iter()
        .map(|file| json!({ "document": file.id, "sha256": file.sha256 }))
        .collect();
    let data = json!({ "checklist": VERSION, "criterion": cmd.criterion, "files": files });
    record(tx, ctx, "qualification.attested", &service, data)?;
    Ok(())
}

/// Takes a file away; gives the criterion it was attached to.
pub fn remove_file(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, id): (ServiceId, DocumentId),
) -> Outcome<i32, AttestError> {
    let service = editable(tx, ctx, actor, service)?;
    let held = store::files_of(tx, service.id)?
        .into_iter()
        .find(|file| file.id == id);
    let file = held.ok_or(AttestError::Unknown)?;
    if !store::remove_file(tx, ctx, service.id, id)? {
        return Err(AttestError::Unknown.into());
    }
    record(
        tx,
        ctx,
        "qualification.file_removed",
        &service,
        json!({ "document": id }),
    )?;
    Ok(file.criterion)
}

/// A file of a service, for who may read the service.
pub fn evidence(c: &mut Conn, service: ServiceId, id: DocumentId) -> Outcome<Option<EvidenceFile>> {
    Ok(store::files_of(c, service)?
        .into_iter()
        .find(|file| file.id == id))
}

/// Asks for the qualification, when nothing is missing.
pub fn ask(tx: &mut Conn, ctx: &Ctx, actor: AccountId, id: ServiceId) -> Outcome<(), AskError> {
    let access = services::authorised(tx, actor, id, Action::Qualify);
    let service = access
        .map_err(|failure| failure.map_refusal(AskError::Denied))?
        .service;
    let board = board(tx, service, ctx.now).map_err(Failure::into_fault)?;
    if !board.is_editable() {
        return Err(AskError::NotNow(board.service.state.status()).into());
    }
    let missing = board.missing();
    if !missing.is_empty() {
        return Err(AskError::Incomplete(missing).into());
    }
    if services::count_sandbox_clients(tx, id)? == 0 {
        return Err(AskError::NoClient.into());
    }
    let asked = services::advance(tx, ctx, id, &Command::AskQualification);
    asked.map_err(|failure| {
        failure.map_refusal(|refusal| match refusal {
            AdvanceError::Unknown => AskError::Denied(Denied::Unknown),
            AdvanceError::Refused(refused) => AskError::NotNow(refused.from),
        })
    })?;
    Ok(())
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    event: &'static str,
    service: &Service,
    data: serde_json::Value,
) -> Outcome<(), AttestError> {
    let entry = Entry::new(event, "service", service.id)
        .about_organisation(service.organisation)
        .about_service(service.id)
        .data(data);
    Ok(journal::record(tx, ctx, entry)?)
}
