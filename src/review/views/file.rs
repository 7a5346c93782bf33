//! The file of a request as it is read: a bounded number of queries, whatever its age.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::requests::{
    self, AccessError, Action, Actor, ContactLine, CorrectionView, DecisionId, FiledVersion,
    Habilitation, Request, RequestId, Status, ThreadCard,
};
use crate::review::store::{self, Proposal};
use crate::schema::{
    accounts, journal_entries, organisations, request_decisions, request_versions,
};
use crate::shell::AccountId;

/// Lines of history shown at most, the latest.
const HISTORY_MAX: i64 = 100;

/// What the history tells; reads and saves of sections are for the journal alone.
const TOLD: &[&str] = &[
    "request.submitted",
    "request.taken",
    "request.changes_requested",
    "request.waitlisted",
    "request.granted",
    "request.refused",
    "request.discarded",
    "request.withdrawn",
    "request.revoked",
    "request.ended",
    "request.replaced",
    "request.transferred",
    "request.taken_over",
    "request.corrections_recalled",
    "request.overdue",
    "request.silence_near",
    "request.silence_reached",
    "review.decision_proposed",
    "review.proposal_dropped",
];

/// The organisation that asks.
#[derive(Debug, Clone, Queryable)]
pub struct OrganisationCard {
    /// Its name.
    pub name: String,
    /// Its SIRET.
    pub siret: String,
}

/// A submitted version.
#[derive(Debug, Clone, Queryable)]
pub struct VersionLine {
    /// From 1.
    pub ordinal: i32,
    /// When it was submitted.
    pub submitted_at: Instant,
}

/// A decision with its reasons.
#[derive(Debug, Clone)]
pub struct DecisionLine {
    /// Where its letter is; empty when it has none.
    pub letter_url: String,
    /// Where it led.
    pub kind: Status,
    /// Why; may be empty.
    pub reason: String,
    /// The text applied; may be empty.
    pub legal_reference: String,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// The second reviewer; empty without one.
    pub seconded_by: String,
}

/// A line of history.
#[derive(Debug, Clone)]
pub struct HistoryLine {
    /// The event of the journal.
    pub event: String,
    /// When.
    pub at: Instant,
    /// Who; empty for Guichet itself.
    pub by: String,
}

/// Everything the file shows.
#[derive(Debug, Clone)]
pub struct File {
    /// The request.
    pub request: Request,
    /// Who asks.
    pub organisation: OrganisationCard,
    /// Name of the applicant.
    pub author: String,
    /// Name of who holds it.
    pub reviewer: String,
    /// The last submitted version: its number, its fingerprint, its content.
    pub last: (i32, String, FiledVersion),
    /// Every submitted version, the last first.
    pub versions: Vec<VersionLine>,
    /// Every decision, the last first.
    pub decisions: Vec<DecisionLine>,
    /// What happened, the latest first.
    pub history: Vec<HistoryLine>,
    /// The proposal that waits for a second signature, with the name of its author.
    pub proposal: Option<(Proposal, String)>,
    /// The right it gave.
    pub habilitation: Option<Habilitation>,
    /// The right it asks to change, when it is an amendment.
    pub amended: Option<Habilitation>,
    /// Why it was withdrawn.
    pub withdrawal: Option<requests::Withdrawal>,
    /// Its place in the waiting list.
    pub place: Option<i64>,
    /// When the viewer last read it, as the journal knows.
    pub last_read: Option<Instant>,
    /// What was noted to correct, told or not.
    pub corrections: Vec<CorrectionView>,
    /// Its thread.
    pub thread: ThreadCard,
    /// The contacts who must confirm their role.
    pub contacts: Vec<ContactLine>,
    /// Whether the viewer may decide.
    pub may_decide: bool,
}

/// The file of a request, if the actor may read it.
pub fn file(
    c: &mut Conn,
    (actor, now): (&Actor, Instant),
    id: RequestId,
) -> Outcome<File, AccessError> {
    let (request, capacities) = requests::authorised_as(c, actor, id, Action::Read)?;
    let last = requests::version(c, id, None)?
        .ok_or_else(|| Fault::inconsistent("request_versions", id))?;
    let proposal = store::open_proposal(c, id)?;
    let events = events(c, id)?;
    let reviewer = request.state.reviewer().map(AccountId);
    let concerned = events
        .iter()
        .filter_map(Event::actor)
        .chain(reviewer)
        .chain(proposal.as_ref().map(|proposal| proposal.by))
        .chain([request.author]);
    let names = Names::of(c, concerned)?;
    let corrections = corrections(c, id, &last.2)?;
    Ok(File {
        organisation: organisation(c, &request)?,
        author: names.of_one(Some(request.author)),
        reviewer: names.of_one(reviewer),
        contacts: requests::contact_lines(c, now, (&request, &last.2.dossier))?,
        last,
        versions: versions(c, id)?,
        decisions: decisions(c, id)?,
        history: history(events, &names),
        proposal: proposal.map(|proposal| {
            let by = names.of_one(Some(proposal.by));
            (proposal, by)
        }),
        habilitation: if request.decided_at.is_some() {
            requests::habilitation(c, id)?
        } else {
            None
        },
        amended: requests::amended(c, &request)?.map(|(right, _)| right),
        withdrawal: match request.status() {
            Status::Withdrawn => requests::withdrawal(c, id)?,
            _ => None,
        },
        place: requests::waiting_place(c, &request)?,
        thread: requests::thread_card(c, (actor.account, &capacities), &request)?,
        corrections,
        last_read: store::last_read(c, actor.account, id)?,
        may_decide: requests::may(&capacities, Action::Instruct, request.status())
            == requests::Answer::Yes,
        request,
    })
}

fn corrections(
    c: &mut Conn,
    id: RequestId,
    filed: &FiledVersion,
) -> Result<Vec<CorrectionView>, Fault> {
    let noted = requests::corrections(c, id, true)?;
    Ok(noted
        .iter()
        .map(|correction| CorrectionView::new(id, correction, &filed.dossier))
        .collect())
}

/// The names of the people of a file, read together.
struct Names(BTreeMap<AccountId, String>);

impl Names {
    fn of(c: &mut Conn, concerned: impl Iterator<Item = AccountId>) -> QueryResult<Self> {
        let ids: BTreeSet<AccountId> = concerned.collect();
        let rows = accounts::table
            .filter(accounts::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
            .select((accounts::id, accounts::given_name, accounts::family_name))
            .load::<(AccountId, String, String)>(c)?;
        let named = |(id, given, family): (_, String, String)| (id, full_name(&given, &family));
        Ok(Self(rows.into_iter().map(named).collect()))
    }

    /// Empty for nobody.
    fn of_one(&self, account: Option<AccountId>) -> String {
        account
            .and_then(|account| self.0.get(&account).cloned())
            .unwrap_or_default()
    }
}

fn full_name(given: &str, family: &str) -> String {
    format!("{given} {family}").trim().to_owned()
}

fn organisation(c: &mut Conn, request: &Request) -> QueryResult<OrganisationCard> {
    organisations::table
        .find(request.organisation)
        .select((organisations::name, organisations::siret))
        .first::<OrganisationCard>(c)
}

fn versions(c: &mut Conn, id: RequestId) -> QueryResult<Vec<VersionLine>> {
    request_versions::table
        .filter(request_versions::request_id.eq(id))
        .order(request_versions::ordinal.desc())
        .select((request_versions::ordinal, request_versions::submitted_at))
        .load::<VersionLine>(c)
}

type Person = Option<(String, String)>;
type DecisionRow = (DecisionId, Status, String, String, Instant, Person, Person);

fn decisions(c: &mut Conn, id: RequestId) -> QueryResult<Vec<DecisionLine>> {
    let second = diesel::alias!(accounts as second);
    let rows = request_decisions::table
        .left_join(accounts::table.on(request_decisions::decided_by.eq(accounts::id.nullable())))
        .left_join(
            second.on(request_decisions::seconded_by.eq(second.field(accounts::id).nullable())),
        )
        .filter(request_decisions::request_id.eq(id))
        .order((
            request_decisions::decided_at.desc(),
            request_decisions::id.desc(),
        ))
        .select((
            request_decisions::id,
            request_decisions::kind,
            request_decisions::reason,
            request_decisions::legal_reference,
            request_decisions::decided_at,
            (accounts::given_name, accounts::family_name).nullable(),
            second
                .fields((accounts::given_name, accounts::family_name))
                .nullable(),
        ))
        .load::<DecisionRow>(c)?;
    let name = |person: Person| {
        person
            .map(|(given, family)| full_name(&given, &family))
            .unwrap_or_default()
    };
    Ok(rows
        .into_iter()
        .map(
            |(decision, kind, reason, legal_reference, at, by, seconded)| DecisionLine {
                letter_url: if requests::has_letter(kind) {
                    requests::letter_url(id, decision)
                } else {
                    String::new()
                },
                kind,
                reason,
                legal_reference,
                at,
                by: name(by),
                seconded_by: name(seconded),
            },
        )
        .collect())
}

/// An entry of the journal, as read.
#[derive(Queryable)]
struct Event {
    action: String,
    at: Instant,
    by: Option<String>,
}

impl Event {
    /// The person who did it; nobody when Guichet itself did.
    fn actor(&self) -> Option<AccountId> {
        self.by.as_deref()?.parse().ok()
    }
}

fn events(c: &mut Conn, id: RequestId) -> QueryResult<Vec<Event>> {
    journal_entries::table
        .filter(journal_entries::request_id.eq(id))
        .filter(journal_entries::action.eq_any(TOLD.iter().copied()))
        .order((journal_entries::at.desc(), journal_entries::id.desc()))
        .limit(HISTORY_MAX)
        .select((
            journal_entries::action,
            journal_entries::at,
            journal_entries::actor,
        ))
        .load::<Event>(c)
}

fn history(events: Vec<Event>, names: &Names) -> Vec<HistoryLine> {
    events
        .into_iter()
        .map(|event| HistoryLine {
            by: names.of_one(event.actor()),
            event: event.action,
            at: event.at,
        })
        .collect()
}
