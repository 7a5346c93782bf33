//! Setting the second factor up, renewing its recovery codes, retiring it.

use chrono::Duration;

use super::sign_in::{onward, way_back};
use crate::identity::pages::{RecoveryCodesPage, SetupPage, SetupState};
use crate::identity::service::{self, CODES_PER_ACCOUNT, EnrolError, RetireError};
use crate::identity::urls;
use crate::kernel::error::Failure;
use crate::shell::urls::with_return_to;
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, HalfSignedIn, PageError, Protected, RawForm, Routes,
    SignedIn, Web,
};

/// How recent the second factor must be to touch it.
const RECENT: Duration = Duration::minutes(5);

pub(super) fn routes() -> Routes {
    Routes::new("identity")
        .get(urls::ENROL_SECOND_FACTOR, setup)
        .post(urls::OFFER, offer)
        .get(urls::QR, picture)
        .post(urls::CONFIRM_ENROLMENT, confirm)
        .post(urls::RECOVERY_CODES, renew)
        .post(urls::RETIRE, retire)
}

async fn setup(web: Web, me: HalfSignedIn) -> Answer {
    let back = way_back(&web.query("suite"));
    if me.person.has_second_factor && me.session.second_factor_at.is_none() {
        return web.see_other(with_return_to(
            urls::SECOND_FACTOR,
            urls::ENROL_SECOND_FACTOR,
        ));
    }
    let page = setup_page(&web, &me, (back, FormState::empty())).await?;
    web.page(&page)
}

async fn setup_page(
    web: &Web,
    me: &HalfSignedIn,
    (back, form): (String, FormState),
) -> Result<SetupPage, PageError> {
    let (ctx, account) = (web.ctx(), me.person.id);
    let (secret, codes_left) = web
        .db()
        .read(move |c| Ok(service::setup(c, &ctx, account)?))
        .await?;
    let state = match (me.person.has_second_factor, &secret) {
        (true, _) => SetupState::Enrolled,
        (false, Some(_)) => SetupState::Offered,
        (false, None) => SetupState::Absent,
    };
    let secret = secret.map(|secret| secret.grouped());
    Ok(SetupPage {
        state,
        required: me.person.is_staff(),
        secret,
        codes_left,
        back,
        form,
    })
}

fn already_enrolled() -> PageError {
    ConflictPage::new("La double authentification de ce compte est déjà active.")
        .action(urls::ENROL_SECOND_FACTOR, "Voir la double authentification")
        .into()
}

async fn offer(web: Web, me: HalfSignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    let account = me.person.id;
    let offered = web
        .write(move |tx, ctx| service::offer_second_factor(tx, ctx, account))
        .await;
    offered.map_err(|failure| PageError::of(failure, |_: EnrolError| already_enrolled()))?;
    web.see_other(with_return_to(
        urls::ENROL_SECOND_FACTOR,
        &way_back(raw.text("suite")),
    ))
}

async fn picture(web: Web, me: HalfSignedIn) -> Answer {
    let (ctx, account) = (web.ctx(), me.person.id);
    let secret = web
        .db()
        .read(move |c| Ok(service::offered_secret(c, &ctx, account)?))
        .await?;
    let svg = secret
        .ok_or(PageError::NotFound)?
        .qr_svg(&me.person.email, "Guichet")?;
    web.text("image/svg+xml", svg)
}

async fn confirm(web: Web, me: HalfSignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    let back = way_back(raw.text("suite"));
    let (account, session) = (me.person.id, me.session.id);
    web.limit(CODES_PER_ACCOUNT, &account.to_string()).await?;
    let code = raw.text("code").to_owned();
    let confirmed = web
        .write(move |tx, ctx| service::confirm_second_factor(tx, ctx, (account, session), &code))
        .await;
    match confirmed {
        Ok((codes, token)) => {
            let next = onward(&web, &me.person, &back);
            web.start_session(web.page(&RecoveryCodesPage { codes, next })?, &token)
        }
        Err(Failure::Refused(EnrolError::WrongCode)) => {
            let mut form = FormState::new(&raw);
            form.error("code", "Ce code n'est pas celui qu'affiche votre application. Vérifiez l'heure de votre téléphone.");
            let page = setup_page(&web, &me, (back, form)).await?;
            web.mistakes(&page)
        }
        Err(Failure::Refused(EnrolError::NotOffered)) => web.see_other(urls::ENROL_SECOND_FACTOR),
        Err(Failure::Refused(EnrolError::Enrolled)) => Err(already_enrolled()),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn renew(web: Web, me: SignedIn, Protected(_): Protected<RawForm>) -> Answer {
    web.require_recent_second_factor(RECENT, urls::ENROL_SECOND_FACTOR)?;
    let account = me.account();
    let renewed = web
        .write(move |tx, ctx| service::renew_recovery_codes(tx, ctx, account))
        .await;
    let codes =
        renewed.map_err(|failure| PageError::of(failure, |RetireError| PageError::NotFound))?;
    web.page(&RecoveryCodesPage {
        codes,
        next: urls::ACCOUNT.to_owned(),
    })
}

async fn retire(web: Web, me: SignedIn, Protected(_): Protected<RawForm>) -> Answer {
    web.require_recent_second_factor(RECENT, urls::ENROL_SECOND_FACTOR)?;
    let account = me.account();
    let retired = web
        .write(move |tx, ctx| service::retire_second_factor(tx, ctx, account))
        .await;
    retired.map_err(|failure| PageError::of(failure, |RetireError| PageError::NotFound))?;
    web.see_other_with(
        urls::ENROL_SECOND_FACTOR,
        Flash::success("La double authentification est retirée"),
    )
}
