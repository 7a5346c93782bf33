//! The public pages. Their text is in their templates.

use serde::Serialize;

use crate::shell::{Crumb, Page, PageEntry};

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<HomePage>(),
        PageEntry::of::<HowPage>(),
        PageEntry::of::<DataPage>(),
        PageEntry::of::<LegalPage>(),
        PageEntry::of::<AccessibilityPage>(),
        PageEntry::of::<PrivacyPage>(),
        PageEntry::of::<SitemapPage>(),
    ]
}

/// A page whose whole content is in its template.
macro_rules! fixed_page {
    ($(#[$doc:meta])* $name:ident, $template:literal, $title:literal) => {
        $(#[$doc])*
        #[derive(Debug, Serialize)]
        pub struct $name {}

        impl Page for $name {
            const TEMPLATE: &'static str = $template;

            fn title(&self) -> String {
                $title.to_owned()
            }

            fn samples() -> Vec<Self> {
                vec![Self {}]
            }
        }
    };
}

fixed_page! {
    /// What FranceConnect gives, who is eligible, the steps, the data.
    HomePage, "public/home.html", "Accueil"
}
fixed_page! {
    /// How a connection works, and the partner's path with its delays.
    HowPage, "public/how.html", "Comment ça marche"
}
fixed_page! {
    /// What FranceConnect can transmit.
    DataPage, "public/data.html", "Données transmises"
}
fixed_page! {
    /// Legal mentions.
    LegalPage, "public/legal.html", "Mentions légales"
}
fixed_page! {
    /// The accessibility statement.
    AccessibilityPage, "public/accessibility.html", "Accessibilité"
}
fixed_page! {
    /// What is kept on people, why and how long.
    PrivacyPage, "public/privacy.html", "Données personnelles"
}

/// Every page a visitor or a partner starts from.
#[derive(Debug, Serialize)]
pub struct SitemapPage {
    parts: Vec<Part>,
}

/// Pages that go together.
#[derive(Debug, Serialize)]
struct Part {
    title: &'static str,
    links: Vec<Crumb>,
}

impl SitemapPage {
    /// The whole map.
    #[must_use]
    pub fn new() -> Self {
        let part = |title, links: &[(&str, &str)]| Part {
            title,
            links: links
                .iter()
                .map(|(href, label)| Crumb::new(*href, *label))
                .collect(),
        };
        Self {
            parts: vec![
                part(
                    "Découvrir FranceConnect",
                    &[
                        ("/", "Accueil"),
                        ("/comment-ca-marche", "Comment ça marche"),
                        ("/aide", "Aide"),
                        ("/donnees-transmises", "Données transmises"),
                        ("/eligibilite", "Vérifier son éligibilité"),
                        ("/habilitations", "Registre des habilitations"),
                        ("/statistiques", "Statistiques"),
                        ("/verifier", "Vérifier un document"),
                    ],
                ),
                part(
                    "Faire une demande",
                    &[
                        ("/inscription", "Créer un compte"),
                        ("/connexion", "Se connecter"),
                        ("/demandes", "Mes demandes"),
                        ("/organisations", "Mes organisations"),
                        ("/espace", "Espace partenaire"),
                    ],
                ),
                part(
                    "À propos de ce site",
                    &[
                        ("/mentions-legales", "Mentions légales"),
                        ("/accessibilite", "Accessibilité"),
                        ("/donnees-personnelles", "Données personnelles"),
                    ],
                ),
            ],
        }
    }
}

impl Default for SitemapPage {
    fn default() -> Self {
        Self::new()
    }
}

impl Page for SitemapPage {
    const TEMPLATE: &'static str = "public/sitemap.html";

    fn title(&self) -> String {
        "Plan du site".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}
