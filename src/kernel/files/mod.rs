//! Bytes that people entrust: kept in a store, named by an id and never by what people typed.
//!
//! Who may read them, and what they are, is for the slice that keeps them to say. A file is whole or absent; forgetting
//! one that is not there is no mistake, because jobs run again. When an antivirus is configured a file is held back
//! ([`Files::hold`], in the transaction that records it) until a job has had it read: until then, and for ever if
//! something was found, its bytes are given to nobody.
//!
//! ```text
//! (kept) -> pending -> clean | infected (bytes forgotten) | unchecked (no antivirus any more)
//! ```

mod clamd;
mod local;
mod s3;
mod scan;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::digest;
use uuid::Uuid;

pub use self::clamd::{Clamd, ClamdUrlError};
pub use self::s3::{S3Keys, S3Url, S3UrlError};
pub use self::scan::{FileState, ScanFile, state_of, states_of};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::secret::hex;

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// A place where bytes are kept. A key is the text of an id. Every call may block.
pub trait Store: std::fmt::Debug + Send + Sync {
    /// Keeps a copy of the file at `path`, whole or not at all.
    fn keep(&self, key: &str, path: &Path) -> io::Result<()>;
    /// Reads from the beginning.
    fn open(&self, key: &str) -> io::Result<Box<dyn Read + Send>>;
    /// Forgets; nothing happens when there is nothing.
    fn forget(&self, key: &str) -> io::Result<()>;
}

/// The store of files and what reads them first. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn Store>,
    scanner: Option<Clamd>,
}

/// A file just measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The first bytes, from which its type is told.
    pub head: Vec<u8>,
}

impl Files {
    /// The files of a data folder, which nothing scans.
    #[must_use]
    pub fn under(data_dir: &Path) -> Self {
        Self::new(
            Arc::new(local::Folder::new(data_dir.join("documents"))),
            None,
        )
    }

    /// The files of a store, read first by the antivirus if there is one.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, scanner: Option<Clamd>) -> Self {
        Self { store, scanner }
    }

    /// The files of a bucket, which nothing scans. No connection is made yet.
    pub fn in_bucket(url: &S3Url, keys: &S3Keys) -> Result<Self, Fault> {
        Ok(Self::new(Arc::new(s3::Bucket::new(url, keys)?), None))
    }

    /// The same files, read first by this antivirus.
    #[must_use]
    pub fn scanned_by(self, scanner: Option<Clamd>) -> Self {
        Self { scanner, ..self }
    }

    /// Reads a file through: fingerprint, size, first bytes.
    pub fn measure(path: &Path) -> Result<Measure, Fault> {
        read_through(path).map_err(Fault::other("reading a received file"))
    }

    /// Keeps a copy of the file at `path` under the id; gives its key.
    pub fn keep(&self, id: Uuid, path: &Path) -> Result<String, Fault> {
        let key = id.to_string();
        self.store
            .keep(&key, path)
            .map_err(Fault::other("keeping a file"))?;
        Ok(key)
    }

    /// Reads what is kept under a key, from the beginning.
    pub fn open(&self, key: &str) -> Result<Box<dyn Read + Send>, Fault> {
        checked(key)
            .and_then(|key| self.store.open(&key))
            .map_err(Fault::other("reading a kept file"))
    }

    /// All the bytes kept under a key.
    pub fn read(&self, key: &str) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.open(key)?
            .read_to_end(&mut bytes)
            .map_err(Fault::other("reading a kept file"))?;
        Ok(bytes)
    }

    /// Forgets the file kept under a key.
    pub fn forget(&self, key: &str) -> Result<(), Fault> {
        checked(key)
            .and_then(|key| self.store.forget(&key))
            .map_err(Fault::other("forgetting a file"))
    }

    /// Holds a file back until it is scanned, in the transaction that records it. Nothing without an antivirus.
    pub fn hold(&self, tx: &mut Conn, ctx: &Ctx, key: &str) -> Result<(), Fault> {
        match &self.scanner {
            Some(_) => scan::hold(tx, ctx, key),
            None => Ok(()),
        }
    }
}

/// A key is an id: nothing else can name a path.
fn checked(key: &str) -> io::Result<String> {
    key.parse::<Uuid>()
        .map(|id| id.to_string())
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))
}

fn read_through(path: &Path) -> io::Result<Measure> {
    let mut file = File::open(path)?;
    let mut context = digest::Context::new(&digest::SHA256);
    let mut chunk = vec![0; CHUNK];
    let (mut size, mut head) = (0, Vec::new());
    loop {
        let read = file.read(&mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(Measure {
                sha256: hex(context.finish().as_ref()),
                size,
                head,
            });
        }
        if size == 0 {
            head = bytes.iter().take(512).copied().collect();
        }
        context.update(bytes);
        size += bytes.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_kept_measured_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::under(folder.path());
        let received = folder.path().join("received");
        fs::write(&received, b"abc").unwrap();
        let measure = Files::measure(&received).unwrap();
        assert_eq!(
            (measure.size, measure.head.as_slice()),
            (3, b"abc".as_slice())
        );
        assert_eq!(
            measure.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let key = files.keep(Uuid::from_u128(7), &received).unwrap();
        assert_eq!(files.read(&key).unwrap(), b"abc");
        files.forget(&key).unwrap();
        files.forget(&key).unwrap();
        assert!(files.read(&key).is_err());
    }

    #[test]
    fn a_key_never_names_another_path() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::under(folder.path());
        assert!(files.read("../guichet.db").is_err());
        assert!(files.forget("../guichet.db").is_err());
    }
}
