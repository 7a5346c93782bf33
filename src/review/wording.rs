//! Variables of reason templates: `{numero}`, `{organisation}`... Pure.
//!
//! A template is refused when it names a variable that does not exist, so that no letter ever shows one.

/// What stands for what in the words of a template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// `{numero}`.
    pub number: String,
    /// `{organisation}`.
    pub organisation: String,
    /// `{service}`.
    pub service: String,
    /// `{fondement}`.
    pub basis: String,
    /// `{depose_le}`.
    pub submitted_on: String,
}

/// Every variable, with what it stands for.
pub const VARIABLES: &[(&str, &str)] = &[
    ("numero", "numéro de la demande"),
    ("organisation", "nom de l'organisme"),
    ("service", "nom du service"),
    ("fondement", "fondement juridique"),
    ("depose_le", "date du dernier dépôt"),
];

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Variable(&'a str),
    /// A brace that is not closed.
    Open,
}

fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    while let Some((before, after)) = text.split_once('{') {
        found.push(Piece::Text(before));
        let Some((name, rest)) = after.split_once('}') else {
            found.push(Piece::Open);
            found.push(Piece::Text(after));
            return found;
        };
        found.push(Piece::Variable(name));
        text = rest;
    }
    found.push(Piece::Text(text));
    found
}

/// The variables of a text that do not exist, as they are written.
#[must_use]
pub fn unknown(text: &str) -> Vec<String> {
    let known = |name: &str| VARIABLES.iter().any(|(variable, _)| *variable == name);
    let mut found: Vec<String> = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Variable(name) if !known(name) => {
                Some(format!("{{{}}}", name.chars().take(40).collect::<String>()))
            }
            Piece::Open => Some("{".to_owned()),
            Piece::Variable(_) | Piece::Text(_) => None,
        })
        .collect();
    found.dedup();
    found
}

impl Wording {
    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "numero" => Some(&self.number),
            "organisation" => Some(&self.organisation),
            "service" => Some(&self.service),
            "fondement" => Some(&self.basis),
            "depose_le" => Some(&self.submitted_on),
            _ => None,
        }
    }

    /// The text with its variables replaced. What they stand for is never read as a template.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Open => filled.push('{'),
                Piece::Variable(name) => {
                    if let Some(value) = self.value(name) {
                        filled.push_str(value);
                    } else {
                        filled.push('{');
                        filled.push_str(name);
                        filled.push('}');
                    }
                }
            }
        }
        filled
    }

    /// What a preview shows.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            number: "D-2026-000123".to_owned(),
            organisation: "Ville d'Exemple".to_owned(),
            service: "Mes démarches".to_owned(),
            basis: "Administration".to_owned(),
            submitted_on: "2 mars 2026".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_variable_has_a_value() {
        for (name, _) in VARIABLES {
            assert!(Wording::default().value(name).is_some(), "{name}");
        }
    }

    #[test]
    fn what_does_not_exist_is_told() {
        assert_eq!(
            unknown("La demande {numero} de {organisation}."),
            Vec::<String>::new()
        );
        assert_eq!(
            unknown("{nom} et { numero } et {"),
            ["{nom}", "{ numero }", "{"]
        );
    }

    #[test]
    fn a_value_is_never_a_template() {
        let wording = Wording {
            organisation: "{numero}".to_owned(),
            ..Wording::sample()
        };
        assert_eq!(wording.fill("À {organisation}"), "À {numero}");
    }

    proptest! {
        #[test]
        fn a_text_without_variable_stays_as_it_is(text in "[^{]*") {
            prop_assert_eq!(unknown(&text), Vec::<String>::new());
            prop_assert_eq!(Wording::sample().fill(&text), text);
        }
    }
}
