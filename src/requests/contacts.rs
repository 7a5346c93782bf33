//! What both sides see of the contacts who must confirm their role.

use serde::Serialize;

use super::model::{Confirmation, ConfirmedRole, ContactAnswer, Dossier, Request};
use super::service::confirmations;
use super::state::Status;
use super::urls;
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::text::french_date;

/// One contact: who, and where their confirmation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactLine {
    /// Their role.
    pub role: &'static str,
    /// In words.
    pub state: String,
    /// Where a new link is asked; empty when it can't be.
    pub again_url: String,
}

/// The contacts that the dossier of a filed request names.
pub fn contact_lines(
    c: &mut Conn,
    now: Instant,
    (request, dossier): (&Request, &Dossier),
) -> Result<Vec<ContactLine>, Fault> {
    if request.status() == Status::Draft {
        return Ok(Vec::new());
    }
    let each = confirmations(c, request.id, dossier)?.into_iter();
    Ok(each
        .map(|(role, asked)| line(request, (role, asked.as_ref()), now))
        .collect())
}

fn line(
    request: &Request,
    (role, asked): (ConfirmedRole, Option<&Confirmation>),
    now: Instant,
) -> ContactLine {
    let (state, waits) = match asked.map(|asked| (asked, asked.answer)) {
        None => ("Pas encore interrogé".to_owned(), false),
        Some((_, Some((ContactAnswer::Confirmed, at)))) => {
            (format!("Rôle confirmé le {}", french_date(at)), false)
        }
        Some((_, Some((ContactAnswer::Declined, at)))) => (
            format!(
                "A répondu le {} que ce rôle n'est pas le sien",
                french_date(at)
            ),
            false,
        ),
        Some((asked, None)) if asked.expires_at <= now => (
            format!(
                "Lien expiré le {}, sans réponse",
                french_date(asked.expires_at)
            ),
            true,
        ),
        Some((asked, None)) => (
            format!(
                "Lien envoyé le {}, en attente de réponse",
                french_date(asked.asked_at)
            ),
            true,
        ),
    };
    ContactLine {
        role: role.label(),
        state,
        again_url: if waits {
            urls::ask_contact_again(request.id, role)
        } else {
            String::new()
        },
    }
}
