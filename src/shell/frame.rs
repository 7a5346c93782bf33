//! What surrounds every page: title, navigation, the person, the message left by the previous action.
//!
//! Templates receive it as `frame`. Every field is always present, so that a template never tests for existence.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::shell::actor::Viewer;
use crate::shell::flash::Flash;

/// A link with its text.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Crumb {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
}

impl Crumb {
    /// A link to `href` saying `label`.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
        }
    }
}

/// An entry of the main navigation.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct NavLink {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub label: &'static str,
    /// Whether the present page is under it.
    pub current: bool,
}

/// Chooses the navigation for a viewer: `(href, label)` pairs. Given by `app.rs`, which knows the slices.
pub type NavFor = fn(&Viewer) -> Vec<(&'static str, &'static str)>;

/// The person as the layout needs it.
#[derive(Debug, Clone, Serialize)]
pub struct FrameViewer {
    /// Whether a session is open.
    pub signed_in: bool,
    /// The person's name, or nothing.
    pub name: String,
    /// Whether the account belongs to the staff.
    pub staff: bool,
    /// The codes of the staff roles.
    pub roles: Vec<&'static str>,
}

impl From<&Viewer> for FrameViewer {
    fn from(viewer: &Viewer) -> Self {
        let person = viewer.person();
        Self {
            signed_in: person.is_some(),
            name: person.map(|person| person.name.clone()).unwrap_or_default(),
            staff: person.is_some_and(|person| !person.roles.is_empty()),
            roles: person
                .map(|person| person.roles.iter().map(|role| role.as_str()).collect())
                .unwrap_or_default(),
        }
    }
}

/// The way to help from a page.
#[derive(Debug, Clone, Serialize, Default)]
pub struct FrameHelp {
    /// The page of help that is nearest.
    pub href: String,
    /// Its title.
    pub label: &'static str,
    /// Where a question is asked, with the address of this page.
    pub ask: String,
}

/// Everything the layout shows around a page.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The page's own title.
    pub title: String,
    /// The language of the page.
    pub lang: &'static str,
    /// The token every POST form carries.
    pub csrf: String,
    /// Who is looking.
    pub viewer: FrameViewer,
    /// Notices they have not read, counted up to 100.
    pub unread: i64,
    /// The way to help.
    pub help: FrameHelp,
    /// The main navigation.
    pub nav: Vec<NavLink>,
    /// The way from the home page to this one.
    pub crumbs: Vec<Crumb>,
    /// The message left by the previous action.
    pub flash: Option<Flash>,
    /// Names the request in the log.
    pub request_id: String,
    /// Addresses of the fingerprinted files, by short name.
    pub assets: BTreeMap<String, String>,
    /// Whether this is a development site.
    pub mode_development: bool,
}

/// Marks the entry of the navigation that `path` is under: the longest one wins.
#[must_use]
pub fn navigation(entries: Vec<(&'static str, &'static str)>, path: &str) -> Vec<NavLink> {
    let current = entries
        .iter()
        .map(|(href, _)| *href)
        .filter(|href| is_under(path, href))
        .max_by_key(|href| href.len());
    entries
        .into_iter()
        .map(|(href, label)| NavLink {
            href,
            label,
            current: Some(href) == current,
        })
        .collect()
}

fn is_under(path: &str, href: &str) -> bool {
    match path.strip_prefix(href) {
        Some("") => true,
        Some(rest) => href != "/" && rest.starts_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::navigation;

    #[test]
    fn the_longest_entry_above_the_page_is_the_current_one() {
        let entries = || {
            vec![
                ("/", "Accueil"),
                ("/demandes", "Demandes"),
                ("/demandes/nouvelle", "Nouvelle"),
            ]
        };
        let current = |path| {
            navigation(entries(), path)
                .into_iter()
                .filter(|link| link.current)
                .map(|link| link.href)
                .collect::<Vec<_>>()
        };
        assert_eq!(current("/"), ["/"]);
        assert_eq!(current("/demandes/nouvelle"), ["/demandes/nouvelle"]);
        assert_eq!(current("/demandes/42"), ["/demandes"]);
        assert!(current("/demandesque").is_empty());
    }
}
