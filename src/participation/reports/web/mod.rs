//! Reports in the browser: sent by participants, one at a time or in a file; judged by the staff.

mod partner;
mod staff;

use crate::figures::Month;
use crate::shell::PageError;

pub(in crate::participation) use partner::{model, own_export, receive, send, show, upload};
pub(in crate::participation) use staff::{accept_quiet, export, judge, list, show_one};

fn month_of(code: &str) -> Result<Month, PageError> {
    Month::parse(code).ok_or(PageError::NotFound)
}
