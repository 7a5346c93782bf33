//! What the registry says of an administration, in the columns of a client. Pure.

use std::collections::BTreeMap;

use crate::organisations::Found;

/// The columns that the registry tells; its word is taken over what is typed.
pub(super) fn columns(found: &Found) -> BTreeMap<&'static str, String> {
    let address = found
        .street
        .as_deref()
        .zip(found.postal_code.as_deref())
        .zip(found.city.as_deref())
        .map(|((street, code), city)| format!("{street}, {code} {city}"));
    let told = [
        ("nom", found.name.clone()),
        (
            "categorie_juridique",
            found
                .legal_category
                .as_ref()
                .map(|category| category.code().to_owned()),
        ),
        ("code_naf", found.activity.as_ref().map(ToString::to_string)),
        ("adresse", address),
        ("date_creation", found.founded_on.map(|day| day.to_string())),
    ];
    told.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisations::{RegistryState, Siret};

    #[test]
    fn what_is_withheld_is_left_to_be_typed() {
        let siret = Siret::parse("21350238800019").unwrap();
        let mut found = Found::bare(siret, RegistryState::Open);
        found.name = Some("COMMUNE DE RENNES".to_owned());
        found.street = Some("1 place de la Mairie".to_owned());
        assert_eq!(
            columns(&found),
            BTreeMap::from([("nom", "COMMUNE DE RENNES".to_owned())])
        );
        found.postal_code = Some("35000".to_owned());
        found.city = Some("RENNES".to_owned());
        assert_eq!(
            columns(&found)["adresse"],
            "1 place de la Mairie, 35000 RENNES"
        );
    }
}
