//! The logout request: its parameters and the `id_token` that names the client.

use serde_json::Value;

use super::params::Params;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::keys::Ring;
use crate::sandbox::keys::jose::Rejected;

const LISTED: &[&str] = &[
    "id_token_hint",
    "post_logout_redirect_uri",
    "state",
    "client_id",
    "logout_hint",
    "ui_locales",
];
const VALUE_MOST: usize = 4_096;

/// A logout request that may go on, before its client is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The client to which the `id_token` was given.
    pub client_id: String,
    /// Where the browser wants to go.
    pub post_logout_redirect_uri: Option<String>,
    /// Given back as it came.
    pub state: Option<String>,
}

/// Reads a logout request. An `id_token` that is over still names its client.
pub fn read(params: &Params, ring: &Ring) -> Result<Hint, Refused> {
    for (name, value) in params.iter() {
        if !LISTED.contains(&name) {
            let shown: String = name.chars().take(64).collect();
            return Err(Fault::LogoutParameter.about(shown.replace('\0', "")));
        }
        if value.len() > VALUE_MOST || value.contains('\0') {
            return Err(Fault::LogoutParameter.about(name));
        }
    }
    if let Some(name) = params.twice() {
        return Err(Fault::LogoutParameter.about(name));
    }
    let token = params.filled("id_token_hint").ok_or(Fault::HintMissing)?;
    let claims = ring.verify(token).map_err(|rejected| match rejected {
        Rejected::Unreadable => Fault::HintUndecodable,
        Rejected::Algorithm | Rejected::Signature => Fault::HintInvalid,
    })?;
    let client_id = claims
        .get("aud")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if params
        .filled("client_id")
        .is_some_and(|told| told != client_id)
    {
        return Err(Fault::HintClient.into());
    }
    Ok(Hint {
        client_id: client_id.to_owned(),
        post_logout_redirect_uri: params.filled("post_logout_redirect_uri").map(str::to_owned),
        state: params.filled("state").map(str::to_owned),
    })
}
