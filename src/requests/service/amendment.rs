//! Changing an habilitation: a request that starts from it. The right in force stays until the amendment is granted,
//! then the new one takes its place; one amendment is open at a time, which the database holds too.
//!
//! An amendment keeps the legal basis and the legal person: another basis or another client is another request.

use serde_json::json;
use uuid::Uuid;

use super::access::{Actor, authorised};
use super::drafts::{DraftError, NewDraft, Origin, cite, insert, known, may_file, uncommitted};
use super::moves::{MoveError, close_by_rule, record};
use super::reading::FiledVersion;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::organisations::{RegistryState, Siret};
use crate::requests::commands::Command;
use crate::requests::model::{
    Company, Dossier, Habilitation, HabilitationId, Request, RequestId, Section, WithdrawalReason,
};
use crate::requests::policy::Action;
use crate::requests::rules::Problem;
use crate::requests::state::{DecideCtx, Next, Status};
use crate::requests::store::{self, Advance};

/// Begin an amendment.
#[derive(Debug, Clone)]
pub struct Amend {
    /// Who.
    pub actor: Actor,
    /// The request that gave the habilitation.
    pub from: RequestId,
    /// The number of the new request.
    pub number: String,
}

/// Begins the amendment of an habilitation in force, with the dossier and the files that were granted.
pub fn amend(tx: &mut Conn, ctx: &Ctx, cmd: &Amend) -> Outcome<RequestId, DraftError> {
    let from = authorised(tx, &cmd.actor, cmd.from, Action::Amend)
        .map_err(|failure| failure.map_refusal(DraftError::from))?;
    may_file(tx, &cmd.actor, from.organisation)?;
    let right = store::habilitation_of(tx, from.id)?
        .filter(|right| right.ended_at.is_none())
        .ok_or(DraftError::Stale(from.status()))?;
    if let Some(open) = store::open_amendment(tx, right.id)? {
        return Err(DraftError::AlreadyAmended(open.id).into());
    }
    let organisation = known(tx, from.organisation)?;
    if organisation.details.state == RegistryState::Closed {
        return Err(DraftError::Closed.into());
    }
    let granted = granted(tx, &right)?;
    let cited: Vec<_> = granted.documents.iter().map(|file| file.id).collect();
    let draft = NewDraft {
        actor: cmd.actor.clone(),
        organisation: from.organisation,
        number: cmd.number.clone(),
        dossier: uncommitted(granted.dossier),
    };
    let origin = Origin::Amends(right.id, from.id);
    let id = insert(tx, ctx, &draft, (&organisation, origin))?;
    let mut files = store::all_documents(tx, from.id)?;
    files.retain(|file| cited.contains(&file.id));
    cite(tx, ctx, (id, cmd.actor.account), &files)?;
    Ok(id)
}

/// What an habilitation was granted upon.
fn granted(c: &mut Conn, right: &Habilitation) -> Result<FiledVersion, Fault> {
    let version = store::version_by_id(c, right.version)?
        .ok_or_else(|| Fault::inconsistent("habilitations", right.id))?;
    FiledVersion::read(&version)
}

/// The habilitation that a request asks to change, with what it was granted upon.
pub fn amended(
    c: &mut Conn,
    request: &Request,
) -> Result<Option<(Habilitation, FiledVersion)>, Fault> {
    let Some(id) = request.amends else {
        return Ok(None);
    };
    let right =
        store::find_habilitation(c, id)?.ok_or_else(|| Fault::inconsistent("habilitations", id))?;
    let filed = granted(c, &right)?;
    Ok(Some((right, filed)))
}

/// What only an amendment may have wrong, beside the dossier itself.
pub(super) fn problems(
    c: &mut Conn,
    request: &Request,
    dossier: &Dossier,
) -> Result<Vec<Problem>, Fault> {
    let Some((right, filed)) = amended(c, request)? else {
        return Ok(Vec::new());
    };
    let documents = store::documents_of(c, request.id)?;
    let before = &filed.dossier;
    let mut problems = Vec::new();
    if right.ended_at.is_some() {
        problems.push(Problem::missing(
            Section::LegalBasis, "basis", "right_ended", "Avenant",
            "l'habilitation à modifier n'est plus en vigueur. Déposez une nouvelle demande, ou supprimez ce brouillon.",
        ));
    }
    if dossier.basis != before.basis {
        problems.push(Problem::missing(
            Section::LegalBasis, "basis", "amendment_basis", "Fondement juridique",
            "un avenant garde le fondement de l'habilitation. Pour en changer, déposez une nouvelle demande.",
        ));
    }
    if siren(dossier.beneficiary()) != siren(before.beneficiary()) {
        problems.push(Problem::missing(
            Section::Organisation, "client_siret", "amendment_client", "SIRET de l'administration cliente",
            "un avenant garde la personne morale habilitée. Pour une autre, déposez une nouvelle demande.",
        ));
    }
    let same_files = documents.len() == filed.documents.len()
        && documents
            .iter()
            .all(|file| filed.documents.iter().any(|old| old.sha256 == file.sha256));
    if same_files && told(dossier) == told(before) {
        problems.push(Problem::missing(
            Section::Service, "service_name", "amendment_unchanged", "Avenant",
            "rien ne change par rapport à l'habilitation en vigueur. Modifiez au moins une réponse, ou supprimez ce brouillon.",
        ));
    }
    Ok(problems)
}

/// The dossier without what the applicant does not tell: commitments are renewed, the organisation comes from elsewhere.
fn told(dossier: &Dossier) -> Dossier {
    Dossier {
        filer: Company::default(),
        ..uncommitted(crate::requests::fields::pruned(dossier))
    }
}

fn siren(company: &Company) -> Option<String> {
    let siret = Siret::parse(&company.siret).ok()?;
    Some(siret.siren().to_string())
}

/// Puts the habilitation of a granted amendment in the place of the former one, whose request ends.
pub(super) fn replace(
    tx: &mut Conn,
    ctx: &Ctx,
    amendment: &Request,
    new: HabilitationId,
) -> Outcome<(), MoveError> {
    let Some(former) = amendment.amends else {
        return Ok(());
    };
    let right = store::find_habilitation(tx, former)?
        .ok_or_else(|| Fault::inconsistent("habilitations", former))?;
    let base = store::find(tx, right.request)?
        .ok_or_else(|| Fault::inconsistent("habilitations", former))?;
    let asked = DecideCtx {
        by: ctx.account().unwrap_or(Uuid::nil()),
        at: ctx.now,
        basis: base.basis,
    };
    let decision = base
        .state
        .decide(&Command::Replace, &asked)
        .map_err(MoveError::Refused)?;
    let Next::State(next) = decision.next else {
        return Err(Fault::inconsistent("requests", base.id).into());
    };
    let to = Advance::to(&base, next);
    if !store::advance(tx, ctx, &base, &to)? || !store::replace_habilitation(tx, ctx, former, new)?
    {
        return Err(MoveError::Stale(base.status()).into());
    }
    let data = json!({ "by": new, "amendment": amendment.id });
    record(tx, ctx, &base, "request.replaced", data)?;
    Ok(())
}

/// Withdraws the amendment of a right that ends: there is nothing left to change. A draft stays, and can't be filed.
pub(super) fn let_fall(tx: &mut Conn, ctx: &Ctx, base: &Request) -> Outcome<(), MoveError> {
    let Some(right) = store::habilitation_of(tx, base.id)? else {
        return Ok(());
    };
    let Some(amendment) = store::open_amendment(tx, right.id)? else {
        return Ok(());
    };
    if amendment.status() == Status::Draft {
        return Ok(());
    }
    let why = (Command::Withdraw, WithdrawalReason::RightEnded);
    close_by_rule(tx, ctx, amendment, why)
}
