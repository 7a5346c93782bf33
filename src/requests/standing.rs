//! Where a request stands in time: its deadlines, for a page and for a calendar. Pure.

use std::fmt::Write;

use serde::Serialize;

use super::milestones::{self, Standing};
use super::model::{LegalBasis, Request};
use super::state::Status;
use super::urls;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::count;

/// Days within which a correction keeps its place in the experiment's order.
const RANK_KEPT_DAYS: i64 = 15;

/// A day by which somebody must have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// Which day.
    pub day: Day,
    /// What it is.
    pub title: &'static str,
    /// What happens then, and whose move it is.
    pub text: &'static str,
}

/// The deadlines of a request, the nearest first; none once it is decided.
#[must_use]
pub fn deadlines(request: &Request) -> Vec<Deadline> {
    let mut found = Vec::new();
    let at = |day: Option<Day>, title, text| day.map(|day| Deadline { day, title, text });
    match request.status() {
        Status::Submitted | Status::InReview | Status::Waitlisted => {
            found.extend(at(
                request.review_due_on,
                "Réponse annoncée",
                "La DINUM s'est engagée à répondre d'ici là (5 jours ouvrés).",
            ));
            found.extend(at(
                request.silent_on,
                "Refus par silence",
                "Sans réponse de la DINUM à cette date, la demande est considérée comme refusée.",
            ));
        }
        Status::ChangesRequested => {
            let ranked = request.basis == LegalBasis::Experiment;
            let since = request.state_since.paris_day();
            found.extend(at(
                ranked.then(|| since.plus_days(RANK_KEPT_DAYS)),
                "Corrections à déposer pour garder votre rang",
                "À vous : déposées plus tard, les corrections donnent un nouveau rang.",
            ));
            found.extend(at(
                milestones::closing(&Standing::from(request)),
                "Clôture sans réponse",
                "À vous : sans corrections déposées d'ici là, la demande est close (90 jours). Les deux autres délais sont suspendus.",
            ));
        }
        Status::Draft => found.extend(at(
            milestones::closing(&Standing::from(request)),
            "Suppression du brouillon",
            "À vous : un brouillon qui ne change pas pendant 180 jours est supprimé.",
        )),
        Status::Granted
        | Status::Refused
        | Status::Discarded
        | Status::Withdrawn
        | Status::Revoked
        | Status::Ended => {}
    }
    found.sort_by_key(|deadline| deadline.day);
    found
}

/// What will be left of both delays once corrections are answered, in words that begin with `when`.
#[must_use]
pub fn left_words((working, days): (i64, i64), when: &str) -> String {
    format!(
        "{when}, il restera {} pour décider et {} avant le rejet implicite.",
        count(working, "jour ouvré", "jours ouvrés"),
        count(days, "jour", "jours"),
    )
}

/// The median and the ninth decile of some delays, in days, rounded up; nothing without delays.
#[must_use]
pub fn usual_delays(seconds: &[i64]) -> Option<(i64, i64)> {
    let mut sorted = seconds.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().checked_sub(1)?;
    let days = |rank: usize| sorted.get(rank).map(|s| (s.max(&0) + 86_399) / 86_400);
    days(last / 2).zip(days(last * 9 / 10))
}

/// The deadlines of these requests as a calendar (RFC 5545).
#[must_use]
pub fn calendar(requests: &[Request], now: Instant, base: &str) -> String {
    let mut text = String::from(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Guichet//Echeances//FR\r\nCALSCALE:GREGORIAN\r\n",
    );
    let stamp = now.utc().format("%Y%m%dT%H%M%SZ").to_string();
    for request in requests {
        for (rank, deadline) in deadlines(request).into_iter().enumerate() {
            let summary = format!("{} : demande {}", deadline.title, request.number);
            let about = format!("{} - {}", request.shown_title(), deadline.text);
            let lines = [
                "BEGIN:VEVENT".to_owned(),
                format!("UID:{}-{rank}-{}@guichet", request.id, deadline.day),
                format!("DTSTAMP:{stamp}"),
                format!("DTSTART;VALUE=DATE:{}", deadline.day.0.format("%Y%m%d")),
                format!("SUMMARY:{}", escaped(&summary)),
                format!("DESCRIPTION:{}", escaped(&about)),
                format!("URL:{base}{}", urls::show(request.id)),
                "END:VEVENT".to_owned(),
            ];
            for line in lines {
                fold(&mut text, &line);
            }
        }
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
        .replace('\r', "")
}

/// Lines hold at most 75 bytes; the rest follows on lines that begin with a space.
fn fold(text: &mut String, line: &str) {
    let mut room = 75;
    for character in line.chars() {
        if character.len_utf8() > room {
            text.push_str("\r\n ");
            room = 74;
        }
        room -= character.len_utf8();
        let _ = text.write_char(character);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_delays_are_those_of_the_middle_and_of_nine_in_ten() {
        let day = 86_400;
        assert_eq!(usual_delays(&[]), None);
        assert_eq!(usual_delays(&[3 * day]), Some((3, 3)));
        let ten: Vec<i64> = (1..=10).map(|n| n * day).collect();
        assert_eq!(usual_delays(&ten), Some((5, 9)));
        assert_eq!(usual_delays(&[day + 1, -5, 2 * day]), Some((2, 2)));
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut text = String::new();
        fold(&mut text, &"é".repeat(80));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert_eq!(text.replace("\r\n ", "").trim_end(), "é".repeat(80));
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
    }
}
