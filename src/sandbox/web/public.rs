//! What anybody may read: discovery, keys, the list of refusals.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};

use super::answers::{At, refuse};
use super::input::{self, ring};
use crate::sandbox::Provider;
use crate::sandbox::fault::Fault;
use crate::sandbox::pages::ErrorsPage;
use crate::sandbox::trace::Stage;
use crate::shell::{Answer, Web};

const TEN_MINUTES: (actix_web::http::header::HeaderName, &str) =
    (CACHE_CONTROL, "public, max-age=600");

pub(super) async fn root() -> Answer {
    Ok(HttpResponse::MovedPermanently()
        .insert_header((LOCATION, "https://franceconnect.gouv.fr"))
        .finish())
}

pub(super) async fn discovery(web: Web) -> Answer {
    let provider = web.plug::<Provider>()?;
    Ok(HttpResponse::Ok()
        .insert_header(TEN_MINUTES)
        .json(provider.endpoints().document()))
}

pub(super) async fn jwks(web: Web) -> Answer {
    let provider = web.plug::<Provider>()?;
    let ring = ring(&web, &provider).await?;
    Ok(HttpResponse::Ok()
        .insert_header(TEN_MINUTES)
        .content_type("application/jwk-set+json")
        .body(ring.published(web.ctx().now).to_string()))
}

pub(super) async fn unknown(web: Web) -> Answer {
    let at = At::new(Stage::Authorize, &input::query(&web));
    refuse(&web, at, Fault::AddressUnknown.into(), None)
}

pub(super) async fn errors(web: Web) -> Answer {
    web.page(&ErrorsPage::new(&web.query("code"), &web.query("id")))
}
