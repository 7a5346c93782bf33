//! Files in a bucket of an S3-compatible service. A small one is put whole, a larger one by parts; either way it is
//! there whole or not at all.
//!
//! Callers block on their own threads; the client has a small runtime of its own, for its timers and its connections.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::{ClientOptions, ObjectStoreExt, PutPayload, WriteMultipart};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::Store;
use crate::kernel::error::Fault;

/// Longest wait for one answer.
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The size of a part, which S3 wants to be 5 MiB at least; below it a file is put whole.
const PART: usize = 5 * 1024 * 1024;
const CHUNK: usize = 64 * 1024;

/// `s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Url {
    bucket: String,
    prefix: String,
    endpoint: Option<Url>,
    region: String,
}

/// The text names no bucket.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]")]
pub struct S3UrlError;

impl FromStr for S3Url {
    type Err = S3UrlError;

    fn from_str(text: &str) -> Result<Self, S3UrlError> {
        let url = Url::parse(text).map_err(|_| S3UrlError)?;
        let bucket = url.host_str().unwrap_or_default().to_owned();
        if url.scheme() != "s3" || bucket.is_empty() || !url.username().is_empty() {
            return Err(S3UrlError);
        }
        let (mut endpoint, mut region) = (None, "us-east-1".to_owned());
        for (key, value) in url.query_pairs() {
            match &*key {
                "endpoint" => {
                    let given = Url::parse(&value).map_err(|_| S3UrlError)?;
                    if !matches!(given.scheme(), "http" | "https") {
                        return Err(S3UrlError);
                    }
                    endpoint = Some(given);
                }
                "region" if !value.is_empty() => region = value.into_owned(),
                _ => return Err(S3UrlError),
            }
        }
        Ok(Self {
            bucket,
            prefix: url.path().trim_matches('/').to_owned(),
            endpoint,
            region,
        })
    }
}

impl S3Url {
    /// Whether the bytes never cross the network in clear.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.endpoint
            .as_ref()
            .is_none_or(|endpoint| endpoint.scheme() == "https")
    }
}

/// The keys of an account of the service.
#[derive(Clone, Debug)]
pub struct S3Keys {
    /// Its public half.
    pub id: String,
    /// Its secret half.
    pub secret: SecretString,
}

/// A bucket.
pub(super) struct Bucket {
    client: AmazonS3,
    prefix: String,
    /// Always there until dropped.
    runtime: Option<Arc<Runtime>>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bucket")
    }
}

/// A runtime may not be dropped where it would have to wait.
impl Drop for Bucket {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take().and_then(Arc::into_inner) {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// Prepares the client; no connection is made.
    pub(super) fn new(url: &S3Url, keys: &S3Keys) -> Result<Self, Fault> {
        let options = ClientOptions::new()
            .with_timeout(TIMEOUT)
            .with_connect_timeout(CONNECT_TIMEOUT)
            .with_allow_http(!url.is_encrypted());
        let mut builder = AmazonS3Builder::new()
            .with_client_options(options)
            .with_bucket_name(&url.bucket)
            .with_region(&url.region)
            .with_access_key_id(&keys.id)
            .with_secret_access_key(keys.secret.expose_secret());
        if let Some(endpoint) = &url.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("s3")
            .enable_all()
            .build()
            .map_err(Fault::other("starting the S3 client"))?;
        Ok(Self {
            client: builder
                .build()
                .map_err(Fault::other("preparing the S3 client"))?,
            prefix: url.prefix.clone(),
            runtime: Some(Arc::new(runtime)),
        })
    }

    fn key(&self, key: &str) -> Key {
        Key::from(format!("{}/{key}", self.prefix))
    }

    fn runtime(&self) -> io::Result<&Arc<Runtime>> {
        self.runtime
            .as_ref()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected))
    }
}

impl Store for Bucket {
    fn keep(&self, key: &str, path: &Path) -> io::Result<()> {
        let (key, mut file) = (self.key(key), File::open(path)?);
        let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        self.runtime()?.block_on(async {
            if size <= PART {
                let mut bytes = Vec::with_capacity(size);
                file.read_to_end(&mut bytes)?;
                self.client.put(&key, PutPayload::from(bytes)).await?;
                return Ok(());
            }
            let upload = self.client.put_multipart(&key).await?;
            let mut parts = WriteMultipart::new_with_chunk_size(upload, PART);
            let mut chunk = vec![0; CHUNK];
            loop {
                let read = file.read(&mut chunk)?;
                if read == 0 {
                    break;
                }
                parts.wait_for_capacity(2).await?;
                parts.write(chunk.get(..read).unwrap_or_default());
            }
            parts.finish().await?;
            Ok(())
        })
    }

    fn open(&self, key: &str) -> io::Result<Box<dyn Read + Send>> {
        let runtime = self.runtime()?;
        let stream = runtime
            .block_on(self.client.get(&self.key(key)))?
            .into_stream();
        Ok(Box::new(Kept {
            stream,
            chunk: io::Cursor::default(),
            runtime: Arc::downgrade(runtime),
        }))
    }

    fn forget(&self, key: &str) -> io::Result<()> {
        match self.runtime()?.block_on(self.client.delete(&self.key(key))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A kept file, read as it comes.
struct Kept<B> {
    stream: BoxStream<'static, object_store::Result<B>>,
    chunk: io::Cursor<Vec<u8>>,
    runtime: std::sync::Weak<Runtime>,
}

impl<B: AsRef<[u8]>> Read for Kept<B> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(to)?;
            if read > 0 || to.is_empty() {
                return Ok(read);
            }
            let runtime = self
                .runtime
                .upgrade()
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected))?;
            match runtime.block_on(self.stream.next()).transpose()? {
                Some(bytes) => self.chunk = io::Cursor::new(bytes.as_ref().to_vec()),
                None => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_bucket_and_where_it_is() {
        let url: S3Url = "s3://guichet/documents/?endpoint=http://127.0.0.1:9000&region=gra"
            .parse()
            .unwrap();
        assert_eq!(
            (&*url.bucket, &*url.prefix, &*url.region, url.is_encrypted()),
            ("guichet", "documents", "gra", false)
        );
        assert!("s3://guichet".parse::<S3Url>().unwrap().is_encrypted());
        for wrong in [
            "",
            "s3://",
            "https://guichet",
            "s3://key:secret@guichet",
            "s3://guichet?endpoint=ftp://x",
            "s3://guichet?key=hush",
        ] {
            assert_eq!(wrong.parse::<S3Url>(), Err(S3UrlError), "{wrong}");
        }
    }
}
