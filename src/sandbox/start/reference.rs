//! The endpoints of the sandbox as data: the page of the reference and the `OpenAPI` document are two views of it.
//!
//! Source: reference/franceconnect.md 2.1 to 2.7.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// A parameter of an endpoint.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What it holds, in French.
    pub rule: &'static str,
}

/// How parameters are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// In the address, by the browser of the person.
    Query,
    /// In the body of a form, by the server of the partner.
    Form,
    /// In a header.
    Header,
}

/// An answer of an endpoint.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Reply {
    /// Its status.
    pub status: u16,
    /// Its type; empty for a redirection.
    pub media_type: &'static str,
    /// What it holds, in French.
    pub text: &'static str,
}

/// An endpoint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoint {
    /// Under the issuer.
    pub path: &'static str,
    /// The method.
    pub method: &'static str,
    /// What it is for, in French.
    pub title: &'static str,
    /// How it behaves, in French.
    pub text: &'static str,
    /// How its parameters are sent.
    pub sent: Sent,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Its answers.
    pub replies: &'static [Reply],
}

const fn must(name: &'static str, rule: &'static str) -> Parameter {
    Parameter {
        name,
        required: true,
        rule,
    }
}

const fn may(name: &'static str, rule: &'static str) -> Parameter {
    Parameter {
        name,
        required: false,
        rule,
    }
}

const fn reply(status: u16, media_type: &'static str, text: &'static str) -> Reply {
    Reply {
        status,
        media_type,
        text,
    }
}

const HTML: &str = "text/html";
const JSON: &str = "application/json";

/// Every endpoint, in the order of a flow.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/.well-known/openid-configuration",
        method: "get",
        title: "Découverte",
        text: "Les adresses et ce que le fournisseur sait faire. Elle annonce PKCE, que l'autorisation refuse : n'en tenez pas compte.",
        sent: Sent::Query,
        parameters: &[],
        replies: &[reply(
            200,
            JSON,
            "Le document de découverte, à garder 10 minutes au plus.",
        )],
    },
    Endpoint {
        path: "/authorize",
        method: "get",
        title: "Autorisation",
        text: "Le navigateur de la personne y est envoyé ; GET ou POST. Tout paramètre qui n'est pas dans cette liste est refusé, PKCE compris.",
        sent: Sent::Query,
        parameters: &[
            must("client_id", "L'identifiant du client."),
            must("response_type", "code"),
            must(
                "scope",
                "Des scopes de votre habilitation, séparés par des espaces, dont openid.",
            ),
            must(
                "redirect_uri",
                "Une adresse de retour déclarée, à l'identique.",
            ),
            must("acr_values", "eidas1"),
            must(
                "nonce",
                "22 caractères au moins, 32 conseillés, aléatoires, à usage unique.",
            ),
            must(
                "state",
                "32 caractères conseillés, aléatoires, à usage unique, vérifiés au retour.",
            ),
            may(
                "claims",
                "Du JSON. Seul usage connu : demander amr dans l'id_token.",
            ),
            may("prompt", "login, consent ou les deux."),
            may(
                "idp_hint",
                "Le fournisseur d'identité proposé, s'il vous est permis.",
            ),
            may("ui_locales", "Accepté, sans effet."),
        ],
        replies: &[
            reply(
                303,
                "",
                "Retour à redirect_uri avec code, state et iss, ou avec error, error_description, state et iss.",
            ),
            reply(
                400,
                HTML,
                "Une page d'erreur avec son code : paramètre manquant ou inconnu, client ou adresse de retour inconnus.",
            ),
        ],
    },
    Endpoint {
        path: "/token",
        method: "post",
        title: "Jetons",
        text: "Appelé par votre serveur, dans les 30 secondes, une seule fois par code. HTTP Basic est refusé.",
        sent: Sent::Form,
        parameters: &[
            must("grant_type", "authorization_code"),
            must(
                "code",
                "Le code reçu au retour : il vit 30 secondes et ne sert qu'une fois.",
            ),
            must("redirect_uri", "La même adresse qu'à l'autorisation."),
            may("client_id", "Avec client_secret."),
            may("client_secret", "Pour client_secret_post."),
            may(
                "client_assertion_type",
                "Pour private_key_jwt : urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
            ),
            may(
                "client_assertion",
                "Pour private_key_jwt : un JWT signé de votre clé, dont le jti ne sert qu'une fois.",
            ),
        ],
        replies: &[
            reply(
                200,
                JSON,
                "Cinq clés : access_token, expires_in (60), id_token, scope, token_type. Pas de refresh_token.",
            ),
            reply(
                400,
                JSON,
                "error, error_description et error_uri avec le code de l'erreur.",
            ),
            reply(401, JSON, "L'authentification du client a échoué."),
        ],
    },
    Endpoint {
        path: "/userinfo",
        method: "get",
        title: "Données de la personne",
        text: "La réponse est toujours un JWT signé, jamais du JSON. À appeler aussitôt : l'autorisation vit 30 secondes.",
        sent: Sent::Header,
        parameters: &[must("Authorization", "Bearer suivi de l'access_token.")],
        replies: &[
            reply(
                200,
                "application/jwt",
                "Les données accordées, avec sub, aud, exp, iat et iss, signées par l'algorithme du client.",
            ),
            reply(401, JSON, "Jeton absent, inconnu ou expiré."),
        ],
    },
    Endpoint {
        path: "/jwks",
        method: "get",
        title: "Clés publiques",
        text: "Pour vérifier l'id_token et la réponse de userinfo. Relisez-les quand une signature n'est pas reconnue : les clés tournent.",
        sent: Sent::Query,
        parameters: &[],
        replies: &[reply(
            200,
            "application/jwk-set+json",
            "Le jeu de clés, à garder 10 minutes au plus.",
        )],
    },
    Endpoint {
        path: "/session/end",
        method: "get",
        title: "Déconnexion",
        text: "Le navigateur de la personne y est envoyé : un appel de serveur à serveur ne déconnecte personne. Un id_token expiré est accepté.",
        sent: Sent::Query,
        parameters: &[
            must("id_token_hint", "L'id_token reçu à la connexion."),
            may(
                "post_logout_redirect_uri",
                "Une adresse de retour après déconnexion déclarée, à l'identique.",
            ),
            may("state", "Rendu au retour, à vérifier."),
            may("client_id", "S'il est donné, celui de l'id_token."),
            may("logout_hint", "Accepté, sans effet."),
            may("ui_locales", "Accepté, sans effet."),
        ],
        replies: &[
            reply(
                200,
                HTML,
                "Une page qui confirme, puis 303 vers post_logout_redirect_uri avec state.",
            ),
            reply(400, HTML, "Une page d'erreur avec son code."),
        ],
    },
    Endpoint {
        path: "/token/revocation",
        method: "post",
        title: "Révocation",
        text: "Met fin à l'access_token avant son heure. Aucun autre paramètre n'est accepté.",
        sent: Sent::Form,
        parameters: &[
            must("token", "L'access_token."),
            must("client_id", "L'identifiant du client."),
            must("client_secret", "Son secret."),
        ],
        replies: &[
            reply(200, "", "Le jeton n'est plus valable."),
            reply(400, JSON, "error et error_description."),
            reply(401, JSON, "L'authentification du client a échoué."),
        ],
    },
];

/// The `OpenAPI` 3.1 document of the endpoints under an issuer.
pub(super) fn openapi(issuer: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for endpoint in ENDPOINTS {
        let path = paths
            .entry(endpoint.path.to_owned())
            .or_insert_with(|| json!({}));
        if let Value::Object(methods) = path {
            methods.insert(endpoint.method.to_owned(), operation(endpoint));
            if endpoint.path == "/authorize" {
                let posted = Endpoint {
                    sent: Sent::Form,
                    method: "post",
                    ..*endpoint
                };
                methods.insert("post".to_owned(), operation(&posted));
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bac à sable de Guichet",
            "description": "Un fournisseur OpenID Connect qui se comporte comme FranceConnect v2.",
            "version": "2",
        },
        "servers": [{ "url": issuer }],
        "paths": paths,
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let name = endpoint.path.trim_start_matches(['/', '.']);
    let mut operation = json!({
        "operationId": format!("{}_{}", endpoint.method, name.replace(['/', '-', '.'], "_")),
        "summary": endpoint.title,
        "description": endpoint.text,
        "responses": replies(endpoint.replies),
    });
    let Value::Object(members) = &mut operation else {
        return operation;
    };
    match endpoint.sent {
        Sent::Form => {
            members.insert("requestBody".to_owned(), form(endpoint.parameters));
        }
        Sent::Query | Sent::Header => {
            let place = if endpoint.sent == Sent::Header {
                "header"
            } else {
                "query"
            };
            let parameter = |parameter: &Parameter| {
                json!({
                    "name": parameter.name,
                    "in": place,
                    "required": parameter.required,
                    "description": parameter.rule,
                    "schema": { "type": "string" },
                })
            };
            let all: Vec<Value> = endpoint.parameters.iter().map(parameter).collect();
            members.insert("parameters".to_owned(), all.into());
        }
    }
    operation
}

fn form(parameters: &[Parameter]) -> Value {
    let property = |parameter: &Parameter| {
        let schema = json!({ "type": "string", "description": parameter.rule });
        (parameter.name.to_owned(), schema)
    };
    let required = parameters.iter().filter(|parameter| parameter.required);
    json!({
        "required": true,
        "content": { "application/x-www-form-urlencoded": { "schema": {
            "type": "object",
            "properties": parameters.iter().map(property).collect::<Map<_, _>>(),
            "required": required.map(|parameter| parameter.name).collect::<Vec<_>>(),
            "additionalProperties": false,
        } } },
    })
}

fn replies(replies: &[Reply]) -> Value {
    let one = |reply: &Reply| {
        let mut said = json!({ "description": reply.text });
        if !reply.media_type.is_empty()
            && let Value::Object(members) = &mut said
        {
            let content = json!({ reply.media_type: { "schema": { "type": "string" } } });
            members.insert("content".to_owned(), content);
        }
        (reply.status.to_string(), said)
    };
    Value::Object(replies.iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_names_each_endpoint_once_with_its_parameters() {
        let document = openapi("https://fc.exemple.fr/api/v2");
        assert_eq!(
            document["servers"][0]["url"],
            "https://fc.exemple.fr/api/v2"
        );
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), ENDPOINTS.len());
        let authorize = &paths["/authorize"];
        assert_eq!(authorize["get"]["parameters"].as_array().unwrap().len(), 11);
        let body =
            &authorize["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
        assert_eq!(body["schema"]["additionalProperties"], false);
        let mut ids: Vec<&str> = paths
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for endpoint in ENDPOINTS {
            let operation = &paths[endpoint.path][endpoint.method];
            assert!(!operation["responses"].as_object().unwrap().is_empty());
        }
    }
}
