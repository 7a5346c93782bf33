//! The mail that a citizen would receive after a connection. It is written to the trace and never sent.

use super::model::Claims;
use crate::kernel::clock::Instant;
use crate::kernel::text::french_date_time;

/// The mail, as the answer of a step: to whom, its subject, its text. Nothing when the person has no address.
#[must_use]
pub fn notice(claims: &Claims, service: &str, at: Instant) -> Vec<(String, String)> {
    let Some(email) = &claims.email else {
        return Vec::new();
    };
    let first = claims.given_names.first().map_or("", String::as_str);
    let text = format!(
        "Bonjour {first} {}, une connexion au service « {service} » a eu lieu par FranceConnect le {}. Si vous en êtes à l'origine, vous n'avez rien à faire. Sinon, signalez-le et changez votre mot de passe chez votre fournisseur d'identité.",
        claims.family_name,
        french_date_time(at),
    );
    let pair = |name: &str, value: String| (name.to_owned(), value);
    vec![
        pair("email", email.clone()),
        pair("subject", format!("Connexion au service {service}")),
        pair("message", text),
    ]
}
