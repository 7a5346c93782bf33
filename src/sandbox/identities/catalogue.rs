//! The identities that come with the sandbox: one line each of `people.csv`, by family.
//!
//! They are data, and a test reads every line. All persons are imaginary.

use std::sync::LazyLock;

use serde::Deserialize;

use super::model::{Family, Identity, IdentityId, Rnipp};
use super::said::{Registry, Said};
use crate::sandbox::fault::Fault;

static ALL: LazyLock<Vec<Identity>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_bytes!("people.csv").as_slice())
        .deserialize()
        .filter_map(|line: Result<Line, csv::Error>| line.ok())
        .map(Line::identity)
        .collect()
});

#[derive(Debug, Deserialize)]
struct Line {
    login: String,
    family: Family,
    given_name: String,
    family_name: String,
    preferred_username: String,
    gender: String,
    email: String,
    birthdate: String,
    birthplace: String,
    birthcountry: String,
    registry: Registry,
    rectified_given_name: String,
    rectified_family_name: String,
    rectified_birthplace: String,
    /// What goes wrong at the identity provider or with the account, though the identity is sound.
    refusal: Option<Fault>,
    words: String,
}

impl Line {
    fn identity(self) -> Identity {
        let said = Said {
            given_name: self.given_name,
            family_name: self.family_name,
            preferred_username: self.preferred_username,
            gender: self.gender,
            birthdate: self.birthdate,
            birthplace: self.birthplace,
            birthcountry: self.birthcountry,
            email: self.email,
        };
        let or = |new: String, said: &String| if new.is_empty() { said.clone() } else { new };
        let rectified = (self.registry == Registry::Rectified).then(|| Said {
            given_name: or(self.rectified_given_name, &said.given_name),
            family_name: or(self.rectified_family_name, &said.family_name),
            birthplace: or(self.rectified_birthplace, &said.birthplace),
            ..said.clone()
        });
        let mut identity = said.identity(
            IdentityId(self.login),
            (self.family, &self.words),
            self.registry,
            rectified.as_ref(),
        );
        if let Some(fault) = self.refusal {
            identity.rnipp = Rnipp::Refused(fault);
        }
        identity
    }
}

/// Every identity that comes with the sandbox, the one to begin with first.
#[must_use]
pub fn all() -> &'static [Identity] {
    &ALL
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_an_identity_and_every_family_has_one() {
        let lines = include_str!("people.csv").lines().count() - 1;
        assert_eq!(all().len(), lines);
        let names: BTreeSet<_> = all().iter().map(|identity| &identity.id).collect();
        assert_eq!(names.len(), lines, "a name comes twice");
        for family in Family::ALL {
            let there = all().iter().any(|identity| identity.family == *family);
            assert_eq!(there, *family != Family::Own, "{family}");
        }
    }

    #[test]
    fn every_refusal_of_the_registry_has_its_identity() {
        for answer in Registry::ALL {
            let Some(refusal) = answer.refusal() else {
                continue;
            };
            let found = all()
                .iter()
                .find(|identity| identity.rnipp == Rnipp::Refused(refusal));
            assert_eq!(found.unwrap().id.0, answer.as_str());
            assert_eq!(refusal.code().replace('Y', "E"), answer.as_str());
        }
    }

    #[test]
    fn an_identity_is_refused_with_the_code_its_words_announce() {
        for identity in all() {
            let announced = identity
                .words
                .split([' ', '.'])
                .find(|word| word.len() == 7 && word.starts_with('Y'));
            let code = match identity.rnipp {
                Rnipp::Refused(fault) => Some(fault.code()),
                Rnipp::Found | Rnipp::Rectified(_) => None,
            };
            assert_eq!(code, announced, "{}", identity.id.0);
        }
    }
}
