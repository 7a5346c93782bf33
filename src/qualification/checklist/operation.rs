//! Security and operation: addresses, cookies, secrets, contacts, launch.

use crate::qualification::criterion::{Criterion, Group, Proof, Scope};

/// The criteria of this chapter.
pub const CRITERIA: [Criterion; 5] = [
    Criterion {
        number: 37,
        group: Group::Operation,
        proof: Proof::Automatic,
        scope: Scope::Every,
        title: "Les adresses de production sont en https, sans localhost, sans joker et sans hôte d'essai ; le document de secteur répond s'il y a plusieurs hôtes.",
        how: "Déclarez votre client de production : ces règles y sont vérifiées.",
    },
    Criterion {
        number: 38,
        group: Group::Operation,
        proof: Proof::Partial,
        scope: Scope::Every,
        title: "Le site est en TLS à jour et ses cookies de session portent Secure, HttpOnly et SameSite.",
        how: "Joignez le relevé d'un outil d'analyse TLS et une capture des cookies de session.",
    },
    Criterion {
        number: 39,
        group: Group::Operation,
        proof: Proof::Human,
        scope: Scope::Every,
        title: "Les secrets ne sont ni dans les pages ni dans le dépôt de code, et diffèrent entre le bac à sable et la production.",
        how: "Décrivez où et comment les secrets sont gardés, et qui y accède.",
    },
    Criterion {
        number: 40,
        group: Group::Operation,
        proof: Proof::Human,
        scope: Scope::Every,
        title: "Les contacts techniques (avec un mobile), sécurité et protection des données sont joignables, et la voie de signalement d'un incident est connue.",
        how: "Donnez les adresses de contact et décrivez qui prévient FranceConnect en cas d'incident.",
    },
    Criterion {
        number: 41,
        group: Group::Operation,
        proof: Proof::Human,
        scope: Scope::Every,
        title: "La date d'ouverture, le volume attendu et la page d'aide aux usagers sont déclarés.",
        how: "Indiquez la date, le volume annuel et l'adresse de la page d'aide.",
    },
];
