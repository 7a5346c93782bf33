//! Numbers, leases and limits: what several nodes share without waiting for each other.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use chrono::{Duration, TimeZone, Utc};
use guichet::kernel::clock::{Clock, Instant};
use guichet::kernel::ctx::{ActorRef, Ctx, Sources};
use guichet::kernel::db::Db;
use guichet::kernel::error::{Failure, Never};
use guichet::kernel::numbers::Numbers;
use guichet::kernel::rate::{self, Rule, Verdict};
use guichet::kernel::{lease, numbers};

use crate::support::TestDb;

fn morning() -> Instant {
    Instant::new(Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap())
}

fn sources() -> Sources {
    let mut sources = Sources::system(&[7; 32]);
    sources.clock = Clock::fixed(morning());
    sources
}

fn ctx(sources: &Sources) -> Ctx {
    sources.ctx(
        ActorRef::Visitor,
        Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        "test",
    )
}

fn acquire(db: &Db, holder: &str, now: Instant) -> bool {
    db.queue_now::<_, Never>(|tx| {
        Ok(lease::acquire(
            tx,
            "a lease",
            holder,
            now,
            Duration::seconds(10),
        )?)
    })
    .unwrap()
}

both_databases! {
    fn numbers_taken_by_several_nodes_at_once_are_never_the_same(fixture: TestDb) {
        const NODES: usize = 4;
        const EACH: usize = 120;
        let taken: Vec<i64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..NODES)
                .flat_map(|_| {
                    let node = Numbers::new(&fixture.db);
                    (0..2).map(move |_| node.clone())
                })
                .map(|node| scope.spawn(move || (0..EACH / 2).map(|_| node.next_now("request", 2026).unwrap()).collect::<Vec<_>>()))
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let distinct: BTreeSet<i64> = taken.iter().copied().collect();
        assert_eq!(distinct.len(), NODES * EACH);
        assert!(distinct.iter().all(|number| *number >= 1));
    }

    fn each_kind_and_year_counts_from_one(fixture: TestDb) {
        let numbers: numbers::Numbers = Numbers::new(&fixture.db);
        assert_eq!(numbers.next_now("request", 2026).unwrap(), 1);
        assert_eq!(numbers.next_now("request", 2026).unwrap(), 2);
        assert_eq!(numbers.next_now("request", 2027).unwrap(), 1);
        assert_eq!(numbers.next_now("habilitation", 2026).unwrap(), 1);
        let after_a_restart = Numbers::new(&fixture.db).next_now("request", 2026).unwrap();
        assert!(after_a_restart > 2);
    }

    fn a_lease_has_one_holder_until_it_lets_go_or_is_late(fixture: TestDb) {
        let now = morning();
        assert!(acquire(&fixture.db, "first", now));
        assert!(!acquire(&fixture.db, "second", now.plus(Duration::seconds(9))));
        assert!(acquire(&fixture.db, "first", now.plus(Duration::seconds(9))), "the holder prolongs it");
        assert!(!acquire(&fixture.db, "second", now.plus(Duration::seconds(18))));
        assert!(acquire(&fixture.db, "second", now.plus(Duration::seconds(19))), "it ran out");
        fixture.db.queue_now::<_, Never>(|tx| Ok(lease::release(tx, "a lease", "first")?)).unwrap();
        assert!(!acquire(&fixture.db, "first", now.plus(Duration::seconds(20))), "only the holder lets go");
        fixture.db.queue_now::<_, Never>(|tx| Ok(lease::release(tx, "a lease", "second")?)).unwrap();
        assert!(acquire(&fixture.db, "first", now.plus(Duration::seconds(20))));
    }

    fn a_limit_refuses_what_comes_too_often_and_forgets_with_time(fixture: TestDb) {
        const RULE: Rule = Rule { bucket: "sign-in", max: 4, window_seconds: 600 };
        let sources = sources();
        let hit = |key: &str| rate::allow_now(&fixture.db, &ctx(&sources), RULE, key).unwrap();
        for _ in 0..4 {
            assert_eq!(hit("a"), Verdict::Allowed);
        }
        for _ in 0..3 {
            assert_eq!(hit("a"), Verdict::Limited { retry_after: 600 });
        }
        assert!(hit("b").is_allowed(), "another key has its own count");
        // half into the next window, half of the four hits still weigh
        sources.clock.advance(Duration::seconds(900));
        assert!(hit("a").is_allowed());
        assert!(hit("a").is_allowed());
        assert_eq!(hit("a"), Verdict::Limited { retry_after: 300 });
        fixture.db.queue_now::<(), Never>(|tx| rate::forget(tx, &ctx(&sources), RULE, "a").map_err(Failure::Fault)).unwrap();
        assert!(hit("a").is_allowed());
        sources.clock.advance(Duration::days(4));
        let swept = fixture.db.queue_now::<_, Never>(|tx| Ok(rate::sweep(tx, sources.clock.now())?)).unwrap();
        assert!(swept >= 2, "{swept}");
    }

    fn a_limit_shared_by_many_threads_lets_exactly_its_number_through(fixture: TestDb) {
        const RULE: Rule = Rule { bucket: "upload", max: 10, window_seconds: 3600 };
        let sources = sources();
        let allowed: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| (0..5).filter(|_| rate::allow_now(&fixture.db, &ctx(&sources), RULE, "k").unwrap().is_allowed()).count()))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(allowed, 10);
    }
}
