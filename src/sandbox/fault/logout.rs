//! Refusals of the logout.

use super::{Fault, Row, Told, row};

const PAGE: Told = Told::Page(400);
const REQUEST: &str = "invalid_request";

pub(super) const ROWS: &[Row] = &[
    row(Fault::LogoutParameter, "Y030007", PAGE)
        .says(REQUEST, "unexpected parameter '{}'")
        .because(
            "La déconnexion contient un paramètre refusé ou présent deux fois.",
            "N'envoyez que id_token_hint, post_logout_redirect_uri, state, client_id, logout_hint et ui_locales, une fois chacun.",
        )
        .concerns(29),
    row(Fault::HintMissing, "Y030007", PAGE)
        .says(REQUEST, "missing required parameter 'id_token_hint'")
        .because(
            "La déconnexion ne contient pas id_token_hint.",
            "Gardez l'id_token dans la session de votre service et envoyez-le à la déconnexion.",
        )
        .concerns(29),
    row(Fault::HintUndecodable, "Y04FEDB9", PAGE)
        .says(REQUEST, "could not decode id_token_hint")
        .because(
            "id_token_hint n'est pas un jeton lisible.",
            "Envoyez l'id_token reçu à l'échange du code, entier et sans modification.",
        )
        .concerns(29),
    row(Fault::HintInvalid, "Y045AFAE", PAGE)
        .says(REQUEST, "could not validate id_token_hint")
        .because(
            "id_token_hint n'a pas été signé par ce bac à sable.",
            "Envoyez l'id_token reçu ici à l'échange du code. Un jeton d'un autre environnement est refusé ; un jeton expiré est accepté.",
        )
        .concerns(29),
    row(Fault::HintAudience, "Y0429C91", PAGE)
        .says(REQUEST, "unrecognized id_token_hint audience")
        .because(
            "id_token_hint a été donné à un client qui n'existe pas ou n'est plus actif.",
            "Envoyez l'id_token reçu par votre client actif.",
        )
        .concerns(29),
    row(Fault::HintClient, "Y0467882", PAGE)
        .says(REQUEST, "client_id does not match the provided id_token_hint")
        .because(
            "client_id n'est pas le client auquel id_token_hint a été donné.",
            "Retirez client_id, ou envoyez celui du client qui a reçu l'id_token.",
        )
        .concerns(29),
    row(Fault::PostLogoutUnregistered, "Y04CFAEF", PAGE)
        .says(REQUEST, "post_logout_redirect_uri not registered")
        .because(
            "post_logout_redirect_uri n'est pas une adresse déclarée pour ce client.",
            "Déclarez exactement cette adresse dans la configuration du client, ou corrigez celle que vous envoyez.",
        )
        .concerns(30),
    row(Fault::LogoutSessionMissing, "Y100019", PAGE)
        .because(
            "Le navigateur n'a pas de session FranceConnect à fermer. Un appel de serveur à serveur ne peut pas déconnecter.",
            "Redirigez le navigateur de la personne vers l'adresse de déconnexion. Si sa session est déjà finie, montrez votre propre page de déconnexion.",
        )
        .concerns(31),
];
