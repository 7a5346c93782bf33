//! Routes of the slice, and the handlers of sign-up and recovery.

mod account;
mod second_factor;
mod sign_in;

use super::pages::{ConfirmPage, ForgottenPage, LinkExpiredPage, ResetPage, SentPage, SignUpPage};
use super::password::PasswordDigest;
use super::service::{self, LinkError};
use super::store::Purpose;
use super::{NewPassword, forms, urls};
use crate::kernel::error::Failure;
use crate::kernel::rate::Rule;
use crate::kernel::secret::SecretToken;
use crate::shell::{
    Answer, Flash, FormState, PageError, Path, Person, Protected, RawForm, Routes, Web,
};

/// Sign-ups and recoveries asked for one address.
const MAILS_PER_ADDRESS: Rule = Rule {
    bucket: "identity_mail",
    max: 5,
    window_seconds: 3_600,
};
/// Sign-ups and recoveries asked from one network address.
const MAILS_PER_NETWORK: Rule = Rule {
    bucket: "identity_mail_network",
    max: 30,
    window_seconds: 3_600,
};

/// Every route of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("identity")
        .get(urls::SIGN_UP, sign_up_form)
        .post(urls::SIGN_UP, sign_up)
        .get(urls::SIGN_UP_SENT, sign_up_sent)
        .get("/inscription/confirmer/{token}", confirm_form)
        .post("/inscription/confirmer/{token}", confirm)
        .get(urls::FORGOTTEN, forgotten_form)
        .post(urls::FORGOTTEN, forgotten)
        .get(urls::FORGOTTEN_SENT, forgotten_sent)
        .get("/mot-de-passe/{token}", reset_form)
        .post("/mot-de-passe/{token}", reset)
        .and(sign_in::routes())
        .and(second_factor::routes())
        .and(account::routes())
}

async fn sign_up_form(web: Web) -> Answer {
    let back = sign_in::way_back(&web.query("suite"));
    web.page(&SignUpPage {
        back,
        form: FormState::empty(),
    })
}

async fn sign_up(web: Web, Protected(raw): Protected<RawForm>) -> Answer {
    let back = sign_in::way_back(raw.text("suite"));
    let new = match forms::sign_up(&raw) {
        Ok(new) => new,
        Err(form) => return web.mistakes(&SignUpPage { back, form }),
    };
    web.limit(MAILS_PER_NETWORK, &web.network()).await?;
    web.limit(MAILS_PER_ADDRESS, &new.email.key()).await?;
    web.write(move |tx, ctx| service::sign_up(tx, ctx, &new))
        .await?;
    web.keep_way_back(web.see_other(urls::SIGN_UP_SENT)?, &back)
}

async fn sign_up_sent(web: Web) -> Answer {
    web.page(&SentPage { recovery: false })
}

/// The person a link was mailed to, or nobody when it opens nothing any more.
async fn bearer(web: &Web, purpose: Purpose, token: &str) -> Result<Option<Person>, PageError> {
    let (ctx, token) = (web.ctx(), token.to_owned());
    match web
        .db()
        .read(move |c| service::link_person(c, &ctx, purpose, &token))
        .await
    {
        Ok(person) => Ok(Some(person)),
        Err(Failure::Refused(LinkError)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

/// Hashes a chosen password off the event loop.
async fn hashed(web: &Web, password: NewPassword) -> Result<PasswordDigest, PageError> {
    let (cost, random) = (
        web.config().password_cost,
        web.ctx().sources().random.clone(),
    );
    web.blocking(move || password.hash(cost, &random)).await
}

fn expired(web: &Web, recovery: bool) -> Answer {
    web.page_status(410, &LinkExpiredPage { recovery })
}

fn confirm_page(token: &str, person: Person, form: FormState) -> ConfirmPage {
    ConfirmPage {
        action: urls::confirm(token),
        name: person.name,
        email: person.email,
        form,
    }
}

async fn confirm_form(web: Web, token: Path<String>) -> Answer {
    match bearer(&web, Purpose::ConfirmEmail, &token).await? {
        Some(person) => web.page(&confirm_page(&token, person, FormState::empty())),
        None => expired(&web, false),
    }
}

async fn confirm(web: Web, token: Path<String>, Protected(raw): Protected<RawForm>) -> Answer {
    let Some(person) = bearer(&web, Purpose::ConfirmEmail, &token).await? else {
        return expired(&web, false);
    };
    let password = match forms::new_password(&raw, &person) {
        Ok(password) => hashed(&web, password).await?,
        Err(form) => return web.mistakes(&confirm_page(&token, person, form)),
    };
    let (token, device) = (token.into_inner(), web.device());
    let confirmed = web
        .write(move |tx, ctx| service::confirm_account(tx, ctx, &token, (&password, &device)))
        .await;
    match confirmed {
        Ok((person, session)) => welcome(&web, &person, &session),
        Err(Failure::Refused(LinkError)) => expired(&web, false),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

/// Leads a person whose account is active now to where they wanted to go.
fn welcome(web: &Web, person: &Person, session: &SecretToken) -> Answer {
    let done = Flash::success("Votre compte est activé").with_text("Vous êtes connecté.");
    let next = web
        .kept_way_back()
        .unwrap_or_else(|| web.landing(person).to_owned());
    web.start_session(web.see_other_with(next, done)?, session)
}

async fn forgotten_form(web: Web) -> Answer {
    web.page(&ForgottenPage {
        form: FormState::empty(),
    })
}

async fn forgotten(web: Web, Protected(raw): Protected<RawForm>) -> Answer {
    let email = match forms::recovery(&raw) {
        Ok(email) => email,
        Err(form) => return web.mistakes(&ForgottenPage { form }),
    };
    web.limit(MAILS_PER_NETWORK, &web.network()).await?;
    web.limit(MAILS_PER_ADDRESS, &email.key()).await?;
    web.write(move |tx, ctx| service::request_recovery(tx, ctx, &email))
        .await?;
    web.see_other(urls::FORGOTTEN_SENT)
}

async fn forgotten_sent(web: Web) -> Answer {
    web.page(&SentPage { recovery: true })
}

fn reset_page(token: &str, person: Person, form: FormState) -> ResetPage {
    ResetPage {
        action: urls::reset(token),
        email: person.email,
        form,
    }
}

async fn reset_form(web: Web, token: Path<String>) -> Answer {
    match bearer(&web, Purpose::ResetPassword, &token).await? {
        Some(person) => web.page(&reset_page(&token, person, FormState::empty())),
        None => expired(&web, true),
    }
}

async fn reset(web: Web, token: Path<String>, Protected(raw): Protected<RawForm>) -> Answer {
    let Some(person) = bearer(&web, Purpose::ResetPassword, &token).await? else {
        return expired(&web, true);
    };
    let password = match forms::new_password(&raw, &person) {
        Ok(password) => hashed(&web, password).await?,
        Err(form) => return web.mistakes(&reset_page(&token, person, form)),
    };
    let token = token.into_inner();
    match web
        .write(move |tx, ctx| service::reset_password(tx, ctx, &token, &password))
        .await
    {
        Ok(()) => {
            let done = Flash::success("Votre mot de passe est changé")
                .with_text("Connectez-vous avec le nouveau.");
            web.end_session(web.see_other_with(urls::SIGN_IN, done)?)
        }
        Err(Failure::Refused(LinkError)) => expired(&web, true),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
