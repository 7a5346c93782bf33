//! What technical leads and officers do in the demonstration: clients, attestations, verdicts, production.

use super::people::YANN;
use super::stage::Stage;
use crate::credentials::{self, Issue};
use crate::kernel::error::Fault;
use crate::kernel::secret::TokenHash;
use crate::qualification::{self, Attest, Criterion, Judgement, Profile, Verdict};
use crate::services::{self, ClientCommand, ClientDraft, ClientKey, Environment, ServiceId};

/// What applies to every service of the demonstration.
const PROFILE: Profile = Profile {
    substantial: false,
    data: false,
};

/// Joins the team of the service just opened, by the link in the latest invitation.
pub(super) fn join(stage: &Stage<'_>, who: &str) -> Result<ServiceId, Fault> {
    let token = stage.link_in(who, "services/invitation", "jeton=")?;
    let token = TokenHash::of(&token);
    stage.act(who, |tx, ctx, me| services::accept(tx, ctx, me, &token))
}

/// Declares a client and gives its `client_id`; its secret is shown to nobody here.
pub(super) fn client(
    stage: &Stage<'_>,
    who: &str,
    service: ServiceId,
    (environment, name, site): (Environment, &str, &str),
) -> Result<String, Fault> {
    let draft = ClientDraft {
        name: name.to_owned(),
        sites: vec![site.to_owned()],
        redirect_uris: vec![format!("{site}retour")],
        post_logout_redirect_uris: vec![format!("{site}au-revoir")],
        signing_alg: "ES256".to_owned(),
        auth_method: "client_secret_post".to_owned(),
        scopes: ["openid", "given_name", "family_name"]
            .map(str::to_owned)
            .to_vec(),
        ..ClientDraft::default()
    };
    let client = stage
        .tools
        .sources
        .system_ctx("demonstration")
        .new_id::<ClientKey>();
    let made = stage.act(who, |tx, ctx, me| {
        let command = ClientCommand {
            service,
            client,
            seen: 0,
            draft: draft.clone(),
        };
        services::create_client(tx, ctx, me, environment, &command)
    })?;
    Ok(made.client_id)
}

/// Attests every criterion and asks for the qualification.
pub(super) fn ask(stage: &Stage<'_>, who: &str, service: ServiceId) -> Result<(), Fault> {
    for criterion in criteria() {
        let words = format!("Vérifié en recette : {}", criterion.title);
        stage.act(who, |tx, ctx, me| {
            let (criterion, words) = (criterion.number, words.clone());
            let attest = Attest {
                service,
                criterion,
                seen: 0,
                words,
                files: Vec::new(),
            };
            qualification::attest(tx, ctx, me, &attest)
        })?;
    }
    stage.act(who, |tx, ctx, me| qualification::ask(tx, ctx, me, service))
}

/// An officer takes the service in charge.
pub(super) fn check(stage: &Stage<'_>, service: ServiceId) -> Result<(), Fault> {
    stage.act(YANN, |tx, ctx, me| {
        qualification::take(tx, ctx, me, service)
    })
}

/// The officer accepts every criterion and qualifies the service.
pub(super) fn qualify(stage: &Stage<'_>, service: ServiceId) -> Result<(), Fault> {
    let judgements: Vec<Judgement> = criteria()
        .map(|criterion| Judgement {
            criterion: criterion.number,
            seen: 1,
            verdict: Verdict::Accepted,
            comment: String::new(),
        })
        .collect();
    stage.act(YANN, |tx, ctx, me| {
        qualification::judge(tx, ctx, me, service, &judgements)
    })?;
    stage.act(YANN, |tx, ctx, me| {
        qualification::qualify(tx, ctx, me, service)
    })
}

/// Production credentials are issued and retrieved; nobody keeps the secret.
pub(super) fn go_live(stage: &Stage<'_>, who: &str, service: ServiceId) -> Result<(), Fault> {
    let id = stage.act(who, |tx, ctx, me| {
        credentials::issue(
            tx,
            ctx,
            me,
            Issue {
                service,
                replaces: None,
            },
        )
    })?;
    stage.act(who, |tx, ctx, me| {
        credentials::reveal(tx, ctx, me, (service, id))
    })?;
    Ok(())
}

fn criteria() -> impl Iterator<Item = &'static Criterion> {
    qualification::applicable(PROFILE)
}
