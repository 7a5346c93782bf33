//! Search by words, one function over FTS5 and the text search of PostgreSQL.
//!
//! Words are cut, folded (case, accents, French plurals) and told from idle ones here, so that both databases find the same
//! documents; a word sought finds those that begin with it. Neither database is asked for a word that too many documents hold:
//! PostgreSQL would gather them all before the first, FTS5 those of every ending. One document in thirty-two tells how common a
//! word is. A search that holds a rare word is answered by the index; one of common words only is not ([`Breadth::Wide`]):
//! the caller reads its own listing in order, a bounded part of it, and keeps what [`Sought::condition`] accepts.

use std::collections::BTreeSet;
use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::kernel::db::Conn;
use crate::kernel::db::assembled::Sql;
use crate::kernel::text::search_key;
use crate::schema::{search_documents, search_sample};

/// Longest word kept, in characters.
const WORD_MOST: usize = 40;
/// Most words kept of a document.
const WORDS_MOST: usize = 160;
/// Most words looked for; the others are dropped.
const SOUGHT_MOST: usize = 6;
/// One document in so many is sampled: those whose key is a multiple of it.
const SAMPLE: i64 = 32;
/// A word in so many sampled documents is common: about a thousand documents hold it.
const COMMON: i64 = 32;
/// Most documents taken from the index: four times what a word that is not common should give.
const NARROW_MOST: i64 = 4_096;
/// A character above every other in the order of bytes: ends the range of a prefix.
const LAST: char = '\u{10FFFF}';
/// Words that say nothing.
const IDLE: &[&str] = &[
    "a", "au", "aux", "avec", "ce", "ces", "dans", "de", "des", "du", "en", "et", "la", "le",
    "les", "leur", "ou", "par", "pour", "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une",
];

/// Words looked for, folded; every one must begin a word of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought(Vec<String>);

impl Sought {
    /// Reads what was typed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut words = Vec::new();
        for part in search_key(text).split(' ') {
            if part.contains('@') {
                words.push(address(part));
            } else {
                words.extend(plain(part));
            }
        }
        words.retain(|word| !word.is_empty());
        words.truncate(SOUGHT_MOST);
        Self(words)
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// The condition that the words of a document, in `column`, hold all those looked for.
    #[must_use]
    pub fn condition(&self, column: &'static str) -> Sql {
        holds_all(self.0.iter(), column)
    }
}

fn holds_all<'a>(words: impl Iterator<Item = &'a String>, column: &'static str) -> Sql {
    let holds = |word: &String| {
        let word = word.replace('_', "\\_");
        Sql::new("' ' || ")
            .sql(column)
            .sql(" LIKE ")
            .text(format!("% {word}%"))
            .sql(" ESCAPE '\\'")
    };
    Sql::joined(words.map(holds), " AND ")
}

/// What a search leads to.
#[derive(Debug, Clone)]
pub enum Breadth {
    /// A subquery that gives the keys of all the documents that match, as `rank`: about a thousand at most.
    Narrow(Sql),
    /// Every word is common: the documents are to be read in the order of a listing.
    Wide,
}

/// How a search is best answered: one bounded statement.
pub fn breadth(c: &mut Conn, sought: &Sought) -> QueryResult<Breadth> {
    let sampled = |(n, word): (usize, &String)| {
        Sql::new(format!(
            "SELECT CAST({n} AS bigint) AS n, count(*) AS held FROM (SELECT 1 FROM search_sample WHERE word >= "
        ))
        .text(word)
        .sql(" AND word < ")
        .text(format!("{word}{LAST}"))
        .sql(format!(" LIMIT {COMMON}) t"))
    };
    let counts = Sql::joined(sought.0.iter().enumerate().map(sampled), " UNION ALL ");
    let rare: BTreeSet<i64> = counts
        .rows::<(BigInt, BigInt)>()
        .load::<(i64, i64)>(c)?
        .into_iter()
        .filter_map(|(n, held)| (held < COMMON).then_some(n))
        .collect();
    if rare.is_empty() {
        return Ok(Breadth::Wide);
    }
    let (rare, common): (Vec<_>, Vec<_>) = (0_i64..)
        .zip(&sought.0)
        .partition(|(n, _)| rare.contains(n));
    let rare: Vec<&String> = rare.into_iter().map(|(_, word)| word).collect();
    let found = found(c, &rare);
    let common: Vec<&String> = common.into_iter().map(|(_, word)| word).collect();
    Ok(Breadth::Narrow(if common.is_empty() {
        found
    } else {
        found
            .sql(" WHERE ")
            .then(holds_all(common.into_iter(), "d.words"))
    }))
}

/// The documents that the index gives for these words, as `d`.
fn found(c: &Conn, words: &[&String]) -> Sql {
    let begins = |sign: &str| {
        let quoted: Vec<String> = words.iter().map(|word| format!("{word}{sign}")).collect();
        quoted
    };
    match c {
        Conn::Sqlite(_) => {
            let query: Vec<String> = begins("\"*")
                .into_iter()
                .map(|w| format!("\"{w}"))
                .collect();
            Sql::new(
                "SELECT d.key AS rank FROM (SELECT rowid AS key FROM search_index WHERE search_index MATCH ",
            )
            .text(query.join(" AND "))
            .sql(format!(
                " LIMIT {NARROW_MOST}) f CROSS JOIN search_documents d ON d.key = f.key"
            ))
        }
        Conn::Pg(_) => {
            let query: Vec<String> = begins("':*").into_iter().map(|w| format!("'{w}")).collect();
            Sql::new(
                "SELECT d.key AS rank FROM (SELECT key, words FROM search_documents
                 WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(",
            )
            .text(query.join(" & "))
            .sql(format!(" AS tsquery) LIMIT {NARROW_MOST}) d"))
        }
    }
}

/// Puts a document under a key, or replaces the one that was there.
pub fn put(tx: &mut Conn, key: i64, texts: &[&str]) -> QueryResult<()> {
    let words = words_of(texts);
    let joined = words.iter().cloned().collect::<Vec<_>>().join(" ");
    let known = diesel::update(search_documents::table.find(key))
        .set(search_documents::words.eq(&joined))
        .execute(tx)?;
    if known == 0 {
        diesel::insert_into(search_documents::table)
            .values((
                search_documents::key.eq(key),
                search_documents::words.eq(&joined),
            ))
            .execute(tx)?;
    }
    if key.rem_euclid(SAMPLE) != 0 {
        return Ok(());
    }
    diesel::delete(search_sample::table.filter(search_sample::key.eq(key))).execute(tx)?;
    for word in words {
        diesel::insert_into(search_sample::table)
            .values((search_sample::word.eq(word), search_sample::key.eq(key)))
            .execute(tx)?;
    }
    Ok(())
}

/// The words under which a document is found.
#[must_use]
pub fn words_of(texts: &[&str]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    'texts: for text in texts {
        for part in search_key(text).split(' ') {
            if let Some((_, domain)) = part.split_once('@') {
                words.insert(address(part));
                words.insert(address(domain));
            }
            words.extend(plain(part));
            if words.len() >= WORDS_MOST {
                break 'texts;
            }
        }
    }
    words.remove("");
    words
}

/// A mail address or its domain, with the signs that both databases keep in a word.
fn address(part: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+');
    part.trim_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take(WORD_MOST)
        .map(|c| if kept(c) { c } else { '_' })
        .collect()
}

/// The words of a text without spaces.
fn plain(part: &str) -> impl Iterator<Item = String> {
    part.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !IDLE.contains(word))
        .map(|word| spelt(&singular(word)))
}

/// A letter that is not of the Latin alphabet is written by its code: what is a letter differs between databases.
fn spelt(word: &str) -> String {
    let mut spelt = String::with_capacity(word.len());
    for c in word.chars() {
        if spelt.len() >= WORD_MOST {
            break;
        }
        if c.is_ascii() {
            spelt.push(c);
        } else {
            // writing to a text does not fail
            let _ = write!(spelt, "_{:x}", u32::from(c));
        }
    }
    spelt
}

/// `mairies` is `mairie`, `bureaux` is `bureau`, `hôpitaux` is `hôpital`: plurals alone, so that a beginning still begins.
fn singular(word: &str) -> String {
    if word.len() < 4 || !word.chars().all(char::is_alphabetic) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("eaux") {
        return format!("{stem}eau");
    }
    if let Some(stem) = word.strip_suffix("aux").filter(|stem| stem.len() > 2) {
        return format!("{stem}al");
    }
    match word.strip_suffix(['s', 'x']) {
        Some(stem) if !stem.ends_with('s') => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sought(text: &str) -> Vec<String> {
        Sought::parse(text).0
    }

    #[test]
    fn words_lose_accents_plurals_and_idle_ones() {
        assert_eq!(
            sought("Les Hôpitaux de l'Île-d'Yeu"),
            ["hopital", "l", "ile", "d", "yeu"]
        );
        assert_eq!(sought("bureaux des mairies"), ["bureau", "mairie"]);
        assert_eq!(sought(" %_' de la "), Vec::<String>::new());
        assert_eq!(sought("accès"), ["acce"]);
        assert_eq!(sought("Ελλάς"), ["_3b5_3bb_3bb_3b1_3c2"]);
    }

    #[test]
    fn an_address_stays_whole() {
        assert_eq!(
            sought("<Camille.Durand@Ville.fr>,"),
            ["camille.durand@ville.fr"]
        );
        let words = words_of(&["camille.durand@ville.fr"]);
        for word in ["camille.durand@ville.fr", "ville.fr", "camille", "durand"] {
            assert!(words.contains(word), "{word}");
        }
        assert_eq!(sought("o'neil@ville.fr"), ["o_neil@ville.fr"]);
    }

    proptest! {
        #[test]
        fn what_is_typed_whole_is_found(text in "\\PC{0,60}") {
            let words = words_of(&[&text]);
            for word in sought(&text) {
                prop_assert!(words.iter().any(|held| held.starts_with(&word)), "{word} in {words:?}");
                prop_assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || "@.-_+".contains(c)));
            }
        }
    }
}
