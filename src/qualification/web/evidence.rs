//! Files of the qualification: received, checked by their bytes, kept, and given back to who may read them.

use actix_web::web::{Path, block};

use crate::kernel::ctx::Ctx;
use crate::kernel::error::{Fault, Never};
use crate::kernel::files::Files;
use crate::qualification::model::{EvidenceFile, NewFile};
use crate::qualification::service;
use crate::requests::{DocumentId, MediaType};
use crate::services::{self, Action, Denied, ServiceId};
use crate::shell::{
    Answer, Attached, Auditor, Officer, PageError, SignedIn, Staff, Supervisor, UploadedFile, Web,
};

/// Files whose bytes are kept, or what is wrong with one of them.
pub(super) type Kept = Result<Vec<NewFile>, String>;

/// Checks every file, then keeps them all; none is kept when one is wrong.
pub(super) async fn keep(web: &Web, uploads: Vec<UploadedFile>) -> Result<Kept, PageError> {
    let (files, ctx) = (web.files().clone(), web.ctx());
    let kept = block(move || keep_now(&files, &ctx, &uploads)).await;
    Ok(kept.map_err(Fault::other("keeping files"))??)
}

fn keep_now(files: &Files, ctx: &Ctx, uploads: &[UploadedFile]) -> Result<Kept, Fault> {
    let mut new = Vec::new();
    for upload in uploads {
        let name = &upload.name;
        if upload.is_too_large() {
            return Ok(Err(format!(
                "Le fichier « {name} » est trop lourd : 10 Mo au plus."
            )));
        }
        if upload.size == 0 {
            return Ok(Err(format!("Le fichier « {name} » est vide.")));
        }
        let measure = Files::measure(upload.content.path())?;
        let Some(media_type) = MediaType::sniff(&measure.head) else {
            return Ok(Err(format!(
                "Le fichier « {name} » n'est pas un PDF, un PNG ou un JPEG."
            )));
        };
        let id = ctx.new_id::<DocumentId>();
        new.push(NewFile {
            id,
            file_name: name.clone(),
            media_type,
            size: i64::try_from(measure.size).unwrap_or(i64::MAX),
            sha256: measure.sha256,
            storage_key: id.to_string(),
        });
    }
    for (file, upload) in new.iter().zip(uploads) {
        files.keep(file.id.0, upload.content.path())?;
    }
    Ok(Ok(new))
}

/// Forgets files whose attestation was not kept.
pub(super) async fn forget(web: &Web, kept: Vec<NewFile>) {
    let keys = kept.into_iter().map(|file| file.storage_key).collect();
    web.forget_files(keys).await;
}

pub(super) async fn for_team(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, DocumentId)>,
) -> Answer {
    let (account, (id, document)) = (who.account(), path.into_inner());
    services::note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        services::authorised(c, account, id, Action::View)?;
        service::evidence(c, id, document).map_err(|failure| failure.into_fault().into())
    });
    let found = read
        .await
        .map_err(|failure| PageError::of(failure, services::refused))?;
    serve(&web, found).await
}

pub(super) async fn for_officers(
    web: Web,
    _who: Staff<(Officer, Auditor, Supervisor)>,
    path: Path<(ServiceId, DocumentId)>,
) -> Answer {
    let (id, document) = path.into_inner();
    let found = web
        .db()
        .read::<_, Never, _>(move |c| service::evidence(c, id, document))
        .await?;
    serve(&web, found).await
}

/// The bytes, always as a download, never as a page of ours.
async fn serve(web: &Web, found: Option<EvidenceFile>) -> Answer {
    let file = found.ok_or(PageError::NotFound)?;
    web.attachment(Attached {
        file_name: file.file_name,
        media_type: file.media_type.as_str(),
        storage_key: file.storage_key,
    })
    .await
}
