//! One request, its versions, and a new draft made from it.

use actix_web::web::Path;

use super::{actor, denied, part};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::error::Outcome;
use crate::organisations;
use crate::requests::contacts::contact_lines;
use crate::requests::corrections::told;
use crate::requests::model::{
    Habilitation, HabilitationId, Request, RequestId, Section, request_number,
};
use crate::requests::pages::{AroundData, ShowData, ShowPage, VersionPage};
use crate::requests::policy::Action;
use crate::requests::service::{
    self, AccessError, Actor, Amend, CopyRequest, DraftError, authorised_as,
};
use crate::requests::state::Status;
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
    let (versions, habilitation) = (store::versions_of(c, id)?, store::habilitation_of(c, id)?);
    Ok(ShowData {
        around: around(c, &request, (habilitation.as_ref(), versions.len()))?,
        organisation: organisation.details.name,
        decisions: store::decisions_of(c, id)?,
        versions,
        documents: store::documents_of(c, id)?,
        habilitation,
        history: views::history(c, id)?,
        place: views::waiting_place(c, &request)?,
        thread: thread_card(c, (by.account, &capacities), &request)?,
        capacities,
        contacts: contact_lines(c, now, (&request, &dossier))?,
        dossier,
        queue_place: views::queue_place(c, &request)?,
        delays: views::recent_delays(c, now)?,
        corrections: told(c, id, false)?,
        request,
    })
}

fn around(
    c: &mut Conn,
    request: &Request,
    (given, versions): (Option<&Habilitation>, usize),
) -> Result<AroundData, Fault> {
    let right = |c: &mut Conn, id: Option<HabilitationId>| match id {
        Some(id) => store::find_habilitation(c, id),
        None => Ok(None),
    };
    let transfer = match store::pending_transfer(c, request.id)? {
        Some(transfer) => {
            let name = views::name_of(c, transfer.to)?;
            Some((transfer, name))
        }
        None => None,
    };
    let (author, gone) = views::author_card(c, request)?;
    Ok(AroundData {
        amended: right(c, request.amends)?,
        amendment: match given {
            Some(given) => store::open_amendment(c, given.id)?,
            None => None,
        },
        replaced_by: right(c, given.and_then(|given| given.replaced_by))?,
        author,
        author_left: gone && request.status().is_alive(),
        transfer,
        withdrawal: match request.status() {
            Status::Withdrawn => store::withdrawal_of(c, request.id)?,
            _ => None,
        },
        versions,
    })
}

pub(super) async fn version(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, ordinal) = (part::<RequestId>(&path.0)?, part::<i32>(&path.1)?);
    let by = actor(&web)?;
    let found = web.db().read(move |c| {
        let (request, held) = authorised_as(c, &by, id, Action::Read)?;
        let version = service::version(c, id, Some(ordinal))?.ok_or(AccessError::Unknown)?;
        Ok((request, held, version))
    });
    let (request, held, (ordinal, sha256, filed)) = found
        .await
        .map_err(|failure| PageError::of(failure, denied(id)))?;
    web.page(&VersionPage::new(
        (&request, &held),
        (ordinal, sha256),
        filed,
    ))
}

pub(super) async fn copy(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let from = part::<RequestId>(&path)?;
    let cmd = CopyRequest {
        actor: actor(&web)?,
        from,
        number: next_number(&web).await?,
    };
    let copied = web.write(move |tx, ctx| service::copy(tx, ctx, &cmd)).await;
    let id = copied.map_err(|failure| PageError::of(failure, not_drafted(from)))?;
    let flash = Flash::success("Une nouvelle demande reprend vos réponses et vos fichiers.")
        .with_text("Relisez chaque section et confirmez vos engagements.");
    web.see_other_with(urls::section(id, Section::Organisation), flash)
}

async fn next_number(web: &Web) -> Result<String, PageError> {
    let year = chrono::Datelike::year(&web.ctx().now.paris_day().0);
    let rank = web.numbers().next("request", year).await?;
    Ok(request_number(year, rank))
}

fn not_drafted(from: RequestId) -> impl FnOnce(DraftError) -> PageError {
    move |error| match error {
        DraftError::Unknown => PageError::NotFound,
        DraftError::Closed => PageError::Forbidden(
            "Un établissement fermé ne peut pas déposer de demande.".to_owned(),
        ),
        DraftError::Forbidden => super::forbidden(),
        DraftError::Stale(status) => super::stale(from, status),
        // Asked twice, or by two colleagues: there is one amendment, and this is it.
        DraftError::AlreadyAmended(open) => PageError::SeeOther(urls::show(open)),
    }
}

pub(super) async fn amend(
    web: Web,
    _: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let from = part::<RequestId>(&path)?;
    let cmd = Amend {
        actor: actor(&web)?,
        from,
        number: next_number(&web).await?,
    };
    let begun = web
        .write(move |tx, ctx| service::amend(tx, ctx, &cmd))
        .await;
    let id = begun.map_err(|failure| PageError::of(failure, not_drafted(from)))?;
    let flash = Flash::success("L'avenant est commencé.").with_text(
        "Il reprend le dossier accordé. L'habilitation reste en vigueur jusqu'à ce que l'avenant soit accordé.",
    );
    web.see_other_with(urls::show(id), flash)
}
