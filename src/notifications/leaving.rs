//! The signed link by which a person leaves a kind of mails without signing in (RFC 8058).
//!
//! It names an account and a topic under a MAC of the server's key: it needs no row, can't be guessed, lets its bearer
//! do this one thing, and works as long as mails are kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::model::Topic;
use super::urls;
use crate::kernel::error::Fault;
use crate::kernel::secret::{Vault, same};
use crate::shell::AccountId;

const PURPOSE: &str = "leave a kind of mails";
const ID: usize = 16;
const MAC: usize = 32;

fn signed(account: AccountId, topic: Topic) -> Vec<u8> {
    let mut text = account.0.as_bytes().to_vec();
    text.extend_from_slice(topic.as_str().as_bytes());
    text
}

/// The text that stands in the link.
pub(super) fn token(vault: &Vault, account: AccountId, topic: Topic) -> Result<String, Fault> {
    let named = signed(account, topic);
    let mut bytes = vault.mac(PURPOSE, &named)?.to_vec();
    bytes.extend_from_slice(&named);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whom and what a token names, if we signed it.
pub(super) fn read(vault: &Vault, token: &str) -> Result<Option<(AccountId, Topic)>, Fault> {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else {
        return Ok(None);
    };
    let (Some(mac), Some(named)) = (bytes.get(..MAC), bytes.get(MAC..)) else {
        return Ok(None);
    };
    if !same(mac, &vault.mac(PURPOSE, named)?) {
        return Ok(None);
    }
    let account = named.get(..ID).and_then(|id| Uuid::from_slice(id).ok());
    let topic = named
        .get(ID..)
        .and_then(|topic| std::str::from_utf8(topic).ok()?.parse::<Topic>().ok());
    Ok(account.map(AccountId).zip(topic))
}

/// The whole link for a mail, given the base of the links.
pub fn leaving_link(
    vault: &Vault,
    base: &str,
    (account, topic): (AccountId, Topic),
) -> Result<String, Fault> {
    let token = token(vault, account, topic)?;
    Ok(format!("{base}{}", urls::leave(&token)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::secret::Random;

    #[test]
    fn a_link_names_one_person_and_one_topic_and_nobody_else_can_make_it() {
        let vault = Vault::new(&[7; 32], Random::system());
        let who = AccountId(Uuid::from_u128(9));
        for topic in Topic::ALL {
            let text = token(&vault, who, *topic).unwrap();
            assert_eq!(read(&vault, &text).unwrap(), Some((who, *topic)));
            let other = Vault::new(&[8; 32], Random::system());
            assert_eq!(read(&other, &text).unwrap(), None);
            let mut altered = URL_SAFE_NO_PAD.decode(&text).unwrap();
            altered[MAC] ^= 1;
            let altered = URL_SAFE_NO_PAD.encode(altered);
            assert_eq!(read(&vault, &altered).unwrap(), None);
        }
        for odd in ["", "A", "****", &"A".repeat(43), &"A".repeat(300)] {
            assert_eq!(read(&vault, odd).unwrap(), None, "{odd}");
        }
    }
}
