//! The routes of production credentials.

mod space;
mod staff;

use crate::shell::{FormState, RawForm, Routes};

/// Longest reason of a revocation, in characters.
const REASON_MAX: usize = 500;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("credentials")
        .get("/espace/services/{id}/production", space::production)
        .post(
            "/espace/services/{id}/production/identifiants",
            space::issue,
        )
        .get(
            "/espace/services/{id}/production/identifiants/{credential}",
            space::retrieval,
        )
        .post(
            "/espace/services/{id}/production/identifiants/{credential}/reveler",
            space::reveal,
        )
        .post(
            "/espace/services/{id}/production/identifiants/{credential}/revoquer",
            space::revoke,
        )
        .get("/identifiants", staff::in_force)
        .get("/identifiants/{credential}/revoquer", staff::revocation)
        .post("/identifiants/{credential}/revoquer", staff::revoke)
}

/// Reads the reason of a revocation.
fn reason(raw: &RawForm) -> Result<String, FormState> {
    let mut form = FormState::new(raw).fields(&["motif"]);
    let reason = form.required(raw, "motif", "Motif", REASON_MAX);
    if form.has_errors() {
        Err(form)
    } else {
        Ok(reason)
    }
}
