//! The authorize request: what was sent, held against the strict list and against the client.
//!
//! Order of the checks: the list of parameters, then the client, then the redirect address; only then may anything be
//! told by redirection, since the address is known to be the client's.

use serde::{Deserialize, Serialize};
use url::Url;

use super::claims;
use super::params::Params;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::identities::{IdentityProvider, Level};
use crate::services::SandboxClient;

/// What FranceConnect takes; anything else is refused.
const LISTED: &[&str] = &[
    "client_id",
    "response_type",
    "scope",
    "redirect_uri",
    "acr_values",
    "nonce",
    "state",
    "claims",
    "prompt",
    "idp_hint",
    "ui_locales",
];
const REQUIRED: &[&str] = &[
    "client_id",
    "response_type",
    "scope",
    "redirect_uri",
    "acr_values",
    "nonce",
    "state",
];
const NONCE_LEAST: usize = 22;
const SHORT_MOST: usize = 64;
/// Longest value of the other parameters: ours, so that a flow stays small.
const VALUE_MOST: usize = 2_000;
/// The only level of this platform; also the one that stands in for words it does not know.
const OFFERED: Level = Level::Eidas1;

/// An authorize request whose parameters are those of the list, before anything is known of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The client it says it is.
    pub client_id: String,
    /// Where it wants the browser back.
    pub redirect_uri: String,
    /// What it wants kept and given back.
    pub state: String,
    response_type: String,
    scope: String,
    acr_values: String,
    nonce: String,
    idp_hint: Option<String>,
    amr: bool,
}

/// An authorize request that may go on, as the flow keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Where the browser goes back.
    pub redirect_uri: String,
    /// Scopes asked, known and allowed, in the order asked.
    pub scopes: Vec<String>,
    /// Given back as it came.
    pub state: String,
    /// Put in the `id_token` as it came.
    pub nonce: String,
    /// The level asked.
    pub level: Level,
    /// The uid of the identity provider to go to at once.
    pub idp_hint: Option<String>,
    /// Whether the `id_token` says how the person authenticated.
    pub amr: bool,
}

/// Holds the parameters against the list.
pub fn read(params: &Params) -> Result<Draft, Refused> {
    listed(params)?;
    let nonce = params.get("nonce").unwrap_or_default();
    if nonce.chars().count() < NONCE_LEAST {
        return Err(Fault::NonceShort.about("nonce"));
    }
    let redirect_uri = params.get("redirect_uri").unwrap_or_default();
    if !is_web_address(redirect_uri) {
        return Err(Fault::RedirectMalformed.about("redirect_uri"));
    }
    if let Some(prompt) = params.get("prompt") {
        let known = |word: &str| ["login", "consent"].contains(&word);
        if prompt.is_empty() || !prompt.split(' ').all(known) {
            return Err(Fault::PromptInvalid.about("prompt"));
        }
    }
    let text = |name| params.get(name).unwrap_or_default().to_owned();
    Ok(Draft {
        client_id: text("client_id"),
        redirect_uri: redirect_uri.to_owned(),
        state: text("state"),
        response_type: text("response_type"),
        scope: text("scope"),
        acr_values: text("acr_values"),
        nonce: nonce.to_owned(),
        idp_hint: params.get("idp_hint").map(str::to_owned),
        amr: wants_amr(params.get("claims"))?,
    })
}

/// Names, lengths and repetitions. An absent parameter is refused here; `response_type` and `scope` may be empty, which
/// the engine behind tells by redirection.
fn listed(params: &Params) -> Result<(), Refused> {
    if let Some(pkce) = params
        .iter()
        .map(|(name, _)| name)
        .find(|name| name.starts_with("code_challenge"))
    {
        return Err(Fault::PkceRefused.about(pkce));
    }
    for (name, value) in params.iter() {
        if !LISTED.contains(&name) {
            let shown: String = name.chars().take(SHORT_MOST).collect();
            return Err(Fault::ParameterUnlisted.about(shown.replace('\0', "")));
        }
        let most = match name {
            "acr_values" | "prompt" => SHORT_MOST,
            _ => VALUE_MOST,
        };
        if value.chars().count() > most {
            return Err(Fault::ParameterTooLong.about(name));
        }
        if value.contains('\0') {
            return Err(Fault::ParameterMalformed.about(name));
        }
    }
    if let Some(name) = params.twice() {
        return Err(Fault::ParameterTwice.about(name));
    }
    for name in REQUIRED {
        let may_be_empty = ["response_type", "scope", "redirect_uri", "nonce"].contains(name);
        match params.get(name) {
            None => return Err(Fault::ParameterMissing.about(*name)),
            Some("") if !may_be_empty => return Err(Fault::ParameterMissing.about(*name)),
            Some(_) => {}
        }
    }
    Ok(())
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
}

/// Whether `claims` asks for `amr` in the `id_token`, the only use it has.
fn wants_amr(claims: Option<&str>) -> Result<bool, Refused> {
    let Some(text) = claims else {
        return Ok(false);
    };
    let parsed: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(text);
    let Ok(claims) = parsed else {
        return Err(Fault::ClaimsMalformed.about("claims"));
    };
    let Some(wanted) = claims.get("id_token").and_then(|value| value.as_object()) else {
        return Ok(false);
    };
    match wanted.keys().find(|name| *name != "amr") {
        Some(other) => {
            Err(Fault::ClaimsRefused.about(other.chars().take(SHORT_MOST).collect::<String>()))
        }
        None => Ok(wanted.contains_key("amr")),
    }
}

impl Draft {
    /// Whether the redirect address is the client's; a scope refused beside it changes what is told.
    pub fn check_redirect(&self, client: &SandboxClient) -> Result<(), Refused> {
        if client.config.redirect_uris().contains(&self.redirect_uri) {
            return Ok(());
        }
        Err(match self.refused_scope(client) {
            Some(scope) => Fault::ScopeAndRedirect.about(scope),
            None => Fault::RedirectUnregistered.into(),
        })
    }

    /// Holds the request against its client, whose redirect address was checked.
    pub fn judge(self, client: &SandboxClient) -> Result<Asked, Refused> {
        match self.response_type.as_str() {
            "" => return Err(Fault::ResponseTypeEmpty.into()),
            "code" => {}
            _ => return Err(Fault::ResponseTypeUnsupported.into()),
        }
        if !self.scope.split(' ').any(|scope| scope == "openid") {
            return Err(Fault::OpenidMissing.into());
        }
        if let Some(scope) = self.refused_scope(client) {
            return Err(Fault::ScopeRefused.about(scope));
        }
        let level = level(&self.acr_values)?;
        if let Some(hint) = &self.idp_hint {
            let known = IdentityProvider::find(hint).is_some_and(|provider| provider.active);
            if !known {
                return Err(Fault::IdpHintRefused.into());
            }
        }
        let mut scopes: Vec<String> = Vec::new();
        for scope in self
            .scope
            .split(' ')
            .filter(|scope| claims::is_known(scope))
        {
            if !scopes.iter().any(|kept| kept == scope) {
                scopes.push(scope.to_owned());
            }
        }
        Ok(Asked {
            redirect_uri: self.redirect_uri,
            scopes,
            state: self.state,
            nonce: self.nonce,
            level,
            idp_hint: self.idp_hint,
            amr: self.amr,
        })
    }

    /// Whether the error goes in the fragment: the client asked for an answer that goes there.
    #[must_use]
    pub fn wants_fragment(&self) -> bool {
        self.response_type
            .split(' ')
            .any(|word| word == "token" || word == "id_token")
    }

    /// The first known scope that the client may not ask for.
    fn refused_scope(&self, client: &SandboxClient) -> Option<String> {
        self.scope
            .split(' ')
            .find(|scope| claims::is_known(scope) && !client.config.scopes().contains(*scope))
            .map(str::to_owned)
    }
}

/// The lowest level known among those asked; the platform's own when none is.
fn level(acr_values: &str) -> Result<Level, Refused> {
    let lowest = acr_values
        .split(' ')
        .filter_map(|word| word.parse::<Level>().ok())
        .min();
    match lowest {
        None => Ok(OFFERED),
        Some(level) if level == OFFERED => Ok(level),
        Some(level) => Err(Fault::AcrRefused.about(level.as_str())),
    }
}
