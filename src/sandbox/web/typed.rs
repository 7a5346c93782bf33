//! The free form of an identity, at a mock provider.

use super::answers::{At, refuse};
use super::choice::{Here, astray, here, provider, signed_in};
use super::input;
use crate::sandbox::fault::Refused;
use crate::sandbox::flow::Status;
use crate::sandbox::identities::{self, IdentityProvider};
use crate::sandbox::pages::TypedPage;
use crate::sandbox::trace::{Stage, TraceId};
use crate::shell::{Answer, PageError, Path, Protected, RawForm, Web};

/// A flow at the choice, with the provider that was chosen; or the refusal.
type Found = Result<(Here, &'static IdentityProvider), Answer>;

async fn found(web: &Web, id: TraceId) -> Result<Found, PageError> {
    let here = match here(web, id, Status::Choice).await? {
        Ok(here) => here,
        Err(refused) => return Ok(Err(astray(web, (id, Stage::Choice), refused))),
    };
    let params = input::query(web);
    match provider(params.get("fi").unwrap_or_default()) {
        Ok(provider) => Ok(Ok((here, provider))),
        Err(fault) => {
            let at: At = here.at(Stage::Choice, &params);
            let refused = Refused::from(fault);
            Ok(Err(refuse(web, at, refused, Some(&here.back()))))
        }
    }
}

pub(super) async fn form(web: Web, id: Path<TraceId>) -> Answer {
    match found(&web, *id).await? {
        Ok((here, provider)) => {
            let page = TypedPage::new(here.flow.id, provider, identities::blank());
            web.page(&page)
        }
        Err(answer) => answer,
    }
}

pub(super) async fn sign_in(web: Web, id: Path<TraceId>, form: Protected<RawForm>) -> Answer {
    let (here, provider) = match found(&web, *id).await? {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match identities::typed(&form.0) {
        Ok(identity) => signed_in(&web, &here, provider.uid.to_owned(), identity).await,
        Err(mistakes) => web.mistakes(&TypedPage::new(here.flow.id, provider, mistakes)),
    }
}
