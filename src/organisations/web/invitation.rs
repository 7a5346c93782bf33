//! The page behind the link of an invitation.

use actix_web::web::Path;

use crate::kernel::error::{Failure, Fault};
use crate::kernel::secret::TokenHash;
use crate::organisations::pages::InvitationPage;
use crate::organisations::{service, store, urls};
use crate::shell::{Answer, Flash, Protected, RawForm, SignedIn, Web};

pub(super) async fn show(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let (ctx, account, hash) = (web.ctx(), person.account(), TokenHash::of(&path));
    let found = web.db().read(move |c| {
        let invitation = service::invitation_of_token(c, &ctx, account, &hash)?;
        let id = invitation.organisation_id;
        let organisation =
            store::find(c, id)?.ok_or_else(|| Fault::inconsistent("organisations", id))?;
        Ok((organisation, invitation.role))
    });
    match found.await {
        Ok((organisation, role)) => web.page(&InvitationPage::open(&organisation, role, &path)),
        Err(Failure::Refused(why)) => {
            web.page_status(404, &InvitationPage::refused(why, &person.person.email))
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

pub(super) async fn accept(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let (account, hash) = (person.account(), TokenHash::of(&path));
    let done = web
        .write(move |tx, ctx| service::accept_invitation(tx, ctx, account, &hash))
        .await;
    match done {
        Ok(id) => web.see_other_with(
            urls::show(id),
            Flash::success("Vous êtes membre de cette organisation."),
        ),
        Err(Failure::Refused(why)) => {
            web.page_status(404, &InvitationPage::refused(why, &person.person.email))
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}
