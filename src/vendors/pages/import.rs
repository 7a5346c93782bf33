//! A file of clients: sent, then shown with its errors before anything is written.

use serde::Serialize;

use super::{crumb, sample_vendor};
use crate::kernel::text::count;
use crate::organisations::OrganisationId;
use crate::shell::{Crumb, FormState, Page};
use crate::vendors::file::{LineError, MAX_LINES, Report};
use crate::vendors::lines::COLUMNS;
use crate::vendors::model::{ImportId, ImportStatus};
use crate::vendors::urls;

#[derive(Debug, Clone, Serialize)]
struct ColumnRow {
    name: &'static str,
    label: &'static str,
    required: bool,
}

/// A file to send.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct UploadPage {
    form: FormState,
    columns: Vec<ColumnRow>,
    most: usize,
    action: String,
    model_url: String,
    #[serde(skip)]
    vendor: OrganisationId,
}

impl UploadPage {
    pub(in crate::vendors) fn new(vendor: OrganisationId, form: FormState) -> Self {
        let columns = COLUMNS.iter().map(|column| ColumnRow {
            name: column.name,
            label: column.label,
            required: column.required,
        });
        Self {
            form,
            columns: columns.collect(),
            most: MAX_LINES,
            action: urls::upload(vendor),
            model_url: urls::model(vendor),
            vendor,
        }
    }
}

impl Page for UploadPage {
    const TEMPLATE: &'static str = "vendors/upload.html";

    fn title(&self) -> String {
        "Importer des clientes".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![crumb(self.vendor)]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty();
        wrong.labelled_error("fichier", "Fichier", "Choisissez un fichier.");
        vec![
            Self::new(sample_vendor(), FormState::empty()),
            Self::new(sample_vendor(), wrong),
        ]
    }
}

/// What was found in a file.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct ReportPage {
    file_name: String,
    lines: String,
    error_count: usize,
    errors: Vec<LineError>,
    more: usize,
    waits: bool,
    action: String,
    again_url: String,
    back_url: String,
    #[serde(skip)]
    vendor: OrganisationId,
}

impl ReportPage {
    pub(in crate::vendors) fn new(
        (vendor, id): (OrganisationId, ImportId),
        (file_name, status): (String, ImportStatus),
        report: Report,
    ) -> Self {
        let lines = i64::try_from(report.lines).unwrap_or(i64::MAX);
        Self {
            file_name,
            lines: count(lines, "cliente lue", "clientes lues"),
            error_count: report.error_count,
            more: report.error_count.saturating_sub(report.errors.len()),
            errors: report.errors,
            waits: status == ImportStatus::Checked,
            action: urls::import(vendor, id),
            again_url: urls::upload(vendor),
            back_url: urls::portfolio(vendor),
            vendor,
        }
    }
}

impl Page for ReportPage {
    const TEMPLATE: &'static str = "vendors/report.html";

    fn title(&self) -> String {
        "Contrôle du fichier".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![crumb(self.vendor)]
    }

    fn samples() -> Vec<Self> {
        let id = ImportId(uuid::Uuid::from_u128(3));
        let error = LineError {
            line: 4,
            column: "SIRET".to_owned(),
            message: "Le SIRET comporte <14> chiffres.".to_owned(),
        };
        let page = |status, errors: Vec<LineError>| {
            let report = Report {
                lines: 12,
                error_count: errors.len() * 300,
                errors,
            };
            let file = ("clientes <1>.csv".to_owned(), status);
            Self::new((sample_vendor(), id), file, report)
        };
        vec![
            page(ImportStatus::Checked, vec![error]),
            page(ImportStatus::Checked, Vec::new()),
            page(ImportStatus::Imported, Vec::new()),
        ]
    }
}
