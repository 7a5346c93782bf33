//! What this room shows.

mod client;
mod consent;
mod import;
mod portfolio;

pub(super) use client::{BeginPage, ClientData, ClientForms, ClientPage};
pub(super) use consent::ConsentPage;
pub(super) use import::{ReportPage, UploadPage};
pub(super) use portfolio::{AddPage, Asked, ChoosePage, PortfolioPage};

use super::model::{Client, ClientId, Consent, Sheet};
use super::urls;
use crate::kernel::clock::{Day, Instant};
use crate::organisations::OrganisationId;
use crate::requests::{Company, Contact};
use crate::shell::{Crumb, PageEntry};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ChoosePage>(),
        PageEntry::of::<PortfolioPage>(),
        PageEntry::of::<AddPage>(),
        PageEntry::of::<UploadPage>(),
        PageEntry::of::<ReportPage>(),
        PageEntry::of::<ClientPage>(),
        PageEntry::of::<BeginPage>(),
        PageEntry::of::<ConsentPage>(),
    ]
}

fn crumb(vendor: OrganisationId) -> Crumb {
    Crumb::new(urls::portfolio(vendor), "Mes clientes")
}

/// A vendor for samples.
fn sample_vendor() -> OrganisationId {
    OrganisationId(uuid::Uuid::from_u128(2))
}

/// An instant for samples.
fn sample_now() -> Instant {
    Instant::new(chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_515))
}

/// A client for samples.
fn sample(consent: Consent) -> Client {
    let day: Day = sample_now().paris_day();
    Client {
        id: ClientId(uuid::Uuid::from_u128(7)),
        vendor: sample_vendor(),
        siret: "21350238800019".to_owned(),
        name: "Ville de Rennes <b>".to_owned(),
        sheet: Sheet {
            company: Company {
                siret: "21350238800019".to_owned(),
                name: "Ville de Rennes <b>".to_owned(),
                legal_category: "7210".to_owned(),
                activity: "84.11Z".to_owned(),
                address: "1 place de la Mairie, 35000 Rennes".to_owned(),
                created_on: "1990-01-01".to_owned(),
                state: "open".to_owned(),
                verified: false,
            },
            controller: Contact {
                family_name: "Martin".to_owned(),
                given_name: "Claire".to_owned(),
                email: "claire@exemple.fr".to_owned(),
                ..Contact::default()
            },
            dpo: Contact::default(),
        },
        mandate_ends_on: day.plus_days(20),
        consent,
        consent_email: "mairie@exemple.fr".to_owned(),
        asked_at: Some(sample_now()),
        expires_at: Some(sample_now()),
        answered_at: Some(sample_now()),
        archived_at: None,
        version: 1,
    }
}
