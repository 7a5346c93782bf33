//! What becomes of identities: accounts, links, unusual identities, data.

use crate::qualification::criterion::{Criterion, Group, Proof, Scope};

/// The criteria of this chapter.
pub const CRITERIA: [Criterion; 5] = [
    Criterion {
        number: 32,
        group: Group::Accounts,
        proof: Proof::Partial,
        scope: Scope::Every,
        title: "Le compte est rattaché au sub (66 caractères) ; deux personnes qui partagent une adresse électronique gardent deux comptes.",
        how: "Décrivez la clé de rattachement et le résultat d'un essai avec deux identités de même adresse.",
    },
    Criterion {
        number: 33,
        group: Group::Accounts,
        proof: Proof::Partial,
        scope: Scope::Every,
        title: "Un compte existant n'est relié que sur les six données de l'identité pivot, par un secret connu de la personne ou par une vérification manuelle.",
        how: "Décrivez comment un compte existant est relié, ou écrivez qu'il n'y en a pas.",
    },
    Criterion {
        number: 34,
        group: Group::Accounts,
        proof: Proof::Automatic,
        scope: Scope::Every,
        title: "Les identités variées sont acceptées : plusieurs prénoms, accents et apostrophes, naissance à l'étranger, en Corse ou outre-mer, date présumée, nom d'usage ou adresse absents, noms très longs, mineurs.",
        how: "Connectez-vous avec chaque identité d'essai et signalez celles qui posent problème.",
    },
    Criterion {
        number: 35,
        group: Group::Accounts,
        proof: Proof::Partial,
        scope: Scope::DataOnly,
        title: "Les données des fournisseurs sont demandées pendant la vie du jeton (60 secondes), avec une issue quand le fournisseur ne répond pas.",
        how: "Décrivez l'appel, le message montré en cas de panne, et le consentement s'il est demandé.",
    },
    Criterion {
        number: 36,
        group: Group::Accounts,
        proof: Proof::Human,
        scope: Scope::Every,
        title: "Les données reçues ne servent qu'à la finalité déclarée et sont effacées au terme déclaré.",
        how: "Décrivez où sont gardées les données, qui les lit, et comment elles sont effacées.",
    },
];
