//! From a recipe and the values of a client to a file that works as it is.
//!
//! A recipe is a file of its own language with marks: `{{json:issuer}}` puts a value there, written as that language
//! writes text, so that nothing a partner typed can leave its quotes; a line that ends with `{{if http}}` stays only
//! when it is so.

use std::collections::BTreeMap;

use url::Url;

use crate::services::{AuthMethod, SandboxClient};

/// The port on which a recipe listens when the address of return names none.
const USUAL_PORT: u16 = 3000;

/// What recipes may put in their marks, and what holds.
#[derive(Debug, Clone)]
pub(super) struct Values {
    texts: BTreeMap<&'static str, String>,
    scopes: Vec<String>,
    holds: BTreeMap<&'static str, bool>,
}

fn path_of(address: &str) -> String {
    Url::parse(address).map_or_else(|_| "/".to_owned(), |url| url.path().to_owned())
}

impl Values {
    /// The values of a client that calls this issuer.
    pub(super) fn of(client: &SandboxClient, issuer: &str) -> Self {
        let config = &client.config;
        let first = |list: &[String]| list.first().cloned().unwrap_or_default();
        let redirect_uri = first(config.redirect_uris());
        let farewell = first(config.post_logout_redirect_uris());
        let port = Url::parse(&redirect_uri).ok().and_then(|url| url.port());
        let scopes: Vec<String> = openid_first(config.scopes().iter().cloned());
        let endpoint = |path: &str| format!("{issuer}{path}");
        let key = config.auth().method() == AuthMethod::PrivateKeyJwt;
        let texts = BTreeMap::from([
            ("issuer", issuer.to_owned()),
            ("metadata", endpoint("/.well-known/openid-configuration")),
            ("authorize_acr", endpoint("/authorize?acr_values=eidas1")),
            ("token", endpoint("/token")),
            ("userinfo", endpoint("/userinfo")),
            ("jwks", endpoint("/jwks")),
            ("logout", endpoint("/session/end")),
            ("client_id", client.client_id.clone()),
            ("redirect_path", path_of(&redirect_uri)),
            ("redirect_uri", redirect_uri),
            ("post_logout_path", path_of(&farewell)),
            ("post_logout_redirect_uri", farewell),
            ("scope", scopes.join(" ")),
            ("scope_commas", scopes.join(",")),
            ("acr", "eidas1".to_owned()),
            ("alg", config.signing_alg().as_str().to_owned()),
            ("port", port.unwrap_or(USUAL_PORT).to_string()),
        ]);
        let holds = BTreeMap::from([
            ("http", issuer.starts_with("http:")),
            ("key", key),
            ("secret", !key),
            ("es256", config.signing_alg().as_str() == "ES256"),
        ]);
        Self {
            texts,
            scopes,
            holds,
        }
    }

    /// One value, as recipes would write it without quotes.
    pub(super) fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    fn written(&self, mark: &str) -> Option<String> {
        if mark == "json:scopes" {
            return serde_json::to_string(&self.scopes).ok();
        }
        let (manner, name) = mark.split_once(':')?;
        let value = self.texts.get(name)?;
        Some(match manner {
            "raw" => value.clone(),
            "json" => serde_json::to_string(value).ok()?,
            "single" => format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'")),
            "shell" => format!("'{}'", value.replace('\'', "'\\''")),
            "quoted" => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
            _ => return None,
        })
    }

    /// The line with its marks replaced, unless its condition does not hold.
    fn line(&self, line: &str) -> Option<String> {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("{{") {
            let (mark, after) = after.split_once("}}")?;
            out.push_str(before);
            rest = after;
            match mark.strip_prefix("if ") {
                Some(condition) if !self.holds.get(condition).copied().unwrap_or(false) => {
                    return None;
                }
                Some(_) => out.truncate(out.trim_end().len()),
                None => out.push_str(&self.written(mark).unwrap_or_default()),
            }
        }
        out.push_str(rest);
        Some(out)
    }

    /// The recipe with these values.
    pub(super) fn fill(&self, recipe: &str) -> String {
        let mut text = String::with_capacity(recipe.len() + 1_000);
        for line in recipe.lines().filter_map(|line| self.line(line)) {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// Values for samples and tests.
    pub(super) fn sample(issuer: &str, redirect_uri: &str, key: bool) -> Self {
        let mut texts = BTreeMap::new();
        for name in [
            "issuer",
            "metadata",
            "authorize_acr",
            "token",
            "userinfo",
            "jwks",
            "logout",
        ] {
            texts.insert(name, issuer.to_owned());
        }
        for name in ["redirect_uri", "post_logout_redirect_uri"] {
            texts.insert(name, redirect_uri.to_owned());
        }
        for (name, value) in [
            ("client_id", "aa"),
            ("redirect_path", "/retour"),
            ("post_logout_path", "/fin"),
            ("scope", "openid email"),
            ("scope_commas", "openid,email"),
            ("acr", "eidas1"),
            ("alg", "ES256"),
            ("port", "3000"),
        ] {
            texts.insert(name, value.to_owned());
        }
        Self {
            texts,
            scopes: vec!["openid".to_owned(), "email".to_owned()],
            holds: BTreeMap::from([
                ("http", issuer.starts_with("http:")),
                ("key", key),
                ("secret", !key),
                ("es256", true),
            ]),
        }
    }
}

/// `openid` comes first, as everybody writes it.
fn openid_first(scopes: impl Iterator<Item = String>) -> Vec<String> {
    let mut scopes: Vec<String> = scopes.collect();
    scopes.sort_by_key(|scope| scope != "openid");
    scopes
}

#[cfg(test)]
mod tests {
    use super::super::library::LIBRARIES;
    use super::*;

    #[test]
    fn every_mark_of_every_recipe_is_known_and_no_mark_is_left() {
        for library in LIBRARIES {
            for key in [false, true] {
                let values = Values::sample("https://fc.exemple.fr/api/v2", "https://a.fr/r", key);
                for mark in library.recipe.split("{{").skip(1) {
                    let mark = mark.split("}}").next().unwrap();
                    let known = mark.strip_prefix("if ").map_or_else(
                        || values.written(mark).is_some(),
                        |c| values.holds.contains_key(c),
                    );
                    assert!(known, "{}: {mark}", library.code);
                }
                let text = values.fill(library.recipe);
                assert!(!text.contains("{{"), "{}", library.code);
            }
        }
    }

    #[test]
    fn what_somebody_typed_never_leaves_its_quotes() {
        let values = Values::sample("https://fc.fr", r#"https://a.fr/'"\x$(id)#{y}"#, false);
        for (mark, expected) in [
            ("json:redirect_uri", r#""https://a.fr/'\"\\x$(id)#{y}""#),
            ("single:redirect_uri", r#"'https://a.fr/\'"\\x$(id)#{y}'"#),
            ("shell:redirect_uri", r#"'https://a.fr/'\''"\x$(id)#{y}'"#),
            ("quoted:redirect_uri", r#""https://a.fr/'\"\\x$(id)#{y}""#),
        ] {
            assert_eq!(values.written(mark).unwrap(), expected);
        }
    }

    #[test]
    fn a_line_stays_only_when_its_condition_holds() {
        let recipe = "a\nb {{if http}}\nc = {{json:client_id}};   {{if secret}}\nd {{if key}}\n";
        let with = |issuer, key| Values::sample(issuer, "https://a.fr", key).fill(recipe);
        assert_eq!(with("http://x", false), "a\nb\nc = \"aa\";\n");
        assert_eq!(with("https://x", true), "a\nd\n");
    }

    #[test]
    fn configuration_files_are_sound() {
        let values = Values::sample("http://x/\"y", "http://a.fr/\"q", false);
        let keycloak = LIBRARIES.iter().find(|library| library.code == "keycloak");
        let text = values.fill(keycloak.unwrap().recipe);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["config"]["tokenUrl"], "http://x/\"y");
        assert_eq!(read["config"]["pkceEnabled"], "false");
    }

    #[test]
    fn no_recipe_asks_for_what_franceconnect_refuses() {
        for library in LIBRARIES {
            for refused in ["code_challenge", "login_hint", "response_mode", "max_age"] {
                assert!(
                    library
                        .recipe
                        .lines()
                        .all(|line| !line.contains(refused) || line.trim_start().starts_with("//")),
                    "{}: {refused}",
                    library.code
                );
            }
        }
    }
}
