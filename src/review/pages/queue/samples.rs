//! Samples of the queue.

use super::{Asked, FiltersPage, QueuePage, QueueRows};
use crate::requests::{AssuranceLevel, LegalBasis, Status};
use crate::review::pages::sample_instant;
use crate::review::queue::{Ask, Cursor};
use crate::review::views::{Furniture, Named, QueueRow};

/// A line.
pub(in crate::review) fn row() -> QueueRow {
    QueueRow {
        rank: 0,
        id: uuid::Uuid::nil().into(),
        number: "D-000001".to_owned(),
        title: "Téléservice d'état civil".to_owned(),
        basis: LegalBasis::Administration,
        status: Status::Submitted,
        sector: None,
        level: AssuranceLevel::Eidas1,
        due: Some(sample_instant().paris_day()),
        organisation: "Commune d'Exemple <b>".to_owned(),
        siret: "21690123100011".to_owned(),
        reviewer_id: None,
        given_name: Some("Claire".to_owned()),
        family_name: Some("Petit".to_owned()),
        tags: Some("Urgent, À relire".to_owned()),
    }
}

fn named(code: &str, label: &str) -> Vec<Named> {
    vec![Named {
        code: code.to_owned(),
        label: label.to_owned(),
    }]
}

fn furniture(columns: Option<&str>) -> Furniture {
    let id = uuid::Uuid::nil().to_string();
    Furniture {
        views: named("etat=granted&q=mairie", "Mairies <b>"),
        tags: named(&id, "Urgent"),
        people: named(&id, "Petit Claire"),
        columns: columns.map(str::to_owned),
        shortcuts: columns.is_none(),
    }
}

pub(super) fn filters() -> Vec<FiltersPage> {
    let page = |query| FiltersPage::new(&Ask::of_query(query), &furniture(None));
    vec![page(""), page("etat=ouvertes&qui=moi&organisation=Rennes")]
}

fn asked(query: &str, columns: Option<&str>) -> Asked {
    let furniture = furniture(columns);
    let counts = [Some(100), Some(2), Some(0), Some(7), Some(1), Some(3), None];
    Asked {
        ask: Ask::of_query(query),
        views: super::views(&furniture)
            .into_iter()
            .zip(counts)
            .map(|((label, ask), count)| (label, ask, count))
            .collect(),
        furniture,
        today: sample_instant().paris_day(),
        may_act: columns.is_none(),
    }
}

pub(super) fn pages() -> Vec<QueuePage> {
    let next = Some(Cursor { rank: 1, due: None });
    let found = |rows, next, stopped| QueueRows {
        rows,
        next,
        stopped,
    };
    let every = "organisation fondement secteur niveau etat deposee echeance suivi etiquettes";
    vec![
        QueuePage::new(
            asked("etat=submitted", None),
            found(vec![row()], next, false),
        ),
        QueuePage::new(
            asked(
                "etat=ouvertes&qui=moi&organisation=213502388&retard=oui&apres=7",
                Some(every),
            ),
            found(Vec::new(), None, false),
        ),
        QueuePage::new(
            asked("q=mairie&fondement=experiment", Some("")),
            found(vec![row()], next, true),
        ),
        QueuePage::new(
            asked("etat=waitlisted", None),
            found(Vec::new(), None, false),
        ),
    ]
}
