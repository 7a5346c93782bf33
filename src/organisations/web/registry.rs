//! Asking the registry from a page: off the event loop, for a bounded time.

use crate::kernel::error::Never;
use crate::organisations::registry::{Lookup, Registry};
use crate::organisations::{OrganisationId, Siret, service, store};
use crate::shell::{PageError, Web};

/// What the registry says of this number, within the time that a person waits.
pub async fn asked_registry(web: &Web, siret: Siret) -> Result<Lookup, PageError> {
    let (registry, db, ctx) = (web.plug::<Registry>()?, web.db().clone(), web.ctx());
    web.blocking(move || registry.find(&db, &ctx, siret)).await
}

/// Asks the registry again about an organisation of which it spoke more than a day ago, before something depends on it.
/// Its silence changes nothing.
pub async fn check_now(web: &Web, id: OrganisationId) -> Result<(), PageError> {
    let ctx = web.ctx();
    let known = web
        .db()
        .read::<_, Never, _>(move |c| Ok(store::find(c, id)?))
        .await?;
    let Some(organisation) = known.filter(|organisation| service::is_old(&ctx, organisation))
    else {
        return Ok(());
    };
    let lookup = asked_registry(web, organisation.siret).await?;
    web.db()
        .write(move |tx| service::take_registry(tx, &ctx, id, &lookup))
        .await?;
    Ok(())
}
