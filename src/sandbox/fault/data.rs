//! Refusals of the mock data providers. They are theirs: `FranceConnect` has no code for them.

use super::{Fault, Row, Told, row};

pub(super) const ROWS: &[Row] = &[
    row(Fault::DataScope, "FD403", Told::Json(403))
        .says("insufficient_scope", "the access token does not carry the scope '{}'")
        .because(
            "Le jeton ne porte pas le scope de cette donnée : il n'a pas été demandé à la connexion, ou l'habilitation ne le donne pas.",
            "Ajoutez ce scope à la configuration du client, puis à la demande d'autorisation. S'il n'est pas dans votre habilitation, demandez un avenant.",
        )
        .concerns(35),
    row(Fault::DataNobody, "FD404", Told::Json(404))
        .says("not_found", "nothing is known of this person for '{}'")
        .because(
            "Le fournisseur de données ne connaît pas cette personne, ou n'a rien pour la période demandée.",
            "Ce n'est pas une erreur de votre service : dites-le à la personne et demandez-lui la pièce par un autre moyen.",
        )
        .concerns(35),
    row(Fault::DataUnavailable, "FD503", Told::Json(503))
        .says("temporarily_unavailable", "the data provider is unavailable")
        .because(
            "Le fournisseur de données est indisponible.",
            "Prévoyez une solution de repli : la personne donne la pièce elle-même, ou vous recommencez plus tard avec une nouvelle connexion.",
        )
        .concerns(35),
];
