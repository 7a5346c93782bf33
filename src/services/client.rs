//! The configuration of a client, as FranceConnect asks for it. A [`ClientConfig`] exists only when every rule held.
//!
//! Not here: the rules themselves (`client_rules.rs`), storage, secrets.

use std::collections::BTreeSet;

use crate::text_enum;

text_enum! {
    /// Where a client may be used.
    pub enum Environment {
        /// Guichet's own test provider.
        Sandbox = "sandbox",
        /// FranceConnect itself.
        Production = "production",
    }
}

text_enum! {
    /// How answers are signed.
    pub enum SigningAlg {
        /// ECDSA over P-256: the one FranceConnect recommends.
        Es256 = "ES256",
        /// RSA with SHA-256.
        Rs256 = "RS256",
    }
}

text_enum! {
    /// How a client proves who it is at the token endpoint.
    pub enum AuthMethod {
        /// A shared secret in the body of the request.
        SecretPost = "client_secret_post",
        /// An assertion signed with the client's own key: no secret is shared.
        PrivateKeyJwt = "private_key_jwt",
    }
}

/// Where the public keys of a `private_key_jwt` client are.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keys {
    /// Published by the client at this https address.
    Uri(String),
    /// Given here, as the text of a JWK set without any private member.
    Set(String),
}

/// The authentication of a client, with what each method needs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "method")]
pub enum ClientAuth {
    /// See [`AuthMethod::SecretPost`].
    #[serde(rename = "client_secret_post")]
    SecretPost,
    /// See [`AuthMethod::PrivateKeyJwt`].
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt {
        /// The public keys.
        keys: Keys,
    },
}

impl ClientAuth {
    /// The method alone.
    #[must_use]
    pub const fn method(&self) -> AuthMethod {
        match self {
            Self::SecretPost => AuthMethod::SecretPost,
            Self::PrivateKeyJwt { .. } => AuthMethod::PrivateKeyJwt,
        }
    }
}

/// A configuration that passed every rule of its environment. Addresses are kept as typed: they are compared byte by byte.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClientConfig {
    pub(super) name: String,
    pub(super) sites: Vec<String>,
    pub(super) redirect_uris: Vec<String>,
    pub(super) post_logout_redirect_uris: Vec<String>,
    pub(super) sector_identifier_uri: Option<String>,
    pub(super) ip_ranges: Vec<String>,
    pub(super) signing_alg: SigningAlg,
    pub(super) auth: ClientAuth,
    pub(super) entity_id: Option<String>,
    pub(super) scopes: BTreeSet<String>,
}

impl ClientConfig {
    /// The name the team gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The pages that show the button.
    #[must_use]
    pub fn sites(&self) -> &[String] {
        &self.sites
    }
    /// Where the browser may be sent back after sign-in.
    #[must_use]
    pub fn redirect_uris(&self) -> &[String] {
        &self.redirect_uris
    }
    /// Where the browser may be sent back after sign-out.
    #[must_use]
    pub fn post_logout_redirect_uris(&self) -> &[String] {
        &self.post_logout_redirect_uris
    }
    /// The document that lists redirect addresses on several hosts.
    #[must_use]
    pub fn sector_identifier_uri(&self) -> Option<&str> {
        self.sector_identifier_uri.as_deref()
    }
    /// The addresses of the client's servers.
    #[must_use]
    pub fn ip_ranges(&self) -> &[String] {
        &self.ip_ranges
    }
    /// How answers are signed.
    #[must_use]
    pub const fn signing_alg(&self) -> SigningAlg {
        self.signing_alg
    }
    /// How the client authenticates.
    #[must_use]
    pub const fn auth(&self) -> &ClientAuth {
        &self.auth
    }
    /// The older client identifier whose `sub` values must be kept.
    #[must_use]
    pub fn entity_id(&self) -> Option<&str> {
        self.entity_id.as_deref()
    }
    /// The same with other scopes, which the caller took from what the habilitation allows.
    pub(super) fn with_scopes(&self, scopes: BTreeSet<String>) -> Self {
        Self {
            scopes,
            ..self.clone()
        }
    }
    /// The scopes it may ask for; always `openid`, never more than the habilitation.
    #[must_use]
    pub const fn scopes(&self) -> &BTreeSet<String> {
        &self.scopes
    }
}

/// What somebody typed, before any rule. Lists come one value a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientDraft {
    /// See [`ClientConfig::name`].
    pub name: String,
    /// See [`ClientConfig::sites`].
    pub sites: Vec<String>,
    /// See [`ClientConfig::redirect_uris`].
    pub redirect_uris: Vec<String>,
    /// See [`ClientConfig::post_logout_redirect_uris`].
    pub post_logout_redirect_uris: Vec<String>,
    /// See [`ClientConfig::sector_identifier_uri`].
    pub sector_identifier_uri: String,
    /// See [`ClientConfig::ip_ranges`].
    pub ip_ranges: Vec<String>,
    /// Code of a [`SigningAlg`].
    pub signing_alg: String,
    /// Code of an [`AuthMethod`].
    pub auth_method: String,
    /// Address of a JWK set.
    pub jwks_uri: String,
    /// Text of a JWK set.
    pub jwks: String,
    /// See [`ClientConfig::entity_id`].
    pub entity_id: String,
    /// See [`ClientConfig::scopes`].
    pub scopes: Vec<String>,
}

/// One broken rule: which field, and what to do about it, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field in the form.
    pub field: &'static str,
    /// The sentence shown under it.
    pub message: String,
}
