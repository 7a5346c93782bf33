//! The file of a request as it is read: a bounded number of queries, whatever its age.

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::text::full_name;
use crate::organisations::{self, Organisation};
use crate::requests::{
    self, AccessError, Action, Actor, ContactLine, CorrectionView, DecisionId, FiledVersion,
    Habilitation, LegalBasis, Request, RequestId, Status, ThreadCard, UrlCheck,
};
use crate::review::notes::{self, NoteLine};
use crate::review::policy;
use crate::review::presence::Present;
use crate::review::store::{self, Proposal};
use crate::review::views::people::Names;
use crate::schema::{accounts, journal_entries, request_decisions, request_versions};
use crate::shell::AccountId;
use crate::vendors::{self, ConsentCard};

/// Lines of history shown at most, the latest.
const HISTORY_MAX: i64 = 15;
/// Versions shown at most, the latest.
const VERSIONS_MAX: i64 = 50;
/// Notes shown at most, the latest.
const NOTES_MAX: i64 = 8;

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
    "request.handed_over",
    "request.released",
    "request.conflict_stated",
    "request.conflict_lifted",
    "request.corrections_closed",
    "review.decision_proposed",
    "review.proposal_dropped",
    "review.opinion_asked",
    "review.opinion_given",
];

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
    /// The templates it was written from, with their versions; empty without one.
    pub templates: String,
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
    /// Who asks, as known today.
    pub organisation: Organisation,
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
    /// What the viewer left on it: when the journal last told that they read it, until when they are held to be there.
    pub mine: Option<Present>,
    /// The names of the others who are before it now.
    pub others: Vec<String>,
    /// The latest internal notes, the latest first; none for who may not read them.
    pub notes: Vec<NoteLine>,
    /// Whether the viewer may read what the desk keeps for itself.
    pub of_the_desk: bool,
    /// What the addresses of the dossier answered.
    pub urls: Vec<UrlCheck>,
    /// What was noted to correct, told or not.
    pub corrections: Vec<CorrectionView>,
    /// Its thread.
    pub thread: ThreadCard,
    /// The contacts who must confirm their role.
    pub contacts: Vec<ContactLine>,
    /// What the client of a vendor said of it.
    pub consent: Option<ConsentCard>,
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
    let (mine, others) = store::traces(c, (actor.account, now), id)?;
    let reviewer = request.state.reviewer().map(AccountId);
    let concerned = events
        .iter()
        .filter_map(Event::actor)
        .chain(reviewer)
        .chain(proposal.as_ref().map(|proposal| proposal.by))
        .chain(others.iter().copied())
        .chain([request.author]);
    let names = Names::of(c, concerned)?;
    let of_the_desk = policy::is_of_the_desk(&capacities);
    Ok(File {
        organisation: organisation(c, &request)?,
        author: names.of_one(Some(request.author)),
        reviewer: names.of_one(reviewer),
        contacts: requests::contact_lines(c, now, (&request, &last.2.dossier))?,
        corrections: corrections(c, id, &last.2)?,
        versions: versions(c, &request, &last)?,
        urls: requests::url_checks(c, id)?,
        notes: if of_the_desk {
            notes::brief(c, id, NOTES_MAX)?
        } else {
            Vec::new()
        },
        last,
        decisions: decisions(c, &request)?,
        history: history(events, &names),
        proposal: proposal.map(|proposal| {
            let by = names.of_one(Some(proposal.by));
            (proposal, by)
        }),
        habilitation: granted(c, &request)?,
        amended: requests::amended(c, &request)?.map(|(right, _)| right),
        withdrawal: withdrawal(c, &request)?,
        place: requests::waiting_place(c, &request)?,
        thread: requests::thread_card(c, (actor.account, &capacities), &request)?,
        consent: consent(c, &request, now)?,
        mine,
        others: names.of_all(&others),
        of_the_desk,
        may_decide: requests::may(&capacities, Action::Instruct, request.status())
            == requests::Answer::Yes,
        request,
    })
}

fn consent(c: &mut Conn, request: &Request, now: Instant) -> QueryResult<Option<ConsentCard>> {
    match request.basis {
        LegalBasis::VendorForAdministration => vendors::consent_card(c, request.id, now),
        _ => Ok(None),
    }
}

fn granted(c: &mut Conn, request: &Request) -> Result<Option<Habilitation>, Fault> {
    match request.decided_at {
        Some(_) => requests::habilitation(c, request.id),
        None => Ok(None),
    }
}

fn withdrawal(c: &mut Conn, request: &Request) -> Result<Option<requests::Withdrawal>, Fault> {
    match request.status() {
        Status::Withdrawn => requests::withdrawal(c, request.id),
        _ => Ok(None),
    }
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

/// The organisation as it is known today.
fn organisation(c: &mut Conn, request: &Request) -> Result<Organisation, Fault> {
    organisations::organisation(c, request.organisation)?
        .ok_or_else(|| Fault::inconsistent("requests", request.id))
}

/// Every version. The first and the last are known already: nothing is asked when there are no others.
fn versions(
    c: &mut Conn,
    request: &Request,
    (ordinal, _, filed): &(i32, String, FiledVersion),
) -> QueryResult<Vec<VersionLine>> {
    let last = VersionLine {
        ordinal: *ordinal,
        submitted_at: filed.submitted_at,
    };
    match (ordinal, request.first_submitted_at) {
        (1, _) => return Ok(vec![last]),
        (2, Some(first)) => {
            let first = VersionLine {
                ordinal: 1,
                submitted_at: first,
            };
            return Ok(vec![last, first]);
        }
        _ => {}
    }
    request_versions::table
        .filter(request_versions::request_id.eq(request.id))
        .order(request_versions::ordinal.desc())
        .limit(VERSIONS_MAX)
        .select((request_versions::ordinal, request_versions::submitted_at))
        .load::<VersionLine>(c)
}

type Person = Option<(String, String)>;
type DecisionRow = (DecisionId, Status, String, String, Instant, Person, Person);

fn decisions(c: &mut Conn, request: &Request) -> QueryResult<Vec<DecisionLine>> {
    let untouched = matches!(request.status(), Status::Submitted | Status::InReview)
        && request.submitted_at == request.first_submitted_at;
    if untouched {
        return Ok(Vec::new());
    }
    let second = diesel::alias!(accounts as second);
    let rows = request_decisions::table
        .left_join(accounts::table.on(request_decisions::decided_by.eq(accounts::id.nullable())))
        .left_join(
            second.on(request_decisions::seconded_by.eq(second.field(accounts::id).nullable())),
        )
        .filter(request_decisions::request_id.eq(request.id))
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
    let ids: Vec<DecisionId> = rows.iter().map(|row| row.0).collect();
    let used = if ids.is_empty() {
        Vec::new()
    } else {
        store::uses_of(c, &ids)?
    };
    Ok(rows
        .into_iter()
        .map(
            |(decision, kind, reason, legal_reference, at, by, seconded)| DecisionLine {
                templates: templates(&used, decision),
                letter_url: if requests::has_letter(kind) {
                    requests::letter_url(request.id, decision)
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

/// The templates of a decision, in words.
fn templates(used: &[(DecisionId, String, i32)], decision: DecisionId) -> String {
    let named = used
        .iter()
        .filter(|(of, ..)| *of == decision)
        .map(|(_, name, version)| format!("{name} (version {version})"));
    named.collect::<Vec<_>>().join(", ")
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
