//! The routes of getting started. Those of the demonstration are in `demo`.

use actix_web::web::Path;

use super::demo;
use super::library::{self, Library};
use super::pages::{RecipePage, ReferencePage, StartPage};
use super::recipe::Values;
use super::reference;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Outcome};
use crate::sandbox::Provider;
use crate::services::{self, Action, ClientKey, Denied, SandboxClient, ServiceId, SpaceHead, Tab};
use crate::shell::{AccountId, Answer, PageError, Routes, SignedIn, Web};

/// The routes of getting started.
#[must_use]
pub(in crate::sandbox) fn routes() -> Routes {
    Routes::new("sandbox")
        .get("/espace/services/{id}/clients/{client}/demarrer", start)
        .get(
            "/espace/services/{id}/clients/{client}/demarrer/{library}",
            recipe,
        )
        .get(
            "/espace/services/{id}/clients/{client}/demarrer/{library}/fichier",
            file,
        )
        .get("/bac-a-sable/documentation", endpoints)
        .get("/bac-a-sable/openapi.json", openapi)
        .and(demo::routes())
}

/// Where the sandbox answers.
pub(super) fn issuer(web: &Web) -> Result<String, PageError> {
    Ok(web.plug::<Provider>()?.issuer().to_owned())
}

/// The page for somebody who may not.
pub(super) fn denied(failure: Failure<Denied>) -> PageError {
    PageError::of(failure, services::refused)
}

/// A sandbox client of a service, for whoever may see it.
fn opened(
    c: &mut Conn,
    account: AccountId,
    (id, key): (ServiceId, ClientKey),
) -> Outcome<(SpaceHead, SandboxClient), Denied> {
    let access = services::authorised(c, account, id, Action::View)?;
    let organisation = services::organisation_of(c, id)?;
    let head = SpaceHead::new(&access.service, &organisation, Tab::Clients);
    let client = services::sandbox_client_of(c, key)?.filter(|client| client.service == id);
    Ok((head, client.ok_or(Denied::Unknown)?))
}

async fn client(
    web: &Web,
    who: &SignedIn,
    which: (ServiceId, ClientKey),
) -> Result<(SpaceHead, SandboxClient), PageError> {
    services::note_audit(web, who, which.0).await?;
    let account = who.account();
    let read = web.db().read(move |c| opened(c, account, which)).await;
    read.map_err(denied)
}

async fn start(web: Web, who: SignedIn, path: Path<(ServiceId, ClientKey)>) -> Answer {
    let (head, client) = client(&web, &who, path.into_inner()).await?;
    let values = Values::of(&client, &issuer(&web)?);
    web.page(&StartPage::new(head, &client, &values))
}

fn known(code: &str) -> Result<&'static Library, PageError> {
    library::find(code).ok_or(PageError::NotFound)
}

async fn recipe(web: Web, who: SignedIn, path: Path<(ServiceId, ClientKey, String)>) -> Answer {
    let (id, key, code) = path.into_inner();
    let (head, client) = client(&web, &who, (id, key)).await?;
    let values = Values::of(&client, &issuer(&web)?);
    web.page(&RecipePage::new(head, &client, (known(&code)?, &values)))
}

async fn file(web: Web, who: SignedIn, path: Path<(ServiceId, ClientKey, String)>) -> Answer {
    let (id, key, code) = path.into_inner();
    let (_, client) = client(&web, &who, (id, key)).await?;
    let library = known(&code)?;
    let text = Values::of(&client, &issuer(&web)?).fill(library.recipe);
    web.made(
        (library.file, "text/plain; charset=utf-8"),
        text.into_bytes(),
    )
}

async fn endpoints(web: Web) -> Answer {
    web.page(&ReferencePage::new(&issuer(&web)?))
}

async fn openapi(web: Web) -> Answer {
    let text = reference::openapi(&issuer(&web)?).to_string();
    web.text("application/json; charset=utf-8", text)
}
