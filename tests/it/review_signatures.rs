//! The signatures of unfavourable decisions, printed whole: a reader learns them from `goldens/review_signatures.txt`.

use std::fmt::Write;

use chrono::{TimeZone, Utc};
use guichet::kernel::clock::Instant;
use guichet::requests::{Decided, LegalBasis, RequestState, Why};
use guichet::review::{
    Gesture, Signatures, Then, Unfavourable, Unsigned, VARIABLES, Waiting, unknown,
};
use uuid::Uuid;

use crate::support::desk::Desk;
use crate::support::golden;

const ANNE: Uuid = Uuid::from_u128(1);
const BRUNO: Uuid = Uuid::from_u128(2);
const CHLOE: Uuid = Uuid::from_u128(3);

fn at() -> Instant {
    Instant::new(Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap())
}

fn states() -> Vec<RequestState> {
    let decided = Decided {
        by: CHLOE,
        at: at(),
    };
    vec![
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
    ]
}

fn told(answer: Result<Then, Unsigned>) -> String {
    match answer {
        Ok(Then::Propose) => "-> waits for a second signature".to_owned(),
        Ok(Then::Take { kind, first: None }) => format!("-> {kind} is taken"),
        Ok(Then::Take {
            kind,
            first: Some(_),
        }) => format!("-> {kind} is taken, by two"),
        Ok(Then::Drop) => "-> nothing waits any more".to_owned(),
        Err(Unsigned::AlreadyProposed) => "another decision waits".to_owned(),
        Err(Unsigned::NothingWaits) => "nothing waits".to_owned(),
        Err(Unsigned::SamePerson) => "signed it first".to_owned(),
        Err(Unsigned::Workflow(refusal)) => match refusal.why {
            Why::OnlyExperiment => "only under the experiment".to_owned(),
            Why::AlreadyDone => "already done".to_owned(),
            Why::HeldBy(_) | Why::NotFromHere => String::new(),
        },
    }
}

#[test]
fn the_signatures_are_those_printed_in_the_golden() {
    let mut text = String::from(
        "What a gesture does to an unfavourable decision, with one signature or with two (four eyes), under the\n\
         experiment. Anne signed first what waits. A gesture that isn't listed is refused by the workflow.\n",
    );
    let waitings = [
        None,
        Some(Unfavourable::Refuse),
        Some(Unfavourable::Discard),
        Some(Unfavourable::Revoke),
    ];
    for four_eyes in [false, true] {
        for state in states() {
            for waiting in waitings {
                let signatures = Signatures {
                    four_eyes,
                    waiting: waiting.map(|kind| Waiting { kind, by: ANNE }),
                    request: (&state, LegalBasis::Experiment),
                };
                let mut lines = String::new();
                for kind in Unfavourable::ALL {
                    let answer = told(signatures.decide(Gesture::Decide(*kind), BRUNO, at()));
                    if !answer.is_empty() {
                        writeln!(lines, "  decide {kind:8} {answer}").unwrap();
                    }
                }
                for (who, by) in [("Anne", ANNE), ("Bruno", BRUNO)] {
                    for (what, gesture) in [("signs", Gesture::Sign), ("drops", Gesture::Drop)] {
                        let answer = told(signatures.decide(gesture, by, at()));
                        if waiting.is_some() && !answer.is_empty() {
                            writeln!(lines, "  {:15} {answer}", format!("{who} {what}")).unwrap();
                        }
                    }
                }
                if !lines.is_empty() {
                    let eyes = if four_eyes { "four eyes" } else { "two eyes" };
                    let waits = waiting.map_or_else(
                        || "nothing waits".to_owned(),
                        |kind| format!("{kind} waits"),
                    );
                    write!(text, "\n{eyes}, {}, {waits}\n{lines}", state.status()).unwrap();
                }
            }
        }
    }
    golden("review_signatures.txt", &text);
}

#[test]
fn outside_the_experiment_nothing_is_discarded() {
    let state = RequestState::InReview { reviewer: ANNE };
    for four_eyes in [false, true] {
        let signatures = Signatures {
            four_eyes,
            waiting: None,
            request: (&state, LegalBasis::Administration),
        };
        let answer = signatures.decide(Gesture::Decide(Unfavourable::Discard), BRUNO, at());
        assert_eq!(told(answer), "only under the experiment");
    }
}

both_databases! {
    fn every_template_that_comes_with_the_house_uses_known_variables(desk: Desk) {
        let words = desk.lines("SELECT body || ' ' || legal_reference AS value FROM reason_templates");
        assert!(words.len() >= 8, "{words:?}");
        for text in &words {
            assert_eq!(unknown(text), Vec::<String>::new(), "{text}");
        }
        let used = VARIABLES.iter().filter(|(name, _)| words.iter().any(|text| text.contains(&format!("{{{name}}}"))));
        assert!(used.count() >= 4);
        assert_eq!(desk.count("reason_template_versions"), i64::try_from(words.len()).unwrap());
    }
}
