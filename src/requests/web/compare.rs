//! Two states of a dossier side by side: for those who ask and for those who instruct.

use actix_web::web::Path;

use super::{actor, denied, part};
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault, Outcome};
use crate::requests::model::{Request, RequestId};
use crate::requests::pages::{Side, VersionsPage, version_label};
use crate::requests::policy::{Action, Answer as Permission, Capacity, may};
use crate::requests::service::{self, AccessError, Actor, FiledVersion, authorised_as};
use crate::requests::store;
use crate::shell::{Answer, SignedIn, Web};

/// The right that an amendment changes, as the address names it.
const RIGHT: &str = "habilitation";
/// The dossier as it is being corrected.
const DRAFT: &str = "brouillon";

pub(super) async fn compare(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let id = part::<RequestId>(&path)?;
    let (by, asked) = (actor(&web)?, (web.query("de"), web.query("a")));
    let page = web.db().read(move |c| load(c, &by, id, &asked)).await;
    let page = page.map_err(|failure| crate::shell::PageError::of(failure, denied(id)))?;
    web.page(&page)
}

fn load(
    c: &mut Conn,
    by: &Actor,
    id: RequestId,
    (from, to): &(String, String),
) -> Outcome<VersionsPage, AccessError> {
    let (request, held) = authorised_as(c, by, id, Action::Read)?;
    let choices = choices(c, (&request, &held))?;
    // Without a choice: the last two states.
    let last = |rank: usize| {
        let place = choices.len().saturating_sub(rank);
        choices.get(place).map(|(key, _)| key.clone())
    };
    let chosen = |asked: &String, rank| {
        let known = choices.iter().any(|(key, _)| key == asked);
        if known {
            Some(asked.clone())
        } else {
            last(rank)
        }
    };
    let from = chosen(from, 2).ok_or(AccessError::Unknown)?;
    let to = chosen(to, 1).ok_or(AccessError::Unknown)?;
    let before = side(c, &request, &from)?.ok_or(AccessError::Unknown)?;
    let after = side(c, &request, &to)?.ok_or(AccessError::Unknown)?;
    Ok(VersionsPage::new(
        (&request, &held),
        choices,
        (&before, &after),
    ))
}

/// What can be compared, the earliest first, as address names and labels.
fn choices(
    c: &mut Conn,
    (request, held): (&Request, &[Capacity]),
) -> Outcome<Vec<(String, String)>, AccessError> {
    let mut choices = Vec::new();
    if let Some(right) = request.amends {
        let number = store::find_habilitation(c, right)?.map(|right| right.number);
        let label = format!("Habilitation à modifier {}", number.unwrap_or_default());
        choices.push((RIGHT.to_owned(), label.trim().to_owned()));
    }
    for (ordinal, at, _) in store::versions_of(c, request.id)? {
        choices.push((ordinal.to_string(), version_label(ordinal, at)));
    }
    let writes = may(held, Action::Edit, request.status()) == Permission::Yes;
    if writes && !choices.is_empty() {
        choices.push((DRAFT.to_owned(), "Dossier en cours de saisie".to_owned()));
    }
    Ok(choices)
}

fn side(c: &mut Conn, request: &Request, key: &str) -> Result<Option<Side>, Fault> {
    let named = |label: String, filed: FiledVersion| Side {
        key: key.to_owned(),
        label,
        dossier: filed.dossier,
        files: filed.documents,
    };
    if key == RIGHT {
        let amended = service::amended(c, request)?;
        return Ok(
            amended.map(|(right, filed)| named(format!("Habilitation {}", right.number), filed))
        );
    }
    if key == DRAFT {
        return Ok(Some(Side {
            key: key.to_owned(),
            label: "Dossier en cours de saisie".to_owned(),
            dossier: service::dossier(c, request.id)?,
            files: service::documents(c, request.id)?,
        }));
    }
    let Ok(ordinal) = key.parse::<i32>() else {
        return Ok(None);
    };
    let found = service::version(c, request.id, Some(ordinal))?;
    Ok(found.map(|(ordinal, _, filed)| Side::version(ordinal, filed)))
}
