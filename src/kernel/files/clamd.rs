//! A client of ClamAV's daemon: a file is streamed to it (`INSTREAM`), and its word is read.
//!
//! `tcp://HOST:PORT` or `unix:/PATH`. The daemon reads nothing of our disk and is told no name.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Longest wait for a connection, and for each read and write.
const TIMEOUT: Duration = Duration::from_secs(15);
const CHUNK: usize = 64 * 1024;
/// Longest answer that is read.
const ANSWER: u64 = 4 * 1024;

/// Where the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clamd {
    /// `HOST:PORT`.
    Tcp(String),
    /// A socket of this machine.
    Unix(PathBuf),
}

/// The text names no daemon.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected tcp://HOST:PORT or unix:/PATH")]
pub struct ClamdUrlError;

impl FromStr for Clamd {
    type Err = ClamdUrlError;

    fn from_str(text: &str) -> Result<Self, ClamdUrlError> {
        if let Some(path) = text.strip_prefix("unix:").filter(|p| p.starts_with('/')) {
            return Ok(Self::Unix(path.into()));
        }
        let place = text.strip_prefix("tcp://").ok_or(ClamdUrlError)?;
        let (host, port) = place.rsplit_once(':').ok_or(ClamdUrlError)?;
        if host.is_empty() || port.parse::<u16>().is_err() {
            return Err(ClamdUrlError);
        }
        Ok(Self::Tcp(place.to_owned()))
    }
}

impl fmt::Display for Clamd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(place) => write!(f, "tcp://{place}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// What the daemon said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing found.
    Clean,
    /// Found: the name of the signature.
    Infected(String),
}

impl Clamd {
    /// Has a file read.
    pub(super) fn scan(&self, file: &mut dyn Read) -> io::Result<Verdict> {
        match self {
            Self::Tcp(place) => {
                let address = place
                    .to_socket_addrs()?
                    .next()
                    .ok_or_else(|| io::Error::from(io::ErrorKind::AddrNotAvailable))?;
                let stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
                stream.set_read_timeout(Some(TIMEOUT))?;
                stream.set_write_timeout(Some(TIMEOUT))?;
                converse(stream, file)
            }
            Self::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(TIMEOUT))?;
                stream.set_write_timeout(Some(TIMEOUT))?;
                converse(stream, file)
            }
        }
    }
}

fn converse(mut daemon: impl Read + Write, file: &mut dyn Read) -> io::Result<Verdict> {
    daemon.write_all(b"zINSTREAM\0")?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk)?;
        let bytes = chunk.get(..read).unwrap_or_default();
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        daemon.write_all(&length.to_be_bytes())?;
        daemon.write_all(bytes)?;
        if bytes.is_empty() {
            break;
        }
    }
    daemon.flush()?;
    let mut answer = Vec::new();
    daemon.take(ANSWER).read_to_end(&mut answer)?;
    verdict(&String::from_utf8_lossy(&answer))
}

fn verdict(answer: &str) -> io::Result<Verdict> {
    let said = answer.trim_matches(['\0', '\n', ' ']);
    match said.strip_prefix("stream: ") {
        Some("OK") => Ok(Verdict::Clean),
        Some(found) if found.ends_with(" FOUND") => Ok(Verdict::Infected(
            found.trim_end_matches(" FOUND").to_owned(),
        )),
        _ => Err(io::Error::other(format!("the antivirus said: {said}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_name_a_daemon() {
        assert_eq!(
            "tcp://127.0.0.1:3310".parse(),
            Ok(Clamd::Tcp("127.0.0.1:3310".to_owned()))
        );
        assert_eq!(
            "unix:/run/clamd.ctl".parse(),
            Ok(Clamd::Unix("/run/clamd.ctl".into()))
        );
        for wrong in [
            "",
            "tcp://",
            "tcp://host",
            "tcp://:1",
            "unix:clamd",
            "http://x:1",
            "tcp://h:99999",
        ] {
            assert_eq!(wrong.parse::<Clamd>(), Err(ClamdUrlError), "{wrong}");
        }
    }

    #[test]
    fn an_answer_that_is_no_verdict_is_never_clean() {
        assert_eq!(verdict("stream: OK\0").unwrap(), Verdict::Clean);
        assert_eq!(
            verdict("stream: Eicar-Test FOUND\0").unwrap(),
            Verdict::Infected("Eicar-Test".to_owned())
        );
        for odd in [
            "",
            "OK",
            "stream: ERROR",
            "INSTREAM size limit exceeded. ERROR",
            "stream: ",
        ] {
            assert!(verdict(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_file_is_sent_by_lengths_and_closed_by_an_empty_one() {
        struct Daemon(Vec<u8>, io::Cursor<Vec<u8>>);
        impl Read for Daemon {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                self.1.read(to)
            }
        }
        impl Write for Daemon {
            fn write(&mut self, from: &[u8]) -> io::Result<usize> {
                self.0.write(from)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut daemon = Daemon(Vec::new(), io::Cursor::new(b"stream: OK\0".to_vec()));
        assert_eq!(
            converse(&mut daemon, &mut b"abc".as_slice()).unwrap(),
            Verdict::Clean
        );
        assert_eq!(daemon.0, b"zINSTREAM\0\0\0\0\x03abc\0\0\0\0");
    }
}
