//! What happens in the demonstration, in order: each call is a day or so in the life of the counter.

use super::desk::{self, ask_changes, decide_against, grant, take};
use super::filing::{draft, file};
use super::people::{ANNE, CAMILLE, CLAIRE, HUGO, KARIM, MARC, SOPHIE};
use super::places::{self, Places};
use super::stage::Stage;
use super::{desk_days, dossiers, integration, logins, panel, portfolio};
use crate::admin::store;
use crate::config::PasswordCost;
use crate::kernel::clock::Instant;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::outbox::Tools;
use crate::requests::{self, Actor, Move, WithdrawalReason};
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
    let places = places::open(&stage)?;
    let mut seats = panel::begin(&stage, &places)?;
    first_weeks(&stage, &places)?;
    panel::fill(&stage, &places)?;
    refusals(&stage, &places)?;
    files_under_way(&stage, &places)?;
    stage.days_before_end(7)?;
    desk_days::play(&stage, &places)?;
    stage.days_before_end(4)?;
    panel::free(&stage, &mut seats)?;
    last_days(&stage, &places)?;
    places::leave_waiting(&stage, &places)?;
    stage.present()?;
    panel::today(&stage, seats)?;
    stage.present()?;
    Ok(true)
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

/// A vendor's request with its corrections and its messages, and its portfolio.
fn files_under_way(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
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
    portfolio::fill(stage, places, changes)
}

/// What is under way today.
fn last_days(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
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
