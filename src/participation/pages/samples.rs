//! A participation for samples: one organisation, one month.

use uuid::Uuid;

use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::{Day, Instant};
use crate::organisations::OrganisationId;
use crate::participation::ending::WORDING;
use crate::participation::ending::store::Attestation;
use crate::participation::exclusion::{Exclusion, ExclusionId, Ground, Status as Procedure};
use crate::participation::model::{Participant, Period};
use crate::participation::reports::{Alert, Figures, Report, ReportId, Source, Status};
use crate::requests::Sector;
use crate::shell::AccountId;

/// 2 March 1970 and its year.
fn day(days: i64) -> Day {
    Instant::new(chrono::DateTime::UNIX_EPOCH)
        .paris_day()
        .plus_days(days)
}

/// An experiment of a year.
pub fn period() -> Period {
    Period {
        id: ExperimentId(Uuid::nil()),
        decree: "Arrêté du 2 mars 2026".to_owned(),
        opens_on: day(59),
        closes_on: day(59 + 365),
        report_day: 10,
    }
}

/// Somebody who takes part from the first day.
pub fn participant() -> Participant {
    Participant {
        siren: "732829320".to_owned(),
        name: "Exemple SAS".to_owned(),
        organisation: OrganisationId(Uuid::nil()),
        sector: Sector::Education,
        since: day(60),
        left_at: None,
    }
}

/// The first month.
pub fn month() -> Month {
    Month::of(period().opens_on)
}

/// Its report.
pub fn report(status: Status) -> Report {
    let at = month().next().first().start();
    Report {
        id: ReportId(Uuid::nil()),
        experiment: period().id,
        siren: participant().siren,
        month: month(),
        ordinal: 1,
        status,
        sector: Sector::Education,
        figures: Figures {
            connections_fc: 1_250,
            connections: 5_000,
            accounts_fc: 300,
            accounts: 280,
            growth_tenths: 125,
        },
        feedback: "Les usagers gagnent du temps.".to_owned(),
        comment: "Deux comptes rattachés le même jour.".to_owned(),
        alerts: vec![Alert::AccountsPart],
        source: Source::Form,
        sent_at: at,
        judged_at: matches!(status, Status::Accepted | Status::Returned).then_some(at),
        reason: if status == Status::Returned {
            "Les comptes dépassent le total.".to_owned()
        } else {
            String::new()
        },
        hash: (status == Status::Accepted).then(|| "a".repeat(64)),
    }
}

/// A procedure in that state.
pub fn procedure(status: Procedure) -> Exclusion {
    let at = day(120).start();
    let replied = status != Procedure::Noticed;
    Exclusion {
        id: ExclusionId(Uuid::nil()),
        experiment: period().id,
        siren: participant().siren,
        ground: Ground::MissingReports,
        status,
        facts: "Trois relevés manquent malgré les rappels.".to_owned(),
        noticed_by: AccountId(Uuid::nil()),
        noticed_at: at,
        reply_until: day(135),
        reply: if replied {
            "Nos équipes ont changé.".to_owned()
        } else {
            String::new()
        },
        replied_at: replied.then_some(at),
        reason: if status.is_open() {
            String::new()
        } else {
            "Les relevés sont arrivés.".to_owned()
        },
        decided_at: (!status.is_open()).then_some(at),
        decided_by: None,
    }
}

/// An attestation, signed or not.
pub fn attestation(signed: bool) -> Attestation {
    let text = |words: &str| {
        if signed {
            words.to_owned()
        } else {
            String::new()
        }
    };
    Attestation {
        siren: participant().siren,
        asked_at: period().closes_at(),
        due_on: period().closes_on.plus_days(30),
        destroyed_on: signed.then(|| period().closes_on),
        means: text("Suppression des comptes et des sauvegardes."),
        signatory: text("Camille Martin, directrice"),
        wording: text(WORDING),
        signed_at: signed.then(|| period().closes_at()),
    }
}
