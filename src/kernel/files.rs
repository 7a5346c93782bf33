//! Bytes that people entrust: kept in a folder under the data folder, named by an id and never by what people typed.
//!
//! Who may read them, and what they are, is for the slice that keeps them to say. A file arrives by a rename, so it is
//! whole or absent; forgetting one that is not there is no mistake, because jobs run again.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest;
use uuid::Uuid;

use crate::kernel::error::Fault;
use crate::kernel::secret::hex;

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// The folder of files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files(Arc<Path>);

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
    /// The files of a data folder.
    #[must_use]
    pub fn under(data_dir: &Path) -> Self {
        Self(data_dir.join("documents").into())
    }

    /// Reads a file through: fingerprint, size, first bytes.
    pub fn measure(path: &Path) -> Result<Measure, Fault> {
        read_through(path).map_err(Fault::other("reading a received file"))
    }

    /// Keeps a copy of the file at `path` under the id; gives its key.
    pub fn keep(&self, id: Uuid, path: &Path) -> Result<String, Fault> {
        let key = id.to_string();
        self.copy(&key, path)
            .map_err(Fault::other("keeping a file"))?;
        Ok(key)
    }

    fn copy(&self, key: &str, path: &Path) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let part = self.0.join(format!("{key}.part"));
        fs::copy(path, &part)?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, self.place(key)?)
    }

    /// The bytes kept under a key.
    pub fn read(&self, key: &str) -> Result<Vec<u8>, Fault> {
        self.place(key)
            .and_then(fs::read)
            .map_err(Fault::other("reading a kept file"))
    }

    /// Forgets the file kept under a key.
    pub fn forget(&self, key: &str) -> Result<(), Fault> {
        match self.place(key).and_then(fs::remove_file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Fault::other("forgetting a file")(error))
            }
            _ => Ok(()),
        }
    }

    /// A key is an id: nothing else can name a path.
    fn place(&self, key: &str) -> io::Result<PathBuf> {
        let id = key
            .parse::<Uuid>()
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.0.join(id.to_string()))
    }
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
