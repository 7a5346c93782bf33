//! The mock identity providers.

use crate::text_enum;

text_enum! {
    /// How sure an identity provider is of a person (eIDAS).
    pub enum Level {
        /// Low.
        Eidas1 = "eidas1",
        /// Substantial.
        Eidas2 = "eidas2",
        /// High.
        Eidas3 = "eidas3",
    }
}

/// A mock identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdentityProvider {
    /// The value of `idp_hint` and of the claim `idp_id`.
    pub uid: &'static str,
    /// Its name; plainly fictitious.
    pub name: &'static str,
    /// The level it gives.
    pub level: Level,
    /// How it authenticates a person: what `amr` says beside `fc`.
    pub amr: &'static [&'static str],
    /// Whether it may be chosen.
    pub active: bool,
}

const ALL: &[IdentityProvider] = &[
    IdentityProvider {
        uid: "fip1-low",
        name: "Fournisseur fictif 1",
        level: Level::Eidas1,
        amr: &["pwd"],
        active: true,
    },
    IdentityProvider {
        uid: "fip2-low",
        name: "Fournisseur fictif 2",
        level: Level::Eidas1,
        amr: &["pwd", "mfa"],
        active: true,
    },
    IdentityProvider {
        uid: "fip1-high",
        name: "Fournisseur fictif substantiel",
        level: Level::Eidas2,
        amr: &["pop", "mfa"],
        active: true,
    },
    IdentityProvider {
        uid: "fip3-low",
        name: "Fournisseur fictif désactivé",
        level: Level::Eidas1,
        amr: &["pwd"],
        active: false,
    },
];

/// The mock identity providers, in the order of the choice page.
#[must_use]
pub const fn providers() -> &'static [IdentityProvider] {
    ALL
}

impl IdentityProvider {
    /// The provider of that uid.
    #[must_use]
    pub fn find(uid: &str) -> Option<&'static Self> {
        ALL.iter().find(|provider| provider.uid == uid)
    }
}
