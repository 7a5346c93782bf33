//! Yes: the request moves, a seat is taken, the habilitation opens, the service opens with its invitations. The grant of an
//! amendment puts the new habilitation in the place of the former one, under the service that is already there.
//!
//! Under the experiment the same command waitlists when no seat is left: an eligible request is never lost.

use super::{DeskError, let_fall, moved, seen};
use crate::experiment::{self, SeatClaim, SeatError, Seated};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::requests::{
    self, Action, Dossier, Grant, GrantTerms, HabilitationId, LegalBasis, Move, Reasons, Request,
    Status,
};
use crate::services::{self, OpenService};

/// What a grant needs beside the request.
#[derive(Debug, Clone)]
pub struct GrantCommand {
    /// Who, which request, and the version they saw.
    pub on: Move,
    /// Number of the habilitation, taken before the transaction.
    pub number: String,
    /// Experiment: why the request passes before those who wait with a better rank.
    pub departure: Option<String>,
    /// What is held back, and the conditions.
    pub terms: GrantTerms,
}

/// What a grant did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// The right is in force.
    Granted {
        /// The habilitation.
        habilitation: HabilitationId,
    },
    /// The experiment is full: the request waits.
    Waitlisted {
        /// Its place, from 1.
        place: i64,
    },
}

/// Grants the request, or puts it on the waiting list when the experiment is full.
pub fn grant(tx: &mut Conn, ctx: &Ctx, cmd: &GrantCommand) -> Outcome<Granted, DeskError> {
    let request = seen(tx, &cmd.on, Action::Instruct)?;
    let (_, _, filed) = requests::version(tx, request.id, None)?
        .ok_or_else(|| Fault::inconsistent("request_versions", request.id))?;
    if request.basis == LegalBasis::Experiment
        && let Some(place) = without_seat(tx, ctx, &request, cmd)?
    {
        return Ok(Granted::Waitlisted { place });
    }
    let reasons = Reasons {
        reason: String::new(),
        legal_reference: grant_reference(tx, &request, &filed.dossier)?,
        seconded_by: None,
    };
    let with = Grant {
        number: cmd.number.clone(),
        reasons,
        terms: cmd.terms.clone(),
    };
    let habilitation = requests::grant(tx, ctx, &cmd.on, &with).map_err(moved)?;
    open_service(tx, ctx, (&request, habilitation), &filed.dossier)?;
    let_fall(tx, ctx, &cmd.on)?;
    Ok(Granted::Granted { habilitation })
}

/// Takes a seat; when there is none, waitlists the request and returns its place.
fn without_seat(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    cmd: &GrantCommand,
) -> Outcome<Option<i64>, DeskError> {
    let broken = || Fault::inconsistent("requests", request.id);
    let left = experiment::open_criteria(tx, request)?.len();
    if left > 0 {
        return Err(DeskError::Seat(SeatError::CriteriaOpen { left }).into());
    }
    let claim = SeatClaim {
        request: request.id,
        siren: request.siren.to_string(),
        sector: request.sector.ok_or_else(broken)?,
        ranked_at: request.rank_at.ok_or_else(broken)?,
        departure: cmd.departure.clone(),
    };
    let seated = experiment::take_seat(tx, ctx, &claim)
        .map_err(|failure| failure.map_refusal(DeskError::Seat))?;
    let Seated::Full { place } = seated else {
        return Ok(None);
    };
    if request.status() == Status::Waitlisted {
        return Err(DeskError::StillFull { place }.into());
    }
    let why = Reasons {
        reason: "Toutes les places de l'expérimentation sont attribuées. Votre demande est éligible : elle attend à son rang.".to_owned(),
        legal_reference: experiment::decree(tx, request)?,
        seconded_by: None,
    };
    requests::waitlist(tx, ctx, &cmd.on, &why).map_err(moved)?;
    let_fall(tx, ctx, &cmd.on)?;
    Ok(Some(place))
}

/// The text granted upon: the one cited, the decree of the experiment, or that of the legal basis.
pub fn grant_reference(
    tx: &mut Conn,
    request: &Request,
    dossier: &Dossier,
) -> Result<String, Fault> {
    if request.basis == LegalBasis::Experiment {
        return experiment::decree(tx, request);
    }
    let cited = dossier.text_reference.trim();
    let standing = LegalBasis::Administration.default_reference();
    Ok(if cited.is_empty() { standing } else { cited }.to_owned())
}

fn open_service(
    tx: &mut Conn,
    ctx: &Ctx,
    (request, habilitation): (&Request, HabilitationId),
    dossier: &Dossier,
) -> Outcome<(), DeskError> {
    let opened = OpenService {
        habilitation,
        request: request.id,
        organisation: request.organisation,
        name: request.shown_title().to_owned(),
        owner: request.author,
        technical_lead: dossier.technical.email.clone(),
    };
    let done = match requests::amended(tx, request)? {
        Some((right, _)) => services::replace_right(tx, ctx, right.request, &opened),
        None => services::open(tx, ctx, &opened),
    };
    done.map_err(crate::kernel::error::Failure::into_fault)?;
    Ok(())
}
