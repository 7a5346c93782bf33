//! Passwords: which are good enough, and how they are kept.
//!
//! The rules follow the CNIL's recommendation of 2022 in its spirit, length and strength over composition: 12
//! characters, a zxcvbn score of 3 or more with the person's own words counted against them. Kept as argon2id at
//! the parameters OWASP recommends. Hashing takes tens of milliseconds: never in a transaction.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Argon2, Params};
use secrecy::{ExposeSecret, SecretString};
use zxcvbn::Score;

use crate::config::PasswordCost;
use crate::kernel::error::Fault;
use crate::kernel::secret::Random;

const SHORTEST: usize = 12;
const LONGEST: usize = 200;
const SALT: usize = 16;
/// What strength looks at: its cost grows with the square of the length.
const JUDGED: usize = 60;

/// Passwords long enough for the rules and seen in every leak; what zxcvbn does not know of French habits.
const TOO_COMMON: [&str; 12] = [
    "motdepasse12",
    "motdepasse123",
    "motdepasse1234",
    "administrateur",
    "franceconnect",
    "azertyuiop12",
    "azertyuiopqsdfghjklm",
    "bonjourbonjour",
    "jetaimejetaime",
    "doudoudoudou",
    "soleilsoleil",
    "changezmoi12",
];

/// A password that was typed and is good enough.
#[derive(Debug, Clone)]
pub struct NewPassword(SecretString);

impl NewPassword {
    /// Judges a password; `own` are words of the person, which make it weaker. The error is the message for the field.
    pub fn judge(text: &str, own: &[&str]) -> Result<Self, &'static str> {
        let length = text.chars().count();
        if length < SHORTEST {
            return Err("Ce mot de passe est trop court : 12 caractères au moins.");
        }
        if length > LONGEST {
            return Err("Ce mot de passe est trop long : 200 caractères au plus.");
        }
        let judged: String = text.chars().take(JUDGED).collect();
        let words: Vec<&str> = own
            .iter()
            .copied()
            .chain(["guichet", "franceconnect", "dinum"])
            .collect();
        let weak = zxcvbn::zxcvbn(&judged, &words).score() < Score::Three;
        if weak || TOO_COMMON.contains(&text.to_lowercase().as_str()) {
            return Err(
                "Ce mot de passe est trop facile à deviner. Essayez plusieurs mots sans rapport entre eux.",
            );
        }
        Ok(Self(text.into()))
    }

    /// What the database keeps.
    pub fn hash(&self, cost: PasswordCost, random: &Random) -> Result<PasswordDigest, Fault> {
        let mut salt = [0_u8; SALT];
        random.fill(&mut salt)?;
        digest(self.0.expose_secret(), cost, &salt)
    }
}

/// A password's argon2id hash with its parameters, in PHC format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordDigest(pub(super) String);

fn digest(text: &str, cost: PasswordCost, salt: &[u8]) -> Result<PasswordDigest, Fault> {
    let params = match cost {
        PasswordCost::Normal => Params::default(),
        PasswordCost::Test => Params::new(Params::MIN_M_COST, 1, 1, None)
            .map_err(Fault::other("choosing a password cost"))?,
    };
    let hash: PasswordHash = Argon2::from(params)
        .hash_password_with_salt(text.as_bytes(), salt)
        .map_err(Fault::other("hashing a password"))?;
    Ok(PasswordDigest(hash.to_string()))
}

/// Whether `text` is the password kept as `digest`. Takes as long when there is no digest, so that nobody learns by
/// the clock which accounts exist.
pub fn verify(
    text: &str,
    kept: Option<&PasswordDigest>,
    cost: PasswordCost,
) -> Result<bool, Fault> {
    let text: String = text.chars().take(LONGEST + 1).collect();
    match kept {
        Some(PasswordDigest(hash)) => Ok(Argon2::default()
            .verify_password(text.as_bytes(), hash.as_str())
            .is_ok()),
        None => digest(&text, cost, &[0; SALT]).map(|_| false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_judged_by_length_and_strength() {
        for (weak, why) in [
            ("court", "court"),
            ("motdepasse123", "facile"),
            ("aaaaaaaaaaaaaaaa", "facile"),
            ("petit.lea@exemple.fr", "facile"),
            (&"x8Kq".repeat(60), "long"),
        ] {
            let refused =
                NewPassword::judge(weak, &["lea", "petit", "petit.lea@exemple.fr"]).unwrap_err();
            assert!(refused.contains(why), "{weak}: {refused}");
        }
        assert!(NewPassword::judge("cheval agrafe pile correcte", &[]).is_ok());
    }

    #[test]
    fn a_password_is_recognised_from_its_hash() {
        let password = NewPassword::judge("cheval agrafe pile correcte", &[]).unwrap();
        let kept = password
            .hash(PasswordCost::Test, &Random::system())
            .unwrap();
        assert!(kept.0.starts_with("$argon2id$"));
        assert!(
            verify(
                "cheval agrafe pile correcte",
                Some(&kept),
                PasswordCost::Test
            )
            .unwrap()
        );
        assert!(!verify("cheval agrafe pile", Some(&kept), PasswordCost::Test).unwrap());
        assert!(!verify("cheval agrafe pile correcte", None, PasswordCost::Test).unwrap());
        assert!(!format!("{password:?}").contains("cheval"));
    }
}
