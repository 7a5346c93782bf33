//! A small HTTP/1.1 client over one kept connection: enough to press our own forms, and cheap enough to measure with.

#![allow(
    clippy::allow_attributes,
    dead_code,
    reason = "shared by the benchmark and the tests, which use different parts"
)]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What the server answered.
#[derive(Debug, Default)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Where it sends the browser.
    pub location: Option<String>,
    /// Body.
    pub body: Vec<u8>,
    /// Bytes read for the whole answer.
    pub wire: usize,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The token that the forms of the page carry.
    pub fn csrf(&self) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once("name=\"_csrf\" value=\"")?;
        let (token, _) = rest.split_once('"')?;
        Some(token.to_owned())
    }
}

/// One browser with its cookies.
#[derive(Debug)]
pub struct Client {
    server: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
    cookies: Vec<(String, String)>,
}

impl Client {
    /// A browser that has not connected yet.
    pub fn new(server: SocketAddr) -> Self {
        Self {
            server,
            stream: None,
            cookies: Vec::new(),
        }
    }

    /// Keeps a cookie as if the server had set it.
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.keep(name, value);
        self
    }

    fn keep(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Asks for a page.
    pub fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.send(&self.request("GET", path, None))
    }

    /// Sends a form.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> io::Result<Reply> {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        self.send(&self.request("POST", path, Some(&body.finish())))
    }

    /// The bytes of a request, to be sent many times by [`Client::send`].
    pub fn request(&self, method: &str, path: &str, body: Option<&str>) -> Vec<u8> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.server);
        if !cookies.is_empty() {
            head = format!("{head}Cookie: {}\r\n", cookies.join("; "));
        }
        if let Some(body) = body {
            head = format!(
                "{head}Origin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                self.server,
                body.len()
            );
        }
        head.push_str("\r\n");
        head.push_str(body.unwrap_or_default());
        head.into_bytes()
    }

    /// Asks for a resource with an access token.
    pub fn get_as(&mut self, path: &str, bearer: &str) -> io::Result<Reply> {
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {bearer}\r\n\r\n",
            self.server
        );
        self.send(head.as_bytes())
    }

    /// Forgets every cookie: another browser over the same connection.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Sends the bytes of a request and reads the answer. The connection is opened anew after any error.
    pub fn send(&mut self, request: &[u8]) -> io::Result<Reply> {
        let result = self.exchange(request);
        if result.is_err() {
            self.stream = None;
        }
        result
    }

    fn exchange(&mut self, request: &[u8]) -> io::Result<Reply> {
        if self.stream.is_none() {
            let stream = TcpStream::connect_timeout(&self.server, Duration::from_secs(2))?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(30)))?;
            self.stream = Some(BufReader::new(stream));
        }
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        stream.get_mut().write_all(request)?;
        let (reply, cookies, close) = read_reply(stream)?;
        if close {
            self.stream = None;
        }
        for (name, value) in cookies {
            self.keep(&name, &value);
        }
        Ok(reply)
    }
}

type Cookies = Vec<(String, String)>;

fn read_reply(stream: &mut BufReader<TcpStream>) -> io::Result<(Reply, Cookies, bool)> {
    let mut reply = Reply::default();
    let (mut length, mut chunked, mut close, mut cookies) = (0, false, false, Vec::new());
    let first = read_line(stream, &mut reply.wire)?;
    reply.status = first
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or(io::ErrorKind::InvalidData)?;
    loop {
        let line = read_line(stream, &mut reply.wire)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().map_err(io::Error::other)?,
            "transfer-encoding" => chunked = value == "chunked",
            "connection" => close = value.eq_ignore_ascii_case("close"),
            "location" => reply.location = Some(value.to_owned()),
            "set-cookie" => {
                let pair = value.split(';').next().unwrap_or_default();
                if let Some((name, value)) = pair.split_once('=') {
                    cookies.push((name.to_owned(), value.to_owned()));
                }
            }
            _ => {}
        }
    }
    if chunked {
        loop {
            let size = read_line(stream, &mut reply.wire)?;
            let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            read_exactly(stream, size, &mut reply)?;
            read_line(stream, &mut reply.wire)?;
            if size == 0 {
                break;
            }
        }
    } else {
        read_exactly(stream, length, &mut reply)?;
    }
    Ok((reply, cookies, close))
}

fn read_exactly(
    stream: &mut BufReader<TcpStream>,
    size: usize,
    reply: &mut Reply,
) -> io::Result<()> {
    let start = reply.body.len();
    reply.body.resize(start + size, 0);
    reply.wire += size;
    let Some(room) = reply.body.get_mut(start..) else {
        return Ok(());
    };
    stream.read_exact(room)
}

fn read_line(stream: &mut BufReader<TcpStream>, wire: &mut usize) -> io::Result<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line)?;
    if read == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    *wire += read;
    line.truncate(line.trim_end().len());
    Ok(line)
}
