//! What the search box holds, told apart by its shape.

use crate::kernel::search::Sought;

/// What is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Nothing.
    Nothing,
    /// A request number or its beginning: `D-2026-000123`, `D-2026-00`.
    Number(String),
    /// Beginnings of words of the dossier, a SIRET, a mail or a rank; every one must match.
    Words(Sought),
}

/// Digits of the rank in a request number.
const RANK_DIGITS: usize = 6;

impl Search {
    /// Reads the search box.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(number) = number(text) {
            return Self::Number(number);
        }
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.')
            .collect();
        let sought = if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Sought::parse(text)
        } else if digits.len() <= RANK_DIGITS {
            Sought::parse(&format!("{digits:0>RANK_DIGITS$}"))
        } else {
            Sought::parse(&digits)
        };
        if sought.is_empty() {
            Self::Nothing
        } else {
            Self::Words(sought)
        }
    }
}

/// `d-2026-123` is `D-2026-000123`; with a zero before, it is a beginning: `D-2026-00`.
fn number(text: &str) -> Option<String> {
    let (year, rank) = text
        .strip_prefix("D-")
        .or_else(|| text.strip_prefix("d-"))?
        .split_once('-')?;
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !numeric(year) || !numeric(rank) {
        return None;
    }
    if rank.is_empty() || rank.starts_with('0') {
        Some(format!("D-{year}-{rank}"))
    } else {
        Some(format!("D-{year}-{rank:0>RANK_DIGITS$}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        match Search::parse(text) {
            Search::Words(sought) => sought.words().to_vec(),
            Search::Nothing | Search::Number(_) => Vec::new(),
        }
    }

    #[test]
    fn a_request_number_is_recognised_whole_by_its_beginning_or_by_its_rank() {
        for (typed, number) in [
            (" d-2026-123 ", "D-2026-000123"),
            ("D-2026-00", "D-2026-00"),
            ("D-2026-", "D-2026-"),
            ("D-2026-1234567", "D-2026-1234567"),
        ] {
            assert_eq!(Search::parse(typed), Search::Number(number.into()));
        }
        assert_eq!(words("123"), ["000123"]);
        assert_eq!(words("D-"), ["d"]);
    }

    #[test]
    fn a_siret_or_its_beginning_may_be_typed_with_spaces() {
        assert_eq!(words("130 025 265 00013"), ["13002526500013"]);
        assert_eq!(words("130 025 2"), ["1300252"]);
    }

    #[test]
    fn words_lose_their_accents_and_separators() {
        assert_eq!(
            words("Mairie d'Orléans (45)"),
            ["mairie", "d", "orlean", "45"]
        );
        assert_eq!(Search::parse(" %_' "), Search::Nothing);
    }
}
