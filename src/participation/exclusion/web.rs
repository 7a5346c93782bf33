//! Procedures in the browser.

use actix_web::web::Path;

use super::letter::letter as letter_of;
use super::model::{Exclusion, ExclusionId, Ground, REPLY_DAYS};
use super::pages::{AnswerPage, OpeningPage, ProcedurePage};
use super::service::{self, Decide, ExclusionError, NoticeExclusion};
use super::state::{Command, Refused};
use super::store;
use crate::experiment::ExperimentId;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::pdf::{self, Paper};
use crate::kernel::text::french_day;
use crate::participation::access::{Denied, Wish, authorised};
use crate::participation::model::{Participant, Period};
use crate::participation::web::{denied, refused};
use crate::participation::{urls, views};
use crate::services;
use crate::shell::{
    AccountId, Answer, Auditor, ConflictPage, Flash, FormState, PageError, Protected, RawForm,
    Reviewer, Role, SignedIn, Staff, Supervisor, Web,
};

/// Longest words of either side.
const WORDS_MAX: usize = 8_000;

async fn answer_page(
    web: &Web,
    account: AccountId,
    (id, form): (ExclusionId, FormState),
) -> Result<AnswerPage, PageError> {
    let read = web.db().read::<_, Denied, _>(move |c| {
        let one = store::find(c, id)?.ok_or(Denied::Unknown)?;
        let whose = (one.experiment, one.siren.as_str());
        let (_, participant, may_act) = authorised(c, account, whose, Wish::Read)?;
        Ok(AnswerPage::new(&participant, &one, (form.clone(), may_act)))
    });
    read.await.map_err(denied)
}

pub(in crate::participation) async fn answer(
    web: Web,
    who: SignedIn,
    id: Path<ExclusionId>,
) -> Answer {
    let what = (id.into_inner(), FormState::empty());
    web.page(&answer_page(&web, who.account(), what).await?)
}

pub(in crate::participation) async fn reply(
    web: Web,
    who: SignedIn,
    id: Path<ExclusionId>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let mut form = FormState::new(&raw).fields(&["reponse"]);
    let words = form.required(&raw, "reponse", "Vos observations", WORDS_MAX);
    if form.has_errors() {
        return web.mistakes(&answer_page(&web, account, (id, form)).await?);
    }
    let done = web
        .write(move |tx, ctx| service::reply(tx, ctx, (account, id), &words))
        .await;
    done.map_err(|failure| not_done(failure, urls::reply(id)))?;
    web.see_other_with(
        urls::reply(id),
        Flash::success("Vos observations sont transmises à la DINUM."),
    )
}

fn not_done(failure: Failure<ExclusionError>, back: String) -> PageError {
    PageError::of(failure, |why| {
        let words = match why {
            ExclusionError::Denied(why) => return refused(why),
            ExclusionError::Gone => {
                "Ce participant n'a plus d'accès au titre de l'expérimentation.".to_owned()
            }
            ExclusionError::Open(_) => {
                "Une procédure est déjà ouverte à l'égard de ce participant.".to_owned()
            }
            ExclusionError::Refused(Refused::Settled(status)) => {
                format!(
                    "La procédure a changé entre-temps. Elle est à présent : {}.",
                    status.label()
                )
            }
            ExclusionError::Refused(Refused::TooEarly(until)) => format!(
                "Le participant peut répondre jusqu'au {} : l'exclusion ne peut pas être prononcée avant.",
                french_day(until)
            ),
            ExclusionError::Refused(Refused::SamePerson) => {
                "Vous avez ouvert cette procédure : une autre personne doit prononcer l'exclusion."
                    .to_owned()
            }
        };
        let back = match why {
            ExclusionError::Open(id) => urls::procedure(id),
            _ => back,
        };
        ConflictPage::new(&words)
            .action(back, "Voir où en est la procédure")
            .into()
    })
}

async fn target(
    web: &Web,
    (experiment, siren): (ExperimentId, String),
) -> Result<(Period, Participant), PageError> {
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(period) = views::period(c, experiment)? else {
            return Ok(None);
        };
        let participant = views::participant(c, &period, &siren)?;
        Ok(participant.map(|participant| (period, participant)))
    });
    read.await?.ok_or(PageError::NotFound)
}

fn opening_page(
    web: &Web,
    (period, participant): (&Period, &Participant),
    form: FormState,
) -> OpeningPage {
    let until = web.ctx().now.paris_day().plus_days(REPLY_DAYS);
    OpeningPage::new((period, participant), until, form)
}

pub(in crate::participation) async fn opening(
    web: Web,
    _: Staff<(Reviewer, Supervisor)>,
    path: Path<(ExperimentId, String)>,
) -> Answer {
    let (period, participant) = target(&web, path.into_inner()).await?;
    web.page(&opening_page(
        &web,
        (&period, &participant),
        FormState::empty(),
    ))
}

pub(in crate::participation) async fn open(
    web: Web,
    who: Staff<(Reviewer, Supervisor)>,
    path: Path<(ExperimentId, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let against = path.into_inner();
    let (period, participant) = target(&web, against.clone()).await?;
    let mut form = FormState::new(&raw).fields(&["manquement", "faits"]);
    let ground = raw.text("manquement").parse::<Ground>().ok();
    if ground.is_none() {
        form.labelled_error(
            "manquement",
            "Manquement",
            "Choisissez l'engagement qui n'est pas tenu.",
        );
    }
    let facts = form.required(&raw, "faits", "Faits", WORDS_MAX);
    let Some(ground) = ground.filter(|_| !form.has_errors()) else {
        return web.mistakes(&opening_page(&web, (&period, &participant), form));
    };
    let cmd = NoticeExclusion {
        by: who.account(),
        against,
        ground,
        facts,
    };
    let done = web
        .write(move |tx, ctx| service::notice(tx, ctx, &cmd))
        .await;
    let id = done.map_err(|failure| not_done(failure, urls::PARTICIPANTS.to_owned()))?;
    web.see_other_with(
        urls::procedure(id),
        Flash::success("La procédure est ouverte. Le participant est prévenu et peut répondre."),
    )
}

async fn procedure_page(
    web: &Web,
    who: &Staff<(Reviewer, Supervisor, Auditor)>,
    (id, form): (ExclusionId, FormState),
) -> Result<ProcedurePage, PageError> {
    let may_decide = who.has(Role::Supervisor);
    let (account, today) = (who.account(), web.ctx().now.paris_day());
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(one) = store::find(c, id)? else {
            return Ok(None);
        };
        let Some(period) = views::period(c, one.experiment)? else {
            return Ok(None);
        };
        let participant = views::participant(c, &period, &one.siren)?;
        let asked = one.state().decide(Command::Exclude, (account, today));
        let shown = (form.clone(), may_decide, obstacle(&one, asked.err()));
        Ok(participant.map(|participant| ProcedurePage::new(&participant, &one, shown)))
    });
    read.await?.ok_or(PageError::NotFound)
}

/// What keeps somebody from excluding, as a page says it.
fn obstacle(one: &Exclusion, refused: Option<Refused>) -> &'static str {
    match refused {
        None => "",
        Some(Refused::Settled(_)) if one.status.is_open() => "",
        Some(Refused::Settled(_)) => "La procédure est close.",
        Some(Refused::TooEarly(_)) => {
            "Le participant peut encore répondre : l'exclusion ne peut être prononcée qu'après sa réponse ou son délai."
        }
        Some(Refused::SamePerson) => {
            "Vous avez ouvert cette procédure : une autre personne doit prononcer l'exclusion."
        }
    }
}

pub(in crate::participation) async fn show(
    web: Web,
    who: Staff<(Reviewer, Supervisor, Auditor)>,
    id: Path<ExclusionId>,
) -> Answer {
    let what = (id.into_inner(), FormState::empty());
    web.page(&procedure_page(&web, &who, what).await?)
}

pub(in crate::participation) async fn decide(
    web: Web,
    who: Staff<(Reviewer, Supervisor, Auditor)>,
    id: Path<ExclusionId>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    if !who.has(Role::Supervisor) {
        let words = "Seul un responsable prononce ou écarte une exclusion.";
        return Err(PageError::Forbidden(words.to_owned()));
    }
    let id = id.into_inner();
    let mut form = FormState::new(&raw).fields(&["motif"]);
    let reason = form.required(&raw, "motif", "Motif", WORDS_MAX);
    if form.has_errors() {
        return web.mistakes(&procedure_page(&web, &who, (id, form)).await?);
    }
    let cmd = Decide {
        by: who.account(),
        id,
        excludes: raw.text("decision") == "exclure",
        reason,
    };
    let excludes = cmd.excludes;
    let done = web
        .write(move |tx, ctx| service::decide(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| not_done(failure, urls::procedure(id)))?;
    let words = if excludes {
        "L'exclusion est prononcée. Les accès sont coupés et le participant est prévenu."
    } else {
        "La procédure est close sans suite. Le participant est prévenu."
    };
    web.see_other_with(urls::procedure(id), Flash::success(words))
}

/// The letter of an exclusion, for its participant.
pub(in crate::participation) async fn own_letter(
    web: Web,
    who: SignedIn,
    id: Path<ExclusionId>,
) -> Answer {
    let (account, id) = (who.account(), id.into_inner());
    let read = web.db().read::<_, Denied, _>(move |c| {
        let one = store::find(c, id)?.ok_or(Denied::Unknown)?;
        let whose = (one.experiment, one.siren.as_str());
        let (period, participant, _) = authorised(c, account, whose, Wish::Read)?;
        Ok(paper(c, (&period, &participant), &one)?)
    });
    let paper = read.await.map_err(denied)?;
    written(&web, paper).await
}

/// The same, for the staff.
pub(in crate::participation) async fn letter(
    web: Web,
    _: Staff<(Reviewer, Supervisor, Auditor)>,
    id: Path<ExclusionId>,
) -> Answer {
    let id = id.into_inner();
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(one) = store::find(c, id)? else {
            return Ok(None);
        };
        let Some(period) = views::period(c, one.experiment)? else {
            return Ok(None);
        };
        let Some(participant) = views::participant(c, &period, &one.siren)? else {
            return Ok(None);
        };
        Ok(paper(c, (&period, &participant), &one)?)
    });
    let paper = read.await?;
    written(&web, paper).await
}

fn paper(
    c: &mut Conn,
    who: (&Period, &Participant),
    one: &Exclusion,
) -> Result<Option<Paper>, Fault> {
    let by = match one.decided_by {
        Some(by) => services::person(c, by)?.name,
        None => String::new(),
    };
    Ok(letter_of(who, one, &by))
}

async fn written(web: &Web, paper: Option<Paper>) -> Answer {
    let paper = paper.ok_or(PageError::NotFound)?;
    let bytes = web.blocking(move || pdf::write(&paper)).await?;
    web.made(("decision-exclusion.pdf", "application/pdf"), bytes)
}
