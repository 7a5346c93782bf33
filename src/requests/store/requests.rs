//! The request and its dossier.

use diesel::prelude::*;
use uuid::Uuid;

use super::clocks::next_clock;
use super::kept::Kept;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::types::Json;
use crate::kernel::db::{Conn, MultiBackend};
use crate::kernel::error::Fault;
use crate::organisations::{OrganisationId, Siren};
use crate::requests::model::{
    Dossier, HabilitationId, LegalBasis, Reach, Request, RequestId, Sector,
};
use crate::requests::state::{Decided, RequestState, Status};
use crate::requests::views::Ties;
use crate::schema::{memberships, request_recusals, request_shares, requests};
use crate::shell::AccountId;

#[derive(Queryable, Selectable)]
#[diesel(table_name = requests, check_for_backend(MultiBackend))]
struct Row {
    id: RequestId,
    number: String,
    organisation_id: OrganisationId,
    siren: String,
    created_by: AccountId,
    legal_basis: LegalBasis,
    sector: Option<Sector>,
    status: Status,
    version: i32,
    title: String,
    reviewer_id: Option<AccountId>,
    submitted_at: Option<Instant>,
    first_submitted_at: Option<Instant>,
    rank_at: Option<Instant>,
    state_since: Instant,
    suspended_seconds: i64,
    review_due_on: Option<Day>,
    silent_on: Option<Day>,
    decided_at: Option<Instant>,
    copied_from: Option<RequestId>,
    amends: Option<HabilitationId>,
    members_may: Reach,
    created_at: Instant,
    updated_at: Instant,
}

impl Row {
    fn into_request(self) -> Result<Request, Fault> {
        let broken = || Fault::inconsistent("requests", self.id);
        Ok(Request {
            state: self.state().ok_or_else(broken)?,
            siren: Siren::parse(&self.siren).map_err(|_| broken())?,
            id: self.id,
            number: self.number,
            organisation: self.organisation_id,
            author: self.created_by,
            basis: self.legal_basis,
            sector: self.sector,
            version: self.version,
            title: self.title,
            submitted_at: self.submitted_at,
            first_submitted_at: self.first_submitted_at,
            rank_at: self.rank_at,
            state_since: self.state_since,
            suspended_seconds: self.suspended_seconds,
            review_due_on: self.review_due_on,
            silent_on: self.silent_on,
            decided_at: self.decided_at,
            copied_from: self.copied_from,
            amends: self.amends,
            members_may: self.members_may,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }

    fn state(&self) -> Option<RequestState> {
        let reviewer = self.reviewer_id.map(|id| id.0);
        let decided = || {
            Some(Decided {
                by: reviewer?,
                at: self.state_since,
            })
        };
        Some(match self.status {
            Status::Draft => RequestState::Draft,
            Status::Submitted => RequestState::Submitted { hint: reviewer },
            Status::InReview => RequestState::InReview {
                reviewer: reviewer?,
            },
            Status::ChangesRequested => RequestState::ChangesRequested {
                reviewer: reviewer?,
                since: self.state_since,
            },
            Status::Waitlisted => RequestState::Waitlisted {
                reviewer: reviewer?,
            },
            Status::Granted => RequestState::Granted(decided()?),
            Status::Refused => RequestState::Refused(decided()?),
            // The end of the experiment sets aside what nobody decided.
            Status::Discarded => RequestState::Discarded(Decided {
                by: reviewer.unwrap_or(Uuid::nil()),
                at: self.state_since,
            }),
            Status::Withdrawn => RequestState::Withdrawn {
                at: self.state_since,
            },
            Status::Revoked => RequestState::Revoked(decided()?),
            Status::Ended => RequestState::Ended {
                at: self.state_since,
            },
        })
    }
}

/// A request by its id.
pub fn find(c: &mut Conn, id: RequestId) -> Result<Option<Request>, Fault> {
    let row: Option<Row> = requests::table
        .find(id)
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(Row::into_request).transpose()
}

/// A request by its id, with what ties a person to it: one query, for it is asked before anything else.
pub fn find_for(
    c: &mut Conn,
    id: RequestId,
    account: AccountId,
) -> Result<Option<(Request, Ties)>, Fault> {
    let member = memberships::organisation_id
        .eq(requests::organisation_id)
        .and(memberships::account_id.eq(account));
    let invited = request_shares::request_id
        .eq(requests::id)
        .and(request_shares::account_id.eq(account));
    let recused = request_recusals::request_id
        .eq(requests::id)
        .and(request_recusals::account_id.eq(account));
    let found: Option<(Row, Ties)> = requests::table
        .left_join(memberships::table.on(member))
        .left_join(request_shares::table.on(invited))
        .left_join(request_recusals::table.on(recused))
        .filter(requests::id.eq(id))
        .select((
            Row::as_select(),
            (
                memberships::role.nullable(),
                request_shares::access.nullable(),
                request_recusals::stated_at.nullable(),
            ),
        ))
        .first(c)
        .optional()?;
    found
        .map(|(row, ties)| Ok((row.into_request()?, ties)))
        .transpose()
}

/// A request by its number.
pub fn find_by_number(c: &mut Conn, number: &str) -> Result<Option<Request>, Fault> {
    let row: Option<Row> = requests::table
        .filter(requests::number.eq(number))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(Row::into_request).transpose()
}

/// The requests of these organisations that wait for somebody, the last changed first.
pub fn running(c: &mut Conn, of: &[OrganisationId], most: i64) -> Result<Vec<Request>, Fault> {
    let rows: Vec<Row> = requests::table
        .filter(requests::organisation_id.eq_any(of.to_vec()))
        .filter(requests::status.eq_any(Status::UNDECIDED))
        .order((requests::updated_at.desc(), requests::id.desc()))
        .limit(most)
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(Row::into_request).collect()
}

/// The dossier of a request.
pub fn kept(c: &mut Conn, id: RequestId) -> QueryResult<Kept> {
    let stored: Json<Kept> = requests::table
        .find(id)
        .select(requests::dossier)
        .first(c)?;
    Ok(stored.0)
}

/// Stores a new draft.
pub fn insert(tx: &mut Conn, ctx: &Ctx, draft: &Request, kept: &Kept) -> QueryResult<()> {
    diesel::insert_into(requests::table)
        .values((
            (
                requests::id.eq(draft.id),
                requests::number.eq(&draft.number),
                requests::organisation_id.eq(draft.organisation),
                requests::siren.eq(draft.siren.to_string()),
                requests::created_by.eq(draft.author),
                requests::legal_basis.eq(draft.basis),
                requests::sector.eq(draft.sector),
                requests::status.eq(Status::Draft),
                requests::version.eq(draft.version),
            ),
            (
                requests::title.eq(&draft.title),
                requests::dossier.eq(Json(kept.clone())),
                requests::state_since.eq(ctx.now),
                requests::suspended_seconds.eq(0_i64),
                requests::copied_from.eq(draft.copied_from),
                requests::amends.eq(draft.amends),
                requests::members_may.eq(draft.members_may),
                requests::created_at.eq(ctx.now),
                requests::updated_at.eq(ctx.now),
                requests::clock_at.eq(next_clock(ctx.now, Status::Draft, None)),
            ),
        ))
        .execute(tx)?;
    Ok(())
}

/// What lists call the request: a draft may hold a name longer than a form allows.
fn title(dossier: &Dossier) -> String {
    dossier.service_name.chars().take(200).collect()
}

/// Replaces the dossier, and what lists show of it.
pub fn save_dossier(tx: &mut Conn, ctx: &Ctx, request: &Request, kept: &Kept) -> QueryResult<bool> {
    let dossier = &kept.dossier;
    let rows = diesel::update(seen(request))
        .set((
            requests::dossier.eq(Json(kept.clone())),
            requests::title.eq(title(dossier)),
            requests::legal_basis.eq(dossier.legal_basis().unwrap_or(request.basis)),
            requests::sector.eq(dossier.chosen_sector()),
            requests::siren.eq(request.siren.to_string()),
            requests::version.eq(request.version + 1),
            requests::updated_at.eq(ctx.now),
            // Corrections do not wait longer because one of them was begun; an idle draft is idle since now.
            (request.status() == Status::Draft)
                .then(|| requests::clock_at.eq(next_clock(ctx.now, Status::Draft, None))),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// What a change of state writes.
#[derive(Debug, Clone)]
pub struct Advance {
    /// Where it goes.
    pub next: RequestState,
    /// The last and the first submission.
    pub submitted: (Option<Instant>, Option<Instant>),
    /// Place in the experiment's order.
    pub rank_at: Option<Instant>,
    /// Seconds of suspension so far.
    pub suspended_seconds: i64,
    /// Ends of the announced delay and of the legal silence.
    pub due: Option<(Day, Day)>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
}

impl Advance {
    /// To `next`, everything else unchanged.
    pub fn to(request: &Request, next: RequestState) -> Self {
        Self {
            next,
            submitted: (request.submitted_at, request.first_submitted_at),
            rank_at: request.rank_at,
            suspended_seconds: request.suspended_seconds,
            due: request.review_due_on.zip(request.silent_on),
            decided_at: request.decided_at,
        }
    }
}

/// Changes the state, unless somebody changed the request since it was read; tells whether it did.
pub fn advance(tx: &mut Conn, ctx: &Ctx, request: &Request, to: &Advance) -> QueryResult<bool> {
    let reviewer = to
        .next
        .reviewer()
        .filter(|id| *id != Uuid::nil())
        .map(AccountId);
    let (review_due_on, silent_on) = to.due.unzip();
    let status = to.next.status();
    // Delays that go on keep their clock: a milestone that is due now is not lost because somebody moved.
    let goes_on = to.due.is_some() && to.due == request.review_due_on.zip(request.silent_on);
    let clock = (!goes_on).then(|| requests::clock_at.eq(next_clock(ctx.now, status, to.due)));
    let rows = diesel::update(seen(request))
        .set((
            requests::status.eq(status),
            requests::reviewer_id.eq(reviewer),
            requests::submitted_at.eq(to.submitted.0),
            requests::first_submitted_at.eq(to.submitted.1),
            requests::rank_at.eq(to.rank_at),
            requests::suspended_seconds.eq(to.suspended_seconds),
            requests::review_due_on.eq(review_due_on),
            requests::silent_on.eq(silent_on),
            requests::decided_at.eq(to.decided_at),
            requests::state_since.eq(ctx.now),
            requests::version.eq(request.version + 1),
            requests::updated_at.eq(ctx.now),
            clock,
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Makes somebody else the author, unless the request changed since it was read; tells whether it did.
pub fn set_author(
    tx: &mut Conn,
    ctx: &Ctx,
    request: &Request,
    author: AccountId,
) -> QueryResult<bool> {
    let rows = diesel::update(seen(request))
        .set((
            requests::created_by.eq(author),
            requests::version.eq(request.version + 1),
            requests::updated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// Sets what plain members may do, unless the request changed since it was read; tells whether it did.
pub fn set_reach(tx: &mut Conn, ctx: &Ctx, request: &Request, reach: Reach) -> QueryResult<bool> {
    let rows = diesel::update(seen(request))
        .set((
            requests::members_may.eq(reach),
            requests::version.eq(request.version + 1),
            requests::updated_at.eq(ctx.now),
        ))
        .execute(tx)?;
    Ok(rows == 1)
}

/// The amendment of an habilitation that is not settled yet.
pub fn open_amendment(
    c: &mut Conn,
    habilitation: HabilitationId,
) -> Result<Option<Request>, Fault> {
    let row: Option<Row> = requests::table
        .filter(requests::amends.eq(habilitation))
        .filter(requests::status.eq_any(vec![
            Status::Draft,
            Status::Submitted,
            Status::InReview,
            Status::ChangesRequested,
            Status::Waitlisted,
        ]))
        .select(Row::as_select())
        .first(c)
        .optional()?;
    row.map(Row::into_request).transpose()
}

/// Throws a draft away with its terms; tells whether it did.
pub fn delete_draft(tx: &mut Conn, request: &Request) -> QueryResult<bool> {
    let draft = seen(request);
    Ok(diesel::delete(draft).execute(tx)? == 1)
}

/// The request in the state and version that were read.
#[diesel::dsl::auto_type]
fn seen(request: &Request) -> _ {
    let id: RequestId = request.id;
    let status: Status = request.status();
    let version: i32 = request.version;
    requests::table
        .filter(requests::id.eq(id))
        .filter(requests::status.eq(status))
        .filter(requests::version.eq(version))
}
