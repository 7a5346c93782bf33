//! Steps of an instruction: each shows what it will do, then does it once.

use actix_web::web::Path;

use super::super::effects;
use super::super::model::{ProposalId, Unfavourable};
use super::super::pages::{DecisionPage, ProposalPage, Stage};
use super::super::policy;
use super::super::service::{self, Against, Decided, DeskError, GrantCommand, Granted, Second};
use super::super::steps::Step;
use super::super::views::File;
use super::super::{forms, store, urls};
use super::{Decider, actor, answers, load, request_id};
use crate::experiment::{self, SeatError};
use crate::kernel::error::{Failure, Outcome};
use crate::requests::{LegalBasis, Move, habilitation_number};
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

type Form = Protected<RawForm>;

/// The routes of the steps.
pub fn routes() -> Routes {
    Routes::new("review")
        .post("/instruction/{id}/prendre", take)
        .get("/instruction/{id}/corrections", |web, who, path| {
            write(web, who, path, Step::Corrections)
        })
        .post("/instruction/{id}/corrections", ask_changes)
        .get("/instruction/{id}/accorder", |web, who, path| {
            write(web, who, path, Step::Grant)
        })
        .post("/instruction/{id}/accorder", grant)
        .get("/instruction/{id}/refuser", |web, who, path| {
            write(web, who, path, Step::Refuse)
        })
        .post("/instruction/{id}/refuser", |web, who, path, form| {
            against(web, who, (path, form), Unfavourable::Refuse)
        })
        .get("/instruction/{id}/ecarter", |web, who, path| {
            write(web, who, path, Step::Discard)
        })
        .post("/instruction/{id}/ecarter", |web, who, path, form| {
            against(web, who, (path, form), Unfavourable::Discard)
        })
        .get("/instruction/{id}/revoquer", |web, who, path| {
            write(web, who, path, Step::Revoke)
        })
        .post("/instruction/{id}/revoquer", |web, who, path, form| {
            against(web, who, (path, form), Unfavourable::Revoke)
        })
        .get("/instruction/{id}/proposition", proposal)
        .post("/instruction/{id}/proposition", settle)
}

/// The move that the form asks for.
fn on(web: &Web, id: &str, raw: &RawForm) -> Result<Move, PageError> {
    Ok(Move {
        actor: actor(web)?,
        request: request_id(id)?,
        seen: forms::seen(raw),
    })
}

/// What a refused step shows.
async fn refused(web: &Web, id: &str, failure: Failure<DeskError>) -> PageError {
    let error = match failure {
        Failure::Refused(error) => error,
        Failure::Fault(fault) => return fault.into(),
    };
    match load(web, id).await {
        Ok(file) => answers::refused(&error, &file),
        Err(page) => page,
    }
}

async fn take(web: Web, _: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let (ctx, cmd) = (web.ctx(), on(&web, &path, &raw)?);
    match web
        .db()
        .write(move |tx| service::take(tx, &ctx, &cmd))
        .await
    {
        Ok(()) => web.see_other_with(
            urls::file(request_id(&path)?),
            Flash::success("La demande vous est attribuée."),
        ),
        Err(failure) => Err(refused(&web, &path, failure).await),
    }
}

/// The first page of a step: what it will do, and what must be written.
async fn write(web: Web, _: Decider, path: Path<String>, step: Step) -> Answer {
    let file = load(&web, &path).await?;
    let ctx = web.ctx();
    if let Some(error) = impossible(&file, step, &ctx) {
        return Err(answers::refused(&error, &file));
    }
    let mut form = FormState::empty().with("vu", file.request.version.to_string());
    if step.unfavourable().is_some() {
        form.set("texte", reference(&web, &file).await?);
    }
    let stage = if step == Step::Grant {
        Stage::Confirming
    } else {
        Stage::Writing
    };
    show(&web, &file, step, (stage, form), 200).await
}

fn impossible(file: &File, step: Step, ctx: &crate::kernel::ctx::Ctx) -> Option<DeskError> {
    let asked = crate::requests::DecideCtx {
        by: ctx.account().unwrap_or_default(),
        at: ctx.now,
        basis: file.request.basis,
    };
    let refusal = file.request.state.decide(&step.command(), &asked).err()?;
    Some(DeskError::Move(crate::requests::MoveError::Refused(
        refusal,
    )))
}

/// The text proposed for an unfavourable decision.
async fn reference(web: &Web, file: &File) -> Result<String, PageError> {
    if file.request.basis != LegalBasis::Experiment {
        return Ok(LegalBasis::Administration.default_reference().to_owned());
    }
    let decree: Outcome<_> = web.db().read(|c| Ok(experiment::decree(c)?)).await;
    Ok(decree?.unwrap_or_default())
}

async fn show(
    web: &Web,
    file: &File,
    step: Step,
    stage: (Stage, FormState),
    status: u16,
) -> Answer {
    let settings: Outcome<_> = web.db().read(|c| Ok(store::settings(c)?)).await;
    let effects = effects::of(file, step, settings?.four_eyes);
    let departs =
        step == Step::Grant && (stage.1.has_errors() || !stage.1.value("hors_rang").is_empty());
    let page = DecisionPage::new(file, step, stage, effects);
    let page = if departs { page.with_departure() } else { page };
    web.page_status(status, &page)
}

async fn ask_changes(web: Web, _: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let reason = match forms::corrections(&raw) {
        Ok(reason) => reason,
        Err(form) => {
            return show(
                &web,
                &load(&web, &path).await?,
                Step::Corrections,
                (Stage::Writing, form),
                422,
            )
            .await;
        }
    };
    let (ctx, cmd) = (web.ctx(), on(&web, &path, &raw)?);
    match web
        .db()
        .write(move |tx| service::ask_changes(tx, &ctx, &cmd, &reason))
        .await
    {
        Ok(()) => web.see_other_with(
            urls::file(request_id(&path)?),
            Flash::success("Les corrections sont demandées au demandeur."),
        ),
        Err(failure) => Err(refused(&web, &path, failure).await),
    }
}

async fn grant(web: Web, _: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let departure = match forms::departure(&raw) {
        Ok(departure) => departure,
        Err(form) => {
            return show(
                &web,
                &load(&web, &path).await?,
                Step::Grant,
                (Stage::Confirming, form),
                422,
            )
            .await;
        }
    };
    let ctx = web.ctx();
    let year = chrono::Datelike::year(&ctx.now.paris_day().0);
    let number = habilitation_number(year, web.numbers().next("habilitation", year).await?);
    let cmd = GrantCommand {
        on: on(&web, &path, &raw)?,
        number,
        departure,
    };
    match web
        .db()
        .write(move |tx| service::grant(tx, &ctx, &cmd))
        .await
    {
        Ok(Granted::Granted { .. }) => web.see_other_with(
            urls::file(request_id(&path)?),
            Flash::success("La demande est accordée."),
        ),
        Ok(Granted::Waitlisted { place }) => {
            web.see_other_with(urls::file(request_id(&path)?), waitlisted(place))
        }
        Err(Failure::Refused(DeskError::Seat(SeatError::OutOfOrder { ahead }))) => {
            let form = out_of_order(&raw, ahead);
            show(
                &web,
                &load(&web, &path).await?,
                Step::Grant,
                (Stage::Confirming, form),
                422,
            )
            .await
        }
        Err(failure) => Err(refused(&web, &path, failure).await),
    }
}

fn waitlisted(place: i64) -> Flash {
    Flash::warning("La demande est inscrite en liste d'attente.").with_text(format!(
        "Toutes les places de l'expérimentation sont prises. La demande est au rang {place}."
    ))
}

fn out_of_order(raw: &RawForm, ahead: usize) -> FormState {
    let mut form = FormState::new(raw);
    let who = if ahead == 1 {
        "Une personne morale attend".to_owned()
    } else {
        format!("{ahead} personnes morales attendent")
    };
    form.labelled_error(
        "hors_rang",
        "Motif du passage avant d'autres demandes",
        format!("{who} à un meilleur rang : expliquez pourquoi cette demande passe avant."),
    );
    form
}

async fn against(
    web: Web,
    _: Decider,
    (path, Protected(raw)): (Path<String>, Form),
    kind: Unfavourable,
) -> Answer {
    let step = Step::from(kind);
    let grounds = match forms::grounds(&raw) {
        Ok(grounds) => grounds,
        Err(form) => {
            return show(
                &web,
                &load(&web, &path).await?,
                step,
                (Stage::Writing, form),
                422,
            )
            .await;
        }
    };
    if !raw.is_checked("confirme") {
        return show(
            &web,
            &load(&web, &path).await?,
            step,
            (Stage::Confirming, FormState::new(&raw)),
            200,
        )
        .await;
    }
    let (ctx, cmd) = (
        web.ctx(),
        Against {
            on: on(&web, &path, &raw)?,
            kind,
            grounds,
        },
    );
    match web
        .db()
        .write(move |tx| service::decide_against(tx, &ctx, &cmd))
        .await
    {
        Ok(Decided::Taken) => web.see_other_with(
            urls::file(request_id(&path)?),
            Flash::success("La décision est enregistrée."),
        ),
        Ok(Decided::Proposed) => {
            let flash = Flash::info("La décision est proposée.")
                .with_text("Elle sera prise quand une autre personne l'aura signée.");
            web.see_other_with(urls::file(request_id(&path)?), flash)
        }
        Err(failure) => Err(refused(&web, &path, failure).await),
    }
}

async fn proposal(web: Web, staff: Decider, path: Path<String>) -> Answer {
    let file = load(&web, &path).await?;
    let Some((proposal, _)) = &file.proposal else {
        return Err(answers::refused(&DeskError::ProposalGone, &file));
    };
    let may_sign = policy::may_second(proposal.by.0, staff.account().0);
    let effects = effects::of(&file, Step::from(proposal.kind), false);
    let page = ProposalPage::new(&file, effects, may_sign).ok_or(PageError::NotFound)?;
    web.page(&page)
}

async fn settle(web: Web, _: Decider, path: Path<String>, Protected(raw): Form) -> Answer {
    let proposal = raw
        .text("proposition")
        .parse::<ProposalId>()
        .map_err(|_| PageError::BadRequest)?;
    let (ctx, cmd) = (
        web.ctx(),
        Second {
            on: on(&web, &path, &raw)?,
            proposal,
        },
    );
    let signs = raw.text("choix") == "signer";
    let done = web
        .db()
        .write(move |tx| {
            if signs {
                service::second(tx, &ctx, &cmd).map(drop)
            } else {
                service::drop_proposal(tx, &ctx, &cmd)
            }
        })
        .await;
    match done {
        Ok(()) => {
            let words = if signs {
                "La décision est enregistrée."
            } else {
                "La proposition est abandonnée."
            };
            web.see_other_with(urls::file(request_id(&path)?), Flash::success(words))
        }
        Err(failure) => Err(refused(&web, &path, failure).await),
    }
}
