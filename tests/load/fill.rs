//! A base of many requests.
//!
//! One specimen for each state is made through the use cases, so that its rows are what the site itself would write;
//! the others are its copies, made inside the database, with numbers, dates and organisations of their own.

use std::error::Error;

use guichet::kernel::db::{self, DbUrl};
use guichet::kernel::secret::SecretToken;
use guichet::requests::RequestId;

use crate::copies::Copies;
use crate::maker::Maker;

/// Organisations that share the requests.
pub const ORGANISATIONS: usize = 2_000;
/// Drafts of the applicant: one for each client that saves sections.
pub const DRAFTS: usize = 4;
/// Requests that wait for a grant.
pub const TO_GRANT: usize = 120;

pub type Done<T> = Result<T, Box<dyn Error>>;

/// A base, and who may do what in it.
pub struct Base {
    /// Where it is, as the server takes it.
    pub database: String,
    /// Session of somebody who files requests.
    pub applicant: SecretToken,
    /// Session of somebody who instructs them.
    pub reviewer: SecretToken,
    /// Drafts of the applicant.
    pub drafts: Vec<RequestId>,
    /// A submitted request of the applicant.
    pub shown: RequestId,
    /// Requests in the reviewer's hands.
    pub to_grant: Vec<RequestId>,
}

/// Makes the schema and a base of `rows` requests.
pub fn fill(url: &DbUrl, key: &[u8; 32], rows: usize) -> Done<Base> {
    db::migrate(url)?;
    let mut maker = Maker::open(url, key)?;
    let applicant = maker.account("demandeur@exemple.fr")?;
    let author = maker.account("autre@exemple.fr")?;
    let reviewer = maker.reviewer("juriste@exemple.fr")?;
    let colleague = maker.reviewer("collegue@exemple.fr")?;
    let organisation = maker.organisations(applicant)?;
    let drafts = (0..DRAFTS)
        .map(|_| maker.draft(applicant, organisation))
        .collect::<Done<Vec<_>>>()?;
    let shown = maker.submitted(applicant, organisation)?;
    let to_grant = (0..TO_GRANT)
        .map(|_| maker.in_review(applicant, organisation, reviewer))
        .collect::<Done<Vec<_>>>()?;
    let specimens = maker.specimens(applicant, organisation, colleague)?;
    let copies = Copies {
        db: &maker.db,
        author,
        rows,
    };
    // of twenty requests, four wait for a reviewer, two are in one's hands, two with their author; twelve are closed
    let shares = [
        (shown, 0..4),
        (specimens.in_review, 4..6),
        (specimens.changes_requested, 6..8),
        (specimens.withdrawn, 8..10),
        (specimens.refused, 10..14),
        (specimens.granted, 14..20),
    ];
    for (specimen, places) in shares {
        for place in places {
            copies.of(specimen, place, 20)?;
        }
    }
    copies.analyse()?;
    let database = match url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    Ok(Base {
        database,
        applicant: maker.session(applicant)?,
        reviewer: maker.session(reviewer)?,
        drafts,
        shown,
        to_grant,
    })
}
