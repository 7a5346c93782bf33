//! The place in the queue after which a page begins.

use crate::kernel::clock::Day;

/// The last row seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Its place in the order of submission.
    pub rank: i64,
    /// The end of its delay, when the queue is read in that order.
    pub due: Option<Day>,
}

impl Cursor {
    /// Reads what [`Cursor::to_text`] wrote; anything else begins at the first page.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (rank, due) = match text.split_once('_') {
            None => (text, None),
            Some((rank, due)) => (rank, Some(Day::parse(due)?)),
        };
        Some(Self {
            rank: rank.parse::<i64>().ok()?,
            due,
        })
    }

    /// Form that goes in an address.
    #[must_use]
    pub fn to_text(self) -> String {
        match self.due {
            None => self.rank.to_string(),
            Some(due) => format!("{}_{due}", self.rank),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back() {
        for due in [None, Day::parse("2026-03-03")] {
            let cursor = Cursor { rank: 1_234, due };
            assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
        for wrong in ["", "_", "x", "12_", "12_2026", "99999999999999999999"] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }
}
