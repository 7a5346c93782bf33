//! What must be true once every command was given and every effect carried out.

use std::collections::BTreeMap;

use guichet::requests::{RequestId, Status};

use super::naive::{self, Who, World};
use super::real::Real;
use crate::support::desk::siren;

/// The journal, the rights, the seats and the mails, once everything is carried out.
pub fn settled(real: &Real, world: &World) {
    let desk = &real.desk;
    desk.app.deliver();
    desk.app.deliver();
    let mails = desk
        .app
        .state
        .tools
        .mailer
        .mailbox()
        .unwrap()
        .list()
        .unwrap();
    for (on, (id, model)) in real.ids().iter().zip(&world.requests).enumerate() {
        assert_eq!(
            journal_of(real, *id),
            expected_journal(real, model),
            "request {on}"
        );
        let count = |table: &str, and: &str| {
            desk.count(&format!("{table} WHERE request_id = '{id}' {and}"))
        };
        let granted = i64::from(model.status == Some(Status::Granted));
        assert_eq!(count("habilitations", "AND ended_at IS NULL"), granted);
        assert_eq!(count("services", "AND status <> 'closed'"), granted);
        assert_eq!(
            count("journal_entries", "AND action = 'review.decision_proposed'"),
            i64::try_from(model.proposed).unwrap()
        );
        assert_eq!(
            count("journal_entries", "AND action = 'review.proposal_dropped'"),
            i64::try_from(model.dropped).unwrap()
        );
        noted(real, (on, *id), model);
        let number = desk.lines(&format!(
            "SELECT number AS value FROM requests WHERE id = '{id}'"
        ));
        let Some(number) = number.first() else {
            continue;
        };
        let mut letters: BTreeMap<String, usize> = BTreeMap::new();
        let about = format!("Demande {number} :");
        for mail in mails.iter().filter(|mail| mail.subject.starts_with(&about)) {
            *letters.entry(mail.template.clone()).or_default() += 1;
        }
        assert_eq!(letters, expected_letters(model), "letters of request {on}");
    }
    for (company, holds) in &world.seats {
        let taken = format!(
            "seats WHERE siren = '{}' AND released_at IS NULL",
            siren(u64::try_from(*company).unwrap())
        );
        assert_eq!(desk.count(&taken), i64::from(*holds), "company {company}");
    }
    assert_eq!(
        desk.count("seats"),
        i64::try_from(world.seats.len()).unwrap()
    );
}

/// Entries of the journal that the model counts by their name.
const NOTED: [&str; 9] = [
    "request.replaced",
    "request.released",
    "request.conflict_stated",
    "request.conflict_lifted",
    "request.draft_recalled",
    "request.corrections_recalled",
    "request.overdue",
    "request.silence_near",
    "request.silence_reached",
];

/// The entries that change no state, each counted.
fn noted(real: &Real, (on, request): (usize, RequestId), model: &naive::Naive) {
    for event in NOTED {
        let told = real.desk.count(&format!(
            "journal_entries WHERE request_id = '{request}' AND action = '{event}'"
        ));
        let expected = model.noted.get(event).copied().unwrap_or_default();
        assert_eq!(
            told,
            i64::try_from(expected).unwrap(),
            "{event} of request {on}"
        );
    }
}

type Told = Vec<(String, String, String)>;

/// Every change of state in the journal: from, to, by whom.
fn journal_of(real: &Real, request: RequestId) -> Told {
    let lines = real.desk.lines(&format!(
        "SELECT actor || '|' || data AS value FROM journal_entries WHERE request_id = '{request}' AND action LIKE 'request.%'"
    ));
    let mut told: Told = lines
        .iter()
        .filter_map(|line| {
            let (actor, data) = line.split_once('|').unwrap();
            let data: serde_json::Value = serde_json::from_str(data).unwrap();
            let of = |name: &str| Some(data.get(name)?.as_str()?.to_owned());
            Some((of("from")?, of("to")?, actor.to_owned()))
        })
        .collect();
    told.sort();
    told
}

fn expected_journal(real: &Real, model: &naive::Naive) -> Told {
    let line = |(from, to, who): &(Status, Status, Option<Who>)| {
        let by = who.map_or_else(|| "clocks".to_owned(), |who| real.people[&who].to_string());
        (from.to_string(), to.to_string(), by)
    };
    let mut told: Told = model.moves.iter().map(line).collect();
    told.sort();
    told
}

/// The letters that a request must have given rise to, by template.
fn expected_letters(model: &naive::Naive) -> BTreeMap<String, usize> {
    let mut letters = BTreeMap::new();
    let mut add = |template: &str, count: usize| {
        if count > 0 {
            *letters.entry(format!("requests/{template}")).or_default() += count;
        }
    };
    for (letter, number) in &model.recalled {
        add(letter, *number);
    }
    for (from, to, by) in model.moves.iter().filter(|(from, to, _)| from != to) {
        match to {
            Status::Withdrawn if by.is_none() => add("lapsed", 1),
            // Given back to the pool: the applicant hears of it when somebody takes it.
            Status::Submitted if *from == Status::InReview => {}
            Status::Submitted => add("submitted", 1),
            Status::InReview if *from == Status::Submitted => add("taken", 1),
            Status::ChangesRequested => add("changes_requested", 1),
            Status::Waitlisted => add("waitlisted", 1),
            Status::Granted => add("granted", 1),
            Status::Refused => add("refused", 1),
            Status::Discarded => add("discarded", 1),
            Status::Withdrawn => add("withdrawn", 1),
            Status::Revoked => add("revoked", 1),
            Status::Ended => add("ended", 1),
            Status::Draft | Status::InReview => {}
        }
    }
    add("withdrawn_reviewer", model.told_reviewer);
    letters
}
