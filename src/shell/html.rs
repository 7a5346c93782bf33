//! Text responses, HTML above all, compressed once in place. Small ones are not worth it.
//!
//! Forms carry tokens masked at each render, so compressing them beside what a visitor typed reveals nothing.

use std::io::Write;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};

const WORTH_IT: usize = 1_024;
const BROTLI_QUALITY: u32 = 3;
const BROTLI_WINDOW: u32 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
}

/// The response that shows `html`.
pub fn respond(request: &HttpRequest, status: StatusCode, html: String) -> HttpResponse {
    respond_as(request, status, ("text/html; charset=utf-8", html))
}

/// The response that shows any text, an SVG picture for instance.
pub fn respond_as(
    request: &HttpRequest,
    status: StatusCode,
    (content_type, text): (&'static str, String),
) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response
        .content_type(content_type)
        .insert_header((VARY, HeaderValue::from_static("accept-encoding")));
    let accepted = request
        .headers()
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let coding = if text.len() < WORTH_IT {
        None
    } else {
        choose(accepted)
    };
    match coding.and_then(|coding| Some((coding, compress(coding, text.as_bytes())?))) {
        Some((Coding::Brotli, body)) => response.insert_header((CONTENT_ENCODING, "br")).body(body),
        Some((Coding::Gzip, body)) => response
            .insert_header((CONTENT_ENCODING, "gzip"))
            .body(body),
        None => response.body(text),
    }
}

/// The best coding that `Accept-Encoding` names without refusing it (`q=0`).
fn choose(accepted: &str) -> Option<Coding> {
    let takes = |name: &str| {
        accepted.split(',').any(|item| {
            let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
            coding.trim().eq_ignore_ascii_case(name)
                && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    };
    if takes("br") {
        Some(Coding::Brotli)
    } else if takes("gzip") {
        Some(Coding::Gzip)
    } else {
        None
    }
}

fn compress(coding: Coding, clear: &[u8]) -> Option<Vec<u8>> {
    let out = Vec::with_capacity(clear.len() / 3);
    match coding {
        Coding::Brotli => {
            let mut writer =
                brotli::CompressorWriter::new(out, 4_096, BROTLI_QUALITY, BROTLI_WINDOW);
            writer.write_all(clear).ok()?;
            Some(writer.into_inner())
        }
        Coding::Gzip => {
            let mut writer = flate2::write::GzEncoder::new(out, flate2::Compression::new(4));
            writer.write_all(clear).ok()?;
            writer.finish().ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Coding, choose};

    #[test]
    fn the_best_accepted_coding_is_chosen() {
        assert_eq!(choose("gzip, deflate, br"), Some(Coding::Brotli));
        assert_eq!(choose("gzip;q=1.0, br;q=0"), Some(Coding::Gzip));
        assert_eq!(choose("identity"), None);
        assert_eq!(choose(""), None);
    }
}
