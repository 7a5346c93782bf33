//! Yes: the last version becomes an habilitation.

use super::amendment;
use super::decisions::{decide, decided};
use super::moves::{Move, MoveError, step};
use super::reading::FiledVersion;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::requests::commands::Command;
use crate::requests::model::{AssuranceLevel, GrantTerms, Habilitation, HabilitationId, Reasons};
use crate::requests::policy::Action;
use crate::requests::store;

/// What a grant needs beside the move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// `H-2026-000045`, taken from the numbers before the transaction.
    pub number: String,
    /// Why; the reason may be empty, the reference is the text granted upon.
    pub reasons: Reasons,
    /// What is held back, and the conditions.
    pub terms: GrantTerms,
}

/// Grants the request and opens its habilitation, frozen from the last version but for what the terms hold back. That of an amendment takes the place of
/// the habilitation that it changes.
pub fn grant(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Move,
    with: &Grant,
) -> Outcome<HabilitationId, MoveError> {
    let step = step(tx, ctx, (cmd, Action::Instruct), Command::Grant)?;
    let request = &step.request;
    let version = store::last_version(tx, request.id)?
        .ok_or_else(|| Fault::inconsistent("request_versions", request.id))?;
    let filed = FiledVersion::read(&version)?;
    let dossier = filed.dossier;
    let holder = dossier.beneficiary().clone();
    let new = Habilitation {
        id: ctx.new_id::<HabilitationId>(),
        number: with.number.clone(),
        request: request.id,
        version: version.id,
        organisation: request.organisation,
        siren: request.siren.to_string(),
        basis: request.basis,
        level: dossier.assurance_level().unwrap_or(AssuranceLevel::Eidas1),
        claims: dossier
            .claims
            .iter()
            .map(|wish| wish.claim)
            .filter(|claim| with.terms.grants(claim.as_str()))
            .collect(),
        data_scopes: dossier
            .apis
            .into_iter()
            .flat_map(|wish| wish.scopes)
            .filter(|scope| with.terms.grants(scope))
            .collect(),
        legal_text: if dossier.text_reference.is_empty() {
            with.reasons.legal_reference.clone()
        } else {
            dossier.text_reference
        },
        service_name: dossier.service_name,
        granted_at: ctx.now,
        ended_at: None,
        replaced_by: None,
        terms: with.terms.clone(),
    };
    store::add_habilitation(tx, &new)?;
    store::enter_register(tx, &new, &holder)?;
    amendment::replace(tx, ctx, request, new.id)?;
    decide(tx, ctx, &step, (&decided(&step, ctx), &with.reasons))?;
    Ok(new.id)
}
