//! The routes of the demonstration.

use actix_web::web::Path;
use url::form_urlencoded::Serializer;

use super::super::urls;
use super::super::web::{denied, issuer};
use super::login::{self, Call};
use super::model::{Return, Trial};
use super::pages::{DemoFarewellPage, DemoPage, DemoResultPage};
use super::service::{self, Addresses, DemoClient};
use crate::kernel::error::{Failure, Outcome};
use crate::kernel::fetch::Ourselves;
use crate::services::{
    self, Access, Action, ClientError, Denied, ServiceId, SpaceHead, Status, Tab, allows,
};
use crate::shell::{
    Answer, ConflictPage, Flash, PageError, Protected, RawForm, Routes, SignedIn, Web,
};

/// The routes of the demonstration.
#[must_use]
pub(in crate::sandbox::start) fn routes() -> Routes {
    Routes::new("sandbox")
        .get("/espace/services/{id}/essai", show)
        .post("/espace/services/{id}/essai", prepare)
        .get("/espace/services/{id}/essai/connexion", start)
        .get("/bac-a-sable/essai/retour", back)
        .get("/bac-a-sable/essai/au-revoir", farewell)
}

fn addresses(web: &Web) -> Addresses {
    Addresses {
        redirect: web.config().link(urls::DEMO_RETURN),
        farewell: web.config().link(urls::DEMO_FAREWELL),
    }
}

type Opened = (Access, SpaceHead, Option<DemoClient>);

/// The service with the client of its demonstration, if that one is ready.
async fn opened(web: &Web, who: &SignedIn, id: ServiceId) -> Result<Opened, PageError> {
    services::note_audit(web, who, id).await?;
    let (account, ctx, addresses) = (who.account(), web.ctx(), addresses(web));
    let read = web.db().read(move |c| -> Outcome<Opened, Denied> {
        let access = services::authorised(c, account, id, Action::View)?;
        let organisation = services::organisation_of(c, id)?;
        let head = SpaceHead::new(&access.service, &organisation, Tab::Clients);
        let demo = service::ready(c, (ctx.vault(), ctx.now), id, &addresses)?;
        Ok((access, head, demo))
    });
    read.await.map_err(denied)
}

async fn show(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let id = id.into_inner();
    let (access, head, demo) = opened(&web, &who, id).await?;
    let may =
        allows(access.role, Action::Configure) && access.service.state.status() != Status::Closed;
    web.page(&DemoPage::new(head, id, (demo.is_some(), may)))
}

async fn prepare(
    web: Web,
    who: SignedIn,
    id: Path<ServiceId>,
    _form: Protected<RawForm>,
) -> Answer {
    let (account, id, addresses) = (who.account(), id.into_inner(), addresses(&web));
    let done = web
        .write(move |tx, ctx| service::prepare(tx, ctx, account, id, &addresses))
        .await;
    done.map_err(|failure| not_prepared(failure, id))?;
    web.see_other_with(
        urls::demo(id),
        Flash::success("Le service de démonstration est prêt."),
    )
}

fn not_prepared(failure: Failure<ClientError>, id: ServiceId) -> PageError {
    PageError::of(failure, |refusal| {
        match refusal {
        ClientError::Denied(denied) => services::refused(denied),
        ClientError::TooMany => ConflictPage::new(
            "Ce service a déjà autant de clients de bac à sable que possible. Désactivez-en un pour ouvrir la démonstration.",
        )
        .action(format!("/espace/services/{id}/clients"), "Voir les clients")
        .into(),
        _ => ConflictPage::new("La démonstration ne peut pas être ouverte pour ce service.")
            .action(services::service_url(id), "Voir le service")
            .into(),
    }
    })
}

/// Sends the browser to the sandbox, with a state and a nonce made for this login.
async fn start(web: Web, who: SignedIn, id: Path<ServiceId>) -> Answer {
    let id = id.into_inner();
    let (_, _, demo) = opened(&web, &who, id).await?;
    let Some(demo) = demo else {
        return web.see_other(urls::demo(id));
    };
    let trial = trial(&web, id)?;
    let scopes: Vec<&str> = demo
        .client
        .config
        .scopes()
        .iter()
        .map(String::as_str)
        .collect();
    let query = Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", &demo.client.client_id)
        .append_pair("redirect_uri", &addresses(&web).redirect)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("acr_values", "eidas1")
        .append_pair("state", &trial.state)
        .append_pair("nonce", &trial.nonce)
        .finish();
    let response = web.see_other(format!("{}/authorize?{query}", issuer(&web)?))?;
    web.keep_trial(response, &written(&trial)?)
}

fn trial(web: &Web, service: ServiceId) -> Result<Trial, PageError> {
    let ctx = web.ctx();
    Ok(Trial {
        service,
        state: ctx.token()?.reveal(),
        nonce: ctx.token()?.reveal(),
    })
}

fn written(trial: &Trial) -> Result<String, PageError> {
    Ok(serde_json::to_string(trial)
        .map_err(crate::kernel::error::Fault::other("keeping a trial"))?)
}

/// The login that was started in this browser.
fn kept(web: &Web) -> Result<Trial, PageError> {
    let kept = web.kept_trial();
    kept.and_then(|text| serde_json::from_str(&text).ok())
        .ok_or_else(|| {
            ConflictPage::new("Aucun essai de connexion n'est en cours dans ce navigateur. Ouvrez la démonstration d'un service et recommencez.")
                .action(services::LIST, "Voir mes services")
                .into()
        })
}

async fn back(web: Web, who: SignedIn) -> Answer {
    let trial = kept(&web)?;
    let (_, head, demo) = opened(&web, &who, trial.service).await?;
    let demo = demo.ok_or(PageError::NotFound)?;
    let issuer = issuer(&web)?;
    let returned = returned(&web);
    let seen = match trial.code(&returned, &issuer) {
        Err(problem) => login::Seen {
            problem: Some(problem),
            ..login::Seen::default()
        },
        Ok(code) => {
            let call = Call {
                ours: &*web.plug::<Ourselves>()?,
                issuer: &issuer,
                demo: &demo,
                redirect_uri: &addresses(&web).redirect,
            };
            login::complete(&call, &trial, code).await
        }
    };
    let leaving = self::trial(&web, trial.service)?;
    let logout = seen
        .id_token
        .as_deref()
        .map(|id_token| logout(&web, (&issuer, id_token), &leaving));
    let page = DemoResultPage::new(head, trial.service, (seen, logout));
    let status: u16 = if page.went_through() { 200 } else { 400 };
    let response = web.page_status(status, &page)?;
    web.keep_trial(response, &written(&leaving)?)
}

fn returned(web: &Web) -> Return {
    Return {
        code: web.query("code"),
        state: web.query("state"),
        iss: web.query("iss"),
        error: web.query("error"),
        error_description: web.query("error_description"),
    }
}

/// The address that ends the session at the sandbox.
fn logout(web: &Web, (issuer, id_token): (&str, &str), leaving: &Trial) -> String {
    let query = Serializer::new(String::new())
        .append_pair("id_token_hint", id_token)
        .append_pair("post_logout_redirect_uri", &addresses(web).farewell)
        .append_pair("state", &leaving.state)
        .finish();
    format!("{issuer}/session/end?{query}")
}

async fn farewell(web: Web, who: SignedIn) -> Answer {
    let trial = kept(&web)?;
    if !crate::kernel::secret::same(web.query("state").as_bytes(), trial.state.as_bytes()) {
        return Err(PageError::BadRequest);
    }
    let (_, head, _) = opened(&web, &who, trial.service).await?;
    web.page(&DemoFarewellPage::new(head, trial.service))
}
