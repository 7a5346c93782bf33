//! The portfolio of a vendor, and a client added by hand.

use actix_web::web::Path;

use super::{forbidden, may_file, part, refused};
use crate::kernel::error::Failure;
use crate::kernel::rate::Rule;
use crate::organisations::{self, Action, Lookup, OrganisationId, Siret};
use crate::shell::{Answer, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web};
use crate::vendors::model::SOON_DAYS;
use crate::vendors::pages::{AddPage, Asked, ChoosePage, PortfolioPage};
use crate::vendors::service::{self, PortfolioError};
use crate::vendors::store::{self, Search};
use crate::vendors::{forms, urls};

/// Look-ups in the registry by one person.
const LOOK_UPS: Rule = Rule {
    bucket: "registry look-up by account",
    max: 60,
    window_seconds: 600,
};

/// The last page that can be asked for: nobody reads further.
const LAST_PAGE: i64 = 800;

/// The only portfolio of a person, or the choice.
pub(super) async fn start(web: Web, person: SignedIn) -> Answer {
    let account = person.account();
    let own = web
        .db()
        .read(move |c| Ok(organisations::organisations_of(c, account)?));
    let vendors: Vec<(OrganisationId, String)> = own
        .await?
        .into_iter()
        .map(|(organisation, _)| (organisation.id, organisation.details.name))
        .collect();
    match vendors.as_slice() {
        [(only, _)] => web.see_other(urls::portfolio(*only)),
        _ => web.page(&ChoosePage::new(vendors)),
    }
}

pub(super) async fn list(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let vendor = part::<OrganisationId>(&path)?;
    let (account, now) = (person.account(), web.ctx().now);
    let asked = Asked {
        words: web.query("q").chars().take(100).collect(),
        ending: !web.query("fin").is_empty(),
        page: web
            .query("page")
            .parse::<i64>()
            .unwrap_or(1)
            .clamp(1, LAST_PAGE),
    };
    let soon = now.paris_day().plus_days(SOON_DAYS);
    let search = Search {
        words: asked.words.clone(),
        ends_by: asked.ending.then_some(soon),
        page: asked.page,
    };
    let found = web.db().read(move |c| {
        let may_file = may_file(c, (account, vendor))?;
        let listed = store::listed(c, vendor, &search)?;
        Ok((store::name_of(c, vendor)?, may_file, listed))
    });
    let (name, may_file, listed) = found
        .await
        .map_err(|failure| PageError::of(failure, refused(vendor)))?;
    web.page(&PortfolioPage::new(
        (vendor, name, may_file),
        listed,
        &asked,
        now,
    ))
}

/// A page for those who may change the portfolio.
pub(super) async fn allowed(
    web: &Web,
    person: &SignedIn,
    vendor: OrganisationId,
) -> Result<(), PageError> {
    let account = person.account();
    let asked = web
        .db()
        .read(move |c| service::authorise(c, (account, vendor), Action::File));
    asked
        .await
        .map_err(|failure| PageError::of(failure, refused(vendor)))
}

pub(super) async fn ask_add(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let vendor = part::<OrganisationId>(&path)?;
    allowed(&web, &person, vendor).await?;
    let typed = web.query("siret");
    if typed.is_empty() {
        return web.page(&AddPage::new(vendor, forms::blank()));
    }
    match Siret::parse(&typed) {
        Ok(siret) => look_up(&web, &person, (vendor, siret)).await,
        Err(error) => {
            let mut form = forms::blank().with("siret", typed);
            form.labelled_error("siret", "SIRET", error.siret_sentence());
            web.mistakes(&AddPage::new(vendor, form))
        }
    }
}

/// The form, filled with what the registry says of a number.
async fn look_up(web: &Web, person: &SignedIn, (vendor, siret): (OrganisationId, Siret)) -> Answer {
    web.limit(LOOK_UPS, &person.account().to_string()).await?;
    let lookup = organisations::asked_registry(web, siret).await?;
    let form = lookup.found().map_or_else(
        || forms::blank().with("siret", siret.to_string()),
        forms::filled,
    );
    web.page(&AddPage::new(vendor, form).told(&lookup))
}

pub(super) async fn add(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let vendor = part::<OrganisationId>(&path)?;
    allowed(&web, &person, vendor).await?;
    let (ctx, account) = (web.ctx(), person.account());
    let lookup = match Siret::parse(raw.text("siret")) {
        Ok(siret) => organisations::asked_registry(&web, siret).await?,
        Err(_) => Lookup::Off,
    };
    if lookup.found().is_some_and(|found| !found.is_open()) {
        let page = AddPage::new(vendor, FormState::new(&raw)).told(&lookup);
        return web.mistakes(&page);
    }
    let new = match forms::client(&raw, lookup.found(), ctx.now.paris_day()) {
        Ok(new) => new,
        Err(form) => return web.mistakes(&AddPage::new(vendor, form)),
    };
    let added = web
        .db()
        .write(move |tx| service::add_client(tx, &ctx, (account, vendor), &new))
        .await;
    let message = match added {
        Ok(id) => {
            let flash = Flash::success("La cliente est ajoutée.")
                .with_text("Joignez son mandat, puis demandez son accord.");
            return web.see_other_with(urls::client(vendor, id), flash);
        }
        Err(Failure::Refused(PortfolioError::AlreadyThere(_))) => {
            "Cette administration est déjà dans votre portefeuille."
        }
        Err(Failure::Refused(PortfolioError::Itself)) => {
            "Ce numéro est celui de votre organisation."
        }
        Err(Failure::Refused(PortfolioError::Full)) => {
            "Votre portefeuille est plein : 20 000 clientes au plus."
        }
        Err(Failure::Refused(PortfolioError::Forbidden)) => return Err(forbidden()),
        Err(failure) => return Err(PageError::of(failure, refused(vendor))),
    };
    let mut form = FormState::new(&raw);
    form.labelled_error("siret", "SIRET", message);
    web.mistakes(&AddPage::new(vendor, form))
}
