//! The recorder: it never waits, it is bounded, it writes what is left when the server stops, it tells open pages.

use std::pin::Pin;
use std::time::Duration;

use actix_web::App;
use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service};
use diesel::prelude::*;
use guichet::app;
use guichet::kernel::error::Outcome;
use guichet::sandbox::trace::{Recorder, Stage};
use guichet::schema::{trace_steps, traces};
use guichet::services::Environment;

use crate::support::TestApp;
use crate::support::flows::{Flow, SECRET};
use crate::support::services::{Opened, client_draft};

fn kept(app: &TestApp) -> (i64, i64) {
    let kept: Outcome<(i64, i64)> = app.db().read_now(|c| {
        Ok((
            traces::table.count().get_result(c)?,
            trace_steps::table.count().get_result(c)?,
        ))
    });
    kept.unwrap()
}

fn client(app: &TestApp, opened: Opened) -> String {
    app.client(opened, Environment::Sandbox, &client_draft("Recette"))
        .1
}

both_databases! {
    async fn what_waits_is_written_when_the_server_stops(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        let recorder = app.state.site.plugs.get::<Recorder>().unwrap();
        let writer = recorder.start().unwrap();
        for _ in 0..50 {
            Flow::of(&app, &client).begin(SECRET);
        }
        writer.stop();
        assert_eq!(kept(&app), (50, 150));
        Flow::of(&app, &client).begin(SECRET);
        assert_eq!(recorder.dropped(), 3, "what comes after the stop is counted");
        app.deliver();
    }

    async fn a_page_is_told_that_something_happened(app: TestApp) {
        let opened = app.opened();
        let client = client(&app, opened);
        let flow = Flow::of(&app, &client);
        flow.begin(SECRET);
        app.flush_traces();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&format!("/espace/services/{}/traces", opened.service)).await;
        let live = owner.attr("[data-live]", "data-live").unwrap();
        let mut listener = Listener::open(&app, &live, owner.cookie("guichet-session").unwrap()).await;
        assert_eq!(listener.piece().await, "retry: 1000\n\n");
        assert_eq!(listener.soon().await, None, "nothing happened since");
        flow.finish();
        app.flush_traces();
        let event = listener.piece().await;
        assert!(event.starts_with("id: ") && event.contains("event: trace\n"), "{event}");
        drop(listener);
        // A page that does not say what it shows is told at once, and let go.
        owner.visit(&format!("/espace/services/{}/traces/direct", opened.service)).await;
        assert!(owner.html.ends_with("\n\n") && owner.html.contains("event: trace"));
        app.deliver();
    }
}

/// An open stream of events.
struct Listener(Pin<Box<dyn MessageBody<Error = Box<dyn std::error::Error>>>>);

impl Listener {
    async fn open(app: &TestApp, address: &str, session: &str) -> Self {
        let site = init_service(App::new().configure(app::configure(app.state.clone()))).await;
        let request = TestRequest::get()
            .uri(address)
            .peer_addr(std::net::SocketAddr::from(([127, 0, 0, 1], 40_000)))
            .cookie(actix_web::cookie::Cookie::new(
                "guichet-session",
                session.to_owned(),
            ));
        let response = call_service(&site, request.to_request()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let kind = response.headers().get("content-type").unwrap();
        assert_eq!(kind, "text/event-stream");
        Self(Box::pin(response.into_body()))
    }

    async fn piece(&mut self) -> String {
        self.within(Duration::from_secs(20))
            .await
            .expect("the stream is silent")
    }

    async fn soon(&mut self) -> Option<String> {
        self.within(Duration::from_millis(300)).await
    }

    async fn within(&mut self, patience: Duration) -> Option<String> {
        let next = std::future::poll_fn(|cx| self.0.as_mut().poll_next(cx));
        let bytes = tokio::time::timeout(patience, next).await.ok()??;
        Some(String::from_utf8(bytes.map_err(drop).unwrap().to_vec()).unwrap())
    }
}

#[test]
fn recording_never_waits_and_what_does_not_fit_is_counted() {
    let app = TestApp::start(guichet::kernel::db::Backend::Sqlite);
    let flow = Flow::of(&app, &"0".repeat(64));
    for _ in 0..10_500 {
        flow.tell(flow.facts(Stage::Token, &[("code", SECRET)], &[]));
    }
    assert_eq!(flow.recorder.dropped(), 500);
    let big = "mot ".repeat(1_000);
    let heavy: Vec<(&str, &str)> = (0..40).map(|_| ("scope", big.as_str())).collect();
    app.flush_traces();
    for _ in 0..2_000 {
        flow.tell(flow.facts(Stage::Token, &heavy, &heavy));
    }
    assert!(flow.recorder.dropped() > 500, "bytes are bounded too");
    app.flush_traces();
}

#[test]
fn a_recorder_that_is_off_keeps_nothing() {
    let app = TestApp::with(
        guichet::kernel::db::Backend::Sqlite,
        &[("GUICHET_SANDBOX_TRACES", "false")],
    );
    let opened = app.opened();
    let client = client(&app, opened);
    Flow::of(&app, &client).begin(SECRET);
    app.flush_traces();
    assert_eq!(kept(&app), (0, 0));
    app.deliver();
}
