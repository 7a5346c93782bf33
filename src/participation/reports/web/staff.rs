//! Reports before the staff: the list of a month, the verdict on one, the acceptance of those that surprise in nothing.

use actix_web::web::Path;

use super::month_of;
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::Instant;
use crate::kernel::error::{Fault, Never, Outcome};
use crate::kernel::spreadsheet::FileKind;
use crate::participation::model::Period;
use crate::participation::reports::model::{ReportId, Status};
use crate::participation::reports::pages::{JudgePage, Look, ReportsPage};
use crate::participation::reports::service::{self, JudgeError};
use crate::participation::reports::{forms, store, table};
use crate::participation::{urls, views};
use crate::requests::Sector;
use crate::shell::{
    Answer, Auditor, ConflictPage, Flash, FormState, PageError, Protected, RawForm, Reviewer, Role,
    Staff, Supervisor, Web,
};

/// Who reads reports, and who judges them.
type Readers = Staff<(Reviewer, Supervisor, Auditor)>;
type Judges = Staff<(Reviewer, Supervisor)>;

pub(in crate::participation) async fn list(web: Web, who: Readers) -> Answer {
    let asked = web.query("experimentation").parse::<ExperimentId>().ok();
    let today = web.ctx().now.paris_day();
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(period) = views::chosen(c, asked, today)? else {
            return Ok(None);
        };
        let participants = views::participants(c, &period)?;
        let alive = [Status::Submitted, Status::Accepted];
        let sent = store::of_experiment(c, period.id, &alive)?;
        Ok(Some((period, participants, sent)))
    });
    let Some((period, participants, sent)) = read.await? else {
        return web.see_other(urls::PANEL);
    };
    let look = Look {
        month: chosen_month(&web.query("mois"), &period, web.ctx().now),
        sector: web.query("secteur").parse::<Sector>().ok(),
        page: web.query("page").parse::<usize>().unwrap_or(1),
        today,
        may_judge: who.has(Role::Reviewer) || who.has(Role::Supervisor),
    };
    web.page(&ReportsPage::new(&period, participants, &sent, look))
}

/// The month asked for, within the experiment; else the last one that is over.
fn chosen_month(asked: &str, period: &Period, now: Instant) -> Month {
    let first = Month::of(period.opens_on);
    let last = Month::of(period.closes_on.plus_days(-1));
    Month::parse(asked)
        .unwrap_or_else(|| Month::of(now.paris_day()).back(1))
        .clamp(first, last.max(first))
}

pub(in crate::participation) async fn export(web: Web, _: Readers, path: Path<String>) -> Answer {
    let kind = FileKind::parse(&path).ok_or(PageError::NotFound)?;
    let asked = web.query("experimentation").parse::<ExperimentId>().ok();
    let today = web.ctx().now.paris_day();
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(period) = views::chosen(c, asked, today)? else {
            return Ok(None);
        };
        let participants = views::participants(c, &period)?;
        let sent = store::of_experiment(c, period.id, &[Status::Submitted, Status::Accepted])?;
        Ok(Some(table::file(kind, &participants, &sent)?))
    });
    let bytes = read.await?.ok_or(PageError::NotFound)?;
    web.made(
        (&format!("releves.{}", kind.code()), kind.media_type()),
        bytes,
    )
}

/// Accepts what waits for a month and surprises in nothing.
pub(in crate::participation) async fn accept_quiet(
    web: Web,
    _: Judges,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let month = month_of(raw.text("mois"))?;
    let experiment = raw.text("experimentation").parse::<ExperimentId>();
    let experiment = experiment.map_err(|_| PageError::NotFound)?;
    let done: Outcome<usize, JudgeError> = web
        .write(move |tx, ctx| {
            let waiting = store::of_experiment(tx, experiment, &[Status::Submitted])?;
            let quiet = waiting
                .iter()
                .filter(|report| report.month == month && report.alerts.is_empty());
            let mut count = 0;
            for report in quiet {
                service::accept(tx, ctx, report.id)?;
                count += 1;
            }
            Ok(count)
        })
        .await;
    let count =
        done.map_err(|failure| PageError::of(failure, |why| settled(why, urls::REPORTS)))?;
    let back = format!(
        "{}?experimentation={experiment}&mois={}",
        urls::REPORTS,
        month.code()
    );
    web.see_other_with(
        back,
        Flash::success("Les relevés sans alerte sont acceptés.")
            .with_text(format!("Relevés acceptés : {count}.")),
    )
}

async fn judge_page(
    web: &Web,
    id: ReportId,
    (form, may_judge): (FormState, bool),
) -> Result<JudgePage, PageError> {
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(report) = store::find(c, id)? else {
            return Ok(None);
        };
        let Some(period) = views::period(c, report.experiment)? else {
            return Ok(None);
        };
        let name = views::participant(c, &period, &report.siren)?
            .ok_or_else(|| Fault::inconsistent("monthly_reports", id))?
            .name;
        let mut versions = store::of_participant(c, report.experiment, &report.siren)?;
        versions.retain(|version| version.month == report.month);
        Ok(JudgePage::new(
            &name,
            (id, &versions),
            (form.clone(), may_judge),
        ))
    });
    read.await?.ok_or(PageError::NotFound)
}

pub(in crate::participation) async fn show_one(
    web: Web,
    who: Readers,
    id: Path<ReportId>,
) -> Answer {
    let may_judge = who.has(Role::Reviewer) || who.has(Role::Supervisor);
    let page = judge_page(&web, id.into_inner(), (FormState::empty(), may_judge)).await?;
    web.page(&page)
}

pub(in crate::participation) async fn judge(
    web: Web,
    _: Judges,
    id: Path<ReportId>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let id = id.into_inner();
    let accepts = raw.text("verdict") == "accepter";
    let mut form = FormState::new(&raw).fields(&["motif"]);
    let mut reason = String::new();
    if !accepts {
        reason = form.required(&raw, "motif", "Motif", forms::WORDS_MAX);
    }
    if form.has_errors() {
        return web.mistakes(&judge_page(&web, id, (form, true)).await?);
    }
    let done = web
        .write(move |tx, ctx| {
            if accepts {
                service::accept(tx, ctx, id)
            } else {
                service::hand_back(tx, ctx, id, &reason)
            }
        })
        .await;
    done.map_err(|failure| PageError::of(failure, |why| settled(why, &urls::judge(id))))?;
    let words = if accepts {
        "Le relevé est accepté : ses chiffres ne changeront plus."
    } else {
        "Le relevé est renvoyé au participant avec votre motif."
    };
    web.see_other_with(urls::REPORTS, Flash::success(words))
}

fn settled(why: JudgeError, back: &str) -> PageError {
    match why {
        JudgeError::Unknown => PageError::NotFound,
        JudgeError::Settled => ConflictPage::new("Ce relevé a été jugé ou remplacé entre-temps.")
            .action(back, "Voir où il en est")
            .into(),
    }
}
