//! The information or consent page, the return to the client with a code, and the return without one.

use super::answers::{At, go, leading_to_clients, note, refuse};
use super::choice::{Here, astray, here, kept_apart};
use super::input;
use crate::sandbox::Provider;
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::flow::{self, Status};
use crate::sandbox::identities::notice;
use crate::sandbox::pages::{CONSENT_MISSING, ConsentPage};
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::redirect;
use crate::sandbox::trace::{Stage, TraceId, Verdict};
use crate::shell::{Answer, FormState, PageError, Path, Protected, RawForm, Web};

pub(super) async fn show(web: Web, id: Path<TraceId>) -> Answer {
    let here = match here(&web, *id, Status::Consent).await? {
        Ok(here) => here,
        Err(refused) => return astray(&web, (*id, Stage::Consent), refused),
    };
    let at = here.at(Stage::Consent, &Params::default());
    note(&web, at, (200, Vec::new()), Verdict::Accepted)?;
    let whose = (here.client.service_name.as_str(), here.client.is_private);
    let page = ConsentPage::new(&here.flow, whose, FormState::empty());
    Ok(leading_to_clients(web.page(&page)?))
}

pub(super) async fn login(web: Web, id: Path<TraceId>, form: Protected<RawForm>) -> Answer {
    let here = match here(&web, *id, Status::Consent).await? {
        Ok(here) => here,
        Err(refused) => return astray(&web, (*id, Stage::Consent), refused),
    };
    let whose = (here.client.service_name.as_str(), here.client.is_private);
    let mut mistakes = FormState::empty();
    mistakes.error("consentement", CONSENT_MISSING);
    let page = ConsentPage::new(&here.flow, whose, mistakes);
    if page.asks_consent() && form.0.text("consentement") != "oui" {
        return Ok(leading_to_clients(web.mistakes(&page)?));
    }
    let (flow, session) = (here.flow.id, here.session.clone());
    let granted = web
        .pass(move |tx, ctx| flow::grant(tx, ctx, (flow, &session)))
        .await;
    let at = here.at(Stage::Consent, &Params::default());
    match kept_apart(granted)? {
        Ok(code) => {
            let (provider, code) = (web.plug::<Provider>()?, code.reveal());
            let pairs = [
                ("code", code.as_str()),
                ("state", here.flow.asked.state.as_str()),
                ("iss", provider.issuer()),
            ];
            let address = redirect::with_query(&here.flow.asked.redirect_uri, &pairs);
            let response = go(&web, at, &address)?;
            told_by_mail(&web, &here)?;
            Ok(response)
        }
        Err(refused) => refuse(&web, at, refused, Some(&here.back())),
    }
}

/// Writes to the trace the mail that the person would receive, and sends nothing.
fn told_by_mail(web: &Web, here: &Here) -> Result<(), PageError> {
    let Some(signed) = &here.flow.signed else {
        return Ok(());
    };
    let mail = notice(
        signed.identity.told(),
        &here.client.service_name,
        web.ctx().now,
    );
    let at = here.at(Stage::Notice, &Params::default());
    note(web, at, (0, mail), Verdict::Accepted)?;
    Ok(())
}

/// The way back without signing in. It changes nothing: the person may still go on in another tab.
pub(super) async fn abort(web: Web) -> Answer {
    let params = input::query(&web);
    let Some(id) = params.get("interaction").and_then(|id| id.parse().ok()) else {
        let at = At::new(Stage::Choice, &params);
        return refuse(&web, at, Fault::InteractionUnknown.into(), None);
    };
    let found = match here(&web, id, Status::Choice).await? {
        Err(Refused {
            fault: Fault::OutOfOrder,
            ..
        }) => here(&web, id, Status::Consent).await?,
        found => found,
    };
    match found {
        Ok(here) => {
            let at = here.at(Stage::Choice, &params);
            let mut response = refuse(&web, at, Fault::Aborted.into(), Some(&here.back()))?;
            // This one is a 302 at FranceConnect, where the others are 303.
            *response.status_mut() = actix_web::http::StatusCode::FOUND;
            Ok(response)
        }
        Err(refused) => astray(&web, (id, Stage::Choice), refused),
    }
}
