//! The link of an invitation: read it, then accept it with an account.

use crate::kernel::error::{Failure, Never};
use crate::kernel::secret::TokenHash;
use crate::services::pages::InvitationPage;
use crate::services::service::{self, AcceptError};
use crate::services::{store, urls, views};
use crate::shell::{Answer, Flash, Protected, RawForm, SignedIn, Web};

const UNKNOWN: &str = "Ce lien n'est plus valable : l'invitation a été annulée, ou un lien plus récent vous a été envoyé.";
const EXPIRED: &str =
    "Ce lien a expiré : il était valable sept jours. Demandez qu'on vous renvoie l'invitation.";
const USED: &str = "Cette invitation a déjà été acceptée.";

pub(super) async fn show(web: Web, _who: SignedIn) -> Answer {
    let token = web.query("jeton");
    let (hash, now) = (TokenHash::of(&token), web.ctx().now);
    let read = web.db().read::<_, Never, _>(move |c| {
        let Some(row) = store::invitation_by_token(c, &hash)? else {
            return Ok(Err(UNKNOWN));
        };
        if row.accepted_at.is_some() {
            return Ok(Err(USED));
        }
        if row.expires_at <= now {
            return Ok(Err(EXPIRED));
        }
        Ok(Ok((views::named(c, row.service_id)?, row.role)))
    });
    match read.await? {
        Ok((named, role)) => web.page(&InvitationPage::open(
            named.name,
            named.organisation,
            role.label(),
            token,
        )),
        Err(problem) => web.page(&InvitationPage::dead(problem)),
    }
}

pub(super) async fn accept(web: Web, who: SignedIn, form: Protected<RawForm>) -> Answer {
    let (account, hash) = (who.account(), TokenHash::of(form.0.text("jeton")));
    let done = web
        .write(move |tx, ctx| service::accept(tx, ctx, account, &hash))
        .await;
    match done {
        Ok(id) => web.see_other_with(
            urls::service(id),
            Flash::success("Vous avez rejoint l'équipe du service."),
        ),
        Err(Failure::Refused(refusal)) => {
            let problem = match refusal {
                AcceptError::Unknown => UNKNOWN,
                AcceptError::Expired => EXPIRED,
                AcceptError::Used => USED,
            };
            web.page_status(409, &InvitationPage::dead(problem))
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
