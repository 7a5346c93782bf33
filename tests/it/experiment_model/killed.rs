//! The same actors in processes of their own, killed without warning every moment. What was committed answers to the
//! reference, whichever process did it and whichever was killed meanwhile.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use guichet::kernel::clock::{Clock, Day, Instant};
use guichet::kernel::db::{Backend, Db, DbUrl};
use guichet::shell::AccountId;

use super::dice::Dice;
use super::house::House;
use super::{answers_to_the_reference, forget_mails, house, open, play, reference, settled, sound};
use crate::support::desk::Desk;

const NODE: &str = "GUICHET_TEST_NODE";

/// Not a test: one node of the test below, in a process of its own that is killed.
#[test]
fn a_node_that_serves_until_it_is_killed() {
    let Ok(told) = std::env::var(NODE) else {
        return;
    };
    let told: Vec<&str> = told.split('|').collect();
    let [database, applicant, reviewer, second, now, seed] = told[..] else {
        panic!("{told:?}")
    };
    let url = match database.strip_prefix("sqlite:") {
        Some(path) => DbUrl::Sqlite(path.into()),
        None => DbUrl::Postgres(database.to_owned()),
    };
    let at: Instant = Day::parse(now).unwrap().start();
    let people: [AccountId; 3] = [applicant, reviewer, second].map(|one| one.parse().unwrap());
    let house = House::new(Db::open(&url).unwrap(), Clock::fixed(at), people);
    println!("ready");
    play(
        &house,
        seed.parse().unwrap(),
        usize::MAX,
        &AtomicBool::new(false),
    );
}

fn start_node(desk: &Desk, day: i64, seed: u64) -> Child {
    let base = desk.app.beside();
    let database = match &base.url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    let now = Day::parse("2026-03-02").unwrap().plus_days(day);
    let (applicant, reviewer, second) = (desk.applicant, desk.reviewer, desk.second);
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "experiment_model::killed::a_node_that_serves_until_it_is_killed",
            "--nocapture",
        ])
        .env(
            NODE,
            format!("{database}|{applicant}|{reviewer}|{second}|{now}|{seed}"),
        )
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn killed_again_and_again(backend: Backend) {
    let desk = Desk::start(backend);
    open(&desk, backend);
    let house = house(&desk, desk.app.clock.clone());
    let start = reference(&house);
    let (mut dice, _) = Dice::seeded();
    let nodes = if backend == Backend::Postgres { 2 } else { 1 };
    let rounds: usize = std::env::var("GUICHET_TEST_ROUNDS").map_or(4, |n| n.parse().unwrap());
    let mut alive: Vec<Child> = Vec::new();
    for round in 0..rounds {
        let day = i64::try_from(round * 12).unwrap();
        while alive.len() < nodes {
            let seed = u64::try_from(dice.below(1 << 30)).unwrap() | 1;
            alive.push(start_node(&desk, day, seed));
        }
        let before = house.count("journal_entries");
        let start = std::time::Instant::now();
        while house.count("journal_entries") < before + 600
            && start.elapsed() < Duration::from_mins(1)
        {
            sound(&house);
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_millis(
            u64::try_from(dice.below(300)).unwrap(),
        ));
        let mut killed = alive.remove(dice.below(alive.len()));
        killed.kill().unwrap();
        killed.wait().unwrap();
        sound(&house);
    }
    for node in &mut alive {
        node.kill().unwrap();
        node.wait().unwrap();
    }
    let taken = house.count("journal_entries WHERE action = 'experiment.seat_taken'");
    println!("{taken} seats taken");
    assert!(taken > 0, "too little happened");
    house.clock.advance(chrono::Duration::days(60));
    settled(&house);
    answers_to_the_reference(&house, start, backend);
    forget_mails(&desk);
}

#[test]
fn seats_stay_as_the_reference_has_them_when_the_process_is_killed_again_and_again_on_sqlite() {
    killed_again_and_again(Backend::Sqlite);
}

#[test]
fn seats_stay_as_the_reference_has_them_when_one_of_two_nodes_is_killed_again_and_again_on_postgres()
 {
    killed_again_and_again(Backend::Postgres);
}
