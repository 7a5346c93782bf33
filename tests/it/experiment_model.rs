//! Five hundred actors on the seats of the experiment, against a reference model, at once, and under `kill -9`.
//!
//! Whatever they do: never more seats than the cap, one for each legal person, nobody passed without a reason, no seat
//! lost. What was done at once, by one process or by processes that were killed, is told again to the reference command by
//! command, from what was committed: it answers for each of them, and for where it ends.
//! The seed of a failing run is told: `GUICHET_TEST_SEED=...` runs it again; `GUICHET_TEST_STEPS=...` makes it longer.

mod acts;
mod dice;
mod house;
mod killed;
mod log;
mod reference;
mod replay;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use guichet::experiment::{self, Configure, ConfigureError, ExperimentId, RawTerms, Terms};
use guichet::kernel::clock::{Clock, Day};
use guichet::kernel::db::Backend;
use guichet::kernel::error::Outcome;
use guichet::requests::Status;

use self::acts::Do;
use self::dice::Dice;
use self::house::{Fate, House, drafts, person, request};
use self::reference::Reference;
use crate::support::desk::Desk;

/// Actors: each has a request, or instructs.
const ACTORS: usize = 500;
/// Those who instruct.
const STAFF: usize = 60;
/// Legal persons: some have several requests.
const PERSONS: usize = 150;
/// Seats.
const CAP: i32 = 6;
const CLOSES_ON: &str = "2027-03-01";

/// The legal person of each request.
fn sirens() -> Vec<usize> {
    (0..ACTORS - STAFF).map(|on| on % PERSONS).collect()
}

fn steps(default: usize) -> usize {
    std::env::var("GUICHET_TEST_STEPS").map_or(default, |steps| steps.parse().unwrap())
}

fn open(desk: &Desk, backend: Backend) {
    log::create(desk, backend);
    let terms = Terms::new(&RawTerms {
        decree: "Arrêté du 2 février 2026".to_owned(),
        opens_on: Day::parse("2026-03-01").unwrap(),
        closes_on: Day::parse(CLOSES_ON).unwrap(),
        cap: CAP,
        seats_reusable: true,
        report_day: experiment::REPORT_DAY,
        guides: vec![],
    });
    let command = Configure {
        seen: None,
        terms: terms.unwrap(),
        reason: "Ouverture".to_owned(),
    };
    let ctx = desk.app.ctx(desk.second.0);
    let set: Outcome<ExperimentId, ConfigureError> = desk
        .app
        .db()
        .write_now(|tx| experiment::configure(tx, &ctx, &command));
    set.unwrap();
    drafts(desk, &sirens());
}

fn house(desk: &Desk, clock: Clock) -> House {
    House::new(
        desk.app.db().clone(),
        clock,
        [desk.applicant, desk.reviewer, desk.second],
    )
}

/// The reference, before anything happened.
fn reference(house: &House) -> Reference {
    let closes_on = Day::parse(CLOSES_ON).unwrap();
    let cap = usize::try_from(CAP).unwrap();
    Reference::new(cap, closes_on, house.clock.now(), &sirens())
}

/// Mails are the matter of other tests.
fn forget_mails(desk: &Desk) {
    desk.app.beside().sql("DELETE FROM outbox_jobs").unwrap();
}

/// The seats as the reference has them: each of a legal person, held or offered.
fn compare(house: &House, model: &mut Reference, after: &str) {
    let seats = house.seats();
    let mut found = BTreeSet::new();
    for seat in &seats {
        assert!((1..=CAP).contains(&seat.number), "{after}");
        assert!(
            found.insert((seat.siren.clone(), seat.hold.clone())),
            "{after}: two seats for {}",
            seat.siren
        );
    }
    let mut expected: BTreeSet<(String, String)> = BTreeSet::new();
    expected.extend(model.held.keys().map(|n| (person(*n), "held".to_owned())));
    expected.extend(
        model
            .offered
            .keys()
            .map(|n| (person(*n), "offered".to_owned())),
    );
    assert_eq!(found, expected, "{after}");
    for (siren, offer) in &mut model.offered {
        let seat = seats.iter().find(|seat| seat.siren == person(*siren));
        let seat = seat.unwrap();
        assert_eq!(seat.request, request(offer.on).to_string(), "{after}");
        offer.number = seat.number;
    }
}

fn compare_requests(house: &House, model: &Reference, after: &str) {
    for (on, ((status, rank), case)) in house.cases().into_iter().zip(&model.cases).enumerate() {
        assert_eq!(
            (status, rank),
            (case.status, case.rank),
            "{after}: request {on}"
        );
    }
}

/// No seat is lost: what may be given is offered to whoever waits.
fn nothing_lost(house: &House, model: &Reference) {
    let taken = model.held.len() + model.offered.len();
    let waits = model.cases.iter().any(|case| {
        case.status == Status::Waitlisted
            && !model.held.contains_key(&case.siren)
            && !model.offered.contains_key(&case.siren)
    });
    assert!(taken == usize::try_from(CAP).unwrap() || !waits);
    let reasoned = house.count(
        "journal_entries WHERE action = 'experiment.seat_taken' AND CAST(data AS TEXT) LIKE '%\"out_of_order\":%true%'",
    );
    assert_eq!(
        usize::try_from(reasoned).unwrap(),
        model.departures,
        "each departure has its entry"
    );
}

fn one_after_the_other(backend: Backend) {
    let desk = Desk::start(backend);
    open(&desk, backend);
    let house = house(&desk, desk.app.clock.clone());
    let mut model = reference(&house);
    let (mut dice, _) = Dice::seeded();
    for step in 0..steps(1_200) {
        let (act, on) = dice.command();
        let fate = house.give(act, on);
        let expected = model.apply(act, on);
        let after = format!("step {step}, {act:?} on {on}");
        assert_eq!(fate == Fate::Done, expected, "{after}: {fate:?}");
        compare(&house, &mut model, &after);
        if step % 50 == 0 {
            compare_requests(&house, &model, &after);
        }
    }
    house.give(Do::Settle, 0);
    model.apply(Do::Settle, 0);
    compare(&house, &mut model, "the end");
    compare_requests(&house, &model, "the end");
    nothing_lost(&house, &model);
    forget_mails(&desk);
}

#[test]
fn random_actors_leave_the_seats_as_a_reference_model_has_them_on_sqlite() {
    one_after_the_other(Backend::Sqlite);
}

#[test]
fn random_actors_leave_the_seats_as_a_reference_model_has_them_on_postgres() {
    one_after_the_other(Backend::Postgres);
}

/// What must be true at any instant, read in one statement each.
fn sound(house: &House) {
    let seats = house.seats();
    let cap = usize::try_from(CAP).unwrap();
    assert!(seats.len() <= cap, "{} seats", seats.len());
    let persons: BTreeSet<&String> = seats.iter().map(|seat| &seat.siren).collect();
    assert_eq!(persons.len(), seats.len(), "one seat for each legal person");
    let passed = house.count(
        "journal_entries WHERE action = 'experiment.seat_taken' AND CAST(data AS TEXT) LIKE '%\"out_of_order\":%false%'
         AND CAST(data AS TEXT) NOT LIKE '%\"ahead\":0%' AND CAST(data AS TEXT) NOT LIKE '%\"ahead\": 0%'",
    );
    assert_eq!(passed, 0, "nobody is passed without a reason");
}

/// What must be true once the watch has looked: every seat has its cause, and none is lost.
fn settled(house: &House) {
    while house.give(Do::Settle, 0) == Fate::Busy {}
    sound(house);
    let unmatched = house.count(
        "seats s WHERE s.reserved_until IS NOT NULL AND NOT EXISTS (SELECT 1 FROM seat_offers o WHERE o.closed_at IS NULL
            AND o.experiment_id = s.experiment_id AND o.number = s.number AND o.siren = s.siren AND o.request_id = s.request_id)",
    );
    assert_eq!(unmatched, 0, "each reserved seat has its offer");
    let loose = house.count(
        "seat_offers o WHERE o.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM seats s WHERE s.reserved_until IS NOT NULL
            AND o.experiment_id = s.experiment_id AND o.number = s.number AND o.siren = s.siren)",
    );
    assert_eq!(loose, 0, "each offer has its reserved seat");
    let causeless = house.count(
        "seats s WHERE s.released_at IS NULL AND s.reserved_until IS NULL
            AND NOT EXISTS (SELECT 1 FROM habilitations h WHERE h.siren = s.siren AND h.ended_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM requests r WHERE r.id = s.request_id AND r.status = 'waitlisted')",
    );
    assert_eq!(causeless, 0, "each seat held has a right, or one to come");
    let seatless = house.count(
        "habilitations h WHERE h.ended_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM seats s WHERE s.siren = h.siren AND s.released_at IS NULL AND s.reserved_until IS NULL)",
    );
    assert_eq!(seatless, 0, "each right has its seat");
    let untold = house.count(
        "seats s WHERE s.released_at IS NULL AND s.reserved_until IS NULL AND NOT EXISTS
            (SELECT 1 FROM seat_tenures t WHERE t.released_at IS NULL AND t.number = s.number AND t.siren = s.siren)",
    );
    assert_eq!(untold, 0, "each seat held is in the history");
    let taken = house.seats().len();
    let waiting = house.count(
        "requests r WHERE r.status = 'waitlisted' AND NOT EXISTS (SELECT 1 FROM seats s WHERE s.siren = r.siren AND s.released_at IS NULL)",
    );
    let full = taken == usize::try_from(CAP).unwrap();
    assert!(full || waiting == 0, "{taken} seats, {waiting} wait");
}

/// Sixteen threads play the actors until so many commands were given or they are told to stop.
fn play(house: &House, seed: u64, most: usize, over: &AtomicBool) -> usize {
    let given = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..16_u64 {
            let given = &given;
            scope.spawn(move || {
                let mut dice = Dice::of(seed.wrapping_mul(2 * thread + 3));
                while !over.load(Ordering::Relaxed) && given.load(Ordering::Relaxed) < most {
                    let (act, on) = dice.command();
                    if house.give(act, on) == Fate::Done {
                        given.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let given = &given;
        scope.spawn(move || {
            while !over.load(Ordering::Relaxed) && given.load(Ordering::Relaxed) < most {
                sound(house);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    });
    given.into_inner()
}

/// What was committed is what the reference does with the same commands, step by step, and so is what is left.
fn answers_to_the_reference(house: &House, start: Reference, backend: Backend) {
    let steps = log::steps(house);
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for step in &steps {
        *tally.entry(format!("{:?}", step.act)).or_default() += 1;
    }
    let (mut told, moved) = replay::replay(start, &steps);
    println!(
        "{} commands, {moved} told before their turn, {tally:?}",
        steps.len()
    );
    assert!(moved == 0 || backend == Backend::Postgres);
    compare(house, &mut told.model, "the end");
    compare_requests(house, &told.model, "the end");
    let numbers = house
        .seats()
        .into_iter()
        .map(|seat| (seat.number, seat.siren));
    let expected = told.numbers.iter().map(|(number, n)| (*number, person(*n)));
    assert_eq!(numbers.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    nothing_lost(house, &told.model);
}

fn all_at_once(backend: Backend) {
    let desk = Desk::start(backend);
    open(&desk, backend);
    let house = house(&desk, desk.app.clock.clone());
    let start = reference(&house);
    let (_, seed) = Dice::seeded();
    play(&house, seed, steps(900), &AtomicBool::new(false));
    settled(&house);
    assert!(house.count("seats") > 0);
    answers_to_the_reference(&house, start, backend);
    forget_mails(&desk);
}

#[test]
fn five_hundred_actors_at_once_leave_the_seats_as_the_reference_has_them_on_sqlite() {
    all_at_once(Backend::Sqlite);
}

#[test]
fn five_hundred_actors_at_once_leave_the_seats_as_the_reference_has_them_on_postgres() {
    all_at_once(Backend::Postgres);
}
