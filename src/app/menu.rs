//! The main navigation and the page one starts from, by what a person may do.
//!
//! A menu is a convenience: each page decides for itself who may read it.

use crate::shell::{Person, Role, Viewer};

use Role::{Administrator, Auditor, Officer, Reviewer, Supervisor};

/// An entry: an address and what it says.
type Entry = (&'static str, &'static str);

const VISITOR: &[Entry] = &[
    ("/", "Accueil"),
    ("/comment-ca-marche", "Comment ça marche"),
    ("/donnees-transmises", "Données transmises"),
    ("/eligibilite", "Éligibilité"),
    ("/experimentation", "Expérimentation"),
    ("/aide", "Aide"),
];

const PARTNER: &[Entry] = &[
    ("/", "Accueil"),
    ("/demandes", "Mes demandes"),
    ("/espace", "Espace partenaire"),
    ("/organisations", "Mes organisations"),
    ("/eligibilite", "Éligibilité"),
    ("/aide", "Aide"),
];

/// Each entry of the staff, with the roles it serves. The first one a person has is where they start.
const STAFF: &[(&[Role], Entry)] = &[
    (
        &[Reviewer, Supervisor, Auditor],
        ("/instruction", "Instruction"),
    ),
    (
        &[Reviewer, Supervisor, Auditor],
        ("/instruction/experimentation", "Expérimentation"),
    ),
    (&[Supervisor, Auditor], ("/pilotage", "Pilotage")),
    (&[Auditor], ("/espace", "Services")),
    (
        &[Officer, Supervisor, Auditor],
        ("/qualification", "Qualification"),
    ),
    (
        &[Officer, Supervisor, Auditor],
        ("/identifiants", "Identifiants"),
    ),
    (
        &[Administrator, Auditor],
        ("/administration", "Administration"),
    ),
    (
        &[Supervisor, Administrator, Auditor],
        ("/journal", "Journal"),
    ),
    (
        &[Reviewer, Officer, Supervisor, Administrator, Auditor],
        ("/assistance", "Assistance"),
    ),
];

/// The navigation of a viewer. A member of the staff sees the work of their roles only.
pub(super) fn nav(viewer: &Viewer) -> Vec<Entry> {
    match viewer.person() {
        None => VISITOR.to_vec(),
        Some(person) if person.is_staff() => std::iter::once(("/", "Accueil"))
            .chain(staff(person))
            .collect(),
        Some(_) => PARTNER.to_vec(),
    }
}

/// Where a person starts after signing in.
pub(super) fn landing(person: &Person) -> &'static str {
    staff(person).next().map_or("/demandes", |(href, _)| href)
}

fn staff(person: &Person) -> impl Iterator<Item = Entry> {
    STAFF
        .iter()
        .filter(|(roles, _)| roles.iter().any(|role| person.has(*role)))
        .map(|(_, entry)| *entry)
}
