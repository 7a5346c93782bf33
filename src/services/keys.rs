//! What a JWK set given by hand must look like: public keys for signing, and nothing private.

use serde_json::Value;

/// Largest accepted set, in bytes.
const SET_MAX: usize = 16 * 1024;
/// Most keys in a set: one in use, one to come, and some room.
const KEYS_MAX: usize = 10;
/// Members that only a private or symmetric key has (RFC 7518, section 6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Checks the text of a JWK set; the error is a French sentence.
pub fn check(text: &str) -> Result<(), String> {
    if text.len() > SET_MAX {
        return Err("Le jeu de clés ne doit pas dépasser 16 Ko.".to_owned());
    }
    let set: Value = serde_json::from_str(text).map_err(|_| {
        "Le jeu de clés n'est pas du JSON valide. Forme attendue : {\"keys\": [...]}.".to_owned()
    })?;
    let keys = set
        .get("keys")
        .and_then(Value::as_array)
        .ok_or_else(|| "Le jeu de clés doit contenir une liste « keys ».".to_owned())?;
    if keys.is_empty() || keys.len() > KEYS_MAX {
        return Err("Le jeu de clés doit contenir de 1 à 10 clés.".to_owned());
    }
    keys.iter().enumerate().try_for_each(|(index, key)| {
        one(key).map_err(|problem| format!("Clé {} : {problem}", index + 1))
    })
}

fn one(key: &Value) -> Result<(), &'static str> {
    let text = |member: &str| key.get(member).and_then(Value::as_str).unwrap_or_default();
    if PRIVATE_MEMBERS
        .iter()
        .any(|member| key.get(member).is_some())
    {
        return Err(
            "elle contient une partie privée. Ne donnez que la clé publique, et remplacez cette clé : elle est compromise.",
        );
    }
    if !matches!(text("use"), "" | "sig") {
        return Err("elle doit servir à signer (« use » vaut « sig »).");
    }
    match text("kty") {
        "EC" if text("crv") == "P-256" && base64url(text("x"), 32) && base64url(text("y"), 32) => {
            Ok(())
        }
        "EC" => Err("une clé EC doit être sur la courbe P-256, avec « x » et « y »."),
        "RSA" if long_modulus(text("n")) && !text("e").is_empty() => Ok(()),
        "RSA" => Err("une clé RSA doit compter au moins 2 048 bits, avec « n » et « e »."),
        _ => Err("seules les clés EC (P-256) et RSA sont acceptées."),
    }
}

fn base64url(text: &str, bytes: usize) -> bool {
    decoded(text).is_some_and(|value| value.len() == bytes)
}

fn long_modulus(text: &str) -> bool {
    decoded(text).is_some_and(|modulus| {
        let significant = modulus.iter().skip_while(|byte| **byte == 0).count();
        (256..=1024).contains(&significant)
    })
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .ok()
}
