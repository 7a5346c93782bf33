//! The experiment of the demonstration: ten seats by sector, months of reports, a waiting list, an offer in progress, a
//! procedure that is open.

use super::companies::{SEATED, WAITING, attach, dossier, siren};
use super::desk::{grant, take};
use super::dossiers;
use super::figures::{self, Reporter};
use super::filing::file;
use super::people::{ANNE, GASPARD, INES, ISABELLE, LUCAS, MARC, OLIVIER};
use super::places::Places;
use super::stage::{Stage, broken};
use super::{LENGTH, RECENT};
use crate::experiment::{self, Configure, ExperimentId, RawTerms, Terms};
use crate::figures::Month;
use crate::kernel::error::Fault;
use crate::organisations::OrganisationId;
use crate::participation::{self, Ground, NoticeExclusion, ReportId};
use crate::requests::{Actor, Dossier, Move, RequestId, Sector};
use crate::review::{self, GiveUp};

/// Seats, so that the waiting list is not empty.
const CAP: i32 = 10;
/// Legal persons whose people file themselves.
const VELOVIA: &str = "990001018";
const LUMEN: &str = "990009094";

/// The experiment, with those that take part.
pub(super) struct Panel {
    experiment: ExperimentId,
    reporters: Vec<Reporter>,
    /// The next month to report, and how many were before.
    next: Month,
    rank: i64,
    leaver: Option<RequestId>,
}

impl Panel {
    /// These participants report the next month.
    fn report(&self, stage: &Stage<'_>, speaking: &[Reporter]) -> Result<Vec<ReportId>, Fault> {
        let month = (self.next, self.rank);
        figures::send(stage, self.experiment, (speaking, month))
    }

    /// The next month is reported.
    fn pass(&mut self) {
        self.next = self.next.next();
        self.rank += 1;
    }
}

/// Sets the experiment up, admits its first participants, and lets months pass until the story's last weeks.
pub(super) fn begin(stage: &Stage<'_>, places: &Places) -> Result<Panel, Fault> {
    let mut panel = Panel {
        experiment: open(stage)?,
        reporters: Vec::new(),
        next: Month::of(stage.now().paris_day()),
        rank: 0,
        leaver: None,
    };
    for (who, organisation, dossier, siren) in [
        (LUCAS, places.velovia, velovia(), VELOVIA),
        (INES, places.lumen, lumen(), LUMEN),
    ] {
        admit(stage, who, (organisation, &dossier))?;
        panel.reporters.push(Reporter::new(who, siren, stage.now()));
    }
    for company in &SEATED {
        let organisation = attach(stage, company)?;
        let request = admit(stage, GASPARD, (organisation, &dossier(company)))?;
        let reporter = Reporter::new(GASPARD, siren(company), stage.now());
        panel.reporters.push(reporter);
        panel.leaver = Some(request);
    }
    let limit = stage.end().minus(RECENT);
    while panel.next.next().first().plus_days(4).start() < limit {
        stage.until(panel.next.next().first().plus_days(4))?;
        let sent = panel.report(stage, &panel.reporters)?;
        figures::accept(stage, &sent)?;
        panel.pass();
    }
    stage.days_before_end(RECENT.num_days())?;
    Ok(panel)
}

fn open(stage: &Stage<'_>) -> Result<ExperimentId, Fault> {
    let today = stage.now().paris_day();
    let raw = RawTerms {
        decree: "Décret de démonstration relatif à l'expérimentation de FranceConnect".to_owned(),
        opens_on: today,
        closes_on: today.plus_days(LENGTH.num_days() + 150),
        cap: CAP,
        seats_reusable: true,
        report_day: experiment::REPORT_DAY,
        guides: vec![
            (Sector::HealthSocial, 2),
            (Sector::Education, 2),
            (Sector::SchoolSportCulture, 2),
            (Sector::PassengerTransport, 2),
            (Sector::ProfessionalCertification, 1),
            (Sector::HousingVehicleRental, 1),
        ],
    };
    let terms = Terms::new(&raw).map_err(broken)?;
    stage.act(ISABELLE, |tx, ctx, _| {
        let reason = "Ouverture de l'expérimentation.".to_owned();
        experiment::configure(
            tx,
            ctx,
            &Configure {
                seen: None,
                terms: terms.clone(),
                reason,
            },
        )
    })
}

fn admit(
    stage: &Stage<'_>,
    who: &str,
    (organisation, dossier): (OrganisationId, &Dossier),
) -> Result<RequestId, Fault> {
    stage.hours(12)?;
    let request = file(stage, who, organisation, dossier)?;
    take(stage, MARC, request)?;
    stage.hours(1)?;
    grant(stage, MARC, request)?;
    Ok(request)
}

/// Three that are eligible find every seat taken.
pub(super) fn fill(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    admit(stage, OLIVIER, (places.horizon, &horizon()))?;
    for company in &WAITING {
        let organisation = attach(stage, company)?;
        admit(stage, GASPARD, (organisation, &dossier(company)))?;
    }
    Ok(())
}

/// One participant gives up: its seat is offered to the first that waits.
pub(super) fn free(stage: &Stage<'_>, panel: &mut Panel) -> Result<(), Fault> {
    let Some(request) = panel.leaver.take() else {
        return Ok(());
    };
    let seen = stage.version(request)?;
    stage.act(GASPARD, |tx, ctx, me| {
        let on = Move {
            actor: Actor::applicant(me),
            request,
            seen,
        };
        let reason = "Le service ferme à la fin du mois.".to_owned();
        review::give_up(tx, ctx, &GiveUp { on, reason })
    })?;
    panel.reporters.pop();
    Ok(())
}

/// One participant no longer reports and is told so; the reports of the last month wait for the staff.
pub(super) fn today(stage: &Stage<'_>, mut panel: Panel) -> Result<(), Fault> {
    let last = Month::of(stage.now().paris_day()).back(1);
    let silent = LUMEN;
    while panel.next <= last {
        let reporters = &panel.reporters;
        let speaks = |one: &&Reporter| panel.next.next() < last || one.siren != silent;
        let speaking: Vec<Reporter> = reporters.iter().filter(speaks).copied().collect();
        let sent = panel.report(stage, &speaking)?;
        if panel.next < last {
            figures::accept(stage, &sent)?;
        }
        panel.pass();
    }
    stage.act(ANNE, |tx, ctx, by| {
        let cmd = NoticeExclusion {
            by,
            against: (panel.experiment, silent.to_owned()),
            ground: Ground::MissingReports,
            facts: "Les deux derniers relevés ne sont pas arrivés, malgré les rappels.".to_owned(),
        };
        participation::notice_exclusion(tx, ctx, &cmd)
    })?;
    Ok(())
}

fn velovia() -> Dossier {
    dossiers::experiment(
        Sector::PassengerTransport,
        (
            "Carte Vélovia",
            "https://carte.velovia.example/",
            "Abonnement de transport en ligne.",
        ),
        [
            ("Agathe", "Colin", "agathe.colin@velovia.example"),
            ("Bruno", "Marty", "dpo@velovia.example"),
            ("Lucas", "Bernard", LUCAS),
        ],
    )
}

fn lumen() -> Dossier {
    dossiers::experiment(
        Sector::Education,
        (
            "Inscriptions Lumen",
            "https://inscriptions.institut-lumen.example/",
            "Inscription aux formations.",
        ),
        [
            ("Élise", "Nicolas", "elise.nicolas@institut-lumen.example"),
            ("Bruno", "Marty", "dpo@institut-lumen.example"),
            ("Inès", "Fabre", INES),
        ],
    )
}

fn horizon() -> Dossier {
    dossiers::experiment(
        Sector::HousingVehicleRental,
        (
            "Mon dossier locataire",
            "https://locataire.residences-horizon.example/",
            "Location de logements en ligne.",
        ),
        [
            (
                "Odile",
                "Gauthier",
                "odile.gauthier@residences-horizon.example",
            ),
            ("Bruno", "Marty", "dpo@residences-horizon.example"),
            ("Olivier", "Renard", OLIVIER),
        ],
    )
}
