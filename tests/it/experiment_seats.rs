//! The cap of the experiment: held by the database itself, whatever runs at the same time.

use std::sync::atomic::{AtomicUsize, Ordering};

use guichet::experiment::{
    Configure, ConfigureError, ExperimentId, Phase, RawTerms, SeatClaim, SeatError, Seated, Terms,
    configure, free_seat, take_seat,
};
use guichet::kernel::clock::{Clock, Day, Instant};
use guichet::kernel::ctx::{ActorRef, Ctx, Sources};
use guichet::kernel::error::{Failure, Outcome};
use guichet::requests::{RequestId, Sector};
use uuid::Uuid;

use crate::support::TestDb;

const ORGANISATION: u128 = 0x0100;
const ACCOUNT: u128 = 0x0200;

/// An experiment with room for `cap` legal persons, and requests that ask for seats.
struct Panel {
    db: TestDb,
    experiment: ExperimentId,
}

impl Panel {
    fn new(db: TestDb, cap: i32, reusable: bool) -> Self {
        let (org, account) = (Uuid::from_u128(ORGANISATION), Uuid::from_u128(ACCOUNT));
        db.sql(&format!(
            "INSERT INTO accounts (id, email, email_key, given_name, family_name, search_key, created_at, version)
             VALUES ('{account}', 'a@b.fr', 'a@b.fr', 'A', 'B', 'a b', '2026-05-01T08:00:00.000000Z', 1);
             INSERT INTO organisations (id, siret, siren, name, search_key, sort_key, legal_category, activity_code, street, postal_code, city,
             founded_on, registry_state, provenance, created_at, updated_at, version)
             VALUES ('{org}', '73282932000074', '732829320', 'A', 'a', 'a', '5710', '62.01Z', 'x', '75007', 'Paris', '2010-01-01', 'open',
             'unverified', '2026-05-01T08:00:00.000000Z', '2026-05-01T08:00:00.000000Z', 1);"
        ))
        .unwrap();
        let set: Outcome<ExperimentId, ConfigureError> = db.db.write_now(|tx| {
            configure(
                tx,
                &ctx("2026-05-01"),
                &Configure {
                    seen: None,
                    terms: terms(cap, reusable),
                    reason: "Ouverture".into(),
                },
            )
        });
        Self {
            experiment: set.unwrap(),
            db,
        }
    }

    fn request(&self, n: u128, status: &str) -> RequestId {
        let (id, org, account) = (
            Uuid::from_u128(0x1_0000 + n),
            Uuid::from_u128(ORGANISATION),
            Uuid::from_u128(ACCOUNT),
        );
        self.db
            .sql(&format!(
                "INSERT INTO requests (id, number, organisation_id, siren, created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
                 submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, created_at, updated_at)
                 VALUES ('{id}', 'D-{n:06}', '{org}', '{siren}', '{account}', 'experiment', 'education', '{status}', 1, 'x', '{{}}', '{account}',
                 '{at}', '{at}', '{at}', '{at}', 0, '2026-12-31', '2026-12-31', '{at}', '{at}')",
                siren = siren(n),
                at = rank(n).rfc3339(),
            ))
            .unwrap();
        RequestId(id)
    }

    fn claim(&self, n: u128) -> SeatClaim {
        SeatClaim {
            request: self.request(n, "in_review"),
            siren: siren(n),
            sector: Sector::Education,
            ranked_at: rank(n),
            departure: None,
        }
    }

    /// A claim that says why it passes before others.
    fn reasoned(&self, n: u128) -> SeatClaim {
        SeatClaim {
            departure: Some("Secteur peu représenté".into()),
            ..self.claim(n)
        }
    }

    /// The right that a request gave is taken back.
    fn revoke(&self, n: u128) {
        self.db
            .sql(&format!(
                "UPDATE requests SET status = 'revoked', decided_at = state_since, review_due_on = NULL, silent_on = NULL WHERE id = '{}'",
                Uuid::from_u128(0x1_0000 + n)
            ))
            .unwrap();
    }

    fn take(&self, claim: &SeatClaim) -> Outcome<Seated, SeatError> {
        self.db
            .db
            .write_now(|tx| take_seat(tx, &ctx("2026-06-01"), claim))
    }

    fn by_hand(&self, number: i32, cap: i32, n: u128) -> diesel::QueryResult<()> {
        self.db.sql(&format!(
            "INSERT INTO seats (experiment_id, number, cap, siren, sector, request_id, taken_at)
             VALUES ('{}', {number}, {cap}, '{}', 'education', '{}', '2026-05-01T08:00:00.000000Z')",
            self.experiment,
            siren(n),
            Uuid::from_u128(0x1_0000 + n),
        ))
    }
}

fn terms(cap: i32, reusable: bool) -> Terms {
    Terms::new(&RawTerms {
        decree: "Arrêté du 2 mars 2026".into(),
        opens_on: Day::parse("2026-05-01").unwrap(),
        closes_on: Day::parse("2027-05-01").unwrap(),
        cap,
        seats_reusable: reusable,
        report_day: guichet::experiment::REPORT_DAY,
        guides: vec![],
    })
    .unwrap()
}

fn siren(n: u128) -> String {
    format!("{:09}", 100_000_000 + n)
}

fn rank(n: u128) -> Instant {
    Day::parse("2026-05-02")
        .unwrap()
        .start()
        .plus(chrono::Duration::minutes(i64::try_from(n).unwrap()))
}

fn ctx(day: &str) -> Ctx {
    let sources = Sources {
        clock: Clock::fixed(Day::parse(day).unwrap().start()),
        ..Sources::system(&[7; 32])
    };
    sources.ctx(ActorRef::Account(Uuid::from_u128(ACCOUNT)), None, "test")
}

both_databases! {
    fn the_database_refuses_a_hundred_and_first_seat_inserted_by_hand(db: TestDb) {
        let panel = Panel::new(db, 100, false);
        for n in 1..=101 {
            panel.request(n, "in_review");
        }
        for n in 1..=100_i32 {
            panel.by_hand(n, 100, u128::try_from(n).unwrap()).unwrap();
        }
        assert!(panel.by_hand(101, 100, 101).is_err(), "a number above the cap");
        assert!(panel.by_hand(101, 101, 101).is_err(), "a cap that the experiment doesn't have");
        assert!(panel.by_hand(100, 100, 101).is_err(), "a number taken twice");
        assert!(panel.by_hand(0, 100, 101).is_err(), "a number below one");
    }

    fn the_database_refuses_a_cap_below_the_taken_seats(db: TestDb) {
        let panel = Panel::new(db, 3, false);
        for n in 1..=2 {
            panel.take(&panel.claim(n)).unwrap();
        }
        panel.db.sql("UPDATE experiments SET cap = 2").unwrap();
        assert!(panel.db.sql("UPDATE experiments SET cap = 1").is_err());
        panel.db.sql("UPDATE experiments SET cap = 50").unwrap();
        assert!(matches!(panel.take(&panel.claim(3)), Ok(Seated::Seated { number: 3 })));
    }

    fn a_supervisor_who_lowers_the_cap_below_the_taken_seats_is_told_so(db: TestDb) {
        let panel = Panel::new(db, 3, false);
        for n in 1..=2 {
            panel.take(&panel.claim(n)).unwrap();
        }
        let lower = |cap: i32, version: i32| -> Outcome<ExperimentId, ConfigureError> {
            let command = Configure { seen: Some((panel.experiment, version)), terms: terms(cap, false), reason: "Moins".into() };
            panel.db.db.write_now(|tx| configure(tx, &ctx("2026-06-01"), &command))
        };
        assert!(matches!(lower(1, 1), Err(Failure::Refused(ConfigureError::CapBelowSeats { highest: 2 }))));
        assert!(matches!(lower(2, 7), Err(Failure::Refused(ConfigureError::Stale))));
        lower(2, 1).unwrap();
        assert!(matches!(panel.take(&panel.claim(3)), Ok(Seated::Full { place: 1 })));
    }

    fn two_hundred_claims_on_one_free_seat_seat_exactly_one(db: TestDb) {
        let panel = Panel::new(db, 1, false);
        let claims: Vec<SeatClaim> = (1..=200).map(|n| panel.reasoned(n)).collect();
        let (seated, full) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            let (panel, seated, full) = (&panel, &seated, &full);
            for chunk in claims.chunks(25) {
                scope.spawn(move || {
                    for claim in chunk {
                        match panel.take(claim).unwrap() {
                            Seated::Seated { number } => assert_eq!((number, seated.fetch_add(1, Ordering::Relaxed)), (1, 0)),
                            Seated::Full { .. } => drop(full.fetch_add(1, Ordering::Relaxed)),
                            Seated::AlreadySeated { .. } => panic!("nobody sits twice"),
                        }
                    }
                });
            }
        });
        assert_eq!((seated.into_inner(), full.into_inner()), (1, 199));
    }

    fn claims_on_many_seats_at_once_fill_the_panel_without_a_gap(db: TestDb) {
        let panel = Panel::new(db, 40, false);
        let claims: Vec<SeatClaim> = (1..=48).map(|n| panel.reasoned(n)).collect();
        let seated = std::sync::Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            let (panel, seated) = (&panel, &seated);
            for chunk in claims.chunks(6) {
                scope.spawn(move || {
                    for claim in chunk {
                        if let Seated::Seated { number } = panel.take(claim).unwrap() {
                            seated.lock().unwrap().push(number);
                        }
                    }
                });
            }
        });
        let mut numbers = seated.into_inner().unwrap();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    }

    fn a_second_service_of_an_admitted_legal_person_uses_its_seat(db: TestDb) {
        let panel = Panel::new(db, 1, false);
        panel.take(&panel.claim(1)).unwrap();
        let second = SeatClaim { siren: siren(1), ..panel.claim(2) };
        assert_eq!(panel.take(&second).unwrap(), Seated::AlreadySeated { number: 1 });
    }

    fn places_are_given_by_rank_and_legal_person(db: TestDb) {
        let panel = Panel::new(db, 1, false);
        panel.take(&panel.claim(9)).unwrap();
        panel.request(2, "waitlisted");
        panel.request(3, "waitlisted");
        assert_eq!(panel.take(&panel.claim(1)).unwrap(), Seated::Full { place: 1 });
        assert_eq!(panel.take(&panel.claim(4)).unwrap(), Seated::Full { place: 3 });
        let same_person = SeatClaim { siren: siren(2), ..panel.claim(5) };
        assert_eq!(panel.take(&same_person).unwrap(), Seated::Full { place: 2 });
    }

    fn passing_before_those_who_wait_takes_a_reason(db: TestDb) {
        let panel = Panel::new(db, 2, false);
        panel.request(1, "waitlisted");
        let late = panel.claim(2);
        assert!(matches!(panel.take(&late), Err(Failure::Refused(SeatError::OutOfOrder { ahead: 1 }))));
        let reasoned = SeatClaim { departure: Some("Secteur peu représenté".into()), ..late };
        assert_eq!(panel.take(&reasoned).unwrap(), Seated::Seated { number: 1 });
    }

    fn a_freed_seat_serves_again_when_the_settings_allow_it(db: TestDb) {
        for (reusable, expected) in [(false, Seated::Full { place: 1 }), (true, Seated::Seated { number: 1 })] {
            let panel = Panel::new(TestDb::start(db.db.backend()), 1, reusable);
            let first = panel.claim(1);
            panel.take(&first).unwrap();
            panel.revoke(1);
            let freed: Outcome<Option<i32>> = panel.db.db.write_now(|tx| Ok(free_seat(tx, &ctx("2026-06-01"), first.request, &first.siren)?));
            assert_eq!(freed.unwrap(), Some(1));
            assert_eq!(panel.take(&panel.claim(2)).unwrap(), expected);
        }
    }

    fn no_seat_is_given_before_the_opening_nor_after_the_closing(db: TestDb) {
        let panel = Panel::new(db, 1, false);
        let claim = panel.claim(1);
        for (day, phase) in [("2026-04-30", Phase::Upcoming), ("2027-05-01", Phase::Over)] {
            let tried: Outcome<Seated, SeatError> = panel.db.db.write_now(|tx| take_seat(tx, &ctx(day), &claim));
            assert!(matches!(tried, Err(Failure::Refused(SeatError::NotRunning(p))) if p == phase));
        }
    }
}
