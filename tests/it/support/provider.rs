//! An identity provider on this machine that is told of production clients: keeps each message, or refuses it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

const KEY: [u8; 32] = [9; 32];

/// A message as it came.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub seconds: String,
    signature: String,
    /// The body, to the byte.
    pub text: String,
}

impl Told {
    /// Whether the key that both sides know signed it.
    pub fn is_signed(&self) -> bool {
        let signed = format!("{}.{}.{}", self.id, self.seconds, self.text);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &KEY), signed.as_bytes());
        self.signature == format!("v1,{}", STANDARD.encode(tag))
    }

    /// The body, read.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

#[derive(Debug, Default)]
struct Inner {
    refuses: bool,
    told: Vec<Told>,
}

/// The running server; it ends with the process.
#[derive(Clone)]
pub struct Provider {
    url: String,
    key: String,
    inner: Arc<Mutex<Inner>>,
}

impl Provider {
    /// Starts on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            url: format!("http://{}/clients", listener.local_addr().unwrap()),
            key: format!("whsec_{}", STANDARD.encode(KEY)),
            inner: Arc::default(),
        };
        let shared = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                shared.talk(stream).unwrap();
            }
        });
        server
    }

    /// The settings of a site that tells this provider.
    pub fn settings(&self) -> [(&str, &str); 2] {
        [
            ("GUICHET_REGISTRAR_URL", &self.url),
            ("GUICHET_REGISTRAR_KEY", &self.key),
        ]
    }

    /// From now on, refuses or takes what it is told.
    pub fn refuses(&self, refuses: bool) {
        self.inner.lock().unwrap().refuses = refuses;
    }

    /// What it was told so far, what it refused included.
    pub fn told(&self) -> Vec<Told> {
        self.inner.lock().unwrap().told.clone()
    }

    /// The clients of the last message.
    pub fn clients(&self) -> Vec<Value> {
        let last = self.told().last().unwrap().json();
        last["data"]["clients"].as_array().unwrap().clone()
    }

    /// One request a connection.
    fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut out = stream.try_clone()?;
        let mut reader = BufReader::new(stream);
        let (mut told, mut length) = (Told::default(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                if line.trim_end().is_empty() {
                    break;
                }
                assert_eq!(line.trim_end(), "POST /clients HTTP/1.1");
                continue;
            };
            let value = value.to_owned();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "webhook-id" => told.id = value,
                "webhook-timestamp" => told.seconds = value,
                "webhook-signature" => told.signature = value,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        told.text = String::from_utf8(body).unwrap();
        let refuses = {
            let mut inner = self.inner.lock().unwrap();
            inner.told.push(told);
            inner.refuses
        };
        let status = if refuses {
            "503 Service Unavailable"
        } else {
            "204 No Content"
        };
        write!(
            out,
            "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        )?;
        out.flush()
    }
}
