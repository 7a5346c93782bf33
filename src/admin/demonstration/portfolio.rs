//! The portfolio of the demonstration's vendor: one client agreed, one was asked while its mandate ends, one is new.

use super::dossiers;
use super::people::SOPHIE;
use super::places::Places;
use super::stage::Stage;
use crate::kernel::error::Fault;
use crate::kernel::secret::TokenHash;
use crate::requests::{self, Actor, Company, RequestId};
use crate::vendors::{self, Begin, ClientId, NewClient, Sheet};

/// A commune: number, name, where it is asked, days its mandate still runs when the demonstration begins.
type Commune = (&'static str, &'static str, &'static str, i64);

const ENDING: Commune = (
    "21990021400012",
    "Commune de Saint-Aubin",
    "mairie@saint-aubin.example",
    25,
);
const NEW: Commune = (
    "21990032100015",
    "Commune de La Roche",
    "mairie@la-roche.example",
    700,
);

/// Fills the portfolio; a request is begun for the first client, after `model`.
pub(super) fn fill(stage: &Stage<'_>, places: &Places, model: RequestId) -> Result<(), Fault> {
    let known = dossiers::vendor();
    let email = known.controller.email.clone();
    let first = NewClient {
        mandate_ends_on: stage.now().paris_day().plus_days(900),
        sheet: Sheet {
            company: known.client,
            controller: known.controller,
            dpo: known.dpo,
        },
        email: email.clone(),
    };
    let first = add(stage, places, &first)?;
    ask(stage, places, (first, &email))?;
    stage.hours(1)?;
    agree(stage, &email)?;
    let (.., email, _) = ENDING;
    let ending = add(stage, places, &commune(stage, ENDING))?;
    ask(stage, places, (ending, email))?;
    add(stage, places, &commune(stage, NEW))?;
    stage.hours(1)?;
    begin(stage, places, (first, model))
}

fn commune(stage: &Stage<'_>, (siret, name, email, days): Commune) -> NewClient {
    NewClient {
        sheet: Sheet {
            company: Company {
                siret: siret.to_owned(),
                name: name.to_owned(),
                legal_category: "7210".to_owned(),
                activity: "84.11Z".to_owned(),
                address: "1 place de la Mairie, 49000 Valmont".to_owned(),
                created_on: "1983-03-01".to_owned(),
                state: "open".to_owned(),
                verified: false,
            },
            ..Sheet::default()
        },
        mandate_ends_on: stage.end().paris_day().plus_days(days),
        email: email.to_owned(),
    }
}

fn add(stage: &Stage<'_>, places: &Places, new: &NewClient) -> Result<ClientId, Fault> {
    stage.act(SOPHIE, |tx, ctx, me| {
        vendors::add_client(tx, ctx, (me, places.civilog), new)
    })
}

fn ask(stage: &Stage<'_>, places: &Places, (client, email): (ClientId, &str)) -> Result<(), Fault> {
    stage.act(SOPHIE, |tx, ctx, me| {
        vendors::ask_consent(tx, ctx, (me, places.civilog, client), email)
    })
}

/// The client follows the link of its mail.
fn agree(stage: &Stage<'_>, email: &str) -> Result<(), Fault> {
    let token = stage.link_in(email, "vendors/consent", "/accord/")?;
    stage.visit(|tx, ctx| vendors::answer_consent(tx, ctx, &TokenHash::of(&token), true))
}

fn begin(
    stage: &Stage<'_>,
    places: &Places,
    (client, model): (ClientId, RequestId),
) -> Result<(), Fault> {
    let number = requests::request_number(stage.year(), stage.number("request")?);
    stage.act(SOPHIE, |tx, ctx, me| {
        let cmd = Begin {
            actor: Actor::applicant(me),
            vendor: places.civilog,
            client,
            model: Some(model),
            number: number.clone(),
        };
        vendors::begin_request(tx, ctx, &cmd)
    })?;
    Ok(())
}
