//! What leaves as paper: the dossier as it was filed, the habilitation certificate, and the codes that prove them.
//!
//! A code is the number of the paper and a keyed digest of what it says: nothing is stored, nothing can be guessed, and
//! a code stops being good when the server's key changes.

mod letters;

use serde_json::json;

pub use letters::{APPEAL, LetterText, has_letter, letter};

use super::model::{Dossier, Habilitation, LegalBasis};
use super::service::FiledVersion;
use super::summary::summary;
use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;
use crate::kernel::pdf::{Block, Paper};
use crate::kernel::secret::{Vault, same};
use crate::kernel::text::french_date;
use crate::organisations::Siret;

/// What the digest of a code is for.
const PURPOSE: &str = "paper code";
/// Characters of the digest: 60 bits.
const DIGEST: usize = 12;
/// Digits and capitals, without those that are mistaken for others.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a paper is about, and what it certifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certified {
    /// A filed version: the request's number, the version's, its fingerprint.
    Version(String, i32, String),
    /// An habilitation: its number, the fingerprint of the version that was granted.
    Habilitation(String, String),
    /// A decision: the request's number, its rank among the decisions of the request, the fingerprint of what it says.
    Decision(String, i32, String),
}

impl Certified {
    fn number(&self) -> String {
        match self {
            Self::Version(number, ordinal, _) => format!("{number}-{ordinal}"),
            Self::Habilitation(number, _) => number.clone(),
            Self::Decision(number, rank, _) => {
                format!("L-{}-{rank}", number.trim_start_matches("D-"))
            }
        }
    }

    /// Its code, such as `H-2026-000045-7K3Q-0MZX-9T3B`.
    pub fn code(&self, vault: &Vault) -> Result<String, Fault> {
        let said = match self {
            Self::Version(number, ordinal, sha256) => json!(["version", number, ordinal, sha256]),
            Self::Habilitation(number, sha256) => json!(["habilitation", number, sha256]),
            Self::Decision(number, rank, sha256) => json!(["decision", number, rank, sha256]),
        };
        let digest = vault.mac(PURPOSE, said.to_string().as_bytes())?;
        let mut code = self.number();
        for (rank, byte) in digest.iter().take(DIGEST).enumerate() {
            if rank % 4 == 0 {
                code.push('-');
            }
            let letter = ALPHABET.get(usize::from(byte % 32)).copied();
            code.push(char::from(letter.unwrap_or(b'0')));
        }
        Ok(code)
    }

    /// Whether this code is its own.
    pub fn is_proven_by(&self, vault: &Vault, code: &str) -> Result<bool, Fault> {
        Ok(same(self.code(vault)?.as_bytes(), code.as_bytes()))
    }
}

/// What a typed code claims to be: what is left to look up before it can be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// A version of the request of this number.
    Version(String, i32),
    /// The habilitation of this number.
    Habilitation(String),
    /// A decision on the request of this number.
    Decision(String, i32),
}

/// The code as it is printed, whatever the case and the spaces it was typed with.
#[must_use]
pub fn clean_code(typed: &str) -> String {
    let kept = typed.chars().filter(|c| !c.is_whitespace());
    kept.flat_map(char::to_uppercase).take(60).collect()
}

/// What a code claims, if it has the shape of one.
#[must_use]
pub fn claimed(code: &str) -> Option<Claimed> {
    let parts: Vec<&str> = code.split('-').collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        ["D", year, rank, ordinal, _, _, _] if digits(year) && digits(rank) => Some(
            Claimed::Version(format!("D-{year}-{rank}"), ordinal.parse().ok()?),
        ),
        ["L", year, rank, ordinal, _, _, _] if digits(year) && digits(rank) => Some(
            Claimed::Decision(format!("D-{year}-{rank}"), ordinal.parse().ok()?),
        ),
        ["H", year, rank, _, _, _] if digits(year) && digits(rank) => {
            Some(Claimed::Habilitation(format!("H-{year}-{rank}")))
        }
        _ => None,
    }
}

/// How a paper proves itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its code.
    pub code: String,
    /// Where anybody checks it.
    pub url: String,
}

/// The dossier of a version.
#[must_use]
pub fn dossier_paper(filed: &FiledVersion, (ordinal, sha256): (i32, &str), proof: &Proof) -> Paper {
    let mut blocks = vec![Block::Facts(vec![
        fact("Demande", &filed.number),
        fact("Version", &ordinal.to_string()),
        fact("Déposée le", &french_date(filed.submitted_at)),
        fact("Service", &filed.dossier.service_name),
    ])];
    for section in summary(&filed.dossier) {
        let lines = section.lines.into_iter();
        blocks.push(Block::Heading(section.title.to_owned()));
        blocks.push(Block::Facts(
            lines.map(|line| (line.label, line.value)).collect(),
        ));
    }
    blocks.push(Block::Heading("Pièces jointes".to_owned()));
    if filed.documents.is_empty() {
        blocks.push(Block::Text("Aucune pièce n'est jointe.".to_owned()));
    }
    let documents = filed.documents.iter().map(|document| {
        let told = format!("{} (SHA-256 : {})", document.file_name, document.sha256);
        (document.kind.label().to_owned(), told)
    });
    blocks.push(Block::Facts(documents.collect()));
    blocks.extend(how_to_check(Some(sha256), proof));
    Paper {
        title: format!("Dossier de la demande {}", filed.number),
        subject: "Demande d'habilitation FranceConnect".to_owned(),
        foot: format!("{}, version {ordinal}. Code : {}", filed.number, proof.code),
        dated: filed.submitted_at,
        blocks,
    }
}

/// The certificate of an habilitation.
#[must_use]
pub fn certificate(
    habilitation: &Habilitation,
    (dossier, sha256): (&Dossier, &str),
    proof: &Proof,
    now: Instant,
) -> Paper {
    let holder = dossier.beneficiary();
    let siret = Siret::parse(&holder.siret).map_or_else(|_| holder.siret.clone(), Siret::spaced);
    let claims: Vec<&str> = habilitation
        .claims
        .iter()
        .map(|claim| claim.label())
        .collect();
    let state = match habilitation.ended_at {
        None => format!("En vigueur le {}", french_date(now)),
        Some(at) => format!("Terminée le {}", french_date(at)),
    };
    let mut facts = vec![
        fact("Numéro", &habilitation.number),
        fact("Titulaire", &holder.name),
        fact("SIRET", &siret),
        fact("Service", &habilitation.service_name),
        fact("Adresse du service", &dossier.service_url),
        fact("Fondement juridique", habilitation.basis.label()),
        fact("Texte", &habilitation.legal_text),
        fact("Niveau de garantie", habilitation.level.label()),
        fact("Données d'identité", &or_none(&claims.join(", "))),
        fact(
            "Données complémentaires",
            &or_none(&habilitation.data_scopes.join(", ")),
        ),
        fact("Accordée le", &french_date(habilitation.granted_at)),
        fact("Situation", &state),
    ];
    if habilitation.basis == LegalBasis::VendorForAdministration {
        facts.insert(3, fact("Déposée par", &dossier.filer.name));
    }
    let conditions = habilitation.terms.conditions();
    if !conditions.is_empty() {
        facts.push(fact("Conditions", &conditions.join("\n")));
    }
    let said = if habilitation.ended_at.is_none() {
        "Ce certificat atteste que l'organisme nommé ci-dessous est habilité à utiliser FranceConnect pour le service indiqué, dans les limites qui suivent."
    } else {
        "Cette habilitation est terminée : elle ne permet plus d'utiliser FranceConnect. Ce document atteste qu'elle a été accordée."
    };
    let mut blocks = vec![Block::Text(said.to_owned()), Block::Facts(facts)];
    blocks.extend(how_to_check(Some(sha256), proof));
    Paper {
        title: format!("Certificat d'habilitation {}", habilitation.number),
        subject: "Habilitation FranceConnect".to_owned(),
        foot: format!("{}. Code : {}", habilitation.number, proof.code),
        dated: now,
        blocks,
    }
}

fn how_to_check(sha256: Option<&str>, proof: &Proof) -> [Block; 3] {
    let mut facts = vec![fact("Code", &proof.code), fact("Adresse", &proof.url)];
    facts.extend(sha256.map(|sha256| fact("Empreinte de la version (SHA-256)", sha256)));
    [
        Block::Heading("Vérifier ce document".to_owned()),
        Block::Text(
            "Toute personne peut vérifier ce document avec son code, à l'adresse indiquée."
                .to_owned(),
        ),
        Block::Facts(facts),
    ]
}

fn fact(label: &str, value: &str) -> (String, String) {
    (label.to_owned(), value.to_owned())
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "Aucune" } else { text }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::secret::Random;

    #[test]
    fn a_code_proves_one_paper_and_no_other() {
        let vault = Vault::new(&[7; 32], Random::seeded());
        let paper = Certified::Habilitation("H-2026-000045".to_owned(), "ab".repeat(32));
        let code = paper.code(&vault).unwrap();
        assert_eq!(code.len(), "H-2026-000045-7K3Q-0MZX-9T3B".len());
        assert!(
            paper
                .is_proven_by(&vault, &clean_code(&format!(" {} ", code.to_lowercase())))
                .unwrap()
        );
        let altered = Certified::Habilitation("H-2026-000045".to_owned(), "cd".repeat(32));
        assert!(!altered.is_proven_by(&vault, &code).unwrap());
        let other_key = Vault::new(&[8; 32], Random::seeded());
        assert!(!paper.is_proven_by(&other_key, &code).unwrap());
        assert_eq!(
            claimed(&code),
            Some(Claimed::Habilitation("H-2026-000045".to_owned()))
        );
        let version = Certified::Version("D-2026-000123".to_owned(), 2, String::new());
        let code = version.code(&vault).unwrap();
        assert_eq!(
            claimed(&code),
            Some(Claimed::Version("D-2026-000123".to_owned(), 2))
        );
        for wrong in [
            "",
            "H-2026-000045",
            "D-2026-000123-x-AAAA-BBBB-CCCC",
            "X-1-2-3-4-5",
        ] {
            assert_eq!(claimed(wrong), None, "{wrong}");
        }
    }
}
