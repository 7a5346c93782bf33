//! Errors as pages. [`PageError`] is the only error a handler of pages returns.
//!
//! 404 for what the actor may not know of, 403 for what it may not do, 409 for a lost race, with a page that
//! shows the present state and the way on. A fault is logged once, here, with its whole chain and the request's
//! id; the page shows the id and a next step, never the cause.

use std::fmt;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::kernel::error::{Failure, Fault, Never};
use crate::shell::frame::Crumb;
use crate::shell::page::{Page, PageEntry};

/// Why a handler shows another page than its own.
#[derive(Debug)]
pub enum PageError {
    /// There is no such thing, or the person may not know of it.
    NotFound,
    /// The person may know of it but not do this; the text says what is needed.
    Forbidden(String),
    /// The form did not come from one of our pages, or the page is too old.
    StaleForm,
    /// Somebody else was faster, or the thing is not in the expected state.
    Conflict(Box<ConflictPage>),
    /// The body is larger than anything a form of ours sends.
    TooLarge,
    /// The request is not one our pages send.
    BadRequest,
    /// Too many tries; seconds to wait.
    TooMany(u64),
    /// Go elsewhere first: sign in, show a second factor.
    SeeOther(String),
    /// Something broke.
    Fault(Arc<Fault>),
}

impl PageError {
    /// Turns a failure into a page: `show` answers for each refusal, faults are faults.
    pub fn of<R>(failure: Failure<R>, show: impl FnOnce(R) -> Self) -> Self {
        match failure {
            Failure::Refused(refusal) => show(refusal),
            Failure::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for PageError {
    fn from(fault: Fault) -> Self {
        Self::Fault(Arc::new(fault))
    }
}

impl From<Failure<Never>> for PageError {
    fn from(failure: Failure<Never>) -> Self {
        failure.into_fault().into()
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => write!(f, "fault: {fault}"),
            other => write!(f, "{}", other.status_code()),
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden(_) | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::SeeOther(_) => StatusCode::SEE_OTHER,
            Self::Fault(fault) if matches!(**fault, Fault::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Status and headers only: the body is written at the edge, which knows the person and the request.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::SeeOther(address) => response.insert_header((LOCATION, address.as_str())),
            Self::TooMany(seconds) => response.insert_header((RETRY_AFTER, *seconds)),
            _ => &mut response,
        };
        response.finish()
    }
}

/// Logs a fault with its causes. Called once per failed request, at the edge.
pub fn log_fault(fault: &Fault, request_id: &str, route: &str) {
    let mut chain = fault.to_string();
    let mut source = std::error::Error::source(fault);
    while let Some(cause) = source {
        let text = cause.to_string();
        if !chain.ends_with(&text) {
            chain.push_str(": ");
            chain.push_str(&text);
        }
        source = cause.source();
    }
    tracing::error!(request_id, route, cause = %chain, "a request failed");
}

/// The page of every error but the lost race.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    status: u16,
    title: String,
    text: String,
    advice: String,
    actions: Vec<Crumb>,
    incident: Option<String>,
}

impl ErrorPage {
    /// The page for a status that no `PageError` explains, such as a wrong method.
    #[must_use]
    pub fn plain(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::of(&PageError::NotFound, ""),
            StatusCode::PAYLOAD_TOO_LARGE => Self::of(&PageError::TooLarge, ""),
            _ => Self::of(&PageError::BadRequest, "").with_status(status),
        }
    }

    fn with_status(self, status: StatusCode) -> Self {
        Self {
            status: status.as_u16(),
            ..self
        }
    }

    /// The page for `error`; `request_id` is shown for faults.
    #[must_use]
    pub fn of(error: &PageError, request_id: &str) -> Self {
        let (title, text, advice) = words(error);
        let incident = matches!(error, PageError::Fault(_)).then(|| request_id.to_owned());
        Self {
            status: error.status_code().as_u16(),
            title: title.to_owned(),
            text,
            advice: advice.to_owned(),
            actions: actions(incident.as_deref()),
            incident,
        }
    }
}

/// The ways on; a fault can be told to the staff with its number.
fn actions(incident: Option<&str>) -> Vec<Crumb> {
    let report = incident.map(|id| {
        let href = format!("/aide/contact?incident={id}");
        Crumb::new(href, "Signaler cette erreur")
    });
    std::iter::once(Crumb::new("/", "Revenir à l'accueil"))
        .chain(report)
        .collect()
}

/// Title, explanation and next step of an error.
fn words(error: &PageError) -> (&'static str, String, &'static str) {
    match error {
        PageError::NotFound => (
            "Page introuvable",
            "Cette page n'existe pas, ou vous n'y avez pas accès.".to_owned(),
            "Vérifiez l'adresse. Si vous avez plusieurs comptes, vérifiez celui avec lequel vous êtes connecté.",
        ),
        PageError::Forbidden(why) => (
            "Action non autorisée",
            why.clone(),
            "Si vous pensez devoir y accéder, adressez-vous à l'administrateur de votre organisation.",
        ),
        PageError::StaleForm => (
            "Formulaire expiré",
            "Ce formulaire n'est plus valable : la page est restée ouverte trop longtemps ou votre session a changé.".to_owned(),
            "Rien n'a été enregistré. Revenez à la page précédente, rechargez-la puis envoyez de nouveau le formulaire.",
        ),
        PageError::TooLarge => (
            "Envoi trop volumineux",
            "Ce que vous envoyez dépasse la taille acceptée.".to_owned(),
            "Réduisez la taille de vos textes ou de vos fichiers (10 Mo au plus par fichier) puis recommencez.",
        ),
        PageError::TooMany(seconds) => (
            "Trop de tentatives",
            format!("Pour votre sécurité, cette action est suspendue. Réessayez dans {}.", delay(*seconds)),
            "Rien n'a été enregistré.",
        ),
        PageError::Fault(fault) if matches!(**fault, Fault::Busy) => (
            "Service momentanément indisponible",
            "Le service reçoit trop de demandes en ce moment. Rien n'a été enregistré.".to_owned(),
            "Réessayez dans une minute.",
        ),
        PageError::Fault(_) => (
            "Une erreur est survenue",
            "Le service n'a pas pu répondre. Votre dernière action n'a pas été enregistrée.".to_owned(),
            "Réessayez dans quelques minutes. Si l'erreur revient, signalez-la avec le numéro d'incident ci-dessous.",
        ),
        PageError::Conflict(_) | PageError::BadRequest | PageError::SeeOther(_) => (
            "Demande non comprise",
            "Le service n'a pas compris ce que votre navigateur a envoyé.".to_owned(),
            "Revenez à la page précédente et recommencez.",
        ),
    }
}

fn delay(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "une minute".to_owned(),
        minutes @ 2..=59 => format!("{minutes} minutes"),
        minutes => match minutes.div_ceil(60) {
            1 => "une heure".to_owned(),
            hours => format!("{hours} heures"),
        },
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "shell/error.html";

    fn title(&self) -> String {
        self.title.clone()
    }

    fn samples() -> Vec<Self> {
        let fault = |fault: Fault| PageError::Fault(Arc::new(fault));
        [
            PageError::NotFound,
            PageError::Forbidden("Cette page est réservée aux instructeurs.".to_owned()),
            PageError::StaleForm,
            PageError::TooLarge,
            PageError::BadRequest,
            PageError::TooMany(900),
            fault(Fault::Busy),
            fault(Fault::Contention),
        ]
        .iter()
        .map(|error| Self::of(error, "0199d3c4-0000-7000-8000-000000000001"))
        .collect()
    }
}

/// The page of a lost race: what was wanted, what is, and the way on.
#[derive(Debug, Clone, Serialize)]
pub struct ConflictPage {
    title: String,
    text: String,
    present: Vec<Fact>,
    actions: Vec<Crumb>,
}

/// One line of the present state.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// What it is now.
    pub value: String,
}

impl ConflictPage {
    /// `text` says what could not be done and why: `Claire Petit a déjà accordé cette demande.`
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            title: "La situation a changé".to_owned(),
            text: text.into(),
            present: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// Under another title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Adds a line to the present state.
    #[must_use]
    pub fn now(mut self, label: impl Into<String>, value: impl Into<String>) -> Self {
        self.present.push(Fact {
            label: label.into(),
            value: value.into(),
        });
        self
    }

    /// Adds a way on.
    #[must_use]
    pub fn action(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.actions.push(Crumb::new(href, label));
        self
    }
}

impl From<ConflictPage> for PageError {
    fn from(page: ConflictPage) -> Self {
        Self::Conflict(Box::new(page))
    }
}

impl Page for ConflictPage {
    const TEMPLATE: &'static str = "shell/conflict.html";

    fn title(&self) -> String {
        self.title.clone()
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new("Une autre personne a déjà accordé cette demande.")
                .now("État", "Accordée")
                .now("Depuis", "3 mars 2026 à 14 h 05")
                .action("/", "Voir la demande"),
            Self::new("Cette action n'est plus possible."),
        ]
    }
}

/// The shell's own pages.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<ErrorPage>(),
        PageEntry::of::<ConflictPage>(),
    ]
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn delays_are_said_in_round_figures() {
        assert_eq!(
            [delay(5), delay(61), delay(3_600), delay(7_300)],
            ["une minute", "2 minutes", "une heure", "3 heures"]
        );
    }
}
