//! The fields of the dossier as data: where each lives, what it must look like, when it is needed.
//!
//! The form is drawn from this table, filled through it, checked by it and prefilled from it; a field that isn't here
//! doesn't exist. Claims, data interfaces, files and boxes to tick have their own rules in `rules`.

mod groups;
mod help;
mod shapes;
mod table;

pub use groups::Group;
pub use help::{HELP, Help, REASONS, help};
pub use shapes::{Moment, Shape, TEXT_MOST, typing_mistake};
pub use table::FIELDS;

use super::model::{Dossier, Section};

/// When a field of a shown group must be filled before filing.
#[derive(Debug, Clone, Copy)]
pub enum Need {
    /// Always.
    Required,
    /// Never.
    Optional,
    /// When the rest of the dossier says so.
    When(fn(&Dossier) -> bool),
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The fieldset it stands in.
    pub group: Group,
    /// Its name in the form, unique in the whole dossier.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// A help under the label; may be empty.
    pub hint: &'static str,
    /// What it must look like.
    pub shape: Shape,
    /// When it is needed.
    pub need: Need,
    /// Reads it.
    pub read: fn(&Dossier) -> &String,
    /// Writes it.
    pub slot: fn(&mut Dossier) -> &mut String,
}

impl Field {
    /// The section it belongs to.
    #[must_use]
    pub const fn section(&self) -> Section {
        self.group.section()
    }

    /// Whether the dossier, as it stands, has a use for it.
    #[must_use]
    pub fn applies(&self, dossier: &Dossier) -> bool {
        self.group.applies(dossier)
    }

    /// Whether it must be filled before filing.
    #[must_use]
    pub fn is_needed(&self, dossier: &Dossier) -> bool {
        match self.need {
            Need::Required => true,
            Need::Optional => false,
            Need::When(asked) => asked(dossier),
        }
    }

    /// Whether a link may fill it in advance: never people, nor what the registry says.
    #[must_use]
    pub const fn may_be_prefilled(&self) -> bool {
        matches!(
            self.section(),
            Section::LegalBasis | Section::Service | Section::Level | Section::Gdpr
        )
    }
}

/// The field of that name.
#[must_use]
pub fn field(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.name == name)
}

/// The fields of a section that the dossier has a use for, in the order of the form.
pub fn shown(section: Section, dossier: &Dossier) -> impl Iterator<Item = &'static Field> {
    FIELDS
        .iter()
        .filter(move |field| field.section() == section && field.applies(dossier))
}

/// The dossier without what it has no use for: an answer left behind by another choice is never filed.
#[must_use]
pub fn pruned(dossier: &Dossier) -> Dossier {
    let mut kept = dossier.clone();
    for field in FIELDS {
        if !field.applies(dossier) || matches!(field.need, Need::When(asked) if !asked(dossier)) {
            (field.slot)(&mut kept).clear();
        }
    }
    if !Group::Client.applies(dossier) {
        kept.client = super::model::Company::default();
    }
    let experiment = Group::Experiment.applies(dossier);
    kept.commitments
        .retain(|c| experiment || !c.only_experiment());
    kept
}
