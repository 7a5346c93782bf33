//! A dossier to be read: every answer in words, by section, from the same table of fields that the form is drawn from.

use serde::Serialize;

use crate::kernel::clock::Day;
use crate::kernel::text::french_day;
use crate::requests::{Company, Dossier, FIELDS, Field, Section, Shape};

/// An answer and what it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The field.
    pub label: String,
    /// The answer; empty when there is none.
    pub value: String,
}

/// Answers that go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// What they are about; may be empty.
    pub title: String,
    /// The answers.
    pub items: Vec<Item>,
}

/// A section of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionText {
    /// Its code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its answers.
    pub blocks: Vec<Block>,
}

/// The eight sections in words; sections without an answer are left out.
pub fn sections(dossier: &Dossier) -> Vec<SectionText> {
    Section::ALL
        .iter()
        .map(|section| SectionText {
            code: section.as_str(),
            title: section.label(),
            blocks: blocks(*section, dossier),
        })
        .filter(|section| !section.blocks.is_empty())
        .collect()
}

fn blocks(section: Section, dossier: &Dossier) -> Vec<Block> {
    let mut blocks = Vec::new();
    if section == Section::Organisation {
        blocks.push(Block {
            title: "Organisation qui dépose".to_owned(),
            items: company(&dossier.filer),
        });
    }
    for field in FIELDS
        .iter()
        .filter(|field| field.section() == section && field.applies(dossier))
    {
        put(
            &mut blocks,
            field.group.legend(dossier),
            answer(field, dossier),
        );
    }
    match section {
        Section::Data => blocks.extend(wishes(dossier)),
        Section::Commitments => blocks.push(commitments(dossier)),
        Section::Organisation
        | Section::LegalBasis
        | Section::Service
        | Section::Level
        | Section::Gdpr
        | Section::Contacts => {}
    }
    blocks.retain(|block| block.items.iter().any(|item| !item.value.is_empty()));
    blocks
}

fn put(blocks: &mut Vec<Block>, title: &str, item: Item) {
    match blocks.last_mut() {
        Some(block) if block.title == title => block.items.push(item),
        _ => blocks.push(Block {
            title: title.to_owned(),
            items: vec![item],
        }),
    }
}

fn answer(field: &Field, dossier: &Dossier) -> Item {
    let value = (field.read)(dossier);
    let shown = match field.shape {
        Shape::Choice(choices) => choices()
            .into_iter()
            .find(|(code, ..)| code == value)
            .map_or_else(|| value.clone(), |(_, label, _)| label.to_owned()),
        Shape::Tick if value == "yes" => "Oui".to_owned(),
        Shape::Day(_) => Day::parse(value).map_or_else(|| value.clone(), french_day),
        Shape::Tick
        | Shape::Line(_)
        | Shape::Text(_)
        | Shape::Https
        | Shape::Number(..)
        | Shape::Email
        | Shape::Phone
        | Shape::Mobile
        | Shape::Siret
        | Shape::LegalCategory
        | Shape::Activity => value.clone(),
    };
    Item {
        label: field.label.to_owned(),
        value: shown,
    }
}

fn company(company: &Company) -> Vec<Item> {
    let source = if company.verified {
        "Confirmées par le registre"
    } else {
        "Saisies à la main, non vérifiées"
    };
    let state = if company.state == "closed" {
        "Fermé"
    } else {
        "En activité"
    };
    [
        ("SIRET", company.siret.clone()),
        ("Nom", company.name.clone()),
        ("Catégorie juridique", company.legal_category.clone()),
        ("Activité principale", company.activity.clone()),
        ("Adresse", company.address.clone()),
        (
            "Création",
            Day::parse(&company.created_on).map_or_else(|| company.created_on.clone(), french_day),
        ),
        ("Établissement", state.to_owned()),
        ("Informations", source.to_owned()),
    ]
    .into_iter()
    .map(|(label, value)| Item {
        label: label.to_owned(),
        value,
    })
    .collect()
}

fn wishes(dossier: &Dossier) -> Vec<Block> {
    let claims = dossier
        .claims
        .iter()
        .map(|wish| Item {
            label: wish.claim.label().to_owned(),
            value: wish.justification.clone(),
        })
        .collect();
    let apis = dossier
        .apis
        .iter()
        .map(|wish| Item {
            label: format!("{} ({})", wish.api.label(), wish.scopes.join(", ")),
            value: wish.justification.clone(),
        })
        .collect();
    vec![
        Block {
            title: "Données d'identité, avec leur justification".to_owned(),
            items: claims,
        },
        Block {
            title: "Données d'autres administrations, avec leur justification".to_owned(),
            items: apis,
        },
    ]
}

fn commitments(dossier: &Dossier) -> Block {
    let items = dossier
        .commitments
        .iter()
        .map(|made| Item {
            label: made.label().to_owned(),
            value: "Oui".to_owned(),
        })
        .collect();
    Block {
        title: String::new(),
        items,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::{Claim, ClaimWish};

    #[test]
    fn an_empty_dossier_shows_only_who_files() {
        let titles: Vec<_> = sections(&Dossier::default())
            .into_iter()
            .map(|section| section.title)
            .collect();
        assert_eq!(titles, ["Organisation"]);
    }

    #[test]
    fn codes_are_shown_in_words_and_claims_with_their_justification() {
        let dossier = Dossier {
            basis: "administration".to_owned(),
            claims: vec![ClaimWish {
                claim: Claim::FamilyName,
                justification: "Retrouver le dossier.".to_owned(),
            }],
            ..Dossier::default()
        };
        let all = sections(&dossier);
        let values: Vec<&str> = all
            .iter()
            .flat_map(|s| &s.blocks)
            .flat_map(|b| &b.items)
            .map(|item| item.value.as_str())
            .collect();
        assert!(!values.contains(&"administration"), "{values:?}");
        assert!(values.contains(&"Retrouver le dossier."));
    }
}
