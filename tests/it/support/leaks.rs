//! Everything that is written down anywhere, to look for what must not be there.

use diesel::prelude::*;
use diesel::sql_types::Text;
use guichet::kernel::db::{Backend, Conn};
use guichet::kernel::error::Outcome;

use super::TestApp;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    value: String,
}

fn texts(c: &mut Conn, query: &str) -> Vec<String> {
    let lines: Vec<Line> = diesel::sql_query(query).load(c).unwrap();
    lines.into_iter().map(|line| line.value).collect()
}

/// Everything that is written anywhere in the database, column by column.
pub fn whole_database(app: &TestApp) -> String {
    let columns = match app.db().backend() {
        Backend::Sqlite => {
            "SELECT m.name || '.' || p.name AS value FROM sqlite_master m, pragma_table_info(m.name) p
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Backend::Postgres => {
            "SELECT (table_name || '.' || column_name)::text AS value FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    // the index of words holds bytes that are no text: the files say what they are
    let text = |column: &str| match app.db().backend() {
        Backend::Sqlite => {
            format!("iif(typeof(\"{column}\") = 'blob', NULL, cast(\"{column}\" as text))")
        }
        Backend::Postgres => format!("cast(\"{column}\" as text)"),
    };
    let dump: Outcome<String> = app.db().read_now(|c| {
        let mut dump = String::new();
        for column in texts(c, columns) {
            let (table, column) = column.split_once('.').unwrap();
            let value = text(column);
            let query = format!("SELECT coalesce({value}, '') AS value FROM \"{table}\"");
            dump.push_str(&texts(c, &query).join("\n"));
            dump.push('\n');
        }
        Ok(dump)
    });
    dump.unwrap()
}

/// Every file under the data folder: mails, logs, the database itself and its write-ahead log.
pub fn whole_folder(path: &std::path::Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(whole_folder(&path));
        } else {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}

/// Whether the bytes stand somewhere in others.
pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}
