//! What applicants do in the demonstration: draft, join files, submit.

use super::stage::Stage;
use crate::kernel::error::Fault;
use crate::kernel::files::Files;
use crate::organisations::OrganisationId;
use crate::requests::{
    self, Actor, AddDocument, DocumentId, DocumentKind, Dossier, MediaType, Move, NewDraft,
    RequestId,
};

/// A picture of a login page, which also stands for the mandate.
const DOCUMENT: &[u8] = include_bytes!("mockup.pdf");

/// Somebody drafts a request, joins what it needs, and submits it.
pub(super) fn file(
    stage: &Stage<'_>,
    who: &str,
    organisation: OrganisationId,
    dossier: &Dossier,
) -> Result<RequestId, Fault> {
    let request = draft(stage, who, organisation, dossier)?;
    let seen = stage.version(request)?;
    stage.act(who, |tx, ctx, me| {
        requests::submit(
            tx,
            ctx,
            &Move {
                actor: Actor::applicant(me),
                request,
                seen,
            },
        )
    })?;
    stage.hours(1)?;
    Ok(request)
}

/// Somebody drafts a request and joins what it needs.
pub(super) fn draft(
    stage: &Stage<'_>,
    who: &str,
    organisation: OrganisationId,
    dossier: &Dossier,
) -> Result<RequestId, Fault> {
    let number = requests::request_number(stage.year(), stage.number("request")?);
    let request = stage.act(who, |tx, ctx, me| {
        let (actor, number, dossier) = (Actor::applicant(me), number.clone(), dossier.clone());
        requests::start(
            tx,
            ctx,
            &NewDraft {
                actor,
                organisation,
                number,
                dossier,
            },
        )
    })?;
    join(stage, who, request, DocumentKind::Mockup)?;
    if !dossier.mandate_ends_on.is_empty() {
        join(stage, who, request, DocumentKind::Mandate)?;
    }
    Ok(request)
}

fn join(stage: &Stage<'_>, who: &str, request: RequestId, kind: DocumentKind) -> Result<(), Fault> {
    let doing = "loading the demonstration";
    let folder = tempfile::tempdir().map_err(Fault::other(doing))?;
    let path = folder.path().join("document.pdf");
    std::fs::write(&path, DOCUMENT).map_err(Fault::other(doing))?;
    let measure = Files::measure(&path)?;
    let id = stage
        .tools
        .sources
        .system_ctx("demonstration")
        .new_id::<DocumentId>();
    let storage_key = stage.tools.files.keep(id.0, &path)?;
    stage.act(who, |tx, ctx, me| {
        let document = AddDocument {
            actor: Actor::applicant(me),
            request,
            id,
            kind,
            file_name: format!("{}.pdf", kind.as_str()),
            media_type: MediaType::Pdf,
            size: i64::try_from(measure.size).unwrap_or_default(),
            sha256: measure.sha256.clone(),
            storage_key: storage_key.clone(),
        };
        requests::add_document(tx, ctx, &document)
    })
}
