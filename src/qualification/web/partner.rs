//! The team's side: checklist, attestations, asking.

use actix_web::web::Path;

use super::evidence;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::qualification::criterion::Criterion;
use crate::qualification::pages::{ChecklistPage, CriterionPage, ReportPage};
use crate::qualification::service::{self, AskError, Attest, AttestError, Board};
use crate::qualification::{checklist, forms, urls};
use crate::requests::DocumentId;
use crate::services::{
    self, Access, Action, Denied, ServiceId, SpaceHead, Status, Tab, allows, qualification,
};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn,
    Upload, Web,
};

/// The service with its board and the head of its pages, for a member of the team.
fn opened(
    c: &mut Conn,
    account: AccountId,
    id: ServiceId,
    now: crate::kernel::clock::Instant,
) -> Outcome<(Access, SpaceHead, Board), Denied> {
    let access = services::authorised(c, account, id, Action::View)?;
    let organisation = services::organisation_of(c, id)?;
    let head = SpaceHead::new(&access.service, &organisation, Tab::Qualification);
    let board = service::board(c, access.service.clone(), now).map_err(Failure::into_fault)?;
    Ok((access, head, board))
}

fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, services::refused)
}

pub(super) async fn checklist(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id, now) = (who.account(), id.into_inner(), web.ctx().now);
    services::note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head, board) = opened(c, account, id, now)?;
        let has_report = service::last_report(c, id)
            .map_err(Failure::into_fault)?
            .is_some();
        let clients = services::count_sandbox_clients(c, id)?;
        Ok(ChecklistPage::new(
            head,
            &board,
            allows(access.role, Action::Qualify),
            (has_report, clients),
        ))
    });
    web.page(&read.await.map_err(denied)?)
}

pub(super) async fn criterion(web: Web, who: SignedIn, path: Path<(ServiceId, i32)>) -> Answer {
    let (id, number) = path.into_inner();
    services::note_audit(&web, &who, id).await?;
    let page = criterion_page(&web, who.account(), (id, number), None).await?;
    web.page(&page)
}

async fn criterion_page(
    web: &Web,
    account: AccountId,
    (id, number): (ServiceId, i32),
    typed: Option<(FormState, i32)>,
) -> Result<CriterionPage, PageError> {
    let now = web.ctx().now;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (access, head, board) = opened(c, account, id, now)?;
        let criterion = applicable(&board, number).ok_or(Denied::Unknown)?;
        Ok(CriterionPage::new(
            head,
            &board,
            criterion,
            allows(access.role, Action::Qualify),
            typed,
        ))
    });
    read.await.map_err(denied)
}

fn applicable(board: &Board, number: i32) -> Option<&'static Criterion> {
    checklist::find(number).filter(|criterion| criterion.applies_to(board.profile))
}

pub(super) async fn attest(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, i32)>,
    upload: Protected<Upload>,
) -> Answer {
    let (account, (id, number)) = (who.account(), path.into_inner());
    let allowed = web
        .db()
        .read(move |c| services::authorised(c, account, id, Action::Qualify))
        .await;
    allowed.map_err(denied)?;
    let Upload { form: raw, files } = upload.0;
    let (mut form, words, seen) = forms::attestation(&raw);
    if form.has_errors() {
        return mistaken(&web, account, (id, number), (form, seen)).await;
    }
    let files = match evidence::keep(&web, files).await? {
        Ok(files) => files,
        Err(problem) => {
            form.labelled_error("fichiers", "Pièces", problem);
            return mistaken(&web, account, (id, number), (form, seen)).await;
        }
    };
    let cmd = Attest {
        service: id,
        criterion: number,
        seen,
        words,
        files: files.clone(),
    };
    let store = web.files().clone();
    let done = web
        .write(move |tx, ctx| {
            service::attest(tx, ctx, account, &cmd)?;
            let mut kept = cmd.files.iter();
            Ok(kept.try_for_each(|file| store.hold(tx, ctx, &file.storage_key))?)
        })
        .await;
    match done {
        Ok(()) => next(&web, account, id).await,
        Err(failure) => {
            evidence::forget(&web, files).await;
            Err(attest_failed(failure, (id, number)))
        }
    }
}

async fn mistaken(
    web: &Web,
    account: AccountId,
    which: (ServiceId, i32),
    typed: (FormState, i32),
) -> Answer {
    let page = criterion_page(web, account, which, Some(typed)).await?;
    web.mistakes(&page)
}

/// To the next criterion that awaits the team, or to the checklist when there is none.
async fn next(web: &Web, account: AccountId, id: ServiceId) -> Answer {
    let now = web.ctx().now;
    let read = web
        .db()
        .read::<_, Denied, _>(move |c| Ok(opened(c, account, id, now)?.2.missing()));
    match read.await.map_err(denied)?.first() {
        Some(number) => web.see_other_with(
            urls::criterion(id, *number),
            Flash::success("Attestation enregistrée."),
        ),
        None => web.see_other_with(
            qualification(id),
            Flash::success("Attestation enregistrée. Tout est attesté."),
        ),
    }
}

fn attest_failed(failure: Failure<AttestError>, (id, number): (ServiceId, i32)) -> PageError {
    PageError::of(failure, |refusal| {
        let why = match refusal {
            AttestError::Denied(denied) => return services::refused(denied),
            AttestError::Unknown => return PageError::NotFound,
            AttestError::NotNow(status) => return not_now(id, status),
            AttestError::Stale => {
                "Une autre personne a modifié cette attestation pendant que vous la lisiez."
            }
            AttestError::TooManyFiles => {
                "Ce critère porte déjà six pièces : retirez-en une avant d'en ajouter."
            }
        };
        ConflictPage::new(why)
            .action(urls::criterion(id, number), "Voir le critère")
            .into()
    })
}

fn not_now(id: ServiceId, status: Status) -> PageError {
    ConflictPage::new("Les attestations ne peuvent pas être modifiées en ce moment.")
        .now("État du service", status.label())
        .now("À qui d'agir", status.holder().label())
        .action(qualification(id), "Voir la qualification")
        .into()
}

pub(super) async fn remove_file(
    web: Web,
    who: SignedIn,
    path: Path<(ServiceId, DocumentId)>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, which) = (who.account(), path.into_inner());
    let done = web
        .write(move |tx, ctx| service::remove_file(tx, ctx, account, which))
        .await;
    match done {
        Ok(criterion) => web.see_other_with(
            urls::criterion(which.0, criterion),
            Flash::success("Pièce retirée."),
        ),
        Err(failure) => Err(attest_failed(failure, (which.0, 1))),
    }
}

pub(super) async fn ask(
    web: Web,
    who: SignedIn,
    id: Path<ServiceId>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let done = web
        .write(move |tx, ctx| service::ask(tx, ctx, account, id))
        .await;
    done.map_err(|failure| PageError::of(failure, |refusal| ask_refused(id, refusal)))?;
    let flash = Flash::success("Qualification demandée.")
        .with_text("L'équipe FranceConnect va vérifier votre service.");
    web.see_other_with(qualification(id), flash)
}

fn ask_refused(id: ServiceId, refusal: AskError) -> PageError {
    let page = match refusal {
        AskError::Denied(denied) => return services::refused(denied),
        AskError::NotNow(status) => {
            ConflictPage::new("La qualification ne peut pas être demandée en ce moment.")
                .now("État du service", status.label())
                .now("À qui d'agir", status.holder().label())
        }
        AskError::NoClient => ConflictPage::new("Créez d'abord un client de bac à sable."),
        AskError::Incomplete(missing) => {
            let numbers: Vec<String> = missing.iter().map(ToString::to_string).collect();
            ConflictPage::new("Des critères ne sont pas encore attestés.")
                .now("Critères à attester", numbers.join(", "))
        }
    };
    page.action(qualification(id), "Voir la qualification")
        .into()
}

pub(super) async fn report(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let (account, id, now) = (who.account(), id.into_inner(), web.ctx().now);
    services::note_audit(&web, &who, id).await?;
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (_, head, _) = opened(c, account, id, now)?;
        let found = service::last_report(c, id).map_err(Failure::into_fault)?;
        let (officer, at, report) = found.ok_or(Denied::Unknown)?;
        let name = services::person(c, officer)?.name;
        Ok(ReportPage::new(head, id, (name, at), report))
    });
    web.page(&read.await.map_err(denied)?)
}
