//! Use cases of flows. Each is one short transaction; nothing is signed, hashed slowly or fetched inside.

use chrono::Duration;

use super::model::{FLOW_MINUTES, Flow, SESSION_MINUTES, Session, Signed, Status};
use crate::kernel::clock::Instant;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Fault as Broken, Outcome};
use crate::kernel::secret::{SecretToken, TokenHash};
use crate::sandbox::fault::{Fault, Refused};
use crate::sandbox::identities::{Identity, IdentityProvider, Rnipp};
use crate::sandbox::provider::authorize::Asked;
use crate::sandbox::provider::exchange::{self as rules, Code};
use crate::sandbox::store;
use crate::sandbox::trace::TraceId;
use crate::services::ClientKey;

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
    let (session, cookie) = if let Some(session) = known {
        store::touch_session(tx, session.id, session_end(ctx.now))?;
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
pub fn opened(c: &mut Conn, now: Instant, cookie: Option<&str>) -> Outcome<Session, Refused> {
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
}

/// The flow of that id if it goes through the session of that cookie and is at that point.
pub fn open(
    c: &mut Conn,
    now: Instant,
    (id, cookie): (TraceId, Option<&str>),
    expected: Status,
) -> Outcome<Opened, Refused> {
    let session = opened(c, now, cookie)?;
    let flow = store::flow(c, id)?.filter(|flow| flow.session == Some(session.id));
    let Some(flow) = flow else {
        return Err(Refused::from(Fault::InteractionUnknown).into());
    };
    if now.since(flow.created_at) >= Duration::minutes(FLOW_MINUTES) {
        return Err(Refused::from(Fault::SessionLost).into());
    }
    match (flow.status, expected) {
        (found, wanted) if found == wanted => Ok(Opened { flow, session }),
        (Status::Choice, _) => Err(Refused::from(Fault::StepsSkipped).into()),
        (Status::Consent | Status::Granted, _) => Err(Refused::from(Fault::OutOfOrder).into()),
    }
}

/// An identity chosen at an identity provider.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The flow.
    pub flow: TraceId,
    /// The cookie of the browser.
    pub cookie: Option<String>,
    /// The uid of the identity provider.
    pub provider: String,
    /// The person, with what the civil registry says of them.
    pub identity: Identity,
}

/// Signs the person in, unless the identity provider or the civil registry refuses. The cookie changes with the rights
/// of the session: a session somebody else began can't be made to carry this person.
pub fn choose(tx: &mut Conn, ctx: &Ctx, chosen: &Chosen) -> Outcome<SecretToken, Refused> {
    let at = (chosen.flow, chosen.cookie.as_deref());
    let Opened { flow, session } = open(tx, ctx.now, at, Status::Choice)?;
    let provider = IdentityProvider::find(&chosen.provider).ok_or(Refused::from(Fault::IdpUnknown));
    let provider = provider?;
    if !provider.active {
        return Err(Refused::from(Fault::IdpDisabled).into());
    }
    let knows = chosen.identity.providers.is_empty()
        || chosen
            .identity
            .providers
            .iter()
            .any(|uid| uid == provider.uid);
    if !knows {
        return Err(Refused::from(Fault::IdpNoCode).into());
    }
    if provider.level < flow.asked.level {
        return Err(Refused::from(Fault::IdpLevelLow).into());
    }
    if let Rnipp::Refused(fault) = chosen.identity.rnipp {
        return Err(fault.about(chosen.identity.id.0.clone()).into());
    }
    let signed = Signed {
        identity: chosen.identity.clone(),
        provider: provider.uid.to_owned(),
        at: ctx.now,
    };
    let token = ctx.token()?;
    let end = session_end(ctx.now);
    store::sign_session(tx, session.id, (&token.hash(), end), &signed)?;
    if !store::sign_flow(tx, flow.id, &signed)? {
        return Err(Refused::from(Fault::OutOfOrder).into());
    }
    Ok(token)
}

/// A code for the client.
#[derive(Debug)]
pub struct Granted {
    /// The code, kept as a hash only.
    pub code: SecretToken,
    /// The flow as it was.
    pub flow: Flow,
}

/// Gives the code: the person went on from the information or consent page.
pub fn grant(tx: &mut Conn, ctx: &Ctx, at: (TraceId, Option<&str>)) -> Outcome<Granted, Refused> {
    let Opened { flow, session } = open(tx, ctx.now, at, Status::Consent)?;
    let code = ctx.token()?;
    if !store::grant_flow(tx, flow.id, &code.hash(), ctx.now)? {
        return Err(Refused::from(Fault::OutOfOrder).into());
    }
    store::touch_session(tx, session.id, session_end(ctx.now))?;
    Ok(Granted { code, flow })
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

/// The flow behind an access token that may be used now. A refusal comes with the flow it is about, if any.
pub fn live(
    c: &mut Conn,
    now: Instant,
    shown: &str,
) -> Outcome<Result<Flow, (Option<Flow>, Refused)>> {
    let Some(flow) = store::flow_of_token(c, &TokenHash::of(shown))? else {
        return Ok(Err((None, Fault::TokenUnknown.into())));
    };
    let (Some(granted_at), Some(used_at)) = (flow.granted_at, flow.used_at) else {
        return Err(Broken::inconsistent("sandbox_flows", flow.id).into());
    };
    Ok(
        match rules::judge_token((used_at, granted_at), flow.revoked_at, now) {
            Ok(()) => Ok(flow),
            Err(fault) => Err((Some(flow), fault.into())),
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

/// A session that was ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    /// The last flow of the client in that session, if it is still known.
    pub flow: Option<TraceId>,
}

/// Ends the session of the browser: no other flow goes on in it, and grants given in it are over.
pub fn end(
    tx: &mut Conn,
    ctx: &Ctx,
    (client, cookie): (ClientKey, Option<&str>),
) -> Outcome<Ended, Refused> {
    let session = opened(tx, ctx.now, cookie)?;
    let flow = store::last_flow(tx, session.id, client)?;
    store::end_session(tx, session.id, ctx.now)?;
    Ok(Ended { flow })
}

/// The last flow of a client in the session of the browser, if it is still known.
pub fn last(
    c: &mut Conn,
    now: Instant,
    (client, cookie): (ClientKey, Option<&str>),
) -> Outcome<Option<TraceId>, Refused> {
    let session = opened(c, now, cookie)?;
    Ok(store::last_flow(c, session.id, client)?)
}

/// Forgets what is over; gives how many flows were.
pub fn sweep(tx: &mut Conn, now: Instant) -> Result<usize, Broken> {
    Ok(store::sweep(
        tx,
        now,
        now.minus(Duration::hours(KEPT_HOURS)),
    )?)
}
