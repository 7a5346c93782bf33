//! Use cases of flows. Each is one short transaction; nothing is signed, hashed slowly or fetched inside.
//!
//! Every change guards the rows it names, so that two requests at once on one flow can't both have it: what was read
//! before may be out of date, and is then refused.

use chrono::Duration;

use super::model::{FLOW_MINUTES, Flow, SESSION_MINUTES, Session, SessionId, Signed, Status};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault as Broken, Outcome};
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::identities::{Identity, IdentityProvider, Level, Rnipp};
use crate::sandbox::provider::authorize::Asked;
use crate::sandbox::provider::exchange::{self as rules, Code};
use crate::sandbox::store;
use crate::sandbox::trace::TraceId;
use crate::services::{ClientKey, SandboxClient};

/// Rows stay that long after their flow began, so that a logout finds its flow.
const KEPT_HOURS: i64 = 24;

/// A flow to begin.
#[derive(Debug, Clone)]
pub struct Start {
    /// The client, already judged.
    pub client: ClientKey,
    /// What it asked.
    pub asked: Asked,
    /// The cookie of the browser, if it has one.
    pub cookie: Option<String>,
}

/// A flow that began.
#[derive(Debug)]
pub struct Started {
    /// Its id.
    pub id: TraceId,
    /// A cookie for a browser that has no live session.
    pub cookie: Option<SecretToken>,
    /// Where it begins: at consent for a person already signed in.
    pub status: Status,
}

/// Begins a flow, in the session of the browser or in a new one.
pub fn start(tx: &mut Conn, ctx: &Ctx, start: &Start) -> Outcome<Started> {
    let known = match &start.cookie {
        Some(cookie) => live_session(tx, ctx.now, cookie)?,
        None => None,
    };
    let known = match known {
        Some(session) if store::touch_session(tx, session.id, session_end(ctx.now))? => {
            Some(session)
        }
        _ => None,
    };
    let (session, cookie) = if let Some(session) = known {
        (session, None)
    } else {
        let token = ctx.token()?;
        let session = Session {
            id: ctx.new_id(),
            signed: None,
            expires_at: session_end(ctx.now),
        };
        store::insert_session(tx, &session, &token.hash(), ctx.now)?;
        (session, Some(token))
    };
    // A suggested provider is ignored for somebody already signed in.
    let signed = session.signed.filter(|signed| signed.provider().is_some());
    let status = if signed.is_some() {
        Status::Consent
    } else {
        Status::Choice
    };
    let flow = Flow {
        id: ctx.new_id(),
        client: start.client,
        session: Some(session.id),
        status,
        asked: start.asked.clone(),
        signed,
        granted_at: None,
        used_at: None,
        revoked_at: None,
        created_at: ctx.now,
    };
    store::insert_flow(tx, &flow)?;
    Ok(Started {
        id: flow.id,
        cookie,
        status,
    })
}

fn session_end(now: Instant) -> Instant {
    now.plus(Duration::minutes(SESSION_MINUTES))
}

fn live_session(c: &mut Conn, now: Instant, cookie: &str) -> Result<Option<Session>, Broken> {
    let found = store::session(c, &TokenHash::of(cookie))?;
    Ok(found.filter(|session| now < session.expires_at))
}

/// The live session of that cookie.
fn opened(c: &mut Conn, now: Instant, cookie: Option<&str>) -> Outcome<Session, Refused> {
    let session = match cookie {
        Some(cookie) => live_session(c, now, cookie)?,
        None => None,
    };
    session.ok_or_else(|| Refused::from(Fault::SessionLost).into())
}

/// A flow with the session that goes through it.
#[derive(Debug)]
pub struct Opened {
    /// The flow.
    pub flow: Flow,
    /// The session.
    pub session: Session,
    /// The client that asked.
    pub client: SandboxClient,
}

/// The flow of that id if it goes through the session of that cookie and is at that point.
pub fn open(
    c: &mut Conn,
    now: Instant,
    (id, cookie): (TraceId, Option<&str>),
    expected: Status,
) -> Outcome<Opened, Refused> {
    let found = match cookie {
        Some(cookie) => store::opened(c, (id, &TokenHash::of(cookie)))?,
        None => None,
    };
    let Some((flow, session, client)) = found else {
        let session = opened(c, now, cookie)?;
        let fault = if store::goes_through(c, (id, session.id))? {
            Fault::ClientUnknown
        } else {
            Fault::InteractionUnknown
        };
        return Err(Refused::from(fault).into());
    };
    if now >= session.expires_at {
        return Err(Refused::from(Fault::SessionLost).into());
    }
    if now.since(flow.created_at) >= Duration::minutes(FLOW_MINUTES) {
        return Err(Refused::from(Fault::SessionLost).into());
    }
    match (flow.status, expected) {
        (found, wanted) if found == wanted => Ok(Opened {
            flow,
            session,
            client,
        }),
        (Status::Choice, _) => Err(Refused::from(Fault::StepsSkipped).into()),
        (Status::Consent | Status::Granted, _) => Err(Refused::from(Fault::OutOfOrder).into()),
    }
}

/// An identity chosen at an identity provider.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The flow, opened at the choice.
    pub flow: TraceId,
    /// The session it goes through.
    pub session: SessionId,
    /// The level it asks for.
    pub level: Level,
    /// The uid of the identity provider.
    pub provider: String,
    /// The person, with what the civil registry says of them.
    pub identity: Identity,
}

/// Signs the person in, unless the identity provider or the civil registry refuses. The cookie changes with the rights
/// of the session: a session somebody else began can't be made to carry this person.
pub fn choose(tx: &mut Conn, ctx: &Ctx, chosen: &Chosen) -> Outcome<SecretToken, Refused> {
    judge(chosen)?;
    let signed = Signed {
        identity: chosen.identity.clone(),
        provider: chosen.provider.clone(),
        at: ctx.now,
    };
    let token = ctx.token()?;
    let cookie = (&token.hash(), session_end(ctx.now));
    if !store::sign_flow(tx, (chosen.flow, chosen.session), &signed)? {
        return Err(Refused::from(Fault::OutOfOrder).into());
    }
    store::sign_session(tx, chosen.session, cookie, &signed)?;
    Ok(token)
}

/// What the identity provider, then the civil registry, say of the person.
fn judge(chosen: &Chosen) -> Result<(), Refused> {
    let provider = IdentityProvider::find(&chosen.provider).ok_or(Fault::IdpUnknown)?;
    if !provider.active {
        return Err(Fault::IdpDisabled.into());
    }
    let known_to = &chosen.identity.providers;
    if !known_to.is_empty() && !known_to.iter().any(|uid| uid == provider.uid) {
        return Err(Fault::IdpNoCode.into());
    }
    if provider.level < chosen.level {
        return Err(Fault::IdpLevelLow.into());
    }
    match chosen.identity.rnipp {
        Rnipp::Refused(fault) => Err(fault.about(chosen.identity.id.0.clone())),
        Rnipp::Found | Rnipp::Rectified(_) => Ok(()),
    }
}

/// Gives the code of a flow opened at the consent, kept as a hash only: the person went on from the information or
/// consent page.
pub fn grant(
    tx: &mut Conn,
    ctx: &Ctx,
    (flow, session): (TraceId, &Session),
) -> Outcome<SecretToken, Refused> {
    let code = ctx.token()?;
    if !store::grant_flow(tx, (flow, session.id), &code.hash(), ctx.now)? {
        return Err(Refused::from(Fault::OutOfOrder).into());
    }
    let end = session_end(ctx.now);
    if end.since(session.expires_at) >= Duration::minutes(1) {
        store::touch_session(tx, session.id, end)?;
    }
    Ok(code)
}

/// A code to exchange, by a client that proved who it is.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The client.
    pub client: ClientKey,
    /// The code as shown.
    pub code: String,
    /// The redirect address as shown.
    pub redirect_uri: String,
    /// Whether a `code_verifier` came with it.
    pub has_verifier: bool,
}

/// What a code became.
#[derive(Debug)]
pub struct Exchanged {
    /// The access token, kept as a hash only.
    pub token: SecretToken,
    /// The flow as it was.
    pub flow: Flow,
}

/// Exchanges a code, once. A second exchange revokes what the first gave: the refusal is a value, since its effect must
/// be kept. The flow comes with it, when there is one, for its trace.
pub fn exchange(
    tx: &mut Conn,
    ctx: &Ctx,
    cmd: &Exchange,
) -> Outcome<Result<Exchanged, (Option<TraceId>, Refused)>> {
    let Some(flow) = store::flow_of_code(tx, &TokenHash::of(&cmd.code))? else {
        return Ok(Err((None, Fault::CodeUnknown.into())));
    };
    let made_at = flow.granted_at.unwrap_or(flow.created_at);
    let code = Code {
        same_client: flow.client == cmd.client,
        same_redirect: flow.asked.redirect_uri == cmd.redirect_uri,
        has_verifier: cmd.has_verifier,
        made_at,
        granted_at: made_at,
        used_at: flow.used_at,
        revoked_at: flow.revoked_at,
    };
    match rules::judge(code, ctx.now) {
        Ok(()) => {}
        Err(fault) => {
            if fault == Fault::CodeConsumed {
                store::revoke_flow(tx, flow.id, ctx.now)?;
            }
            return Ok(Err((Some(flow.id), fault.into())));
        }
    }
    let token = ctx.token()?;
    if !store::use_code(tx, flow.id, &token.hash(), ctx.now)? {
        store::revoke_flow(tx, flow.id, ctx.now)?;
        return Ok(Err((Some(flow.id), Fault::CodeConsumed.into())));
    }
    Ok(Ok(Exchanged { token, flow }))
}

/// The flow behind an access token that may be used now, with its client; otherwise what is known of whom it is of, and
/// why not. A token is no use to a client that was disabled since.
pub type Live = Result<(Flow, SandboxClient), (Option<TraceId>, Option<String>, Refused)>;

/// What is behind an access token.
pub fn live(c: &mut Conn, now: Instant, shown: &str) -> Outcome<Live> {
    let hash = TokenHash::of(shown);
    let Some((flow, client)) = store::flow_and_client_of_token(c, &hash)? else {
        let flow = store::flow_of_token(c, &hash)?.map(|flow| flow.id);
        return Ok(Err((flow, None, Fault::TokenUnknown.into())));
    };
    let (Some(granted_at), Some(used_at)) = (flow.granted_at, flow.used_at) else {
        return Err(Broken::inconsistent("sandbox_flows", flow.id).into());
    };
    Ok(
        match rules::judge_token((used_at, granted_at), flow.revoked_at, now) {
            Ok(()) => Ok((flow, client)),
            Err(fault) => Err((Some(flow.id), Some(client.client_id), fault.into())),
        },
    )
}

/// Ends the access token of this client; gives the flow it was of. A token of nobody or of another is no error.
pub fn revoke(
    tx: &mut Conn,
    ctx: &Ctx,
    (client, shown): (ClientKey, &str),
) -> Outcome<Option<TraceId>> {
    let flow =
        store::flow_of_token(tx, &TokenHash::of(shown))?.filter(|flow| flow.client == client);
    if let Some(flow) = &flow {
        store::revoke_flow(tx, flow.id, ctx.now)?;
    }
    Ok(flow.map(|flow| flow.id))
}

/// A session about to end.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    /// The session.
    pub session: SessionId,
    /// The last flow of the client in it, if it is still known.
    pub flow: Option<TraceId>,
}

/// The session of the browser, for a client that wants it ended.
pub fn leaving(
    c: &mut Conn,
    now: Instant,
    (client, cookie): (ClientKey, Option<&str>),
) -> Result<Option<Leaving>, Broken> {
    let Some(cookie) = cookie else {
        return Ok(None);
    };
    let found = store::leaving(c, (&TokenHash::of(cookie), client))?;
    let live = found.filter(|(_, end, _)| now < *end);
    Ok(live.map(|(session, _, flow)| Leaving { session, flow }))
}

/// The last flow of the browser and its client, when all its flows are of that one: whose logout it seems to be when the
/// request does not say. Another client's flow is never told of it.
pub fn only_client(
    c: &mut Conn,
    now: Instant,
    cookie: Option<&str>,
) -> Result<Option<(TraceId, ClientKey)>, Broken> {
    let session = match cookie {
        Some(cookie) => live_session(c, now, cookie)?,
        None => None,
    };
    let Some(session) = session else {
        return Ok(None);
    };
    let flows = store::flows_of(c, session.id)?;
    let last = flows.first().copied();
    Ok(last.filter(|(_, client)| flows.iter().all(|(_, other)| other == client)))
}

/// Ends a session: no other flow goes on in it, and grants given in it are over.
pub fn end(tx: &mut Conn, ctx: &Ctx, session: SessionId) -> Outcome<()> {
    Ok(store::end_session(tx, session, ctx.now)?)
}

/// Forgets what is over; gives how many flows were.
pub fn sweep(tx: &mut Conn, now: Instant) -> Result<usize, Broken> {
    Ok(store::sweep(
        tx,
        now,
        now.minus(Duration::hours(KEPT_HOURS)),
    )?)
}
