//! Files: received, checked, kept, given back to those who may read them.

use std::path::PathBuf;

use actix_web::web::{Path, block};

use super::{actor, forbidden, part, stale};
use crate::kernel::error::{Failure, Fault};
use crate::kernel::files::{Files, Measure};
use crate::kernel::text;
use crate::requests::model::{DocumentId, DocumentKind, MediaType, RequestId, Section};
use crate::requests::pages::SectionPage;
use crate::requests::service::{self, AddDocument, DocumentError};
use crate::requests::urls;
use crate::shell::{
    Answer, Attached, Flash, FormState, PageError, Protected, SignedIn, Upload, UploadedFile, Web,
};

pub(super) async fn join(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(upload): Protected<Upload>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    let section = part::<Section>(upload.form.text("section"))?;
    // Asked before a byte is kept: a stranger learns nothing and fills nothing.
    super::section::load(&web, id, section).await?;
    let Some(kind) = sent_kind(&upload) else {
        return Err(PageError::BadRequest);
    };
    match receive(&web, (id, kind), &upload).await? {
        Ok(()) => {
            let flash = Flash::success("Le fichier est joint.");
            web.see_other_with(urls::section(id, section), flash)
        }
        Err(mistake) => {
            let data = super::section::load(&web, id, section).await?;
            let mut files = FormState::empty();
            files.labelled_error(kind.as_str(), kind.label(), mistake);
            let form = crate::requests::forms::filled(section, &data.dossier);
            web.mistakes(&SectionPage::new(&data, section, (form, files)))
        }
    }
}

/// The kind whose field was sent, with a file or left empty.
fn sent_kind(upload: &Upload) -> Option<DocumentKind> {
    let named = |name: &str| {
        DocumentKind::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == name)
    };
    let of_file = upload.files.iter().find_map(|file| named(&file.field));
    of_file.or_else(|| named(upload.form.text("kind")))
}

/// Checks and keeps the file; the inner error is the mistake to show.
async fn receive(
    web: &Web,
    (id, kind): (RequestId, DocumentKind),
    upload: &Upload,
) -> Result<Result<(), String>, PageError> {
    let file = match upload.file(kind.as_str()) {
        Ok(Some(file)) => file,
        Ok(None) => return Ok(Err("Choisissez un fichier.".to_owned())),
        Err(mistake) => return Ok(Err(mistake.to_owned())),
    };
    let measure = measure(file).await?;
    let media_type = MediaType::sniff(&measure.head);
    let Some(media_type) = media_type.filter(|known| kind.media_types().contains(known)) else {
        let formats = kind.formats();
        return Ok(Err(format!(
            "Ce fichier n'est pas au format attendu ({formats}), quel que soit son nom. Choisissez-en un autre."
        )));
    };
    let cmd = keep(web, (id, kind), file, (measure, media_type)).await?;
    let (files, key) = (web.files().clone(), cmd.storage_key.clone());
    let added = web
        .write(move |tx, ctx| {
            service::add_document(tx, ctx, &cmd)?;
            Ok(files.hold(tx, ctx, &cmd.storage_key)?)
        })
        .await;
    if added.is_err() {
        web.forget_files(vec![key]).await;
    }
    match added {
        Ok(()) => Ok(Ok(())),
        Err(Failure::Refused(DocumentError::TooMany(kind))) => {
            let most = i64::try_from(kind.most()).unwrap_or(i64::MAX);
            let held = text::count(most, "fichier", "fichiers");
            Ok(Err(format!(
                "Vous avez déjà joint {held} : retirez-en un d'abord."
            )))
        }
        Err(failure) => Err(PageError::of(failure, refused(id))),
    }
}

async fn measure(file: &UploadedFile) -> Result<Measure, PageError> {
    let path: PathBuf = file.content.path().to_owned();
    let measured = block(move || Files::measure(&path)).await;
    Ok(measured.map_err(Fault::other("reading a received file"))??)
}

async fn keep(
    web: &Web,
    (request, kind): (RequestId, DocumentKind),
    file: &UploadedFile,
    (measure, media_type): (Measure, MediaType),
) -> Result<AddDocument, PageError> {
    let id = web.ctx().new_id::<DocumentId>();
    let files = web.files().clone();
    let path: PathBuf = file.content.path().to_owned();
    let kept = block(move || files.keep(id.0, &path)).await;
    Ok(AddDocument {
        actor: actor(web)?,
        request,
        id,
        kind,
        file_name: if file.name.is_empty() {
            "sans nom".to_owned()
        } else {
            file.name.clone()
        },
        media_type,
        size: i64::try_from(measure.size).unwrap_or(i64::MAX),
        sha256: measure.sha256,
        storage_key: kept.map_err(Fault::other("keeping a file"))??,
    })
}

pub(super) async fn download(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let file = find(&web, &path).await?;
    web.attachment(file).await
}

/// The same file in a window that may do nothing, when its bytes are still those of an image or of a PDF.
pub(super) async fn view(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let file = find(&web, &path).await?;
    web.shown(file, |head| MediaType::sniff(head).map(MediaType::as_str))
        .await
}

/// The file named in the address, if the viewer may read it.
async fn find(web: &Web, path: &Path<(String, String)>) -> Result<Attached, PageError> {
    let (id, document) = (part::<RequestId>(&path.0)?, part::<DocumentId>(&path.1)?);
    let by = actor(web)?;
    let found = web
        .db()
        .read(move |c| service::open_document(c, (&by, id), document))
        .await;
    let document = found.map_err(|failure| PageError::of(failure, refused(id)))?;
    Ok(Attached {
        file_name: document.file_name,
        media_type: document.media_type.as_str(),
        storage_key: document.storage_key,
    })
}

pub(super) async fn remove(
    web: Web,
    _: SignedIn,
    path: Path<(String, String)>,
    _: Protected<crate::shell::RawForm>,
) -> Answer {
    let (id, document) = (part::<RequestId>(&path.0)?, part::<DocumentId>(&path.1)?);
    let by = actor(&web)?;
    let done = web
        .write(move |tx, ctx| service::remove_document(tx, ctx, (&by, id), document))
        .await;
    let kind = done.map_err(|failure| PageError::of(failure, refused(id)))?;
    let section = match kind {
        DocumentKind::Mockup => Section::Service,
        DocumentKind::Mandate => Section::Organisation,
        DocumentKind::LegalText => Section::LegalBasis,
    };
    web.see_other_with(
        urls::section(id, section),
        Flash::success("Le fichier est retiré."),
    )
}

fn refused(id: RequestId) -> impl FnOnce(DocumentError) -> PageError {
    move |error| match error {
        DocumentError::Unknown | DocumentError::TooMany(_) => PageError::NotFound,
        DocumentError::Forbidden => forbidden(),
        DocumentError::NotNow(status) => stale(id, status),
    }
}
