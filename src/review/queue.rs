//! The queue's question: which requests, from where, and what was searched. Pure parsing of the address.
//!
//! A page is found by its last row (instant and id), never by an offset, so that page 2,000 costs what page 1 does.

use uuid::Uuid;

use crate::kernel::clock::Instant;
use crate::kernel::text::sort_key;

/// Rows of one page.
pub const PAGE_ROWS: i64 = 50;

/// The place in the queue after which a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Instant of submission of the last row seen.
    pub at: Instant,
    /// Its id, for those submitted at the same instant.
    pub id: Uuid,
}

impl Cursor {
    /// Reads what [`Cursor::to_text`] wrote; anything else begins at the first page.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('_')?;
        let at = chrono::DateTime::from_timestamp_micros(at.parse::<i64>().ok()?)?;
        Some(Self {
            at: Instant::new(at),
            id: id.parse::<Uuid>().ok()?,
        })
    }

    /// Form that goes in an address.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}_{}", self.at.utc().timestamp_micros(), self.id)
    }
}

/// What the search box holds, told apart by its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Nothing.
    Nothing,
    /// A whole request number: `D-2026-000123`.
    Number(String),
    /// Beginnings of words of an organisation, a title, a SIRET or a number; every one must match.
    Words(Vec<String>),
}

/// Words looked for at most; the others are dropped.
const WORDS_MAX: usize = 6;

/// Digits of the rank in a request number.
const RANK_DIGITS: usize = 6;

/// Digits of a SIREN: the shortest number that is not the rank of a request.
const SIREN_DIGITS: usize = 9;

impl Search {
    /// Reads the search box.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(number) = whole_number(text) {
            return Self::Number(number);
        }
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '.')
            .collect();
        if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
            if digits.len() <= RANK_DIGITS {
                return Self::Words(vec![format!("{digits:0>RANK_DIGITS$}")]);
            }
            if digits.len() >= SIREN_DIGITS {
                return Self::Words(vec![digits]);
            }
        }
        let key = sort_key(text);
        let words: Vec<String> = key
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(WORDS_MAX)
            .map(str::to_owned)
            .collect();
        if words.is_empty() {
            Self::Nothing
        } else {
            Self::Words(words)
        }
    }
}

/// `d-2026-123` is `D-2026-000123`.
fn whole_number(text: &str) -> Option<String> {
    let (year, rank) = text
        .strip_prefix("D-")
        .or_else(|| text.strip_prefix("d-"))?
        .split_once('-')?;
    let numeric = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    (numeric(year) && numeric(rank)).then(|| format!("D-{year}-{rank:0>RANK_DIGITS$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(found: &[&str]) -> Search {
        Search::Words(found.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn a_cursor_is_read_back() {
        let at =
            Instant::new(chrono::DateTime::from_timestamp_micros(1_777_777_777_123_456).unwrap());
        let cursor = Cursor {
            at,
            id: Uuid::from_u128(7),
        };
        assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        for wrong in [
            "",
            "_",
            "12",
            "x_y",
            "99999999999999999999_00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(Cursor::parse(wrong), None);
        }
    }

    #[test]
    fn a_request_number_is_recognised_whole_or_by_its_rank() {
        assert_eq!(
            Search::parse(" d-2026-123 "),
            Search::Number("D-2026-000123".into())
        );
        assert_eq!(Search::parse("123"), words(&["000123"]));
        assert_eq!(Search::parse("D-"), words(&["d"]));
    }

    #[test]
    fn a_siret_may_be_typed_with_spaces() {
        assert_eq!(
            Search::parse("130 025 265 00013"),
            words(&["13002526500013"])
        );
    }

    #[test]
    fn words_lose_their_accents_and_separators() {
        assert_eq!(
            Search::parse("Mairie d'Orléans (45)"),
            words(&["mairie", "d", "orleans", "45"])
        );
        assert_eq!(Search::parse(" %_' "), Search::Nothing);
    }
}
