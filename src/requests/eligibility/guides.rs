//! One guide a legal basis: who may rely on it, on what conditions, by which text, with which documents, in what delay.

use crate::requests::model::LegalBasis;

/// A text, and where it can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Text {
    /// Its title.
    pub title: &'static str,
    /// Where it is published; empty when it depends on the request.
    pub url: &'static str,
}

/// What a page says of a legal basis.
#[derive(Debug, Clone, Copy)]
pub struct Guide {
    /// The legal basis.
    pub basis: LegalBasis,
    /// The end of its address.
    pub slug: &'static str,
    /// Who may rely on it.
    pub who: &'static [&'static str],
    /// On what conditions.
    pub conditions: &'static [&'static str],
    /// By which texts.
    pub texts: &'static [Text],
    /// What to prepare, beyond [`COMMON`].
    pub prepare: &'static [&'static str],
    /// What the delay is, beyond [`DELAY`].
    pub delay: &'static [&'static str],
}

/// What every request needs.
pub const COMMON: &[&str] = &[
    "le numéro SIRET de votre organisation",
    "la description du service, son adresse en ligne, sa date de lancement et sa fréquentation attendue",
    "une maquette de la page de connexion (PDF, PNG ou JPEG)",
    "la liste des données demandées, chacune avec sa justification",
    "les coordonnées du responsable de traitement, du délégué à la protection des données et du responsable technique (avec un mobile)",
];

/// What is announced to everybody.
pub const DELAY: &[&str] = &[
    "Le dossier complet est étudié sous 5 jours ouvrés. Ce délai s'arrête pendant que vous corrigez.",
    "Sans réponse deux mois après le dépôt, la demande est rejetée : vous pouvez alors faire un recours.",
];

/// The text that opens FranceConnect.
pub const DECREE_2018: Text = Text {
    title: "Arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect »",
    url: "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000037611479",
};
/// The text of the experiment.
pub const EXPERIMENT: Text = Text {
    title: "Arrêté d'expérimentation relatif à FranceConnect, pris dans les conditions de l'arrêté du 8 novembre 2018",
    url: "",
};

/// Every guide, in the order of legal bases.
pub const GUIDES: &[Guide] = &[
    Guide {
        basis: LegalBasis::Administration,
        slug: "administration",
        who: &[
            "Les services de l'État, les collectivités territoriales et leurs établissements publics",
            "Les organismes à qui une administration a délégué un service public, pour ce service",
        ],
        conditions: &[
            "La catégorie juridique de l'organisation commence par 7 (droit public) ou 4 (établissement public industriel ou commercial).",
            "À défaut, l'organisme cite l'administration délégante et l'acte de délégation.",
        ],
        texts: &[DECREE_2018],
        prepare: &[
            "pour un délégataire : l'administration délégante et la référence de l'acte de délégation",
        ],
        delay: &[],
    },
    Guide {
        basis: LegalBasis::VendorForAdministration,
        slug: "editeur",
        who: &[
            "Les éditeurs de logiciels qui déposent la demande d'une administration cliente, avec son mandat",
        ],
        conditions: &[
            "L'administration cliente est un organisme public en activité, autre que l'éditeur.",
            "Le mandat est signé, joint au dossier et valable à la date du dépôt.",
            "Le responsable de traitement et le délégué à la protection des données sont ceux de l'administration cliente.",
        ],
        texts: &[DECREE_2018],
        prepare: &[
            "le SIRET de l'administration cliente",
            "le mandat signé (PDF) et sa date de fin",
            "le responsable de traitement et le délégué à la protection des données de l'administration cliente",
        ],
        delay: &[],
    },
    Guide {
        basis: LegalBasis::AddressChange,
        slug: "changement-d-adresse",
        who: &[
            "Les entreprises et les associations qui proposent un service lié à la démarche de changement d'adresse",
        ],
        conditions: &[
            "FranceConnect ne sert qu'à cette démarche, et à aucune autre partie du service.",
        ],
        texts: &[DECREE_2018],
        prepare: &[
            "une explication du lien entre le service et la démarche de changement d'adresse",
        ],
        delay: &[],
    },
    Guide {
        basis: LegalBasis::IdentityVerification,
        slug: "verification-d-identite",
        who: &[
            "Les entreprises et les associations à qui une loi ou un règlement impose de vérifier l'identité de leurs utilisateurs",
        ],
        conditions: &[
            "L'usage du service nécessite, selon un texte, la vérification de l'identité ou d'un attribut de l'identité.",
            "Ce texte est cité avec ses articles utiles, et peut être lu en ligne ou en PDF.",
        ],
        texts: &[
            DECREE_2018,
            Text {
                title: "Le texte qui impose la vérification, que vous citez",
                url: "",
            },
        ],
        prepare: &[
            "la référence du texte qui impose cette vérification, avec son adresse en ligne ou un PDF",
        ],
        delay: &[],
    },
    Guide {
        basis: LegalBasis::Experiment,
        slug: "experimentation",
        who: &["Les entreprises et les associations de l'un des six secteurs de l'expérimentation"],
        conditions: &[
            "L'organisation est une personne morale, avec un établissement en France.",
            "Elle exerce son activité depuis plus de trois ans.",
            "Le service, rendu par voie électronique, fournit, échange ou partage un bien ou un service.",
            "Les données ne sont ni vendues ni transférées hors de l'Union européenne.",
            "Un autre moyen d'accès reste proposé.",
        ],
        texts: &[EXPERIMENT, DECREE_2018],
        prepare: &[
            "l'accord de vos responsables sur les engagements de l'expérimentation, dont le relevé mensuel",
        ],
        delay: &[
            "L'expérimentation compte cent places : les dossiers complets sont examinés dans leur ordre d'arrivée, puis placés sur liste d'attente quand elle est complète.",
        ],
    },
    Guide {
        basis: LegalBasis::OtherText,
        slug: "autre-texte",
        who: &[
            "Les organisations à qui un texte particulier ouvre FranceConnect, par exemple pour un service numérique en santé",
        ],
        conditions: &[
            "Le texte est cité avec ses articles utiles, et peut être lu en ligne ou en PDF.",
        ],
        texts: &[Text {
            title: "Le texte que vous citerez, par exemple l'arrêté du 28 mars 2022",
            url: "",
        }],
        prepare: &["la référence de ce texte, avec son adresse en ligne ou un PDF"],
        delay: &[],
    },
];

/// The guide of a legal basis.
#[must_use]
pub fn guide(basis: LegalBasis) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.basis == basis)
}

/// The guide at this address.
#[must_use]
pub fn guide_at(slug: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.slug == slug)
}

impl Guide {
    /// Everything to prepare.
    pub fn preparation(&self) -> impl Iterator<Item = &'static str> {
        COMMON.iter().chain(self.prepare).copied()
    }

    /// The delays, in words.
    pub fn delays(&self) -> impl Iterator<Item = &'static str> {
        DELAY.iter().chain(self.delay).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_legal_basis_has_its_guide_at_its_own_address() {
        assert_eq!(GUIDES.len(), LegalBasis::ALL.len());
        for basis in LegalBasis::ALL {
            let guide = guide(*basis).unwrap();
            assert_eq!(guide_at(guide.slug).unwrap().basis, *basis);
            assert!(
                !guide.who.is_empty() && !guide.conditions.is_empty() && !guide.texts.is_empty()
            );
            assert!(guide.preparation().count() > COMMON.len());
        }
        assert!(guide_at("").is_none());
    }
}
