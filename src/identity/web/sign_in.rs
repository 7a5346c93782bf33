//! Sign-in, second factor, sign-out.

use crate::identity::pages::{SecondFactorPage, SignInPage};
use crate::identity::service::{
    self, CODES_PER_ACCOUNT, CodeError, SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, SignInError,
};
use crate::identity::{AccountId, Person, forms, password, urls};
use crate::kernel::error::Failure;
use crate::kernel::secret::SecretToken;
use crate::shell::urls::{local, with_return_to};
use crate::shell::{
    Answer, Flash, FormState, HalfSignedIn, PageError, Protected, RawForm, Routes, Web,
};

pub(super) fn routes() -> Routes {
    Routes::new("identity")
        .get(urls::SIGN_IN, form)
        .post(urls::SIGN_IN, sign_in)
        .post(urls::SIGN_OUT, sign_out)
        .get(urls::SECOND_FACTOR, second_factor_form)
        .post(urls::SECOND_FACTOR, second_factor)
}

/// The way back that was asked, if it stays on the site.
pub(super) fn way_back(asked: &str) -> String {
    local(asked).unwrap_or_default().to_owned()
}

/// Where to go next: the way back, or where this person starts.
pub(super) fn onward(web: &Web, person: &Person, back: &str) -> String {
    local(back)
        .unwrap_or_else(|| web.landing(person))
        .to_owned()
}

async fn form(web: Web) -> Answer {
    let back = way_back(&web.query("suite"));
    match web.viewer().person() {
        Some(person) => web.see_other(onward(&web, person, &back)),
        None => web.page(&SignInPage::new(back, FormState::empty())),
    }
}

async fn sign_in(web: Web, Protected(raw): Protected<RawForm>) -> Answer {
    let back = way_back(raw.text("suite"));
    let typed = match forms::sign_in(&raw) {
        Ok(typed) => typed,
        Err(form) => return web.mistakes(&SignInPage::new(back, form)),
    };
    let opened = match compare(&web, typed).await? {
        Some(account) => open(&web, account).await?,
        None => None,
    };
    let Some((person, token)) = opened else {
        let mut form = FormState::new(&raw);
        form.error("courriel", "Adresse ou mot de passe incorrect.");
        return web.mistakes(&SignInPage::new(back, form));
    };
    let next = match (person.has_second_factor, person.is_staff()) {
        (true, _) => with_return_to(urls::SECOND_FACTOR, &back),
        (false, true) => with_return_to(urls::ENROL_SECOND_FACTOR, &back),
        (false, false) => onward(&web, &person, &back),
    };
    web.start_session(web.see_other(next)?, &token)
}

/// The account whose password was typed. Counts the try first; takes as long for an unknown address.
async fn compare(web: &Web, typed: forms::Typed) -> Result<Option<AccountId>, PageError> {
    let forms::Typed { email, password } = typed;
    web.limit(SIGN_IN_PER_ADDRESS, &web.network()).await?;
    web.limit(SIGN_IN_PER_ACCOUNT, &email.key()).await?;
    let secret = web
        .db()
        .read(move |c| Ok(service::sign_in_secret(c, &email)?))
        .await?;
    let cost = web.config().password_cost;
    let (account, digest) = (secret.account, secret.digest);
    let right = web
        .blocking(move || password::verify(&password, digest.as_ref(), cost))
        .await?;
    Ok(account.filter(|_| right))
}

async fn open(web: &Web, account: AccountId) -> Result<Option<(Person, SecretToken)>, PageError> {
    let former = web
        .viewer()
        .account()
        .zip(web.viewer().session().map(|session| session.id));
    let device = web.device();
    match web
        .write(move |tx, ctx| service::sign_in(tx, ctx, account, (former, &device)))
        .await
    {
        Ok(opened) => Ok(Some(opened)),
        Err(Failure::Refused(SignInError)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn sign_out(web: Web, Protected(_): Protected<RawForm>) -> Answer {
    if let (Some(account), Some(session)) = (web.viewer().account(), web.viewer().session()) {
        web.write(move |tx, ctx| service::sign_out(tx, ctx, account, session.id))
            .await?;
    }
    web.end_session(web.see_other_with("/", Flash::info("Vous êtes déconnecté"))?)
}

async fn second_factor_form(web: Web, me: HalfSignedIn) -> Answer {
    let back = way_back(&web.query("suite"));
    if !me.person.has_second_factor {
        return web.see_other(with_return_to(urls::ENROL_SECOND_FACTOR, &back));
    }
    web.page(&SecondFactorPage {
        back,
        again: me.session.second_factor_at.is_some(),
        form: FormState::empty(),
    })
}

async fn second_factor(web: Web, me: HalfSignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    let back = way_back(raw.text("suite"));
    let (account, session) = (me.person.id, me.session.id);
    web.limit(CODES_PER_ACCOUNT, &account.to_string()).await?;
    let code = raw.text("code").to_owned();
    let shown = web
        .write(move |tx, ctx| service::show_second_factor(tx, ctx, (account, session), &code))
        .await;
    match shown {
        Ok(token) => web.start_session(web.see_other(onward(&web, &me.person, &back))?, &token),
        Err(Failure::Refused(CodeError)) => {
            let mut form = FormState::new(&raw);
            form.error(
                "code",
                "Ce code n'est pas valable, ou il a déjà servi. Attendez le suivant.",
            );
            let again = me.session.second_factor_at.is_some();
            web.mistakes(&SecondFactorPage { back, again, form })
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
