//! What a tried login waits for, and what its return is worth: pure.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::kernel::secret::same;
use crate::services::ServiceId;

/// A login that was started in a browser.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Trial {
    /// The service it is tried for.
    pub service: ServiceId,
    /// Comes back with the browser.
    pub state: String,
    /// Comes back in the `id_token`.
    pub nonce: String,
}

/// What came back in the address.
#[derive(Debug, Clone, Default)]
pub(super) struct Return {
    pub code: String,
    pub state: String,
    pub iss: String,
    pub error: String,
    pub error_description: String,
}

impl Trial {
    /// The code, once the return is known to be ours.
    pub(super) fn code<'r>(&self, back: &'r Return, issuer: &str) -> Result<&'r str, String> {
        if !same(back.state.as_bytes(), self.state.as_bytes()) {
            return Err(
                "Le state reçu n'est pas celui qui a été envoyé : un vrai service s'arrête ici."
                    .to_owned(),
            );
        }
        if !back.error.is_empty() {
            return Err(format!(
                "Le bac à sable a répondu {} : {}.",
                back.error,
                back.error_description.trim_end_matches('.')
            ));
        }
        if back.iss != issuer {
            return Err("L'émetteur (iss) reçu n'est pas le bac à sable.".to_owned());
        }
        if back.code.is_empty() {
            return Err("Le retour ne contient pas de code.".to_owned());
        }
        Ok(&back.code)
    }

    /// Whether the claims of an `id_token`, whose signature is good, are about this login.
    pub(super) fn check_id_token(
        &self,
        claims: &Map<String, Value>,
        (issuer, client_id): (&str, &str),
    ) -> Result<(), String> {
        for (name, expected) in [
            ("iss", issuer),
            ("aud", client_id),
            ("nonce", self.nonce.as_str()),
        ] {
            if claims.get(name).and_then(Value::as_str) != Some(expected) {
                return Err(format!(
                    "{name} n'a pas la valeur attendue dans l'id_token."
                ));
            }
        }
        Ok(())
    }
}

/// A secret or a token as it is shown: its beginning is enough to recognise it.
pub(super) fn shortened(value: &str) -> String {
    let head: String = value.chars().take(8).collect();
    if head.len() == value.len() {
        head
    } else {
        format!("{head}…")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn trial() -> Trial {
        Trial {
            service: ServiceId(uuid::Uuid::nil()),
            state: "s".repeat(43),
            nonce: "n".repeat(43),
        }
    }

    fn back() -> Return {
        Return {
            code: "c".to_owned(),
            state: "s".repeat(43),
            iss: "https://fc".to_owned(),
            ..Return::default()
        }
    }

    #[test]
    fn a_return_is_judged_before_its_code_is_used() {
        assert_eq!(trial().code(&back(), "https://fc"), Ok("c"));
        let changed = |change: fn(&mut Return)| {
            let mut back = back();
            change(&mut back);
            trial().code(&back, "https://fc").map(str::to_owned)
        };
        assert!(
            changed(|back| back.state = "autre".to_owned())
                .unwrap_err()
                .contains("state")
        );
        assert!(changed(|back| back.state.clear()).is_err());
        assert!(
            changed(|back| back.iss = "https://mal".to_owned())
                .unwrap_err()
                .contains("iss")
        );
        assert!(changed(|back| back.code.clear()).is_err());
        let refused = changed(|back| back.error = "access_denied".to_owned());
        assert!(refused.unwrap_err().contains("access_denied"));
    }

    #[test]
    fn an_id_token_of_another_login_is_refused() {
        let claims = json!({ "iss": "https://fc", "aud": "a", "nonce": "n".repeat(43) });
        let Value::Object(claims) = claims else {
            unreachable!()
        };
        let place = ("https://fc", "a");
        assert_eq!(trial().check_id_token(&claims, place), Ok(()));
        for name in ["iss", "aud", "nonce"] {
            let mut altered = claims.clone();
            altered.insert(name.to_owned(), "autre".into());
            let told = trial().check_id_token(&altered, place).unwrap_err();
            assert!(told.starts_with(name), "{told}");
        }
    }

    #[test]
    fn secrets_are_shown_by_their_beginning() {
        assert_eq!(shortened("0123456789"), "01234567…");
        assert_eq!(shortened("court"), "court");
    }
}
