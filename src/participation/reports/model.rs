//! A monthly report: its figures, what is surprising in them, and the text that its fingerprint covers. Pure.
//!
//! What surprises is never refused: it asks for a comment. People count as they can, and the staff judges.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::Instant;
use crate::kernel::secret::sha256_hex;
use crate::requests::{Sector, canonical_json};
use crate::{text_enum, typed_id};

typed_id! {
    /// One version of the report of a month.
    pub struct ReportId;
}

text_enum! {
    /// Where a version stands.
    pub enum Status {
        /// Waits for the staff.
        Submitted = "submitted",
        /// Frozen.
        Accepted = "accepted",
        /// Given back with a reason: another version is awaited.
        Returned = "returned",
        /// Another version was sent before any verdict.
        Replaced = "replaced",
    }
}

impl Status {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Submitted => "À vérifier",
            Self::Accepted => "Accepté",
            Self::Returned => "À corriger",
            Self::Replaced => "Remplacé",
        }
    }

    /// How it is shown.
    pub const fn kind(self) -> Option<&'static str> {
        match self {
            Self::Submitted => Some("info"),
            Self::Accepted => Some("success"),
            Self::Returned => Some("warning"),
            Self::Replaced => None,
        }
    }
}

text_enum! {
    /// How a report came.
    pub enum Source {
        /// Typed in the form.
        Form = "form",
        /// A line of a file.
        File = "file",
        /// Sent by a program.
        Service = "service",
    }
}

impl Source {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Form => "formulaire",
            Self::File => "fichier",
            Self::Service => "programme",
        }
    }
}

text_enum! {
    /// What surprises in a report.
    pub enum Alert {
        /// More connections by FranceConnect than in all.
        ConnectionsPart = "connections_part",
        /// More accounts by FranceConnect than in all.
        AccountsPart = "accounts_part",
        /// Connections changed by more than three times in a month.
        ConnectionsJump = "connections_jump",
        /// Created accounts did.
        AccountsJump = "accounts_jump",
        /// No connection at all.
        Nothing = "nothing",
        /// The report of an earlier month is missing.
        MonthsMissing = "months_missing",
    }
}

impl Alert {
    /// What to say of it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::ConnectionsPart => {
                "Les connexions par FranceConnect dépassent le total des connexions."
            }
            Self::AccountsPart => {
                "Les comptes créés par FranceConnect dépassent le total des comptes créés."
            }
            Self::ConnectionsJump => {
                "Le total des connexions a plus que triplé, ou a été divisé par plus de trois, depuis le mois précédent."
            }
            Self::AccountsJump => {
                "Le total des comptes créés a plus que triplé, ou a été divisé par plus de trois, depuis le mois précédent."
            }
            Self::Nothing => "Aucune connexion n'est déclarée pour ce mois.",
            Self::MonthsMissing => "Le relevé d'un mois antérieur manque.",
        }
    }
}

/// The four indicators of a month, in counts; growth in tenths of a per cent. The words of users come beside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Connections by FranceConnect.
    pub connections_fc: i64,
    /// All connections.
    pub connections: i64,
    /// Accounts created by FranceConnect.
    pub accounts_fc: i64,
    /// All accounts created.
    pub accounts: i64,
    /// Growth of the traffic that the participant sees in FranceConnect, in tenths of a per cent.
    pub growth_tenths: i64,
}

/// Highest count taken: above it, somebody typed something else.
pub const COUNT_MAX: i64 = 1_000_000_000_000;
/// Bounds of the growth, in tenths of a per cent.
pub const GROWTH: (i64, i64) = (-1_000, 1_000_000);
/// Below this difference nothing is a jump.
const SMALL: i64 = 100;

/// What surprises in the figures of a month, given those of the month before and whether an earlier month is missing.
#[must_use]
pub fn alerts(figures: &Figures, before: Option<&Figures>, is_missing: bool) -> Vec<Alert> {
    let jumps = |now: i64, then: i64| {
        (now - then).abs() > SMALL && (now > then.saturating_mul(3) || then > now.saturating_mul(3))
    };
    let found = [
        (
            Alert::ConnectionsPart,
            figures.connections_fc > figures.connections,
        ),
        (Alert::AccountsPart, figures.accounts_fc > figures.accounts),
        (
            Alert::ConnectionsJump,
            before.is_some_and(|before| jumps(figures.connections, before.connections)),
        ),
        (
            Alert::AccountsJump,
            before.is_some_and(|before| jumps(figures.accounts, before.accounts)),
        ),
        (
            Alert::Nothing,
            figures.connections == 0 && figures.connections_fc == 0,
        ),
        (Alert::MonthsMissing, is_missing),
    ];
    found
        .into_iter()
        .filter(|(_, holds)| *holds)
        .map(|(alert, _)| alert)
        .collect()
}

/// One version of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The experiment.
    pub experiment: ExperimentId,
    /// The participant.
    pub siren: String,
    /// The month.
    pub month: Month,
    /// Its version, from 1.
    pub ordinal: i32,
    /// Where it stands.
    pub status: Status,
    /// The participant's sector.
    pub sector: Sector,
    /// The counts.
    pub figures: Figures,
    /// What users say, in the participant's words.
    pub feedback: String,
    /// Why the figures are right though they surprise, or why they are corrected.
    pub comment: String,
    /// What surprised when it was sent.
    pub alerts: Vec<Alert>,
    /// How it came.
    pub source: Source,
    /// When.
    pub sent_at: Instant,
    /// When the staff judged it.
    pub judged_at: Option<Instant>,
    /// Why it was given back; empty otherwise.
    pub reason: String,
    /// Its fingerprint, once frozen.
    pub hash: Option<String>,
}

impl Report {
    /// The text that the fingerprint covers: anyone who holds the figures can write it again.
    pub fn frozen(&self) -> String {
        let value: Value = json!({
            "experiment": self.experiment,
            "siren": self.siren,
            "month": self.month.code(),
            "version": self.ordinal,
            "sector": self.sector,
            "figures": self.figures,
            "feedback": self.feedback,
            "comment": self.comment,
            "sent_at": self.sent_at.rfc3339(),
        });
        canonical_json(&value)
    }

    /// SHA-256 of [`Report::frozen`].
    pub fn fingerprint(&self) -> String {
        sha256_hex(self.frozen().as_bytes())
    }

    /// Whether it counts: accepted, or waiting to be.
    pub const fn is_alive(&self) -> bool {
        matches!(self.status, Status::Submitted | Status::Accepted)
    }
}

/// `12,5` from tenths.
pub fn shown_tenths(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    format!("{sign}{},{}", size / 10, size % 10)
}

/// Tenths from `12,5`, `-3` or `4.0 %`.
pub fn read_tenths(typed: &str) -> Option<i64> {
    let text: String = typed
        .trim()
        .trim_end_matches('%')
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let text = text.replace('.', ",");
    let (whole, part) = text.split_once(',').unwrap_or((&text, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) || part.len() > 1 {
        return None;
    }
    let tenths = whole.parse::<i64>().ok()?.checked_mul(10)? + part.parse::<i64>().ok()?;
    let tenths = if negative { -tenths } else { tenths };
    (GROWTH.0..=GROWTH.1).contains(&tenths).then_some(tenths)
}

/// A count from `12 345`, whatever the spaces.
pub fn read_count(typed: &str) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits
        .parse::<i64>()
        .ok()
        .filter(|count| *count <= COUNT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(connections_fc: i64, connections: i64, accounts_fc: i64, accounts: i64) -> Figures {
        Figures {
            connections_fc,
            connections,
            accounts_fc,
            accounts,
            growth_tenths: 0,
        }
    }

    #[test]
    fn a_part_above_its_whole_surprises_and_is_not_refused() {
        assert_eq!(
            alerts(&figures(11, 10, 3, 2), None, false),
            [Alert::ConnectionsPart, Alert::AccountsPart]
        );
        assert!(alerts(&figures(10, 10, 2, 2), None, false).is_empty());
    }

    #[test]
    fn a_jump_is_more_than_three_times_and_not_of_a_handful() {
        let before = figures(10, 1_000, 0, 20);
        assert!(alerts(&figures(10, 3_000, 0, 90), Some(&before), false).is_empty());
        assert_eq!(
            alerts(&figures(10, 3_001, 0, 200), Some(&before), false),
            [Alert::ConnectionsJump, Alert::AccountsJump]
        );
        assert_eq!(
            alerts(&figures(10, 300, 0, 20), Some(&before), true),
            [Alert::ConnectionsJump, Alert::MonthsMissing]
        );
    }

    #[test]
    fn a_silent_month_surprises() {
        assert_eq!(alerts(&Figures::default(), None, false), [Alert::Nothing]);
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(read_count(" 12 345\u{202f}678 "), Some(12_345_678));
        assert_eq!(read_count("-1"), None);
        assert_eq!(read_count("1,5"), None);
        assert_eq!(read_count("9999999999999"), None);
        for (typed, tenths) in [
            ("12,5", 125),
            ("-3", -30),
            ("+4.0 %", 40),
            ("0", 0),
            ("-0,5", -5),
        ] {
            assert_eq!(read_tenths(typed), Some(tenths), "{typed}");
        }
        for typed in ["", "1,25", "douze", "1,", "--1", "99999999999999999999"] {
            assert_eq!(read_tenths(typed), None, "{typed}");
        }
        assert_eq!(
            (shown_tenths(125), shown_tenths(-5)),
            ("12,5".into(), "-0,5".into())
        );
    }
}
