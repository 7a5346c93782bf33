//! The routes of the qualification.

mod evidence;
mod officer;
mod partner;

use crate::shell::Routes;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("qualification")
        .get("/espace/services/{id}/qualification", partner::checklist)
        .get(
            "/espace/services/{id}/qualification/criteres/{number}",
            partner::criterion,
        )
        .post(
            "/espace/services/{id}/qualification/criteres/{number}",
            partner::attest,
        )
        .post("/espace/services/{id}/qualification/demander", partner::ask)
        .get(
            "/espace/services/{id}/qualification/rapport",
            partner::report,
        )
        .get(
            "/espace/services/{id}/qualification/pieces/{document}",
            evidence::for_team,
        )
        .post(
            "/espace/services/{id}/qualification/pieces/{document}/retirer",
            partner::remove_file,
        )
        .get("/qualification", officer::queue)
        .get("/qualification/{id}", officer::review)
        .get(
            "/qualification/{id}/pieces/{document}",
            evidence::for_officers,
        )
        .post("/qualification/{id}/prendre", officer::take)
        .post("/qualification/{id}/rendre", officer::hand_back)
        .post("/qualification/{id}/verdicts", officer::judge)
        .post("/qualification/{id}/corrections", officer::ask_corrections)
        .post("/qualification/{id}/qualifier", officer::qualify)
        .post("/qualification/{id}/acces", officer::set_access)
}
