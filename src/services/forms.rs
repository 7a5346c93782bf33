//! From what was sent to commands of the partner space, and from a configuration back to its form.

use super::client::{ClientAuth, ClientConfig, ClientDraft, Keys};
use super::model::TeamRole;
use crate::shell::form::{FormState, RawForm};

/// Every field of the form of a client.
pub(super) const CLIENT_FIELDS: [&str; 12] = [
    "name",
    "sites",
    "redirect_uris",
    "post_logout_redirect_uris",
    "sector_identifier_uri",
    "ip_ranges",
    "signing_alg",
    "auth_method",
    "jwks_uri",
    "jwks",
    "entity_id",
    "scopes",
];

/// Reads the form of a client. Lists are typed one value a line.
pub(super) fn client_draft(raw: &RawForm) -> ClientDraft {
    let text = |name: &str| raw.text(name).to_owned();
    let lines = |name: &str| raw.text(name).lines().map(str::to_owned).collect();
    ClientDraft {
        name: text("name"),
        sites: lines("sites"),
        redirect_uris: lines("redirect_uris"),
        post_logout_redirect_uris: lines("post_logout_redirect_uris"),
        sector_identifier_uri: text("sector_identifier_uri"),
        ip_ranges: lines("ip_ranges"),
        signing_alg: text("signing_alg"),
        auth_method: text("auth_method"),
        jwks_uri: text("jwks_uri"),
        jwks: text("jwks"),
        entity_id: text("entity_id"),
        scopes: raw.all("scopes").into_iter().map(str::to_owned).collect(),
    }
}

/// The form of a client nobody has filled yet.
pub(super) fn new_client() -> FormState {
    FormState::empty()
        .fields(&CLIENT_FIELDS)
        .with("signing_alg", "ES256")
        .with("auth_method", "client_secret_post")
        .with_list("scopes", ["openid"])
}

/// The form of a client as it is configured.
pub(super) fn client_form(config: &ClientConfig) -> FormState {
    let (jwks_uri, jwks) = match config.auth() {
        ClientAuth::SecretPost => ("", ""),
        ClientAuth::PrivateKeyJwt {
            keys: Keys::Uri(uri),
        } => (uri.as_str(), ""),
        ClientAuth::PrivateKeyJwt {
            keys: Keys::Set(set),
        } => ("", set.as_str()),
    };
    FormState::empty()
        .fields(&CLIENT_FIELDS)
        .with("name", config.name())
        .with("sites", config.sites().join("\n"))
        .with("redirect_uris", config.redirect_uris().join("\n"))
        .with(
            "post_logout_redirect_uris",
            config.post_logout_redirect_uris().join("\n"),
        )
        .with(
            "sector_identifier_uri",
            config.sector_identifier_uri().unwrap_or_default(),
        )
        .with("ip_ranges", config.ip_ranges().join("\n"))
        .with("signing_alg", config.signing_alg().as_str())
        .with("auth_method", config.auth().method().as_str())
        .with("jwks_uri", jwks_uri)
        .with("jwks", jwks)
        .with("entity_id", config.entity_id().unwrap_or_default())
        .with_list("scopes", config.scopes().iter().cloned())
}

/// The form with every broken rule beside its field.
pub(super) fn with_errors(raw: &RawForm, errors: &[super::client::FieldError]) -> FormState {
    let mut form = FormState::new(raw).fields(&CLIENT_FIELDS);
    for error in errors {
        form.error(error.field, error.message.clone());
    }
    form
}

/// Reads an invitation: an address and a role.
pub(super) fn invitation(raw: &RawForm) -> Result<(String, TeamRole), FormState> {
    use validator::ValidateEmail as _;
    let mut form = FormState::new(raw).fields(&["email", "role"]);
    let email = raw.text("email").to_owned();
    if email.is_empty() {
        form.error(
            "email",
            "Indiquez l'adresse électronique de la personne à inviter.",
        );
    } else if email.len() > 254 || !email.validate_email() {
        form.error(
            "email",
            "Cette adresse n'est pas valable. Exemple : prenom.nom@exemple.fr.",
        );
    }
    let role = raw.text("role").parse::<TeamRole>();
    if role.is_err() {
        form.error("role", "Choisissez un rôle.");
    }
    match role {
        Ok(role) if !form.has_errors() => Ok((email, role)),
        _ => Err(form),
    }
}
