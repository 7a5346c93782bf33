//! What goes out: redirections to the client, refusals in their three forms, and the step of the trace that tells each.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::WWW_AUTHENTICATE;
use serde_json::{Map, Value, json};

use crate::sandbox::fault::{Refused, Told};
use crate::sandbox::pages::{Back, RefusalPage};
use crate::sandbox::provider::params::Params;
use crate::sandbox::provider::redirect;
use crate::sandbox::trace::{Recorder, Stage, Step, StepFacts, TraceId, Verdict};
use crate::sandbox::{Provider, urls};
use crate::shell::{Answer, PageError, Web};

/// Where in a trace a request stands, as far as it is known.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub stage: Stage,
    pub trace: Option<TraceId>,
    pub client: Option<String>,
    pub request: Vec<(String, String)>,
}

impl At {
    pub(super) fn new(stage: Stage, params: &Params) -> Self {
        Self {
            stage,
            trace: None,
            client: None,
            request: params.pairs(),
        }
    }

    pub(super) fn of(mut self, trace: TraceId) -> Self {
        self.trace = Some(trace);
        self
    }

    pub(super) fn by(mut self, client_id: &str) -> Self {
        self.client = Some(client_id.to_owned());
        self
    }
}

/// The address of a client, verified, to which errors may be told.
#[derive(Debug, Clone)]
pub(super) struct Return {
    pub redirect_uri: String,
    pub state: String,
    pub service: String,
    pub in_fragment: bool,
}

impl Return {
    /// The address that tells the client of a refusal.
    fn with_error(&self, refused: &Refused, issuer: &str) -> String {
        let row = refused.fault.row();
        let description = refused.description();
        let pairs = [
            ("error", row.error),
            ("error_description", description.as_str()),
            ("state", self.state.as_str()),
            ("iss", issuer),
        ];
        if self.in_fragment {
            redirect::with_fragment(&self.redirect_uri, &pairs)
        } else {
            redirect::with_query(&self.redirect_uri, &pairs)
        }
    }
}

/// Hands the step over to the recorder. A refusal before any flow has a trace of its own.
pub(super) fn note(
    web: &Web,
    at: At,
    (status, answer): (u16, Vec<(String, String)>),
    verdict: Verdict,
) -> Result<TraceId, PageError> {
    let ctx = web.ctx();
    let trace = at.trace.unwrap_or_else(|| ctx.new_id());
    let recorder = web.plug::<Recorder>()?;
    if !recorder.is_on() {
        return Ok(trace);
    }
    let step = Step::new(StepFacts {
        trace,
        client: at.client,
        stage: at.stage,
        at: ctx.now,
        method: if web.request().method() == "POST" {
            "POST"
        } else {
            "GET"
        },
        path: web.request().path().to_owned(),
        request: at.request,
        status,
        answer,
        verdict,
    });
    recorder.record(step);
    Ok(trace)
}

/// Sends the browser on, and notes the step as accepted.
pub(super) fn go(web: &Web, at: At, address: &str) -> Result<HttpResponse, PageError> {
    let answer = vec![("location".to_owned(), address.to_owned())];
    note(web, at, (303, answer), Verdict::Accepted)?;
    web.see_other(address)
}

/// Refuses a request of the browser: by a page, or by a redirection when the form of the refusal is one and the
/// client's address was verified.
pub(super) fn refuse(web: &Web, at: At, refused: Refused, back: Option<&Return>) -> Answer {
    let provider = web.plug::<Provider>()?;
    let address = back.map(|back| back.with_error(&refused, provider.issuer()));
    match (refused.fault.row().told, address) {
        (Told::Redirect, Some(address)) => {
            let answer = vec![("location".to_owned(), address.clone())];
            note(web, at, (303, answer), Verdict::Refused(refused))?;
            web.see_other(&address)
        }
        (told, address) => {
            let status = match told {
                Told::Page(status) | Told::Json(status) => status,
                Told::Redirect => 400,
            };
            let back = back.zip(address).map(|(back, href)| Back {
                href,
                service: back.service.clone(),
            });
            let answer = vec![("code".to_owned(), refused.fault.code().to_owned())];
            let shown = refused.clone();
            let trace = note(web, at, (status, answer), Verdict::Refused(refused))?;
            let page = RefusalPage::new(&shown, trace.to_string(), back);
            web.page_status(status, &page)
        }
    }
}

/// Refuses a request of a program, in JSON.
pub(super) fn refuse_json(web: &Web, at: At, refused: Refused) -> Answer {
    let row = refused.fault.row();
    let (status, description) = match row.told {
        Told::Json(status) | Told::Page(status) => (status, refused.description()),
        Told::Redirect => (400, refused.description()),
    };
    let answer = vec![
        ("error".to_owned(), row.error.to_owned()),
        ("error_description".to_owned(), description.clone()),
    ];
    let trace = note(web, at, (status, answer), Verdict::Refused(refused))?;
    let error_uri = web
        .config()
        .link(&urls::error(row.code, &trace.to_string()));
    let body = json!({
        "error": row.error,
        "error_description": description,
        "error_uri": error_uri,
    });
    let mut response =
        HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST));
    if row.error == "invalid_token" {
        let provider = web.plug::<Provider>()?;
        let challenge = format!(
            "Bearer realm=\"{}\", error=\"{}\", error_description=\"{description}\"",
            provider.issuer(),
            row.error
        );
        response.insert_header((WWW_AUTHENTICATE, challenge));
    }
    Ok(response.json(body))
}

/// Answers a program in JSON, and notes the step as accepted.
pub(super) fn json(web: &Web, at: At, body: &Map<String, Value>) -> Answer {
    let told = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let answer = body
        .iter()
        .map(|(name, value)| (name.clone(), told(value)))
        .collect();
    note(web, at, (200, answer), Verdict::Accepted)?;
    Ok(HttpResponse::Ok().json(body))
}

/// The same answer, which a form of the page may lead to a client: the browser would otherwise stop there. The client's
/// address may itself lead on anywhere, and browsers hold every step against the policy.
pub(super) fn leading_to_clients(mut response: HttpResponse) -> HttpResponse {
    let (name, value) = crate::shell::headers::leading_elsewhere();
    response.headers_mut().insert(name, value);
    response
}
