//! The back channel of the demonstration: the code against tokens, then the data, every answer verified and written down.

use serde_json::{Map, Value};
use url::Url;

use super::model::{Trial, shortened};
use super::service::DemoClient;
use crate::kernel::fetch::{FetchError, Ourselves, Said};
use crate::sandbox::keys::jose;

/// One exchange, as it is shown.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Exchange {
    pub title: &'static str,
    pub method: &'static str,
    pub address: String,
    pub sent: Vec<Pair>,
    pub status: String,
    pub received: Vec<Pair>,
    pub remark: &'static str,
}

/// A name and a value.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Pair {
    pub label: String,
    pub value: String,
}

pub(super) fn pair(label: impl Into<String>, value: impl Into<String>) -> Pair {
    Pair {
        label: label.into(),
        value: value.into(),
    }
}

/// What the demonstration learnt, up to the first problem.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub exchanges: Vec<Exchange>,
    pub claims: Vec<Pair>,
    pub id_token: Option<String>,
    pub problem: Option<String>,
}

/// The demonstration at its return from the sandbox.
pub(super) struct Call<'a> {
    pub ours: &'a Ourselves,
    pub issuer: &'a str,
    pub demo: &'a DemoClient,
    pub redirect_uri: &'a str,
}

type Claims = Map<String, Value>;

/// Goes through the back channel with a code.
pub(super) async fn complete(call: &Call<'_>, trial: &Trial, code: &str) -> Seen {
    let mut seen = Seen::default();
    if let Err(problem) = call.run(trial, code, &mut seen).await {
        seen.problem = Some(problem);
    }
    seen
}

impl Call<'_> {
    fn path(&self, endpoint: &str) -> String {
        let base =
            Url::parse(self.issuer).map_or_else(|_| String::new(), |url| url.path().to_owned());
        format!("{base}{endpoint}")
    }

    async fn run(&self, trial: &Trial, code: &str, seen: &mut Seen) -> Result<(), String> {
        let tokens = self.tokens(code, seen).await?;
        let text = |name: &str| tokens.get(name).and_then(Value::as_str).unwrap_or_default();
        let (id_token, access_token) = (text("id_token"), text("access_token"));
        let keys = self
            .ours
            .get(&self.path("/jwks"), None)
            .await
            .map_err(told)?;
        let keys = jose::read_set(keys.body.as_bytes()).ok_or("Les clés sont illisibles.")?;
        let claims = jose::verify(id_token, &keys)
            .map_err(|_| "La signature de l'id_token n'est pas bonne.".to_owned())?;
        seen.exchanges.push(decoded(&claims));
        trial.check_id_token(&claims, (self.issuer, &self.demo.client.client_id))?;
        seen.id_token = Some(id_token.to_owned());
        let answer = self.userinfo(access_token, seen).await?;
        let data = jose::verify(answer.body.trim(), &keys)
            .map_err(|_| "La signature de la réponse de userinfo n'est pas bonne.".to_owned())?;
        if data.get("sub") != claims.get("sub") {
            return Err("sub n'est pas le même dans l'id_token et dans userinfo.".to_owned());
        }
        seen.claims = pairs(&data);
        Ok(())
    }

    async fn tokens(&self, code: &str, seen: &mut Seen) -> Result<Claims, String> {
        let client_id = self.demo.client.client_id.as_str();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri),
            ("client_id", client_id),
            ("client_secret", self.demo.secret.as_str()),
        ];
        let said = self
            .ours
            .post(&self.path("/token"), &fields)
            .await
            .map_err(told)?;
        let shown = |(name, value): (&str, &str)| match name {
            "code" | "client_secret" => pair(name, shortened(value)),
            _ => pair(name, value),
        };
        let answer: Claims = serde_json::from_str(&said.body).unwrap_or_default();
        seen.exchanges.push(Exchange {
            title: "Le code contre les jetons",
            method: "POST",
            address: format!("{}/token", self.issuer),
            sent: fields.into_iter().map(shown).collect(),
            status: status(&said),
            received: pairs(&answer)
                .into_iter()
                .map(|Pair { label, value }| match label.as_str() {
                    "access_token" | "id_token" => pair(label, shortened(&value)),
                    _ => pair(label, value),
                })
                .collect(),
            remark: "De serveur à serveur, dans les 30 secondes. Le secret ne passe jamais par le navigateur.",
        });
        if said.status == 200 {
            Ok(answer)
        } else {
            Err(format!(
                "Le point d'accès aux jetons a répondu {}.",
                said.status
            ))
        }
    }

    async fn userinfo(&self, access_token: &str, seen: &mut Seen) -> Result<Said, String> {
        let path = self.path("/userinfo");
        let said = self
            .ours
            .get(&path, Some(access_token))
            .await
            .map_err(told)?;
        let received = jose::peek_claims(said.body.trim()).unwrap_or_default();
        seen.exchanges.push(Exchange {
            title: "Les données de la personne",
            method: "GET",
            address: format!("{}/userinfo", self.issuer),
            sent: vec![pair("Authorization", format!("Bearer {}", shortened(access_token)))],
            status: status(&said),
            received: pairs(&received),
            remark: "La réponse est un JWT : sa signature a été vérifiée avec les clés publiques, et son sub comparé à celui de l'id_token.",
        });
        if said.status == 200 {
            Ok(said)
        } else {
            Err(format!("userinfo a répondu {}.", said.status))
        }
    }
}

fn decoded(claims: &Claims) -> Exchange {
    Exchange {
        title: "L'id_token, décodé",
        method: "",
        address: String::new(),
        sent: Vec::new(),
        status: String::new(),
        received: pairs(claims),
        remark: "Sa signature, son émetteur (iss), son destinataire (aud) et son nonce ont été vérifiés. Il ne contient aucune donnée d'identité.",
    }
}

fn status(said: &Said) -> String {
    format!("{} {}", said.status, said.media_type)
}

fn pairs(claims: &Claims) -> Vec<Pair> {
    let text = |value: &Value| match value {
        Value::String(text) if text.is_empty() => "(vide)".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    claims
        .iter()
        .map(|(name, value)| pair(name.as_str(), text(value)))
        .collect()
}

fn told(error: FetchError) -> String {
    match error {
        FetchError::TooSlow => "Le bac à sable a mis trop de temps à répondre.".to_owned(),
        _ => "Le bac à sable n'a pas répondu au service de démonstration.".to_owned(),
    }
}
