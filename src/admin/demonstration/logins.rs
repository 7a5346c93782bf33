//! What a technical lead tried in the sandbox: two mistakes, a citizen whom the civil registry does not know, and a login
//! from the first request to the logout, so that the page of traces has something to read.

use chrono::Duration;

use super::stage::Stage;
use crate::kernel::clock::Instant;
use crate::kernel::error::Fault;
use crate::sandbox::{
    Fault as Refusal, Recorder, Stage as At, Step, StepFacts, StepVerdict, TraceId,
};

const BASE: &str = "/bac-a-sable/api/v2";
const SCOPE: &str = "openid given_name family_name";

/// Who tries, and one login of theirs.
struct Login<'a> {
    recorder: &'a Recorder,
    client: &'a str,
    site: &'a str,
    trace: TraceId,
    /// When the next step happens.
    at: Instant,
}

type Pairs<'a> = &'a [(&'a str, &'a str)];

impl Login<'_> {
    fn tell(
        &mut self,
        (stage, path): (At, &str),
        (request, status, answer): (Pairs<'_>, u16, Pairs<'_>),
        refusal: Option<Refusal>,
    ) {
        let owned = |pairs: Pairs<'_>| -> Vec<(String, String)> {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            pairs.iter().map(owned).collect()
        };
        let method = match (stage, status) {
            (_, 0) => "",
            (At::Authorize | At::Choice | At::Userinfo | At::Logout, _) => "GET",
            _ => "POST",
        };
        self.recorder.record(Step::new(StepFacts {
            trace: self.trace,
            client: Some(self.client.to_owned()),
            stage,
            at: self.at,
            method,
            path: format!("{BASE}{path}"),
            request: owned(request),
            status,
            answer: owned(answer),
            verdict: refusal.map_or(StepVerdict::Accepted, |fault| {
                StepVerdict::Refused(fault.into())
            }),
        }));
        self.at = self.at.plus(Duration::milliseconds(870));
    }

    fn authorize(&mut self, more: Pairs<'_>, refusal: Option<Refusal>) {
        let (client, redirect) = (self.client, format!("{}retour", self.site));
        let mut request = vec![
            ("client_id", client),
            ("response_type", "code"),
            ("scope", SCOPE),
            ("redirect_uri", redirect.as_str()),
            ("acr_values", "eidas1"),
            ("state", "f3c1d4a09be84e21a6d0c7b5e9182f44"),
            ("nonce", "7d20c1b8a4f64b3f9e5a6c0d1b2e3f48"),
        ];
        request.extend_from_slice(more);
        let status = if refusal.is_some() { 400 } else { 303 };
        self.tell(
            (At::Authorize, "/authorize"),
            (&request, status, &[]),
            refusal,
        );
    }

    fn choose(&mut self, identity: &str, refusal: Option<Refusal>) {
        self.tell((At::Choice, "/interaction"), (&[], 200, &[]), None);
        let request = [("fi", "fip1-low"), ("identity", identity)];
        let status = if refusal.is_some() { 400 } else { 303 };
        self.tell(
            (At::Identity, "/interaction/verify"),
            (&request, status, &[]),
            refusal,
        );
    }

    fn come_back(&mut self) {
        let back = format!("{}retour?code=hidden-here-as-everywhere", self.site);
        let answer = [("location", back.as_str())];
        self.tell(
            (At::Consent, "/interaction/login"),
            (&[], 303, &answer),
            None,
        );
    }

    fn exchange(&mut self, refusal: Option<Refusal>) {
        let redirect = format!("{}retour", self.site);
        let request = [
            ("grant_type", "authorization_code"),
            ("code", "hidden-here-as-everywhere"),
            ("redirect_uri", redirect.as_str()),
            ("client_id", self.client),
            ("client_secret", "hidden-here-as-everywhere"),
        ];
        let (status, answer): (u16, Pairs<'_>) = match refusal {
            Some(_) => (401, &[("error", "invalid_client")]),
            None => (
                200,
                &[
                    ("expires_in", "60"),
                    ("scope", SCOPE),
                    ("token_type", "Bearer"),
                ],
            ),
        };
        self.tell((At::Token, "/token"), (&request, status, answer), refusal);
    }

    fn read_and_leave(&mut self) {
        let bearer = [("authorization", "Bearer hidden-here-as-everywhere")];
        let person = [
            ("given_name", "ANGELA CLAIRE LOUISE"),
            ("family_name", "DUBOIS"),
            ("aud", self.client),
        ];
        self.tell((At::Userinfo, "/userinfo"), (&bearer, 200, &person), None);
        self.at = self.at.plus(Duration::seconds(40));
        let farewell = format!("{}au-revoir", self.site);
        let request = [("post_logout_redirect_uri", farewell.as_str())];
        self.tell((At::Logout, "/session/end"), (&request, 200, &[]), None);
    }
}

/// Tries until a login is complete; nothing is written where traces are off.
pub(super) fn try_out(stage: &Stage<'_>, (client, site): (&str, &str)) -> Result<(), Fault> {
    let recorder = stage.tools.plugs.get::<Recorder>()?;
    let ids = stage.tools.sources.system_ctx("demonstration");
    let login = |minutes: i64| Login {
        recorder: &recorder,
        client,
        site,
        trace: ids.new_id(),
        at: stage.now().plus(Duration::minutes(minutes)),
    };
    let mut pkce = login(0);
    pkce.authorize(
        &[("code_challenge_method", "S256")],
        Some(Refusal::PkceRefused),
    );
    let mut secret = login(6);
    secret.authorize(&[], None);
    secret.choose("test", None);
    secret.come_back();
    secret.exchange(Some(Refusal::SecretWrong));
    let mut unknown = login(11);
    unknown.authorize(&[], None);
    unknown.choose("E010008", Some(Refusal::RnippNobody));
    let mut whole = login(15);
    whole.authorize(&[], None);
    whole.choose("test", None);
    whole.come_back();
    whole.exchange(None);
    whole.read_and_leave();
    recorder.flush()
}
