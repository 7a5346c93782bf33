//! The only way to a form's body: through the checks of [`csrf`].
//!
//! `Protected<RawForm>` for ordinary forms, `Protected<Upload>` for those with files. Handlers have no other
//! extractor of bodies, so a form can't be left unprotected.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;

use crate::kernel::rate::Rule;
use crate::shell::csrf;
use crate::shell::errors::PageError;
use crate::shell::form::RawForm;
use crate::shell::site::Site;
use crate::shell::upload::Upload;
use crate::shell::visit::{self, Visit};
use crate::shell::web::Web;

/// Longest body of an ordinary form.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Uploads of one account.
const UPLOADS_PER_ACCOUNT: Rule = Rule {
    bucket: "upload_account",
    max: 120,
    window_seconds: 3_600,
};
/// Uploads from one network address, which an office may share.
const UPLOADS_PER_NETWORK: Rule = Rule {
    bucket: "upload_network",
    max: 600,
    window_seconds: 3_600,
};

/// A form that came from one of our own pages.
#[derive(Debug)]
pub struct Protected<T>(pub T);

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, PageError>>>>;

impl FromRequest for Protected<RawForm> {
    type Error = PageError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let visit = visit::of(&request).await?;
            check_origin(&request)?;
            let mut form = RawForm::from_urlencoded(&read(&request, payload).await?);
            check_token(&visit, form.take(csrf::FIELD))?;
            Ok(Self(form))
        })
    }
}

impl FromRequest for Protected<Upload> {
    type Error = PageError;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let visit = visit::of(&request).await?;
            check_origin(&request)?;
            limit_uploads(&request, &visit).await?;
            let check = |token| check_token(&visit, token);
            Upload::read(request.headers(), payload, check)
                .await
                .map(Self)
        })
    }
}

/// Counts an upload before a byte of it is read.
async fn limit_uploads(request: &HttpRequest, visit: &Rc<Visit>) -> Result<(), PageError> {
    let web = Web::new(request.clone(), Rc::clone(visit))?;
    web.limit(UPLOADS_PER_NETWORK, &web.network()).await?;
    match visit.viewer.account() {
        Some(account) => web.limit(UPLOADS_PER_ACCOUNT, &account.to_string()).await,
        None => Ok(()),
    }
}

fn check_origin(request: &HttpRequest) -> Result<(), PageError> {
    let site = request.app_data::<web::Data<Site>>();
    if site.is_some_and(|site| csrf::comes_from_here(site, request)) {
        Ok(())
    } else {
        Err(PageError::StaleForm)
    }
}

fn check_token(visit: &Visit, token: Option<String>) -> Result<(), PageError> {
    let shown = token.unwrap_or_default();
    if csrf::accepts(&visit.ctx, &visit.binding, &shown)? {
        Ok(())
    } else {
        Err(PageError::StaleForm)
    }
}

async fn read(request: &HttpRequest, mut payload: Payload) -> Result<BytesMut, PageError> {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let kind = header(CONTENT_TYPE).unwrap_or("");
    if !kind.is_empty() && !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(PageError::BadRequest);
    }
    if header(CONTENT_LENGTH)
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > BODY_LIMIT)
    {
        return Err(PageError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| PageError::BadRequest)?;
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(PageError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
