//! Papers of a request that the caller may see, and the proof that anybody may ask of one.

use serde_json::json;

use super::access::{AccessError, Actor, authorised};
use super::reading::{FiledVersion, version};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::pdf::Paper;
use crate::kernel::secret::sha256_hex;
use crate::requests::model::{
    DecisionId, Dossier, GrantTerms, Habilitation, Reasons, Request, RequestId,
};
use crate::requests::papers::{
    Certified, Claimed, LetterText, Proof, certificate, claimed, clean_code, dossier_paper,
    has_letter, letter,
};
use crate::requests::policy::Action;
use crate::requests::state::Status;
use crate::requests::store::{self, Decision, Holder, Right};
use crate::requests::{urls, views};
use crate::shell::AccountId;

/// A paper, and the name of its file.
#[derive(Debug, Clone)]
pub struct Named {
    /// Without a folder.
    pub file_name: String,
    /// What is written.
    pub paper: Paper,
}

/// What a code proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proven {
    /// A version was filed: the number of its request, its own, its fingerprint, when.
    Version(String, i32, String, crate::kernel::clock::Instant),
    /// A decision was taken: the number of its request, what it led to, when.
    Decision(String, Status, crate::kernel::clock::Instant),
    /// An habilitation was granted: to whom, and the fingerprint of the version granted.
    Habilitation(Box<Right>, Option<Holder>, String),
}

/// The dossier of a version, as a paper.
pub fn version_paper(
    c: &mut Conn,
    (ctx, base): (&Ctx, &str),
    by: &Actor,
    (id, ordinal): (RequestId, i32),
) -> Outcome<Named, AccessError> {
    let request = authorised(c, by, id, Action::Read)?;
    let (ordinal, sha256, filed) =
        version(c, request.id, Some(ordinal))?.ok_or(AccessError::Unknown)?;
    let certified = Certified::Version(filed.number.clone(), ordinal, sha256.clone());
    let proof = proof(&certified, (ctx, base))?;
    Ok(Named {
        file_name: format!("dossier-{}-version-{ordinal}.pdf", filed.number),
        paper: dossier_paper(&filed, (ordinal, &sha256), &proof),
    })
}

/// The certificate of the habilitation that a request gave.
pub fn certificate_paper(
    c: &mut Conn,
    (ctx, base): (&Ctx, &str),
    by: &Actor,
    id: RequestId,
) -> Outcome<Named, AccessError> {
    authorised(c, by, id, Action::Read)?;
    let habilitation = store::habilitation_of(c, id)?.ok_or(AccessError::Unknown)?;
    let granted = store::version_by_id(c, habilitation.version)?
        .ok_or_else(|| Fault::inconsistent("habilitations", habilitation.id))?;
    let filed = FiledVersion::read(&granted)?;
    let certified = Certified::Habilitation(habilitation.number.clone(), granted.sha256.clone());
    let proof = proof(&certified, (ctx, base))?;
    let told = (&filed.dossier, granted.sha256.as_str());
    Ok(Named {
        file_name: format!("certificat-{}.pdf", habilitation.number),
        paper: certificate(&habilitation, told, &proof, ctx.now),
    })
}

/// The letter of a decision.
pub fn letter_paper(
    c: &mut Conn,
    (ctx, base): (&Ctx, &str),
    by: &Actor,
    (id, decision): (RequestId, DecisionId),
) -> Outcome<Named, AccessError> {
    let request = authorised(c, by, id, Action::Read)?;
    let decisions = store::decisions_of(c, request.id)?;
    let found = decisions
        .iter()
        .position(|known| known.id == decision && has_letter(known.kind));
    let rank = found.ok_or(AccessError::Unknown)?;
    let decision = decisions.get(rank).ok_or(AccessError::Unknown)?;
    let certified = certified(&request.number, (rank, decision));
    let proof = proof(&certified, (ctx, base))?;
    let (text, dossier) = letter_text(c, &request, decision)?;
    Ok(Named {
        file_name: format!("decision-{}-{}.pdf", request.number, rank + 1),
        paper: letter(&text, &dossier, Some(&proof)),
    })
}

/// What a letter says, with the dossier it was decided upon.
fn letter_text(
    c: &mut Conn,
    request: &Request,
    decision: &Decision,
) -> Result<(LetterText, Dossier), Fault> {
    let right = store::habilitation_of(c, request.id)?;
    let filed = decided_upon(c, request, (right.as_ref(), decision))?;
    let given_up = decision.kind == Status::Ended && decision.legal_reference.is_empty();
    let signers = [decision.seconded_by, decision.decided_by];
    let mut signed_by = Vec::new();
    for signer in signers.into_iter().flatten().filter(|_| !given_up) {
        signed_by.push(views::name_of(c, signer)?);
    }
    let text = LetterText {
        number: request.number.clone(),
        kind: decision.kind,
        reason: decision.reason.clone(),
        legal_reference: decision.legal_reference.clone(),
        decided_at: decision.decided_at,
        signed_by,
        right: None,
        terms: GrantTerms::default(),
    };
    Ok((text.with_right(right.as_ref()), filed.dossier))
}

/// The version on which a decision was taken: that of the habilitation, or the last one filed before it.
fn decided_upon(
    c: &mut Conn,
    request: &Request,
    (right, decision): (Option<&Habilitation>, &Decision),
) -> Result<FiledVersion, Fault> {
    let broken = || Fault::inconsistent("request_versions", request.id);
    if let Some(right) = right {
        let granted = store::version_by_id(c, right.version)?.ok_or_else(broken)?;
        return FiledVersion::read(&granted);
    }
    let versions = store::versions_of(c, request.id)?;
    let before = versions
        .iter()
        .filter(|(_, at, _)| *at <= decision.decided_at);
    let ordinal = before.map(|(ordinal, ..)| *ordinal).max();
    let (_, _, filed) = version(c, request.id, ordinal)?.ok_or_else(broken)?;
    Ok(filed)
}

/// The letter of a decision that is about to be taken by `signer`, for the eyes of who takes it.
pub fn letter_preview(
    c: &mut Conn,
    ctx: &Ctx,
    (request, dossier): (&Request, &Dossier),
    (kind, why, terms): (Status, &Reasons, &GrantTerms),
) -> Result<Paper, Fault> {
    let mut signed_by = Vec::new();
    for signer in why
        .seconded_by
        .into_iter()
        .chain(ctx.account().map(AccountId))
    {
        signed_by.push(views::name_of(c, signer)?);
    }
    let mut scopes = dossier.scopes();
    scopes.retain(|scope| terms.grants(scope));
    let number = match kind {
        Status::Granted => "numéro donné à la signature".to_owned(),
        _ => store::habilitation_of(c, request.id)?.map_or_else(String::new, |right| right.number),
    };
    let text = LetterText {
        number: request.number.clone(),
        kind,
        reason: why.reason.clone(),
        legal_reference: why.legal_reference.clone(),
        decided_at: ctx.now,
        signed_by,
        right: (!number.is_empty()).then_some((number, scopes)),
        terms: terms.clone(),
    };
    Ok(letter(&text, dossier, None))
}

/// What the code of a letter proves: the rank counts from 0 here, from 1 on paper.
fn certified(number: &str, (rank, decision): (usize, &Decision)) -> Certified {
    let said = json!([
        decision.kind,
        decision.reason,
        decision.legal_reference,
        decision.decided_at.rfc3339(),
        decision.decided_by,
        decision.seconded_by,
    ]);
    let rank = i32::try_from(rank + 1).unwrap_or(i32::MAX);
    Certified::Decision(
        number.to_owned(),
        rank,
        sha256_hex(said.to_string().as_bytes()),
    )
}

fn proof(certified: &Certified, (ctx, base): (&Ctx, &str)) -> Result<Proof, Fault> {
    let code = certified.code(ctx.vault())?;
    let url = format!("{base}{}", urls::verify(&code));
    Ok(Proof { code, url })
}

/// What a typed code proves; nothing when it is not one of ours.
pub fn prove(c: &mut Conn, ctx: &Ctx, typed: &str) -> Result<Option<Proven>, Fault> {
    let code = clean_code(typed);
    let (certified, proven) = match claimed(&code) {
        None => return Ok(None),
        Some(Claimed::Version(number, ordinal)) => {
            let Some((sha256, at)) = store::filed_version(c, &number, ordinal)? else {
                return Ok(None);
            };
            (
                Certified::Version(number.clone(), ordinal, sha256.clone()),
                Proven::Version(number, ordinal, sha256, at),
            )
        }
        Some(Claimed::Decision(number, rank)) => {
            let Some(found) = decision_of(c, &number, rank)? else {
                return Ok(None);
            };
            found
        }
        Some(Claimed::Habilitation(number)) => {
            let Some((right, holder, sha256)) = store::certified_right(c, &number)? else {
                return Ok(None);
            };
            (
                Certified::Habilitation(number, sha256.clone()),
                Proven::Habilitation(Box::new(right), holder, sha256),
            )
        }
    };
    let genuine = certified.is_proven_by(ctx.vault(), &code)?;
    Ok(genuine.then_some(proven))
}

/// The decision of that rank on the request of that number, if it has a letter.
fn decision_of(
    c: &mut Conn,
    number: &str,
    rank: i32,
) -> Result<Option<(Certified, Proven)>, Fault> {
    let Some(request) = store::find_by_number(c, number)? else {
        return Ok(None);
    };
    let index = usize::try_from(rank).unwrap_or_default().wrapping_sub(1);
    let decisions = store::decisions_of(c, request.id)?;
    let found = decisions.get(index).filter(|known| has_letter(known.kind));
    Ok(found.map(|decision| {
        (
            certified(number, (index, decision)),
            Proven::Decision(number.to_owned(), decision.kind, decision.decided_at),
        )
    }))
}
