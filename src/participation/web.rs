//! The routes of participation, and what its handlers share.

use super::access::{Denied, Wish, authorised};
use super::jobs::Told;
use super::pages::{Done, MinePage, ParticipantsPage, ParticipationPage, Whole};
use super::reports::{Status, store as reports};
use super::{assessment, ending, exclusion, reports as report_room, store, urls, views};
use crate::experiment::ExperimentId;
use crate::kernel::error::{Failure, Never};
use crate::shell::{
    Answer, Auditor, PageError, Path, Reviewer, Role, Routes, SignedIn, Staff, Supervisor, Web,
};

/// Requests that nobody decided, counted at most.
const UNDECIDED: i64 = 1_000;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    partner().and(desk()).and(everybody())
}

fn partner() -> Routes {
    use ending::web as end;
    use exclusion::web as procedure;
    use report_room::web as report;
    Routes::new("participation")
        .get(urls::MINE, mine)
        .get(
            "/espace/experimentation/{experiment}/{siren}",
            participation,
        )
        .get(
            "/espace/experimentation/{experiment}/{siren}/releves/{mois}",
            report::show,
        )
        .post(
            "/espace/experimentation/{experiment}/{siren}/releves/{mois}",
            report::send,
        )
        .get(
            "/espace/experimentation/{experiment}/{siren}/fichier",
            report::upload,
        )
        .post(
            "/espace/experimentation/{experiment}/{siren}/fichier",
            report::receive,
        )
        .get(
            "/espace/experimentation/{experiment}/{siren}/modele",
            report::model,
        )
        .get(
            "/espace/experimentation/{experiment}/{siren}/export/{kind}",
            report::own_export,
        )
        .get(
            "/espace/experimentation/{experiment}/{siren}/attestation",
            end::attestation,
        )
        .post(
            "/espace/experimentation/{experiment}/{siren}/attestation",
            end::sign,
        )
        .get("/espace/procedures/{procedure}", procedure::answer)
        .get(
            "/espace/procedures/{procedure}/decision",
            procedure::own_letter,
        )
        .post("/espace/procedures/{procedure}", procedure::reply)
}

fn desk() -> Routes {
    use assessment::web as bilan;
    use exclusion::web as procedure;
    use report_room::web as report;
    Routes::new("participation")
        .get(urls::REPORTS, report::list)
        .post(urls::REPORTS, report::accept_quiet)
        .get(
            "/instruction/experimentation/releves/export/{kind}",
            report::export,
        )
        .get(
            "/instruction/experimentation/releves/{report}",
            report::show_one,
        )
        .post(
            "/instruction/experimentation/releves/{report}",
            report::judge,
        )
        .get(urls::PARTICIPANTS, participants)
        .get(
            "/instruction/experimentation/participants/procedures/{procedure}",
            procedure::show,
        )
        .post(
            "/instruction/experimentation/participants/procedures/{procedure}",
            procedure::decide,
        )
        .get(
            "/instruction/experimentation/participants/procedures/{procedure}/decision",
            procedure::letter,
        )
        .get(
            "/instruction/experimentation/participants/{experiment}/{siren}/exclure",
            procedure::opening,
        )
        .post(
            "/instruction/experimentation/participants/{experiment}/{siren}/exclure",
            procedure::open,
        )
        .get(urls::ASSESSMENT, bilan::show)
        .post(urls::ASSESSMENT, bilan::publish)
        .get(
            "/instruction/experimentation/bilan/fichier/{kind}",
            bilan::draft_file,
        )
        .post("/instruction/experimentation/bilan/{part}", bilan::write)
}

fn everybody() -> Routes {
    use assessment::web as bilan;
    Routes::new("participation")
        .get("/experimentation/bilan/{experiment}", bilan::published)
        .get(
            "/experimentation/bilan/{experiment}/{kind}",
            bilan::published_file,
        )
}

/// The page for somebody who may not.
pub(super) fn refused(why: Denied) -> PageError {
    match why {
        Denied::Unknown => PageError::NotFound,
        Denied::Forbidden => {
            PageError::Forbidden("Votre rôle dans l'équipe du service ne le permet pas.".to_owned())
        }
    }
}

/// See [`refused`].
pub(super) fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, refused)
}

async fn mine(web: Web, who: SignedIn) -> Answer {
    let account = who.account();
    let read = web.db().read::<_, Never, _>(move |c| {
        let mut found = Vec::new();
        let mine = views::mine(c, account)?;
        if mine.is_empty() {
            return Ok(found);
        }
        for period in views::periods(c)? {
            let participants = views::participants(c, &period)?;
            let own = participants
                .into_iter()
                .filter(|one| mine.contains_key(&one.siren));
            found.extend(own.map(|one| (period.clone(), one)));
        }
        Ok(found)
    });
    web.page(&MinePage::new(&read.await?, web.ctx().now))
}

async fn participation(web: Web, who: SignedIn, path: Path<(ExperimentId, String)>) -> Answer {
    let (account, (experiment, siren), now) = (who.account(), path.into_inner(), web.ctx().now);
    let read = web.db().read::<_, Denied, _>(move |c| {
        let whose = (experiment, siren.as_str());
        let (period, participant, may_act) = authorised(c, account, whose, Wish::Read)?;
        let shown = Whole {
            reports: reports::of_participant(c, experiment, &siren)?,
            procedures: exclusion::of_participant(c, experiment, &siren)?,
            attestation: ending::store::find(c, experiment, &siren)?,
            period,
            participant,
        };
        Ok(ParticipationPage::new(shown, now, may_act))
    });
    web.page(&read.await.map_err(denied)?)
}

async fn participants(web: Web, who: Staff<(Reviewer, Supervisor, Auditor)>) -> Answer {
    let asked = web.query("experimentation").parse::<ExperimentId>().ok();
    let may_act = who.has(Role::Reviewer) || who.has(Role::Supervisor);
    let (now, page) = (web.ctx().now, web.query("page").parse().unwrap_or(1));
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(period) = views::chosen(c, asked, now.paris_day())? else {
            return Ok(None);
        };
        let participants = views::participants(c, &period)?;
        let alive = [Status::Submitted, Status::Accepted];
        let sent = reports::of_experiment(c, period.id, &alive)?;
        let procedures = exclusion::of_experiment(c, period.id)?;
        let attestations = ending::store::of_experiment(c, period.id)?;
        let kinds = [Told::EndNear.as_str(), Told::UndecidedNear.as_str()];
        let signed = attestations.iter().filter(|one| one.signed_at.is_some());
        let done = Done {
            told: store::told(c, period.id, &kinds)?,
            closed_at: ending::store::closed_at(c, period.id)?,
            attested: (attestations.len(), signed.count()),
            undecided: views::undecided(c, &period, UNDECIDED)?.len(),
        };
        let all = (participants, sent);
        let marks = (procedures, attestations, done);
        Ok(Some(ParticipantsPage::new(
            &period,
            all,
            &marks,
            (now, may_act, page),
        )))
    });
    match read.await? {
        Some(page) => web.page(&page),
        None => web.see_other(urls::PANEL),
    }
}
