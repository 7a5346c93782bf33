//! What happened, in French, by the code that slices record. A test holds the list against the code.

/// Every action, with its label.
pub(super) const LABELS: &[(&str, &str)] = &[];

/// The French words for a code; the code itself when it has none.
#[must_use]
pub fn label(action: &str) -> &str {
    LABELS
        .iter()
        .find(|(code, _)| *code == action)
        .map_or(action, |(_, label)| label)
}
