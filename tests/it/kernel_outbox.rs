//! The outbox: a job exists with its cause, is carried out at least once, and never lost.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration as StdDuration, Instant as StdInstant};

use chrono::{Duration, TimeZone, Utc};
use guichet::kernel::clock::{Clock, Instant};
use guichet::kernel::ctx::Sources;
use guichet::kernel::db::Conn;
use guichet::kernel::error::{Failure, Fault, Never, Refusal};
use guichet::kernel::fetch::{Fetcher, Reach};
use guichet::kernel::files::Files;
use guichet::kernel::mailer::{Destination, MailTemplates, Mailer, Sender};
use guichet::kernel::outbox::{self, Job, JobError, JobRef, Registry, Tools, Undelivered, Worker};
use serde::{Deserialize, Serialize};

use crate::support::TestDb;

/// What a note does when it runs.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Succeed,
    Fail,
    Refuse,
    Panic,
    SucceedThirdTime,
    PushAnother,
}

#[derive(Serialize, Deserialize)]
struct Note {
    tag: String,
    fate: Fate,
}

static RUNS: Mutex<Vec<(String, JobRef)>> = Mutex::new(Vec::new());

fn runs(tag: &str) -> Vec<JobRef> {
    RUNS.lock()
        .unwrap()
        .iter()
        .filter(|(of, _)| of == tag)
        .map(|(_, job)| *job)
        .collect()
}

impl Job for Note {
    const KIND: &'static str = "test.note";
    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        RUNS.lock().unwrap().push((self.tag.clone(), *job));
        match self.fate {
            Fate::Fail => Err(JobError::Retry("not today".into())),
            Fate::Refuse => Err(JobError::GiveUp("never".into())),
            Fate::Panic => panic!("a job that panics"),
            Fate::SucceedThirdTime if job.attempt < 3 => Err(JobError::Retry("not yet".into())),
            Fate::Succeed | Fate::SucceedThirdTime => Ok(()),
            Fate::PushAnother => {
                let another = Note {
                    tag: self.tag.clone(),
                    fate: Fate::Succeed,
                };
                let ctx = tools.ctx();
                tools
                    .db
                    .write_now::<_, Never>(|tx| Ok(outbox::push(tx, &ctx, &another)?))?;
                Ok(())
            }
        }
    }
}

struct Bench {
    fixture: TestDb,
    tools: Tools,
    tag: String,
}

fn tools(fixture: &TestDb, clock: Clock) -> Tools {
    let mut sources = Sources::system(&[7; 32]);
    sources.clock = clock;
    let sender = Sender {
        from: "Guichet <guichet@example.org>".into(),
        service_name: "Guichet".into(),
        public_url: "http://localhost".into(),
    };
    let folder: PathBuf = fixture.folder.path().join("mailbox");
    Tools {
        plugs: guichet::kernel::plugs::Plugs::default(),
        db: fixture.db.clone(),
        files: Files::under(fixture.folder.path()),
        mailer: Mailer::new(
            &Destination::Mailbox(folder),
            &sender,
            &MailTemplates::load().unwrap(),
        )
        .unwrap(),
        fetcher: Fetcher::new(Reach::Off),
        sources,
        public_url: "http://localhost".into(),
        registry: Arc::new(Registry::new().with::<Note>()),
    }
}

impl Bench {
    fn new(fixture: TestDb, clock: Clock) -> Self {
        let tools = tools(&fixture, clock);
        let tag = tools.sources.ids.next().to_string();
        Self {
            fixture,
            tools,
            tag,
        }
    }

    fn fixed(fixture: TestDb) -> Self {
        let start = Instant::new(Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap());
        Self::new(fixture, Clock::fixed(start))
    }

    fn push(&self, fate: Fate) {
        let ctx = self.tools.ctx();
        let note = Note {
            tag: self.tag.clone(),
            fate,
        };
        self.tools
            .db
            .write_now::<_, Never>(|tx| Ok(outbox::push(tx, &ctx, &note)?))
            .unwrap();
    }

    fn undelivered(&self) -> Vec<Undelivered> {
        let now = self.tools.sources.clock.now();
        self.tools
            .db
            .read_now::<_, Never>(|c| Ok(outbox::undelivered(c, now)?))
            .unwrap()
    }

    fn wait_until(&self, ready: impl Fn(&Self) -> bool) {
        let start = StdInstant::now();
        while !ready(self) {
            assert!(
                start.elapsed() < StdDuration::from_secs(20),
                "nothing happened"
            );
            std::thread::sleep(StdDuration::from_millis(5));
        }
    }
}

#[derive(Debug)]
struct No;
impl Refusal for No {}

both_databases! {
    fn a_job_whose_cause_is_rolled_back_never_existed(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        let ctx = bench.tools.ctx();
        let refused = bench.tools.db.write_now::<(), No>(|tx: &mut Conn| {
            outbox::push(tx, &ctx, &Note { tag: bench.tag.clone(), fate: Fate::Succeed })?;
            Err(No.into())
        });
        assert!(matches!(refused, Err(Failure::Refused(No))));
        assert_eq!(outbox::drain(&bench.tools).unwrap().done.len(), 0);
        assert!(runs(&bench.tag).is_empty());
    }

    fn a_job_is_carried_out_once_and_so_is_the_one_it_pushes(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        bench.push(Fate::PushAnother);
        let drained = outbox::drain(&bench.tools).unwrap();
        assert_eq!(drained.done, ["test.note", "test.note"]);
        assert_eq!(outbox::drain(&bench.tools).unwrap().done.len(), 0);
        assert_eq!(runs(&bench.tag).len(), 2);
        assert!(bench.undelivered().is_empty());
    }

    fn a_job_waits_for_its_hour(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        let ctx = bench.tools.ctx();
        let due = ctx.now.plus(Duration::days(15));
        let note = Note { tag: bench.tag.clone(), fate: Fate::Succeed };
        bench.tools.db.write_now::<_, Never>(|tx| Ok(outbox::push_at(tx, &ctx, &note, due)?)).unwrap();
        assert!(outbox::drain(&bench.tools).unwrap().done.is_empty());
        assert!(bench.undelivered().is_empty());
        bench.tools.sources.clock.advance(Duration::days(15));
        assert_eq!(outbox::drain(&bench.tools).unwrap().done.len(), 1);
    }

    fn a_job_that_fails_is_tried_again_later_under_the_same_id(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        bench.push(Fate::SucceedThirdTime);
        for _ in 0..2 {
            let drained = outbox::drain(&bench.tools).unwrap();
            assert_eq!(drained.failed.len(), 1, "one try, then a pause");
            let left = bench.undelivered();
            assert_eq!(left[0].last_error.as_deref(), Some("not yet"));
            assert!(left[0].due_at > bench.tools.sources.clock.now());
            bench.tools.sources.clock.advance(Duration::minutes(1));
        }
        assert_eq!(outbox::drain(&bench.tools).unwrap().done.len(), 1);
        let tries = runs(&bench.tag);
        assert_eq!(tries.iter().map(|job| job.attempt).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(tries.iter().all(|job| job.id == tries[0].id));
        assert!(bench.undelivered().is_empty());
    }

    fn a_job_that_always_fails_is_given_up_after_a_day_and_can_be_tried_again(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        bench.push(Fate::Fail);
        let mut hours = 0;
        while bench.undelivered().iter().all(|job| job.gave_up_at.is_none()) {
            outbox::drain(&bench.tools).unwrap();
            bench.tools.sources.clock.advance(Duration::hours(3));
            hours += 3;
            assert!(hours < 24 * 5, "never given up");
        }
        let left = bench.undelivered();
        assert_eq!((left.len(), left[0].attempts), (1, 20));
        assert_eq!(runs(&bench.tag).len(), 20);
        assert_eq!(left[0].last_error.as_deref(), Some("not today"));
        outbox::drain(&bench.tools).unwrap();
        assert_eq!(runs(&bench.tag).len(), 20, "it rests");
        let now = bench.tools.sources.clock.now();
        let again = |id| bench.tools.db.write_now::<_, Never>(|tx| Ok(outbox::try_again(tx, now, id)?)).unwrap();
        assert!(again(left[0].id));
        assert!(!again(left[0].id), "it is not given up any more");
        outbox::drain(&bench.tools).unwrap();
        assert_eq!(runs(&bench.tag).len(), 21);
    }

    fn a_refusal_a_panic_and_an_unknown_kind_are_kept_visible(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        bench.push(Fate::Refuse);
        bench.push(Fate::Panic);
        let ids = outbox::drain(&bench.tools).unwrap().failed;
        assert_eq!(ids.len(), 2);
        let left = bench.undelivered();
        assert!(left.iter().any(|job| job.gave_up_at.is_some() && job.last_error.as_deref() == Some("never")));
        assert!(left.iter().any(|job| job.gave_up_at.is_none() && job.last_error.as_deref() == Some("panicked")));
        let mut stranger = bench.tools.clone();
        stranger.registry = Arc::new(Registry::new());
        bench.push(Fate::Succeed);
        let failed = outbox::drain(&stranger).unwrap().failed;
        assert!(matches!(&failed[0].2, JobError::Retry(why) if why.contains("test.note")), "{failed:?}");
    }

    fn a_claim_left_by_a_process_that_died_runs_out(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        bench.push(Fate::Succeed);
        bench.fixture.sql(
            "UPDATE outbox_jobs SET claimed_by = 'dead', claimed_until = '2026-03-02T08:00:30.000000Z', attempts = 1"
        ).unwrap();
        assert!(outbox::drain(&bench.tools).unwrap().done.is_empty(), "it may still be at work");
        bench.tools.sources.clock.advance(Duration::seconds(30));
        assert_eq!(outbox::drain(&bench.tools).unwrap().done.len(), 1);
        assert_eq!(runs(&bench.tag)[0].attempt, 2);
    }

    fn several_workers_carry_out_every_job_exactly_once(fixture: TestDb) {
        const JOBS: usize = 60;
        let bench = Bench::new(fixture, Clock::system());
        let workers: Vec<Worker> = (0..3).map(|_| Worker::start(&bench.tools).unwrap()).collect();
        for _ in 0..JOBS {
            bench.push(Fate::Succeed);
        }
        bench.wait_until(|bench| bench.undelivered().is_empty());
        for worker in workers {
            worker.stop();
        }
        let mut ids: Vec<_> = runs(&bench.tag).iter().map(|job| job.id).collect();
        assert_eq!(ids.len(), JOBS);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), JOBS);
    }

    fn a_commit_wakes_the_worker_at_once(fixture: TestDb) {
        let bench = Bench::new(fixture, Clock::system());
        let worker = Worker::start(&bench.tools).unwrap();
        let mut waits = Vec::new();
        for n in 1..=8 {
            std::thread::sleep(StdDuration::from_millis(30));
            let start = StdInstant::now();
            bench.push(Fate::Succeed);
            bench.wait_until(|bench| runs(&bench.tag).len() == n);
            waits.push(start.elapsed());
        }
        worker.stop();
        waits.sort_unstable();
        assert!(waits[3] < StdDuration::from_millis(250), "half of them waited for the clock: {waits:?}");
    }

    fn old_jobs_that_are_done_are_swept(fixture: TestDb) {
        let bench = Bench::fixed(fixture);
        bench.push(Fate::Succeed);
        bench.push(Fate::Refuse);
        outbox::drain(&bench.tools).unwrap();
        let later = bench.tools.sources.clock.now().plus(Duration::days(1));
        let swept = bench.tools.db.queue_now::<_, Never>(|tx| Ok(outbox::sweep(tx, later)?)).unwrap();
        assert_eq!(swept, 1);
        assert_eq!(bench.undelivered().len(), 1, "what was given up stays");
    }
}

#[test]
fn a_failure_of_a_use_case_becomes_a_failure_of_the_job() {
    let busy: JobError = Failure::<No>::Fault(Fault::Busy).into();
    assert!(matches!(busy, JobError::Retry(_)));
    let refused: JobError = Failure::Refused(No).into();
    assert_eq!(refused, JobError::GiveUp("refused: No".into()));
}
