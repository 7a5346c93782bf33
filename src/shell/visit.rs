//! One visit: who asks, with which session, from where. Resolved once per request, whatever needs it.
//!
//! A session cookie that opens nothing is treated as no session at all. A visitor gets a random token of their
//! own, kept only if a page with a form was shown, so that forms are protected before any sign-in too.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::{HttpMessage, HttpRequest, web};
use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::kernel::ctx::{ActorRef, Ctx};
use crate::kernel::error::{Failure, Fault};
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::shell::actor::Viewer;
use crate::shell::cookies::{self, Name};
use crate::shell::edge::RequestId;
use crate::shell::errors::PageError;
use crate::shell::session;
use crate::shell::site::Site;

/// What is known of the request before its handler runs.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who is looking.
    pub viewer: Viewer,
    /// Notices they have not read; 0 for a visitor.
    pub unread: i64,
    /// The context of what they will do.
    pub ctx: Ctx,
    /// The cookie value that forms are bound to.
    pub binding: String,
    /// Whether the visitor has no such cookie yet.
    pub binding_is_new: bool,
}

type Resolving = Shared<Pin<Box<dyn Future<Output = Result<Rc<Visit>, Arc<Fault>>>>>>;

/// The visit of this request; the first caller resolves it, the others wait for the same answer.
pub async fn of(request: &HttpRequest) -> Result<Rc<Visit>, PageError> {
    let known = request.extensions().get::<Resolving>().cloned();
    let resolving = known.unwrap_or_else(|| {
        let future: Pin<Box<dyn Future<Output = _>>> = Box::pin(resolve(Inputs::of(request)));
        let shared = future.shared();
        request.extensions_mut().insert(shared.clone());
        shared
    });
    resolving.await.map_err(PageError::Fault)
}

/// The visit if a handler or an extractor resolved it already, for the access log.
#[must_use]
pub fn resolved(request: &HttpRequest) -> Option<Rc<Visit>> {
    let extensions = request.extensions();
    extensions
        .get::<Resolving>()?
        .peek()?
        .as_ref()
        .ok()
        .cloned()
}

/// The visit of somebody unknown, for error pages when the database does not answer.
pub fn anonymous(request: &HttpRequest) -> Result<Rc<Visit>, Arc<Fault>> {
    let inputs = Inputs::of(request);
    let site = inputs.site()?;
    inputs
        .visit(&site, (Viewer::visitor(), 0), None)
        .map(Rc::new)
        .map_err(Arc::new)
}

/// What the resolution needs of the request, which it must not hold.
struct Inputs {
    site: Option<Arc<Site>>,
    session: Option<String>,
    visit: Option<String>,
    origin: Option<std::net::IpAddr>,
    request_id: String,
}

impl Inputs {
    fn of(request: &HttpRequest) -> Self {
        let site = request
            .app_data::<web::Data<Site>>()
            .map(|data| Arc::clone(data));
        let cookie = |name: Name| {
            let site = site.as_ref()?;
            request
                .cookie(&cookies::name(site, name))
                .map(|cookie| cookie.value().to_owned())
        };
        Self {
            session: cookie(Name::Session),
            visit: cookie(Name::Visit),
            origin: site.as_ref().and_then(|site| site.origin(request)),
            request_id: request
                .extensions()
                .get::<RequestId>()
                .map(|id| id.0.clone())
                .unwrap_or_default(),
            site,
        }
    }

    fn site(&self) -> Result<Arc<Site>, Arc<Fault>> {
        self.site
            .clone()
            .ok_or_else(|| Arc::new(Fault::other("serving a request")("the site is not mounted")))
    }

    fn visit(
        self,
        site: &Site,
        (viewer, unread): (Viewer, i64),
        session: Option<String>,
    ) -> Result<Visit, Fault> {
        let actor = viewer
            .account()
            .map_or(ActorRef::Visitor, |id| ActorRef::Account(id.0));
        let ctx = site.sources.ctx(actor, self.origin, &self.request_id);
        let kept = session.or(self
            .visit
            .filter(|text| text.parse::<SecretToken>().is_ok()));
        let binding_is_new = kept.is_none();
        let binding = match kept {
            Some(binding) => binding,
            None => ctx.token()?.reveal(),
        };
        Ok(Visit {
            viewer,
            unread,
            ctx,
            binding,
            binding_is_new,
        })
    }
}

async fn resolve(mut inputs: Inputs) -> Result<Rc<Visit>, Arc<Fault>> {
    let site = inputs.site()?;
    let token = inputs.session.take();
    let (viewer, unread) = match &token {
        Some(token) => recognise(&site, token).await.map_err(Arc::new)?,
        None => (Viewer::visitor(), 0),
    };
    let session = token.filter(|_| viewer.person().is_some());
    inputs
        .visit(&site, (viewer, unread), session)
        .map(Rc::new)
        .map_err(Arc::new)
}

/// Finds the session behind a cookie and counts what waits for its person, and notes at most once a minute that it was used.
async fn recognise(site: &Site, token: &str) -> Result<(Viewer, i64), Fault> {
    let hash = TokenHash::of(token);
    let find = site.find_visitor;
    let now = site.sources.clock.now();
    let found = site
        .db
        .glance(move |c| Ok(session::recognise(c, now, &hash, find)?))
        .await;
    let Some(found) = found.map_err(Failure::into_fault)? else {
        return Ok((Viewer::visitor(), 0));
    };
    if found.is_stale(now) {
        let id = found.session.id;
        let touched = site
            .db
            .write(move |tx| Ok(session::touch(tx, now, id)?))
            .await;
        if let Err(failure) = touched {
            let fault = Failure::into_fault(failure);
            tracing::warn!(error = %fault, "the last use of a session could not be noted");
        }
    }
    Ok((Viewer::signed_in(found.person, found.session), found.unread))
}
