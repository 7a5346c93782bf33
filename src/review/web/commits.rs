//! The end of a step: what was written and confirmed is done, in one transaction.

use actix_web::HttpResponse;

use super::super::forms::Written;
use super::super::model::{Grounds, TemplateUse};
use super::super::service::{
    self, Against, Decided, DeskError, End, GrantCommand, Granted, note_templates,
};
use super::super::steps::Step;
use super::super::urls;
use super::decisions::{on, refused};
use super::request_id;
use crate::experiment::SeatError;
use crate::kernel::error::Failure;
use crate::requests::{GrantTerms, Move, MoveError, habilitation_number};
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::web::Web;

/// Where it leads, or the form with what is missing after all.
type Done = Result<Result<HttpResponse, FormState>, PageError>;

/// Does a step.
pub(super) async fn commit(
    web: &Web,
    (path, raw): (&str, &RawForm),
    (step, written): (Step, Written),
) -> Done {
    let done = match written {
        Written::Corrections(reason) => corrections(web, (path, raw), reason).await,
        Written::Grant(departure, terms) => {
            return grant(web, (path, raw), (departure, terms)).await;
        }
        Written::Grounds(grounds) => against(web, (path, raw), (step, grounds)).await,
    };
    match done {
        Ok(flash) => back(web, path, flash),
        Err(failure) => Err(refused(web, path, failure).await),
    }
}

fn back(web: &Web, path: &str, flash: Flash) -> Done {
    Ok(Ok(web.see_other_with(urls::file(request_id(path)?), flash)?))
}

async fn corrections(
    web: &Web,
    (path, raw): (&str, &RawForm),
    reason: String,
) -> Result<Flash, Failure<DeskError>> {
    let (cmd, used) = asked(web, path, raw)?;
    web.write(move |tx, ctx| {
        service::ask_changes(tx, ctx, &cmd, &reason)?;
        note_templates(tx, ctx, cmd.request, &used)?;
        Ok::<_, Failure<DeskError>>(())
    })
    .await?;
    Ok(Flash::success(
        "Les corrections sont demandées au demandeur.",
    ))
}

async fn against(
    web: &Web,
    (path, raw): (&str, &RawForm),
    (step, grounds): (Step, Grounds),
) -> Result<Flash, Failure<DeskError>> {
    let (on, used) = asked(web, path, raw)?;
    let request = on.request;
    let Some(kind) = step.unfavourable() else {
        let cmd = End { on, grounds };
        web.write(move |tx, ctx| {
            service::end(tx, ctx, &cmd)?;
            note_templates(tx, ctx, request, &used)?;
            Ok::<_, Failure<DeskError>>(())
        })
        .await?;
        return Ok(Flash::success("L'habilitation a pris fin."));
    };
    let cmd = Against { on, kind, grounds };
    let decided = web
        .write(move |tx, ctx| {
            let decided = service::decide_against(tx, ctx, &cmd)?;
            note_templates(tx, ctx, request, &used)?;
            Ok::<_, Failure<DeskError>>(decided)
        })
        .await?;
    Ok(match decided {
        Decided::Taken => Flash::success("La décision est enregistrée."),
        Decided::Proposed => Flash::info("La décision est proposée.")
            .with_text("Elle sera prise quand une autre personne l'aura signée."),
    })
}

/// The move that the form asks for, and the templates it was written from.
fn asked(
    web: &Web,
    path: &str,
    raw: &RawForm,
) -> Result<(Move, Vec<TemplateUse>), Failure<DeskError>> {
    let unknown = |_| Failure::Refused(DeskError::Move(MoveError::Unknown));
    let on = on(web, path, raw).map_err(unknown)?;
    Ok((on, TemplateUse::kept(raw.text("modeles"))))
}

async fn grant(
    web: &Web,
    (path, raw): (&str, &RawForm),
    (departure, terms): (Option<String>, GrantTerms),
) -> Done {
    let year = chrono::Datelike::year(&web.ctx().now.paris_day().0);
    let number = habilitation_number(year, web.numbers().next("habilitation", year).await?);
    let cmd = GrantCommand {
        on: on(web, path, raw)?,
        number,
        departure,
        terms,
    };
    let done = web
        .write(move |tx, ctx| service::grant(tx, ctx, &cmd))
        .await;
    match done {
        Ok(Granted::Granted { .. }) => back(web, path, Flash::success("La demande est accordée.")),
        Ok(Granted::Waitlisted { place }) => back(web, path, waitlisted(place)),
        Err(Failure::Refused(DeskError::Seat(SeatError::OutOfOrder { ahead }))) => {
            Ok(Err(out_of_order(raw, ahead)))
        }
        Err(failure) => Err(refused(web, path, failure).await),
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
        "Une personne morale sans place a".to_owned()
    } else {
        format!("{ahead} personnes morales sans place ont")
    };
    form.labelled_error(
        "hors_rang",
        "Motif du passage avant d'autres demandes",
        format!("{who} un meilleur rang : expliquez pourquoi cette demande passe avant."),
    );
    form
}
