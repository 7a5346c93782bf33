//! Routes and handlers of the administration.

use actix_web::web::Path;

use super::demonstration;
use super::pages::{AccountPage, AccountsPage, HomePage, OutboxPage, PER_PAGE, Search};
use super::policy::{Change, ChangeRefusal};
use super::service::{self, ChangeAccount, ChangeError, RetryError};
use super::store::{self, Wanted};
use super::urls;
use crate::kernel::outbox::{self, JobId};
use crate::kernel::text;
use crate::shell::{
    AccountId, Administrator, Answer, Auditor, ConflictPage, Flash, PageError, Protected, RawForm,
    Role, Routes, Staff, Web,
};

/// Those who read the administration; only administrators change anything.
type Reader = Staff<(Administrator, Auditor)>;

/// Every route of this room.
#[must_use]
pub fn routes() -> Routes {
    Routes::new("admin")
        .get("/demonstration", demonstration::accounts)
        .get("/administration", home)
        .get("/administration/comptes", accounts)
        .get("/administration/comptes/{id}", account)
        .post("/administration/comptes/{id}/roles", roles)
        .post("/administration/comptes/{id}/desactiver", disable)
        .post("/administration/comptes/{id}/reactiver", enable)
        .post("/administration/comptes/{id}/second-facteur", second_factor)
        .get("/administration/envois", undelivered)
        .post("/administration/envois/{id}/relancer", retry)
}

async fn home(web: Web, _: Reader) -> Answer {
    web.page(&HomePage::new())
}

async fn accounts(web: Web, _: Reader) -> Answer {
    let search = Search {
        text: web.query("recherche"),
        staff: web.query("qui") == "agents",
        page: web
            .query("page")
            .parse::<i64>()
            .unwrap_or(1)
            .clamp(1, 100_000),
    };
    let pattern = Some(text::like_pattern(&search.text)).filter(|_| !search.text.is_empty());
    let (wanted, offset) = (
        Wanted {
            pattern,
            staff: search.staff,
        },
        (search.page - 1) * PER_PAGE,
    );
    let found = web
        .db()
        .read(move |c| Ok(store::list(c, &wanted, (offset, PER_PAGE))?));
    let (accounts, total) = found.await?;
    web.page(&AccountsPage::new(&search, &accounts, total))
}

async fn account(web: Web, staff: Reader, path: Path<String>) -> Answer {
    let id = id(&path)?;
    let found = web
        .write(move |tx, ctx| service::read_account(tx, ctx, id))
        .await?;
    let account = found.ok_or(PageError::NotFound)?;
    web.page(&AccountPage::new(
        &account,
        staff.account(),
        staff.has(Role::Administrator),
    ))
}

async fn roles(
    web: Web,
    _: Staff<Administrator>,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let roles: Result<Vec<Role>, _> = raw
        .all("roles")
        .into_iter()
        .map(str::parse::<Role>)
        .collect();
    let change = Change::Roles(roles.map_err(|_| PageError::BadRequest)?);
    apply(&web, &path, &raw, (change, "Les rôles sont enregistrés.")).await
}

async fn disable(
    web: Web,
    _: Staff<Administrator>,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    apply(
        &web,
        &path,
        &raw,
        (Change::Disable, "Le compte est désactivé."),
    )
    .await
}

async fn enable(
    web: Web,
    _: Staff<Administrator>,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    apply(
        &web,
        &path,
        &raw,
        (Change::Enable, "Le compte est réactivé."),
    )
    .await
}

async fn second_factor(
    web: Web,
    _: Staff<Administrator>,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let said = "Le second facteur est réinitialisé.";
    apply(&web, &path, &raw, (Change::ResetSecondFactor, said)).await
}

async fn apply(
    web: &Web,
    path: &str,
    raw: &RawForm,
    (change, said): (Change, &'static str),
) -> Answer {
    let account = id(path)?;
    let seen = raw
        .text("version")
        .parse::<i32>()
        .map_err(|_| PageError::BadRequest)?;
    let command = ChangeAccount {
        account,
        seen: Some(seen),
        change,
    };
    let done = web
        .write(move |tx, ctx| service::change_account(tx, ctx, &command))
        .await;
    let back = urls::account(account);
    done.map_err(|failure| PageError::of(failure, |why| refused(why, &back)))?;
    web.see_other_with(&back, Flash::success(said))
}

fn refused(why: ChangeError, back: &str) -> PageError {
    let text = match why {
        ChangeError::Unknown => return PageError::NotFound,
        ChangeError::Stale => {
            "Une autre personne a modifié ce compte depuis que vous l'avez ouvert."
        }
        ChangeError::Refused(ChangeRefusal::Unchanged) => "Le compte est déjà dans cet état.",
        ChangeError::Refused(ChangeRefusal::OwnAccount) => {
            "Vous ne pouvez pas faire cela sur votre propre compte. Demandez à un autre administrateur."
        }
        ChangeError::Refused(ChangeRefusal::LastAdministrator) => {
            "Guichet garde toujours au moins un administrateur. Donnez d'abord ce rôle à une autre personne."
        }
    };
    ConflictPage::new(text)
        .action(back, "Voir le compte")
        .into()
}

async fn undelivered(web: Web, staff: Reader) -> Answer {
    let now = web.ctx().now;
    let jobs = web
        .db()
        .read(move |c| Ok(outbox::undelivered(c, now)?))
        .await?;
    web.page(&OutboxPage::new(jobs, staff.has(Role::Administrator)))
}

async fn retry(
    web: Web,
    _: Staff<Administrator>,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let job = path.parse::<JobId>().map_err(|_| PageError::NotFound)?;
    let done = web
        .write(move |tx, ctx| service::retry_job(tx, ctx, job))
        .await;
    let gone = "Cet envoi n'est pas abandonné : il est déjà fait ou déjà relancé.";
    done.map_err(|failure| {
        PageError::of(failure, |RetryError::NotGivenUp| {
            ConflictPage::new(gone)
                .action(urls::OUTBOX, "Voir les envois")
                .into()
        })
    })?;
    web.see_other_with(urls::OUTBOX, Flash::success("L'envoi est relancé."))
}

fn id(path: &str) -> Result<AccountId, PageError> {
    path.parse().map_err(|_| PageError::NotFound)
}
