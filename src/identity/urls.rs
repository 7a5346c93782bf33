//! Addresses of the slice.

pub use crate::shell::urls::{ENROL_SECOND_FACTOR, SECOND_FACTOR, SIGN_IN};

use super::SessionId;

/// Sign-up.
pub const SIGN_UP: &str = "/inscription";
/// After sign-up.
pub const SIGN_UP_SENT: &str = "/inscription/envoyee";
/// Sign-out.
pub const SIGN_OUT: &str = "/deconnexion";
/// Recovery.
pub const FORGOTTEN: &str = "/mot-de-passe-oublie";
/// After asking for recovery.
pub const FORGOTTEN_SENT: &str = "/mot-de-passe-oublie/envoye";
/// One's own account.
pub const ACCOUNT: &str = "/compte";
/// One's own password.
pub const PASSWORD: &str = "/compte/mot-de-passe";
/// One's own sessions.
pub const SESSIONS: &str = "/compte/sessions";
/// Ends the other sessions.
pub const CLOSE_OTHERS: &str = "/compte/sessions/fermer-les-autres";
/// Draws a secret.
pub const OFFER: &str = "/compte/second-facteur/commencer";
/// Confirms it.
pub const CONFIRM_ENROLMENT: &str = "/compte/second-facteur/confirmer";
/// Its picture.
pub const QR: &str = "/compte/second-facteur/qr.svg";
/// New recovery codes.
pub const RECOVERY_CODES: &str = "/compte/second-facteur/codes";
/// Retires the second factor.
pub const RETIRE: &str = "/compte/second-facteur/retirer";

/// The mailed link that confirms an address.
#[must_use]
pub fn confirm(token: &str) -> String {
    format!("/inscription/confirmer/{token}")
}

/// The mailed link by which another password is chosen.
#[must_use]
pub fn reset(token: &str) -> String {
    format!("/mot-de-passe/{token}")
}

/// Ends a session.
#[must_use]
pub fn close_session(id: SessionId) -> String {
    format!("{SESSIONS}/{id}/fermer")
}
