//! The page behind the link of an invitation.

use serde::Serialize;

use crate::services::urls;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// An invitation to accept, or why it can't be.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct InvitationPage {
    service: String,
    organisation: String,
    role: &'static str,
    problem: &'static str,
    token: String,
    action: &'static str,
    home: &'static str,
}

impl InvitationPage {
    /// An invitation that may be accepted by this link.
    pub(in crate::services) fn open(
        service: String,
        organisation: String,
        role: &'static str,
        token: String,
    ) -> Self {
        Self {
            service,
            organisation,
            role,
            problem: "",
            token,
            action: urls::ACCEPT,
            home: urls::LIST,
        }
    }

    /// A link that leads nowhere, and what to do.
    pub(in crate::services) fn dead(problem: &'static str) -> Self {
        Self {
            service: String::new(),
            organisation: String::new(),
            role: "",
            problem,
            token: String::new(),
            action: urls::ACCEPT,
            home: urls::LIST,
        }
    }
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "services/invitation.html";

    fn title(&self) -> String {
        "Invitation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::LIST, "Espace partenaire")]
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::open(
                "Portail des démarches".to_owned(),
                "Ville de Rennes".to_owned(),
                "Responsable technique",
                "exemple".to_owned(),
            ),
            Self::dead("Cette invitation n'est plus valable. Demandez qu'on vous la renvoie."),
        ]
    }
}
