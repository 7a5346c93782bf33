//! Addresses back to a client: its own address as registered, byte by byte, with parameters added.

use url::form_urlencoded::Serializer;

/// The client's address with these parameters in its query.
#[must_use]
pub fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{}", encoded(pairs))
}

/// The client's address with these parameters in its fragment.
#[must_use]
pub fn with_fragment(address: &str, pairs: &[(&str, &str)]) -> String {
    format!("{address}#{}", encoded(pairs))
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}
