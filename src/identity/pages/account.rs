//! Pages of one's own account: names, password, second factor, sessions.

use chrono::DateTime;
use serde::Serialize;

use crate::identity::urls;
use crate::kernel::clock::Instant;
use crate::shell::{Crumb, FormState, Page};

fn under_account() -> Vec<Crumb> {
    vec![Crumb::new(urls::ACCOUNT, "Mon compte")]
}

/// An instant for samples.
fn morning() -> Instant {
    Instant::new(DateTime::from_timestamp(1_772_438_400, 0).unwrap_or_default())
}

/// One's own account.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct AccountPage {
    pub(in crate::identity) email: String,
    pub(in crate::identity) roles: Vec<&'static str>,
    pub(in crate::identity) has_second_factor: bool,
    pub(in crate::identity) form: FormState,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "identity/account.html";

    fn title(&self) -> String {
        "Mon compte".to_owned()
    }

    fn samples() -> Vec<Self> {
        let form = FormState::empty()
            .with("prenom", "Léa")
            .with("nom", "Petit");
        let mut wrong = FormState::empty().with("prenom", "");
        wrong.error("prenom", "Ce champ est obligatoire.");
        let email = "lea.petit@exemple.fr".to_owned();
        vec![
            Self {
                email: email.clone(),
                roles: Vec::new(),
                has_second_factor: false,
                form,
            },
            Self {
                email,
                roles: vec!["Juriste instructeur"],
                has_second_factor: true,
                form: wrong,
            },
        ]
    }
}

/// One's own password.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct PasswordPage {
    pub(in crate::identity) form: FormState,
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "identity/password.html";

    fn title(&self) -> String {
        "Changer de mot de passe".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        under_account()
    }

    fn samples() -> Vec<Self> {
        let mut form = FormState::empty();
        form.error("mot_de_passe", "Ce n'est pas votre mot de passe actuel.");
        vec![
            Self {
                form: FormState::empty(),
            },
            Self { form },
        ]
    }
}

/// How far the second factor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::identity) enum SetupState {
    /// None.
    Absent,
    /// A secret is shown, its code awaited.
    Offered,
    /// In use.
    Enrolled,
}

/// The second factor: to set up, being set up, in use.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SetupPage {
    pub(in crate::identity) state: SetupState,
    /// Staff must have one.
    pub(in crate::identity) required: bool,
    /// The offered secret, in groups of four.
    pub(in crate::identity) secret: Option<String>,
    /// Recovery codes left.
    pub(in crate::identity) codes_left: i64,
    /// Where to go once it is done; empty for the usual place.
    pub(in crate::identity) back: String,
    pub(in crate::identity) form: FormState,
}

impl Page for SetupPage {
    const TEMPLATE: &'static str = "identity/second_factor_setup.html";

    fn title(&self) -> String {
        "Double authentification".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        under_account()
    }

    fn samples() -> Vec<Self> {
        let sample = |state, required, form| Self {
            state,
            required,
            secret: (state == SetupState::Offered)
                .then(|| "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".to_owned()),
            codes_left: 8,
            back: if required {
                "/instruction".to_owned()
            } else {
                String::new()
            },
            form,
        };
        let mut wrong = FormState::empty();
        wrong.error("code", "Ce code n'est pas valable.");
        vec![
            sample(SetupState::Absent, false, FormState::empty()),
            sample(SetupState::Absent, true, FormState::empty()),
            sample(SetupState::Offered, false, FormState::empty()),
            sample(SetupState::Offered, true, wrong),
            sample(SetupState::Enrolled, false, FormState::empty()),
            sample(SetupState::Enrolled, true, FormState::empty()),
        ]
    }
}

/// Recovery codes, shown once.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct RecoveryCodesPage {
    pub(in crate::identity) codes: Vec<String>,
    /// Where to go next.
    pub(in crate::identity) next: String,
}

impl Page for RecoveryCodesPage {
    const TEMPLATE: &'static str = "identity/recovery_codes.html";

    fn title(&self) -> String {
        "Vos codes de secours".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        under_account()
    }

    fn samples() -> Vec<Self> {
        let codes = vec!["7k3mz-0qx9d".to_owned(), "1f8wp-hn2rc".to_owned()];
        vec![Self {
            codes,
            next: "/compte".to_owned(),
        }]
    }
}

/// One open session.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SessionLine {
    pub(in crate::identity) device: String,
    pub(in crate::identity) created_at: Instant,
    pub(in crate::identity) last_seen_at: Instant,
    pub(in crate::identity) current: bool,
    /// Where to end it.
    pub(in crate::identity) close: String,
}

/// One's own sessions.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SessionsPage {
    pub(in crate::identity) sessions: Vec<SessionLine>,
    pub(in crate::identity) has_others: bool,
}

impl Page for SessionsPage {
    const TEMPLATE: &'static str = "identity/sessions.html";

    fn title(&self) -> String {
        "Mes sessions".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        under_account()
    }

    fn samples() -> Vec<Self> {
        let line = |device: &str, current| SessionLine {
            device: device.to_owned(),
            created_at: morning(),
            last_seen_at: morning(),
            current,
            close: "/compte/sessions/0199d3c4-0000-7000-8000-000000000001/fermer".to_owned(),
        };
        let here = || line("Firefox, Linux", true);
        vec![
            Self {
                sessions: vec![here()],
                has_others: false,
            },
            Self {
                sessions: vec![here(), line("Safari, iPhone", false)],
                has_others: true,
            },
        ]
    }
}
