//! Refusals met in the browser, between the authorize request and the return to the client.

use super::{Fault, Row, Told, row};

const DENIED: &str = "access_denied";
const ABORTED: &str = "user authentication aborted";
const UNAVAILABLE: &str = "temporarily_unavailable";
const LATER: &str = "authentication aborted due to a temporary unavailability";
const HANDLE: &str = "Rien à corriger dans votre demande : vérifiez que votre service traite cette erreur par un message clair et propose un autre moyen d'accès, sans relancer en boucle.";

pub(super) const ROWS: &[Row] = &[
    row(Fault::Aborted, "Y030030", Told::Redirect)
        .says(DENIED, ABORTED)
        .because(
            "La personne est revenue au service sans se connecter.",
            "Montrez un message simple et proposez de recommencer ou d'utiliser un autre moyen d'accès.",
        )
        .concerns(22),
    row(Fault::SessionLost, "Y190001", Told::Page(401)).because(
        "Le navigateur n'a pas de session au bac à sable, ou elle a expiré (30 minutes sans activité).",
        "Recommencez depuis votre service. Le navigateur doit accepter les cookies, et le parcours ne doit pas être dans un cadre (iframe).",
    ),
    row(Fault::InteractionUnknown, "Y030025", Told::Page(400)).because(
        "Cette connexion n'existe pas pour ce navigateur.",
        "Recommencez depuis votre service : une adresse de connexion ne se copie pas d'un navigateur à l'autre.",
    ),
    row(Fault::OutOfOrder, "Y420001", Told::Page(400)).because(
        "La page a été rechargée ou ouverte dans le désordre : cette étape est déjà passée.",
        "Recommencez depuis votre service, sans utiliser le bouton Précédent pendant la connexion.",
    ),
    row(Fault::StepsSkipped, "Y100004", Told::Page(400)).because(
        "Cette page a été ouverte avant l'étape qui y mène.",
        "Recommencez depuis votre service et suivez les pages dans l'ordre.",
    ),
    row(Fault::IdpUnknown, "Y020019", Told::Page(400)).because(
        "Ce fournisseur d'identité n'existe pas.",
        "Choisissez un fournisseur dans la liste.",
    ),
    row(Fault::IdpDisabled, "Y020017", Told::Page(400)).because(
        "Ce fournisseur d'identité est désactivé.",
        "Choisissez un autre fournisseur dans la liste.",
    ),
    row(Fault::IdpNoState, "Y020021", Told::Page(400))
        .because("Le fournisseur d'identité n'a pas rendu le state de FranceConnect.", HANDLE)
        .concerns(22),
    row(Fault::IdpOtherState, "Y020022", Told::Page(403))
        .because(
            "Le fournisseur d'identité a rendu un autre state que celui de FranceConnect.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::IdpExcluded, "Y020023", Told::Page(400))
        .because(
            "Ce fournisseur d'identité est exclu pour votre service.",
            "Choisissez un autre fournisseur : en production, la liste des exclus est réglée avec l'équipe FranceConnect.",
        )
        .concerns(22),
    row(Fault::IdpNoCode, "Y020025", Told::Page(400))
        .because("Le fournisseur d'identité n'a pas renvoyé de code.", HANDLE)
        .concerns(22),
    row(Fault::IdpTokenFailed, "Y020026", Told::Page(502))
        .because(
            "Le fournisseur d'identité n'a pas donné de jeton à FranceConnect.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::IdpUserinfoFailed, "Y020027", Told::Page(502))
        .because(
            "Le fournisseur d'identité n'a pas donné l'identité à FranceConnect.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::IdpTokenInvalid, "Y020029", Told::Page(502))
        .because(
            "Le contenu du jeton du fournisseur d'identité est incorrect.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::IdpLevelLow, "Y100001", Told::Page(400))
        .because(
            "Le fournisseur d'identité a donné un niveau plus faible que celui demandé.",
            "Choisissez un fournisseur du niveau demandé, ou demandez acr_values=eidas1.",
        )
        .concerns(17),
    row(Fault::IdpBlocked, "Y100011", Told::Page(403))
        .says(DENIED, ABORTED)
        .because(
            "La personne a bloqué ce fournisseur d'identité dans son tableau de bord FranceConnect.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::AccountDisabled, "Y180001", Told::Page(403))
        .says(DENIED, ABORTED)
        .because(
            "La personne a désactivé l'usage de FranceConnect pour elle-même.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::EmailMissing, "Y270001", Told::Page(400))
        .because(
            "Le fournisseur d'identité n'a pas donné d'adresse électronique.",
            HANDLE,
        )
        .concerns(34),
    row(Fault::IdentityInvalid, "Y600006", Told::Page(400))
        .because(
            "Le fournisseur d'identité a donné une identité dont un champ ne respecte pas son format.",
            HANDLE,
        )
        .concerns(34),
    row(Fault::RnippEcho, "Y010004", Told::Page(400))
        .says(DENIED, ABORTED)
        .because(
            "Le répertoire national (RNIPP) n'a trouvé qu'une identité approchante (écho unique).",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippSeveral, "Y010006", Told::Page(400))
        .says(DENIED, ABORTED)
        .because(
            "Le répertoire national (RNIPP) a trouvé plusieurs personnes (échos multiples).",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippUsageName, "Y010007", Told::Page(400))
        .says(DENIED, ABORTED)
        .because(
            "Le répertoire national (RNIPP) n'a reconnu la personne que par son nom d'usage.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippNobody, "Y010008", Told::Page(400))
        .says(DENIED, ABORTED)
        .because(
            "Le répertoire national (RNIPP) n'a trouvé personne.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippRejected, "Y010009", Told::Page(403))
        .says(DENIED, ABORTED)
        .because(
            "Le répertoire national (RNIPP) a rejeté la demande de vérification.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippTimeout, "Y010011", Told::Page(504))
        .says(UNAVAILABLE, LATER)
        .because(
            "Le répertoire national (RNIPP) n'a pas répondu à temps.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippHttp, "Y010012", Told::Page(504))
        .says(UNAVAILABLE, LATER)
        .because(
            "Le répertoire national (RNIPP) a répondu par une erreur.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippFormat, "Y010013", Told::Page(400))
        .because(
            "La réponse du répertoire national (RNIPP) est illisible.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::RnippDeceased, "Y010015", Told::Page(403))
        .says(DENIED, ABORTED)
        .because(
            "Le répertoire national (RNIPP) indique que la personne est décédée.",
            HANDLE,
        )
        .concerns(22),
    row(Fault::AddressUnknown, "Y000404", Told::Page(404)).because(
        "Cette adresse n'existe pas dans le bac à sable.",
        "Lisez les adresses dans la découverte (/.well-known/openid-configuration) plutôt que de les écrire à la main.",
    ),
];
