//! The discovery document, with the keys that FranceConnect publishes and no other.

use serde_json::{Value, json};

use super::claims;

/// The addresses of the endpoints under an issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// The issuer, without a trailing slash.
    pub issuer: String,
}

impl Endpoints {
    /// The address of an endpoint; `path` begins with `/`.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    /// Where codes become tokens; also an audience of client assertions.
    #[must_use]
    pub fn token(&self) -> String {
        self.at("/token")
    }

    /// The discovery document. PKCE is advertised though it is refused, as FranceConnect does.
    #[must_use]
    pub fn document(&self) -> Value {
        let scopes: Vec<&str> = claims::identity_scopes()
            .chain(claims::data_scopes())
            .collect();
        let told: Vec<&str> = claims::all()
            .into_iter()
            .chain(["acr", "sid", "auth_time", "iss"])
            .collect();
        let algs = ["HS256", "ES256", "RS256"];
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": self.at("/authorize"),
            "token_endpoint": self.token(),
            "userinfo_endpoint": self.at("/userinfo"),
            "jwks_uri": self.at("/jwks"),
            "end_session_endpoint": self.at("/session/end"),
            "revocation_endpoint": self.at("/token/revocation"),
            "acr_values_supported": ["eidas1"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["form_post", "fragment", "query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "claim_types_supported": ["normal"],
            "code_challenge_methods_supported": ["S256"],
            "claims_parameter_supported": true,
            "authorization_response_iss_parameter_supported": true,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": true,
            "require_request_uri_registration": true,
            "request_object_signing_alg_values_supported": ["ES256", "RS256", "HS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "revocation_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
            "id_token_signing_alg_values_supported": algs,
            "userinfo_signing_alg_values_supported": algs,
            "scopes_supported": scopes,
            "claims_supported": told,
        })
    }
}
