//! The organisations of the demonstration, attached by their people.

use super::people::{CAMILLE, CLAIRE, HUGO, INES, KARIM, LUCAS, NADIA, OLIVIER, SOPHIE};
use super::stage::{Stage, broken};
use crate::kernel::clock::Day;
use crate::kernel::error::Fault;
use crate::organisations::{
    self, ActivityCode, Address, Answer, AnswerJoin, Details, Invite, LegalCategory,
    OrganisationId, RegistryState, Role, Siret,
};

/// The organisations, once attached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    pub(super) valmont: OrganisationId,
    pub(super) velovia: OrganisationId,
    pub(super) lumen: OrganisationId,
    pub(super) horizon: OrganisationId,
    pub(super) civilog: OrganisationId,
    pub(super) cles: OrganisationId,
}

/// SIRET, name, legal category, activity, street, postal code, city, day of creation.
pub(super) type Sheet = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const VALMONT: Sheet = (
    "21990001600011",
    "Commune de Valmont",
    "7210",
    "84.11Z",
    "1 place de la Mairie",
    "49000",
    "Valmont",
    "1983-03-01",
);
const VELOVIA: Sheet = (
    "99000101800011",
    "Vélovia Transports",
    "5710",
    "49.39A",
    "12 quai des Bateliers",
    "69002",
    "Lyon",
    "2014-09-15",
);
const LUMEN: Sheet = (
    "99000909400014",
    "Institut Lumen",
    "5499",
    "85.42Z",
    "4 rue des Écoles",
    "75005",
    "Paris",
    "2009-01-05",
);
const HORIZON: Sheet = (
    "99000808800017",
    "Résidences Horizon",
    "5599",
    "68.20A",
    "31 boulevard du Port",
    "34000",
    "Montpellier",
    "2005-04-18",
);
const CIVILOG: Sheet = (
    "99000202400018",
    "Civilog Éditions",
    "5710",
    "58.29C",
    "27 avenue du Code",
    "44000",
    "Nantes",
    "2011-06-20",
);
const CLES: Sheet = (
    "99000303000014",
    "Clés en main",
    "9220",
    "88.99B",
    "8 rue du Foyer",
    "31000",
    "Toulouse",
    "2016-02-11",
);

/// Attaches the organisations, and lets people in by each way.
pub(super) fn open(stage: &Stage<'_>) -> Result<Places, Fault> {
    let places = Places {
        valmont: attach(stage, CLAIRE, VALMONT)?,
        velovia: attach(stage, LUCAS, VELOVIA)?,
        lumen: attach(stage, INES, LUMEN)?,
        horizon: attach(stage, OLIVIER, HORIZON)?,
        civilog: attach(stage, SOPHIE, CIVILOG)?,
        cles: attach(stage, CAMILLE, CLES)?,
    };
    stage.hours(3)?;
    for (person, role) in [(KARIM, Role::Member), (HUGO, Role::Reader)] {
        let asked = siret(VALMONT)?;
        let join = stage.act(person, |tx, ctx, me| {
            organisations::ask_to_join(tx, ctx, me, asked)
        })?;
        stage.hours(2)?;
        let (organisation, answer) = (places.valmont, Answer::Accept(role));
        stage.act(CLAIRE, |tx, ctx, actor| {
            organisations::answer_join(
                tx,
                ctx,
                AnswerJoin {
                    actor,
                    organisation,
                    join,
                    answer,
                },
            )
        })?;
    }
    Ok(places)
}

/// What still waits for an answer when the demonstration begins.
pub(super) fn leave_waiting(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    let asked = siret(VALMONT)?;
    stage.act(NADIA, |tx, ctx, me| {
        organisations::ask_to_join(tx, ctx, me, asked)
    })?;
    let organisation = places.valmont;
    stage.act(CLAIRE, |tx, ctx, actor| {
        let email = "oscar.blanc@valmont.example".to_owned();
        organisations::invite(
            tx,
            ctx,
            &Invite {
                actor,
                organisation,
                email,
                role: Role::Member,
            },
        )
    })?;
    Ok(())
}

fn siret(sheet: Sheet) -> Result<Siret, Fault> {
    Siret::parse(sheet.0).map_err(broken)
}

/// Somebody attaches an organisation.
pub(super) fn attach(stage: &Stage<'_>, by: &str, sheet: Sheet) -> Result<OrganisationId, Fault> {
    let (_, name, category, activity, street, postal_code, city, founded_on) = sheet;
    let details = Details {
        name: name.to_owned(),
        legal_category: LegalCategory::parse(category).map_err(broken)?,
        activity: ActivityCode::parse(activity).map_err(broken)?,
        address: Address {
            street: street.to_owned(),
            postal_code: postal_code.to_owned(),
            city: city.to_owned(),
        },
        founded_on: Day::parse(founded_on).ok_or_else(|| broken(founded_on))?,
        state: RegistryState::Open,
    };
    let number = siret(sheet)?;
    stage.act(by, |tx, ctx, me| {
        organisations::attach(tx, ctx, (me, number), &details)
    })
}
