//! French text: keys to search and sort by, dates and numbers as people read them.
//!
//! Both databases compare text byte by byte and know nothing of accents, so what is searched or sorted is kept in a
//! column of its own, made here. Dates are shown in the time of Paris.

use chrono::{Datelike, Timelike};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::kernel::clock::{Day, Instant};

/// Narrow no-break space: between groups of three digits and before `%`.
const NARROW_SPACE: char = '\u{202f}';

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// `Prénom Nom`, or what is known of it.
#[must_use]
pub fn full_name(given: &str, family: &str) -> String {
    format!("{given} {family}").trim().to_owned()
}

/// What a search compares: lower case, no diacritics, ligatures spelt out, plain apostrophes, single spaces.
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ß' => key.push_str("ss"),
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            '’' | '‘' | 'ʼ' => key.push('\''),
            // `to_lowercase` of a dotted capital may bring a combining mark back
            c if is_combining_mark(c) => {}
            c if c.is_whitespace() || c.is_control() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            c => key.push(c),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// What a list is ordered by: the search key without its punctuation, so that "L'Île-d'Yeu" sorts as "l ile d yeu".
#[must_use]
pub fn sort_key(text: &str) -> String {
    let spaced: String = search_key(text)
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The `LIKE` pattern (escape character `\`) that finds the search key of `query` anywhere in a search key.
#[must_use]
pub fn like_pattern(query: &str) -> String {
    let mut pattern = String::from("%");
    for c in search_key(query).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// `3 mars 2026`, `1er janvier 2026`.
#[must_use]
pub fn french_day(day: Day) -> String {
    let day = day.0;
    let ordinal = if day.day() == 1 { "er" } else { "" };
    let month = MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default();
    format!("{}{ordinal} {month} {}", day.day(), day.year())
}

/// The month of a day: `mars 2026`.
#[must_use]
pub fn french_month(day: Day) -> String {
    let day = day.0;
    let month = MONTHS
        .get(day.month0() as usize)
        .copied()
        .unwrap_or_default();
    format!("{month} {}", day.year())
}

/// What is of that month: `de mars 2026`, `d'avril 2026`.
#[must_use]
pub fn of_month(day: Day) -> String {
    let month = french_month(day);
    let article = if month.starts_with(['a', 'o']) {
        "d'"
    } else {
        "de "
    };
    format!("{article}{month}")
}

/// `03/03/2026`, for tables.
#[must_use]
pub fn short_day(day: Day) -> String {
    let day = day.0;
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// The day of an instant in Paris: `3 mars 2026`.
#[must_use]
pub fn french_date(instant: Instant) -> String {
    french_day(instant.paris_day())
}

/// An instant in Paris: `3 mars 2026 à 14 h 05`.
#[must_use]
pub fn french_date_time(instant: Instant) -> String {
    let local = instant.paris();
    format!(
        "{} à {} h {:02}",
        french_day(instant.paris_day()),
        local.hour(),
        local.minute()
    )
}

/// The time of an instant in Paris: `14:05`.
#[must_use]
pub fn paris_time(instant: Instant) -> String {
    let local = instant.paris();
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `1 234 567`, with narrow no-break spaces.
#[must_use]
pub fn french_number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    if number < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(NARROW_SPACE);
        }
        text.push(digit);
    }
    text
}

/// `0 demande`, `1 demande`, `1 200 demandes`: French keeps the singular below two.
#[must_use]
pub fn count(number: i64, singular: &str, plural: &str) -> String {
    let word = if number.unsigned_abs() < 2 {
        singular
    } else {
        plural
    };
    format!("{} {word}", french_number(number))
}

/// `12,5 %` from a ratio of two counts; empty when there is nothing to divide by.
#[must_use]
pub fn percentage(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return String::new();
    }
    let tenths = (i128::from(part) * 1000 + i128::from(whole) / 2) / i128::from(whole);
    format!("{},{}{NARROW_SPACE}%", tenths / 10, tenths % 10)
}

/// A size of a file: `850 octets`, `12 Ko`, `2,3 Mo`.
#[must_use]
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} octets"),
        1_000..1_000_000 => format!("{} Ko", bytes / 1_000),
        _ => format!("{},{} Mo", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};
    use proptest::prelude::*;

    fn instant(y: i32, month: u32, d: u32, h: u32, m: u32) -> Instant {
        Instant::new(Utc.with_ymd_and_hms(y, month, d, h, m, 0).unwrap())
    }

    #[test]
    fn a_name_half_known_has_no_space_around_it() {
        assert_eq!(full_name("Zoé", "Le Goff"), "Zoé Le Goff");
        assert_eq!(full_name("", "Le Goff"), "Le Goff");
        assert_eq!(full_name("Zoé", ""), "Zoé");
    }

    #[test]
    fn a_search_key_forgets_case_accents_and_spacing() {
        assert_eq!(
            search_key("  École  des\tBeaux-Arts "),
            "ecole des beaux-arts"
        );
        assert_eq!(search_key("Œuvre de l’Île"), "oeuvre de l'ile");
        assert_eq!(search_key("ﬁnançé №5"), "finance no5");
        assert_eq!(search_key("İstanbul"), "istanbul");
    }

    #[test]
    fn a_sort_key_puts_accents_where_french_readers_look_for_them() {
        let mut names = ["Zoé", "école", "Eau", "Élan", "abc", "ABC"];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(names, ["abc", "ABC", "Eau", "école", "Élan", "Zoé"]);
        assert_eq!(sort_key("L'Île-d'Yeu"), "l ile d yeu");
    }

    #[test]
    fn a_pattern_escapes_what_the_user_typed() {
        assert_eq!(like_pattern("100 %_\\"), "%100 \\%\\_\\\\%");
    }

    #[test]
    fn dates_are_those_of_paris() {
        assert_eq!(
            french_date_time(instant(2026, 3, 3, 13, 5)),
            "3 mars 2026 à 14 h 05"
        );
        assert_eq!(
            french_date_time(instant(2026, 7, 31, 22, 30)),
            "1er août 2026 à 0 h 30"
        );
        assert_eq!(
            french_date(instant(2026, 12, 31, 23, 30)),
            "1er janvier 2027"
        );
        assert_eq!(short_day(Day::parse("2026-03-03").unwrap()), "03/03/2026");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(french_number(0), "0");
        assert_eq!(french_number(-1_234_567), "-1\u{202f}234\u{202f}567");
        assert_eq!(count(1, "demande", "demandes"), "1 demande");
        assert_eq!(count(1000, "demande", "demandes"), "1\u{202f}000 demandes");
        assert_eq!(percentage(1, 8), "12,5\u{202f}%");
        assert_eq!(percentage(1, 0), "");
    }

    proptest! {
        #[test]
        fn a_search_key_is_stable(text in "\\PC{0,40}") {
            let key = search_key(&text);
            prop_assert_eq!(search_key(&key), key.clone());
            prop_assert!(!key.chars().any(is_combining_mark));
        }
    }

    #[test]
    fn sizes_are_said_in_french() {
        assert_eq!(
            [size(850), size(12_345), size(2_345_678)],
            ["850 octets", "12 Ko", "2,3 Mo"]
        );
    }
}
