//! Copies rows inside the database: a hundred thousand take seconds.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use guichet::kernel::db::{Backend, Db};
use guichet::kernel::error::{Failure, Never};
use guichet::requests::RequestId;
use guichet::shell::AccountId;
use uuid::Uuid;

use crate::fill::{Done, ORGANISATIONS};

/// Where, in whose name and how many.
pub struct Copies<'a> {
    pub db: &'a Db,
    pub author: AccountId,
    pub rows: usize,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

/// A third of the requests on each of three legal bases.
const BASIS: &str = "CASE (series.n / 20) % 3 WHEN 0 THEN 'administration' WHEN 1 THEN 'other_text' ELSE 'identity_verification' END";
/// The series with its organisations.
const SERIES: &str = "series JOIN placed o ON o.place = series.n % 2000";
const _: () = assert!(ORGANISATIONS == 2000);

impl Copies<'_> {
    /// Copies a request and what hangs on it, for every n below `rows` with n % `step` = `first`.
    pub fn of(&self, specimen: RequestId, first: usize, step: usize) -> Done<()> {
        let series = self.series(first, step);
        let request = self.id(1);
        let requests = [
            ("id", request.clone()),
            ("number", self.number("D", true)),
            ("organisation_id", "o.org_id".to_owned()),
            ("siren", "o.org_siren".to_owned()),
            ("legal_basis", BASIS.to_owned()),
            ("created_by", self.uuid_literal(self.author.0)),
            ("submitted_at", self.shifted("t.submitted_at")),
            ("first_submitted_at", self.shifted("t.first_submitted_at")),
            ("rank_at", self.shifted("t.rank_at")),
            ("state_since", self.shifted("t.state_since")),
            ("created_at", self.shifted("t.created_at")),
            ("updated_at", self.shifted("t.updated_at")),
        ];
        self.copy(
            "requests",
            &series,
            &format!("t.id = '{specimen}'"),
            &requests,
        )?;
        let hanging = format!("t.request_id = '{specimen}'");
        let versions = [("id", self.id(2)), ("request_id", request.clone())];
        self.copy("request_versions", &series, &hanging, &versions)?;
        let habilitations = [
            ("id", self.id(3)),
            ("number", self.number("H", true)),
            ("request_id", request.clone()),
            ("version_id", self.id(2)),
        ];
        self.copy("habilitations", &series, &hanging, &habilitations)?;
        self.words(&series, &request)
    }

    /// The words of the copies, and those of the sample; the rest of the queue follows by itself.
    fn words(&self, series: &str, request: &str) -> Done<()> {
        let rank = self.number("", false);
        let words = format!(
            "'d 2025 ville n mes demarche ' || {rank} || ' ' || CAST(o.place AS text) || ' ' || o.org_siret"
        );
        self.run(&format!(
            "{series} INSERT INTO search_documents (key, words)
             SELECT e.rank, {words} FROM {SERIES} JOIN queue_entries e ON e.request_id = {request}"
        ))?;
        for word in [
            "'d'",
            "'2025'",
            "'ville'",
            "'n'",
            "'mes'",
            "'demarche'",
            rank.as_str(),
        ] {
            self.run(&format!(
                "{series} INSERT INTO search_sample (word, key)
                 SELECT {word}, e.rank FROM {SERIES} JOIN queue_entries e ON e.request_id = {request} WHERE e.rank % 32 = 0"
            ))?;
        }
        Ok(())
    }

    /// The numbers n, and the organisations by their place.
    fn series(&self, first: usize, step: usize) -> String {
        let rows = self.rows;
        let series = match self.db.backend() {
            Backend::Sqlite => format!(
                "WITH RECURSIVE series (n) AS
                 (SELECT {first} UNION ALL SELECT n + {step} FROM series WHERE n + {step} < {rows})"
            ),
            Backend::Postgres => {
                format!(
                    "WITH series (n) AS (SELECT generate_series({first}, {}, {step}))",
                    rows - 1
                )
            }
        };
        format!(
            "{series}, placed AS (SELECT id AS org_id, siren AS org_siren, siret AS org_siret,
             row_number() OVER (ORDER BY siret) - 1 AS place FROM organisations)"
        )
    }

    /// Inserts a copy of a row for each n of the series, with some columns computed.
    fn copy(
        &self,
        table: &str,
        series: &str,
        specimen: &str,
        computed: &[(&str, String)],
    ) -> Done<()> {
        let columns = self.columns(table)?;
        let values: Vec<String> = columns
            .iter()
            .map(|name| {
                let value = computed.iter().find(|(column, _)| column == name);
                value.map_or_else(|| format!("t.{name}"), |(_, sql)| sql.clone())
            })
            .collect();
        self.run(&format!(
            "{series} INSERT INTO {table} ({}) SELECT {} FROM {SERIES} JOIN {table} t ON {specimen}",
            columns.join(", "),
            values.join(", ")
        ))
    }

    fn columns(&self, table: &str) -> Done<Vec<String>> {
        let sql = match self.db.backend() {
            Backend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            Backend::Postgres => format!(
                "SELECT column_name::text AS name FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        };
        let rows = self
            .db
            .read_now::<Vec<Column>, Never>(|c| Ok(diesel::sql_query(&sql).load(c)?));
        Ok(rows
            .map_err(Failure::into_fault)?
            .into_iter()
            .map(|column| column.name)
            .collect())
    }

    fn run(&self, sql: &str) -> Done<()> {
        let long = match self.db.backend() {
            Backend::Sqlite => "",
            Backend::Postgres => "SET LOCAL statement_timeout = 0;",
        };
        let done = self.db.write_now::<(), Never>(|tx| {
            tx.batch_execute(long)?;
            Ok(tx.batch_execute(sql)?)
        });
        Ok(done.map_err(Failure::into_fault)?)
    }

    /// What the server's own housekeeping would have learnt of the new rows.
    pub fn analyse(&self) -> Done<()> {
        match self.db.backend() {
            Backend::Sqlite => Ok(()),
            Backend::Postgres => self.run("ANALYZE"),
        }
    }

    fn id(&self, table: u8) -> String {
        match self.db.backend() {
            Backend::Sqlite => format!("printf('{table:02}000000-0000-7000-8000-%012x', series.n)"),
            Backend::Postgres => {
                format!(
                    "CAST('{table:02}000000-0000-7000-8000-' || lpad(to_hex(series.n), 12, '0') AS uuid)"
                )
            }
        }
    }

    fn uuid_literal(&self, id: Uuid) -> String {
        match self.db.backend() {
            Backend::Sqlite => format!("'{id}'"),
            Backend::Postgres => format!("'{id}'::uuid"),
        }
    }

    /// The number of a copy, or its last part alone.
    fn number(&self, letter: &str, whole: bool) -> String {
        let padded = match self.db.backend() {
            Backend::Sqlite => "printf('%06d', series.n)",
            Backend::Postgres => "lpad(series.n::text, 6, '0')",
        };
        if whole {
            format!("'{letter}-2025-' || {padded}")
        } else {
            padded.to_owned()
        }
    }

    /// An instant moved back by n minutes.
    fn shifted(&self, column: &str) -> String {
        match self.db.backend() {
            Backend::Sqlite => {
                format!(
                    "strftime('%Y-%m-%dT%H:%M:%f000Z', {column}, '-' || series.n || ' minutes')"
                )
            }
            Backend::Postgres => format!("{column} - series.n * interval '1 minute'"),
        }
    }
}
