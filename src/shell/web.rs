//! What a handler works with: the database, the context, the viewer, and ways to answer.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, USER_AGENT};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use chrono::Duration;

use crate::config::Config;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Fault, Outcome};
use crate::kernel::numbers::Numbers;
use crate::kernel::rate::{self, Rule, Verdict};
use crate::kernel::secret::SecretToken;
use crate::shell::actor::{Person, Viewer};
use crate::shell::cookies::{self, Name};
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::frame::{Frame, FrameHelp, FrameViewer, navigation};
use crate::shell::page::{Page, trail};
use crate::shell::site::Site;
use crate::shell::visit::{self, Visit};
use crate::shell::{csrf, html, session, urls};

pub use actix_web::web::Path;

/// What a page handler returns.
pub type Answer = Result<HttpResponse, PageError>;

/// One request, as a handler sees it.
#[derive(Debug, Clone)]
pub struct Web {
    site: Arc<Site>,
    visit: Rc<Visit>,
    request: HttpRequest,
}

impl FromRequest for Web {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let visit = visit::of(&request).await?;
            Self::new(request, visit)
        })
    }
}

impl Web {
    /// The request with its resolved visit.
    pub(in crate::shell) fn new(request: HttpRequest, visit: Rc<Visit>) -> Result<Self, PageError> {
        let site = request
            .app_data::<web::Data<Site>>()
            .map(|data| Arc::clone(data));
        let site =
            site.ok_or_else(|| Fault::other("serving a request")("the site is not mounted"))?;
        Ok(Self {
            site,
            visit,
            request,
        })
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.site.db
    }

    /// The context of what the person does: instant, actor, origin, request id.
    #[must_use]
    pub fn ctx(&self) -> Ctx {
        self.visit.ctx.clone()
    }

    /// Runs a use case in one transaction, as the person who asks.
    pub async fn write<T, R, F>(&self, mut use_case: F) -> Outcome<T, R>
    where
        F: FnMut(&mut Conn, &Ctx) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let ctx = self.ctx();
        self.db().write(move |tx| use_case(tx, &ctx)).await
    }

    /// Writes what passes, without waiting for the disk: see [`Db::passing_now`].
    pub async fn pass<T, R, F>(&self, mut change: F) -> Outcome<T, R>
    where
        F: FnMut(&mut Conn, &Ctx) -> Outcome<T, R> + Send + 'static,
        T: Send + 'static,
        R: Send + 'static,
    {
        let ctx = self.ctx();
        self.db().passing(move |tx| change(tx, &ctx)).await
    }

    /// Who is looking.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.visit.viewer
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.site.config
    }

    /// The maker of request numbers.
    #[must_use]
    pub fn numbers(&self) -> &Numbers {
        &self.site.numbers
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The request itself, for what the shell does not know.
    #[must_use]
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// The value of `name` in the address, trimmed; empty when absent.
    #[must_use]
    pub fn query(&self, name: &str) -> String {
        let pairs = url::form_urlencoded::parse(self.request.query_string().as_bytes());
        let value = pairs.into_iter().find(|(key, _)| key == name);
        value
            .map(|(_, value)| value.trim().replace('\0', ""))
            .unwrap_or_default()
    }

    /// Every value of `name` in the address, trimmed: the boxes that were ticked.
    #[must_use]
    pub fn queries(&self, name: &str) -> Vec<String> {
        url::form_urlencoded::parse(self.request.query_string().as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim().replace('\0', ""))
            .collect()
    }

    /// The browser and system of the person, coarsely.
    #[must_use]
    pub fn device(&self) -> String {
        let agent = self
            .request
            .headers()
            .get(USER_AGENT)
            .and_then(|value| value.to_str().ok());
        session::agent_label(agent.unwrap_or(""))
    }

    /// Shows `page`.
    pub fn page<P: Page>(&self, page: &P) -> Answer {
        self.page_status(StatusCode::OK, page)
    }

    /// Shows `page` because the form has mistakes.
    pub fn mistakes<P: Page>(&self, page: &P) -> Answer {
        self.page_status(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// Shows `page` with another status, such as 422 for a form with mistakes.
    pub fn page_status<P: Page>(&self, status: impl IntoStatus, page: &P) -> Answer {
        let frame = self.frame(page)?;
        let html = self.site.templates.render(page, &frame)?;
        let keep_binding = self.visit.binding_is_new && html.contains(&frame.csrf);
        let mut response = html::respond(&self.request, status.into_status(), html);
        if keep_binding {
            let visit = cookies::set(&self.site, Name::Visit, self.visit.binding.clone(), None);
            attach(&mut response, &visit)?;
        }
        if frame.flash.is_some() {
            attach(&mut response, &cookies::remove(&self.site, Name::Flash))?;
        }
        Ok(response)
    }

    /// What surrounds `page`.
    fn frame<P: Page>(&self, page: &P) -> Result<Frame, Fault> {
        let viewer = self.viewer();
        Ok(Frame {
            title: page.title(),
            lang: "fr",
            csrf: csrf::token(&self.visit.ctx, &self.visit.binding)?,
            viewer: FrameViewer::from(viewer),
            unread: self.visit.unread,
            help: self.help(),
            nav: navigation((self.site.nav)(viewer), self.request.path()),
            crumbs: trail(page),
            flash: Flash::of(&self.site, &self.request),
            request_id: self.visit.ctx.request_id.to_string(),
            assets: self.site.assets.clone(),
            mode_development: self.site.is_development(),
        })
    }

    /// The way to help from here.
    fn help(&self) -> FrameHelp {
        let path = self.request.path();
        let (href, label) = (self.site.help)(path);
        let page: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        FrameHelp {
            href,
            label,
            ask: format!("/aide/contact?page={page}"),
        }
    }

    /// Gives a text that is not a page, such as an SVG picture, compressed like one.
    pub fn text(&self, content_type: &'static str, text: String) -> Answer {
        let shown = (content_type, text);
        Ok(html::respond_as(&self.request, StatusCode::OK, shown))
    }

    /// Sends the browser to `address`, to read.
    pub fn see_other(&self, address: impl AsRef<str>) -> Answer {
        Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, address.as_ref()))
            .finish())
    }

    /// Sends the browser to `address`, where `flash` will be shown.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "handlers make the message in place"
    )]
    pub fn see_other_with(&self, address: impl AsRef<str>, flash: Flash) -> Answer {
        let mut response = self.see_other(address)?;
        attach(&mut response, &flash.cookie(&self.site)?)?;
        Ok(response)
    }

    /// Gives the browser the token of a session just opened.
    pub fn start_session(&self, mut response: HttpResponse, token: &SecretToken) -> Answer {
        attach(
            &mut response,
            &cookies::set(&self.site, Name::Session, token.reveal(), None),
        )?;
        for former in [Name::Visit, Name::WayBack] {
            attach(&mut response, &cookies::remove(&self.site, former))?;
        }
        Ok(response)
    }

    /// Takes the session's token back from the browser.
    pub fn end_session(&self, mut response: HttpResponse) -> Answer {
        attach(&mut response, &cookies::remove(&self.site, Name::Session))?;
        Ok(response)
    }

    /// Where this person starts after signing in: an address of `app.rs`'s choice.
    #[must_use]
    pub fn landing(&self, person: &Person) -> &'static str {
        (self.site.landing)(person)
    }

    /// Counts a try against `rule`; too many of them is a page of its own.
    pub async fn limit(&self, rule: Rule, key: &str) -> Result<(), PageError> {
        match rate::allow(self.db(), &self.visit.ctx, rule, key).await? {
            Verdict::Allowed => Ok(()),
            Verdict::Limited { retry_after } => Err(PageError::TooMany(retry_after.unsigned_abs())),
        }
    }

    /// What limits count as one network address: an IPv6 subscriber holds a whole /64.
    #[must_use]
    pub fn network(&self) -> String {
        match self.visit.ctx.origin {
            None => "unknown".to_owned(),
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }

    /// What a slice plugged in at start.
    pub fn plug<T: std::any::Any + Send + Sync>(&self) -> Result<Arc<T>, PageError> {
        Ok(self.site.plugs.get::<T>()?)
    }

    /// Runs slow work (a password hash) off the event loop.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, PageError> {
        Ok(web::block(work)
            .await
            .map_err(Fault::other("running slow work"))??)
    }

    /// Demands a second factor shown at most `limit` ago; otherwise sends the person to show it, then to `back`.
    pub fn require_recent_second_factor(
        &self,
        limit: Duration,
        back: &str,
    ) -> Result<(), PageError> {
        let shown = self
            .viewer()
            .session()
            .and_then(|session| session.second_factor_at);
        if shown.is_some_and(|at| self.visit.ctx.now.since(at) <= limit) {
            return Ok(());
        }
        let has_one = self
            .viewer()
            .person()
            .is_some_and(|person| person.has_second_factor);
        let step = if has_one {
            urls::SECOND_FACTOR
        } else {
            urls::ENROL_SECOND_FACTOR
        };
        Err(PageError::SeeOther(urls::with_return_to(step, back)))
    }
}

pub(super) fn attach(response: &mut HttpResponse, cookie: &Cookie<'_>) -> Result<(), Fault> {
    response
        .add_cookie(cookie)
        .map_err(Fault::other("setting a cookie"))
}

/// A status, or its number.
pub trait IntoStatus {
    /// The status.
    fn into_status(self) -> StatusCode;
}
impl IntoStatus for StatusCode {
    fn into_status(self) -> StatusCode {
        self
    }
}
impl IntoStatus for u16 {
    /// A number that is no status becomes 500.
    fn into_status(self) -> StatusCode {
        StatusCode::from_u16(self).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
