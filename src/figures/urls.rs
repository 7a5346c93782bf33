//! Addresses of the figures.

/// Those of the desk, for those who run it.
pub const DESK: &str = "/pilotage";
/// Those for everybody.
pub const PUBLIC: &str = "/statistiques";
