//! Routes and handlers of threads.

use actix_web::web::{Path, block};

use super::model::{MESSAGE_MAX, MessageFileId, MessageId};
use super::pages::MessagesPage;
use super::service::{self, MessageError, NewFile, Post, Thread};
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::files::Files;
use crate::requests::model::{MediaType, RequestId};
use crate::requests::service::{AccessError, Actor};
use crate::requests::urls;
use crate::shell::{
    Answer, Attached, Flash, FormState, PageError, Protected, Routes, SignedIn, Upload,
    UploadedFile, Web,
};

/// Every route of threads.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("requests")
        .get("/demandes/{id}/messages", show)
        .post("/demandes/{id}/messages", write)
        .get("/demandes/{id}/messages/fichiers/{file}", download)
}

fn part<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn actor(web: &Web) -> Result<Actor, PageError> {
    Actor::of(web.viewer()).ok_or(PageError::NotFound)
}

fn denied(error: AccessError) -> PageError {
    match error {
        AccessError::Unknown | AccessError::NotNow(_) => PageError::NotFound,
        AccessError::Forbidden => PageError::Forbidden(
            "Votre rôle permet de lire ces messages, pas d'y répondre.".to_owned(),
        ),
    }
}

async fn load(web: &Web, id: RequestId) -> Result<Thread, PageError> {
    let by = actor(web)?;
    let before = web.query("avant").parse::<MessageId>().ok();
    let found = web
        .db()
        .read(move |c| service::thread(c, &by, id, before))
        .await;
    found.map_err(|failure| PageError::of(failure, denied))
}

async fn show(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let id = part::<RequestId>(&path)?;
    let thread = load(&web, id).await?;
    note_read(&web, &thread).await?;
    web.page(&MessagesPage::new(&thread, FormState::empty()))
}

/// The one thing that reading writes: that it was read, when there is something new.
async fn note_read(web: &Web, thread: &Thread) -> Result<(), PageError> {
    let is_new = thread
        .messages
        .first()
        .is_some_and(|last| thread.read_at.is_none_or(|at| at < last.sent_at));
    if !is_new {
        return Ok(());
    }
    let by = actor(web)?.account;
    let (side, id) = (thread.side, thread.request.id);
    let noted: Outcome<()> = web
        .write(move |tx, ctx| Ok(service::note_read(tx, ctx, (by, side), id)?))
        .await;
    Ok(noted?)
}

async fn write(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    Protected(upload): Protected<Upload>,
) -> Answer {
    let id = part::<RequestId>(&path)?;
    // Asked before a byte is kept: a stranger learns nothing and fills nothing.
    if !load(&web, id).await?.may_write {
        return Err(denied(AccessError::Forbidden));
    }
    let mut form = FormState::new(&upload.form).fields(&["message"]);
    let body = form.required(&upload.form, "message", "Message", MESSAGE_MAX);
    if form.has_errors() {
        return web.mistakes(&MessagesPage::new(&load(&web, id).await?, form));
    }
    let files = match keep(&web, upload.files).await? {
        Ok(files) => files,
        Err(mistake) => {
            form.labelled_error("fichiers", "Fichiers", mistake);
            return web.mistakes(&MessagesPage::new(&load(&web, id).await?, form));
        }
    };
    send(&web, id, (body, files)).await
}

async fn send(web: &Web, id: RequestId, (body, files): (String, Vec<NewFile>)) -> Answer {
    let keys: Vec<String> = files.iter().map(|file| file.storage_key.clone()).collect();
    let cmd = Post {
        actor: actor(web)?,
        request: id,
        body: body.clone(),
        files,
    };
    let store = web.files().clone();
    let sent = web
        .write(move |tx, ctx| service::post(tx, ctx, &store, &cmd))
        .await;
    match sent {
        Ok(_) => web.see_other_with(urls::messages(id), Flash::success("Le message est envoyé.")),
        Err(failure) => {
            web.forget_files(keys).await;
            match failure {
                Failure::Refused(MessageError::TooManyFiles) => {
                    let mut form = FormState::empty().with("message", body);
                    form.labelled_error("fichiers", "Fichiers", "Joignez 5 fichiers au plus.");
                    web.mistakes(&MessagesPage::new(&load(web, id).await?, form))
                }
                Failure::Refused(MessageError::Access(error)) => Err(denied(error)),
                Failure::Fault(fault) => Err(fault.into()),
            }
        }
    }
}

/// Checks every file, then keeps them all; the inner error is the mistake to show, and nothing is kept then.
async fn keep(
    web: &Web,
    uploads: Vec<UploadedFile>,
) -> Result<Result<Vec<NewFile>, String>, PageError> {
    let (files, ctx) = (web.files().clone(), web.ctx());
    let kept = block(move || {
        let mut new = Vec::new();
        for upload in &uploads {
            match check(upload, ctx.new_id())? {
                Ok(file) => new.push(file),
                Err(mistake) => return Ok(Err(mistake)),
            }
        }
        for (file, upload) in new.iter().zip(&uploads) {
            let id = part::<uuid::Uuid>(&file.storage_key)
                .map_err(|_| Fault::other("keeping a file")("its key is no id"))?;
            files.keep(id, upload.content.path())?;
        }
        Ok::<_, Fault>(Ok(new))
    })
    .await;
    Ok(kept.map_err(Fault::other("keeping files"))??)
}

fn check(upload: &UploadedFile, id: uuid::Uuid) -> Result<Result<NewFile, String>, Fault> {
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
    Ok(Ok(NewFile {
        file_name: name.clone(),
        media_type,
        size: i64::try_from(measure.size).unwrap_or(i64::MAX),
        sha256: measure.sha256,
        storage_key: id.to_string(),
    }))
}

async fn download(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, file) = (part::<RequestId>(&path.0)?, part::<MessageFileId>(&path.1)?);
    let by = actor(&web)?;
    let found = web
        .db()
        .read(move |c| service::file(c, &by, (id, file)))
        .await;
    let file = found.map_err(|failure| PageError::of(failure, denied))?;
    web.attachment(Attached {
        file_name: file.name,
        media_type: file.media_type.as_str(),
        storage_key: file.storage_key,
    })
    .await
}
