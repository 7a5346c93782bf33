//! The journal: who did what, when, on what and from where. Append-only; the databases refuse anything else.
//!
//! [`record`] writes an entry in the transaction of its cause. A single worker (see [`seal()`]) numbers the entries and
//! chains them by hash within a second, so that writers never wait for one another at the head of the chain.
//!
//! # Format, for whoever writes a verifier
//!
//! Sealed entries have `seq` = 1, 2, 3... without a gap, and
//! `hash` = SHA-256, in lower-case hexadecimal, of the UTF-8 JSON array, without white space,
//!
//! ```text
//! ["guichet-journal-1", seq, hash of entry seq - 1, id, at, actor_kind, actor, action, subject_kind, subject_id,
//!  organisation_id, request_id, service_id, data, http_request_id, origin_digest]
//! ```
//!
//! where the hash before entry 1 is 64 zeros; absent values are `null`; `at` is `2026-03-02T09:00:00.000000Z`; ids are
//! in lower case with hyphens; `data` is the stored text as a JSON *string*, not parsed; strings escape only `"`, `\` and
//! the control characters below U+0020 (`\b`, `\t`, `\n`, `\f`, `\r`, else `\u00xx`). In Python that is
//! `json.dumps(fields, ensure_ascii=False, separators=(",", ":"))`.
//!
//! # Personal data
//!
//! `data` holds ids and codes. The network address is kept beside the chain, in `origin`, and only its keyed digest
//! (HMAC-SHA-256) is chained: erasing the address later leaves every hash valid.
//!
//! # Limits
//!
//! Whoever can write to the database as its owner can drop the triggers and compute a new chain. `guichet journal
//! verify` prints the head; kept elsewhere and given back with `--anchor`, it shows that as well.

mod seal;
mod verify;

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

pub use self::seal::{LEASE, seal};
pub use self::verify::{Finding, Report, verify};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{ActorRef, Ctx};
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::secret::{Vault, hex};
use crate::schema::journal_entries;

crate::typed_id! {
    /// Identifies an entry.
    pub struct EntryId;
}

/// What happened, before it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    action: &'static str,
    subject_kind: &'static str,
    subject_id: Uuid,
    organisation: Option<Uuid>,
    request: Option<Uuid>,
    service: Option<Uuid>,
    data: Value,
}

impl Entry {
    /// `action` is an event in the past tense, `<kind>.<what>`, such as `request.submitted`.
    #[must_use]
    pub fn new(
        action: &'static str,
        subject_kind: &'static str,
        subject_id: impl Into<Uuid>,
    ) -> Self {
        Self {
            action,
            subject_kind,
            subject_id: subject_id.into(),
            organisation: None,
            request: None,
            service: None,
            data: Value::Object(serde_json::Map::new()),
        }
    }

    /// The organisation whose people may read the entry.
    #[must_use]
    pub fn about_organisation(mut self, id: impl Into<Uuid>) -> Self {
        self.organisation = Some(id.into());
        self
    }

    /// The request on whose timeline the entry stands.
    #[must_use]
    pub fn about_request(mut self, id: impl Into<Uuid>) -> Self {
        self.request = Some(id.into());
        self
    }

    /// The service on whose timeline the entry stands.
    #[must_use]
    pub fn about_service(mut self, id: impl Into<Uuid>) -> Self {
        self.service = Some(id.into());
        self
    }

    /// Details: ids and codes, never personal data, never a secret.
    #[must_use]
    pub fn data(mut self, data: Value) -> Self {
        self.data = data;
        self
    }
}

/// Writes an entry in the transaction of its cause.
pub fn record(tx: &mut Conn, ctx: &Ctx, entry: Entry) -> Result<(), Fault> {
    let Entry {
        action,
        subject_kind,
        subject_id,
        organisation,
        request,
        service,
        data,
    } = entry;
    let (actor_kind, actor) = match ctx.actor {
        ActorRef::Visitor => ("visitor", None),
        ActorRef::Account(id) => ("account", Some(id.to_string())),
        ActorRef::System(name) => ("system", Some(name.to_owned())),
    };
    let origin = ctx.origin.map(|address| address.to_string());
    let origin_digest = origin
        .as_deref()
        .map(|address| digest_origin(ctx.vault(), address))
        .transpose()?;
    diesel::insert_into(journal_entries::table)
        .values((
            (
                journal_entries::id.eq(ctx.new_id::<EntryId>()),
                journal_entries::at.eq(ctx.now),
                journal_entries::actor_kind.eq(actor_kind),
                journal_entries::actor.eq(actor),
                journal_entries::action.eq(action),
            ),
            (
                journal_entries::subject_kind.eq(subject_kind),
                journal_entries::subject_id.eq(subject_id.to_string()),
                journal_entries::organisation_id.eq(organisation.map(AnyId)),
                journal_entries::request_id.eq(request.map(AnyId)),
                journal_entries::service_id.eq(service.map(AnyId)),
            ),
            (
                journal_entries::data.eq(data.to_string()),
                journal_entries::http_request_id.eq(&*ctx.request_id),
                journal_entries::origin.eq(origin),
                journal_entries::origin_digest.eq(origin_digest),
            ),
        ))
        .execute(tx)?;
    Ok(())
}

/// Erases the network addresses from which a person acted; the chain stays valid. Returns how many entries had one.
pub fn forget_origins(tx: &mut Conn, account: Uuid) -> QueryResult<usize> {
    let of_account = journal_entries::table
        .filter(journal_entries::actor_kind.eq("account"))
        .filter(journal_entries::actor.eq(account.to_string()))
        .filter(journal_entries::origin.is_not_null());
    diesel::update(of_account)
        .set(journal_entries::origin.eq(None::<String>))
        .execute(tx)
}

fn digest_origin(vault: &Vault, address: &str) -> Result<String, Fault> {
    Ok(hex(&vault.mac("journal origin", address.as_bytes())?))
}

crate::typed_id! {
    /// An id of whatever kind: the journal is told about rows it does not know.
    pub struct AnyId;
}

/// Hash before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const FORMAT: &str = "guichet-journal-1";

/// A stored entry, with everything its hash covers.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = journal_entries)]
struct Stored {
    id: EntryId,
    at: Instant,
    actor_kind: String,
    actor: Option<String>,
    action: String,
    subject_kind: String,
    subject_id: String,
    organisation_id: Option<AnyId>,
    request_id: Option<AnyId>,
    service_id: Option<AnyId>,
    data: String,
    http_request_id: String,
    origin: Option<String>,
    origin_digest: Option<String>,
    seq: Option<i64>,
    hash: Option<String>,
}

impl Stored {
    /// The hash that the entry has at a place of the chain.
    fn hash_at(&self, seq: i64, previous: &str) -> Result<String, Fault> {
        let fields = (
            (FORMAT, seq, previous),
            (self.id, self.at.rfc3339(), &self.actor_kind, &self.actor),
            (&self.action, &self.subject_kind, &self.subject_id),
            (self.organisation_id, self.request_id, self.service_id),
            (&self.data, &self.http_request_id, &self.origin_digest),
        );
        let array = flatten(&fields)?;
        Ok(crate::kernel::secret::sha256_hex(&array))
    }
}

/// One JSON array out of nested tuples, which are no longer than the traits they need.
fn flatten(fields: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    let wrong = Fault::other("serialising a journal entry");
    let Value::Array(groups) = serde_json::to_value(fields).map_err(&wrong)? else {
        return Err(wrong(serde_json::Error::io(
            std::io::ErrorKind::InvalidData.into(),
        )));
    };
    let flat: Vec<Value> = groups
        .into_iter()
        .flat_map(|group| match group {
            Value::Array(values) => values,
            single => vec![single],
        })
        .collect();
    serde_json::to_vec(&flat).map_err(&wrong)
}
