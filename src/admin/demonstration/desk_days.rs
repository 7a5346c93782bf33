//! The last days at the review desk: corrections answered with their before and after, notes and opinions, a conflict of
//! interest, tags, absences, and a decision signed once that waits for somebody else.

use super::desk::{self, reviewer, take};
use super::dossiers;
use super::filing::file;
use super::people::{ANNE, CAMILLE, CLAIRE, ISABELLE, MARC};
use super::places::Places;
use super::stage::{Stage, broken};
use crate::kernel::error::Fault;
use crate::requests::{
    self, Actor, AnswerCorrections, Dossier, Move, RequestId, SaveSection, Section, Tie,
};
use crate::review::{
    self, AnswerOpinion, AskOpinion, ConfigureDesk, Declare, QueueAsk, Unfavourable,
};

/// Plays those days.
pub(super) fn play(stage: &Stage<'_>, places: &Places) -> Result<(), Fault> {
    let corrected = corrected(stage, places)?;
    talk(stage, corrected)?;
    let refused = signed_once(stage, places)?;
    sort(stage, (corrected, refused))?;
    team(stage)
}

/// The town answers two corrections: one by a better text, the other by words.
fn corrected(stage: &Stage<'_>, places: &Places) -> Result<RequestId, Fault> {
    let service = (
        "Concessions du cimetière",
        "https://concessions.valmont.example/",
    );
    let before = dossiers::town(service, "Gestion des concessions.");
    let request = file(stage, CLAIRE, places.valmont, &before)?;
    stage.hours(3)?;
    take(stage, ANNE, request)?;
    let field = (
        "description",
        "Dites quelles démarches l'usager fera en ligne.",
    );
    desk::note(stage, ANNE, request, field)?;
    let field = (
        "retention_months",
        "Pourquoi garder ces données deux ans après la démarche ?",
    );
    desk::note(stage, ANNE, request, field)?;
    let why = "Deux points à préciser avant que nous puissions répondre.";
    desk::ask_changes(stage, ANNE, request, why)?;
    stage.hours(20)?;
    let after = "Renouvellement d'une concession, demande de travaux et prise de rendez-vous avec le service funéraire.";
    answer(stage, request, &dossiers::town(service, after))?;
    stage.hours(2)?;
    take(stage, ANNE, request)?;
    Ok(request)
}

fn answer(stage: &Stage<'_>, request: RequestId, after: &Dossier) -> Result<(), Fault> {
    stage.act(CLAIRE, |tx, ctx, me| {
        let cmd = SaveSection {
            actor: Actor::applicant(me),
            request,
            section: Section::Service,
            edition: 0,
            base: None,
            page: String::new(),
            choices: std::collections::BTreeMap::new(),
            answers: after.clone(),
        };
        requests::save_section(tx, ctx, &cmd)
    })?;
    stage.act(CLAIRE, |tx, ctx, me| {
        let kept = requests::corrections(tx, request, false)?.into_iter();
        let words = "Un litige sur une concession peut naître dans les deux ans : c'est le délai de recours de la régie.";
        let cmd = AnswerCorrections {
            actor: Actor::applicant(me),
            request,
            answers: kept
                .filter(|asked| asked.field == "retention_months")
                .map(|asked| (asked.id, words.to_owned()))
                .collect(),
        };
        requests::answer_corrections(tx, ctx, &cmd)
    })?;
    let seen = stage.version(request)?;
    stage.act(CLAIRE, |tx, ctx, me| {
        let actor = Actor::applicant(me);
        requests::submit(
            tx,
            ctx,
            &Move {
                actor,
                request,
                seen,
            },
        )
    })?;
    Ok(())
}

/// A note, an opinion asked and given, a conflict of interest.
fn talk(stage: &Stage<'_>, request: RequestId) -> Result<(), Fault> {
    stage.act(ANNE, |tx, ctx, me| {
        let actor = reviewer(me, request, 0).actor;
        let words = "Même délégué à la protection des données que pour les autres services de la commune : joignable le matin.";
        review::write_note(tx, ctx, (&actor, request), words)
    })?;
    let question = "Deux ans de conservation pour un délai de recours : est-ce suffisant comme justification ?";
    ask_opinion(stage, (ANNE, ISABELLE), request, question)?;
    stage.hours(4)?;
    stage.act(ISABELLE, |tx, ctx, me| {
        let actor = reviewer(me, request, 0).actor;
        let words = "Oui : le délai de recours est cité, et les données restent peu nombreuses.";
        let notes = review::latest_notes(tx, request, 1)?;
        let note = notes
            .first()
            .map(|note| note.id)
            .ok_or_else(|| broken(request))?;
        let cmd = AnswerOpinion {
            actor,
            request,
            note,
            answer: words.to_owned(),
        };
        review::answer_opinion(tx, ctx, &cmd)
    })?;
    stage.act(MARC, |tx, ctx, me| {
        let cmd = requests::Recuse {
            actor: reviewer(me, request, 0).actor,
            request,
            tie: Tie::Family,
            reason: "Ma sœur travaille à l'état civil de la commune.".to_owned(),
        };
        review::recuse(tx, ctx, &cmd)
    })?;
    stage.hours(1)
}

fn ask_opinion(
    stage: &Stage<'_>,
    (who, of): (&str, &str),
    request: RequestId,
    question: &str,
) -> Result<(), Fault> {
    let of = stage.account(of)?;
    stage.act(who, |tx, ctx, me| {
        let cmd = AskOpinion {
            actor: reviewer(me, request, 0).actor,
            request,
            of,
            question: question.to_owned(),
        };
        review::ask_opinion(tx, ctx, &cmd)
    })
}

/// Two signatures are demanded; the first one is given, and an opinion waits for its answer.
fn signed_once(stage: &Stage<'_>, places: &Places) -> Result<RequestId, Fault> {
    stage.act(ISABELLE, |tx, ctx, _| {
        let cmd = ConfigureDesk {
            seen: 0,
            four_eyes: true,
            assigns: false,
        };
        review::configure(tx, ctx, cmd)
    })?;
    let dossier = Dossier {
        service_name: "Mon logement accompagné, second dépôt".to_owned(),
        ..dossiers::association()
    };
    let request = file(stage, CAMILLE, places.cles, &dossier)?;
    stage.hours(4)?;
    take(stage, MARC, request)?;
    let question = "Le texte cité est le même qu'à la demande refusée. Voyez-vous une raison de répondre autrement ?";
    ask_opinion(stage, (MARC, ANNE), request, question)?;
    let why = "Le texte cité organise l'accompagnement vers le logement ; il n'impose pas de vérifier l'identité des personnes.";
    desk::decide_against(stage, MARC, request, (Unfavourable::Refuse, why))?;
    Ok(request)
}

/// Tags on requests, and a view that is kept.
fn sort(stage: &Stage<'_>, (town, refused): (RequestId, RequestId)) -> Result<(), Fault> {
    for (label, request) in [("Commune", town), ("À relire à deux", refused)] {
        stage.act(ISABELLE, |tx, ctx, me| {
            let actor = reviewer(me, request, 0).actor;
            let tag = review::create_tag(tx, ctx, me, label)
                .map_err(|failure| failure.map_refusal(broken))?;
            review::set_tags(tx, ctx, (&actor, request), &[tag])
                .map_err(|failure| failure.map_refusal(broken))
        })?;
    }
    let ask = QueueAsk::of_query("etat=in_review&fondement=administration");
    stage.act(ANNE, |tx, ctx, me| {
        review::keep_view(tx, ctx, me, ("Demandes des administrations", &ask))
    })
}

/// Who is away, and when.
fn team(stage: &Stage<'_>) -> Result<(), Fault> {
    let today = stage.end().paris_day();
    for (who, first, days) in [(MARC, 9, 7), (ANNE, 30, 11)] {
        stage.act(who, |tx, ctx, me| {
            let away = Declare {
                account: me,
                from: today.plus_days(first),
                until: today.plus_days(first + days),
            };
            review::declare_absence(tx, ctx, me, away)
        })?;
    }
    Ok(())
}
