//! The secrets of sandbox clients: renewed with an overlap, so that a service changes its own settings without a break.
//!
//! Invariant: at most two secrets are valid, the present one and the one before it; the older one ends at its instant,
//! or at once when it leaked. Nothing here keeps a secret: a hash stays.

use chrono::Duration;
use serde_json::json;

use super::clients::{ClientError, NewSecret, client_of, configured, record};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::kernel::secret::TokenHash;
use crate::services::client::{AuthMethod, Environment};
use crate::services::model::{ClientKey, ServiceId};
use crate::services::store;
use crate::shell::actor::AccountId;
use crate::text_enum;

text_enum! {
    /// How long the former secret stays valid.
    pub enum Overlap {
        /// Long enough to change the settings of a service calmly.
        Day = "jour",
        /// The time of a deployment.
        Hour = "heure",
        /// The time of a release.
        Week = "semaine",
        /// It ends at once, because it leaked.
        AtOnce = "aucun",
    }
}

impl Overlap {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Day => "24 heures",
            Self::Hour => "1 heure",
            Self::Week => "7 jours",
            Self::AtOnce => "Aucun délai : l'ancien secret cesse aussitôt (fuite)",
        }
    }

    fn length(self) -> Option<Duration> {
        match self {
            Self::Day => Some(Duration::days(1)),
            Self::Hour => Some(Duration::hours(1)),
            Self::Week => Some(Duration::weeks(1)),
            Self::AtOnce => None,
        }
    }
}

/// Gives a sandbox client a new secret. The former one ends after the overlap; one older still ends now.
pub fn rotate_secret(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, client): (ServiceId, ClientKey),
    overlap: Overlap,
) -> Outcome<NewSecret, ClientError> {
    let service = configured(tx, ctx, actor, service)?;
    let row = client_of(tx, &service, client)?;
    let uses_secret = row.configuration.0.auth().method() == AuthMethod::SecretPost;
    if row.environment != Environment::Sandbox || !uses_secret {
        return Err(ClientError::NoSecret.into());
    }
    let secret = ctx.token()?;
    let hash = TokenHash::of(&secret.reveal_hex());
    let overlap_ends = overlap.length().map(|length| ctx.now.plus(length));
    let former_until = overlap_ends.filter(|_| row.secret_hash.is_some());
    if !store::save_secret(tx, ctx, &row, (&hash, former_until))? {
        return Err(ClientError::Disabled.into());
    }
    let data = json!({ "overlap": overlap });
    record(tx, ctx, "client.secret_rotated", (&service, row.id), data)?;
    Ok(NewSecret {
        client_id: row.client_id,
        secret: Some(secret),
        former_until,
    })
}

/// Ends the former secret now, before its overlap is over.
pub fn withdraw_former_secret(
    tx: &mut Conn,
    ctx: &Ctx,
    actor: AccountId,
    (service, client): (ServiceId, ClientKey),
) -> Outcome<(), ClientError> {
    let service = configured(tx, ctx, actor, service)?;
    let row = client_of(tx, &service, client)?;
    if !store::forget_former_secret(tx, row.id)? {
        return Err(ClientError::NoFormer.into());
    }
    let event = "client.former_secret_withdrawn";
    record(tx, ctx, event, (&service, row.id), json!({}))
}
