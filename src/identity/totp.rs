//! The second factor: one-time codes by the clock (RFC 6238) and recovery codes.
//!
//! The secret is sealed at rest. A code is accepted one step early or late, and each step once. Recovery codes are
//! kept as keyed hashes: 50 random bits would not resist a search without the server's key.

use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};

use super::AccountId;
use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;
use crate::kernel::secret::{Random, Vault, hex};

const SECRET_LEN: usize = 20;
const STEP_SECONDS: u64 = 30;
const SEAL: &str = "totp";
const RECOVERY: &str = "recovery code";
const RECOVERY_COUNT: usize = 10;
/// Crockford's alphabet: nothing that is mistaken for something else.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The secret shared with a person's authenticator.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Vec<u8>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    /// A new secret.
    pub fn draw(random: &Random) -> Result<Self, Fault> {
        let mut bytes = vec![0; SECRET_LEN];
        random.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// A known secret, for demonstration accounts and tests; none when the text is not base 32.
    #[must_use]
    pub fn from_base32(text: &str) -> Option<Self> {
        let secret = Secret::try_from_base32(text).ok()?;
        Some(Self(secret.as_ref().to_vec())).filter(|secret| secret.0.len() >= 16)
    }

    /// What the person types when no camera is at hand, in groups of four.
    #[must_use]
    pub fn grouped(&self) -> String {
        let text = self.base32();
        let groups = text.as_bytes().chunks(4).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join(" ")
    }

    fn base32(&self) -> String {
        Secret::from(self.0.as_slice()).to_base32()
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_secret(Secret::from(self.0.as_slice()))
            .with_step_duration(STEP_SECONDS)
            .build_noncompliant()
    }

    /// The code shown by an authenticator at `now`; for tests and demonstrations.
    #[must_use]
    pub fn code_at(&self, now: Instant) -> String {
        self.totp().generate(seconds(now)).to_string()
    }

    /// The step that `code` belongs to, if it is one of those of `now`.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Instant) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.totp()
            .check(&digits, seconds(now))
            .and_then(|step| i64::try_from(step).ok())
    }

    /// The address that authenticators read (`otpauth:`, Google's key URI format).
    fn uri(&self, email: &str, issuer: &str) -> String {
        let encode = |text: &str| {
            url::form_urlencoded::byte_serialize(text.as_bytes())
                .collect::<String>()
                .replace('+', "%20")
        };
        let issuer = encode(issuer);
        format!(
            "otpauth://totp/{issuer}:{}?secret={}&issuer={issuer}",
            encode(email),
            self.base32()
        )
    }

    /// The picture that authenticators read, as SVG without any style.
    pub fn qr_svg(&self, email: &str, issuer: &str) -> Result<String, Fault> {
        let code =
            QrCode::new(self.uri(email, issuer)).map_err(Fault::other("drawing a QR code"))?;
        Ok(code
            .render::<svg::Color<'_>>()
            .min_dimensions(240, 240)
            .build())
    }

    /// What the database keeps.
    pub fn seal(&self, vault: &Vault, account: AccountId) -> Result<String, Fault> {
        vault.seal(SEAL, &account.to_string(), &self.0)
    }

    /// Reads what [`TotpSecret::seal`] made.
    pub fn open(vault: &Vault, account: AccountId, sealed: &str) -> Result<Self, Fault> {
        vault.open(SEAL, &account.to_string(), sealed).map(Self)
    }
}

fn seconds(now: Instant) -> u64 {
    u64::try_from(now.utc().timestamp()).unwrap_or_default()
}

/// Ten new recovery codes, such as `7k3mz-0qx9d`.
pub fn draw_recovery_codes(random: &Random) -> Result<Vec<String>, Fault> {
    let mut codes = Vec::with_capacity(RECOVERY_COUNT);
    for _ in 0..RECOVERY_COUNT {
        let mut bytes = [0_u8; 10];
        random.fill(&mut bytes)?;
        let letter = |byte: &u8| {
            ALPHABET
                .get(usize::from(byte & 31))
                .map_or('0', |letter| char::from(*letter))
        };
        let mut code: String = bytes.iter().map(letter).collect();
        code.insert(5, '-');
        codes.push(code);
    }
    Ok(codes)
}

/// What the database keeps of a recovery code, however it was typed; none when it can't be one.
pub fn recovery_hash(
    vault: &Vault,
    account: AccountId,
    code: &str,
) -> Result<Option<String>, Fault> {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if plain.len() != 10 {
        return Ok(None);
    }
    let plain = plain.replace('o', "0").replace(['i', 'l'], "1");
    Ok(Some(hex(&vault.mac(
        RECOVERY,
        format!("{account}\n{plain}").as_bytes(),
    )?)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};
    use uuid::Uuid;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::new(DateTime::from_timestamp(seconds, 0).unwrap())
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = TotpSecret(b"12345678901234567890".to_vec());
        assert_eq!(secret.code_at(at(59)), "287082");
        assert_eq!(secret.code_at(at(1_111_111_109)), "081804");
        assert_eq!(TotpSecret::from_base32(&secret.base32()), Some(secret));
    }

    #[test]
    fn a_code_is_accepted_one_step_early_or_late() {
        let secret = TotpSecret::draw(&Random::system()).unwrap();
        let now = at(1_800_000_000);
        let code = secret.code_at(now);
        for late in [-30, 0, 30] {
            assert_eq!(
                secret.step_of(&code, now.plus(Duration::seconds(late))),
                Some(60_000_000)
            );
        }
        assert_eq!(secret.step_of(&code, now.plus(Duration::seconds(90))), None);
        assert_eq!(
            secret.step_of(&format!(" {} {} ", &code[..3], &code[3..]), now),
            Some(60_000_000)
        );
        for wrong in ["", "12345", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(secret.step_of(wrong, now), None);
        }
    }

    #[test]
    fn the_picture_has_no_style_and_the_secret_is_bound_to_its_account() {
        let secret = TotpSecret::draw(&Random::system()).unwrap();
        let svg = secret.qr_svg("lea@exemple.fr", "Guichet").unwrap();
        assert!(svg.contains("<svg") && !svg.contains("style"));
        assert!(
            secret
                .uri("lea@exemple.fr", "Guichet local")
                .starts_with("otpauth://totp/Guichet%20local:lea%40exemple.fr?secret=")
        );
        let vault = Vault::new(&[3; 32], Random::system());
        let sealed = secret.seal(&vault, AccountId(Uuid::nil())).unwrap();
        assert_eq!(
            TotpSecret::open(&vault, AccountId(Uuid::nil()), &sealed).unwrap(),
            secret
        );
        assert!(TotpSecret::open(&vault, AccountId(Uuid::max()), &sealed).is_err());
    }

    #[test]
    fn recovery_codes_are_recognised_however_they_are_typed() {
        let vault = Vault::new(&[3; 32], Random::system());
        let codes = draw_recovery_codes(&Random::system()).unwrap();
        assert_eq!(codes.len(), 10);
        let account = AccountId(Uuid::nil());
        let hash = |code: &str| recovery_hash(&vault, account, code).unwrap();
        assert_eq!(hash("7K3MZ 0QX9D"), hash("7k3mz-oqx9d"));
        assert_ne!(hash("7k3mz-0qx9d"), hash("7k3mz-0qx9e"));
        assert_eq!(hash("123456"), None);
    }
}
