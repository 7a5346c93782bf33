//! The pages of the demonstration: its start, what a login gave, its end.

use serde::Serialize;

use super::super::urls;
use super::login::{Exchange, Pair, Seen, pair};
use crate::sandbox::urls::ERRORS;
use crate::services::{ServiceId, SpaceHead, Tab};
use crate::shell::{Crumb, Page};

/// Where the demonstration starts.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox::start) struct DemoPage {
    head: SpaceHead,
    ready: bool,
    may_configure: bool,
    prepare_url: String,
    login_url: String,
}

impl DemoPage {
    pub(super) fn new(
        head: SpaceHead,
        service: ServiceId,
        (ready, may_configure): (bool, bool),
    ) -> Self {
        Self {
            head,
            ready,
            may_configure,
            prepare_url: urls::demo(service),
            login_url: urls::demo_login(service),
        }
    }
}

const NOBODY: ServiceId = ServiceId(uuid::Uuid::nil());

impl Page for DemoPage {
    const TEMPLATE: &'static str = "sandbox/demo.html";

    fn title(&self) -> String {
        "Service de démonstration".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let page = |ready, may| Self::new(SpaceHead::sample(Tab::Clients), NOBODY, (ready, may));
        vec![page(true, true), page(false, true), page(false, false)]
    }
}

/// What a tried login gave, exchange by exchange.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox::start) struct DemoResultPage {
    head: SpaceHead,
    problem: Option<String>,
    claims: Vec<Pair>,
    exchanges: Vec<Exchange>,
    logout_url: Option<String>,
    again_url: String,
    errors_url: &'static str,
}

impl DemoResultPage {
    pub(super) fn new(
        head: SpaceHead,
        service: ServiceId,
        (seen, logout_url): (Seen, Option<String>),
    ) -> Self {
        Self {
            head,
            problem: seen.problem,
            claims: seen.claims,
            exchanges: seen.exchanges,
            logout_url,
            again_url: urls::demo(service),
            errors_url: ERRORS,
        }
    }

    /// Whether the login went through.
    pub(super) fn went_through(&self) -> bool {
        self.problem.is_none()
    }
}

impl Page for DemoResultPage {
    const TEMPLATE: &'static str = "sandbox/demo_result.html";

    fn title(&self) -> String {
        match self.problem {
            None => "Connexion réussie",
            Some(_) => "Connexion interrompue",
        }
        .to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.again_url, "Service de démonstration"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let exchange = Exchange {
            title: "Le code contre les jetons",
            method: "POST",
            address: "https://guichet.exemple.fr/bac-a-sable/api/v2/token".to_owned(),
            sent: vec![pair("code", "AAAAAAAA…")],
            status: "200 application/json".to_owned(),
            received: vec![pair("token_type", "Bearer")],
            remark: "De serveur à serveur.",
        };
        let page =
            |seen: Seen, logout| Self::new(SpaceHead::sample(Tab::Clients), NOBODY, (seen, logout));
        let good = Seen {
            exchanges: vec![exchange.clone()],
            claims: vec![pair("given_name", "Angela Claire Louise")],
            ..Seen::default()
        };
        let bad = Seen {
            exchanges: vec![exchange],
            problem: Some("userinfo a répondu 401.".to_owned()),
            ..Seen::default()
        };
        vec![page(good, Some("/".to_owned())), page(bad, None)]
    }
}

/// The end of a tried login.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox::start) struct DemoFarewellPage {
    head: SpaceHead,
    again_url: String,
}

impl DemoFarewellPage {
    pub(super) fn new(head: SpaceHead, service: ServiceId) -> Self {
        Self {
            head,
            again_url: urls::demo(service),
        }
    }
}

impl Page for DemoFarewellPage {
    const TEMPLATE: &'static str = "sandbox/demo_farewell.html";

    fn title(&self) -> String {
        "Déconnexion réussie".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(SpaceHead::sample(Tab::Clients), NOBODY)]
    }
}
