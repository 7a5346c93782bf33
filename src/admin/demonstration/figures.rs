//! The monthly reports of the demonstration.

use super::people::MARC;
use super::stage::Stage;
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;
use crate::participation::{self, Figures, ReportId, SendReport, Source};

/// A participant, and who reports for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reporter {
    pub(super) who: &'static str,
    pub(super) siren: &'static str,
    /// The first month that it owes.
    since: Month,
}

impl Reporter {
    /// Somebody just admitted.
    pub(super) fn new(who: &'static str, siren: &'static str, now: Instant) -> Self {
        Self {
            who,
            siren,
            since: Month::of(now.paris_day()),
        }
    }

    /// Its figures of the `rank`-th month: each participant has its own size, and the part of FranceConnect grows.
    fn figures(self, rank: i64) -> Figures {
        let size = 1 + self.siren.parse::<i64>().unwrap_or_default() % 7;
        let connections = 2_000 * size + (160 - 30 * size) * rank * 4;
        let accounts = 90 * size + 6 * rank;
        let part = (6 + size + 3 * rank).min(60);
        Figures {
            connections_fc: connections * part / 100,
            connections,
            accounts_fc: accounts * (part + 8) / 100,
            accounts,
            growth_tenths: 40 - 9 * size + 3 * rank,
        }
    }
}

/// What users say, in turn.
const SAID: [&str; 4] = [
    "Les abonnés retrouvent leur dossier sans créer de mot de passe.",
    "Moins d'appels à l'assistance pour des mots de passe perdus.",
    "Quelques usagers ne voient pas le bouton sur leur téléphone.",
    "",
];

/// Everybody reports a month.
pub(super) fn send(
    stage: &Stage<'_>,
    experiment: ExperimentId,
    (reporters, (month, rank)): (&[Reporter], (Month, i64)),
) -> Result<Vec<ReportId>, Fault> {
    let mut sent = Vec::new();
    for (one, said) in reporters.iter().zip(SAID.iter().cycle()) {
        if month < one.since {
            continue;
        }
        let cmd = SendReport {
            by: stage.account(one.who)?,
            to: (experiment, one.siren.to_owned()),
            month,
            figures: one.figures(rank),
            feedback: (*said).to_owned(),
            comment: "Rien de particulier ce mois-ci.".to_owned(),
            source: Source::Form,
            seen: None,
        };
        let id = stage.act(one.who, |tx, ctx, _| participation::send(tx, ctx, &cmd))?;
        sent.push(id);
    }
    Ok(sent)
}

/// The staff accepts reports.
pub(super) fn accept(stage: &Stage<'_>, sent: &[ReportId]) -> Result<(), Fault> {
    for id in sent {
        stage.act(MARC, |tx, ctx, _| participation::accept(tx, ctx, *id))?;
    }
    Ok(())
}
