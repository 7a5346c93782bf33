//! Signing out of the site and of FranceConnect.

use crate::qualification::criterion::{Criterion, Group, Proof, Scope};

/// The criteria of this chapter.
pub const CRITERIA: [Criterion; 3] = [
    Criterion {
        number: 29,
        group: Group::Logout,
        proof: Proof::Automatic,
        scope: Scope::Every,
        title: "La déconnexion passe par le navigateur vers /session/end, avec id_token_hint, state et une adresse de retour déclarée ; le state est vérifié au retour.",
        how: "Faites une déconnexion complète dans le bac à sable et décrivez le contrôle du state.",
    },
    Criterion {
        number: 30,
        group: Group::Logout,
        proof: Proof::Partial,
        scope: Scope::Every,
        title: "L'adresse de retour après déconnexion répond sans erreur, et la session du site est close.",
        how: "Joignez une capture de la page affichée après la déconnexion.",
    },
    Criterion {
        number: 31,
        group: Group::Logout,
        proof: Proof::Automatic,
        scope: Scope::Every,
        title: "La déconnexion aboutit même si le jeton d'identité est expiré ou si la session FranceConnect est déjà close.",
        how: "Attendez l'expiration de la session, déconnectez-vous, et décrivez le résultat.",
    },
];
