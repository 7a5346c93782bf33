//! The addresses of the public pages.

use crate::public::pages::{
    AccessibilityPage, DataPage, HomePage, HowPage, LegalPage, PrivacyPage, SitemapPage,
};
use crate::shell::{Answer, Routes, Web};

/// Every public page.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("public")
        .get("/", home)
        .get("/comment-ca-marche", how)
        .get("/donnees-transmises", data)
        .get("/mentions-legales", legal)
        .get("/accessibilite", accessibility)
        .get("/donnees-personnelles", privacy)
        .get("/plan-du-site", sitemap)
}

async fn home(web: Web) -> Answer {
    web.page(&HomePage {})
}

async fn how(web: Web) -> Answer {
    web.page(&HowPage {})
}

async fn data(web: Web) -> Answer {
    web.page(&DataPage {})
}

async fn legal(web: Web) -> Answer {
    web.page(&LegalPage {})
}

async fn accessibility(web: Web) -> Answer {
    web.page(&AccessibilityPage {})
}

async fn privacy(web: Web) -> Answer {
    web.page(&PrivacyPage {})
}

async fn sitemap(web: Web) -> Answer {
    web.page(&SitemapPage::new())
}
