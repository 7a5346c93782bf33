//! The right behind a service: what it allows, on which conditions, and those that it replaced.

use serde::Serialize;

use super::{SpaceHead, Tab, sample_instant};
use crate::kernel::clock::Instant;
use crate::services::scopes::ScopeChoice;
use crate::services::views;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// The right in force.
#[derive(Debug, Clone, Serialize)]
pub(in crate::services) struct HabilitationPage {
    head: SpaceHead,
    number: String,
    legal_basis: String,
    legal_text: String,
    level: &'static str,
    granted_at: Instant,
    ended_at: Option<Instant>,
    scopes: Vec<ScopeChoice>,
    conditions: Vec<String>,
    former: Vec<FormerRight>,
    request_url: String,
}

/// A right that another replaced.
#[derive(Debug, Clone, Serialize)]
struct FormerRight {
    number: String,
    granted_at: Instant,
    ended_at: Option<Instant>,
}

impl HabilitationPage {
    pub(in crate::services) fn new(
        head: SpaceHead,
        right: views::Habilitation,
        (former, request_url): (Vec<views::Former>, String),
    ) -> Self {
        let former = former.into_iter().map(|right| FormerRight {
            number: right.number,
            granted_at: right.granted_at,
            ended_at: right.ended_at,
        });
        Self {
            head,
            former: former.collect(),
            request_url,
            scopes: right.scopes().choices(),
            level: if right.is_substantial() {
                "FranceConnect+ (eidas2)"
            } else {
                "FranceConnect (eidas1)"
            },
            conditions: right.conditions,
            number: right.number,
            legal_basis: basis_label(&right.legal_basis),
            legal_text: right.legal_text,
            granted_at: right.granted_at,
            ended_at: right.ended_at,
        }
    }
}

fn basis_label(code: &str) -> String {
    code.parse::<crate::requests::LegalBasis>()
        .map_or_else(|_| code.to_owned(), |basis| basis.label().to_owned())
}

impl Page for HabilitationPage {
    const TEMPLATE: &'static str = "services/habilitation.html";

    fn title(&self) -> String {
        format!("Habilitation {}", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let sample = |ended_at| {
            Self::new(
                SpaceHead::sample(Tab::Habilitation),
                views::Habilitation {
                    number: "H-000123".to_owned(),
                    legal_basis: "administration".to_owned(),
                    legal_text: "Arrêté du 8 novembre 2018".to_owned(),
                    level: "eidas1".to_owned(),
                    claims: vec!["given_name".to_owned(), "family_name".to_owned()],
                    data_scopes: vec!["dgfip_rfr".to_owned()],
                    conditions: vec!["Informer les usagers.".to_owned()],
                    granted_at: sample_instant(),
                    ended_at,
                },
                (
                    vec![views::Former {
                        number: "H-000045".to_owned(),
                        granted_at: sample_instant(),
                        ended_at: Some(sample_instant()),
                    }],
                    crate::requests::url(crate::requests::RequestId(uuid::Uuid::nil())),
                ),
            )
        };
        vec![sample(None), sample(Some(sample_instant()))]
    }
}
