//! The page that gives the demonstration's accounts away.

use serde::Serialize;

use super::people::{FIGURES, Figure, PASSWORD, SECRET};
use crate::identity::TotpSecret;
use crate::kernel::clock::Instant;
use crate::shell::Page;

/// How long a code lives, in seconds (RFC 6238).
const STEP: i64 = 30;

/// The accounts of the demonstration, their password and their code of the moment.
#[derive(Debug, Clone, Serialize)]
pub(in crate::admin) struct DemonstrationPage {
    partners: Vec<Row>,
    staff: Vec<Row>,
    password: &'static str,
    code: String,
    seconds: i64,
    sign_in_url: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Row {
    name: String,
    email: &'static str,
    what: &'static str,
    second_factor: bool,
}

impl From<&Figure> for Row {
    fn from(figure: &Figure) -> Self {
        Self {
            name: format!("{} {}", figure.name.0, figure.name.1),
            email: figure.email,
            what: figure.what,
            second_factor: figure.second_factor,
        }
    }
}

impl DemonstrationPage {
    /// As it is at an instant.
    pub(super) fn at(now: Instant) -> Self {
        let (staff, partners): (Vec<&Figure>, Vec<&Figure>) =
            FIGURES.iter().partition(|figure| !figure.roles.is_empty());
        Self {
            partners: partners.into_iter().map(Row::from).collect(),
            staff: staff.into_iter().map(Row::from).collect(),
            password: PASSWORD,
            code: TotpSecret::from_base32(SECRET)
                .map(|secret| secret.code_at(now))
                .unwrap_or_default(),
            seconds: STEP - now.utc().timestamp().rem_euclid(STEP),
            sign_in_url: "/connexion",
        }
    }
}

impl Page for DemonstrationPage {
    const TEMPLATE: &'static str = "admin/demonstration.html";

    fn title(&self) -> String {
        "Comptes de démonstration".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self::at(Instant::new(chrono::DateTime::UNIX_EPOCH))]
    }
}
