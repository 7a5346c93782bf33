//! What happens in the demonstration, in order: each call is a day or so in the life of the counter.

use super::desk::{self, ask_changes, decide_against, grant, take};
use super::filing::{draft, file};
use super::people::{
    ANNE, CAMILLE, CLAIRE, HUGO, INES, ISABELLE, KARIM, LUCAS, MARC, OLIVIER, SOPHIE,
};
use super::places::{self, Places};
use super::stage::{Stage, broken};
use super::{LENGTH, desk_days, dossiers, figures, integration, logins, portfolio};
use crate::admin::store;
use crate::config::PasswordCost;
use crate::experiment::{self, Configure, ExperimentId, RawTerms, Terms};
use crate::kernel::clock::Instant;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::outbox::Tools;
use crate::requests::{self, Actor, Move, Sector, WithdrawalReason};
use crate::review::Unfavourable;
use crate::services::{Environment, ServiceId};

/// Hours in a day.
const DAY: i64 = 24;

/// Plays the story; false when somebody is there already.
pub(super) fn play(tools: &Tools, cost: PasswordCost, end: Instant) -> Result<bool, Fault> {
    let taken = tools
        .db
        .read_now::<_, Never>(|c| Ok(store::any(c)?))
        .map_err(Failure::into_fault)?;
    if taken {
        return Ok(false);
    }
    let stage = Stage::open(tools, cost, end)?;
    let experiment = open_experiment(&stage)?;
    let places = places::open(&stage)?;
    first_weeks(&stage, &places)?;
    let seated = stage.now().paris_day();
    seats(&stage, &places)?;
    refusals(&stage, &places)?;
    last_days(&stage, &places)?;
    places::leave_waiting(&stage, &places)?;
    stage.present()?;
    figures::send(&stage, experiment, seated.plus_days(3))?;
    Ok(true)
}

/// Two seats only, so that the waiting list is not empty.
fn open_experiment(stage: &Stage<'_>) -> Result<ExperimentId, Fault> {
    let today = stage.now().paris_day();
    let raw = RawTerms {
        decree: "Décret de démonstration relatif à l'expérimentation de FranceConnect".to_owned(),
        opens_on: today,
        closes_on: today.plus_days(LENGTH.num_days() + 240),
        cap: 2,
        seats_reusable: true,
        report_day: experiment::REPORT_DAY,
        guides: vec![(Sector::PassengerTransport, 1), (Sector::Education, 1)],
    };
    let terms = Terms::new(&raw).map_err(broken)?;
    stage.act(ISABELLE, |tx, ctx, _| {
        let reason = "Ouverture de l'expérimentation.".to_owned();
        experiment::configure(
            tx,
            ctx,
            &Configure {
                seen: None,
                terms: terms.clone(),
                reason,
            },
        )
    })
}

/// The town's first services: name, address, what they do.
const TOWN: [(&str, &str, &str); 4] = [
    (
        "Mes démarches Valmont",
        "https://demarches.valmont.example/",
        "Les démarches de la commune en ligne.",
    ),
    (
        "Portail famille Valmont",
        "https://famille.valmont.example/",
        "Inscriptions à l'école et à la cantine.",
    ),
    (
        "Enquête sur le stationnement",
        "https://enquete.valmont.example/",
        "Recueil de l'avis des habitants.",
    ),
    (
        "Billetterie du festival",
        "https://festival.valmont.example/",
        "Réservation des places du festival.",
    ),
];

/// The town's services: two granted and kept, one revoked, one given up.
fn first_weeks(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    let (mut granted, mut services) = (Vec::new(), Vec::new());
    for (name, url, what) in TOWN {
        let request = file(
            stage,
            CLAIRE,
            places.valmont,
            &dossiers::town((name, url), what),
        )?;
        stage.hours(DAY)?;
        take(stage, ANNE, request)?;
        stage.hours(DAY)?;
        grant(stage, ANNE, request)?;
        stage.hours(DAY)?;
        granted.push(request);
        services.push(integration::join(stage, HUGO)?);
    }
    if let [live, checked, ..] = services.as_slice() {
        integrate(stage, (*live, *checked))?;
    }
    if let [_, _, survey, festival] = granted.as_slice() {
        let why =
            "Le service ne correspond plus à la finalité pour laquelle l'accès a été accordé.";
        decide_against(stage, MARC, *survey, (Unfavourable::Revoke, why))?;
        stage.hours(DAY)?;
        let why = "La commune renonce à son accès : le festival n'a plus lieu.";
        desk::end(stage, MARC, *festival, why)?;
    }
    stage.hours(2 * DAY)
}

/// The first service goes to production, the second one is being checked.
fn integrate(stage: &Stage<'_>, (live, checked): (ServiceId, ServiceId)) -> Result<(), Fault> {
    let site = "https://recette.demarches.valmont.exemple.fr/";
    let tried = integration::client(stage, HUGO, live, (Environment::Sandbox, "Recette", site))?;
    logins::try_out(stage, (&tried, site))?;
    integration::ask(stage, HUGO, live)?;
    stage.hours(DAY)?;
    integration::check(stage, live)?;
    integration::qualify(stage, live)?;
    stage.hours(DAY)?;
    let site = "https://demarches.valmont.exemple.fr/";
    integration::client(
        stage,
        HUGO,
        live,
        (Environment::Production, "Production", site),
    )?;
    integration::go_live(stage, HUGO, live)?;
    let site = "https://recette.famille.valmont.exemple.fr/";
    let tried = integration::client(
        stage,
        HUGO,
        checked,
        (Environment::Sandbox, "Recette", site),
    )?;
    logins::try_out(stage, (&tried, site))?;
    integration::ask(stage, HUGO, checked)?;
    stage.hours(DAY)?;
    integration::check(stage, checked)
}

/// Two legal persons are seated, a third one waits.
fn seats(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    let velovia = dossiers::experiment(
        Sector::PassengerTransport,
        (
            "Carte Vélovia",
            "https://carte.velovia.example/",
            "Abonnement de transport en ligne.",
        ),
        [
            ("Agathe", "Colin", "agathe.colin@velovia.example"),
            ("Bruno", "Marty", "dpo@velovia.example"),
            ("Lucas", "Bernard", LUCAS),
        ],
    );
    let lumen = dossiers::experiment(
        Sector::Education,
        (
            "Inscriptions Lumen",
            "https://inscriptions.institut-lumen.example/",
            "Inscription aux formations.",
        ),
        [
            ("Élise", "Nicolas", "elise.nicolas@institut-lumen.example"),
            ("Bruno", "Marty", "dpo@institut-lumen.example"),
            ("Inès", "Fabre", INES),
        ],
    );
    let horizon = dossiers::experiment(
        Sector::HousingVehicleRental,
        (
            "Mon dossier locataire",
            "https://locataire.residences-horizon.example/",
            "Location de logements en ligne.",
        ),
        [
            (
                "Odile",
                "Gauthier",
                "odile.gauthier@residences-horizon.example",
            ),
            ("Bruno", "Marty", "dpo@residences-horizon.example"),
            ("Olivier", "Renard", OLIVIER),
        ],
    );
    for (who, organisation, dossier) in [
        (LUCAS, places.velovia, velovia),
        (INES, places.lumen, lumen),
        (OLIVIER, places.horizon, horizon),
    ] {
        let request = file(stage, who, organisation, &dossier)?;
        stage.hours(2 * DAY)?;
        take(stage, MARC, request)?;
        stage.hours(DAY)?;
        grant(stage, MARC, request)?;
        stage.hours(DAY)?;
    }
    Ok(())
}

/// What does not end well, and what the applicant takes back.
fn refusals(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    let refused = file(stage, CAMILLE, places.cles, &dossiers::association())?;
    stage.hours(DAY)?;
    take(stage, ANNE, refused)?;
    let why = "Le texte cité n'impose pas de vérifier l'identité des personnes accompagnées.";
    decide_against(stage, ANNE, refused, (Unfavourable::Refuse, why))?;
    stage.hours(DAY)?;
    let discarded = file(stage, CAMILLE, places.cles, &dossiers::club())?;
    take(stage, MARC, discarded)?;
    let why = "Le service ne relève d'aucun des six secteurs de l'expérimentation.";
    decide_against(stage, MARC, discarded, (Unfavourable::Discard, why))?;
    stage.hours(DAY)?;
    let service = ("Prêt de matériel", "https://pret.valmont.example/");
    let withdrawn = file(
        stage,
        KARIM,
        places.valmont,
        &dossiers::town(service, "Prêt de matériel aux associations."),
    )?;
    stage.hours(DAY)?;
    let seen = stage.version(withdrawn)?;
    stage.act(KARIM, |tx, ctx, me| {
        requests::withdraw(
            tx,
            ctx,
            &Move {
                actor: Actor::applicant(me),
                request: withdrawn,
                seen,
            },
            (
                WithdrawalReason::Abandoned,
                "Le budget est reporté d'un an.",
            ),
        )
    })
}

/// What is under way today.
fn last_days(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    let changes = file(stage, SOPHIE, places.civilog, &dossiers::vendor())?;
    stage.hours(DAY)?;
    take(stage, ANNE, changes)?;
    let why = "Précisez la durée du mandat et joignez sa version signée.";
    let field = ("mandate_ends_on", "Jusqu'à quand court le mandat ?");
    desk::note(stage, ANNE, changes, field)?;
    let field = ("mandate", "Cette version n'est pas signée.");
    desk::note(stage, ANNE, changes, field)?;
    ask_changes(stage, ANNE, changes, why)?;
    stage.hours(2)?;
    let text = "Bonjour,\nle mandat signé arrive demain. Un PDF numérisé convient-il ?";
    desk::write(stage, (SOPHIE, false), changes, text)?;
    stage.hours(1)?;
    let text = "Bonjour,\noui, si la signature est lisible.";
    desk::write(stage, (ANNE, true), changes, text)?;
    portfolio::fill(stage, places, changes)?;
    stage.days_before_end(7)?;
    desk_days::play(stage, places)?;
    stage.days_before_end(3)?;
    let service = ("Réservation de salles", "https://salles.valmont.example/");
    let taken = file(
        stage,
        CLAIRE,
        places.valmont,
        &dossiers::town(service, "Réservation des salles communales."),
    )?;
    stage.hours(DAY)?;
    take(stage, MARC, taken)?;
    let service = ("Signalements de voirie", "https://voirie.valmont.example/");
    file(
        stage,
        CLAIRE,
        places.valmont,
        &dossiers::town(service, "Signalement d'un problème sur la voie publique."),
    )?;
    stage.hours(5)?;
    let service = ("Inscription en crèche", "https://creche.valmont.example/");
    draft(
        stage,
        KARIM,
        places.valmont,
        &dossiers::town(service, "Demande de place en crèche."),
    )?;
    Ok(())
}
