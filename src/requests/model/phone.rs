//! Telephone numbers: any one for most contacts, a French mobile one for the technical lead.

use std::fmt;

/// A number that can be called: French as written in France, or international with `+`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(String);

/// A French mobile number, metropolitan or overseas, in international form: it can receive a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MobilePhone(String);

/// Country code, and what the national number (without its leading zero) of a mobile begins with.
/// Source: ARCEP's numbering plan.
const MOBILE_PLANS: [(&str, &[&str]); 7] = [
    ("33", &["6", "7"]),
    ("262", &["692", "693", "639"]),
    ("590", &["690", "691"]),
    ("594", &["694"]),
    ("596", &["696", "697"]),
    ("687", &["7", "8", "9", "5"]),
    ("689", &["87", "88", "89"]),
];
/// Overseas country codes whose numbers are dialled from France with a leading zero.
const DIALLED_AS_FRENCH: [&str; 4] = ["262", "590", "594", "596"];
/// Shortest and longest international numbers (ITU-T E.164).
const INTERNATIONAL_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;

impl Phone {
    /// Reads a number with its spaces, dots, dashes and brackets.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let compact = compact(typed)?;
        if let Some(digits) = compact.strip_prefix('+') {
            let fits = INTERNATIONAL_DIGITS.contains(&digits.len()) && !digits.starts_with('0');
            return fits.then(|| Self(compact.clone()));
        }
        let national = compact.strip_prefix('0')?;
        let fits = national.len() == 9 && !national.starts_with('0');
        fits.then(|| Self(format!("+33{national}")))
    }
}

impl MobilePhone {
    /// Reads a French mobile number: `06 12 34 56 78`, `+33 6...`, `0692...` (Réunion), `+687...`.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let Phone(number) = Phone::parse(typed)?;
        let digits = number.strip_prefix('+')?;
        if let Some(national) = digits.strip_prefix("33") {
            let overseas = DIALLED_AS_FRENCH
                .iter()
                .find(|code| is_mobile(code, national))
                .filter(|_| national.len() == 9);
            if let Some(code) = overseas {
                return Some(Self(format!("+{code}{national}")));
            }
        }
        let plan = MOBILE_PLANS.iter().find(|(code, _)| {
            digits
                .strip_prefix(code)
                .is_some_and(|n| is_mobile(code, n))
        })?;
        let (code, _) = plan;
        let national = digits.strip_prefix(code)?;
        let wanted = if matches!(*code, "687") {
            6
        } else if *code == "689" {
            8
        } else {
            9
        };
        (national.len() == wanted).then(|| Self(number.clone()))
    }
}

fn is_mobile(code: &str, national: &str) -> bool {
    MOBILE_PLANS
        .iter()
        .filter(|(plan, _)| *plan == code)
        .any(|(_, starts)| starts.iter().any(|start| national.starts_with(start)))
}

/// The number without separators, or nothing when something else than a number was typed.
fn compact(typed: &str) -> Option<String> {
    let without_trunk = typed.replace("(0)", "");
    let kept: String = without_trunk
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')' | '/' | '\u{2011}'))
        .collect();
    let kept = match kept.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => kept,
    };
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    let only_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    only_digits.then_some(kept)
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Display for MobilePhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mobile(typed: &str) -> Option<String> {
        MobilePhone::parse(typed).map(|m| m.to_string())
    }

    #[test]
    fn a_mobile_is_read_however_it_is_typed() {
        for typed in [
            "06 12 34 56 78",
            "06.12.34.56.78",
            "+33 6 12 34 56 78",
            "0033612345678",
            "+33 (0)6 12 34 56 78",
        ] {
            assert_eq!(mobile(typed).as_deref(), Some("+33612345678"), "{typed}");
        }
        assert_eq!(mobile("0712345678").as_deref(), Some("+33712345678"));
    }

    #[test]
    fn overseas_mobiles_are_mobiles() {
        assert_eq!(mobile("0692 12 34 56").as_deref(), Some("+262692123456"));
        assert_eq!(
            mobile("+262 639 12 34 56").as_deref(),
            Some("+262639123456")
        );
        assert_eq!(mobile("0690 12 34 56").as_deref(), Some("+590690123456"));
        assert_eq!(
            mobile("+594 694 12 34 56").as_deref(),
            Some("+594694123456")
        );
        assert_eq!(mobile("0696123456").as_deref(), Some("+596696123456"));
        assert_eq!(mobile("+687 75 12 34").as_deref(), Some("+687751234"));
        assert_eq!(mobile("+689 87 12 34 56").as_deref(), Some("+68987123456"));
    }

    #[test]
    fn a_fixed_line_is_a_phone_but_not_a_mobile() {
        for typed in [
            "01 44 00 00 00",
            "+33 1 44 00 00 00",
            "0262 12 34 56",
            "+44 7700 900123",
        ] {
            assert!(Phone::parse(typed).is_some(), "{typed}");
            assert_eq!(mobile(typed), None, "{typed}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for typed in [
            "",
            "+",
            "06 12",
            "0612345678 ou 0712345678",
            "six",
            "06123456789",
            "00",
            "+33612",
        ] {
            assert_eq!(mobile(typed), None, "{typed}");
        }
    }
}
