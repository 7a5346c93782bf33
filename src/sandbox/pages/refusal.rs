//! A refusal that explains itself, and the list of them all.

use serde::Serialize;

use crate::sandbox::fault::{Fault, Refused, Told, rows};
use crate::sandbox::urls;
use crate::shell::page::Page;

/// The way back to the client, with the error that it must handle.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct Back {
    /// Its address with the error.
    pub href: String,
    /// The public name of the service.
    pub service: String,
}

/// A refusal shown in the browser.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct RefusalPage {
    title: &'static str,
    code: &'static str,
    cause: &'static str,
    remedy: &'static str,
    detail: Option<String>,
    criterion: Option<i32>,
    incident: String,
    back: Option<Back>,
    more_url: String,
}

impl RefusalPage {
    pub(in crate::sandbox) fn new(refused: &Refused, incident: String, back: Option<Back>) -> Self {
        let row = refused.fault.row();
        Self {
            title: title(refused.fault),
            code: row.code,
            cause: row.cause,
            remedy: row.remedy,
            detail: Some(refused.detail.clone()).filter(|detail| !detail.is_empty()),
            criterion: row.criterion,
            more_url: urls::error(row.code, &incident),
            incident,
            back,
        }
    }
}

/// What could not be done.
fn title(fault: Fault) -> &'static str {
    match fault {
        Fault::LogoutParameter
        | Fault::HintMissing
        | Fault::HintUndecodable
        | Fault::HintInvalid
        | Fault::HintAudience
        | Fault::HintClient
        | Fault::PostLogoutUnregistered
        | Fault::LogoutSessionMissing => "Déconnexion impossible",
        Fault::AddressUnknown => "Adresse inconnue",
        _ => "Connexion impossible",
    }
}

impl Page for RefusalPage {
    const TEMPLATE: &'static str = "sandbox/refusal.html";

    fn title(&self) -> String {
        format!("{} ({})", self.title, self.code)
    }

    fn samples() -> Vec<Self> {
        let incident = "0199d3c4-0000-7000-8000-000000000001";
        let back = Back {
            href: "https://demarches.exemple.fr/retour?error=server_error".to_owned(),
            service: "Mes démarches".to_owned(),
        };
        vec![
            Self::new(
                &Fault::PkceRefused.about("code_challenge"),
                incident.to_owned(),
                None,
            ),
            Self::new(&Fault::HintMissing.into(), incident.to_owned(), None),
            Self::new(&Fault::SessionLost.into(), incident.to_owned(), None),
            Self::new(&Fault::RnippNobody.into(), incident.to_owned(), Some(back)),
        ]
    }
}

/// The list of refusals, or those of one code.
#[derive(Debug, Clone, Serialize)]
pub(in crate::sandbox) struct ErrorsPage {
    asked: Option<String>,
    incident: Option<String>,
    lines: Vec<Line>,
    all_url: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    code: &'static str,
    told: String,
    cause: &'static str,
    remedy: &'static str,
}

impl ErrorsPage {
    /// The refusals of `code`, all of them when it is empty.
    pub(in crate::sandbox) fn new(code: &str, incident: &str) -> Self {
        let known = rows().any(|row| row.code == code);
        let lines = rows()
            .filter(|row| !known || row.code == code)
            .map(|row| Line {
                code: row.code,
                told: match row.told {
                    Told::Page(status) => format!("page {status}"),
                    Told::Redirect => format!("retour {}", row.error),
                    Told::Json(status) => format!("{status} {}", row.error),
                },
                cause: row.cause,
                remedy: row.remedy,
            })
            .collect();
        let is_id = |id: &&str| id.parse::<uuid::Uuid>().is_ok();
        Self {
            asked: known.then(|| code.to_owned()),
            incident: Some(incident).filter(is_id).map(str::to_owned),
            lines,
            all_url: urls::ERRORS,
        }
    }
}

impl Page for ErrorsPage {
    const TEMPLATE: &'static str = "sandbox/errors.html";

    fn title(&self) -> String {
        "Erreurs du bac à sable".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new("", ""),
            Self::new("Y0434A7B", "0199d3c4-0000-7000-8000-000000000001"),
        ]
    }
}
