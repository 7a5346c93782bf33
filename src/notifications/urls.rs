//! Addresses of this room.

use super::model::NotificationId;

/// One's notices.
pub const LIST: &str = "/notifications";
/// Marks them all read.
pub const READ_ALL: &str = "/notifications/tout-lire";
/// Which mails one receives.
pub const PREFERENCES: &str = "/compte/courriels";
/// Leaving a kind of mails, with the signed name of the person and the kind.
pub const LEAVE: &str = "/desabonnement";

/// Marks one read and goes where it leads.
#[must_use]
pub fn open(id: NotificationId) -> String {
    format!("{LIST}/{id}/ouvrir")
}

/// Marks one read.
#[must_use]
pub fn read(id: NotificationId) -> String {
    format!("{LIST}/{id}/lue")
}

/// The page, and the address to post to, that leave a kind of mails.
#[must_use]
pub fn leave(token: &str) -> String {
    format!("{LEAVE}/{token}")
}
