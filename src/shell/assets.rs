//! Style sheets, scripts and images: embedded in the binary, named after their content, compressed once.
//!
//! A name such as `/static/guichet.5f0c9a1e77b2.css` never means anything else, so browsers keep the file for a year and
//! a new version is a new name. The design system comes from `static/dsfr`, made at build time and compressed
//! there; without it the site stands on a plain style sheet. Nothing outside the two folders can be served.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::io::Write;

use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, IF_NONE_MATCH,
    VARY,
};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;

use crate::kernel::error::Fault;
use crate::kernel::secret::sha256_hex;

/// Characters of the content's hash that a name carries.
const FINGERPRINT: usize = 12;
/// Quality of brotli for our own files: the twins of the larger ones are made at build time.
const BROTLI_QUALITY: u32 = 5;

#[derive(Embed)]
#[folder = "static/own/"]
struct Own;

#[derive(Embed)]
#[folder = "static/dsfr/"]
#[allow_missing = true]
struct DesignSystem;

/// One representation of a file as it goes over the wire.
struct Coded {
    encoding: &'static str,
    body: Bytes,
}

/// A file ready to be sent.
struct Asset {
    content_type: &'static str,
    fingerprint: String,
    plain: Bytes,
    /// In order of preference.
    coded: Vec<Coded>,
}

/// The files of the site, by the name they are asked under.
pub struct Assets {
    by_name: BTreeMap<String, Asset>,
    addresses: BTreeMap<String, String>,
}

impl std::fmt::Debug for Assets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

impl Assets {
    /// Reads every file: from the binary, or from the disk in a debug build.
    pub fn load() -> Result<Self, Fault> {
        let mut assets = Self {
            by_name: BTreeMap::new(),
            addresses: BTreeMap::new(),
        };
        for (key, name) in [
            ("own_css", "guichet.css"),
            ("own_js", "guichet.js"),
            ("desk_js", "desk.js"),
            ("no_script_css", "no-script.css"),
            ("mark", "mark.svg"),
            ("icon", "mark.svg"),
            ("picture", "path.svg"),
        ] {
            let file = read(Own::get(name)).ok_or_else(|| missing(name))?;
            assets.add(key, name, file, compressed)?;
        }
        let twins = |ending: &str, name: &str| read(DesignSystem::get(&format!("{name}.{ending}")));
        for (key, name) in [("css", "dsfr.css"), ("js", "dsfr.js")] {
            let Some(file) = read(DesignSystem::get(name)) else {
                continue;
            };
            assets.add(key, name, file, |_| {
                let coded = [("br", twins("br", name)), ("gzip", twins("gz", name))];
                Ok(coded
                    .into_iter()
                    .filter_map(|(encoding, body)| {
                        Some(Coded {
                            encoding,
                            body: body?,
                        })
                    })
                    .collect())
            })?;
        }
        if !assets.addresses.contains_key("css") {
            let file = read(Own::get("fallback.css")).ok_or_else(|| missing("fallback.css"))?;
            assets.add("css", "fallback.css", file, compressed)?;
        }
        Ok(assets)
    }

    /// Addresses by short name: `css`, `own_css`, `no_script_css`, `own_js`, `desk_js`, `mark`, `icon`, `picture`; `js` too when
    /// the design system was built.
    #[must_use]
    pub fn addresses(&self) -> &BTreeMap<String, String> {
        &self.addresses
    }

    fn add(
        &mut self,
        key: &str,
        name: &str,
        plain: Bytes,
        code: impl FnOnce(&[u8]) -> Result<Vec<Coded>, Fault>,
    ) -> Result<(), Fault> {
        let fingerprint: String = sha256_hex(&plain).chars().take(FINGERPRINT).collect();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let named = format!("{stem}.{fingerprint}.{ending}");
        self.addresses
            .insert(key.to_owned(), format!("/static/{named}"));
        let coded = code(&plain)?;
        self.by_name.insert(
            named,
            Asset {
                content_type: content_type(ending),
                fingerprint,
                plain,
                coded,
            },
        );
        Ok(())
    }
}

/// Answers `/static/{file}`. A wrong name, or the name of another version, is not found.
#[expect(
    clippy::needless_pass_by_value,
    reason = "actix hands over what it extracts"
)]
pub fn serve(
    request: HttpRequest,
    name: Path<String>,
    assets: Data<Assets>,
) -> Ready<HttpResponse> {
    ready(match assets.by_name.get(name.as_str()) {
        Some(asset) => asset.respond(request.headers()),
        None => HttpResponse::NotFound()
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish(),
    })
}

impl Asset {
    fn respond(&self, asked: &HeaderMap) -> HttpResponse {
        let accepted = text(asked, ACCEPT_ENCODING);
        let coded = self
            .coded
            .iter()
            .find(|coded| accepts(accepted, coded.encoding));
        let etag = match coded {
            Some(coded) => format!("\"{}-{}\"", self.fingerprint, coded.encoding),
            None => format!("\"{}\"", self.fingerprint),
        };
        let known = text(asked, IF_NONE_MATCH)
            .split(',')
            .any(|held| held.trim() == etag);
        let mut response = if known {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((ETAG, etag))
            .insert_header((VARY, "accept-encoding"))
            .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
        if known {
            return response.finish();
        }
        response.content_type(self.content_type);
        match coded {
            Some(coded) => response
                .insert_header((CONTENT_ENCODING, coded.encoding))
                .body(coded.body.clone()),
            None => response
                .insert_header((CONTENT_ENCODING, "identity"))
                .body(self.plain.clone()),
        }
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Whether `encoding` is among those accepted, and not with a weight of zero.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let refused = weight
            .trim()
            .strip_prefix("q=")
            .is_some_and(|q| q.trim().parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn read(file: Option<rust_embed::EmbeddedFile>) -> Option<Bytes> {
    file.map(|file| Bytes::from(file.data.into_owned()))
}

fn missing(name: &str) -> Fault {
    Fault::other("loading the static files")(format!("{name} is not there"))
}

fn compressed(plain: &[u8]) -> Result<Vec<Coded>, Fault> {
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, 22);
    brotli
        .write_all(plain)
        .map_err(Fault::other("compressing a static file"))?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(plain)
        .map_err(Fault::other("compressing a static file"))?;
    let gzip = gzip
        .finish()
        .map_err(Fault::other("compressing a static file"))?;
    Ok(vec![
        Coded {
            encoding: "br",
            body: Bytes::from(brotli.into_inner()),
        },
        Coded {
            encoding: "gzip",
            body: Bytes::from(gzip),
        },
    ])
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::http::header::{HeaderMap, HeaderValue};

    use super::*;

    fn asking(name: HeaderName, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        headers
    }

    fn own_css(assets: &Assets) -> &Asset {
        let name = assets
            .addresses()
            .get("own_css")
            .and_then(|path| path.strip_prefix("/static/"))
            .unwrap();
        &assets.by_name[name]
    }

    #[test]
    fn a_file_is_named_after_its_content() {
        let assets = Assets::load().unwrap();
        let css = own_css(&assets);
        assert_eq!(
            assets.addresses()["own_css"],
            format!("/static/guichet.{}.css", css.fingerprint)
        );
        assert!(sha256_hex(&css.plain).starts_with(&css.fingerprint));
    }

    #[test]
    fn the_best_accepted_compression_is_chosen() {
        let assets = Assets::load().unwrap();
        let encoding = |accepted| {
            let response = own_css(&assets).respond(&asking(ACCEPT_ENCODING, accepted));
            response
                .headers()
                .get(CONTENT_ENCODING)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(encoding("gzip, deflate, br;q=0.9"), "br");
        assert_eq!(encoding("gzip, br;q=0"), "gzip");
        assert_eq!(encoding("zstd"), "identity");
    }

    #[test]
    fn a_file_already_held_is_not_sent_again() {
        let assets = Assets::load().unwrap();
        let css = own_css(&assets);
        let first = css.respond(&HeaderMap::new());
        let etag: &'static str = first
            .headers()
            .get(ETAG)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
            .leak();
        assert_eq!(
            css.respond(&asking(IF_NONE_MATCH, etag)).status(),
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(
            css.respond(&asking(IF_NONE_MATCH, "\"other\"")).status(),
            StatusCode::OK
        );
    }

    #[test]
    fn every_page_has_a_style_sheet_even_without_the_design_system() {
        let assets = Assets::load().unwrap();
        for key in [
            "css",
            "own_css",
            "no_script_css",
            "own_js",
            "desk_js",
            "mark",
            "icon",
            "picture",
        ] {
            assert!(assets.addresses().contains_key(key), "{key}");
        }
    }
}
