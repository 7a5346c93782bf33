//! The choice of an identity provider and of a person there.

use super::answers::{At, Return, go, note, refuse};
use super::input;
use crate::kernel::error::{Failure, Outcome};
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::flow::{self, Chosen, Flow, Opened, Session, Status};
use crate::sandbox::identities::{self, Identity, IdentityId, IdentityProvider};
use crate::sandbox::pages::{ChoicePage, IdentitiesPage};
use crate::sandbox::provider::params::Params;
use crate::sandbox::trace::{Stage, TraceId, Verdict};
use crate::sandbox::urls;
use crate::services::SandboxClient;
use crate::shell::{Answer, PageError, Path, Protected, RawForm, Web};

/// A flow at the point expected, with its client.
pub(super) struct Here {
    pub flow: Flow,
    pub session: Session,
    pub client: SandboxClient,
}

impl Here {
    /// The client's address, to tell errors to.
    pub(super) fn back(&self) -> Return {
        Return {
            redirect_uri: self.flow.asked.redirect_uri.clone(),
            state: self.flow.asked.state.clone(),
            service: self.client.service_name.clone(),
            in_fragment: false,
        }
    }

    /// The step of this flow.
    pub(super) fn at(&self, stage: Stage, params: &Params) -> At {
        At::new(stage, params)
            .of(self.flow.id)
            .by(&self.client.client_id)
    }
}

/// The flow of that id at that point, or why not.
pub(super) async fn here(
    web: &Web,
    id: TraceId,
    expected: Status,
) -> Result<Result<Here, Refused>, PageError> {
    let (cookie, now) = (input::session_token(web), web.ctx().now);
    let found: Outcome<Here, Refused> = web
        .db()
        .glance(move |c| {
            let at = (id, cookie.as_deref());
            let Opened {
                flow,
                session,
                client,
            } = flow::open(c, now, at, expected)?;
            Ok(Here {
                flow,
                session,
                client,
            })
        })
        .await;
    kept_apart(found)
}

/// Refusals are values to a handler; faults are errors.
pub(super) fn kept_apart<T>(outcome: Outcome<T, Refused>) -> Result<Result<T, Refused>, PageError> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(Failure::Refused(refused)) => Ok(Err(refused)),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

/// Refuses a page of a flow that is not where the page expects it: the client's address is not known to be right.
pub(super) fn astray(web: &Web, (id, stage): (TraceId, Stage), refused: Refused) -> Answer {
    let at = At::new(stage, &Params::default()).of(id);
    refuse(web, at, refused, None)
}

pub(super) async fn providers(web: Web, id: Path<TraceId>) -> Answer {
    let here = match here(&web, *id, Status::Choice).await? {
        Ok(here) => here,
        Err(refused) => return astray(&web, (*id, Stage::Choice), refused),
    };
    if let Some(hint) = &here.flow.asked.idp_hint {
        return web.see_other(urls::identities(here.flow.id, hint));
    }
    let at = here.at(Stage::Choice, &Params::default());
    note(&web, at, (200, Vec::new()), Verdict::Accepted)?;
    web.page(&ChoicePage::new(here.flow.id, &here.client.service_name))
}

pub(super) async fn identities(web: Web, id: Path<TraceId>) -> Answer {
    let here = match here(&web, *id, Status::Choice).await? {
        Ok(here) => here,
        Err(refused) => return astray(&web, (*id, Stage::Choice), refused),
    };
    let params = input::query(&web);
    let at = here.at(Stage::Choice, &params);
    let provider = match provider(params.get("fi").unwrap_or_default()) {
        Ok(provider) => provider,
        Err(fault) => return refuse(&web, at, fault.into(), Some(&here.back())),
    };
    let service = here.client.service;
    let own: Outcome<Vec<Identity>> = web
        .db()
        .glance(move |c| Ok(identities::own_of(c, service)?))
        .await;
    note(&web, at, (200, Vec::new()), Verdict::Accepted)?;
    web.page(&IdentitiesPage::new(here.flow.id, provider, &own?))
}

/// The provider of that uid, if it may be chosen.
pub(super) fn provider(uid: &str) -> Result<&'static IdentityProvider, Fault> {
    let provider = IdentityProvider::find(uid).ok_or(Fault::IdpUnknown)?;
    if provider.active {
        Ok(provider)
    } else {
        Err(Fault::IdpDisabled)
    }
}

pub(super) async fn verify(web: Web, id: Path<TraceId>, form: Protected<RawForm>) -> Answer {
    let here = match here(&web, *id, Status::Choice).await? {
        Ok(here) => here,
        Err(refused) => return astray(&web, (*id, Stage::Identity), refused),
    };
    let (uid, login) = (form.0.text("fi").to_owned(), form.0.text("identite"));
    let (service, login) = (here.client.service, IdentityId(login.to_owned()));
    let known: Outcome<Option<Identity>> = web
        .db()
        .glance(move |c| Ok(identities::find(c, service, &login)?))
        .await;
    let Some(identity) = known? else {
        let at = here.at(Stage::Identity, &Params::default());
        return refuse(&web, at, Fault::IdpNoCode.into(), Some(&here.back()));
    };
    signed_in(&web, &here, uid, identity).await
}

/// Goes on with a person from an identity provider: to the information page, or to the refusal of the civil registry.
pub(super) async fn signed_in(web: &Web, here: &Here, uid: String, identity: Identity) -> Answer {
    let mut at = here.at(Stage::Identity, &Params::default());
    at.request = vec![
        ("fi".to_owned(), uid.clone()),
        ("identity".to_owned(), identity.id.0.clone()),
    ];
    let chosen = Chosen {
        flow: here.flow.id,
        session: here.session.id,
        level: here.flow.asked.level,
        provider: uid,
        identity,
    };
    let token = web
        .pass(move |tx, ctx| flow::choose(tx, ctx, &chosen))
        .await;
    match kept_apart(token)? {
        Ok(token) => {
            let mut response = go(web, at, &urls::consent(here.flow.id))?;
            let cookie = input::session_cookie(web, token.reveal());
            response
                .add_cookie(&cookie)
                .map_err(crate::kernel::error::Fault::other("setting a cookie"))?;
            Ok(response)
        }
        Err(refused) => refuse(web, at, refused, Some(&here.back())),
    }
}
