//! What other rooms may show of a portfolio.

use diesel::prelude::*;
use serde::Serialize;

use super::model::{Client, MandateState};
use super::store;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::text::{french_date, french_day};
use crate::requests::RequestId;
use crate::schema::vendor_requests;

/// Whether the client for which a vendor files agreed to it, for who reads the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentCard {
    /// The client's name.
    pub client: String,
    /// What it said, in words, and their colour.
    pub consent: &'static str,
    /// See above.
    pub consent_kind: &'static str,
    /// When it answered; empty before.
    pub answered_on: String,
    /// Where the mandate stands, in words, and their colour.
    pub mandate: &'static str,
    /// See above.
    pub mandate_kind: &'static str,
    /// Its last day.
    pub mandate_ends_on: String,
}

impl ConsentCard {
    fn new(client: &Client, now: Instant) -> Self {
        let (consent, consent_kind) = client.consent_label(now);
        let (mandate, mandate_kind) =
            MandateState::of(client.mandate_ends_on, now.paris_day()).label();
        Self {
            client: client.name.clone(),
            consent,
            consent_kind,
            answered_on: client.answered_at.map(french_date).unwrap_or_default(),
            mandate,
            mandate_kind,
            mandate_ends_on: french_day(client.mandate_ends_on),
        }
    }
}

/// The consent behind a request; nothing for a request that was not begun for a client of a portfolio.
pub fn consent_card(
    c: &mut Conn,
    request: RequestId,
    now: Instant,
) -> QueryResult<Option<ConsentCard>> {
    let client = vendor_requests::table
        .find(request)
        .select(vendor_requests::client_id)
        .first(c)
        .optional()?;
    let Some(client) = client else {
        return Ok(None);
    };
    let found = store::find(c, client)?;
    Ok(found.map(|client| ConsentCard::new(&client, now)))
}
