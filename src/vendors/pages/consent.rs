//! What a client sees behind its link, without an account.

use serde::Serialize;

use super::{sample, sample_now};
use crate::kernel::text::{french_date, french_day};
use crate::organisations::Siret;
use crate::shell::Page;
use crate::vendors::model::{Client, Consent};
use crate::vendors::urls;

/// The question asked of a client, or what became of it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct ConsentPage {
    title: &'static str,
    vendor: String,
    client: String,
    siret: String,
    ends_on: String,
    until: String,
    message: &'static str,
    action: String,
}

impl ConsentPage {
    pub(in crate::vendors) fn ask(client: &Client, vendor: String, token: &str) -> Self {
        Self {
            title: "Accord pour le dépôt d'une demande",
            vendor,
            client: client.name.clone(),
            siret: Siret::parse(&client.siret).map_or_else(|_| client.siret.clone(), Siret::spaced),
            ends_on: french_day(client.mandate_ends_on),
            until: client.expires_at.map(french_date).unwrap_or_default(),
            message: "",
            action: urls::consent(token),
        }
    }

    pub(in crate::vendors) fn told(title: &'static str, message: &'static str) -> Self {
        Self {
            title,
            vendor: String::new(),
            client: String::new(),
            siret: String::new(),
            ends_on: String::new(),
            until: String::new(),
            message,
            action: String::new(),
        }
    }
}

impl Page for ConsentPage {
    const TEMPLATE: &'static str = "vendors/consent.html";

    fn title(&self) -> String {
        self.title.to_owned()
    }

    fn samples() -> Vec<Self> {
        let client = Client {
            expires_at: Some(sample_now()),
            ..sample(Consent::Asked)
        };
        vec![
            Self::ask(&client, "Éditeur <b>".to_owned(), &"A".repeat(43)),
            Self::told("Votre réponse est enregistrée", "Merci."),
        ]
    }
}
