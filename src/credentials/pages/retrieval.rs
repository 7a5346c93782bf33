//! The retrieval of a secret: the page that warns, and the answer that shows.

use serde::Serialize;

use crate::credentials::model::CredentialId;
use crate::credentials::service::Revealed;
use crate::credentials::urls;
use crate::kernel::clock::Instant;
use crate::services::{ServiceId, SpaceHead, Tab, production, sample_instant};
use crate::shell::{Crumb, Page};

/// What will happen, before it does.
#[derive(Debug, Clone, Serialize)]
pub(in crate::credentials) struct RetrievalPage {
    head: SpaceHead,
    status: &'static str,
    until: Option<Instant>,
    action: String,
    back_url: String,
}

impl RetrievalPage {
    /// `until` is given when the secret may be retrieved.
    pub(in crate::credentials) fn new(
        head: SpaceHead,
        (service, id): (ServiceId, CredentialId),
        status: &'static str,
        until: Option<Instant>,
    ) -> Self {
        Self {
            head,
            status,
            until,
            action: urls::reveal(service, id),
            back_url: production(service),
        }
    }
}

impl Page for RetrievalPage {
    const TEMPLATE: &'static str = "credentials/retrieval.html";

    fn title(&self) -> String {
        "Retirer le secret de production".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.back_url, "Production"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let which = (
            ServiceId(uuid::Uuid::nil()),
            CredentialId(uuid::Uuid::nil()),
        );
        let head = || SpaceHead::sample(Tab::Production);
        vec![
            Self::new(head(), which, "Prêts à retirer", Some(sample_instant())),
            Self::new(head(), which, "En service", None),
        ]
    }
}

/// The answer that shows the secret. It can't be opened again.
#[derive(Clone, Serialize)]
pub(in crate::credentials) struct RevealedPage {
    head: SpaceHead,
    client_id: String,
    secret: String,
    back_url: String,
}

impl RevealedPage {
    pub(in crate::credentials) fn new(
        head: SpaceHead,
        service: ServiceId,
        revealed: &Revealed,
    ) -> Self {
        let secret = revealed.secret.reveal_hex();
        Self {
            head,
            client_id: revealed.client_id.clone(),
            secret,
            back_url: production(service),
        }
    }
}

impl Page for RevealedPage {
    const TEMPLATE: &'static str = "credentials/revealed.html";

    fn title(&self) -> String {
        "Secret de production".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.head.crumbs();
        crumbs.push(Crumb::new(&self.back_url, "Production"));
        crumbs
    }

    fn samples() -> Vec<Self> {
        vec![Self {
            head: SpaceHead::sample(Tab::Production),
            client_id: "a".repeat(64),
            secret: "b".repeat(64),
            back_url: production(ServiceId(uuid::Uuid::nil())),
        }]
    }
}
