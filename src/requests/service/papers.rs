//! Papers of a request that the caller may see, and the proof that anybody may ask of one.

use super::access::{AccessError, Actor, authorised};
use super::reading::{FiledVersion, version};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::pdf::Paper;
use crate::requests::model::RequestId;
use crate::requests::papers::{
    Certified, Claimed, Proof, certificate, claimed, clean_code, dossier_paper,
};
use crate::requests::policy::Action;
use crate::requests::store::{self, Holder, Right};
use crate::requests::urls;

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
