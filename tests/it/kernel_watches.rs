//! The thread that keeps several watches: each has its turn, whatever the others do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use guichet::kernel::ctx::Sources;
use guichet::kernel::db::Db;
use guichet::kernel::error::Fault;
use guichet::kernel::lease::{Look, Watch, Watcher};

use crate::support::TestDb;

static LOOKS: AtomicUsize = AtomicUsize::new(0);

fn watch(look: fn(&Db, &Sources, &str) -> Result<Look, Fault>) -> Watch {
    Watch {
        name: "test",
        every: Duration::from_millis(5),
        look,
    }
}

#[test]
fn a_watch_waits_for_no_more_than_a_batch_of_the_others_and_survives_them() {
    let base = TestDb::start(guichet::kernel::db::Backend::Sqlite);
    let watches = [
        watch(|_, _, _| {
            let more = LOOKS.load(Ordering::SeqCst) < 3;
            Ok(Look::Done { count: 1, more })
        }),
        watch(|_, _, _| panic!("a watch that fails")),
        watch(|_, _, _| Err(Fault::contention())),
        watch(|_, _, _| {
            LOOKS.fetch_add(1, Ordering::SeqCst);
            Ok(Look::Nothing)
        }),
    ];
    let keeper = Watcher::start(&watches, &base.db, &Sources::system(&[7; 32])).unwrap();
    let start = Instant::now();
    while LOOKS.load(Ordering::SeqCst) < 3 {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "the others never end"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let before = LOOKS.load(Ordering::SeqCst);
    keeper.stop();
    assert!(
        LOOKS.load(Ordering::SeqCst) > before,
        "it looks once more at the end"
    );
}
