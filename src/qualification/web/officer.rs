//! The officers' side: queue, check, verdicts, conclusion.

use actix_web::web::Path;

use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Never, Outcome};
use crate::qualification::pages::{FOLLOWED, QueuePage, ReviewPage, Reviewing};
use crate::qualification::service::{self, Board, JudgeError};
use crate::qualification::{forms, urls, views};
use crate::services::{self, ServiceId, Status};
use crate::shell::{
    Answer, Auditor, ConflictPage, Flash, FormState, Officer, PageError, Person, Protected,
    RawForm, Role, Staff, Supervisor, Web,
};

/// Who reads the officers' pages.
type Readers = Staff<(Officer, Auditor, Supervisor)>;

pub(super) async fn queue(web: Web, _who: Readers) -> Answer {
    let asked = web
        .query("etat")
        .parse::<Status>()
        .ok()
        .filter(|status| FOLLOWED.contains(status));
    let status = asked.unwrap_or(Status::QualificationRequested);
    let number = web
        .query("page")
        .parse::<i64>()
        .unwrap_or(1)
        .clamp(1, 100_000);
    let read = web.db().read::<_, Never, _>(move |c| {
        let counts = views::counts(c)?;
        let mut queued = Vec::new();
        for line in views::queue(c, status, number)? {
            let officer = line
                .officer
                .map(|officer| services::person(c, officer))
                .transpose()?;
            queued.push((line, officer.map(|person| person.name).unwrap_or_default()));
        }
        Ok(QueuePage::new(status, number, &counts, queued))
    });
    web.page(&read.await?)
}

pub(super) async fn review(web: Web, who: Readers, id: Path<ServiceId>) -> Answer {
    let page = review_page(&web, &who.person, id.into_inner(), None).await?;
    web.page(&page)
}

async fn review_page(
    web: &Web,
    person: &Person,
    id: ServiceId,
    typed: Option<FormState>,
) -> Result<ReviewPage, PageError> {
    let now = web.ctx().now;
    let (account, officer, supervisor) = (
        person.id,
        person.has(Role::Officer),
        person.has(Role::Supervisor),
    );
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(board) = board(c, id, now)? else {
            return Ok(None);
        };
        let in_charge = board.service.state.officer();
        let named = in_charge
            .map(|named| services::person(c, named))
            .transpose()?;
        let reviewing = Reviewing {
            officer,
            in_charge: officer && in_charge == Some(account),
            supervisor,
            named: named.map(|person| person.name).unwrap_or_default(),
            organisation: services::organisation_of(c, id)?,
        };
        Ok(Some(ReviewPage::new(&board, reviewing, typed)))
    });
    read.await?.ok_or(PageError::NotFound)
}

fn board(
    c: &mut Conn,
    id: ServiceId,
    now: crate::kernel::clock::Instant,
) -> Outcome<Option<Board>> {
    let Some(service) = services::find(c, id)? else {
        return Ok(None);
    };
    Ok(Some(service::board(c, service, now)?))
}

pub(super) async fn take(
    web: Web,
    who: Staff<Officer>,
    id: Path<ServiceId>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let done = web
        .write(move |tx, ctx| service::take(tx, ctx, account, id))
        .await;
    answer(
        &web,
        id,
        done,
        "Vous avez pris en charge cette qualification.",
    )
}

pub(super) async fn hand_back(
    web: Web,
    who: Staff<Officer>,
    id: Path<ServiceId>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let done = web
        .write(move |tx, ctx| service::hand_back(tx, ctx, account, id))
        .await;
    answer(&web, id, done, "Qualification rendue à la file.")
}

pub(super) async fn judge(
    web: Web,
    who: Staff<Officer>,
    id: Path<ServiceId>,
    form: Protected<RawForm>,
) -> Answer {
    let (ctx, account, id) = (web.ctx(), who.account(), id.into_inner());
    let now = ctx.now;
    let read = web
        .db()
        .read::<_, Never, _>(move |c| board(c, id, now))
        .await?;
    let board = read.ok_or(PageError::NotFound)?;
    let judgements = match forms::verdicts(&form.0, &board) {
        Ok(judgements) => judgements,
        Err(mistakes) => {
            let page = review_page(&web, &who.person, id, Some(mistakes)).await?;
            return web.mistakes(&page);
        }
    };
    let done = web
        .db()
        .write(move |tx| service::judge(tx, &ctx, account, id, &judgements))
        .await;
    answer(&web, id, done, "Conclusions enregistrées.")
}

pub(super) async fn ask_corrections(
    web: Web,
    who: Staff<Officer>,
    id: Path<ServiceId>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let done = web
        .write(move |tx, ctx| service::ask_corrections(tx, ctx, account, id))
        .await;
    answer(&web, id, done, "Corrections demandées au partenaire.")
}

pub(super) async fn qualify(
    web: Web,
    who: Staff<Officer>,
    id: Path<ServiceId>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let done = web
        .write(move |tx, ctx| service::qualify(tx, ctx, account, id))
        .await;
    answer(&web, id, done, "Service qualifié.")
}

pub(super) async fn set_access(
    web: Web,
    who: Staff<Supervisor>,
    id: Path<ServiceId>,
    form: Protected<RawForm>,
) -> Answer {
    let id = id.into_inner();
    let command = match forms::access(&form.0) {
        Ok(command) => command,
        Err(mistakes) => {
            let page = review_page(&web, &who.person, id, Some(mistakes)).await?;
            return web.mistakes(&page);
        }
    };
    let done = web
        .write(move |tx, ctx| service::set_access(tx, ctx, id, &command))
        .await;
    answer(
        &web,
        id,
        done,
        "Accès modifié. L'équipe du service est prévenue.",
    )
}

fn answer(web: &Web, id: ServiceId, done: Outcome<(), JudgeError>, success: &str) -> Answer {
    done.map_err(|failure| failed(failure, id))?;
    web.see_other_with(urls::review(id), Flash::success(success))
}

fn failed(failure: Failure<JudgeError>, id: ServiceId) -> PageError {
    let numbers = |numbers: &[i32]| {
        numbers
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    PageError::of(failure, |refusal| {
        let page = match refusal {
            JudgeError::Unknown => return PageError::NotFound,
            JudgeError::Refused(refused) => {
                ConflictPage::new("Ce n'est plus possible dans l'état actuel du service.")
                    .now("État", refused.from.label())
            }
            JudgeError::NotInCharge => {
                ConflictPage::new("Un autre chargé de qualification s'occupe de ce service.")
            }
            JudgeError::NotInQualification => {
                ConflictPage::new("Ce service n'est pas en cours de vérification.")
            }
            JudgeError::Stale(number) => ConflictPage::new(format!(
                "Le critère {number} a changé pendant que vous le lisiez. Rien n'a été enregistré."
            )),
            JudgeError::NothingToCorrect => ConflictPage::new(
                "Aucun critère n'est à corriger : concluez « À corriger » sur au moins un.",
            ),
            JudgeError::GateClosed(open) => ConflictPage::new("Des critères sont encore ouverts.")
                .now("Critères ouverts", numbers(&open)),
        };
        page.action(urls::review(id), "Voir la qualification")
            .into()
    })
}
