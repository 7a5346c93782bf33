//! The rows of the desk: its settings, proposals that wait for a second signature, and who read what when.

mod queue;

pub use queue::{
    NewTag, NewView, add_tag, add_view, delete_view, find_view, put_preferences, retire_tag,
    set_shared, tag_entry, tag_named, untag_entry, views_kept,
};
mod templates;
mod uses;

use diesel::prelude::*;
use diesel::query_dsl;

pub use templates::{
    TemplateVersion, archive_template, insert_template, template, template_versions, templates,
    update_template,
};

pub use uses::{Text, keep_uses, last_decision, sign_uses, uses_of};

use super::model::{Grounds, Outcome, ProposalId, Unfavourable};
use super::presence::Present;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::{BothExt, Conn, MultiBackend};
use crate::kernel::error::Fault;
use crate::requests::RequestId;
use crate::schema::{decision_proposals, desk_mornings, dossier_reads, review_settings};
use crate::shell::actor::AccountId;

/// The only row of settings.
const SETTINGS_ID: i32 = 1;

/// How the desk works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Settings {
    /// Whether refusing, discarding and revoking need a second reviewer.
    pub four_eyes: bool,
    /// Whether a request is given to a reviewer as soon as it is filed.
    pub assigns: bool,
    /// Number of the last change; 0 before any.
    pub version: i32,
}

/// The settings, at their defaults until a supervisor changes them.
pub fn settings(c: &mut Conn) -> QueryResult<Settings> {
    let kept = review_settings::table
        .find(SETTINGS_ID)
        .select((
            review_settings::four_eyes,
            review_settings::assigns,
            review_settings::version,
        ))
        .first::<Settings>(c)
        .optional()?;
    Ok(kept.unwrap_or(Settings {
        four_eyes: false,
        assigns: false,
        version: 0,
    }))
}

/// Changes the settings if nobody did since `seen`; false when somebody did.
pub fn put_settings(
    tx: &mut Conn,
    seen: Settings,
    (four_eyes, assigns): (bool, bool),
    change: (Option<AccountId>, Instant),
) -> QueryResult<bool> {
    let (by, at) = change;
    let next = seen.version.saturating_add(1);
    let values = (
        review_settings::four_eyes.eq(four_eyes),
        review_settings::assigns.eq(assigns),
        review_settings::version.eq(next),
        review_settings::changed_by.eq(by),
        review_settings::changed_at.eq(at),
    );
    let changed = if seen.version == 0 {
        diesel::insert_into(review_settings::table)
            .values((review_settings::id.eq(SETTINGS_ID), values))
            .on_conflict(review_settings::id)
            .do_nothing()
            .both()
            .execute(tx)?
    } else {
        diesel::update(review_settings::table.find(SETTINGS_ID))
            .filter(review_settings::version.eq(seen.version))
            .set(values)
            .execute(tx)?
    };
    Ok(changed == 1)
}

/// A decision signed once, which waits for a second signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// The request.
    pub request: RequestId,
    /// What is proposed.
    pub kind: Unfavourable,
    /// Why.
    pub grounds: Grounds,
    /// Who signed first.
    pub by: AccountId,
    /// When.
    pub at: Instant,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = decision_proposals)]
#[diesel(check_for_backend(MultiBackend))]
struct ProposalRow {
    id: ProposalId,
    request_id: RequestId,
    kind: Unfavourable,
    reason: String,
    legal_reference: String,
    proposed_by: AccountId,
    proposed_at: Instant,
}

/// The proposal that waits on a request, if there is one.
pub fn open_proposal(c: &mut Conn, request: RequestId) -> Result<Option<Proposal>, Fault> {
    let row = decision_proposals::table
        .filter(decision_proposals::request_id.eq(request))
        .filter(decision_proposals::settled_at.is_null())
        .select(ProposalRow::as_select())
        .first::<ProposalRow>(c)
        .optional()?;
    row.map(|row| {
        let grounds = Grounds::new(&row.reason, &row.legal_reference)
            .map_err(|_| Fault::inconsistent("decision_proposals", row.id))?;
        Ok(Proposal {
            id: row.id,
            request: row.request_id,
            kind: row.kind,
            grounds,
            by: row.proposed_by,
            at: row.proposed_at,
        })
    })
    .transpose()
}

/// Writes a proposal; another one on the same request meanwhile is contention.
pub fn insert_proposal(tx: &mut Conn, proposal: &Proposal) -> Result<(), Fault> {
    let row = ProposalRow {
        id: proposal.id,
        request_id: proposal.request,
        kind: proposal.kind,
        reason: proposal.grounds.reason().to_owned(),
        legal_reference: proposal.grounds.legal_reference().to_owned(),
        proposed_by: proposal.by,
        proposed_at: proposal.at,
    };
    diesel::insert_into(decision_proposals::table)
        .values(row)
        .execute(tx)
        .map_err(|error| {
            if Fault::is_unique_violation(&error) {
                Fault::contention()
            } else {
                error.into()
            }
        })?;
    Ok(())
}

/// Settles the proposal that waits on a request; false when none does any more.
pub fn settle_proposal(
    tx: &mut Conn,
    proposal: ProposalId,
    outcome: Outcome,
    by: AccountId,
    at: Instant,
) -> QueryResult<bool> {
    let changed = diesel::update(decision_proposals::table.find(proposal))
        .filter(decision_proposals::settled_at.is_null())
        .set((
            decision_proposals::outcome.eq(outcome),
            decision_proposals::settled_by.eq(by),
            decision_proposals::settled_at.eq(at),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Whether the desk was told this morning.
pub fn was_told(c: &mut Conn, day: Day) -> QueryResult<bool> {
    let found: Option<i32> = desk_mornings::table
        .find(day)
        .select(desk_mornings::told)
        .first(c)
        .optional()?;
    Ok(found.is_some())
}

/// Notes that the desk is told this morning; false when somebody did.
pub fn note_told(tx: &mut Conn, day: Day, people: usize) -> QueryResult<bool> {
    let noted = diesel::insert_into(desk_mornings::table)
        .values((
            desk_mornings::day.eq(day),
            desk_mornings::told.eq(i32::try_from(people).unwrap_or(i32::MAX)),
        ))
        .on_conflict(desk_mornings::day)
        .do_nothing()
        .both()
        .execute(tx)?;
    Ok(noted == 1)
}

/// People read at most beside one who looks.
const PRESENT: i64 = 50;

/// The traces of this person on a dossier, and those of the others who are held to be there.
pub fn traces(
    c: &mut Conn,
    (account, now): (AccountId, Instant),
    request: RequestId,
) -> QueryResult<(Option<Present>, Vec<AccountId>)> {
    let there = dossier_reads::present_until.gt(now);
    let rows: Vec<(AccountId, Instant, Option<Instant>)> = dossier_reads::table
        .filter(dossier_reads::request_id.eq(request))
        .filter(there.or(dossier_reads::account_id.eq(account).nullable()))
        .order(dossier_reads::account_id)
        .limit(PRESENT)
        .select((
            dossier_reads::account_id,
            dossier_reads::read_at,
            dossier_reads::present_until,
        ))
        .load(c)?;
    let (mine, others): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(whose, ..)| *whose == account);
    let mine = mine.first().map(|(account, read_at, until)| Present {
        account: *account,
        read_at: *read_at,
        until: *until,
    });
    Ok((mine, others.into_iter().map(|(whose, ..)| whose).collect()))
}

/// Keeps until when a person who opened a dossier is held to be there.
pub fn keep_presence(
    tx: &mut Conn,
    who: (AccountId, RequestId),
    until: Instant,
) -> QueryResult<()> {
    diesel::update(dossier_reads::table.find(who))
        .set(dossier_reads::present_until.eq(until))
        .execute(tx)?;
    Ok(())
}

/// Notes that a person opens a dossier and is before it until then, unless they opened it after `still_reading`; tells
/// whether it was noted.
pub fn note_read(
    tx: &mut Conn,
    (account, request): (AccountId, RequestId),
    (at, until): (Instant, Instant),
    still_reading: Instant,
) -> QueryResult<bool> {
    let upsert = diesel::insert_into(dossier_reads::table)
        .values((
            dossier_reads::account_id.eq(account),
            dossier_reads::request_id.eq(request),
            dossier_reads::read_at.eq(at),
            dossier_reads::present_until.eq(until),
        ))
        .on_conflict((dossier_reads::account_id, dossier_reads::request_id))
        .do_update()
        .set((
            dossier_reads::read_at.eq(at),
            dossier_reads::present_until.eq(until),
        ));
    let is_old = dossier_reads::read_at.le(still_reading);
    let noted = query_dsl::methods::FilterDsl::filter(upsert, is_old)
        .both()
        .execute(tx)?;
    Ok(noted == 1)
}
