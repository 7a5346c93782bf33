//! Refusals of the authorize request.

use super::{Fault, Row, Told, row};

const PAGE: Told = Told::Page(400);

pub(super) const ROWS: &[Row] = &[
    row(Fault::ParameterUnlisted, "Y030007", PAGE)
        .because(
            "La demande contient un paramètre que FranceConnect n'accepte pas. Tout paramètre hors de sa liste est refusé, même s'il est dans la norme.",
            "Retirez ce paramètre. La liste acceptée : client_id, response_type, scope, redirect_uri, acr_values, nonce, state, claims, prompt, idp_hint, ui_locales.",
        )
        .concerns(13),
    row(Fault::PkceRefused, "Y030007", PAGE)
        .because(
            "La demande contient code_challenge ou code_challenge_method (PKCE). FranceConnect l'annonce dans sa découverte mais le refuse, en production comme ici.",
            "Désactivez PKCE dans votre bibliothèque. La protection vient du secret ou de la clé de votre client, de state et de nonce.",
        )
        .concerns(13),
    row(Fault::ParameterMissing, "Y030007", PAGE)
        .because(
            "Il manque un paramètre obligatoire à la demande.",
            "Envoyez toujours client_id, response_type=code, scope, redirect_uri, acr_values=eidas1, nonce et state.",
        )
        .concerns(13),
    row(Fault::ParameterTwice, "Y030007", PAGE)
        .because(
            "Un paramètre est présent deux fois dans la demande.",
            "Envoyez chaque paramètre une seule fois ; les scopes et les niveaux se séparent par des espaces.",
        )
        .concerns(13),
    row(Fault::ParameterMalformed, "Y030007", PAGE)
        .because(
            "Un paramètre contient un caractère interdit (octet nul).",
            "N'envoyez que du texte, encodé pour une adresse.",
        )
        .concerns(13),
    row(Fault::ParameterTooLong, "Y030007", PAGE)
        .because(
            "Un paramètre est trop long : 64 caractères au plus pour acr_values et prompt, 2 000 pour les autres.",
            "Raccourcissez la valeur. Gardez vos données dans votre session et n'envoyez qu'une référence dans state.",
        )
        .concerns(13),
    row(Fault::NonceShort, "Y030007", PAGE)
        .because(
            "Le nonce compte moins de 22 caractères.",
            "Envoyez un nonce aléatoire d'au moins 32 caractères, nouveau à chaque demande.",
        )
        .concerns(15),
    row(Fault::PromptInvalid, "Y030007", PAGE)
        .because(
            "Le paramètre prompt est vide ou contient un autre mot que login et consent.",
            "Retirez prompt, ou envoyez prompt=login consent. La connexion silencieuse (none) n'existe pas chez FranceConnect.",
        )
        .concerns(13),
    row(Fault::RedirectMalformed, "Y030007", PAGE)
        .because(
            "redirect_uri est vide ou n'est pas une adresse web.",
            "Envoyez l'adresse de retour complète, avec https:// (ou http:// sur votre poste).",
        )
        .concerns(19),
    row(Fault::ClaimsMalformed, "Y030028", PAGE)
        .because(
            "Le paramètre claims n'est pas un objet JSON.",
            "Envoyez par exemple claims={\"id_token\":{\"amr\":{\"essential\":true}}}, encodé pour une adresse.",
        )
        .concerns(13),
    row(Fault::ClaimsRefused, "Y100009", PAGE)
        .because(
            "Le paramètre claims demande dans l'id_token une donnée que votre client ne peut pas y recevoir. Seule amr est possible.",
            "Ne demandez que amr par claims. Les données d'identité se lisent à userinfo, selon les scopes.",
        )
        .concerns(21),
    row(Fault::ClientUnknown, "Y04EA6EF", PAGE)
        .because(
            "Aucun client actif n'a cet identifiant (client_id).",
            "Copiez le client_id depuis la page de votre client de bac à sable. Vérifiez qu'il n'est pas désactivé et qu'il n'est pas celui de production.",
        )
        .concerns(13),
    row(Fault::RedirectUnregistered, "Y04C013C", PAGE)
        .because(
            "redirect_uri n'est pas une adresse déclarée pour ce client. La comparaison se fait caractère par caractère.",
            "Déclarez exactement cette adresse dans la configuration du client, ou corrigez celle que vous envoyez : barre finale, port, http ou https.",
        )
        .concerns(19),
    row(Fault::ScopeAndRedirect, "Y040001", PAGE)
        .because(
            "Ni les scopes demandés ni redirect_uri ne sont autorisés pour ce client.",
            "Corrigez d'abord redirect_uri, puis ne demandez que les scopes de votre habilitation.",
        )
        .concerns(19),
    row(Fault::OpenidMissing, "Y040001", Told::Redirect)
        .says(
            "invalid_request",
            "openid scope must be requested when using the acr_values parameter",
        )
        .because(
            "Le scope openid n'est pas demandé.",
            "Ajoutez openid aux scopes : il est obligatoire.",
        )
        .concerns(13),
    row(Fault::ResponseTypeEmpty, "Y040001", Told::Redirect)
        .says(
            "invalid_request",
            "missing required parameter 'response_type'",
        )
        .because(
            "response_type est vide.",
            "Envoyez response_type=code.",
        )
        .concerns(13),
    row(Fault::ResponseTypeUnsupported, "Y040001", Told::Redirect)
        .says(
            "unsupported_response_type",
            "unsupported response_type requested",
        )
        .because(
            "response_type n'est pas code : FranceConnect ne donne jamais de jeton par le navigateur.",
            "Envoyez response_type=code et échangez le code depuis votre serveur.",
        )
        .concerns(18),
    row(Fault::ScopeRefused, "Y040001", Told::Redirect)
        .says("invalid_scope", "requested scope is not allowed")
        .because(
            "Un scope demandé n'est pas autorisé pour ce client.",
            "Ne demandez que les scopes de votre habilitation, ou ajoutez celui-ci à la configuration du client s'il en fait partie. Sinon, demandez un avenant.",
        )
        .concerns(21),
    row(Fault::AcrRefused, "Y100002", Told::Redirect)
        .says(
            "invalid_acr",
            "acr_value is not valid, should be equal one of these values, expected eidas1, got {}",
        )
        .because(
            "Le niveau demandé par acr_values n'est pas offert par FranceConnect, qui donne eidas1.",
            "Envoyez acr_values=eidas1. Les niveaux eidas2 et eidas3 relèvent de FranceConnect+.",
        )
        .concerns(17),
    row(Fault::IdpHintRefused, "Y030032", Told::Redirect)
        .says(
            "invalid_idp_hint",
            "An idp_hint was provided but is not allowed",
        )
        .because(
            "idp_hint désigne un fournisseur d'identité que ce client ne peut pas proposer.",
            "Retirez idp_hint, ou utilisez un des fournisseurs fictifs du bac à sable.",
        )
        .concerns(13),
    row(Fault::SectorStatus, "Y04A8220", PAGE)
        .because(
            "L'adresse sector_identifier_uri de ce client ne répond pas 200.",
            "Publiez à cette adresse la liste JSON de vos adresses de retour, sans redirection vers un autre hôte ni authentification.",
        )
        .concerns(37),
    row(Fault::SectorUnreachable, "Y04ED062", PAGE)
        .because(
            "L'adresse sector_identifier_uri de ce client ne répond pas.",
            "Vérifiez que cette adresse est publique, en https avec un certificat valable, et qu'elle répond en moins de 3 secondes.",
        )
        .concerns(37),
    row(Fault::SectorNotJson, "Y049E35D", PAGE)
        .because(
            "Le document de sector_identifier_uri n'est pas du JSON.",
            "Publiez un tableau JSON d'adresses, par exemple [\"https://a.exemple.fr/retour\"].",
        )
        .concerns(37),
    row(Fault::SectorNotList, "Y04DB11F", PAGE)
        .because(
            "Le document de sector_identifier_uri n'est pas un tableau JSON.",
            "Publiez un tableau d'adresses, sans objet autour.",
        )
        .concerns(37),
    row(Fault::SectorIncomplete, "Y046696C", PAGE)
        .because(
            "Une adresse de retour déclarée manque dans le document de sector_identifier_uri.",
            "Ajoutez au document toutes les adresses de retour du client, écrites exactement comme dans sa configuration.",
        )
        .concerns(37),
];
