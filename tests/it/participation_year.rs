//! A year of the experiment: a hundred participants, twelve hundred reports, the closing at the second, the assessment.
//!
//! What is counted here is counted twice: by the site, and from the raw figures that the test itself made.

mod admission;
mod counted;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use guichet::credentials;
use guichet::experiment::ExperimentId;
use guichet::figures::Month;
use guichet::identity::AccountId;
use guichet::kernel::clock::{Day, Instant};
use guichet::kernel::db::Backend;
use guichet::kernel::error::{Failure, Outcome};
use guichet::kernel::lease::{Look, Watch};
use guichet::participation::{
    self, AssessmentError, CLOSING, NotePart, ROUND, ReportId, SendReport, SignAttestation, Source,
    WriteNote,
};
use guichet::services::ServiceId;

use self::admission::{PARTICIPANTS, admit, go_live};
use self::counted::{Raw, check, counted, words};
use crate::support::desk::{Desk, siren};
use crate::support::provider::Provider;

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Moves the clock, never back.
fn go(desk: &Desk, to: Instant) {
    let now = desk.app.clock.now();
    assert!(to >= now);
    desk.app.clock.advance(to.since(now));
}

fn nine(day: Day) -> Instant {
    day.start().plus(chrono::Duration::hours(9))
}

/// Lets every node look until nothing is left; tells how much was done.
fn look(desk: &Desk, watch: &Watch) -> usize {
    let mut done = 0;
    for _ in 0..200 {
        match (watch.look)(desk.app.db(), desk.app.sources(), "one").unwrap() {
            Look::Done { count, more } => {
                done += count;
                if !more && count == 0 {
                    break;
                }
            }
            Look::Nothing => break,
            Look::NotOurs => panic!("nobody else looks"),
        }
    }
    assert!(matches!(
        (watch.look)(desk.app.db(), desk.app.sources(), "two").unwrap(),
        Look::Nothing
    ));
    done
}

/// One month: everybody sends, the staff accepts, some correct.
fn a_month(desk: &Desk, experiment: ExperimentId, month: Month, rank: i64, raw: &mut Raw) {
    let app = &desk.app;
    let report = |n: u64| SendReport {
        by: desk.applicant,
        to: (experiment, siren(n)),
        month,
        figures: counted(n, rank, 0),
        feedback: words(n, rank),
        comment: String::new(),
        source: Source::Service,
        seen: None,
    };
    let late = |n: u64| n.is_multiple_of(25);
    let all = |some: &dyn Fn(u64) -> bool| -> Vec<ReportId> {
        let chosen: Vec<SendReport> = (1..=PARTICIPANTS)
            .filter(|n| some(*n))
            .map(report)
            .collect();
        let ctx = app.ctx(desk.applicant.0);
        let done = app.db().write_now(|tx| {
            chosen
                .iter()
                .map(|cmd| participation::send(tx, &ctx, cmd))
                .collect::<Result<Vec<_>, _>>()
        });
        done.unwrap()
    };
    go(desk, nine(month.next().first().plus_days(2)));
    let mut sent = all(&|n| !late(n));
    go(desk, nine(month.next().first().plus_days(10)));
    let recalled = look(desk, &ROUND);
    // Eighty days before the end, then eighteen: everybody is told, once each, and so are the hundred that nobody decided.
    let end = if matches!(rank, 8 | 10) { 200 } else { 0 };
    assert_eq!(
        recalled,
        4 + end,
        "the late ones are recalled, once, in {}",
        month.code()
    );
    assert_eq!(look(desk, &ROUND), 0);
    app.deliver();
    sent.extend(all(&late));
    let staff = app.ctx(desk.reviewer.0);
    let accepted = app.db().write_now(|tx| {
        sent.iter()
            .try_for_each(|id| participation::accept(tx, &staff, *id))
    });
    accepted.unwrap();
    for n in 1..=PARTICIPANTS {
        let kept = (n, counted(n, rank, 0), words(n, rank));
        raw.insert((siren(n), month.code()), kept);
    }
    correct(desk, (experiment, month, rank), raw);
}

/// A correction of what was accepted is another version; it counts once it is accepted too.
fn correct(desk: &Desk, (experiment, month, rank): (ExperimentId, Month, i64), raw: &mut Raw) {
    let (app, staff) = (&desk.app, desk.app.ctx(desk.reviewer.0));
    let corrected: u64 = 10 + u64::try_from(rank).unwrap();
    let cmd = SendReport {
        by: desk.applicant,
        to: (experiment, siren(corrected)),
        month,
        figures: counted(corrected, rank, 50),
        feedback: words(corrected, rank),
        comment: "Nous avions oublié une application.".to_owned(),
        source: Source::Service,
        seen: None,
    };
    let ctx = app.ctx(desk.applicant.0);
    let id = app
        .db()
        .write_now(|tx| participation::send(tx, &ctx, &cmd))
        .unwrap();
    app.db()
        .write_now(|tx| participation::accept(tx, &staff, id))
        .unwrap();
    let kept = (
        corrected,
        counted(corrected, rank, 50),
        words(corrected, rank),
    );
    raw.insert((siren(corrected), month.code()), kept);
}

fn verify(desk: &Desk, at: Instant, (_, client, secret): &(ServiceId, String, String)) -> bool {
    let checked: Outcome<bool> = desk
        .app
        .db()
        .read_now(|c| credentials::verify(c, at, client, secret));
    checked.unwrap()
}

fn close(desk: &Desk, secrets: &[(ServiceId, String, String)]) {
    let end = day("2027-03-01").start();
    let just_before = end.minus(chrono::Duration::microseconds(1));
    // Every node reckons by its own clock, and nothing has been written yet.
    for secret in secrets {
        assert!(verify(desk, just_before, secret));
        assert!(!verify(desk, end, secret), "dead at the second");
    }
    go(desk, end);
    assert_eq!(desk.count("habilitations WHERE ended_at IS NULL"), 100);
    let draft = crate::support::services::client_draft("Trop tard");
    let command = guichet::services::ClientCommand {
        service: secrets[0].0,
        client: desk.app.system().new_id(),
        seen: 0,
        draft,
    };
    let refused = desk.app.attempt(desk.applicant, |tx, ctx| {
        let sandbox = guichet::services::Environment::Sandbox;
        guichet::services::create_client(tx, ctx, desk.applicant, sandbox, &command)
    });
    assert!(matches!(
        refused,
        Err(Failure::Refused(guichet::services::ClientError::Closed))
    ));
    look(desk, &CLOSING);
    assert_eq!(desk.count("habilitations WHERE ended_at IS NULL"), 0);
    assert_eq!(desk.count("credentials WHERE status = 'revoked'"), 100);
    assert_eq!(desk.count("services WHERE status <> 'closed'"), 0);
    assert_eq!(
        desk.count("requests WHERE status = 'discarded' AND reviewer_id IS NULL"),
        100,
        "what nobody decided is set aside"
    );
    assert_eq!(desk.count("requests WHERE status = 'in_review'"), 0);
    assert_eq!(
        desk.count("experiment_closings WHERE participants = 100"),
        1
    );
    assert_eq!(desk.count("destruction_attestations"), 100);
    for secret in secrets {
        assert!(
            !verify(desk, just_before, secret),
            "nothing brings them back"
        );
    }
    desk.app.deliver();
}

fn sign(desk: &Desk, experiment: ExperimentId, who: impl Iterator<Item = u64>) {
    let commands: Vec<SignAttestation> = who
        .map(|n| SignAttestation {
            by: desk.applicant,
            of: (experiment, siren(n)),
            destroyed_on: desk.app.clock.now().paris_day(),
            means: "Suppression en base et des sauvegardes.".to_owned(),
            signatory: "Camille Martin, directrice".to_owned(),
        })
        .collect();
    desk.app.act(desk.applicant, |tx, ctx| {
        commands
            .iter()
            .try_for_each(|cmd| participation::sign_attestation(tx, ctx, cmd))
    });
}

/// Attestations are asked for, recalled, told to supervisors, and signed once.
fn attest(desk: &Desk, experiment: ExperimentId) {
    sign(desk, experiment, 1..=50);
    go(desk, nine(day("2027-03-25")));
    assert_eq!(look(desk, &ROUND), 50, "who has not signed is recalled");
    sign(desk, experiment, 51..=99);
    go(desk, nine(day("2027-04-18")));
    assert_eq!(look(desk, &ROUND), 1, "the last one is late");
    desk.app.deliver();
    let told = desk.app.mails_to("responsable@exemple.fr");
    assert!(
        told.iter()
            .any(|mail| mail.template == "participation/notice"),
        "supervisors know of who stays silent"
    );
    sign(desk, experiment, std::iter::once(100));
    assert_eq!(
        desk.count("destruction_attestations WHERE signed_at IS NULL"),
        0
    );
}

fn publish(desk: &Desk, experiment: ExperimentId, raw: &Raw) {
    let second: AccountId = desk.second;
    let note = WriteNote {
        by: second,
        experiment,
        part: NotePart::Whole,
        words: "FranceConnect simplifie l'inscription.".to_owned(),
        seen: 0,
    };
    desk.app
        .act(second, |tx, ctx| participation::write_note(tx, ctx, &note));
    go(desk, nine(day("2027-04-20")));
    let today = desk.app.clock.now().paris_day();
    let rebuilt = || {
        let drawn = desk
            .app
            .db()
            .read_now(|c| participation::rebuild(c, Some(experiment), today));
        drawn.unwrap()
    };
    let draft = rebuilt();
    check(&draft.assessment, raw, 100);
    let stale = desk.app.attempt(second, |tx, ctx| {
        participation::publish(tx, ctx, second, (experiment, "other"))
    });
    assert!(matches!(
        stale,
        Err(Failure::Refused(AssessmentError::Stale))
    ));
    let hash = guichet::kernel::secret::sha256_hex(draft.body.as_bytes());
    desk.app.act(second, |tx, ctx| {
        participation::publish(tx, ctx, second, (experiment, &hash))
    });
    // What happens afterwards changes nothing of what was published.
    let later = WriteNote {
        words: "Autre chose.".to_owned(),
        seen: 1,
        ..note
    };
    go(desk, nine(day("2027-05-02")));
    desk.app
        .act(second, |tx, ctx| participation::write_note(tx, ctx, &later));
    let again = rebuilt();
    assert!(again.is_faithful() && again.published.is_some());
    assert_eq!(again.body, draft.body, "byte for byte");
    assert_eq!(again.pdf().unwrap(), draft.pdf().unwrap());
    assert_eq!(again.ods().unwrap(), draft.ods().unwrap());
    let kept = desk.text("SELECT body AS value FROM assessments");
    assert_eq!(kept, draft.body);
}

/// A desk whose identity provider is told of production clients.
struct Year {
    desk: Desk,
    provider: Provider,
}

impl Year {
    fn start(backend: Backend) -> Self {
        let provider = Provider::start();
        let desk = Desk::with(backend, &provider.settings());
        Self { desk, provider }
    }

    /// The provider knows that every client stopped.
    fn all_stopped(&self, secrets: &[(ServiceId, String, String)]) {
        let told = self.provider.told();
        let last: BTreeMap<String, bool> = told
            .iter()
            .filter_map(|message| message.json()["data"]["clients"].as_array().cloned())
            .flatten()
            .map(|client| {
                let id = client["client_id"].as_str().unwrap().to_owned();
                (id, client["active"] == true)
            })
            .collect();
        for (_, client_id, _) in secrets {
            assert_eq!(last.get(client_id), Some(&false), "{client_id}");
        }
    }
}

both_databases! {
    fn a_year_with_a_hundred_participants_and_twelve_hundred_reports(year: Year) {
        let desk = &year.desk;
        let experiment = desk.experiment(100);
        admit(desk);
        assert_eq!(desk.count("seats"), 100);
        let secrets = go_live(desk);
        assert_eq!(secrets.len(), 100);
        let mut raw = Raw::new();
        let first = Month::parse("2026-03").unwrap();
        for (rank, month) in (0_i64..).zip(first.to(Month::parse("2027-01").unwrap())) {
            a_month(desk, experiment, month, rank, &mut raw);
        }
        go(desk, nine(day("2027-02-25")));
        assert_eq!(look(desk, &ROUND), 200, "the end is near");
        close(desk, &secrets);
        year.all_stopped(&secrets);
        // The last month is reported after the end.
        a_month(desk, experiment, Month::parse("2027-02").unwrap(), 11, &mut raw);
        assert_eq!(desk.count("monthly_reports WHERE status = 'accepted'"), 1_212);
        assert_eq!(raw.len(), 1_200);
        attest(desk, experiment);
        publish(desk, experiment, &raw);
        let seen: Outcome<Vec<Seen>> = desk.app.db().read_now(|c| {
            Ok(diesel::sql_query("SELECT siren AS id, CAST(count(*) AS bigint) AS n FROM monthly_reports WHERE status = 'accepted' GROUP BY siren HAVING count(*) < 12").load(c)?)
        });
        assert!(seen.unwrap().iter().all(|one| one.n == 0 && one.id.is_empty()));
        assert!(desk.app.beside().sql("UPDATE monthly_reports SET connections = 1").is_err(), "accepted reports are frozen");
        assert!(desk.app.beside().sql("DELETE FROM monthly_reports").is_err());
        desk.app.deliver();
    }
}
