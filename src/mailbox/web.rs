//! `/boite-aux-lettres`.

use actix_web::web::Path;

use super::pages::{LIST, ListPage, MailPage};
use crate::kernel::error::Fault;
use crate::kernel::mailer::{Destination, Mailbox};
use crate::kernel::outbox::JobId;
use crate::shell::web::{Answer, Web};
use crate::shell::{PageError, Routes};

/// Mails listed at most.
const SHOWN: usize = 200;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("mailbox")
        .get(LIST, list)
        .get("/boite-aux-lettres/{id}", show)
}

async fn list(web: Web) -> Answer {
    let mut mails = mailbox(&web)?
        .list()
        .map_err(Fault::other("reading the local mailbox"))?;
    mails.truncate(SHOWN);
    web.page(&ListPage::new(&mails))
}

async fn show(web: Web, id: Path<String>) -> Answer {
    let id: JobId = id.parse().map_err(|_| PageError::NotFound)?;
    let mail = mailbox(&web)?
        .find(id)
        .map_err(Fault::other("reading the local mailbox"))?;
    web.page(&MailPage::new(mail.ok_or(PageError::NotFound)?))
}

fn mailbox(web: &Web) -> Result<Mailbox, PageError> {
    match web.config().mail() {
        (Destination::Mailbox(folder), _) if web.site().is_development() => {
            Ok(Mailbox::new(folder))
        }
        _ => Err(PageError::NotFound),
    }
}
