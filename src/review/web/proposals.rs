//! The second signature: a proposal is read with all its effects, then signed or dropped.

use actix_web::web::Path;

use super::super::effects::{self, Foreseen};
use super::super::forms::Written;
use super::super::model::ProposalId;
use super::super::pages::ProposalPage;
use super::super::service::{self, DeskError, Second};
use super::super::steps::Step;
use super::super::{policy, urls, views};
use super::decisions::{on, refused};
use super::{Decider, answers, load, previews, request_id};
use crate::kernel::error::Outcome;
use crate::requests::GrantTerms;
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::form::RawForm;
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of a proposal.
pub fn routes() -> Routes {
    Routes::new("review")
        .get("/instruction/{id}/proposition", proposal)
        .post("/instruction/{id}/proposition", settle)
}

async fn proposal(web: Web, staff: Decider, path: Path<String>) -> Answer {
    let file = load(&web, &path).await?;
    let Some((proposal, _)) = &file.proposal else {
        return Err(answers::refused(&DeskError::ProposalGone, &file));
    };
    let may_sign = policy::may_second(proposal.by.0, staff.account().0);
    let (request, step) = (file.request.id, Step::from(proposal.kind));
    let reach: Outcome<_> = web.db().read(move |c| Ok(views::reach(c, request)?)).await;
    let foreseen = Foreseen {
        step,
        four_eyes: false,
        terms: &GrantTerms::default(),
        reach: &reach?,
    };
    let effects = effects::of(&file, &foreseen);
    let written = Written::Grounds(proposal.grounds.clone());
    let mail = previews::mail(&web, &file, (step, &written)).await?;
    let letter = previews::signed(&web, &file, (step, &written), Some(proposal.by)).await?;
    let page = ProposalPage::new(&file, effects, may_sign).ok_or(PageError::NotFound)?;
    web.page(&page.with_papers(mail, &letter))
}

async fn settle(
    web: Web,
    _: Decider,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let proposal = raw
        .text("proposition")
        .parse::<ProposalId>()
        .map_err(|_| PageError::BadRequest)?;
    let on = on(&web, &path, &raw)?;
    let cmd = Second { on, proposal };
    let signs = raw.text("choix") == "signer";
    let done = web
        .write(move |tx, ctx| {
            if signs {
                service::second(tx, ctx, &cmd).map(drop)
            } else {
                service::drop_proposal(tx, ctx, &cmd)
            }
        })
        .await;
    if let Err(failure) = done {
        return Err(refused(&web, &path, failure).await);
    }
    let words = if signs {
        "La décision est enregistrée."
    } else {
        "La proposition est abandonnée."
    };
    web.see_other_with(urls::file(request_id(&path)?), Flash::success(words))
}
