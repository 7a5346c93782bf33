//! One request, its versions, and a new draft made from it.

use actix_web::web::Path;

use super::{actor, denied, part};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::error::Outcome;
use crate::organisations;
use crate::requests::contacts::contact_lines;
use crate::requests::model::{RequestId, Section, request_number};
use crate::requests::pages::{ShowData, ShowPage, VersionPage};
use crate::requests::policy::Action;
use crate::requests::service::{
    self, AccessError, Actor, CopyRequest, DraftError, authorised, authorised_as,
};
use crate::requests::thread::thread_card;
use crate::requests::{store, urls, views};
use crate::shell::{Answer, Flash, PageError, Protected, RawForm, SignedIn, Web};

pub(super) async fn show(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let id = part::<RequestId>(&path)?;
    let (by, now) = (actor(&web)?, web.ctx().now);
    let data = web.db().read(move |c| load(c, (&by, now), id)).await;
    let data = data.map_err(|failure| PageError::of(failure, denied(id)))?;
    web.page(&ShowPage::from(data))
}

fn load(
    c: &mut Conn,
    (by, now): (&Actor, Instant),
    id: RequestId,
) -> Outcome<ShowData, AccessError> {
    let (request, capacities) = authorised_as(c, by, id, Action::Read)?;
    let organisation = organisations::organisation(c, request.organisation)?
        .ok_or_else(|| Fault::inconsistent("requests", id))?;
    let dossier = store::kept(c, id)?.dossier;
    Ok(ShowData {
        organisation: organisation.details.name,
        decisions: store::decisions_of(c, id)?,
        versions: store::versions_of(c, id)?,
        documents: store::documents_of(c, id)?,
        habilitation: store::habilitation_of(c, id)?,
        history: views::history(c, id)?,
        place: views::waiting_place(c, &request)?,
        thread: thread_card(c, (by.account, &capacities), &request)?,
        capacities,
        contacts: contact_lines(c, now, (&request, &dossier))?,
        dossier,
        queue_place: views::queue_place(c, &request)?,
        delays: views::recent_delays(c, now)?,
        request,
    })
}

pub(super) async fn version(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, ordinal) = (part::<RequestId>(&path.0)?, part::<i32>(&path.1)?);
    let by = actor(&web)?;
    let found = web.db().read(move |c| {
        let request = authorised(c, &by, id, Action::Read)?;
        let version = service::version(c, id, Some(ordinal))?.ok_or(AccessError::Unknown)?;
        Ok((request, version))
    });
    let (request, (ordinal, sha256, filed)) = found
        .await
        .map_err(|failure| PageError::of(failure, denied(id)))?;
    web.page(&VersionPage::new(&request, (ordinal, sha256), filed))
}

pub(super) async fn copy(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let from = part::<RequestId>(&path)?;
    let year = chrono::Datelike::year(&web.ctx().now.paris_day().0);
    let rank = web.numbers().next("request", year).await?;
    let cmd = CopyRequest {
        actor: actor(&web)?,
        from,
        number: request_number(year, rank),
    };
    let ctx = web.ctx();
    let copied = web
        .db()
        .write(move |tx| service::copy(tx, &ctx, &cmd))
        .await;
    let id = copied.map_err(|failure| {
        PageError::of(failure, |error| match error {
            DraftError::Unknown | DraftError::Closed => PageError::NotFound,
            DraftError::Forbidden => super::forbidden(),
            DraftError::Stale(status) => super::stale(from, status),
        })
    })?;
    let flash = Flash::success("Une nouvelle demande reprend vos réponses.")
        .with_text("Joignez de nouveau les fichiers et confirmez vos engagements.");
    web.see_other_with(urls::section(id, Section::Organisation), flash)
}
