//! What changed between two configurations of a client, field by field, for people to read.

use super::client::{ClientAuth, ClientConfig, Keys};

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The field, as the journal names it.
    pub field: &'static str,
    /// The label of the field.
    pub label: &'static str,
    /// Values that left.
    pub removed: Vec<String>,
    /// Values that came.
    pub added: Vec<String>,
}

/// A configuration as labelled lists of values: what pages show and what is compared.
#[must_use]
pub fn shown(config: &ClientConfig) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let one = |value: &str| vec![value.to_owned()];
    let optional = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
    vec![
        ("name", "Nom du client", one(config.name())),
        (
            "sites",
            "Pages qui montrent le bouton",
            config.sites().to_vec(),
        ),
        (
            "redirect_uris",
            "Adresses de retour après connexion",
            config.redirect_uris().to_vec(),
        ),
        (
            "post_logout_redirect_uris",
            "Adresses de retour après déconnexion",
            config.post_logout_redirect_uris().to_vec(),
        ),
        (
            "sector_identifier_uri",
            "URL d'identifiant de secteur",
            optional(config.sector_identifier_uri()),
        ),
        (
            "ip_ranges",
            "Adresses IP des serveurs",
            config.ip_ranges().to_vec(),
        ),
        (
            "signing_alg",
            "Algorithme de signature",
            one(config.signing_alg().as_str()),
        ),
        (
            "auth_method",
            "Authentification",
            one(config.auth().method().as_str()),
        ),
        ("jwks", "Clés publiques", public_keys(config.auth())),
        (
            "entity_id",
            "Identifiant à réutiliser pour les sub",
            optional(config.entity_id()),
        ),
        (
            "scopes",
            "Données demandées",
            config.scopes().iter().cloned().collect(),
        ),
    ]
}

fn public_keys(auth: &ClientAuth) -> Vec<String> {
    match auth {
        ClientAuth::SecretPost => Vec::new(),
        ClientAuth::PrivateKeyJwt {
            keys: Keys::Uri(uri),
        } => vec![uri.clone()],
        ClientAuth::PrivateKeyJwt {
            keys: Keys::Set(set),
        } => vec![set.clone()],
    }
}

/// The fields that differ. Order within a list is no difference.
#[must_use]
pub fn between(before: &ClientConfig, after: &ClientConfig) -> Vec<Difference> {
    let missing_in = |there: &[String], here: &[String]| -> Vec<String> {
        here.iter()
            .filter(|value| !there.contains(value))
            .cloned()
            .collect()
    };
    shown(before)
        .into_iter()
        .zip(shown(after))
        .map(|((field, label, old), (_, _, new))| Difference {
            field,
            label,
            removed: missing_in(&new, &old),
            added: missing_in(&old, &new),
        })
        .filter(|difference| !difference.removed.is_empty() || !difference.added.is_empty())
        .collect()
}
