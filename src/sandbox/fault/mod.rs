//! Every refusal of the sandbox: its code at FranceConnect, the form in which a client is told, its cause and its remedy
//! in French, and the criterion of qualification that it concerns.
//!
//! Source: reference/franceconnect.md 2.3 to 2.10. Several refusals share a code, as they do there: the code is what a
//! client sees, the [`Fault`] is what a trace explains. Adding a refusal is adding a variant and its row; a test holds
//! that each has exactly one.

mod authorize;
mod browser;
mod data;
mod logout;
mod token;

use crate::text_enum;

text_enum! {
    /// Why the sandbox refused something.
    pub enum Fault {
        /// A parameter that FranceConnect does not list.
        ParameterUnlisted = "parameter_unlisted",
        /// PKCE, which discovery advertises and production refuses.
        PkceRefused = "pkce_refused",
        /// A required parameter is absent.
        ParameterMissing = "parameter_missing",
        /// A parameter came twice.
        ParameterTwice = "parameter_twice",
        /// A parameter holds a character that no text may hold.
        ParameterMalformed = "parameter_malformed",
        /// A parameter is longer than anything a client needs.
        ParameterTooLong = "parameter_too_long",
        /// The nonce has fewer than 22 characters.
        NonceShort = "nonce_short",
        /// `prompt` holds another word than `login` and `consent`.
        PromptInvalid = "prompt_invalid",
        /// `redirect_uri` is no address.
        RedirectMalformed = "redirect_malformed",
        /// `claims` is no JSON object.
        ClaimsMalformed = "claims_malformed",
        /// `claims` asks for a claim that the client may not have in its `id_token`.
        ClaimsRefused = "claims_refused",
        /// No such client, or it is disabled.
        ClientUnknown = "client_unknown",
        /// `redirect_uri` is not registered.
        RedirectUnregistered = "redirect_unregistered",
        /// Neither the scope nor the redirect address may be used.
        ScopeAndRedirect = "scope_and_redirect",
        /// `openid` is not among the scopes.
        OpenidMissing = "openid_missing",
        /// `response_type` is empty.
        ResponseTypeEmpty = "response_type_empty",
        /// `response_type` is not `code`.
        ResponseTypeUnsupported = "response_type_unsupported",
        /// A known scope that the habilitation does not give.
        ScopeRefused = "scope_refused",
        /// A level that FranceConnect does not offer here.
        AcrRefused = "acr_refused",
        /// An identity provider that this client may not suggest.
        IdpHintRefused = "idp_hint_refused",
        /// The sector document answered with another status than 200.
        SectorStatus = "sector_status",
        /// The sector document can't be reached.
        SectorUnreachable = "sector_unreachable",
        /// The sector document is not JSON.
        SectorNotJson = "sector_not_json",
        /// The sector document is not a list.
        SectorNotList = "sector_not_list",
        /// The sector document does not list the redirect address.
        SectorIncomplete = "sector_incomplete",
        /// The person went back to the service.
        Aborted = "aborted",
        /// The browser has no session, or it is over.
        SessionLost = "session_lost",
        /// The interaction does not exist for this browser.
        InteractionUnknown = "interaction_unknown",
        /// A page was reloaded or reached out of order.
        OutOfOrder = "out_of_order",
        /// A page was reached before the ones that lead to it.
        StepsSkipped = "steps_skipped",
        /// No such identity provider.
        IdpUnknown = "idp_unknown",
        /// The identity provider is disabled.
        IdpDisabled = "idp_disabled",
        /// The identity provider came back without the state.
        IdpNoState = "idp_no_state",
        /// The identity provider came back with another state.
        IdpOtherState = "idp_other_state",
        /// The identity provider is excluded for this service.
        IdpExcluded = "idp_excluded",
        /// The identity provider's token can't be believed.
        IdpTokenInvalid = "idp_token_invalid",
        /// The identity provider gave no code.
        IdpNoCode = "idp_no_code",
        /// The identity provider's token endpoint failed.
        IdpTokenFailed = "idp_token_failed",
        /// The identity provider's userinfo endpoint failed.
        IdpUserinfoFailed = "idp_userinfo_failed",
        /// The identity provider gave a lower level than asked.
        IdpLevelLow = "idp_level_low",
        /// The person blocked this identity provider.
        IdpBlocked = "idp_blocked",
        /// The person disabled their use of FranceConnect.
        AccountDisabled = "account_disabled",
        /// The identity provider gave no e-mail.
        EmailMissing = "email_missing",
        /// The identity provider gave an identity that breaks the formats.
        IdentityInvalid = "identity_invalid",
        /// RNIPP: a single echo.
        RnippEcho = "rnipp_echo",
        /// RNIPP: several persons.
        RnippSeveral = "rnipp_several",
        /// RNIPP: found by the usage name only.
        RnippUsageName = "rnipp_usage_name",
        /// RNIPP: nobody.
        RnippNobody = "rnipp_nobody",
        /// RNIPP: the question was rejected.
        RnippRejected = "rnipp_rejected",
        /// RNIPP: no answer in time.
        RnippTimeout = "rnipp_timeout",
        /// RNIPP: the registry answered with an error.
        RnippHttp = "rnipp_http",
        /// RNIPP: the answer can't be read.
        RnippFormat = "rnipp_format",
        /// RNIPP: the person is dead.
        RnippDeceased = "rnipp_deceased",
        /// No such address.
        AddressUnknown = "address_unknown",
        /// The body is not a form.
        ContentType = "content_type",
        /// A parameter of the token request came twice.
        TokenParameterTwice = "token_parameter_twice",
        /// A required parameter of the token request is absent.
        TokenParameterMissing = "token_parameter_missing",
        /// No proof of the client at all.
        AuthAbsent = "auth_absent",
        /// Another proof than the registered one, HTTP Basic included.
        AuthMethod = "auth_method",
        /// No such client at the token endpoint.
        AuthClientUnknown = "auth_client_unknown",
        /// Wrong secret.
        SecretWrong = "secret_wrong",
        /// The assertion can't be read or lacks a claim.
        AssertionMalformed = "assertion_malformed",
        /// The assertion's algorithm is not ES256 or RS256.
        AssertionAlgorithm = "assertion_algorithm",
        /// None of the client's keys made the assertion's signature.
        AssertionSignature = "assertion_signature",
        /// The assertion is over, not valid yet, or valid too long.
        AssertionExpired = "assertion_expired",
        /// The assertion is for somebody else.
        AssertionAudience = "assertion_audience",
        /// The assertion's `iss` and `sub` are not the client.
        AssertionIssuer = "assertion_issuer",
        /// The assertion was used already.
        AssertionReplayed = "assertion_replayed",
        /// The client's keys can't be read.
        AssertionKeys = "assertion_keys",
        /// `grant_type` is not `authorization_code`.
        GrantTypeUnsupported = "grant_type_unsupported",
        /// No such code.
        CodeUnknown = "code_unknown",
        /// The code is more than 30 seconds old.
        CodeExpired = "code_expired",
        /// The code was used already: the grant is revoked.
        CodeConsumed = "code_consumed",
        /// The code was given to another client.
        CodeOtherClient = "code_other_client",
        /// `redirect_uri` differs from that of the authorize request.
        CodeRedirect = "code_redirect",
        /// A `code_verifier`, though no challenge can be sent.
        PkceVerifier = "pkce_verifier",
        /// The grant was revoked.
        GrantMissing = "grant_missing",
        /// The grant is more than 30 seconds old.
        GrantExpired = "grant_expired",
        /// No access token at userinfo.
        TokenAbsent = "token_absent",
        /// An access token in two places.
        TokenTwice = "token_twice",
        /// No such access token, or it is over.
        TokenUnknown = "token_unknown",
        /// The grant behind the access token is over.
        TokenGrantOver = "token_grant_over",
        /// The body of a revocation is not what FranceConnect takes.
        RevocationMalformed = "revocation_malformed",
        /// A parameter that the logout does not list, or comes twice.
        LogoutParameter = "logout_parameter",
        /// No `id_token_hint`.
        HintMissing = "hint_missing",
        /// `id_token_hint` is no token.
        HintUndecodable = "hint_undecodable",
        /// `id_token_hint` is not one of ours.
        HintInvalid = "hint_invalid",
        /// `id_token_hint` was given to no known client.
        HintAudience = "hint_audience",
        /// `client_id` is not the client of `id_token_hint`.
        HintClient = "hint_client",
        /// `post_logout_redirect_uri` is not registered.
        PostLogoutUnregistered = "post_logout_unregistered",
        /// The browser has no session to end.
        LogoutSessionMissing = "logout_session_missing",
        /// The access token does not carry the scope of this piece of data.
        DataScope = "data_scope",
        /// The data provider knows nothing of this person.
        DataNobody = "data_nobody",
        /// The data provider is unavailable.
        DataUnavailable = "data_unavailable",
    }
}

/// How the party that was refused learns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A page, in the browser, with this status.
    Page(u16),
    /// A redirection to the client, with `error` and `error_description`.
    Redirect,
    /// A JSON answer with this status.
    Json(u16),
}

/// What is known of a refusal.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// Which one.
    pub fault: Fault,
    /// The code that FranceConnect shows.
    pub code: &'static str,
    /// The form in which it is told.
    pub told: Told,
    /// The error of OAuth 2 or `OpenID` Connect. For a page: what the link back to the client carries.
    pub error: &'static str,
    /// The `error_description`; `{}` stands for the detail.
    pub description: &'static str,
    /// Its cause, in French.
    pub cause: &'static str,
    /// What to do about it, in French.
    pub remedy: &'static str,
    /// The criterion of qualification that it concerns.
    pub criterion: Option<i32>,
}

const fn row(fault: Fault, code: &'static str, told: Told) -> Row {
    Row {
        fault,
        code,
        told,
        error: "server_error",
        description: "authentication aborted due to a technical error on the authorization server",
        cause: "",
        remedy: "",
        criterion: None,
    }
}

impl Row {
    const fn says(mut self, error: &'static str, description: &'static str) -> Self {
        self.error = error;
        self.description = description;
        self
    }

    const fn because(mut self, cause: &'static str, remedy: &'static str) -> Self {
        self.cause = cause;
        self.remedy = remedy;
        self
    }

    const fn concerns(mut self, criterion: i32) -> Self {
        self.criterion = Some(criterion);
        self
    }
}

/// What stands in for a refusal without a row, which a test makes impossible.
const UNEXPLAINED: Row = row(Fault::AddressUnknown, "Y000000", Told::Page(500));

/// Every refusal with what is known of it, in the order of a flow.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    authorize::ROWS
        .iter()
        .chain(browser::ROWS)
        .chain(token::ROWS)
        .chain(logout::ROWS)
        .chain(data::ROWS)
}

impl Fault {
    /// What is known of it.
    #[must_use]
    pub fn row(self) -> &'static Row {
        rows().find(|row| row.fault == self).unwrap_or(&UNEXPLAINED)
    }

    /// The code that FranceConnect shows.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().code
    }
}

/// A refusal with the detail of this occurrence: the name of a parameter, a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which refusal.
    pub fault: Fault,
    /// What it is about; never a secret, a code or a token.
    pub detail: String,
}
impl crate::kernel::error::Refusal for Refused {}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            detail: String::new(),
        }
    }
}

impl Fault {
    /// This refusal about that.
    #[must_use]
    pub fn about(self, detail: impl Into<String>) -> Refused {
        Refused {
            fault: self,
            detail: detail.into(),
        }
    }
}

impl Refused {
    /// The `error_description` of this occurrence.
    #[must_use]
    pub fn description(&self) -> String {
        self.fault.row().description.replace("{}", &self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_one_row_with_a_code_a_cause_and_a_remedy() {
        for fault in Fault::ALL {
            let found: Vec<&Row> = rows().filter(|row| row.fault == *fault).collect();
            assert_eq!(found.len(), 1, "{fault}");
            let row = found[0];
            // Data providers have codes of their own, which are not FranceConnect's.
            let (code, lengths) = match row.code.strip_prefix("FD") {
                Some(code) => (code, 3..=3),
                None => (row.code.strip_prefix('Y').unwrap(), 6..=7),
            };
            assert!(
                lengths.contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric()),
                "{fault}: {}",
                row.code
            );
            assert!(
                row.cause.ends_with('.') && row.remedy.ends_with('.'),
                "{fault}"
            );
            assert!(
                !row.error.is_empty() && !row.description.is_empty(),
                "{fault}"
            );
            assert!(
                row.criterion.is_none_or(|n| (1..=41).contains(&n)),
                "{fault}"
            );
        }
    }
}
