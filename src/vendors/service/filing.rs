//! A request for a client, started from one that the vendor already wrote.

use serde_json::json;

use super::clients::{PortfolioError, own_client, record};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::organisations::{Action, OrganisationId};
use crate::requests::{
    self, Actor, AddDocument, DocumentId, DocumentKind, Dossier, DraftError, LegalBasis, MediaType,
    NewDraft, RequestId,
};
use crate::vendors::model::{Client, ClientId, Consent, MandateState};
use crate::vendors::store;

/// Begin a request for a client.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Who.
    pub actor: Actor,
    /// The vendor.
    pub vendor: OrganisationId,
    /// For which client.
    pub client: ClientId,
    /// The request whose answers are taken over; a blank dossier without one.
    pub model: Option<RequestId>,
    /// `D-2026-000123`, taken from the numbers before the transaction.
    pub number: String,
}

/// Why no request was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeginError {
    /// Permission, or no such client.
    Portfolio(PortfolioError),
    /// The client refused.
    ConsentRefused,
    /// The mandate is over.
    MandateEnded,
    /// There is no such model for this vendor.
    UnknownModel,
    /// The vendor's own establishment is closed.
    Closed,
}
impl Refusal for BeginError {}

/// Begins a request for a client: the model's answers and files, the client's own facts, people and mandate.
pub fn begin_request(tx: &mut Conn, ctx: &Ctx, cmd: &Begin) -> Outcome<RequestId, BeginError> {
    let by = (cmd.actor.account, cmd.vendor);
    let client = own_client(tx, by, cmd.client, Action::File)
        .map_err(|failure| failure.map_refusal(BeginError::Portfolio))?;
    possible(ctx, &client)?;
    let model = model(tx, cmd)?;
    let draft = NewDraft {
        actor: cmd.actor.clone(),
        organisation: cmd.vendor,
        number: cmd.number.clone(),
        dossier: dossier(&client, model),
    };
    let id = requests::start(tx, ctx, &draft).map_err(|failure| {
        failure.map_refusal(|error| match error {
            DraftError::Closed => BeginError::Closed,
            DraftError::Forbidden => BeginError::Portfolio(PortfolioError::Forbidden),
            DraftError::Unknown | DraftError::Stale(_) | DraftError::AlreadyAmended(_) => {
                BeginError::Portfolio(PortfolioError::Unknown)
            }
        })
    })?;
    if let Some(from) = cmd.model {
        let kinds = [DocumentKind::Mockup, DocumentKind::LegalText];
        requests::cite_files(tx, ctx, (from, id), (cmd.actor.account, &kinds))?;
    }
    join_mandate(tx, ctx, cmd, (&client, id))?;
    store::link_request(tx, ctx, id, client.id)?;
    let data = json!({ "request": id, "model": cmd.model });
    record(
        tx,
        ctx,
        ("vendor.request_begun", cmd.vendor, client.id),
        data,
    )?;
    Ok(id)
}

fn possible(ctx: &Ctx, client: &Client) -> Outcome<(), BeginError> {
    if client.archived_at.is_some() {
        return Err(BeginError::Portfolio(PortfolioError::Archived).into());
    }
    if client.consent == Consent::Refused {
        return Err(BeginError::ConsentRefused.into());
    }
    match MandateState::of(client.mandate_ends_on, ctx.now.paris_day()) {
        MandateState::Ended => Err(BeginError::MandateEnded.into()),
        MandateState::InForce | MandateState::EndsSoon => Ok(()),
    }
}

/// The dossier to start from, if one was chosen: a request of the same vendor that the person may read.
fn model(tx: &mut Conn, cmd: &Begin) -> Outcome<Option<Dossier>, BeginError> {
    let Some(id) = cmd.model else {
        return Ok(None);
    };
    let found = requests::authorised(tx, &cmd.actor, id, requests::Action::Read)
        .map_err(|failure| failure.map_refusal(|_| BeginError::UnknownModel))?;
    if found.organisation != cmd.vendor || found.basis != LegalBasis::VendorForAdministration {
        return Err(BeginError::UnknownModel.into());
    }
    Ok(Some(requests::dossier(tx, id)?))
}

/// What the vendor always says, with what is the client's own; commitments are given anew.
fn dossier(client: &Client, model: Option<Dossier>) -> Dossier {
    let basis = LegalBasis::VendorForAdministration;
    let blank = || Dossier {
        basis: basis.as_str().to_owned(),
        text_reference: basis.default_reference().to_owned(),
        ..Dossier::default()
    };
    let mut dossier = model.unwrap_or_else(blank);
    dossier.client = client.sheet.company.clone();
    dossier.mandate_ends_on = client.mandate_ends_on.to_string();
    dossier.controller = client.sheet.controller.clone();
    dossier.dpo = client.sheet.dpo.clone();
    dossier.commitments.clear();
    dossier.terms_version.clear();
    dossier
}

/// The mandate's bytes are shared with the request.
fn join_mandate(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Begin,
    (client, request): (&Client, RequestId),
) -> Outcome<(), BeginError> {
    let Some(mandate) = store::mandate_of(tx, client.id)? else {
        return Ok(());
    };
    let file = AddDocument {
        actor: cmd.actor.clone(),
        request,
        id: ctx.new_id::<DocumentId>(),
        kind: DocumentKind::Mandate,
        file_name: mandate.file_name,
        media_type: MediaType::Pdf,
        size: mandate.size,
        sha256: mandate.sha256,
        storage_key: mandate.storage_key,
    };
    requests::add_document(tx, ctx, &file)
        .map_err(|failure| failure.map_refusal(|_| BeginError::Portfolio(PortfolioError::Unknown)))
}
