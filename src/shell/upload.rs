//! Forms with files: streamed to temporary files, with a limit that is a mistake of the field, not a broken
//! connection.
//!
//! The token comes first, so that a stranger's bytes are never written. What a file is (type, virus) is for the
//! slice that keeps it to say; temporary files vanish when the upload is dropped.

use std::io::Write;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::web::{self, BytesMut};
use futures_util::StreamExt;
use tempfile::NamedTempFile;

use crate::kernel::error::Fault;
use crate::shell::csrf;
use crate::shell::errors::PageError;
use crate::shell::form::{RawForm, VALUE_LIMIT};

/// Largest file, in bytes (10 Mo).
pub const FILE_LIMIT: usize = 10 * 1024 * 1024;
/// Where reading stops altogether. Between the two, bytes are read and dropped so that the page with the
/// mistake reaches the browser.
const BODY_LIMIT: usize = 40 * 1024 * 1024;
/// How much is gathered before a trip to the disk.
const BATCH: usize = 256 * 1024;
const FILES: usize = 20;

/// What a form with files sent.
#[derive(Debug, Default)]
pub struct Upload {
    /// The ordinary fields.
    pub form: RawForm,
    /// The files, in the order received; a file field left empty gives none.
    pub files: Vec<UploadedFile>,
}

/// A file as it was received.
#[derive(Debug)]
pub struct UploadedFile {
    /// The field.
    pub field: String,
    /// The name on the person's machine, without folders or control characters.
    pub name: String,
    /// The bytes; incomplete if the file was too large.
    pub content: NamedTempFile,
    /// How many bytes were sent, as far as they were counted.
    pub size: usize,
}

impl UploadedFile {
    /// Whether the file is larger than [`FILE_LIMIT`].
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.size > FILE_LIMIT
    }
}

impl Upload {
    /// The first file of `field`: none if it was left empty, a message for the field if it was too large or empty.
    pub fn file(&self, field: &str) -> Result<Option<&UploadedFile>, &'static str> {
        match self.files.iter().find(|file| file.field == field) {
            Some(file) if file.is_too_large() => Err("Ce fichier est trop lourd : 10 Mo au plus."),
            Some(file) if file.size == 0 => Err("Ce fichier est vide."),
            found => Ok(found),
        }
    }

    /// Reads the body. `check` decides on the token, which must be the first field.
    pub(in crate::shell) async fn read(
        headers: &HeaderMap,
        payload: Payload,
        check: impl Fn(Option<String>) -> Result<(), PageError>,
    ) -> Result<Self, PageError> {
        let mut multipart = Multipart::new(headers, payload);
        let mut upload = Self::default();
        let mut budget = BODY_LIMIT;
        let first = next(&mut multipart).await?;
        let token = match first {
            Some(mut field) if field.name() == Some(csrf::FIELD) => {
                Some(String::from_utf8_lossy(&text(&mut field, &mut budget).await?).into_owned())
            }
            _ => None,
        };
        check(token)?;
        while let Some(mut field) = next(&mut multipart).await? {
            let name = field.name().unwrap_or_default().to_owned();
            let disposition = field
                .content_disposition()
                .and_then(|said| said.get_filename().map(str::to_owned));
            match disposition {
                None => {
                    let value = text(&mut field, &mut budget).await?;
                    upload.form.push(&name, &String::from_utf8_lossy(&value));
                }
                Some(file_name) => {
                    upload.add(&name, &file_name, receive(field, &mut budget).await?)?;
                }
            }
        }
        Ok(upload)
    }

    fn add(
        &mut self,
        field: &str,
        name: &str,
        (content, size): (NamedTempFile, usize),
    ) -> Result<(), PageError> {
        if name.is_empty() && size == 0 {
            return Ok(());
        }
        if self.files.len() >= FILES {
            return Err(PageError::TooLarge);
        }
        self.files.push(UploadedFile {
            field: field.to_owned(),
            name: tidy(name),
            content,
            size,
        });
        Ok(())
    }
}

/// A file name is only a label: no folder, nothing unprintable, not endless.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(150).collect();
    if clean.trim().is_empty() {
        "fichier".to_owned()
    } else {
        clean.trim().to_owned()
    }
}

async fn next(multipart: &mut Multipart) -> Result<Option<Field>, PageError> {
    multipart
        .next()
        .await
        .transpose()
        .map_err(|_| PageError::BadRequest)
}

async fn chunk(field: &mut Field, budget: &mut usize) -> Result<Option<web::Bytes>, PageError> {
    let Some(chunk) = field.next().await else {
        return Ok(None);
    };
    let chunk = chunk.map_err(|_| PageError::BadRequest)?;
    *budget = budget.checked_sub(chunk.len()).ok_or(PageError::TooLarge)?;
    Ok(Some(chunk))
}

/// A text field. What exceeds the limit of any value is dropped; [`RawForm`] tells.
async fn text(field: &mut Field, budget: &mut usize) -> Result<BytesMut, PageError> {
    let limit = VALUE_LIMIT * 4 + 4;
    let mut value = BytesMut::new();
    while let Some(chunk) = chunk(field, budget).await? {
        let room = limit - value.len().min(limit);
        value.extend(chunk.iter().take(room));
    }
    Ok(value)
}

/// A file, written by batches off the event loop.
async fn receive(
    mut field: Field,
    budget: &mut usize,
) -> Result<(NamedTempFile, usize), PageError> {
    let mut file = blocking(NamedTempFile::new).await?;
    let (mut size, mut batch) = (0, BytesMut::with_capacity(BATCH));
    while let Some(chunk) = chunk(&mut field, budget).await? {
        size += chunk.len();
        if size > FILE_LIMIT {
            batch.clear();
            continue;
        }
        batch.extend_from_slice(&chunk);
        if batch.len() >= BATCH {
            file = append(file, batch.split()).await?;
        }
    }
    Ok((append(file, batch).await?, size))
}

async fn append(mut file: NamedTempFile, batch: BytesMut) -> Result<NamedTempFile, PageError> {
    if batch.is_empty() {
        return Ok(file);
    }
    blocking(move || file.write_all(&batch).map(|()| file)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, PageError> {
    let done = web::block(work)
        .await
        .map_err(Fault::other("receiving a file"))?;
    Ok(done.map_err(Fault::other("receiving a file"))?)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    use super::*;

    const EDGE: &str = "----bord";

    fn part(name: &str, file: Option<&str>, bytes: &[u8]) -> Vec<u8> {
        let file = file
            .map(|file| format!("; filename=\"{file}\""))
            .unwrap_or_default();
        let mut part =
            format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n")
                .into_bytes();
        part.extend_from_slice(bytes);
        part.extend_from_slice(b"\r\n");
        part
    }

    /// Reads a body made of `parts`; the only accepted token is `jeton`.
    fn read(parts: &[Vec<u8>]) -> Result<Upload, PageError> {
        let mut body = parts.concat();
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        let mut headers = HeaderMap::new();
        let kind = format!("multipart/form-data; boundary={EDGE}");
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(&kind).unwrap());
        let check = |token: Option<String>| match token.as_deref() {
            Some("jeton") => Ok(()),
            _ => Err(PageError::StaleForm),
        };
        let payload = Payload::from(web::Bytes::from(body));
        actix_web::rt::System::new().block_on(Upload::read(&headers, payload, check))
    }

    #[test]
    fn fields_and_files_are_received() {
        let upload = read(&[
            part("_csrf", None, b"jeton"),
            part("titre", None, " Pièce ".as_bytes()),
            part("fichier", Some("C:\\\\dossier\\\\note.pdf"), b"%PDF-"),
            part("autre", Some(""), b""),
        ])
        .unwrap();
        assert_eq!(upload.form.text("titre"), "Pièce");
        let file = upload.file("fichier").unwrap().unwrap();
        assert_eq!(
            (
                file.size,
                std::fs::read(file.content.path()).unwrap().as_slice()
            ),
            (5, b"%PDF-".as_slice())
        );
        assert!(upload.file("autre").unwrap().is_none());
    }

    #[test]
    fn the_token_must_be_the_first_field() {
        let late = [
            part("fichier", Some("a.pdf"), b"x"),
            part("_csrf", None, b"jeton"),
        ];
        assert!(matches!(read(&late), Err(PageError::StaleForm)));
        assert!(matches!(
            read(&[part("_csrf", None, b"autre")]),
            Err(PageError::StaleForm)
        ));
    }

    #[test]
    fn a_file_too_large_is_a_mistake_of_its_field() {
        let upload = read(&[
            part("_csrf", None, b"jeton"),
            part("fichier", Some("a.pdf"), &vec![0; 11 * 1024 * 1024]),
            part("vide", Some("b.pdf"), b""),
        ])
        .unwrap();
        assert!(upload.file("fichier").unwrap_err().contains("10 Mo"));
        assert!(upload.file("vide").unwrap_err().contains("vide"));
    }

    #[test]
    fn a_body_without_end_is_refused() {
        let parts = [
            part("_csrf", None, b"jeton"),
            part("fichier", Some("a"), &vec![0; BODY_LIMIT + 1]),
        ];
        assert!(matches!(read(&parts), Err(PageError::TooLarge)));
    }

    #[test]
    fn a_file_name_is_only_a_label() {
        assert_eq!(tidy("C:\\Documents\\pièce.pdf"), "pièce.pdf");
        assert_eq!(tidy("../../etc/passwd"), "passwd");
        assert_eq!(tidy("a\r\nb\0.pdf"), "ab.pdf");
        assert_eq!(tidy(" "), "fichier");
        assert_eq!(tidy(&"é".repeat(400)).chars().count(), 150);
    }
}
