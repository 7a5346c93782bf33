//! Asks an address typed in a dossier whether it answers. What it answers is shown beside the field and never blocks.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::kernel::error::{Failure, Never};
use crate::kernel::fetch::{FetchError, Fetcher};
use crate::kernel::outbox::{Job, JobError, JobRef, Tools};
use crate::requests::fields::field;
use crate::requests::model::{RequestId, UrlCheck, UrlOutcome};
use crate::requests::store;

/// An address asked so many minutes ago isn't asked again.
const FRESH_MINUTES: i64 = 10;

/// Asks the address in a field of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckUrl {
    /// Of which request.
    pub request: RequestId,
    /// In which field.
    pub field: String,
}

impl Job for CheckUrl {
    const KIND: &'static str = "requests.check_url";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let read = tools.db.read_now::<_, Never>(|c| {
            // The draft was thrown away since: there is nothing to ask.
            if store::find(c, self.request)?.is_none() {
                return Ok(None);
            }
            let dossier = store::kept(c, self.request)?.dossier;
            let typed = field(&self.field).map(|field| (field.read)(&dossier).clone());
            Ok(typed.zip(Some(store::url_checks_of(c, self.request)?)))
        });
        let Some((typed, known)) = read.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        let since = job.now.minus(Duration::minutes(FRESH_MINUTES));
        let fresh = |check: &UrlCheck| {
            check.field == self.field && check.url == typed && check.checked_at > since
        };
        if known.iter().any(fresh) {
            return Ok(());
        }
        let Some((outcome, status)) = ask(tools.fetcher, &typed) else {
            return Ok(());
        };
        let check = UrlCheck {
            field: self.field.clone(),
            url: typed,
            outcome,
            status,
            checked_at: job.now,
        };
        let kept = tools.db.write_now::<_, Never>(|tx| {
            if store::find(tx, self.request)?.is_some() {
                store::keep_url_check(tx, self.request, &check)?;
            }
            Ok(())
        });
        kept.map_err(Failure::into_fault)?;
        Ok(())
    }
}

/// What an address answers; nothing when it isn't one, or when nothing may be asked from here.
fn ask(fetcher: Fetcher, typed: &str) -> Option<(UrlOutcome, Option<i32>)> {
    let url = Url::parse(typed).ok()?;
    Some(match fetcher.status(&url) {
        Ok(status) if status < 400 || status == 401 || status == 403 => {
            (UrlOutcome::Answers, Some(i32::from(status)))
        }
        Ok(status) => (UrlOutcome::Error, Some(i32::from(status))),
        Err(FetchError::Off) => return None,
        Err(FetchError::NotHttps) => (UrlOutcome::NotHttps, None),
        Err(FetchError::NotPublic) => (UrlOutcome::NotPublic, None),
        Err(FetchError::UnknownHost) => (UrlOutcome::UnknownHost, None),
        Err(FetchError::Elsewhere) => (UrlOutcome::Elsewhere, None),
        Err(FetchError::TooSlow) => (UrlOutcome::TooSlow, None),
        Err(FetchError::Circles | FetchError::TooLarge | FetchError::Unreachable) => {
            (UrlOutcome::Unreachable, None)
        }
    })
}
