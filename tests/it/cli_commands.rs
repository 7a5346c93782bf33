//! The commands of the terminal, as processes.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use diesel::prelude::*;
use guichet::kernel::db::{Backend, DbUrl, claim};
use guichet::kernel::error::Outcome;
use guichet::schema::{account_roles, accounts};
use guichet::shell::Role;

use crate::support::TestDb;

const PASSWORD: &str = "orage-violet-sur-la-digue";
const PAUL: &str = "paul@guichet.example";

fn guichet(base: &TestDb, arguments: &[&str], typed: &str, settings: &[(&str, &str)]) -> Output {
    let url = match &base.url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_guichet"))
        .args(arguments)
        .current_dir(base.folder.path())
        .env_clear()
        .env("GUICHET_DATABASE_URL", url)
        .env("GUICHET_DATA_DIR", base.folder.path())
        .env("GUICHET_PASSWORD_COST", "test")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may end before it is told anything.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn roles(base: &TestDb) -> Vec<Role> {
    let roles: Outcome<_> = base.db.read_now(|c| {
        Ok(account_roles::table
            .order(account_roles::role)
            .select(account_roles::role)
            .load(c)?)
    });
    roles.unwrap()
}

const CREATE: [&str; 8] = [
    "account",
    "create",
    "--email",
    PAUL,
    "--given-name",
    "Paul",
    "--family-name",
    "Girard",
];

both_databases! {
    fn an_account_is_opened_with_a_password_that_is_never_shown(base: TestDb) {
        let mut create = CREATE.to_vec();
        create.extend(["--role", "administrator", "--password-stdin"]);
        let weak = guichet(&base, &create, "motdepasse12\n", &[]);
        assert!(!weak.status.success(), "{}", said(&weak));
        let opened = guichet(&base, &create, &format!("{PASSWORD}\n"), &[]);
        assert!(opened.status.success(), "{}", said(&opened));
        assert!(!said(&opened).contains(PASSWORD));
        assert_eq!(roles(&base), [Role::Administrator]);
        let twice = guichet(&base, &create, &format!("{PASSWORD}\n"), &[]);
        assert!(!twice.status.success());
        let more = guichet(&base, &["account", "role", "--email", PAUL, "--give", "auditor"], "", &[]);
        assert!(more.status.success(), "{}", said(&more));
        assert_eq!(roles(&base), [Role::Administrator, Role::Auditor]);
        let last = guichet(&base, &["account", "role", "--email", PAUL, "--take", "administrator"], "", &[]);
        assert!(said(&last).contains("at least one administrator"), "{}", said(&last));
        let none = guichet(&base, &["account", "reset-second-factor", "--email", PAUL], "", &[]);
        assert!(!none.status.success(), "there is no second factor to reset");
    }

    fn the_demonstration_is_refused_in_production(base: TestDb) {
        let settings = [
            ("GUICHET_MODE", "production"),
            ("GUICHET_PUBLIC_URL", "https://guichet.example"),
            ("GUICHET_MAIL_URL", "smtp://127.0.0.1:1"),
            ("GUICHET_SECRET_KEY", "0707070707070707070707070707070707070707070707070707070707070707"),
            ("GUICHET_PASSWORD_COST", "normal"),
        ];
        let refused = guichet(&base, &["demo"], "", &settings);
        assert!(!refused.status.success());
        assert!(said(&refused).contains("refused in production"), "{}", said(&refused));
        let count: Outcome<i64> = base.db.read_now(|c| Ok(accounts::table.count().get_result(c)?));
        assert_eq!(count.unwrap(), 0);
    }

    fn the_demonstration_is_loaded_once_and_reset_on_demand(base: TestDb) {
        let first = guichet(&base, &["demo"], "", &[]);
        assert!(first.status.success(), "{}", said(&first));
        let drawn = guichet(&base, &["experiment", "assess"], "", &[]);
        assert!(drawn.status.success(), "{}", said(&drawn));
        let body = String::from_utf8(drawn.stdout.clone()).unwrap();
        let assessment: serde_json::Value = serde_json::from_str(body.trim_end()).unwrap();
        assert_eq!(assessment["whole"]["admitted"], 10);
        assert!(said(&drawn).contains("Nothing was published yet"));
        let again = guichet(&base, &["demo"], "", &[]);
        assert!(!again.status.success());
        assert!(said(&again).contains("--reset"));
        let reset = guichet(&base, &["demo", "--reset"], "", &[]);
        assert!(reset.status.success(), "{}", said(&reset));
    }
}

#[test]
fn a_second_server_on_an_embedded_database_refuses_to_start() {
    let base = TestDb::start(Backend::Sqlite);
    let _first = claim(&base.url).unwrap().unwrap();
    let second = guichet(&base, &["serve"], "", &[]);
    assert!(!second.status.success());
    assert!(
        said(&second).contains("another server runs on this database"),
        "{}",
        said(&second)
    );
}

#[test]
fn several_servers_may_share_postgresql() {
    let base = TestDb::start(Backend::Postgres);
    let first = claim(&base.url).unwrap();
    let second = claim(&base.url).unwrap();
    assert!(first.is_some() && second.is_some());
}

#[test]
fn the_keys_of_the_sandbox_are_rotated_from_the_terminal() {
    let base = TestDb::start(Backend::Sqlite);
    let rotated = guichet(
        &base,
        &["sandbox", "rotate-keys", "--overlap", "5"],
        "",
        &[],
    );
    assert!(rotated.status.success(), "{}", said(&rotated));
    for kid in [
        "pkcs11:ES256:hsm:2 signs from",
        "pkcs11:RS256:hsm:2 signs from",
    ] {
        assert!(said(&rotated).contains(kid), "{}", said(&rotated));
    }
    let refused = guichet(
        &base,
        &["sandbox", "rotate-keys", "--overlap", "0"],
        "",
        &[],
    );
    assert!(!refused.status.success());
}
