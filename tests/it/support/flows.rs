//! Flows through the sandbox, told to the recorder by hand.

use std::sync::Arc;

use diesel::prelude::*;
use guichet::kernel::error::Outcome;
use guichet::sandbox::fault::Fault;
use guichet::sandbox::trace::{Recorder, Stage, Step, StepFacts, TraceId, Verdict};
use guichet::schema::trace_steps;

use super::app::TestApp;

/// The `state` of every flow told.
pub const STATE: &str = "etat-0123456789-0123456789-0123456789";

/// A secret, as a client's or a code.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A flow of a client, told by hand.
pub struct Flow<'a> {
    app: &'a TestApp,
    pub recorder: Arc<Recorder>,
    pub trace: TraceId,
    client: String,
}

impl<'a> Flow<'a> {
    /// A flow of that client.
    pub fn of(app: &'a TestApp, client: &str) -> Self {
        Self {
            app,
            recorder: app.state.site.plugs.get::<Recorder>().unwrap(),
            trace: app.system().new_id(),
            client: client.to_owned(),
        }
    }

    /// An accepted step, to change before it is told.
    pub fn facts(
        &self,
        stage: Stage,
        request: &[(&str, &str)],
        answer: &[(&str, &str)],
    ) -> StepFacts {
        let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        StepFacts {
            trace: self.trace,
            client: Some(self.client.clone()),
            stage,
            at: self.app.clock.now(),
            method: "POST",
            path: format!("/bac-a-sable/api/v2/{stage}"),
            request: pairs(request),
            status: 200,
            answer: pairs(answer),
            verdict: Verdict::Accepted,
        }
    }

    /// Tells a step.
    pub fn tell(&self, facts: StepFacts) -> &Self {
        self.recorder.record(Step::new(facts));
        self.app.clock.advance(chrono::Duration::milliseconds(10));
        self
    }

    /// From the request to the code.
    pub fn begin(&self, secret: &str) -> &Self {
        let location = format!("https://demarches.exemple.fr/retour?code={secret}&state={STATE}");
        self.tell(self.facts(
            Stage::Authorize,
            &[
                ("client_id", &self.client),
                ("state", STATE),
                ("nonce", "nonce-0123456789-0123456789"),
            ],
            &[],
        ));
        self.tell(self.facts(Stage::Identity, &[("identity", "test")], &[]));
        self.tell(self.facts(Stage::Consent, &[], &[("location", &location)]))
    }

    /// A refused exchange of the code.
    pub fn refuse_token(&self, secret: &str) -> &Self {
        let request = [
            ("code", secret),
            ("client_secret", secret),
            ("client_id", &self.client),
        ];
        let mut facts = self.facts(Stage::Token, &request, &[("error", "invalid_client")]);
        facts.status = 401;
        facts.verdict = Verdict::Refused(Fault::SecretWrong.into());
        self.tell(facts)
    }

    /// From the tokens to the identity.
    pub fn finish(&self) -> &Self {
        self.tell(self.facts(Stage::Token, &[], &[("token_type", "Bearer")]));
        self.tell(self.facts(Stage::Userinfo, &[], &[("family_name", "DUBOIS")]))
    }
}

impl TestApp {
    /// The codes of the refusals that traces tell, in their order.
    pub fn refusals_traced(&self) -> Vec<String> {
        self.flush_traces();
        let told: Outcome<Vec<Option<String>>> = self.db().read_now(|c| {
            Ok(trace_steps::table
                .filter(trace_steps::fault.is_not_null())
                .order((trace_steps::at, trace_steps::id))
                .select(trace_steps::fault)
                .load(c)?)
        });
        told.unwrap().into_iter().flatten().collect()
    }

    /// Writes every step that waits.
    pub fn flush_traces(&self) {
        self.state
            .site
            .plugs
            .get::<Recorder>()
            .unwrap()
            .flush()
            .unwrap();
    }
}
