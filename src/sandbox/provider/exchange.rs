//! When a code may become tokens, and when a token may be used: the rules of the clock and of the grant, in the order
//! of the engine behind FranceConnect.

use chrono::Duration;

use crate::kernel::clock::Instant;
use crate::sandbox::fault::Fault;

/// A code and its grant live that long from the consent.
pub const GRANT_SECONDS: i64 = 30;
/// An access token and an `id_token` live that long from the exchange.
pub const TOKEN_SECONDS: i64 = 60;

/// What the rules need to know of a code.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// Whether the client that shows it is the one it was given to.
    pub same_client: bool,
    /// Whether the redirect address is that of the authorize request.
    pub same_redirect: bool,
    /// Whether a `code_verifier` came with it.
    pub has_verifier: bool,
    /// When the code was made.
    pub made_at: Instant,
    /// When the grant was.
    pub granted_at: Instant,
    /// When it was exchanged.
    pub used_at: Option<Instant>,
    /// When the grant was revoked.
    pub revoked_at: Option<Instant>,
}

/// Whether the code becomes tokens now.
pub fn judge(code: Code, now: Instant) -> Result<(), Fault> {
    if !code.same_client {
        return Err(Fault::CodeOtherClient);
    }
    if code.revoked_at.is_some() && code.used_at.is_some() {
        return Err(Fault::CodeUnknown);
    }
    if is_over(code.made_at, GRANT_SECONDS, now) {
        return Err(Fault::CodeExpired);
    }
    if code.revoked_at.is_some() {
        return Err(Fault::GrantMissing);
    }
    if is_over(code.granted_at, GRANT_SECONDS, now) {
        return Err(Fault::GrantExpired);
    }
    if code.has_verifier {
        return Err(Fault::PkceVerifier);
    }
    if !code.same_redirect {
        return Err(Fault::CodeRedirect);
    }
    if code.used_at.is_some() {
        return Err(Fault::CodeConsumed);
    }
    Ok(())
}

/// Whether an access token may be used now. Its grant is shorter than itself and counts from the consent.
pub fn judge_token(
    (made_at, granted_at): (Instant, Instant),
    revoked_at: Option<Instant>,
    now: Instant,
) -> Result<(), Fault> {
    if revoked_at.is_some() || is_over(made_at, TOKEN_SECONDS, now) {
        return Err(Fault::TokenUnknown);
    }
    if is_over(granted_at, GRANT_SECONDS, now) {
        return Err(Fault::TokenGrantOver);
    }
    Ok(())
}

fn is_over(since: Instant, seconds: i64, now: Instant) -> bool {
    now.since(since) >= Duration::seconds(seconds)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::new(DateTime::UNIX_EPOCH).plus(Duration::seconds(seconds))
    }

    fn fresh() -> Code {
        Code {
            same_client: true,
            same_redirect: true,
            has_verifier: false,
            made_at: at(0),
            granted_at: at(0),
            used_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn each_reason_refuses_by_itself() {
        assert_eq!(judge(fresh(), at(29)), Ok(()));
        assert_eq!(judge(fresh(), at(30)), Err(Fault::CodeExpired));
        let older_grant = Code {
            granted_at: at(-5),
            ..fresh()
        };
        assert_eq!(judge(older_grant, at(26)), Err(Fault::GrantExpired));
        let other = Code {
            same_client: false,
            ..fresh()
        };
        assert_eq!(judge(other, at(1)), Err(Fault::CodeOtherClient));
        let revoked = Code {
            revoked_at: Some(at(1)),
            ..fresh()
        };
        assert_eq!(judge(revoked, at(2)), Err(Fault::GrantMissing));
        let verifier = Code {
            has_verifier: true,
            ..fresh()
        };
        assert_eq!(judge(verifier, at(1)), Err(Fault::PkceVerifier));
        let moved = Code {
            same_redirect: false,
            ..fresh()
        };
        assert_eq!(judge(moved, at(1)), Err(Fault::CodeRedirect));
        let used = Code {
            used_at: Some(at(1)),
            ..fresh()
        };
        assert_eq!(judge(used, at(2)), Err(Fault::CodeConsumed));
    }

    #[test]
    fn a_grant_ends_before_its_token() {
        assert_eq!(judge_token((at(0), at(0)), None, at(29)), Ok(()));
        assert_eq!(
            judge_token((at(0), at(0)), None, at(30)),
            Err(Fault::TokenGrantOver)
        );
        assert_eq!(
            judge_token((at(0), at(0)), None, at(60)),
            Err(Fault::TokenUnknown)
        );
        assert_eq!(
            judge_token((at(0), at(0)), Some(at(1)), at(2)),
            Err(Fault::TokenUnknown)
        );
    }
}
