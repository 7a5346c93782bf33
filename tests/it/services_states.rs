//! The life of a service and of credentials, written down whole, and who may do what in a team.

use std::fmt::Write;

use chrono::Duration;
use guichet::credentials;
use guichet::kernel::clock::Day;
use guichet::services::{Action, Command, Effect, State, Status, TeamRole, Why, allows};
use guichet::shell::AccountId;
use uuid::Uuid;

use crate::support::goldens;

const OFFICER: AccountId = AccountId(Uuid::from_u128(1));
const OTHER: AccountId = AccountId(Uuid::from_u128(2));

fn states() -> Vec<State> {
    let officer = OFFICER;
    vec![
        State::Integration,
        State::QualificationRequested { officer: None },
        State::InQualification { officer },
        State::CorrectionsRequested { officer },
        State::Qualified { officer },
        State::Live { officer },
        State::Suspended {
            officer,
            reason: "incident".to_owned(),
        },
        State::Closed {
            reason: "fin".to_owned(),
        },
    ]
}

fn commands() -> Vec<Command> {
    let reason = || "motif".to_owned();
    vec![
        Command::AskQualification,
        Command::Take { officer: OFFICER },
        Command::HandBack,
        Command::AskCorrections,
        Command::Qualify,
        Command::GoLive,
        Command::Suspend { reason: reason() },
        Command::Resume,
        Command::Close { reason: reason() },
    ]
}

#[test]
fn every_command_in_every_state_of_a_service() {
    let mut table = String::from("# state x command -> next: effects\n");
    for state in states() {
        writeln!(table, "\n{}", state.status()).unwrap();
        for command in commands() {
            let answer = match state.decide(&command) {
                Ok(decision) => {
                    let effects: Vec<String> = decision
                        .effects
                        .iter()
                        .map(|effect| match effect {
                            Effect::Record(event) => (*event).to_owned(),
                            Effect::TellTeam(news) => format!("mail {}", news.name()),
                            Effect::TellProduction => "tell the provider".to_owned(),
                        })
                        .collect();
                    format!("{}: {}", decision.next.status(), effects.join(", "))
                }
                Err(refused) if refused.why == Why::AlreadyDone => "already done".to_owned(),
                Err(_) => "refused".to_owned(),
            };
            writeln!(table, "  {:<18} {answer}", command.name()).unwrap();
        }
    }
    goldens::hold("service_states.txt", &table);
}

#[test]
fn every_command_in_every_state_of_credentials() {
    use credentials::{Command, Effect, State};
    let now = Day::parse("2026-03-02").unwrap().start();
    let (later, earlier) = (
        now.plus(Duration::days(1)),
        now.minus(Duration::microseconds(1)),
    );
    let states = [
        ("issued", State::Issued { until: later }),
        ("issued, too late", State::Issued { until: now }),
        ("revealed", State::Revealed { expires: later }),
        ("revealed, past", State::Revealed { expires: earlier }),
        ("key_registered", State::KeyRegistered { expires: later }),
        ("revoked", State::Revoked),
        ("expired", State::Expired),
    ];
    let mut table = String::from("# state x command -> next: effects\n");
    for (name, state) in states {
        writeln!(
            table,
            "\n{name} (valid: {}, open: {})",
            state.is_valid(now),
            state.is_open(now)
        )
        .unwrap();
        for command in Command::ALL {
            let answer = match state.decide(command, now) {
                Ok(decision) => {
                    let effects: Vec<String> = decision
                        .effects
                        .iter()
                        .map(|effect| match effect {
                            Effect::Record(event) => (*event).to_owned(),
                            Effect::TellTeam(news) => format!("mail {}", news.name()),
                            Effect::TellProvider => "tell the provider".to_owned(),
                        })
                        .collect();
                    format!("{}: {}", decision.next.status(), effects.join(", "))
                }
                Err(refused) => format!("refused: {}", refused.name()),
            };
            writeln!(table, "  {:<8} {answer}", command.name()).unwrap();
        }
    }
    goldens::hold("credential_states.txt", &table);
}

#[test]
fn what_each_role_of_a_team_may_do() {
    let mut table = String::new();
    for role in TeamRole::ALL {
        for action in Action::ALL {
            writeln!(
                table,
                "{role:<10} {:<16} {}",
                format!("{action:?}"),
                if allows(*role, action) { "yes" } else { "no" }
            )
            .unwrap();
        }
    }
    goldens::hold("service_policy.txt", &table);
}

#[test]
fn an_officer_takes_twice_without_harm_but_not_from_another() {
    let state = State::InQualification { officer: OFFICER };
    let why = |officer| state.decide(&Command::Take { officer }).unwrap_err().why;
    assert_eq!((why(OFFICER), why(OTHER)), (Why::AlreadyDone, Why::NotNow));
}

#[test]
fn only_suspension_and_closing_stop_credentials() {
    let stopped: Vec<_> = Status::ALL
        .iter()
        .filter(|status| !status.honours_credentials())
        .collect();
    assert_eq!(stopped, [&Status::Suspended, &Status::Closed]);
}
