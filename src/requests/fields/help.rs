//! What helps to answer: why it is asked, an answer that passes, one that doesn't and why. Data, held by tests.

/// The help of one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Help {
    /// Name of the field.
    pub name: &'static str,
    /// Why it is asked, or what the reviewer looks for.
    pub why: &'static str,
    /// An answer that passes.
    pub good: &'static str,
    /// An answer that doesn't.
    pub refused: &'static str,
    /// Why it doesn't.
    pub because: &'static str,
}

/// The help of the field of that name, if it has one.
#[must_use]
pub fn help(name: &str) -> Option<&'static Help> {
    HELP.iter().find(|help| help.name == name)
}

/// Every help.
#[rustfmt::skip]
pub const HELP: &[Help] = &[
    Help { name: "client_siret", why: "La demande est faite au nom de votre cliente : c'est son numéro, pas le vôtre.",
        good: "213 502 388 00019", refused: "213502388", because: "c'est un SIREN (9 chiffres) : ajoutez les 5 chiffres de l'établissement." },
    Help { name: "mandate_ends_on", why: "L'habilitation ne dépasse pas la durée de votre mandat.",
        good: "2031-12-31", refused: "2020-12-31", because: "ce mandat est terminé." },
    Help { name: "delegation_act", why: "L'instructeur vérifie que l'administration vous a bien confié le service.",
        good: "Contrat de délégation de service public n° 2024-17 du 12 mars 2024", refused: "Contrat", because: "l'acte ne peut pas être retrouvé : donnez sa nature, sa date et sa référence." },
    Help { name: "text_reference", why: "L'instructeur relit le texte : donnez de quoi le trouver, avec les articles utiles.",
        good: "Arrêté du 8 novembre 2018 relatif au téléservice dénommé « FranceConnect », article 2", refused: "La loi", because: "aucun texte n'est désigné." },
    Help { name: "text_url", why: "Un lien vers le texte en vigueur évite d'avoir à le joindre.",
        good: "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000037611479", refused: "www.legifrance.gouv.fr", because: "l'adresse n'est pas complète et mène à l'accueil du site." },
    Help { name: "address_link", why: "Ce fondement ne vaut que pour la démarche de changement d'adresse.",
        good: "Après avoir déclaré son changement d'adresse, le client confirme ici sa nouvelle adresse de livraison d'énergie.", refused: "Nos clients peuvent mettre à jour leur compte.", because: "rien ne lie le service à la démarche de changement d'adresse." },
    Help { name: "sector_service", why: "L'instructeur vérifie que le service appartient au secteur choisi.",
        good: "Prise de rendez-vous et dossier d'inscription à des formations certifiantes.", refused: "Plateforme innovante", because: "on ne sait pas ce que le service fournit." },
    Help { name: "service_name", why: "Ce nom est affiché aux usagers sur la page de FranceConnect.",
        good: "Portail famille de Rennes", refused: "PF-PROD-V2", because: "c'est un nom interne : les usagers ne le reconnaîtront pas." },
    Help { name: "description", why: "L'instructeur doit comprendre ce que l'usager fait sur le service, et où FranceConnect intervient.",
        good: "Les parents inscrivent leurs enfants à la cantine et paient leurs factures. FranceConnect leur permet d'ouvrir leur compte sans pièce justificative.", refused: "Site de la mairie", because: "ni les démarches ni l'usage de FranceConnect ne sont décrits." },
    Help { name: "service_url", why: "Nous vérifions que l'adresse répond en https. Une adresse qui n'est pas encore ouverte ne bloque pas la demande.",
        good: "https://famille.exemple.fr/connexion", refused: "http://10.0.0.12", because: "l'adresse n'est pas en https et n'est pas publique." },
    Help { name: "audience", why: "FranceConnect est fait pour des particuliers : dites lesquels.",
        good: "Les 12 000 parents d'élèves des écoles publiques de la commune", refused: "Tout le monde", because: "le public concerné n'est pas précisé." },
    Help { name: "yearly_volume", why: "Ce nombre sert à prévoir la charge. Un ordre de grandeur suffit.",
        good: "25000", refused: "beaucoup", because: "un nombre est attendu." },
    Help { name: "peaks", why: "Un pic annoncé est absorbé. Dites quand, et combien de connexions en une heure.",
        good: "Ouverture des inscriptions le premier lundi de juin à 8 h : 3 000 connexions dans l'heure", refused: "Parfois", because: "ni la date ni l'ampleur ne sont données." },
    Help { name: "recipients", why: "Le RGPD demande de dire qui accède aux données.",
        good: "Les agents du service des affaires scolaires (8 personnes)", refused: "Nos équipes", because: "on ne sait pas quels services accèdent aux données." },
    Help { name: "retention_months", why: "La durée la plus courte qui suffit à la démarche. Au-delà de 36 mois, elle se justifie.",
        good: "12", refused: "5 ans", because: "la durée se compte en mois, en chiffres." },
    Help { name: "retention_reason", why: "Un texte ou un délai de recours peut imposer une durée plus longue.",
        good: "Délai de reprise comptable de dix ans (code de commerce, article L. 123-22)", refused: "Au cas où", because: "aucune obligation n'est citée." },
    Help { name: "processors", why: "Chaque prestataire qui traite les données, avec son rôle.",
        good: "Exemple Hébergement (hébergement en France), Exemple Logiciel (maintenance)", refused: "Oui", because: "les sous-traitants ne sont pas nommés." },
    Help { name: "outside_eu_details", why: "Un transfert hors de l'Union européenne demande un pays reconnu ou des garanties.",
        good: "Suisse, pays reconnu par une décision d'adéquation", refused: "Cloud", because: "ni le pays ni les garanties ne sont donnés." },
    Help { name: "controller_email", why: "Cette personne reçoit un lien pour confirmer son rôle. Elle n'a pas besoin de compte.",
        good: "maire@ville.exemple.fr", refused: "maire", because: "l'adresse n'est pas complète." },
    Help { name: "dpo_email", why: "Le délégué reçoit un lien pour confirmer son rôle. Une adresse de service convient.",
        good: "dpo@ville.exemple.fr", refused: "le DPO", because: "l'adresse n'est pas complète." },
    Help { name: "technical_phone", why: "Ce mobile peut recevoir un message lors de la remise des identifiants de production.",
        good: "06 12 34 56 78", refused: "01 44 00 00 00", because: "un téléphone fixe ne reçoit pas de message." },
];

/// Examples of justifications, for the data asked.
pub const REASONS: Help = Help {
    name: "justification",
    why: "Pour chaque donnée, dites ce que le service en fait. L'instructeur retire celles dont l'usage n'est pas expliqué.",
    good: "Le nom de naissance sert à retrouver la famille déjà inscrite dans notre fichier.",
    refused: "Obligatoire",
    because: "l'usage de la donnée n'est pas expliqué.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;
    use crate::requests::fields::{FIELDS, Shape, field};

    fn today() -> Day {
        Day::parse("2026-11-22").unwrap()
    }

    #[test]
    fn an_answer_given_as_good_is_accepted_by_the_form() {
        for help in HELP {
            let field = field(help.name).unwrap_or_else(|| panic!("{} is no field", help.name));
            assert_eq!(
                field.shape.mistake(help.good, today()),
                None,
                "{}",
                help.name
            );
            assert!(
                help.because.ends_with('.') && help.why.ends_with('.'),
                "{}",
                help.name
            );
        }
    }

    #[test]
    fn an_answer_that_has_a_shape_is_refused_by_it() {
        for help in HELP {
            let shape = field(help.name).unwrap().shape;
            if !matches!(shape, Shape::Text(_) | Shape::Line(_)) {
                assert!(
                    shape.mistake(help.refused, today()).is_some(),
                    "{}",
                    help.name
                );
            }
        }
    }

    #[test]
    fn every_free_text_has_its_examples() {
        for field in FIELDS.iter().filter(|f| matches!(f.shape, Shape::Text(_))) {
            assert!(help(field.name).is_some(), "{} has no example", field.name);
        }
    }
}
