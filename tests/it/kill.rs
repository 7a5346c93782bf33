//! A process killed at any point leaves no half state and loses no mail.
//!
//! The real binary serves people who invite colleagues, is killed without warning again and again, and is started
//! again. What was answered "done" is there; each invitation has its entry in the journal and its job; each was mailed,
//! and a mail that went out twice, because the process died between sending it and noting it, has one Message-ID.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as StdInstant};

use diesel::prelude::*;
use guichet::kernel::clock::Clock;
use guichet::kernel::ctx::Sources;
use guichet::kernel::db::types::Json;
use guichet::kernel::db::{Db, DbUrl};
use guichet::kernel::error::Never;
use guichet::kernel::journal::{self, AnyId};
use guichet::kernel::outbox::{self, JobId};
use guichet::kernel::secret::{SecretToken, TokenHash};
use guichet::schema::{journal_entries, organisation_invitations, outbox_jobs};
use uuid::Uuid;

use crate::http::Client;
use crate::support::{SmtpSink, TestDb};

const ROUNDS: u64 = 5;
const PEOPLE: usize = 3;
const KEY: [u8; 32] = [7; 32];

struct House {
    base: TestDb,
    sink: SmtpSink,
    sources: Sources,
    organisation: Uuid,
    tokens: Vec<SecretToken>,
}

impl House {
    fn start(backend: guichet::kernel::db::Backend) -> Self {
        let house = Self {
            base: TestDb::start(backend),
            sink: SmtpSink::start(),
            sources: Sources::system(&KEY),
            organisation: Uuid::from_u128(0x0700_8000 << 64),
            tokens: (0..PEOPLE)
                .map(|_| Sources::system(&KEY).random.token().unwrap())
                .collect(),
        };
        let now = Clock::system().now();
        let (at, later) = (now.rfc3339(), now.plus(chrono::Duration::days(1)).rfc3339());
        let organisation = house.organisation;
        house
            .sql(&format!(
                "INSERT INTO organisations (id, siret, siren, name, search_key, sort_key, legal_category, activity_code,
                    street, postal_code, city, founded_on, registry_state, provenance, created_at, updated_at, version)
                 VALUES ('{organisation}', '13002526500013', '130025265', 'Mairie', 'mairie', 'mairie', '7210', '84.11Z',
                    'rue', '75001', 'Paris', '2000-01-01', 'open', 'unverified', '{at}', '{at}', 1)"
            ));
        for (n, token) in house.tokens.iter().enumerate() {
            let (account, session) = (house.sources.ids.next(), house.sources.ids.next());
            let hash = token.hash().0;
            house.sql(&format!(
                "INSERT INTO accounts (id, email, email_key, given_name, family_name, search_key, email_confirmed_at,
                    created_at, version)
                 VALUES ('{account}', 'p{n}@exemple.fr', 'p{n}@exemple.fr', 'Camille', 'N° {n}', 'camille', '{at}', '{at}', 1);
                 INSERT INTO memberships (organisation_id, account_id, role, joined_at)
                 VALUES ('{organisation}', '{account}', 'administrator', '{at}');
                 INSERT INTO sessions (id, token_hash, account_id, created_at, last_seen_at, expires_at, device)
                 VALUES ('{session}', '{hash}', '{account}', '{at}', '{at}', '{later}', 'test')"
            ));
        }
        house
    }

    fn sql(&self, sql: &str) {
        self.base.sql(sql).unwrap();
    }

    /// Starts the binary and waits until it answers.
    fn serve(&self) -> (Child, SocketAddr) {
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let database = match &self.base.url {
            DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DbUrl::Postgres(url) => url.clone(),
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GUICHET_")) {
            command.env_remove(name);
        }
        let child = command
            .arg("serve")
            .env("GUICHET_HTTP_LISTEN", free.to_string())
            .env("GUICHET_DATA_DIR", self.base.folder.path())
            .env("GUICHET_DATABASE_URL", database)
            .env("GUICHET_MAIL_URL", format!("smtp://{}", self.sink.address))
            .env("GUICHET_SECRET_KEY", guichet::kernel::secret::hex(&KEY))
            .env("RUST_LOG", "error")
            .current_dir(self.base.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let start = StdInstant::now();
        while !Client::new(free)
            .get("/sante")
            .is_ok_and(|reply| reply.status == 200)
        {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "the server does not answer"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        (child, free)
    }
}

/// What the clients of one round share.
#[derive(Default)]
struct Round {
    over: AtomicBool,
    /// Addresses for which the server said "done".
    done: Mutex<BTreeSet<String>>,
}

impl Round {
    fn done(&self) -> usize {
        self.done.lock().unwrap().len()
    }
}

/// Invites until the server is gone.
fn invite(house: &House, server: SocketAddr, who: &str, token: &SecretToken, round: &Round) {
    let mut client = Client::new(server).with_cookie("guichet-session", &token.reveal());
    let members = format!("/organisations/{}/membres", house.organisation);
    let action = format!("/organisations/{}/invitations", house.organisation);
    let Some(csrf) = client.get(&members).ok().and_then(|page| page.csrf()) else {
        return;
    };
    for n in 0.. {
        let email = format!("{who}-{n}@exemple.fr");
        let fields = [
            ("_csrf", csrf.as_str()),
            ("courriel", &email),
            ("role", "member"),
        ];
        match client.post(&action, &fields) {
            Ok(reply) => {
                assert_eq!(reply.status, 303, "{}", reply.text());
                round.done.lock().unwrap().insert(email);
            }
            // nobody knows whether this one was committed
            Err(_) => break,
        }
        if round.over.load(Ordering::Relaxed) {
            break;
        }
    }
}

fn play(house: &House) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    for number in 0..ROUNDS {
        house.sink.hesitate(Duration::from_millis(5 * number));
        let (mut child, server) = house.serve();
        let round = Round::default();
        std::thread::scope(|scope| {
            for (n, token) in house.tokens.iter().enumerate() {
                let (who, round) = (format!("r{number}p{n}"), &round);
                scope.spawn(move || invite(house, server, &who, token, round));
            }
            let start = StdInstant::now();
            while round.done() < 6 && start.elapsed() < Duration::from_mins(1) {
                std::thread::sleep(Duration::from_millis(1));
            }
            // a moment that differs from run to run
            let jitter = u64::try_from(house.sources.ids.next().as_u128() % 150_000).unwrap();
            std::thread::sleep(Duration::from_micros(jitter));
            child.kill().unwrap();
            child.wait().unwrap();
            round.over.store(true, Ordering::Relaxed);
        });
        acknowledged.append(&mut round.done.lock().unwrap());
    }
    acknowledged
}

fn wait_for_the_outbox(db: &Db) {
    let start = StdInstant::now();
    loop {
        let now = Clock::system().now();
        let left = db
            .read_now::<_, Never>(|c| Ok(outbox::undelivered(c, now)?))
            .unwrap();
        if left.is_empty() {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_secs(90),
            "not delivered: {left:?}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

struct Committed {
    email: String,
    token_hash: Option<String>,
}

fn committed(db: &Db) -> BTreeMap<Uuid, Committed> {
    let rows = db.read_now::<Vec<(AnyId, String, Option<String>)>, Never>(|c| {
        Ok(organisation_invitations::table
            .select((
                organisation_invitations::id,
                organisation_invitations::email,
                organisation_invitations::token_hash,
            ))
            .load(c)?)
    });
    rows.unwrap()
        .into_iter()
        .map(|(id, email, token_hash)| (id.0, Committed { email, token_hash }))
        .collect()
}

/// The jobs, by the invitation they are about.
fn jobs(db: &Db) -> BTreeMap<Uuid, JobId> {
    let rows = db.read_now::<Vec<(JobId, Json<serde_json::Value>)>, Never>(|c| {
        Ok(outbox_jobs::table
            .select((outbox_jobs::id, outbox_jobs::payload))
            .load(c)?)
    });
    rows.unwrap()
        .into_iter()
        .map(|(id, Json(payload))| (payload["invitation"].as_str().unwrap().parse().unwrap(), id))
        .collect()
}

fn journalled(db: &Db) -> BTreeSet<Uuid> {
    let rows = db.read_now::<Vec<String>, Never>(|c| {
        Ok(journal_entries::table
            .filter(journal_entries::action.eq("organisation.invited"))
            .select(journal_entries::subject_id)
            .load(c)?)
    });
    rows.unwrap()
        .into_iter()
        .map(|id| id.parse().unwrap())
        .collect()
}

/// The hash of the token in the link of a mail.
fn token_of(text: &str) -> String {
    let (_, rest) = text.split_once("/organisations/invitations/").unwrap();
    TokenHash::of(rest.split_whitespace().next().unwrap()).0
}

both_databases! {
    fn a_process_killed_at_any_point_leaves_no_half_state_and_loses_no_mail(base: House) {
        let house = base;
        let acknowledged = play(&house);
        assert!(acknowledged.len() >= 30, "too little happened: {}", acknowledged.len());
        house.sink.hesitate(Duration::ZERO);
        let (mut child, _) = house.serve();
        wait_for_the_outbox(&house.base.db);
        std::thread::sleep(Duration::from_millis(700)); // the sealer's turn
        child.kill().unwrap();
        child.wait().unwrap();

        let db = &house.base.db;
        let (committed, jobs) = (committed(db), jobs(db));
        let emails: BTreeSet<String> = committed.values().map(|invitation| invitation.email.clone()).collect();
        assert!(acknowledged.is_subset(&emails), "answered but not there: {:?}", acknowledged.difference(&emails));
        let ids: BTreeSet<Uuid> = committed.keys().copied().collect();
        assert_eq!(jobs.keys().copied().collect::<BTreeSet<_>>(), ids, "one job for each invitation");
        assert_eq!(journalled(db), ids, "one entry for each invitation");
        let report = journal::verify(db, &house.sources.vault, None).unwrap();
        assert!(report.is_sound(), "{report:?}");

        let received = house.sink.received();
        assert!(received.iter().all(|mail| emails.contains(&mail.to)), "a mail without its cause");
        for (id, invitation) in &committed {
            let mine: Vec<_> = received.iter().filter(|mail| mail.to == invitation.email).collect();
            assert!(!mine.is_empty(), "lost: {}", invitation.email);
            let expected = format!("<{}@guichet.invalid>", jobs[id]);
            assert!(mine.iter().all(|mail| mail.header("Message-ID") == expected), "another Message-ID: {}", invitation.email);
            let last = mine.last().unwrap().part("text/plain");
            assert_eq!(Some(token_of(&last)), invitation.token_hash, "the link of the last mail works");
        }
        let twice = received.len() - committed.len();
        println!("{} acknowledged, {} committed, {twice} mails sent again", acknowledged.len(), committed.len());
    }
}
