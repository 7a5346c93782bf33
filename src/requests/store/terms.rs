//! The words under which a submitted request is found: of its number, its organisation, its SIRET, its title.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::kernel::db::Conn;
use crate::kernel::text::sort_key;
use crate::requests::model::RequestId;
use crate::schema::request_terms;

/// Longest word kept, in characters.
const WORD_MOST: usize = 40;
/// Most words kept.
const WORDS_MOST: usize = 60;

/// Replaces the words of a request by those of `texts`.
pub fn index_terms(tx: &mut Conn, request: RequestId, texts: &[&str]) -> QueryResult<()> {
    diesel::delete(request_terms::table.filter(request_terms::request_id.eq(request)))
        .execute(tx)?;
    let words: BTreeSet<String> = texts
        .iter()
        .flat_map(|text| words(text))
        .take(WORDS_MOST)
        .collect();
    for word in words {
        diesel::insert_into(request_terms::table)
            .values((
                request_terms::term.eq(word),
                request_terms::request_id.eq(request),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// `D-2026-000123` is found whole and by its last part; the rest by each word.
fn words(text: &str) -> Vec<String> {
    let key = sort_key(text);
    let whole = crate::kernel::text::search_key(text);
    let mut words: Vec<String> = key
        .split(' ')
        .map(|w| w.chars().take(WORD_MOST).collect())
        .collect();
    if !whole.contains(' ') {
        words.push(whole.chars().take(WORD_MOST).collect());
    }
    words.retain(|word| !word.is_empty());
    words
}
