//! The workflow of a request, printed whole: a reader learns it from `goldens/request_states.txt`.

use std::fmt::Write;

use chrono::{TimeZone, Utc};
use guichet::kernel::clock::Instant;
use guichet::requests::{
    Action, Answer, Capacity, Command, DecideCtx, Decided, LegalBasis, Next, RequestState, Status,
    Why, may_as,
};
use uuid::Uuid;

use crate::support::golden;

const ANNE: Uuid = Uuid::from_u128(1);
const BRUNO: Uuid = Uuid::from_u128(2);

fn at() -> Instant {
    Instant::new(Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap())
}

fn states() -> Vec<RequestState> {
    let decided = Decided {
        by: BRUNO,
        at: at(),
    };
    let all = vec![
        RequestState::Draft,
        RequestState::Submitted { hint: None },
        RequestState::InReview { reviewer: ANNE },
        RequestState::ChangesRequested {
            reviewer: ANNE,
            since: at(),
        },
        RequestState::Waitlisted { reviewer: ANNE },
        RequestState::Granted(decided),
        RequestState::Refused(decided),
        RequestState::Discarded(decided),
        RequestState::Withdrawn { at: at() },
        RequestState::Revoked(decided),
        RequestState::Ended { at: at() },
    ];
    assert_eq!(
        all.iter().map(RequestState::status).collect::<Vec<_>>(),
        Status::ALL
    );
    all
}

const COMMANDS: [Command; 16] = [
    Command::Submit,
    Command::Take,
    Command::HandOver { to: BRUNO },
    Command::Release,
    Command::RequestChanges,
    Command::Grant,
    Command::Waitlist,
    Command::Refuse,
    Command::Discard,
    Command::Withdraw,
    Command::Lapse,
    Command::Close,
    Command::DeleteDraft,
    Command::Revoke,
    Command::End,
    Command::Replace,
];

fn outcome(state: &RequestState, command: Command, basis: LegalBasis) -> String {
    let ctx = DecideCtx {
        by: ANNE,
        at: at(),
        basis,
    };
    match state.decide(&command, &ctx) {
        Ok(decision) => {
            let next = match &decision.next {
                Next::State(state) => state.status().as_str(),
                Next::Gone => "gone",
            };
            let effects: Vec<String> = decision
                .effects
                .iter()
                .map(|effect| {
                    serde_json::to_value(effect)
                        .unwrap()
                        .as_str()
                        .unwrap()
                        .to_owned()
                })
                .collect();
            format!("-> {next} {}", effects.join(" "))
                .trim_end()
                .to_owned()
        }
        Err(refusal) => {
            assert_eq!((refusal.from, refusal.command), (state.status(), command));
            match refusal.why {
                Why::AlreadyDone => "already done".to_owned(),
                Why::HeldBy(_) => "held by another reviewer".to_owned(),
                Why::OnlyExperiment => "only under the experiment".to_owned(),
                Why::NotFromHere => String::new(),
            }
        }
    }
}

#[test]
fn the_workflow_is_the_one_printed_in_the_golden() {
    let mut text = String::from(
        "What each command does in each state, given by Anne; states are held or were decided by somebody else\n\
         where that matters. A command that isn't listed is refused.\n",
    );
    for state in states() {
        write!(text, "\n{}\n", state.status()).unwrap();
        for command in COMMANDS {
            let experiment = outcome(&state, command, LegalBasis::Experiment);
            let other = outcome(&state, command, LegalBasis::Administration);
            if experiment == other {
                if !experiment.is_empty() {
                    writeln!(text, "  {:16} {experiment}", command.code()).unwrap();
                }
            } else {
                writeln!(text, "  {:16} {experiment}   [experiment]", command.code()).unwrap();
                writeln!(text, "  {:16} {other}   [other bases]", command.code()).unwrap();
            }
        }
    }
    golden("request_states.txt", &text);
}

#[test]
fn a_replay_by_the_same_person_is_no_lost_race() {
    let ctx = |by| DecideCtx {
        by,
        at: at(),
        basis: LegalBasis::Experiment,
    };
    let granted = RequestState::Granted(Decided {
        by: BRUNO,
        at: at(),
    });
    let why = |by| granted.decide(&Command::Grant, &ctx(by)).unwrap_err().why;
    assert_eq!(why(BRUNO), Why::AlreadyDone);
    assert_eq!(why(ANNE), Why::NotFromHere);
    let held = RequestState::InReview { reviewer: ANNE };
    assert_eq!(
        held.decide(&Command::Take, &ctx(BRUNO)).unwrap_err().why,
        Why::HeldBy(ANNE)
    );
    assert_eq!(
        held.decide(&Command::Take, &ctx(ANNE)).unwrap_err().why,
        Why::AlreadyDone
    );
}

#[test]
fn permissions_are_those_printed_in_the_golden() {
    let mut text = String::from(
        "Who may do what, by state: yes; now not (wrong state); no; hidden (answers as if the request didn't exist).\n",
    );
    for action in Action::ALL {
        write!(text, "\n{action:?}\n").unwrap();
        for capacity in Capacity::ALL {
            let answers: Vec<String> = Status::ALL
                .iter()
                .map(|status| {
                    let word = match may_as(*capacity, *action, *status) {
                        Answer::Yes => "yes",
                        Answer::NotNow => "not now",
                        Answer::Forbidden => "no",
                        Answer::Hidden => "hidden",
                    };
                    format!("{status}: {word}")
                })
                .collect();
            writeln!(
                text,
                "  {:14} {}",
                format!("{capacity:?}"),
                grouped(&answers)
            )
            .unwrap();
        }
    }
    golden("request_policy.txt", &text);
}

/// One word when every state has the same answer.
fn grouped(answers: &[String]) -> String {
    let words: Vec<&str> = answers
        .iter()
        .map(|a| a.split_once(": ").unwrap().1)
        .collect();
    if words.iter().all(|word| *word == words[0]) {
        words[0].to_owned()
    } else {
        answers.join(", ")
    }
}

#[test]
fn nobody_instructs_the_request_of_their_own_organisation() {
    let both = [Capacity::Reviewer, Capacity::Member];
    assert_eq!(
        guichet::requests::may(&both, Action::Instruct, Status::InReview),
        Answer::Forbidden
    );
    assert_eq!(
        guichet::requests::may(&both, Action::Edit, Status::ChangesRequested),
        Answer::Yes
    );
    assert_eq!(
        guichet::requests::may(&[], Action::Read, Status::Granted),
        Answer::Hidden
    );
}
