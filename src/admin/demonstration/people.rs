//! The people of the demonstration: one for every role, all with the same password and the same second factor.
//!
//! They are known to everybody, so they exist in development only. Their addresses end in `.example`, which
//! belongs to nobody (RFC 2606).

use crate::shell::Role;

/// The password of every demonstration account.
pub const PASSWORD: &str = "orage-violet-sur-la-digue";

/// The second factor of those who have one, in base 32.
pub const SECRET: &str = "GUICHETDEMONSTRATIONGUICHETDEMON";

/// Somebody of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    /// The address they sign in with.
    pub email: &'static str,
    /// Given and family names.
    pub name: (&'static str, &'static str),
    /// Staff roles.
    pub roles: &'static [Role],
    /// Whether a second factor is enrolled.
    pub second_factor: bool,
    /// What one can do with the account, in French.
    pub what: &'static str,
}

impl Figure {
    const fn partner(
        email: &'static str,
        name: (&'static str, &'static str),
        what: &'static str,
    ) -> Self {
        Self {
            email,
            name,
            roles: &[],
            second_factor: false,
            what,
        }
    }

    const fn staff(
        email: &'static str,
        name: (&'static str, &'static str),
        roles: &'static [Role],
        what: &'static str,
    ) -> Self {
        Self {
            email,
            name,
            roles,
            second_factor: true,
            what,
        }
    }
}

/// Files for the town; administrator of its organisation.
pub(super) const CLAIRE: &str = "claire.morel@valmont.example";
/// Her colleague, a member.
pub(super) const KARIM: &str = "karim.haddad@valmont.example";
/// Asks to join the town.
pub(super) const NADIA: &str = "nadia.petit@valmont.example";
/// The town's technical lead.
pub(super) const HUGO: &str = "hugo.lambert@valmont.example";
/// Files for a carrier, in the experiment.
pub(super) const LUCAS: &str = "lucas.bernard@velovia.example";
/// Files for a school, in the experiment.
pub(super) const INES: &str = "ines.fabre@institut-lumen.example";
/// Files for a lessor, in the experiment.
pub(super) const OLIVIER: &str = "olivier.renard@residences-horizon.example";
/// Files for several companies, in the experiment.
pub(super) const GASPARD: &str = "gaspard.leroy@mandataire.example";
/// Files for a vendor of software.
pub(super) const SOPHIE: &str = "sophie.garnier@civilog.example";
/// Files for an association.
pub(super) const CAMILLE: &str = "camille.roux@cles-en-main.example";
/// Sets the experiment.
pub(super) const ISABELLE: &str = "isabelle.faure@guichet.example";
/// Checks integrations.
pub(super) const YANN: &str = "yann.legoff@guichet.example";
/// Instructs.
pub(super) const ANNE: &str = "anne.lefevre@guichet.example";
/// Instructs too.
pub(super) const MARC: &str = "marc.dubois@guichet.example";

/// Everybody, in the order of the page.
pub const FIGURES: &[Figure] = &[
    Figure::partner(
        CLAIRE,
        ("Claire", "Morel"),
        "Demandeuse, administratrice de la commune de Valmont",
    ),
    Figure::partner(
        KARIM,
        ("Karim", "Haddad"),
        "Membre de la commune de Valmont",
    ),
    Figure::partner(
        NADIA,
        ("Nadia", "Petit"),
        "Demande à rejoindre la commune de Valmont",
    ),
    Figure {
        second_factor: true,
        ..Figure::partner(
            HUGO,
            ("Hugo", "Lambert"),
            "Responsable technique des services de Valmont",
        )
    },
    Figure::partner(
        LUCAS,
        ("Lucas", "Bernard"),
        "Demandeur pour une entreprise de transport (expérimentation)",
    ),
    Figure::partner(
        INES,
        ("Inès", "Fabre"),
        "Demandeuse pour un établissement d'enseignement (expérimentation)",
    ),
    Figure::partner(
        OLIVIER,
        ("Olivier", "Renard"),
        "Demandeur pour un bailleur : une place de l'expérimentation lui est proposée",
    ),
    Figure::partner(
        GASPARD,
        ("Gaspard", "Leroy"),
        "Agit pour plusieurs entreprises : participantes, ou en liste d'attente de l'expérimentation",
    ),
    Figure::partner(
        SOPHIE,
        ("Sophie", "Garnier"),
        "Éditrice de logiciels pour les administrations",
    ),
    Figure::partner(
        CAMILLE,
        ("Camille", "Roux"),
        "Demandeuse pour une association",
    ),
    Figure::staff(
        ANNE,
        ("Anne", "Lefèvre"),
        &[Role::Reviewer],
        "Juriste instructrice",
    ),
    Figure::staff(
        MARC,
        ("Marc", "Dubois"),
        &[Role::Reviewer],
        "Juriste instructeur",
    ),
    Figure::staff(
        YANN,
        ("Yann", "Le Goff"),
        &[Role::Officer],
        "Chargé de qualification",
    ),
    Figure::staff(
        ISABELLE,
        ("Isabelle", "Faure"),
        &[Role::Supervisor],
        "Responsable : réglages de l'expérimentation et décisions à deux",
    ),
    Figure::staff(
        "paul.girard@guichet.example",
        ("Paul", "Girard"),
        &[Role::Administrator],
        "Administrateur des comptes et des réglages",
    ),
    Figure::staff(
        "rose.nguyen@guichet.example",
        ("Rose", "Nguyen"),
        &[Role::Auditor],
        "Auditrice : lit tout, ne change rien",
    ),
];
