//! What staff see: the credentials in force, and the revocation of one.

use serde::Serialize;

use crate::credentials::model::CredentialId;
use crate::credentials::state::Status;
use crate::credentials::{urls, views};
use crate::kernel::clock::Instant;
use crate::services::sample_instant;
use crate::shell::{Crumb, FormState, Page};

/// The credentials in force or to retrieve.
#[derive(Debug, Clone, Serialize)]
pub(in crate::credentials) struct InForcePage {
    credentials: Vec<Line>,
    may_revoke: bool,
    current: i64,
    pages: i64,
    href: String,
}

#[derive(Debug, Clone, Serialize)]
struct Line {
    service: String,
    organisation: String,
    status: &'static str,
    issued_at: Instant,
    expires_at: Instant,
    revoke_url: String,
}

impl InForcePage {
    pub(in crate::credentials) fn new(
        in_force: Vec<views::InForce>,
        may_revoke: bool,
        page: i64,
        total: i64,
    ) -> Self {
        let line = |one: views::InForce| Line {
            service: one.service,
            organisation: one.organisation,
            status: one.status.label(),
            issued_at: one.issued_at,
            expires_at: one.expires_at,
            revoke_url: urls::staff_revoke(one.id),
        };
        Self {
            credentials: in_force.into_iter().map(line).collect(),
            may_revoke,
            current: page,
            pages: (total + views::PAGE - 1) / views::PAGE,
            href: format!("{}?page=", urls::LIST),
        }
    }
}

fn sample() -> views::InForce {
    views::InForce {
        id: CredentialId(uuid::Uuid::nil()),
        service: "Portail des démarches".to_owned(),
        organisation: "Ville de Rennes".to_owned(),
        status: Status::Revealed,
        issued_at: sample_instant(),
        expires_at: sample_instant(),
    }
}

impl Page for InForcePage {
    const TEMPLATE: &'static str = "credentials/in_force.html";

    fn title(&self) -> String {
        "Identifiants de production".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new(vec![sample()], true, 2, 120),
            Self::new(Vec::new(), false, 1, 0),
        ]
    }
}

/// The revocation of credentials by staff.
#[derive(Debug, Clone, Serialize)]
pub(in crate::credentials) struct StaffRevokePage {
    service: String,
    organisation: String,
    action: String,
    back_url: &'static str,
    form: FormState,
}

impl StaffRevokePage {
    pub(in crate::credentials) fn new(
        id: CredentialId,
        service: String,
        organisation: String,
        form: FormState,
    ) -> Self {
        Self {
            service,
            organisation,
            action: urls::staff_revoke(id),
            back_url: urls::LIST,
            form: form.fields(&["motif"]),
        }
    }
}

impl Page for StaffRevokePage {
    const TEMPLATE: &'static str = "credentials/staff_revoke.html";

    fn title(&self) -> String {
        "Révoquer des identifiants".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::LIST, "Identifiants de production")]
    }

    fn samples() -> Vec<Self> {
        let page = |form| {
            let one = sample();
            Self::new(one.id, one.service, one.organisation, form)
        };
        let mut wrong = FormState::empty();
        wrong.labelled_error("motif", "Motif", "Ce champ est obligatoire.");
        vec![page(FormState::empty()), page(wrong)]
    }
}
