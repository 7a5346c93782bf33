//! The two databases agree: same tables, same columns, same meaning of a write.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use guichet::kernel::db::{self, Backend, Conn, Db, DbUrl};
use guichet::kernel::error::{Failure, Never, Outcome};
use tempfile::tempdir;

use crate::support::TestDb;

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    required: bool,
}

fn columns(db: &Db) -> BTreeSet<Column> {
    let sql = match db.backend() {
        Backend::Sqlite => {
            "SELECT m.name AS of_table, p.name AS name, p.\"notnull\" = 1 AS required
             FROM sqlite_schema m JOIN pragma_table_info(m.name) p
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'search_index%' AND m.name <> '__diesel_schema_migrations'"
        }
        Backend::Postgres => {
            "SELECT table_name::text AS of_table, column_name::text AS name, is_nullable = 'NO' AS required
             FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '__diesel_schema_migrations'"
        }
    };
    let rows: Outcome<Vec<Column>> = db.read_now(|c| Ok(diesel::sql_query(sql).load(c)?));
    rows.unwrap().into_iter().collect()
}

/// What `schema.rs` says, read from its text: (table, column, required).
fn declared() -> BTreeSet<Column> {
    let text = include_str!("../../src/schema.rs");
    let mut table = String::new();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim();
        if let Some((name, _)) = line
            .strip_suffix(") {")
            .and_then(|head| head.split_once(" ("))
        {
            name.clone_into(&mut table);
        } else if let Some((name, kind)) = line
            .strip_suffix(',')
            .and_then(|row| row.split_once(" -> "))
        {
            found.insert(Column {
                of_table: table.clone(),
                name: name.to_owned(),
                required: !kind.starts_with("Nullable"),
            });
        }
    }
    found
}

#[test]
fn both_databases_and_the_schema_module_agree_column_by_column() {
    let sqlite = columns(&TestDb::start(Backend::Sqlite).db);
    let postgres = columns(&TestDb::start(Backend::Postgres).db);
    let declared = declared();
    assert!(declared.len() > 100, "schema.rs was not understood");
    assert_eq!(
        sqlite.symmetric_difference(&postgres).collect::<Vec<_>>(),
        Vec::<&Column>::new()
    );
    assert_eq!(
        declared.symmetric_difference(&sqlite).collect::<Vec<_>>(),
        Vec::<&Column>::new()
    );
}

fn up_down_up(backend: Backend) {
    let folder = tempdir().unwrap();
    let url = TestDb::bare_url(backend, &folder);
    let up = db::migrate(&url).unwrap();
    let first = columns(&Db::open(&url).unwrap());
    assert_eq!(
        db::migrate(&url).unwrap(),
        0,
        "a second run has nothing to do"
    );
    assert_eq!(db::revert_all(&url).unwrap(), up);
    assert!(
        columns(&Db::open(&url).unwrap()).is_empty(),
        "something stayed behind"
    );
    assert_eq!(db::migrate(&url).unwrap(), up);
    assert_eq!(columns(&Db::open(&url).unwrap()), first);
}

#[test]
fn the_schema_goes_up_down_and_up_again_on_sqlite() {
    up_down_up(Backend::Sqlite);
}

#[test]
fn the_schema_goes_up_down_and_up_again_on_postgres() {
    up_down_up(Backend::Postgres);
}

fn nodes_start_together(backend: Backend) {
    let folder = tempdir().unwrap();
    let url = TestDb::bare_url(backend, &folder);
    let ran: usize = std::thread::scope(|scope| {
        let nodes: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| db::migrate(&url).unwrap()))
            .collect();
        nodes.into_iter().map(|node| node.join().unwrap()).sum()
    });
    assert!(ran > 0);
    assert_eq!(db::migrate(&url).unwrap(), 0);
}

#[test]
fn four_nodes_that_start_together_migrate_once() {
    nodes_start_together(Backend::Sqlite);
    nodes_start_together(Backend::Postgres);
}

#[test]
fn an_unknown_database_url_is_refused() {
    for text in ["postgres:oops", "mysql://x", "sqlite:", "guichet.db", ""] {
        assert!(text.parse::<DbUrl>().is_err(), "{text}");
    }
    assert_eq!(
        "sqlite:///a/b.db".parse(),
        Ok(DbUrl::Sqlite("/a/b.db".into()))
    );
    assert_eq!("sqlite:a/b.db".parse(), Ok(DbUrl::Sqlite("a/b.db".into())));
}

fn counter(c: &mut Conn) -> QueryResult<i64> {
    use guichet::schema::number_blocks::dsl::{next_value, number_blocks};
    number_blocks.select(next_value).first(c)
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Whether a commit waits for the disk here.
fn waits(c: &mut Conn) -> QueryResult<bool> {
    let sql = match c {
        Conn::Sqlite(_) => "SELECT CAST(synchronous AS TEXT) AS value FROM pragma_synchronous",
        Conn::Pg(_) => "SELECT current_setting('synchronous_commit') AS value",
    };
    let setting: Setting = diesel::sql_query(sql).get_result(c)?;
    Ok(["2", "on"].contains(&setting.value.as_str()))
}

both_databases! {
    fn only_what_passes_does_not_wait_for_the_disk(db: TestDb) {
        // A server may be set never to wait: the one that tests use is.
        let usual = db.db.read_now::<_, Never>(|c| Ok(waits(c)?)).unwrap();
        assert!(usual || db.db.backend() == Backend::Postgres);
        for _ in 0..2 {
            assert!(!db.db.passing_now::<_, Never>(|tx| Ok(waits(tx)?)).unwrap());
            assert_eq!(db.db.queue_now::<_, Never>(|tx| Ok(waits(tx)?)).unwrap(), usual);
            assert!(!db.db.passing_now::<_, Never>(|tx| Ok(waits(tx)?)).unwrap());
            assert_eq!(db.db.write_now::<_, Never>(|tx| Ok(waits(tx)?)).unwrap(), usual);
        }
    }

    fn eight_threads_that_read_then_write_lose_no_update(db: TestDb) {
        use guichet::schema::number_blocks::dsl::{next_value, number_blocks};
        db.sql("INSERT INTO number_blocks (kind, year, next_value) VALUES ('x', 2026, 1)").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        let done: Outcome<()> = db.db.write_now(|tx| {
                            let seen = counter(tx)?;
                            diesel::update(number_blocks).set(next_value.eq(seen + 1)).execute(tx)?;
                            Ok(())
                        });
                        done.unwrap();
                    }
                });
            }
        });
        let total: Outcome<i64> = db.db.read_now(|c| Ok(counter(c)?));
        assert_eq!(total.unwrap(), 201);
    }

    fn a_refusal_takes_everything_back(db: TestDb) {
        #[derive(Debug)]
        struct No;
        impl guichet::kernel::error::Refusal for No {}
        let refused: Outcome<(), No> = db.db.write_now(|tx| {
            diesel::sql_query("INSERT INTO number_blocks (kind, year, next_value) VALUES ('x', 2026, 1)").execute(tx)?;
            Err(No.into())
        });
        assert!(matches!(refused, Err(Failure::Refused(No))));
        let left: Outcome<Option<i64>> = db.db.read_now(|c| Ok(counter(c).optional()?));
        assert_eq!(left.unwrap(), None);
    }

    fn a_reading_connection_can_not_write(db: TestDb) {
        let tried: Outcome<usize> = db.db.read_now(|c| {
            Ok(diesel::sql_query("INSERT INTO number_blocks (kind, year, next_value) VALUES ('x', 2026, 1)").execute(c)?)
        });
        assert!(tried.is_err());
    }

    fn contention_runs_the_closure_again(db: TestDb) {
        let tries = AtomicUsize::new(0);
        let done: Outcome<usize, Never> = db.db.write_now(|_| {
            match tries.fetch_add(1, Ordering::Relaxed) {
                0..3 => Err(guichet::kernel::error::Fault::contention().into()),
                n => Ok(n),
            }
        });
        assert_eq!(done.unwrap(), 3);
    }
}

#[test]
fn a_connection_that_the_server_closed_costs_at_most_one_failure() {
    let base = TestDb::start(Backend::Postgres);
    let ask = || {
        base.db
            .read_now::<_, Never>(|c| Ok(diesel::sql_query("SELECT 1").execute(c)?))
    };
    ask().unwrap();
    base.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .unwrap();
    drop(ask());
    for _ in 0..10 {
        ask().unwrap();
    }
}
