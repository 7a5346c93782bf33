//! The monthly reports of the demonstration: one participant sends its own, the other forgets.

use super::people::{LUCAS, MARC};
use super::stage::Stage;
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::clock::Day;
use crate::kernel::error::Fault;
use crate::participation::{self, Figures, SendReport, Source};

/// The legal person of Vélovia Transports.
const VELOVIA: &str = "990001018";

/// Vélovia, seated since that day, reports each month that is over; the staff accepts all but the last.
pub(super) fn send(stage: &Stage<'_>, experiment: ExperimentId, since: Day) -> Result<(), Fault> {
    let last = Month::of(stage.now().paris_day()).back(1);
    for (rank, month) in (1_i64..).zip(Month::of(since).to(last)) {
        let id = stage.act(LUCAS, |tx, ctx, by| {
            let cmd = SendReport {
                by,
                to: (experiment, VELOVIA.to_owned()),
                month,
                figures: Figures {
                    connections_fc: 1_800 * rank,
                    connections: 9_000 + 400 * rank,
                    accounts_fc: 120 * rank,
                    accounts: 410 + 20 * rank,
                    growth_tenths: 15 * rank,
                },
                feedback: "Les abonnés retrouvent leur dossier sans créer de mot de passe."
                    .to_owned(),
                comment: "Ouverture au public en cours de mois.".to_owned(),
                source: Source::Form,
                seen: None,
            };
            participation::send(tx, ctx, &cmd)
        })?;
        if month < last {
            stage.act(MARC, |tx, ctx, _| participation::accept(tx, ctx, id))?;
        }
    }
    Ok(())
}
