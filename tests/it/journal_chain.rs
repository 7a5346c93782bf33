//! The journal: append-only, sealed in one chain, and telling when it was touched.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration as StdDuration, Instant as StdInstant};

use chrono::{Duration, TimeZone, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use guichet::journal::SEALING;
use guichet::kernel::clock::{Clock, Instant};
use guichet::kernel::ctx::{ActorRef, Sources};
use guichet::kernel::db::{Backend, Db};
use guichet::kernel::error::{Failure, Never};
use guichet::kernel::journal::{self, Entry, Finding, Report};
use guichet::kernel::lease::{Look, Watcher};
use guichet::kernel::secret::sha256_hex;
use serde_json::json;
use uuid::Uuid;

use crate::support::TestDb;

struct Bench {
    fixture: TestDb,
    sources: Sources,
    person: Uuid,
}

impl Bench {
    fn new(fixture: TestDb) -> Self {
        let mut sources = Sources::system(&[7; 32]);
        sources.clock = Clock::fixed(Instant::new(
            Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap(),
        ));
        let person = sources.ids.next();
        Self {
            fixture,
            sources,
            person,
        }
    }

    fn db(&self) -> &Db {
        &self.fixture.db
    }

    fn record(&self, actor: ActorRef) {
        let ctx = self.sources.ctx(
            actor,
            Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))),
            "request-1",
        );
        let subject: Uuid = ctx.new_id();
        self.db()
            .write_now::<(), Never>(|tx| {
                let entry = Entry::new("request.submitted", "request", subject)
                    .about_request(subject)
                    .data(json!({ "version": 1, "reason": "é \"quoted\"\n" }));
                Ok(journal::record(tx, &ctx, entry)?)
            })
            .unwrap();
        self.sources.clock.advance(Duration::seconds(1));
    }

    /// `count` entries, all sealed.
    fn sealed(fixture: TestDb, count: usize) -> Self {
        let bench = Self::new(fixture);
        for n in 0..count {
            bench.record(match n % 3 {
                0 => ActorRef::Visitor,
                1 => ActorRef::Account(bench.person),
                _ => ActorRef::System("outbox"),
            });
        }
        assert_eq!(bench.seal(), Look::Done { count, more: false });
        bench
    }

    fn seal(&self) -> Look {
        journal::seal(self.db(), self.sources.clock.now(), "test").unwrap()
    }

    fn verify(&self) -> Report {
        journal::verify(self.db(), &self.sources.vault, None).unwrap()
    }

    /// Tampers as the owner of the database could, triggers dropped.
    fn tamper(&self, sql: &str) {
        self.fixture
            .sql(match self.db().backend() {
                Backend::Sqlite => "DROP TRIGGER IF EXISTS journal_entries_keep; DROP TRIGGER IF EXISTS journal_entries_stay;",
                Backend::Postgres => "DROP TRIGGER IF EXISTS journal_entries_keep ON journal_entries;",
            })
            .unwrap();
        self.fixture.sql(sql).unwrap();
    }
}

fn altered(report: &Report) -> Vec<i64> {
    report
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Altered { seq, .. } => Some(*seq),
            _ => None,
        })
        .collect()
}

#[derive(QueryableByName, serde::Serialize)]
struct Raw {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Text)]
    hash: String,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    at: String,
    #[diesel(sql_type = Text)]
    actor_kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    actor: Option<String>,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Text)]
    subject_kind: String,
    #[diesel(sql_type = Text)]
    subject_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    organisation_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    request_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    service_id: Option<String>,
    #[diesel(sql_type = Text)]
    data: String,
    #[diesel(sql_type = Text)]
    http_request_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    origin_digest: Option<String>,
}

/// A verifier written from the documented format alone.
fn verify_by_the_book(db: &Db) -> usize {
    let at = match db.backend() {
        Backend::Sqlite => "at",
        Backend::Postgres => "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    };
    let sql = format!(
        "SELECT seq, hash, CAST(id AS text) AS id, {at} AS at, actor_kind, actor, action, subject_kind, subject_id,
         CAST(organisation_id AS text) AS organisation_id, CAST(request_id AS text) AS request_id,
         CAST(service_id AS text) AS service_id, data, http_request_id, origin_digest
         FROM journal_entries WHERE seq IS NOT NULL ORDER BY seq"
    );
    let rows: Vec<Raw> = db
        .read_now::<_, Never>(|c| Ok(diesel::sql_query(&sql).load(c)?))
        .unwrap();
    let mut previous = "0".repeat(64);
    for row in &rows {
        let fields = json!([
            "guichet-journal-1",
            row.seq,
            previous,
            row.id,
            row.at,
            row.actor_kind,
            row.actor,
            row.action,
            row.subject_kind,
            row.subject_id,
            row.organisation_id,
            row.request_id,
            row.service_id,
            row.data,
            row.http_request_id,
            row.origin_digest
        ]);
        assert_eq!(
            sha256_hex(fields.to_string().as_bytes()),
            row.hash,
            "entry {}",
            row.seq
        );
        previous.clone_from(&row.hash);
    }
    rows.len()
}

both_databases! {
    fn sealed_entries_form_one_chain_that_the_documented_format_verifies(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 7);
        let report = bench.verify();
        assert!(report.is_sound(), "{report:?}");
        assert_eq!((report.sealed, report.unsealed), (7, 0));
        assert_eq!(verify_by_the_book(bench.db()), 7);
        assert_eq!(bench.seal(), Look::Nothing);
        bench.record(ActorRef::Visitor);
        let report = bench.verify();
        assert_eq!((report.is_sound(), report.sealed, report.unsealed), (true, 7, 1));
        assert!(report.oldest_unsealed.is_some());
        bench.seal();
        assert_eq!(verify_by_the_book(bench.db()), 8);
    }

    fn the_database_itself_refuses_to_change_or_delete_an_entry(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 2);
        bench.record(ActorRef::Visitor);
        for sql in [
            "DELETE FROM journal_entries",
            "DELETE FROM journal_entries WHERE seq IS NULL",
            "UPDATE journal_entries SET action = 'x'",
            "UPDATE journal_entries SET data = '{}'",
            "UPDATE journal_entries SET actor = 'somebody'",
            "UPDATE journal_entries SET at = '2020-01-01T00:00:00.000000Z'",
            "UPDATE journal_entries SET seq = seq + 10 WHERE seq IS NOT NULL",
            "UPDATE journal_entries SET seq = NULL, hash = NULL WHERE seq = 1",
            "UPDATE journal_entries SET hash = 'x' WHERE seq = 1",
            "UPDATE journal_entries SET origin = '198.51.100.1'",
            "UPDATE journal_entries SET origin_digest = NULL",
        ] {
            assert!(bench.fixture.sql(sql).is_err(), "accepted: {sql}");
        }
        assert!(bench.verify().is_sound());
    }

    fn altered_entries_are_found(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 6);
        bench.tamper("UPDATE journal_entries SET data = '{\"version\":2}' WHERE seq = 3");
        assert_eq!(altered(&bench.verify()), [3]);
        bench.tamper("UPDATE journal_entries SET actor = 'another' WHERE seq = 5");
        assert_eq!(altered(&bench.verify()), [3, 5]);
    }

    fn missing_entries_are_found_in_the_middle_and_at_the_end(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 8);
        bench.tamper("DELETE FROM journal_entries WHERE seq IN (3, 4)");
        assert_eq!(bench.verify().findings, [Finding::Missing { first: 3, last: 4 }]);
        bench.tamper("DELETE FROM journal_entries WHERE seq > 6");
        assert!(bench.verify().findings.contains(&Finding::WrongHead { expected: 8, found: 6 }));
        bench.record(ActorRef::Visitor);
        assert!(journal::seal(bench.db(), bench.sources.clock.now(), "test").is_err(), "nothing is chained to a cut journal");
    }

    fn reordered_entries_are_found(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 6);
        bench.tamper(
            "UPDATE journal_entries SET seq = 100 WHERE seq = 2;
             UPDATE journal_entries SET seq = 2 WHERE seq = 4;
             UPDATE journal_entries SET seq = 4 WHERE seq = 100;",
        );
        let found = altered(&bench.verify());
        assert!(found.contains(&2) && found.contains(&4), "{found:?}");
    }

    fn a_chain_computed_anew_is_found_by_the_anchor(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 4);
        let (place, hash) = bench.verify().head.unwrap();
        let with = |hash: &str| journal::verify(bench.db(), &bench.sources.vault, Some((place, hash))).unwrap();
        assert!(with(&hash).is_sound());
        assert_eq!(with(&"f".repeat(64)).findings, [Finding::WrongAnchor { seq: place }]);
        let beyond = journal::verify(bench.db(), &bench.sources.vault, Some((9, &hash))).unwrap();
        assert_eq!(beyond.findings, [Finding::WrongAnchor { seq: 9 }]);
    }

    fn the_network_address_can_be_erased_but_not_changed(fixture: TestDb) {
        let bench = Bench::sealed(fixture, 6);
        let person = bench.person;
        let forgotten = bench.db().write_now::<_, Never>(|tx| Ok(journal::forget_origins(tx, person)?)).unwrap();
        assert_eq!(forgotten, 2);
        assert!(bench.verify().is_sound());
        bench.tamper("UPDATE journal_entries SET origin = '198.51.100.1' WHERE seq = 1");
        assert!(matches!(bench.verify().findings[..], [Finding::OriginAltered { seq: 1, .. }]));
    }

    fn entries_are_sealed_within_a_second_by_one_of_several_nodes_while_others_write(fixture: TestDb) {
        const WRITERS: usize = 4;
        const EACH: usize = 40;
        let bench = Bench::new(fixture);
        let sources = Sources { clock: Clock::system(), ..bench.sources.clone() };
        let sealers: Vec<Watcher> = (0..3).map(|_| Watcher::start(&[SEALING], bench.db(), &sources).unwrap()).collect();
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| (0..EACH).for_each(|_| bench.record(ActorRef::Visitor)));
            }
        });
        let written = StdInstant::now();
        while bench.verify().unsealed > 0 {
            assert!(written.elapsed() < StdDuration::from_secs(10), "not sealed");
            std::thread::sleep(StdDuration::from_millis(20));
        }
        let took = written.elapsed();
        for sealer in sealers {
            sealer.stop();
        }
        assert!(took < StdDuration::from_secs(3), "{took:?}");
        let report = bench.verify();
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.sealed, i64::try_from(WRITERS * EACH).unwrap());
        assert_eq!(verify_by_the_book(bench.db()), WRITERS * EACH);
    }

    fn two_sealers_that_both_believe_they_hold_the_lease_make_one_chain(fixture: TestDb) {
        let bench = Bench::new(fixture);
        for _ in 0..60 {
            bench.record(ActorRef::Visitor);
        }
        // each comes "after" the other's lease ran out
        std::thread::scope(|scope| {
            for n in 0..4_i64 {
                let (bench, holder) = (&bench, format!("sealer {n}"));
                scope.spawn(move || {
                    for round in 0..20_i64 {
                        let now = bench.sources.clock.now().plus(Duration::hours(n * 20 + round));
                        drop(journal::seal(bench.db(), now, &holder));
                    }
                });
            }
        });
        let report = bench.verify();
        assert!(report.is_sound(), "{report:?}");
        assert_eq!((report.sealed, report.unsealed), (60, 0));
    }

    fn an_entry_exists_only_with_its_cause(fixture: TestDb) {
        let bench = Bench::new(fixture);
        let ctx = bench.sources.system_ctx("test");
        let undone = bench.db().write_now::<(), Never>(|tx| {
            let subject: Uuid = ctx.new_id();
            journal::record(tx, &ctx, Entry::new("request.submitted", "request", subject))?;
            Err(Failure::Fault(guichet::kernel::error::Fault::Busy))
        });
        assert!(undone.is_err());
        assert_eq!(bench.verify().unsealed, 0);
    }
}
