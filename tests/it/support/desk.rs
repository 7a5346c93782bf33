//! The review desk with its people, and requests in any state.

use std::fmt::Write;

use std::sync::atomic::{AtomicI64, Ordering};

use diesel::prelude::*;
use diesel::sql_types::Text;
use guichet::experiment::{
    self, Configure, ConfigureError, Criterion, ExperimentId, JudgeCriteria, Judgement, RawTerms,
    Terms, Verdict,
};
use guichet::identity::{AccountId, Role};
use guichet::kernel::clock::Day;
use guichet::kernel::ctx::Ctx;
use guichet::kernel::db::{Backend, Conn};
use guichet::kernel::error::{Failure, Fault, Outcome};
use guichet::organisations::OrganisationId;
use guichet::requests::{self, Actor, LegalBasis, RequestId, Sector, Status};
use uuid::Uuid;

use super::app::TestApp;

/// A site with an applicant, two reviewers (the second is a supervisor too) and a town hall.
pub struct Desk {
    /// The site.
    pub app: TestApp,
    /// Who asks.
    pub applicant: AccountId,
    /// Their town hall.
    pub town: OrganisationId,
    /// Who instructs.
    pub reviewer: AccountId,
    /// Who signs second, and supervises.
    pub second: AccountId,
    numbers: AtomicI64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Desk {
    /// The people, and no request yet.
    pub fn start(backend: Backend) -> Self {
        Self::with(backend, &[])
    }

    /// A desk with other settings, as `GUICHET_*` variables.
    pub fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        let app = TestApp::with(backend, settings);
        let applicant = app.person("demandeur@exemple.fr", &[]);
        let town = app.organisation(applicant, "21350238800019", "Ville de Rennes", "7210");
        let reviewer = app.person("instructrice@exemple.fr", &[Role::Reviewer]);
        let second = app.person(
            "responsable@exemple.fr",
            &[Role::Reviewer, Role::Supervisor],
        );
        Self {
            app,
            applicant,
            town,
            reviewer,
            second,
            numbers: AtomicI64::new(1),
        }
    }

    /// A person of the staff as they act.
    pub fn actor(&self, who: AccountId) -> Actor {
        let roles = if who == self.second {
            vec![Role::Reviewer, Role::Supervisor]
        } else {
            vec![Role::Reviewer]
        };
        Actor {
            account: who,
            staff: roles,
        }
    }

    /// A number for an habilitation.
    pub fn next_number(&self) -> String {
        requests::habilitation_number(2026, self.numbers.fetch_add(1, Ordering::Relaxed))
    }

    /// A request of the town hall that the reviewer took.
    pub fn taken(&self, basis: LegalBasis) -> RequestId {
        let request = self.app.filed(self.applicant, self.town, basis);
        self.app.taken(request, self.reviewer);
        request
    }

    /// An experiment open since yesterday, with room for `cap` legal persons.
    pub fn experiment(&self, cap: i32) -> ExperimentId {
        self.configure(None, cap)
    }

    /// Changes the cap of a first experiment.
    pub fn set_cap(&self, experiment: ExperimentId, cap: i32) {
        self.configure(Some((experiment, 1)), cap);
    }

    fn configure(&self, seen: Option<(ExperimentId, i32)>, cap: i32) -> ExperimentId {
        let terms = Terms::new(&RawTerms {
            decree: "Arrêté du 2 février 2026 relatif à une expérimentation".to_owned(),
            opens_on: Day::parse("2026-03-01").unwrap(),
            closes_on: Day::parse("2027-03-01").unwrap(),
            cap,
            seats_reusable: false,
            report_day: guichet::experiment::REPORT_DAY,
            guides: vec![(Sector::Education, 1)],
        });
        let (ctx, command) = (
            self.app.ctx(self.second.0),
            Configure {
                seen,
                terms: terms.unwrap(),
                reason: "Essai".to_owned(),
            },
        );
        let set: Outcome<ExperimentId, ConfigureError> = self
            .app
            .db()
            .write_now(|tx| experiment::configure(tx, &ctx, &command));
        set.unwrap()
    }

    /// A request under the experiment, by the `n`-th company, that the reviewer took. Each comes a minute after the last.
    pub fn candidate(&self, n: u64) -> RequestId {
        let company = self.company(n);
        self.app.clock.advance(chrono::Duration::minutes(1));
        let request = self
            .app
            .filed(self.applicant, company, LegalBasis::Experiment);
        self.app.taken(request, self.reviewer);
        self.prove(request);
        request
    }

    /// The reviewer finds every criterion of the experiment met on the last version of a request.
    pub fn prove(&self, request: RequestId) {
        let ctx = self.app.ctx(self.reviewer.0);
        let actor = self.actor(self.reviewer);
        let proven: Outcome<()> = self
            .app
            .db()
            .write_now(|tx| Ok(prove(tx, &ctx, (&actor, request))?));
        proven.unwrap();
    }

    /// The `n`-th company.
    pub fn company(&self, n: u64) -> OrganisationId {
        let siret = format!("{}{}", siren(n), nic(&siren(n)));
        let known = self.lines(&format!(
            "SELECT CAST(id AS TEXT) AS value FROM organisations WHERE siret = '{siret}'"
        ));
        match known.first() {
            Some(id) => id.parse().unwrap(),
            None => self
                .app
                .organisation(self.applicant, &siret, &format!("Société {n}"), "5710"),
        }
    }

    /// Two hundred requests under the experiment, each of another legal person, taken by the reviewer: copies of one.
    pub fn two_hundred_candidates(&self) -> Vec<(RequestId, i32)> {
        let model = self.candidate(1);
        let mut sql = String::new();
        let seen = self.version(model);
        let mut all = vec![(model, seen)];
        for n in 2..=200_u64 {
            let (id, version) = (
                Uuid::from_u128(0x5008_0000 + u128::from(n)),
                Uuid::from_u128(0x6000_0000 + u128::from(n)),
            );
            write!(
                sql,
                "INSERT INTO requests (id, number, organisation_id, siren, created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
                 submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, created_at, updated_at)
                 SELECT '{id}', 'D-2026-9{n:05}', organisation_id, '{siren}', created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
                 submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, created_at, updated_at
                 FROM requests WHERE id = '{model}';
                 INSERT INTO request_versions (id, request_id, ordinal, dossier, sha256, submitted_at, submitted_by)
                 SELECT '{version}', '{id}', ordinal, dossier, sha256, submitted_at, submitted_by FROM request_versions WHERE request_id = '{model}';",
                siren = siren(n),
            )
            .unwrap();
            for (rank, criterion) in Criterion::ALL.iter().enumerate() {
                let verdict = Uuid::from_u128(
                    0x7000_0000 + u128::from(n) * 16 + u128::try_from(rank).unwrap(),
                );
                write!(
                    sql,
                    "INSERT INTO criterion_verdicts (id, request_id, ordinal, criterion, verdict, comment, judged_by, judged_at)
                     SELECT '{verdict}', '{id}', ordinal, criterion, verdict, comment, judged_by, judged_at FROM criterion_verdicts
                     WHERE request_id = '{model}' AND criterion = '{criterion}';"
                )
                .unwrap();
            }
            all.push((RequestId(id), seen));
        }
        self.app.beside().sql(&sql).unwrap();
        all
    }

    fn version(&self, request: RequestId) -> i32 {
        self.app.move_by(self.actor(self.reviewer), request).seen
    }

    /// The number of a request.
    pub fn number(&self, request: RequestId) -> String {
        self.text(&format!(
            "SELECT number AS value FROM requests WHERE id = '{request}'"
        ))
    }

    /// Where a request stands.
    pub fn status(&self, request: RequestId) -> Status {
        let found: Outcome<_> = self
            .app
            .db()
            .read_now(|c| Ok(requests::request(c, request)?));
        found.unwrap().unwrap().status()
    }

    /// How many rows a table, with its condition, holds.
    pub fn count(&self, table: &str) -> i64 {
        self.app.count(table)
    }

    /// The lines of a query whose column is `value`.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let found: Outcome<Vec<Line>> = self
            .app
            .db()
            .read_now(|c| Ok(diesel::sql_query(sql).load(c)?));
        found.unwrap().into_iter().map(|line| line.value).collect()
    }

    /// The only line of a query whose column is `value`.
    pub fn text(&self, sql: &str) -> String {
        self.lines(sql).pop().unwrap()
    }

    /// The journal of a request since it was taken, in alphabetical order.
    pub fn journal(&self, request: RequestId) -> Vec<String> {
        let all = self.lines(&format!("SELECT action AS value FROM journal_entries WHERE request_id = '{request}' ORDER BY action"));
        let before = [
            "request.begun",
            "request.started",
            "request.submitted",
            "request.taken",
            "request.version_frozen",
            "request.document_joined",
            "request.contact_asked",
        ];
        all.into_iter()
            .filter(|action| !before.contains(&action.as_str()))
            .collect()
    }
}

/// Finds every criterion met on the last version of a request, if this person may judge it now.
pub fn prove(tx: &mut Conn, ctx: &Ctx, (actor, request): (&Actor, RequestId)) -> Result<(), Fault> {
    let Some((ordinal, _, _)) = requests::version(tx, request, None)? else {
        return Ok(());
    };
    let met = |criterion: &Criterion| Judgement {
        criterion: *criterion,
        verdict: Verdict::Met,
        comment: String::new(),
    };
    let cmd = JudgeCriteria {
        actor: actor.clone(),
        request,
        ordinal,
        judgements: Criterion::ALL.iter().map(met).collect(),
    };
    match experiment::judge(tx, ctx, &cmd) {
        Ok(_) | Err(Failure::Refused(_)) => Ok(()),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

/// The SIREN of the `n`-th company: eight digits and their Luhn key.
pub fn siren(n: u64) -> String {
    with_key(&format!("{:08}", 40_000_000 + n))
}

/// The end of a SIRET that makes its key right.
fn nic(siren: &str) -> String {
    with_key(&format!("{siren}0001"))[9..].to_owned()
}

fn with_key(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(rank, c)| {
            let digit = c.to_digit(10).unwrap() * if rank % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
