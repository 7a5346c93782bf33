//! Random commands by random actors, against a naive model, the state machine and the database.
//!
//! After each command the request stands where the model says, or nothing at all was written; in the end the journal
//! has one entry for each change of state, by its author, and every letter was mailed once. A failing case is shrunk
//! and told with its seed: `GUICHET_TEST_SEED=... cargo test --test it workflow_model` runs it again.

mod amending;
mod naive;
mod passing;
mod real;
mod settled;

use guichet::kernel::db::Backend;
use guichet::review::Unfavourable;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use self::naive::{Do, Who, World};
use self::real::Real;
use self::settled::settled;

/// Cases of one run, and commands of one case at most.
const CASES: u32 = 10;
const COMMANDS: usize = 40;
/// Requests that are told apart: those of the beginning, then amendments.
const REQUESTS: usize = 7;
/// Days that may pass in one case.
const LAST_DAY: i64 = 360;
const SEED: &str = "GUICHET_TEST_SEED";

/// A command, from which version of the request it is given, and whether it is given twice.
#[derive(Debug, Clone, Copy)]
struct Step {
    who: Who,
    act: Do,
    on: usize,
    stale: bool,
    twice: bool,
}

fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        5 => Just(Who::Applicant),
        5 => Just(Who::Reviewer),
        4 => Just(Who::Second),
        2 => Just(Who::Insider),
        1 => Just(Who::Stranger),
        1 => Just(Who::Auditor),
    ]
}

fn act() -> impl Strategy<Value = Do> {
    prop_oneof![
        6 => Just(Do::Submit),
        1 => Just(Do::Withdraw),
        1 => Just(Do::Delete),
        6 => Just(Do::Take),
        1 => select(&[Who::Reviewer, Who::Second, Who::Insider][..]).prop_map(Do::HandOver),
        2 => Just(Do::AskChanges),
        4 => Just(Do::Grant),
        1 => Just(Do::GrantPart),
        1 => Just(Do::End),
        1 => Just(Do::GiveUp),
        4 => select(&[Unfavourable::Refuse, Unfavourable::Discard, Unfavourable::Revoke][..]).prop_map(Do::Against),
        3 => Just(Do::Sign),
        1 => Just(Do::Drop),
        2 => Just(Do::FourEyes),
        2 => select(&[1, 10, 20, 100][..]).prop_map(Do::Wait),
        1 => Just(Do::Release),
        2 => Just(Do::Amend),
        2 => Just(Do::Recuse),
        1 => select(&[Who::Reviewer, Who::Second, Who::Insider][..]).prop_map(Do::Lift),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let flags = (prop::bool::weighted(0.08), prop::bool::weighted(0.15));
    (who(), act(), 0..REQUESTS, flags).prop_map(|(who, act, on, (stale, twice))| Step {
        who,
        act,
        on,
        stale,
        twice,
    })
}

/// Plays the commands on both and compares them after each.
fn play(backend: Backend, steps: &[Step]) {
    let (real, mut world) = (Real::new(backend), World::new());
    for step in steps {
        if step.on >= world.requests.len() {
            continue;
        }
        let Some((version, _)) = real.row(step.on) else {
            continue;
        };
        // The experiment must not close under the commands.
        if matches!(step.act, Do::Wait(days) if world.day + days > LAST_DAY) {
            continue;
        }
        let seen = version - i32::from(step.stale);
        once(&real, &mut world, (*step, seen));
        // What changed nothing of the request may be done again; everything else is stale or already done.
        let again = !matches!(
            step.act,
            Do::Wait(_)
                | Do::FourEyes
                | Do::Against(_)
                | Do::Sign
                | Do::Drop
                | Do::Recuse
                | Do::Lift(_)
        );
        if step.twice && again && real.row(step.on).is_some_and(|(now, _)| now != seen) {
            let stale = Step {
                stale: true,
                ..*step
            };
            once(&real, &mut world, (stale, seen));
        }
    }
    settled(&real, &world);
}

fn once(real: &Real, world: &mut World, (step, seen): (Step, i32)) {
    let (before, row) = (real.traces(), real.row(step.on));
    // These look at no version of the request.
    let timeless = matches!(
        step.act,
        Do::Drop | Do::FourEyes | Do::Wait(_) | Do::Recuse | Do::Lift(_) | Do::Amend
    );
    let mut next = world.clone();
    let expected = (!step.stale || timeless) && next.apply(step.who, step.act, step.on);
    if let Do::Wait(days) = step.act {
        next.pass(days, &real.due(world.day));
    }
    let done = real.give(step, seen, world);
    assert_eq!(done, expected, "{step:?} on {row:?}");
    if done {
        if step.act == Do::FourEyes {
            next.four_eyes = !next.four_eyes;
            next.settings += 1;
        }
        *world = next;
    } else {
        assert_eq!(
            real.traces(),
            before,
            "{step:?} was refused and left a trace"
        );
        assert_eq!(
            real.row(step.on),
            row,
            "{step:?} was refused and changed the request"
        );
    }
    for on in 0..world.requests.len() {
        let stands = real.row(on).map(|(_, status)| status);
        assert_eq!(
            stands, world.requests[on].status,
            "request {on} after {step:?}"
        );
        let proposed = real.proposal(on).is_some();
        let waits = world.requests[on].proposal.is_some() && stands.is_some();
        assert_eq!(proposed, waits, "request {on} after {step:?}");
    }
}

fn explore(backend: Backend) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = match std::env::var(SEED) {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => now.unwrap().as_secs(),
    };
    let mut runner = TestRunner::new(Config {
        cases: std::env::var("GUICHET_TEST_CASES").map_or(CASES, |cases| cases.parse().unwrap()),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    });
    let commands = proptest::collection::vec(step(), 1..COMMANDS);
    let done = runner.run(&commands, |steps| {
        play(backend, &steps);
        Ok(())
    });
    if let Err(error) = done {
        panic!("{SEED}={seed}\n{error}");
    }
}

#[test]
fn random_commands_by_random_actors_find_no_illegal_state_on_sqlite() {
    explore(Backend::Sqlite);
}

#[test]
fn random_commands_by_random_actors_find_no_illegal_state_on_postgres() {
    explore(Backend::Postgres);
}
