//! One's own account: names, password, sessions.

use crate::identity::pages::{AccountPage, PasswordPage, SessionLine, SessionsPage};
use crate::identity::service::{self, ChangePasswordError, SIGN_IN_PER_ACCOUNT};
use crate::identity::{Role, SessionId, forms, password, urls};
use crate::kernel::error::Failure;
use crate::shell::{
    Answer, Flash, FormState, PageError, Path, Protected, RawForm, Routes, SignedIn, Web, session,
};

pub(super) fn routes() -> Routes {
    Routes::new("identity")
        .get(urls::ACCOUNT, account)
        .post(urls::ACCOUNT, rename)
        .get(urls::PASSWORD, password_form)
        .post(urls::PASSWORD, change_password)
        .get(urls::SESSIONS, sessions)
        .post("/compte/sessions/{id}/fermer", close)
        .post(urls::CLOSE_OTHERS, close_others)
}

fn account_page(me: &SignedIn, form: FormState) -> AccountPage {
    let label = |role: &Role| match role {
        Role::Reviewer => "Juriste instructeur",
        Role::Officer => "Chargé de qualification",
        Role::Supervisor => "Responsable",
        Role::Administrator => "Administrateur",
        Role::Auditor => "Auditeur",
    };
    AccountPage {
        email: me.person.email.clone(),
        roles: me.person.roles.iter().map(label).collect(),
        has_second_factor: me.person.has_second_factor,
        form,
    }
}

async fn account(web: Web, me: SignedIn) -> Answer {
    let id = me.account();
    let known = web
        .db()
        .read(move |c| Ok(service::account(c, id)?))
        .await?
        .ok_or(PageError::NotFound)?;
    let form = FormState::empty()
        .with("prenom", known.given_name)
        .with("nom", known.family_name);
    web.page(&account_page(&me, form))
}

async fn rename(web: Web, me: SignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    let name = match forms::rename(&raw) {
        Ok(name) => name,
        Err(form) => return web.mistakes(&account_page(&me, form)),
    };
    let id = me.account();
    web.write(move |tx, ctx| service::rename(tx, ctx, id, &name))
        .await?;
    web.see_other_with(urls::ACCOUNT, Flash::success("Votre nom est enregistré"))
}

async fn password_form(web: Web, _: SignedIn) -> Answer {
    web.page(&PasswordPage {
        form: FormState::empty(),
    })
}

async fn change_password(web: Web, me: SignedIn, Protected(raw): Protected<RawForm>) -> Answer {
    web.limit(SIGN_IN_PER_ACCOUNT, &me.person.email.to_lowercase())
        .await?;
    let id = me.account();
    let former = web
        .db()
        .read(move |c| Ok(service::own_digest(c, id)?))
        .await?;
    let (typed, kept, cost) = (
        raw.verbatim("mot_de_passe").to_owned(),
        former.clone(),
        web.config().password_cost,
    );
    let right = web
        .blocking(move || password::verify(&typed, kept.as_ref(), cost))
        .await?;
    let Some(former) = former.filter(|_| right) else {
        let mut form = FormState::new(&raw);
        form.error("mot_de_passe", "Ce n'est pas votre mot de passe actuel.");
        return web.mistakes(&PasswordPage { form });
    };
    let chosen = match forms::new_password(&raw, &me.person) {
        Ok(password) => super::hashed(&web, password).await?,
        Err(form) => return web.mistakes(&PasswordPage { form }),
    };
    let who = (id, me.session.id);
    let changed = web
        .write(move |tx, ctx| service::change_password(tx, ctx, who, (&former, &chosen)))
        .await;
    match changed {
        Ok(()) => web.see_other_with(
            urls::ACCOUNT,
            Flash::success("Votre mot de passe est changé"),
        ),
        Err(Failure::Refused(ChangePasswordError::Stale)) => web.see_other(urls::PASSWORD),
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn sessions(web: Web, me: SignedIn) -> Answer {
    let (now, person) = (web.ctx().now, me.person.clone());
    let open = web
        .db()
        .read(move |c| Ok(session::list(c, now, &person)?))
        .await?;
    let line = |open: session::OpenSession| SessionLine {
        device: open.device,
        created_at: open.created_at,
        last_seen_at: open.last_seen_at,
        current: open.id == me.session.id,
        close: urls::close_session(open.id),
    };
    let sessions: Vec<_> = open.into_iter().map(line).collect();
    web.page(&SessionsPage {
        has_others: sessions.len() > 1,
        sessions,
    })
}

async fn close(
    web: Web,
    me: SignedIn,
    id: Path<SessionId>,
    Protected(_): Protected<RawForm>,
) -> Answer {
    let (account, id) = (me.account(), id.into_inner());
    let closed = web
        .write(move |tx, ctx| service::close_session(tx, ctx, account, id))
        .await?;
    if !closed {
        return Err(PageError::NotFound);
    }
    web.see_other_with(urls::SESSIONS, Flash::success("La session est fermée"))
}

async fn close_others(web: Web, me: SignedIn, Protected(_): Protected<RawForm>) -> Answer {
    let (account, here) = (me.account(), me.session);
    web.write(move |tx, ctx| service::close_other_sessions(tx, ctx, account, &here))
        .await?;
    web.see_other_with(
        urls::SESSIONS,
        Flash::success("Vos autres sessions sont fermées"),
    )
}
