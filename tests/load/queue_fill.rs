//! A base of a million requests in a minute or two: rows made inside the database, with its triggers set aside meanwhile.
//!
//! Only what the queue reads is filled: requests (with short dossiers), their entries, claims, words, and tags. States,
//! bases, sectors, reviewers and claims are spread so that each filter has common values and rare ones.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use guichet::kernel::db::{self, Backend, DbUrl};
use guichet::kernel::error::{Failure, Never};
use guichet::kernel::secret::SecretToken;
use guichet::shell::AccountId;

use crate::fill::Done;
use crate::maker::Maker;

/// A filled base.
pub struct Queue {
    /// Where it is, as the server takes it.
    pub database: String,
    /// Who fills it, and reads its plans.
    pub maker: Maker,
    /// Who looks at the queue, and holds one request in forty of those held.
    pub reviewer: AccountId,
    /// Their session.
    pub session: SecretToken,
}

/// The tag put on one request in fifty.
pub const TAG: &str = "00000000-0000-7000-8000-0000000000aa";
/// Reviewers who share the requests.
const REVIEWERS: usize = 40;

/// Makes the schema and a queue of `rows` requests.
pub fn fill(url: &DbUrl, key: &[u8; 32], rows: usize) -> Done<Queue> {
    db::migrate(url)?;
    let maker = Maker::open(url, key)?;
    let author = maker.account("demandeur@exemple.fr")?;
    maker.organisations(author)?;
    let mut reviewers = Vec::new();
    for n in 0..REVIEWERS {
        reviewers.push(maker.reviewer(&format!("juriste{n}@exemple.fr"))?);
    }
    let reviewer = *reviewers.first().ok_or("no reviewer")?;
    let filler = Filler {
        maker: &maker,
        rows,
    };
    let indexes = filler.indexes()?;
    for index in &indexes {
        filler.run(&format!("DROP INDEX {}", index.name))?;
    }
    filler.requests(author, &reviewers)?;
    filler.queue()?;
    filler.words()?;
    filler.tags(reviewer)?;
    for index in &indexes {
        filler.run(&index.made)?;
    }
    settle(url)?;
    let database = match url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    Ok(Queue {
        database,
        session: maker.session(reviewer)?,
        maker,
        reviewer,
    })
}

/// An index, and the statement that makes it.
#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    made: String,
}

struct Filler<'a> {
    maker: &'a Maker,
    rows: usize,
}

/// Of twenty requests, four wait for a reviewer, two are in somebody's hands, two with their author; twelve are closed.
const STATUS: &str = "CASE WHEN n % 20 < 4 THEN 'submitted' WHEN n % 20 < 6 THEN 'in_review' WHEN n % 20 < 8 THEN 'changes_requested'
    WHEN n % 20 < 10 THEN 'withdrawn' WHEN n % 20 < 14 THEN 'refused' ELSE 'granted' END";
const BASIS: &str = "CASE (n / 20) % 6 WHEN 0 THEN 'administration' WHEN 1 THEN 'vendor_for_administration' WHEN 2 THEN 'address_change'
    WHEN 3 THEN 'identity_verification' WHEN 4 THEN 'experiment' ELSE 'other_text' END";
const SECTOR: &str = "CASE WHEN (n / 20) % 6 <> 4 THEN NULL WHEN (n / 120) % 3 = 0 THEN 'education' WHEN (n / 120) % 3 = 1 THEN 'health_social'
    ELSE 'passenger_transport' END";
/// One dossier in a hundred asks for the country of birth and the higher level, all for the birth name.
const DOSSIER: &str = r#"CASE WHEN (n / 20) % 100 = 7 THEN '{"dossier":{"level":"eidas2","claims":[{"claim":"family_name"},{"claim":"birthcountry"}]}}'
    ELSE '{"dossier":{"level":"eidas1","claims":[{"claim":"family_name"},{"claim":"email"}]}}' END"#;
const ENTRY: &str = "rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on,
    number, title, organisation, siret";

impl Filler<'_> {
    fn is_sqlite(&self) -> bool {
        self.maker.db.backend() == Backend::Sqlite
    }

    /// One of two texts of SQL.
    fn either(&self, sqlite: &str, postgres: &str) -> String {
        if self.is_sqlite() { sqlite } else { postgres }.to_owned()
    }

    fn run(&self, sql: &str) -> Done<()> {
        // foreign keys and triggers are for what people write; here each row is right by construction
        let apart = self.either(
            "",
            "SET LOCAL statement_timeout = 0; SET LOCAL session_replication_role = replica;",
        );
        let done = self.maker.db.write_now::<(), Never>(|tx| {
            tx.batch_execute(&apart)?;
            Ok(tx.batch_execute(sql)?)
        });
        Ok(done.map_err(Failure::into_fault)?)
    }

    /// The indexes of the large tables, constraints apart: made at once at the end, they take less than row by row.
    fn indexes(&self) -> Done<Vec<Index>> {
        let tables = "('requests', 'queue_entries', 'queue_claims', 'queue_tags', 'search_documents', 'search_sample')";
        let sql = self.either(
            &format!("SELECT name, sql AS made FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {tables}"),
            &format!("SELECT CAST(indexname AS text) AS name, indexdef AS made FROM pg_indexes WHERE schemaname = 'public'
                AND tablename IN {tables} AND indexname NOT IN (SELECT conname FROM pg_constraint)"),
        );
        let read = self
            .maker
            .db
            .read_now::<_, Never>(|c| Ok(diesel::sql_query(&sql).load(c)?));
        Ok(read.map_err(Failure::into_fault)?)
    }

    fn requests(&self, author: AccountId, reviewers: &[AccountId]) -> Done<()> {
        if self.is_sqlite() {
            self.run("DROP TRIGGER requests_enter_queue; DROP TRIGGER queue_entries_claim; DROP TRIGGER search_documents_added;")?;
        }
        let rows = self.rows;
        let series = self.either(
            &format!("WITH RECURSIVE series (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n + 1 < {rows})"),
            &format!("WITH series (n) AS (SELECT generate_series(0, {}))", rows - 1),
        );
        let id = self.either(
            "printf('01000000-0000-7000-8000-%012x', n)",
            "CAST('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS uuid)",
        );
        let number = self.either(
            "printf('D-2025-%06d', n)",
            "'D-2025-' || lpad(CAST(n AS text), 6, '0')",
        );
        // two years, and as many requests for each organisation that is asked for, at every size
        let (step, places) = (1_000_000 / rows.max(1), (rows / 100).clamp(1, 2_000));
        let at = self.either(
            &format!("strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-' || (n * {step}) || ' minutes')"),
            &format!("date_trunc('second', now()) - n * {step} * interval '1 minute'"),
        );
        let due = self.either(
            &format!("date('now', '+7 days', '-' || (n * {step}) || ' minutes')"),
            &format!("CAST(now() + interval '7 days' - n * {step} * interval '1 minute' AS date)"),
        );
        let held: Vec<String> = reviewers
            .iter()
            .enumerate()
            .map(|(n, id)| format!("({n}, {})", self.uuid(&id.to_string())))
            .collect();
        let dossier = self.either(DOSSIER, &format!("CAST({DOSSIER} AS jsonb)"));
        self.run(&format!(
            "{series}, placed AS (SELECT id AS org_id, siren AS org_siren, row_number() OVER (ORDER BY siret) - 1 AS place FROM organisations),
             held (turn, reviewer) AS (VALUES {}), made AS (SELECT n, {STATUS} AS status, {at} AS at FROM series)
             INSERT INTO requests (id, number, organisation_id, siren, created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
             submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, decided_at, created_at, updated_at, members_may)
             SELECT {id}, {number}, org_id, org_siren, {}, {BASIS}, {SECTOR}, status, 3, 'Portail des démarches n° ' || n, {dossier},
             CASE WHEN status = 'submitted' THEN NULL ELSE reviewer END, at, at, at, at, 0,
             CASE WHEN status IN ('submitted', 'in_review') THEN {due} END, CASE WHEN status IN ('submitted', 'in_review') THEN {due} END,
             CASE WHEN status IN ('granted', 'refused') THEN at END, at, at, 'submit'
             FROM made JOIN placed ON place = (n / 20) % {places} JOIN held ON turn = (n / 20) % {REVIEWERS}",
            held.join(", "),
            self.uuid(&author.to_string()),
        ))
    }

    fn uuid(&self, id: &str) -> String {
        self.either(&format!("'{id}'"), &format!("CAST('{id}' AS uuid)"))
    }

    fn queue(&self) -> Done<()> {
        self.run(&format!(
            "INSERT INTO queue_entries ({ENTRY}) SELECT {ENTRY} FROM queue_sources ORDER BY rank"
        ))?;
        let wishes = self.either(
            "json_each(r.dossier, '$.dossier.claims') AS wish",
            "jsonb_array_elements(r.dossier -> 'dossier' -> 'claims') AS wish (value)",
        );
        self.run(&format!(
            "INSERT INTO queue_claims (claim, status, rank) SELECT wish.value ->> 'claim' AS claim, e.status, e.rank
             FROM queue_entries e JOIN requests r ON r.id = e.request_id CROSS JOIN {wishes} ORDER BY 1, 2, 3"
        ))
    }

    /// Words that all hold, that one in two hundred holds, that fifty hold; and the number and the SIRET. One in two hundred, but
    /// not in step with the sample, which is of one in thirty-two.
    fn words(&self) -> Done<()> {
        let cantons = (self.rows / 50).max(1);
        let n = "CAST(substr(r.number, 8) AS integer)";
        self.run(&format!(
            "INSERT INTO search_documents (key, words)
             SELECT e.rank, 'demarche etat civil portail usager ville commune habitant formulaire compte ' || substr(r.number, 8) || ' quartier'
             || ({n} / 7 % 200) || ' canton' || ({n} % {cantons}) || ' ' || o.siret
             FROM queue_entries e JOIN requests r ON r.id = e.request_id JOIN organisations o ON o.id = e.organisation_id ORDER BY 1"
        ))?;
        let split = self.either(
            "json_each('[\"' || replace(d.words, ' ', '\",\"') || '\"]') AS word",
            "unnest(string_to_array(d.words, ' ')) AS word (value)",
        );
        self.run(&format!(
            "INSERT INTO search_sample (word, key) SELECT DISTINCT word.value, d.key FROM search_documents d CROSS JOIN {split}
             WHERE d.key % 32 = 0 ORDER BY 1, 2"
        ))?;
        if self.is_sqlite() {
            self.run("INSERT INTO search_index (search_index) VALUES ('rebuild')")?;
        }
        Ok(())
    }

    fn tags(&self, by: AccountId) -> Done<()> {
        let (tag, by) = (self.uuid(TAG), self.uuid(&by.to_string()));
        let now = self.either("strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')", "now()");
        self.run(&format!(
            "INSERT INTO tags (id, label, label_key, created_by, created_at) VALUES ({tag}, 'Urgent', 'urgent', {by}, {now});
             INSERT INTO queue_tags (tag_id, status, rank, added_by, added_at)
             SELECT {tag}, status, rank, {by}, {now} FROM queue_entries WHERE (rank % 1048576) % 50 = 3"
        ))
    }
}

/// What the server's own housekeeping would have done.
fn settle(url: &DbUrl) -> Done<()> {
    if let DbUrl::Postgres(url) = url {
        diesel::PgConnection::establish(url)?.batch_execute("VACUUM ANALYZE")?;
    }
    Ok(())
}
