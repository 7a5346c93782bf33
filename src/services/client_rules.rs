//! The rules of a client configuration: a draft and its frame in, a valid configuration or every error out.
//!
//! Source: the published partner space (reference/franceconnect.md 1.5) for the sandbox, its operations import
//! (1.6) for production: https only, no localhost, no bare IP address.

use std::collections::BTreeSet;

use super::addresses::{self, Demand};
use super::client::{
    AuthMethod, ClientAuth, ClientConfig, ClientDraft, Environment, FieldError, Keys, SigningAlg,
};
use super::keys;
use super::scopes::ScopeSet;

/// Longest name of a client, in characters.
const NAME_MAX: usize = 256;
/// Most values in one list: nobody needs more, and a page must stay readable.
const LIST_MAX: usize = 50;

/// What a configuration is judged against.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Where the client will be used.
    pub environment: Environment,
    /// What the habilitation allows.
    pub allowed: ScopeSet,
}

/// Collects errors while values are read.
struct Findings {
    errors: Vec<FieldError>,
}

impl Findings {
    fn note(&mut self, field: &'static str, message: impl Into<String>) {
        self.errors.push(FieldError {
            field,
            message: message.into(),
        });
    }
}

/// Judges a draft. All errors are told at once, in the order of the form.
pub fn check(draft: &ClientDraft, frame: &Frame) -> Result<ClientConfig, Vec<FieldError>> {
    let mut findings = Findings { errors: Vec::new() };
    let config = ClientConfig {
        name: name(&mut findings, &draft.name),
        sites: urls(&mut findings, "sites", &draft.sites, Demand::site()),
        redirect_uris: redirect_uris(&mut findings, draft, frame.environment),
        post_logout_redirect_uris: post_logout_uris(&mut findings, draft, frame.environment),
        sector_identifier_uri: optional_url(
            &mut findings,
            "sector_identifier_uri",
            &draft.sector_identifier_uri,
            Demand::document(frame.environment),
        ),
        ip_ranges: ip_ranges(&mut findings, &draft.ip_ranges),
        signing_alg: signing_alg(&mut findings, &draft.signing_alg),
        auth: auth(&mut findings, draft, Demand::document(frame.environment)),
        entity_id: entity_id(&mut findings, &draft.entity_id),
        scopes: scopes(&mut findings, &draft.scopes, &frame.allowed),
    };
    if findings.errors.is_empty() {
        Ok(config)
    } else {
        Err(findings.errors)
    }
}

fn redirect_uris(
    findings: &mut Findings,
    draft: &ClientDraft,
    environment: Environment,
) -> Vec<String> {
    let field = "redirect_uris";
    let uris = urls(
        findings,
        field,
        &draft.redirect_uris,
        Demand::redirect(environment),
    );
    if uris.is_empty() {
        findings.note(
            field,
            "Indiquez au moins une adresse de retour après connexion.",
        );
    }
    if draft.sector_identifier_uri.trim().is_empty() && addresses::several_hosts(&uris) {
        findings.note(
            field,
            "Les adresses de retour doivent toutes être sur le même hôte. Sinon, renseignez l'URL d'identifiant de secteur.",
        );
    }
    uris
}

fn post_logout_uris(
    findings: &mut Findings,
    draft: &ClientDraft,
    environment: Environment,
) -> Vec<String> {
    let field = "post_logout_redirect_uris";
    let uris = urls(
        findings,
        field,
        &draft.post_logout_redirect_uris,
        Demand::redirect(environment),
    );
    if uris.is_empty() {
        findings.note(
            field,
            "Indiquez au moins une adresse de retour après déconnexion.",
        );
    }
    uris
}

fn signing_alg(findings: &mut Findings, typed: &str) -> SigningAlg {
    typed.parse().unwrap_or_else(|_| {
        findings.note(
            "signing_alg",
            "Choisissez un algorithme de signature : ES256 ou RS256.",
        );
        SigningAlg::Es256
    })
}

fn name(findings: &mut Findings, typed: &str) -> String {
    let name = typed.trim();
    if name.is_empty() {
        findings.note("name", "Donnez un nom au client.");
    } else if name.chars().count() > NAME_MAX {
        findings.note(
            "name",
            "Le nom du client ne doit pas dépasser 256 caractères.",
        );
    } else if name.chars().any(char::is_control) {
        findings.note(
            "name",
            "Le nom du client tient sur une ligne, sans caractère de contrôle.",
        );
    }
    name.to_owned()
}

/// The values that are not blank, once each, in their order.
fn kept(typed: &[String]) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    typed
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty() && seen.insert(*line))
        .collect()
}

fn urls(
    findings: &mut Findings,
    field: &'static str,
    typed: &[String],
    demand: Demand,
) -> Vec<String> {
    let values = kept(typed);
    if values.len() > LIST_MAX {
        findings.note(field, "Indiquez 50 adresses au plus.");
    }
    for value in values.iter().take(LIST_MAX) {
        if let Err(problem) = addresses::url(value, demand) {
            findings.note(field, problem);
        }
    }
    values.into_iter().map(str::to_owned).collect()
}

fn optional_url(
    findings: &mut Findings,
    field: &'static str,
    typed: &str,
    demand: Demand,
) -> Option<String> {
    let value = typed.trim();
    if value.is_empty() {
        return None;
    }
    if let Err(problem) = addresses::url(value, demand) {
        findings.note(field, problem);
    }
    Some(value.to_owned())
}

fn ip_ranges(findings: &mut Findings, typed: &[String]) -> Vec<String> {
    let values = kept(typed);
    if values.len() > LIST_MAX {
        findings.note("ip_ranges", "Indiquez 50 adresses IP ou plages au plus.");
    }
    for value in values.iter().take(LIST_MAX) {
        if !addresses::is_ip_or_range(value) {
            findings.note(
                "ip_ranges",
                format!("« {} » n'est ni une adresse IP ni une plage. Exemples : 192.0.2.10 ou 192.0.2.0/24.", addresses::short(value)),
            );
        }
    }
    values.into_iter().map(str::to_owned).collect()
}

fn auth(findings: &mut Findings, draft: &ClientDraft, document: Demand) -> ClientAuth {
    let Ok(method) = draft.auth_method.parse::<AuthMethod>() else {
        findings.note("auth_method", "Choisissez une méthode d'authentification.");
        return ClientAuth::SecretPost;
    };
    match method {
        AuthMethod::SecretPost => ClientAuth::SecretPost,
        AuthMethod::PrivateKeyJwt => ClientAuth::PrivateKeyJwt {
            keys: public_keys(findings, draft, document),
        },
    }
}

fn public_keys(findings: &mut Findings, draft: &ClientDraft, document: Demand) -> Keys {
    let (uri, set) = (draft.jwks_uri.trim(), draft.jwks.trim());
    match (uri.is_empty(), set.is_empty()) {
        (true, true) => {
            findings.note(
                "jwks_uri",
                "Avec private_key_jwt, donnez vos clés publiques : leur adresse ou leur contenu.",
            );
            Keys::Uri(String::new())
        }
        (false, false) => {
            findings.note(
                "jwks",
                "Donnez soit l'adresse de vos clés publiques, soit leur contenu, pas les deux.",
            );
            Keys::Uri(String::new())
        }
        (false, true) => {
            Keys::Uri(optional_url(findings, "jwks_uri", uri, document).unwrap_or_default())
        }
        (true, false) => {
            if let Err(problem) = keys::check(set) {
                findings.note("jwks", problem);
            }
            Keys::Set(set.to_owned())
        }
    }
}

fn entity_id(findings: &mut Findings, typed: &str) -> Option<String> {
    let value = typed.trim();
    if value.is_empty() {
        return None;
    }
    let well_made = (32..=64).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !well_made {
        findings.note(
            "entity_id",
            "L'identifiant à réutiliser compte de 32 à 64 lettres, chiffres ou tirets.",
        );
    }
    Some(value.to_owned())
}

fn scopes(findings: &mut Findings, typed: &[String], allowed: &ScopeSet) -> BTreeSet<String> {
    let mut scopes: BTreeSet<String> = kept(typed).into_iter().map(str::to_owned).collect();
    scopes.insert("openid".to_owned());
    for scope in scopes.iter().filter(|scope| !allowed.allows(scope)) {
        findings.note(
            "scopes",
            format!(
                "« {} » n'est pas dans votre habilitation : demandez un avenant pour l'obtenir.",
                addresses::short(scope)
            ),
        );
    }
    scopes
}
