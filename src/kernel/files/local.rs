//! Files in a folder of this machine. A file arrives by a rename, so it is whole or absent.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Store;

/// A folder.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder, which is made when the first file comes.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }
}

impl Store for Folder {
    fn keep(&self, key: &str, path: &Path) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let part = self.0.join(format!("{key}.part"));
        fs::copy(path, &part)?;
        File::open(&part)?.sync_all()?;
        fs::rename(&part, self.0.join(key))
    }

    fn open(&self, key: &str) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(self.0.join(key))?))
    }

    fn forget(&self, key: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
