//! My requests, and a new one.

use crate::organisations::{self, Organisation, OrganisationId, Siret};
use crate::requests::forms::{prefill_names, prefilled};
use crate::requests::model::{LegalBasis, Section, request_number};
use crate::requests::pages::{Carried, ListPage, NewPage};
use crate::requests::service::{DraftError, NewDraft, start};
use crate::requests::{urls, views};
use crate::shell::{Answer, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web};

/// The last page that can be asked for: nobody reads further.
const LAST_PAGE: i64 = 500;

pub(super) async fn list(web: Web, person: SignedIn) -> Answer {
    let page = web
        .query("page")
        .parse::<i64>()
        .unwrap_or(1)
        .clamp(1, LAST_PAGE);
    let account = person.account();
    let found = web.db().read(move |c| {
        let of: Vec<(OrganisationId, organisations::Role)> =
            organisations::organisations_of(c, account)?
                .into_iter()
                .map(|(organisation, role)| (organisation.id, role))
                .collect();
        let listed = views::listed(c, (account, &of), page)?;
        let shared = if page == 1 {
            views::shared_with(c, account)?
        } else {
            Vec::new()
        };
        Ok((listed, shared, !of.is_empty()))
    });
    let ((rows, more), shared, has_organisation) = found.await?;
    web.page(&ListPage::new(
        (rows, shared),
        (page, more),
        has_organisation,
    ))
}

pub(super) async fn new(web: Web, person: SignedIn) -> Answer {
    let own = filing_organisations(&web, &person).await?;
    let chosen = person.session.organisation.map(|id| id.0.to_string());
    let only = if let [one] = own.as_slice() {
        Some(one.id.to_string())
    } else {
        None
    };
    let siret = Siret::parse(&web.query("siret")).ok();
    let named = own.iter().find(|own| Some(own.siret) == siret);
    let named = named.map(|own| own.id.to_string());
    let form = FormState::empty()
        .with(
            "organisation",
            named.or(chosen).or(only).unwrap_or_default(),
        )
        .with("fondement", web.query("fondement"));
    let carried = carried(|name| Some(web.query(name)));
    web.page(&NewPage::new(form, &own, carried, &ignored(&web)).attaching(siret))
}

/// The parameters of the link that fill nothing; a few of them, shortened.
fn ignored(web: &Web) -> Vec<String> {
    let query = web.request().query_string();
    let names = url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    let known = |name: &str| {
        ["fondement", "organisation", "siret"].contains(&name)
            || prefill_names().any(|known| known == name)
    };
    let unknown = names.filter(|name| !name.is_empty() && !known(name));
    unknown
        .take(10)
        .map(|name| name.chars().filter(|c| !c.is_control()).take(40).collect())
        .collect()
}

pub(super) async fn begin(
    web: Web,
    person: SignedIn,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let organisation = raw.text("organisation").parse::<OrganisationId>();
    let basis = raw.text("fondement").parse::<LegalBasis>();
    let (Ok(organisation), Ok(_)) = (organisation, basis) else {
        return mistakes(&web, &person, &raw).await;
    };
    let year = chrono::Datelike::year(&web.ctx().now.paris_day().0);
    let rank = web.numbers().next("request", year).await?;
    let draft = NewDraft {
        actor: super::actor(&web)?,
        organisation,
        number: request_number(year, rank),
        dossier: prefilled(|name| raw.optional(name)),
    };
    let ctx = web.ctx();
    let begun = web.db().write(move |tx| start(tx, &ctx, &draft)).await;
    let id = begun.map_err(|failure| PageError::of(failure, not_begun))?;
    let flash = Flash::success("La demande est commencée.")
        .with_text("Chaque section est enregistrée pendant que vous la remplissez.");
    web.see_other_with(urls::section(id, Section::Organisation), flash)
}

fn not_begun(error: DraftError) -> PageError {
    match error {
        DraftError::Unknown | DraftError::Stale(_) | DraftError::AlreadyAmended(_) => {
            PageError::NotFound
        }
        DraftError::Forbidden => super::forbidden(),
        DraftError::Closed => PageError::Forbidden(
            "Un établissement fermé ne peut pas déposer de demande.".to_owned(),
        ),
    }
}

async fn mistakes(web: &Web, person: &SignedIn, raw: &RawForm) -> Answer {
    let own = filing_organisations(web, person).await?;
    let mut form = FormState::new(raw);
    if raw.text("organisation").parse::<OrganisationId>().is_err() {
        form.error(
            "organisation",
            "Choisissez l'organisation qui dépose la demande.",
        );
    }
    if raw.text("fondement").parse::<LegalBasis>().is_err() {
        form.error("fondement", "Choisissez un fondement juridique.");
    }
    let carried = carried(|name| raw.optional(name).map(str::to_owned));
    web.mistakes(&NewPage::new(form, &own, carried, &[]))
}

/// The answers given in advance, to be carried by the form.
fn carried(given: impl Fn(&str) -> Option<String>) -> Vec<Carried> {
    prefill_names()
        .filter_map(|name| {
            let value = given(name).filter(|value| !value.is_empty())?;
            Some(Carried { name, value })
        })
        .collect()
}

/// The organisations for which the person may file.
async fn filing_organisations(
    web: &Web,
    person: &SignedIn,
) -> Result<Vec<Organisation>, PageError> {
    let account = person.account();
    let own = web
        .db()
        .read(move |c| Ok(organisations::organisations_of(c, account)?));
    let may_file = |(organisation, role): (Organisation, organisations::Role)| {
        organisations::may(role, organisations::Action::File).then_some(organisation)
    };
    Ok(own.await?.into_iter().filter_map(may_file).collect())
}
