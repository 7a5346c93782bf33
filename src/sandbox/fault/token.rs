//! Refusals of the endpoints that servers call: token, userinfo, revocation.

use super::{Fault, Row, Told, row};

const CLIENT: &str = "invalid_client";
const REQUEST: &str = "invalid_request";
const GRANT: &str = "invalid_grant";
const TOKEN: &str = "invalid_token";
const BAD: Told = Told::Json(400);
const WHO: Told = Told::Json(401);

pub(super) const ROWS: &[Row] = &[
    row(Fault::ContentType, "Y043C322", BAD)
        .says(REQUEST, "only application/x-www-form-urlencoded content-type bodies are supported on POST {}")
        .because(
            "Le corps de la requête n'est pas un formulaire.",
            "Envoyez les paramètres dans le corps, avec Content-Type: application/x-www-form-urlencoded.",
        )
        .concerns(18),
    row(Fault::TokenParameterTwice, "Y0496E4A", BAD)
        .says(REQUEST, "'{}' parameter must not be provided twice")
        .because(
            "Un paramètre est présent deux fois.",
            "Envoyez chaque paramètre une seule fois.",
        )
        .concerns(18),
    row(Fault::TokenParameterMissing, "Y048017B", BAD)
        .says(REQUEST, "missing required parameter '{}' (undefined)")
        .because(
            "Il manque un paramètre obligatoire à la demande de jeton.",
            "Envoyez grant_type=authorization_code, code, redirect_uri, client_id et client_secret (ou client_assertion).",
        )
        .concerns(18),
    row(Fault::AuthAbsent, "Y044FEB3", BAD)
        .says(REQUEST, "no client authentication mechanism provided (undefined)")
        .because(
            "La requête ne dit pas quel client l'envoie.",
            "Envoyez client_id et client_secret dans le corps de la requête, ou une client_assertion signée.",
        )
        .concerns(18),
    row(Fault::AuthMethod, "Y044D82C", WHO)
        .says(CLIENT, "client authentication failed (the provided authentication mechanism does not match the registered client authentication method)")
        .because(
            "Le client ne s'authentifie pas par la méthode déclarée. L'authentification HTTP Basic (client_secret_basic) est toujours refusée.",
            "Réglez votre bibliothèque sur client_secret_post, ou sur private_key_jwt si votre client a des clés.",
        )
        .concerns(18),
    row(Fault::AuthClientUnknown, "Y0479FCE", WHO)
        .says(CLIENT, "client authentication failed (client not found)")
        .because(
            "Aucun client actif n'a cet identifiant (client_id).",
            "Copiez le client_id depuis la page de votre client de bac à sable et vérifiez qu'il n'est pas désactivé.",
        )
        .concerns(18),
    row(Fault::SecretWrong, "Y0434A7B", WHO)
        .says(CLIENT, "client authentication failed (invalid secret provided)")
        .because(
            "Le secret n'est pas celui du client.",
            "Vérifiez la copie du secret. S'il est perdu, créez-en un nouveau depuis la page du client.",
        )
        .concerns(18),
    row(Fault::AssertionMalformed, "Y040001", WHO)
        .says(CLIENT, "client authentication failed ({})")
        .because(
            "L'assertion du client (client_assertion) est illisible ou incomplète.",
            "Envoyez un JWT signé avec iss et sub égaux au client_id, aud, jti, iat et exp, et client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer.",
        )
        .concerns(18),
    row(Fault::AssertionAlgorithm, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (alg mismatch)")
        .because(
            "L'assertion du client n'est pas signée en ES256 ou RS256. Les algorithmes none et HS256 sont refusés.",
            "Signez avec votre clé privée, en ES256 ou en RS256.",
        )
        .concerns(18),
    row(Fault::AssertionSignature, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (client assertion signature is invalid)")
        .because(
            "Aucune des clés déclarées du client n'a signé cette assertion.",
            "Vérifiez que la clé publique (et son kid) est dans les clés du client et que vous signez avec la clé privée correspondante.",
        )
        .concerns(18),
    row(Fault::AssertionExpired, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (client assertion is not valid at this time)")
        .because(
            "L'assertion du client est expirée, pas encore valable, ou valable plus de 10 minutes.",
            "Créez une assertion par requête, valable environ une minute, et vérifiez l'heure de votre serveur.",
        )
        .concerns(18),
    row(Fault::AssertionAudience, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (list of audience (aud) must include the endpoint url or issuer identifier)")
        .because(
            "L'assertion du client est destinée à quelqu'un d'autre (aud).",
            "Mettez dans aud l'issuer ou l'adresse de l'endpoint token du bac à sable.",
        )
        .concerns(18),
    row(Fault::AssertionIssuer, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (iss and sub must be the client_id)")
        .because(
            "Dans l'assertion, iss et sub ne sont pas tous deux le client_id.",
            "Mettez votre client_id dans iss et dans sub.",
        )
        .concerns(18),
    row(Fault::AssertionReplayed, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (client assertion tokens must only be used once)")
        .because(
            "Cette assertion a déjà servi : son jti est connu.",
            "Créez une assertion neuve, avec un nouveau jti, à chaque requête.",
        )
        .concerns(18),
    row(Fault::AssertionKeys, "Y040001", WHO)
        .says(CLIENT, "client authentication failed (client JSON Web Key Set failed to be refreshed)")
        .because(
            "Les clés publiques du client ne peuvent pas être lues.",
            "Vérifiez que jwks_uri répond 200 avec un jeu de clés JSON, en https, en moins de 3 secondes.",
        )
        .concerns(18),
    row(Fault::GrantTypeUnsupported, "Y04C2044", BAD)
        .says("unsupported_grant_type", "unsupported grant_type requested ({})")
        .because(
            "grant_type n'est pas authorization_code. Il n'y a pas de refresh_token chez FranceConnect.",
            "Envoyez grant_type=authorization_code.",
        )
        .concerns(18),
    row(Fault::CodeUnknown, "Y049E20B", BAD)
        .says(GRANT, "grant request is invalid (authorization code not found)")
        .because(
            "Ce code n'existe pas.",
            "Envoyez le code reçu sur votre adresse de retour, tel quel, aussitôt.",
        )
        .concerns(23),
    row(Fault::CodeExpired, "Y043F0A8", BAD)
        .says(GRANT, "grant request is invalid (authorization code is expired)")
        .because(
            "Le code a plus de 30 secondes.",
            "Échangez le code dès son arrivée, depuis votre serveur. Si c'est trop tard, recommencez une connexion.",
        )
        .concerns(23),
    row(Fault::CodeConsumed, "Y0416228", BAD)
        .says(GRANT, "grant request is invalid (authorization code already consumed)")
        .because(
            "Ce code a déjà été échangé. Par précaution, le jeton donné la première fois est révoqué.",
            "Échangez chaque code une seule fois : ne rejouez pas la requête, et empêchez le rechargement de votre adresse de retour.",
        )
        .concerns(23),
    row(Fault::CodeOtherClient, "Y047A2EA", BAD)
        .says(GRANT, "grant request is invalid (client mismatch)")
        .because(
            "Ce code a été donné à un autre client.",
            "Utilisez le même client_id pour la demande et pour l'échange. Si ce n'est pas vous, un code a été volé.",
        )
        .concerns(18),
    row(Fault::CodeRedirect, "Y04F8199", BAD)
        .says(GRANT, "grant request is invalid (authorization code redirect_uri mismatch)")
        .because(
            "redirect_uri n'est pas la même que dans la demande.",
            "Envoyez exactement la même redirect_uri dans les deux appels.",
        )
        .concerns(19),
    row(Fault::PkceVerifier, "Y0446550", BAD)
        .says(GRANT, "grant request is invalid (PKCE verification failed)")
        .because(
            "La requête contient code_verifier (PKCE), que FranceConnect n'accepte pas.",
            "Désactivez PKCE dans votre bibliothèque.",
        )
        .concerns(18),
    row(Fault::GrantMissing, "Y04D8B5C", BAD)
        .says(GRANT, "grant request is invalid (grant not found)")
        .because(
            "L'autorisation derrière ce code n'existe plus : la personne s'est déconnectée ou elle a été révoquée.",
            "Recommencez une connexion.",
        )
        .concerns(23),
    row(Fault::GrantExpired, "Y049D91E", BAD)
        .says(GRANT, "grant request is invalid (grant is expired)")
        .because(
            "L'autorisation derrière ce code a plus de 30 secondes.",
            "Échangez le code dès son arrivée.",
        )
        .concerns(23),
    row(Fault::TokenAbsent, "Y04146A2", WHO)
        .says(TOKEN, "no access token provided (no access token provided)")
        .because(
            "La requête à userinfo ne porte pas de jeton.",
            "Envoyez l'en-tête Authorization: Bearer suivi de l'access_token.",
        )
        .concerns(20),
    row(Fault::TokenTwice, "Y040001", BAD)
        .says(REQUEST, "access token must only be provided using one mechanism")
        .because(
            "Le jeton est présent dans l'en-tête et dans l'adresse.",
            "Envoyez le jeton dans l'en-tête Authorization seulement.",
        )
        .concerns(24),
    row(Fault::TokenUnknown, "Y040001", WHO)
        .says(TOKEN, "invalid token provided (access token not found)")
        .because(
            "Ce jeton n'existe pas, a plus de 60 secondes ou a été révoqué.",
            "Appelez userinfo aussitôt après l'échange du code, avec l'access_token reçu.",
        )
        .concerns(20),
    row(Fault::TokenGrantOver, "Y040001", WHO)
        .says(TOKEN, "invalid token provided (grant not found)")
        .because(
            "Le jeton a moins de 60 secondes, mais l'autorisation derrière lui dure 30 secondes à partir du consentement.",
            "Appelez userinfo aussitôt après l'échange du code.",
        )
        .concerns(20),
    row(Fault::RevocationMalformed, "Y040001", BAD)
        .says(REQUEST, "{}")
        .because(
            "La révocation attend exactement token, client_id et client_secret.",
            "Envoyez ces trois paramètres dans le corps, sans autre. Le jeton compte au moins 43 caractères.",
        )
        .concerns(28),
];
