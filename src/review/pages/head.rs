//! What the pages around a request say of it, and the colleagues who are offered there.

use serde::Serialize;

use crate::requests::{Instructor, Request, RequestId};
use crate::review::urls;
use crate::shell::{AccountId, Crumb};

/// A request in brief.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    #[serde(skip)]
    id: RequestId,
    number: String,
    title: String,
    status: &'static str,
    href: String,
    /// The version shown, which commands carry back.
    seen: i32,
}

impl From<&Request> for Head {
    fn from(request: &Request) -> Self {
        Self {
            id: request.id,
            number: request.number.clone(),
            title: request.shown_title().to_owned(),
            status: request.status().label(),
            href: urls::file(request.id),
            seen: request.version,
        }
    }
}

impl Head {
    /// The request.
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.id
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The way back to its file.
    #[must_use]
    pub fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::QUEUE, "Instruction"),
            Crumb::new(self.href.clone(), format!("Demande {}", self.number)),
        ]
    }

    /// One for samples.
    #[must_use]
    pub fn sample() -> Self {
        let id = RequestId(uuid::Uuid::nil());
        Self {
            id,
            number: "D-2026-000001".to_owned(),
            title: "Mes démarches".to_owned(),
            status: crate::requests::Status::InReview.label(),
            href: urls::file(id),
            seen: 3,
        }
    }
}

/// A colleague in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Colleague {
    value: String,
    label: String,
}

impl Colleague {
    /// A colleague by their account.
    #[must_use]
    pub fn new(account: AccountId, label: impl Into<String>) -> Self {
        Self {
            value: account.to_string(),
            label: label.into(),
        }
    }

    /// Some for samples.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        vec![
            Self::new(AccountId(uuid::Uuid::from_u128(1)), "Claire Petit"),
            Self::new(AccountId(uuid::Uuid::from_u128(2)), "Denis Martin"),
        ]
    }
}

/// Those who may instruct a request, `but` one.
#[must_use]
pub fn colleagues(able: Vec<Instructor>, but: Option<AccountId>) -> Vec<Colleague> {
    able.into_iter()
        .filter(|known| Some(known.account) != but)
        .map(|known| Colleague::new(known.account, known.name))
        .collect()
}
