//! The pages of help: Markdown under `templates/help`, read once.
//!
//! A page begins with its title, then lines of facts, then its text:
//!
//! ```text
//! # Déposer une demande
//! > public : demandeur
//! > pages : /demandes/nouvelle /demandes
//! > mots : dépôt brouillon
//!
//! Texte.
//! ```
//! `public` says for whom it is, `pages` where the question arises (beginnings of addresses, or ends after a `*`; the nearest wins), `mots`
//! what people may type instead of our words.

use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, Parser, Tag, html};
use rust_embed::RustEmbed;

use crate::kernel::text::search_key;
use crate::text_enum;

#[derive(RustEmbed)]
#[folder = "templates/help/"]
struct Sources;

text_enum! {
    /// For whom a page is.
    pub enum Public {
        /// Who asks for an habilitation.
        Applicant = "demandeur",
        /// Who asks for others.
        Vendor = "editeur",
        /// Who integrates.
        Technical = "technique",
        /// Everybody who has an account.
        Account = "compte",
        /// Those who instruct, check and administer.
        Staff = "equipe",
    }
}

impl Public {
    /// The words shown to people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Applicant => "Demander une habilitation",
            Self::Vendor => "Éditeurs de logiciels",
            Self::Technical => "Intégrer FranceConnect",
            Self::Account => "Compte et notifications",
            Self::Staff => "Équipe de Guichet",
        }
    }
}

/// One page of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Ends its address.
    pub name: String,
    /// Its title.
    pub title: String,
    /// For whom it is.
    pub public: Public,
    /// Where the question arises.
    pub paths: Vec<String>,
    /// Its first sentence or so.
    pub brief: String,
    /// Its text, as HTML that we wrote.
    pub html: String,
    keys: [String; 3],
}

static ARTICLES: LazyLock<Vec<Article>> = LazyLock::new(|| {
    let mut articles: Vec<Article> = Sources::iter()
        .filter_map(|file| {
            let name = file.strip_suffix(".md")?.to_owned();
            let source = Sources::get(&file)?;
            read(name, &String::from_utf8_lossy(&source.data))
        })
        .collect();
    articles.sort_by(|a, b| (a.public, &a.keys[0]).cmp(&(b.public, &b.keys[0])));
    articles
});

/// Every page, by public then by title.
pub fn all() -> &'static [Article] {
    &ARTICLES
}

/// One page.
pub fn find(name: &str) -> Option<&'static Article> {
    all().iter().find(|article| article.name == name)
}

/// The page that answers what may be asked at an address: where it is and its title; all of the help when none does.
#[must_use]
pub fn for_path(path: &str) -> (String, &'static str) {
    let nearest = all()
        .iter()
        .flat_map(|article| article.paths.iter().map(move |place| (place, article)))
        .filter_map(|(place, article)| Some((nearness(place, path)?, article)))
        .max_by_key(|(nearness, _)| *nearness);
    match nearest {
        Some((_, article)) => (super::urls::article(&article.name), &article.title),
        None => (super::urls::HOME.to_owned(), "Toute l'aide"),
    }
}

/// How near a place is to an address: an end says more than a beginning, a long one more than a short one.
fn nearness(place: &str, path: &str) -> Option<(bool, usize)> {
    match place.strip_prefix('*') {
        Some(end) => path.ends_with(end).then_some((true, end.len())),
        None => path.starts_with(place).then_some((false, place.len())),
    }
}

/// The pages that hold every word, those that hold them in their title first.
pub fn search(words: &str) -> Vec<&'static Article> {
    let key = search_key(words);
    let words: Vec<&str> = key.split_whitespace().map(singular).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, &Article)> = all()
        .iter()
        .filter_map(|article| Some((article.weight(&words)?, article)))
        .collect();
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(_, article)| article).collect()
}

/// A plural finds its singular too: what is left is searched anywhere in a word.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() >= 3 => stem,
        _ => word,
    }
}

impl Article {
    fn weight(&self, words: &[&str]) -> Option<usize> {
        let [title, hints, body] = &self.keys;
        words.iter().try_fold(0, |sum, word| {
            let weight = [(title, 8), (hints, 4), (body, 1)]
                .iter()
                .filter(|(key, _)| key.contains(word))
                .map(|(_, weight)| weight)
                .sum::<usize>();
            (weight > 0).then_some(sum + weight)
        })
    }
}

fn read(name: String, source: &str) -> Option<Article> {
    let mut lines = source.lines();
    let title = lines.next()?.strip_prefix("# ")?.trim().to_owned();
    let (mut public, mut paths, mut hints) = (None, Vec::new(), String::new());
    let mut body = String::new();
    for line in lines {
        let fact = line
            .strip_prefix("> ")
            .filter(|_| body.trim().is_empty())
            .and_then(|fact| fact.split_once(" : "));
        match fact {
            Some(("public", value)) => public = value.trim().parse::<Public>().ok(),
            Some(("pages", value)) => {
                paths = value.split_whitespace().map(str::to_owned).collect();
            }
            Some(("mots", value)) => value.clone_into(&mut hints),
            _ => {
                body.push_str(line);
                body.push('\n');
            }
        }
    }
    let brief = body.trim().lines().next().unwrap_or_default().to_owned();
    Some(Article {
        keys: [search_key(&title), search_key(&hints), search_key(&body)],
        name,
        title,
        public: public?,
        paths,
        brief,
        html: rendered(&body),
    })
}

/// Markdown to HTML; markup in the source is shown as text, links lead inside the site or to https.
fn rendered(body: &str) -> String {
    let events = Parser::new(body).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => Event::Start(Tag::Link {
            link_type,
            dest_url: if dest_url.starts_with('/') || dest_url.starts_with("https://") {
                dest_url
            } else {
                CowStr::Borrowed("/aide")
            },
            title,
            id,
        }),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_read_and_every_public_has_one() {
        let files = Sources::iter().filter(|file| file.ends_with(".md")).count();
        assert_eq!(all().len(), files, "a page lacks its title or its public");
        for public in Public::ALL {
            assert!(
                all().iter().any(|article| article.public == *public),
                "{public}"
            );
        }
        for article in all() {
            assert!(!article.brief.is_empty(), "{} says nothing", article.name);
            assert!(
                !article.html.contains("<h1"),
                "{} has a second title",
                article.name
            );
        }
    }

    #[test]
    fn words_find_their_page_without_accents_or_case() {
        let first = |words| search(words).first().map(|article| article.name.as_str());
        assert_eq!(first("PIECES jointes"), Some("pieces-jointes"));
        assert!(search("licorne").is_empty());
        assert!(search("  ").is_empty());
    }

    #[test]
    fn a_question_is_answered_from_where_it_arises() {
        assert_eq!(for_path("/notifications").0, "/aide/notifications");
        assert_eq!(for_path("/ailleurs").0, "/aide");
        let of = |path| for_path(path).0;
        assert_eq!(
            of("/demandes/0190/sections/donnees"),
            "/aide/justifier-les-donnees"
        );
        assert_eq!(
            of("/demandes/0190/sections/contacts"),
            "/aide/remplir-le-dossier"
        );
        assert_eq!(of("/demandes/0190/messages"), "/aide/messages");
    }

    #[test]
    fn a_page_holds_no_markup_and_leads_nowhere_odd() {
        let html = rendered("<script>x</script>\n\n[a](javascript:b) **c**");
        assert!(
            !html.contains("<script") && !html.contains("javascript"),
            "{html}"
        );
        assert!(html.contains("<strong>c</strong>"));
    }
}
