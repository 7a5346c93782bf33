//! What the page of a request asks now and then: who else is there, and whether the request changed.

use actix_web::HttpResponse;
use actix_web::web::Path;
use serde_json::json;

use super::service::{self, Present};
use crate::kernel::error::{Failure, Outcome};
use crate::requests::{AccessError, RequestId};
use crate::review::forms;
use crate::review::reading;
use crate::review::views;
use crate::review::web::{Desk, actor, answers, request_id};
use crate::shell::{AccountId, Answer, PageError, Protected, RawForm, Routes, Web};

/// The routes of presence.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("review").post("/instruction/{id}/presence", ask)
}

/// What is known of who is there.
struct Seen {
    version: i32,
    mine: Option<Present>,
    others: Vec<String>,
}

async fn ask(
    web: Web,
    staff: Desk,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (id, me) = (request_id(&path)?, staff.account());
    let seen = look(&web, id, me).await?;
    let now = web.ctx().now;
    if let Some(mine) = seen.mine.filter(|mine| service::is_due(mine.until, now)) {
        let done: Outcome<()> = web
            .write(move |tx, ctx| Ok(service::arrive(tx, ctx, mine.account, id)?))
            .await;
        done?;
    }
    let changed = seen.version != forms::seen(&raw);
    Ok(HttpResponse::Ok().json(json!({ "told": words(&seen.others, changed) })))
}

async fn look(web: &Web, id: RequestId, me: AccountId) -> Result<Seen, PageError> {
    let (by, now) = (actor(web)?, web.ctx().now);
    let found = web
        .db()
        .read(move |c| {
            let (request, _) = reading::desk_reading(c, &by, id)?;
            let (mine, others) = views::present(c, (me, now), id)?;
            Ok(Seen {
                version: request.version,
                mine,
                others,
            })
        })
        .await;
    found.map_err(|failure: Failure<AccessError>| PageError::of(failure, answers::denied))
}

/// What is said of the others; nothing when there is nothing to say.
#[must_use]
pub fn words(others: &[String], changed: bool) -> String {
    let there = match others {
        [] => String::new(),
        [one] => format!("{one} consulte aussi cette demande."),
        [first @ .., last] => format!(
            "{} et {last} consultent aussi cette demande.",
            first.join(", ")
        ),
    };
    let moved = if changed {
        "La demande a changé depuis que cette page est affichée : rechargez-la avant de décider."
    } else {
        ""
    };
    format!("{there} {moved}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn the_others_are_named() {
        let names = |all: &[&str]| {
            all.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&[], false), "");
        assert_eq!(
            words(&names(&["Anne"]), false),
            "Anne consulte aussi cette demande."
        );
        assert_eq!(
            words(&names(&["Anne", "Bruno", "Chloé"]), false),
            "Anne, Bruno et Chloé consultent aussi cette demande."
        );
        assert!(words(&[], true).starts_with("La demande a changé"));
    }
}
