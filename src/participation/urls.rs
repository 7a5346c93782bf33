//! Addresses of what participants owe, and of what the staff makes of it.

use super::assessment::NotePart;
use super::exclusion::ExclusionId;
use super::reports::ReportId;
use crate::experiment::ExperimentId;
use crate::figures::Month;

/// What somebody's organisations take part in.
pub const MINE: &str = "/espace/experimentation";
/// The reports, for the staff.
pub const REPORTS: &str = "/instruction/experimentation/releves";
/// The participants, for the staff.
pub const PARTICIPANTS: &str = "/instruction/experimentation/participants";
/// The assessment as it is written, for the staff.
pub const ASSESSMENT: &str = "/instruction/experimentation/bilan";
/// The panel, of the room `experiment`.
pub const PANEL: &str = "/instruction/experimentation";
/// What everybody reads of the experiment.
pub const PUBLIC: &str = "/experimentation";

/// A page of the staff about one experiment, at one of the addresses above.
#[must_use]
pub fn about(page: &str, experiment: ExperimentId) -> String {
    format!("{page}?experimentation={experiment}")
}

/// What one participant owes.
#[must_use]
pub fn participation(experiment: ExperimentId, siren: &str) -> String {
    format!("{MINE}/{experiment}/{siren}")
}

/// The report of a month.
#[must_use]
pub fn report(experiment: ExperimentId, siren: &str, month: Month) -> String {
    format!("{MINE}/{experiment}/{siren}/releves/{}", month.code())
}

/// Sending reports in a file.
#[must_use]
pub fn report_file(experiment: ExperimentId, siren: &str) -> String {
    format!("{MINE}/{experiment}/{siren}/fichier")
}

/// The model of such a file.
#[must_use]
pub fn report_model(experiment: ExperimentId, siren: &str) -> String {
    format!("{MINE}/{experiment}/{siren}/modele")
}

/// The reports of a participant as a file of that kind.
#[must_use]
pub fn own_export(experiment: ExperimentId, siren: &str, kind: &str) -> String {
    format!("{MINE}/{experiment}/{siren}/export/{kind}")
}

/// The attestation of destruction.
#[must_use]
pub fn attestation(experiment: ExperimentId, siren: &str) -> String {
    format!("{MINE}/{experiment}/{siren}/attestation")
}

/// A procedure of exclusion, for the participant.
#[must_use]
pub fn reply(id: ExclusionId) -> String {
    format!("/espace/procedures/{id}")
}

/// The letter of an exclusion, for the participant.
#[must_use]
pub fn letter(id: ExclusionId) -> String {
    format!("/espace/procedures/{id}/decision")
}

/// The letter of an exclusion, for the staff.
#[must_use]
pub fn staff_letter(id: ExclusionId) -> String {
    format!("{PARTICIPANTS}/procedures/{id}/decision")
}

/// A report, for the staff.
#[must_use]
pub fn judge(id: ReportId) -> String {
    format!("{REPORTS}/{id}")
}

/// Every report in force as a file of that kind, for the staff.
#[must_use]
pub fn export(experiment: ExperimentId, kind: &str) -> String {
    format!("{REPORTS}/export/{kind}?experimentation={experiment}")
}

/// The assessment as it stands as a file of that kind, for the staff.
#[must_use]
pub fn draft_file(experiment: ExperimentId, kind: &str) -> String {
    format!("{ASSESSMENT}/fichier/{kind}?experimentation={experiment}")
}

/// A note of the assessment.
#[must_use]
pub fn note(part: NotePart) -> String {
    format!("{ASSESSMENT}/{part}")
}

/// A procedure to open against a participant.
#[must_use]
pub fn exclude(experiment: ExperimentId, siren: &str) -> String {
    format!("{PARTICIPANTS}/{experiment}/{siren}/exclure")
}

/// A procedure, for the staff.
#[must_use]
pub fn procedure(id: ExclusionId) -> String {
    format!("{PARTICIPANTS}/procedures/{id}")
}

/// The published assessment of an experiment.
#[must_use]
pub fn published(experiment: ExperimentId) -> String {
    format!("{PUBLIC}/bilan/{experiment}")
}

/// The same as a file of that kind.
#[must_use]
pub fn published_file(experiment: ExperimentId, kind: &str) -> String {
    format!("{PUBLIC}/bilan/{experiment}/{kind}")
}
