//! The addresses the shell itself sends people to, and safe returns to where they were.

use actix_web::HttpRequest;
use actix_web::http::Method;
use url::form_urlencoded::byte_serialize;

/// The sign-in page.
pub const SIGN_IN: &str = "/connexion";
/// Where a second factor is shown.
pub const SECOND_FACTOR: &str = "/connexion/second-facteur";
/// Where a second factor is enrolled.
pub const ENROL_SECOND_FACTOR: &str = "/compte/second-facteur";

/// `page` with the way back to the address being read. The answer to a form has no way back.
#[must_use]
pub fn with_return(page: &str, request: &HttpRequest) -> String {
    if *request.method() != Method::GET {
        return page.to_owned();
    }
    with_return_to(
        page,
        request
            .uri()
            .path_and_query()
            .map_or("/", |address| address.as_str()),
    )
}

/// `page` with `back` as the way back.
#[must_use]
pub fn with_return_to(page: &str, back: &str) -> String {
    let encoded: String = byte_serialize(back.as_bytes()).collect();
    format!("{page}?suite={encoded}")
}

/// The way back, if it is an address of this site: never another host, whatever was typed.
#[must_use]
pub fn local(back: &str) -> Option<&str> {
    let inside = back.starts_with('/') && !back.starts_with("//") && !back.starts_with("/\\");
    Some(back).filter(|back| inside && back.len() <= 2_000 && !back.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::{local, with_return_to};

    #[test]
    fn a_way_back_never_leaves_the_site() {
        assert_eq!(local("/demandes?page=2"), Some("/demandes?page=2"));
        for outside in [
            "",
            "https://ailleurs.example",
            "//ailleurs.example",
            "/\\ailleurs.example",
            "/a\r\nb",
            "demandes",
        ] {
            assert_eq!(local(outside), None, "{outside}");
        }
    }

    #[test]
    fn a_way_back_is_encoded() {
        assert_eq!(
            with_return_to("/connexion", "/a?b=c&d"),
            "/connexion?suite=%2Fa%3Fb%3Dc%26d"
        );
    }
}
