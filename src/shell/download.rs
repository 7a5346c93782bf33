//! Files given back: streamed, as a download and never as a page of ours, once the antivirus has said its word.
//!
//! The slice has checked that the person may read the file before it names it here.

use std::io::{Cursor, Read};

use actix_web::body::BodyStream;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use actix_web::web::{Bytes, block};
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::stream;
use url::form_urlencoded::byte_serialize;

use crate::kernel::error::{Fault, Outcome};
use crate::kernel::files::{self, FileState, Files};
use crate::shell::errors::{ConflictPage, PageError};
use crate::shell::web::{Answer, Web};

/// Bytes from which a type is told.
const HEAD: usize = 512;

/// What a file shown in the browser may do: be drawn, in an origin of its own that runs nothing.
const SANDBOX: &str = "sandbox; default-src 'none'; img-src 'self'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// A file that the person may read.
#[derive(Debug, Clone)]
pub struct Attached {
    /// The name it came with.
    pub file_name: String,
    /// What its bytes are.
    pub media_type: &'static str,
    /// Where they are.
    pub storage_key: String,
}

impl Web {
    /// The store of files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.site().files
    }

    /// Gives what was just made as a download: its name, its type, its bytes.
    pub fn made(&self, (name, media_type): (&str, &'static str), bytes: Vec<u8>) -> Answer {
        Ok(HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, media_type))
            .insert_header((
                CONTENT_DISPOSITION,
                format!("attachment; filename=\"{name}\""),
            ))
            .insert_header((CACHE_CONTROL, "private, no-store"))
            .body(bytes))
    }

    /// Gives a file as a download.
    pub async fn attachment(&self, file: Attached) -> Answer {
        let body = self.bytes_of(&file.storage_key).await?;
        Ok(given(&file, "attachment").body(BodyStream::new(pieces(body))))
    }

    /// Shows a file in the browser, under a policy that lets it do nothing, when its first bytes are still those of the
    /// type it came with; otherwise gives it as a download. `sniff` names the types that may be shown.
    pub async fn shown(&self, file: Attached, sniff: fn(&[u8]) -> Option<&'static str>) -> Answer {
        let mut body = self.bytes_of(&file.storage_key).await?;
        let (head, body) = block(move || {
            let mut head = Vec::with_capacity(HEAD);
            let limit = u64::try_from(HEAD).unwrap_or(u64::MAX);
            let read = (&mut body).take(limit).read_to_end(&mut head);
            read.map(|_| (head, body))
        })
        .await
        .map_err(Fault::other("reading a file"))?
        .map_err(Fault::other("reading a file"))?;
        let is_itself = sniff(&head) == Some(file.media_type);
        let whole: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(body));
        let mut response = given(&file, if is_itself { "inline" } else { "attachment" });
        if is_itself {
            response.insert_header((CONTENT_SECURITY_POLICY, SANDBOX));
        }
        Ok(response.body(BodyStream::new(pieces(whole))))
    }

    /// Opens a file, unless the antivirus has not spoken yet or has found something.
    async fn bytes_of(&self, key: &str) -> Result<Box<dyn Read + Send>, PageError> {
        let asked = key.to_owned();
        let state: Outcome<_> = self
            .db()
            .read(move |c| Ok(files::state_of(c, &asked)?))
            .await;
        let state = state?;
        if !state.is_readable() {
            return Err(held_back(state));
        }
        let (files, key) = (self.files().clone(), key.to_owned());
        Ok(block(move || files.open(&key))
            .await
            .map_err(Fault::other("reading a file"))??)
    }

    /// Forgets files whose record was not kept; a trouble is only logged, for nothing cites them.
    pub async fn forget_files(&self, keys: Vec<String>) {
        let files = self.files().clone();
        let forgotten = block(move || keys.iter().try_for_each(|key| files.forget(key))).await;
        if !matches!(forgotten, Ok(Ok(()))) {
            tracing::warn!("files that were not recorded could not be forgotten");
        }
    }
}

/// The answer that gives a file, without its bytes.
fn given(file: &Attached, disposition: &str) -> HttpResponseBuilder {
    let name: String = byte_serialize(file.file_name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, file.media_type))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("{disposition}; filename*=UTF-8''{name}"),
        ))
        .insert_header((CACHE_CONTROL, "private, no-store"));
    response
}

fn held_back(state: FileState) -> PageError {
    let advice = match state {
        FileState::Pending => {
            "Il pourra être ouvert dès que l'analyse sera finie. Rechargez cette page dans un instant."
        }
        FileState::Clean | FileState::Infected | FileState::Unchecked => {
            "Ses octets ont été effacés : personne ne peut plus l'ouvrir."
        }
    };
    ConflictPage::new(advice)
        .titled("Ce fichier ne peut pas être ouvert")
        .now("Fichier", state.words())
        .into()
}

/// The bytes by pieces, each read off the event loop.
fn pieces(
    file: Box<dyn Read + Send>,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    stream::unfold(Some(file), |file| async {
        let mut file = file?;
        let read = block(move || {
            let mut chunk = Vec::with_capacity(CHUNK);
            let limit = u64::try_from(CHUNK).unwrap_or(u64::MAX);
            let read = (&mut file).take(limit).read_to_end(&mut chunk);
            read.map(|_| (file, chunk))
        })
        .await
        .map_err(std::io::Error::other)
        .and_then(|read| read);
        match read {
            Ok((_, chunk)) if chunk.is_empty() => None,
            Ok((file, chunk)) => Some((Ok(Bytes::from(chunk)), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    })
}
