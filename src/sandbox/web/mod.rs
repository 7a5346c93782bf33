//! The routes of the sandbox.

mod answers;
mod authorize;
mod choice;
mod client;
mod consent;
mod data;
mod input;
mod logout;
mod pace;
mod public;
mod token;
mod typed;
mod userinfo;

use crate::sandbox::data::{CNAM, DGFIP};
use crate::sandbox::start;
use crate::sandbox::{identities, trace};
use crate::shell::Routes;

/// The routes of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("sandbox")
        .get("/bac-a-sable/api/v2", public::root)
        .get(
            "/bac-a-sable/api/v2/.well-known/openid-configuration",
            public::discovery,
        )
        .get("/bac-a-sable/api/v2/jwks", public::jwks)
        .get("/bac-a-sable/api/v2/authorize", authorize::get)
        .post("/bac-a-sable/api/v2/authorize", authorize::post)
        .get("/bac-a-sable/api/v2/interaction/{uid}", choice::providers)
        .get(
            "/bac-a-sable/api/v2/interaction/{uid}/identites",
            choice::identities,
        )
        .get("/bac-a-sable/api/v2/interaction/{uid}/saisie", typed::form)
        .post(
            "/bac-a-sable/api/v2/interaction/{uid}/saisie",
            typed::sign_in,
        )
        .post(
            "/bac-a-sable/api/v2/interaction/{uid}/verify",
            choice::verify,
        )
        .get(
            "/bac-a-sable/api/v2/interaction/{uid}/consent",
            consent::show,
        )
        .post(
            "/bac-a-sable/api/v2/interaction/{uid}/login",
            consent::login,
        )
        .get(
            "/bac-a-sable/api/v2/redirect-to-sp-with-error",
            consent::abort,
        )
        .post("/bac-a-sable/api/v2/token", token::exchange)
        .post("/bac-a-sable/api/v2/token/revocation", token::revoke)
        .get("/bac-a-sable/api/v2/userinfo", userinfo::show)
        .get("/bac-a-sable/api/v2/session/end", logout::ask)
        .post("/bac-a-sable/api/v2/session/end/confirm", logout::confirm)
        .get("/bac-a-sable/api/v2/session/end/success", logout::done)
        .get("/bac-a-sable/api/v2/{rest:.*}", public::unknown)
        .get("/bac-a-sable/erreurs", public::errors)
        .and(start::routes())
        .get(CNAM, data::health)
        .get(DGFIP, data::taxes)
        .and(identities::routes())
        .and(trace::routes())
}
