//! Forms that only our own pages can send.
//!
//! Two independent checks. The token: HMAC of the visitor's cookie under the server's key, masked afresh at
//! each render so that compression reveals nothing (BREACH). The origin: `Sec-Fetch-Site` when the browser
//! sends it, and `Origin`. A form can be read only through [`crate::shell::protected::Protected`], which asks both.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, ORIGIN};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::kernel::ctx::Ctx;
use crate::kernel::error::Fault;
use crate::kernel::secret;
use crate::shell::site::Site;

/// The name of the hidden field.
pub const FIELD: &str = "_csrf";
const PURPOSE: &str = "csrf";
const LEN: usize = 32;

/// A fresh token for forms bound to `binding`.
pub fn token(ctx: &Ctx, binding: &str) -> Result<String, Fault> {
    let mac = ctx.vault().mac(PURPOSE, binding.as_bytes())?;
    let mut mask = [0_u8; LEN];
    ctx.sources().random.fill(&mut mask)?;
    let mut both = mask.to_vec();
    both.extend(mac.iter().zip(mask).map(|(byte, mask)| byte ^ mask));
    Ok(URL_SAFE_NO_PAD.encode(both))
}

/// Whether `shown` is a token made for `binding`.
pub fn accepts(ctx: &Ctx, binding: &str, shown: &str) -> Result<bool, Fault> {
    let mac = ctx.vault().mac(PURPOSE, binding.as_bytes())?;
    let Ok(both) = URL_SAFE_NO_PAD.decode(shown) else {
        return Ok(false);
    };
    let Some((mask, masked)) = both.split_first_chunk::<LEN>() else {
        return Ok(false);
    };
    let clear: Vec<u8> = masked
        .iter()
        .zip(mask)
        .map(|(byte, mask)| byte ^ mask)
        .collect();
    Ok(secret::same(&clear, &mac))
}

/// Whether the browser says that the request comes from our own pages. Silence is accepted: the token decides.
#[must_use]
pub fn comes_from_here(site: &Site, request: &HttpRequest) -> bool {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("?"))
    };
    if header("sec-fetch-site").is_some_and(|from| from != "same-origin") {
        return false;
    }
    match header(ORIGIN.as_str()) {
        None => true,
        Some(origin) if site.own_origins().contains(&origin.to_owned()) => true,
        // In development the site answers under several names of the same machine.
        Some(origin) => {
            site.is_development()
                && header(HOST.as_str())
                    .is_some_and(|host| origin.strip_prefix("http://") == Some(host))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{accepts, token};
    use crate::kernel::ctx::{ActorRef, Sources};

    #[test]
    fn a_token_is_masked_afresh_and_bound_to_its_cookie() {
        let ctx = Sources::system(&[1; 32]).ctx(ActorRef::Visitor, None, "r");
        let (first, second) = (token(&ctx, "a").unwrap(), token(&ctx, "a").unwrap());
        assert_ne!(first, second);
        assert!(accepts(&ctx, "a", &first).unwrap());
        assert!(accepts(&ctx, "a", &second).unwrap());
        for wrong in [
            accepts(&ctx, "b", &first),
            accepts(&ctx, "a", ""),
            accepts(&ctx, "a", "x!"),
            accepts(&ctx, "a", "AAAA"),
        ] {
            assert!(!wrong.unwrap());
        }
    }
}
