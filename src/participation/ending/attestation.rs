//! The attestation of destruction: asked for when an access ends, signed by name, its wording kept with the signature.

use serde_json::json;

use super::store;
use crate::experiment::ExperimentId;
use crate::kernel::clock::Day;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::secret::sha256_hex;
use crate::notifications::{Kind, Notice, notify_all};
use crate::participation::access::{Denied, Wish, authorised};
use crate::participation::calendar::ATTESTATION_DAYS;
use crate::participation::jobs::{Told, mail_all};
use crate::participation::model::{Participant, Period};
use crate::participation::{urls, views};
use crate::shell::AccountId;

/// What is signed. A change of a word is another text: each signature keeps its own.
pub const WORDING: &str = "J'atteste que le bouton FranceConnect a été retiré de nos services, que toutes les données à caractère personnel obtenues par FranceConnect dans le cadre de l'expérimentation ont été détruites, sauvegardes et copies chez nos sous-traitants comprises, et qu'aucune n'a été cédée ni transférée hors de l'Union européenne.";

/// Asks a participant whose access has ended for its attestation, once; tells whether it was asked now.
pub fn ask(
    tx: &mut Conn,
    ctx: &Ctx,
    (period, participant): (&Period, &Participant),
) -> Result<bool, Fault> {
    let due = ctx.now.paris_day().plus_days(ATTESTATION_DAYS);
    if !store::ask(tx, (period.id, &participant.siren), due, ctx.now)? {
        return Ok(false);
    }
    let people = views::told(tx, period, &participant.siren)?;
    let link = urls::attestation(period.id, &participant.siren);
    let title = "Attestez la destruction des données de l'expérimentation";
    notify_all(tx, ctx, &people, &Notice::new(Kind::Service, title, link))?;
    let told = (
        period.id,
        participant.siren.as_str(),
        Told::AttestationAsked,
        "",
    );
    mail_all(tx, ctx, &people, told)?;
    let data = json!({ "siren": participant.siren, "due_on": due });
    record(
        tx,
        ctx,
        (period.id, participant),
        ("experiment.attestation_asked", data),
    )?;
    Ok(true)
}

/// An attestation to sign.
#[derive(Debug, Clone)]
pub struct SignAttestation {
    /// Who signs.
    pub by: AccountId,
    /// For whom, in which experiment.
    pub of: (ExperimentId, String),
    /// The day of the destruction.
    pub destroyed_on: Day,
    /// How data were destroyed.
    pub means: String,
    /// The name and function under the text.
    pub signatory: String,
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestationError {
    /// See [`Denied`].
    Denied(Denied),
    /// The access is not over: there is nothing to attest yet.
    NotAsked,
    /// Somebody signed already.
    Signed,
    /// Nobody destroys in the future.
    InTheFuture,
}
impl Refusal for AttestationError {}

/// Signs the attestation of a participant, once.
pub fn sign(tx: &mut Conn, ctx: &Ctx, cmd: &SignAttestation) -> Outcome<(), AttestationError> {
    let (experiment, siren) = (cmd.of.0, cmd.of.1.as_str());
    let access = authorised(tx, cmd.by, (experiment, siren), Wish::Act);
    let (_, participant, _) =
        access.map_err(|failure| failure.map_refusal(AttestationError::Denied))?;
    let asked = store::find(tx, experiment, siren)?.ok_or(AttestationError::NotAsked)?;
    if asked.signed_at.is_some() {
        return Err(AttestationError::Signed.into());
    }
    if cmd.destroyed_on > ctx.now.paris_day() {
        return Err(AttestationError::InTheFuture.into());
    }
    if !store::sign(tx, ctx, cmd, WORDING)? {
        return Err(AttestationError::Signed.into());
    }
    let data = json!({
        "siren": siren,
        "destroyed_on": cmd.destroyed_on,
        "wording": sha256_hex(WORDING.as_bytes()),
    });
    record(
        tx,
        ctx,
        (experiment, &participant),
        ("experiment.attestation_signed", data),
    )?;
    Ok(())
}

fn record(
    tx: &mut Conn,
    ctx: &Ctx,
    (experiment, participant): (ExperimentId, &Participant),
    (event, data): (&'static str, serde_json::Value),
) -> Result<(), Fault> {
    let entry = Entry::new(event, "experiment", experiment)
        .about_organisation(participant.organisation)
        .data(data);
    journal::record(tx, ctx, entry)
}
