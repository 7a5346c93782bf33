//! The public register: who holds which habilitation. Natural persons are counted, never named.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::text::sort_key;
use crate::requests::model::{
    AssuranceLevel, Claim, Company, Habilitation, HabilitationId, LegalBasis,
};
use crate::schema::{habilitations, register_entries, register_terms, request_versions, requests};

/// The greatest character: the end of what begins with a word.
const LAST: char = '\u{10FFFF}';
/// Longest word kept, in characters.
const WORD_MOST: usize = 40;
/// Most words looked for.
const WORDS_SOUGHT: usize = 6;

/// One line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = habilitations, check_for_backend(MultiBackend))]
pub struct Right {
    /// Its id, which gives its place.
    pub id: HabilitationId,
    /// `H-2026-000045`.
    pub number: String,
    /// The public name of the service.
    pub service_name: String,
    /// The legal person entitled.
    pub siren: String,
    /// The legal basis.
    pub legal_basis: LegalBasis,
    /// The assurance level.
    pub level: AssuranceLevel,
    /// The identity claims.
    pub claims: Json<Vec<Claim>>,
    /// The data scopes.
    pub data_apis: Json<Vec<String>>,
    /// The text it rests on.
    pub legal_text: String,
    /// When it was granted.
    pub granted_at: Instant,
    /// When it ended, if it did.
    pub ended_at: Option<Instant>,
}

/// Who holds it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = register_entries, check_for_backend(MultiBackend))]
pub struct Holder {
    /// The name of the legal person; empty for a natural one.
    pub holder_name: String,
    /// Whether it may be named.
    pub named: bool,
}

/// Enters an habilitation in the register.
pub fn enter_register(
    tx: &mut Conn,
    habilitation: &Habilitation,
    holder: &Company,
) -> QueryResult<()> {
    let named = !holder.legal_category.starts_with('1');
    let name = if named { holder.name.as_str() } else { "" };
    diesel::insert_into(register_entries::table)
        .values((
            register_entries::habilitation_id.eq(habilitation.id),
            register_entries::holder_name.eq(name),
            register_entries::named.eq(named),
        ))
        .execute(tx)?;
    let siren = if named {
        habilitation.siren.as_str()
    } else {
        ""
    };
    let mut words: Vec<String> = [name, siren, &habilitation.service_name]
        .iter()
        .flat_map(|text| self::words(text))
        .collect();
    words.push(habilitation.number.to_lowercase());
    words.sort();
    words.dedup();
    for word in words {
        diesel::insert_into(register_terms::table)
            .values((
                register_terms::term.eq(word),
                register_terms::habilitation_id.eq(habilitation.id),
            ))
            .execute(tx)?;
    }
    Ok(())
}

/// The words of a text, as they are kept and sought.
fn words(text: &str) -> Vec<String> {
    let key = sort_key(text);
    let words = key.split(' ').filter(|word| !word.is_empty());
    words
        .map(|word| word.chars().take(WORD_MOST).collect())
        .collect()
}

/// What is sought in the register.
fn sought(typed: &str) -> Vec<String> {
    let mut words = match typed.trim().to_lowercase() {
        number if number.starts_with("h-") => vec![number.replace(' ', "")],
        other => words(&other),
    };
    words.truncate(WORDS_SOUGHT);
    words
}

/// Lines of the register, the latest first: those in which every word begins one of theirs; all without a word.
pub fn register(
    c: &mut Conn,
    typed: &str,
    (offset, limit): (i64, i64),
) -> QueryResult<Vec<(Right, Holder)>> {
    let mut query = habilitations::table
        .inner_join(
            register_entries::table.on(register_entries::habilitation_id.eq(habilitations::id)),
        )
        .into_boxed::<MultiBackend>();
    let sought = sought(typed);
    if sought.is_empty() && !typed.trim().is_empty() {
        return Ok(Vec::new());
    }
    for word in sought {
        let with_it = register_terms::table
            .filter(register_terms::term.ge(word.clone()))
            .filter(register_terms::term.lt(format!("{word}{LAST}")))
            .select(register_terms::habilitation_id);
        query = query.filter(habilitations::id.eq_any(with_it));
    }
    query
        .order((habilitations::granted_at.desc(), habilitations::id.desc()))
        .select((Right::as_select(), Holder::as_select()))
        .offset(offset)
        .limit(limit)
        .load(c)
}

/// A filed version by the request's number and its own: fingerprint and instant.
pub fn filed_version(
    c: &mut Conn,
    number: &str,
    ordinal: i32,
) -> QueryResult<Option<(String, Instant)>> {
    request_versions::table
        .inner_join(requests::table.on(requests::id.eq(request_versions::request_id)))
        .filter(requests::number.eq(number))
        .filter(request_versions::ordinal.eq(ordinal))
        .select((request_versions::sha256, request_versions::submitted_at))
        .first(c)
        .optional()
}

/// An habilitation by its number, with its holder and the fingerprint of the version granted.
pub fn certified_right(
    c: &mut Conn,
    number: &str,
) -> QueryResult<Option<(Right, Option<Holder>, String)>> {
    habilitations::table
        .inner_join(request_versions::table.on(request_versions::id.eq(habilitations::version_id)))
        .left_join(
            register_entries::table.on(register_entries::habilitation_id.eq(habilitations::id)),
        )
        .filter(habilitations::number.eq(number))
        .select((
            Right::as_select(),
            Option::<Holder>::as_select(),
            request_versions::sha256,
        ))
        .first(c)
        .optional()
}
