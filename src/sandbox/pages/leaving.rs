//! The logout: one confirmation, which a script sends by itself, and the end.

use serde::Serialize;

use crate::sandbox::provider::params::Params;
use crate::sandbox::urls;
use crate::shell::page::Page;

/// The confirmation; it carries the request on to the POST that ends the session.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct LogoutPage {
    service: String,
    action: String,
    fields: Vec<Field>,
}

#[derive(Debug, Clone, Serialize)]
struct Field {
    name: String,
    value: String,
}

impl LogoutPage {
    pub(in crate::sandbox) fn new(service: &str, params: &Params) -> Self {
        let field = |(name, value): (&str, &str)| Field {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        Self {
            service: service.to_owned(),
            action: urls::confirm_logout(),
            fields: params.iter().map(field).collect(),
        }
    }
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "sandbox/logout.html";

    fn title(&self) -> String {
        "Déconnexion".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(
            "Mes démarches",
            &Params::read(b"id_token_hint=e30.e30.e30&state=abc"),
        )]
    }
}

/// The end of a logout that leads nowhere.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct LoggedOutPage {}

impl Page for LoggedOutPage {
    const TEMPLATE: &'static str = "sandbox/logged_out.html";

    fn title(&self) -> String {
        "Vous êtes déconnecté".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
