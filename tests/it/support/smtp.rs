//! An SMTP server that accepts everything and keeps what it was given.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Envelope recipient.
    pub to: String,
    /// Headers and body.
    pub raw: String,
}

impl Received {
    /// A header's value, unfolded; empty when absent.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.raw.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let prefix = format!("{}:", name.to_ascii_lowercase());
        unfolded
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(&prefix))
            .map(|line| line[prefix.len()..].trim().to_owned())
            .unwrap_or_default()
    }

    /// The first part of this type, decoded.
    pub fn part(&self, media_type: &str) -> String {
        let content_type = self.header("Content-Type");
        let (_, boundary) = content_type.split_once("boundary=\"").unwrap();
        let boundary = format!("--{}", boundary.trim_end_matches('"'));
        let part = self
            .raw
            .split(&boundary)
            .find(|part| part.contains(&format!("Content-Type: {media_type}")))
            .unwrap();
        let (head, body) = part.split_once("\r\n\r\n").unwrap();
        if head.to_ascii_lowercase().contains("quoted-printable") {
            quoted_printable(body)
        } else if head.to_ascii_lowercase().contains("base64") {
            use base64::Engine;
            let joined: String = body.split_whitespace().collect();
            String::from_utf8(
                base64::engine::general_purpose::STANDARD
                    .decode(joined)
                    .unwrap(),
            )
            .unwrap()
        } else {
            body.to_owned()
        }
    }
}

fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'=' && after.len() >= 2 {
            let code = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The running server; it ends with the process.
#[derive(Clone)]
pub struct SmtpSink {
    /// Where it listens.
    pub address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    delay: Arc<AtomicU64>,
}

impl SmtpSink {
    /// Starts on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self {
            address: listener.local_addr().unwrap(),
            received: Arc::default(),
            delay: Arc::default(),
        };
        let server = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                std::thread::spawn(move || server.talk(stream).ok());
            }
        });
        sink
    }

    /// From now on, waits so long after having kept a mail and before saying so.
    pub fn hesitate(&self, delay: Duration) {
        self.delay
            .store(u64::try_from(delay.as_micros()).unwrap(), Ordering::Relaxed);
    }

    /// Everything received so far, in order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    fn talk(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut out = stream.try_clone()?;
        let mut lines = BufReader::new(stream).lines();
        let mut to = String::new();
        out.write_all(b"220 sink\r\n")?;
        while let Some(line) = lines.next().transpose()? {
            let answer: &[u8] = match line
                .get(..4)
                .unwrap_or_default()
                .to_ascii_uppercase()
                .as_str()
            {
                "EHLO" => b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
                "RCPT" => {
                    line.split(['<', '>'])
                        .nth(1)
                        .unwrap_or_default()
                        .clone_into(&mut to);
                    b"250 ok\r\n"
                }
                "DATA" => {
                    out.write_all(b"354 go on\r\n")?;
                    self.keep(&to, &mut lines)?;
                    b"250 kept\r\n"
                }
                "QUIT" => {
                    out.write_all(b"221 bye\r\n")?;
                    return Ok(());
                }
                _ => b"250 ok\r\n",
            };
            out.write_all(answer)?;
        }
        Ok(())
    }

    fn keep(
        &self,
        to: &str,
        lines: &mut impl Iterator<Item = io::Result<String>>,
    ) -> io::Result<()> {
        let mut raw = String::new();
        loop {
            let line = lines.next().ok_or(io::ErrorKind::UnexpectedEof)??;
            if line == "." {
                break;
            }
            raw.push_str(line.strip_prefix('.').unwrap_or(&line));
            raw.push_str("\r\n");
        }
        self.received.lock().unwrap().push(Received {
            to: to.to_owned(),
            raw,
        });
        std::thread::sleep(Duration::from_micros(self.delay.load(Ordering::Relaxed)));
        Ok(())
    }
}
