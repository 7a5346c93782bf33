//! Addresses of the figures.

use super::model::Month;
use crate::kernel::spreadsheet::FileKind;

/// Those of the desk, for those who run it.
pub const DESK: &str = "/pilotage";
/// The same as a file, over these months.
#[must_use]
pub fn desk_file(kind: FileKind, (first, last): (Month, Month)) -> String {
    let (code, first, last) = (kind.code(), first.code(), last.code());
    format!("{DESK}/export.{code}?du={first}&au={last}")
}

/// Those for everybody.
pub const PUBLIC: &str = "/statistiques";
