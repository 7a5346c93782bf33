//! A dossier in words: section by section, label and value, for those who read rather than fill. Pure.

use serde::Serialize;

use super::fields::{Field, Group, Shape, field, shown};
use super::model::{Company, DataApi, Dossier, Section};
use crate::kernel::clock::Day;
use crate::kernel::text::{french_day, french_number};
use crate::organisations::{LegalCategory, Siret};

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Name of the field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// What was answered; empty when nothing was.
    pub value: String,
}

/// The answers of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionSummary {
    /// Which section.
    pub section: Section,
    /// Its title.
    pub title: &'static str,
    /// Its answers, in the order of the form.
    pub lines: Vec<Line>,
}

/// The whole dossier.
#[must_use]
pub fn summary(dossier: &Dossier) -> Vec<SectionSummary> {
    Section::ALL
        .iter()
        .map(|section| SectionSummary {
            section: *section,
            title: section.label(),
            lines: lines(*section, dossier),
        })
        .collect()
}

/// The answers of one section.
#[must_use]
pub fn lines(section: Section, dossier: &Dossier) -> Vec<Line> {
    let mut lines = if section == Section::Organisation {
        company(&dossier.filer)
    } else {
        Vec::new()
    };
    let told = |field: &&Field| field.is_needed(dossier) || !(field.read)(dossier).is_empty();
    lines.extend(shown(section, dossier).filter(told).map(|field| Line {
        field: field.name.to_owned(),
        label: match section {
            Section::Contacts => format!(
                "{} : {}",
                field.group.legend(dossier),
                field.label.to_lowercase()
            ),
            _ => field.label.to_owned(),
        },
        value: words(field, (field.read)(dossier)),
    }));
    match section {
        Section::Data => lines.extend(wishes(dossier)),
        Section::Commitments => lines.extend(dossier.commitments.iter().map(|commitment| {
            line(
                &format!("commitment_{commitment}"),
                commitment.label(),
                "Oui",
            )
        })),
        _ => {}
    }
    lines
}

/// One answer as people read it, by the name that `merge` gives it; empty when there is none.
#[must_use]
pub fn answer(name: &str, dossier: &Dossier) -> String {
    if let Some(field) = field(name) {
        return words(field, (field.read)(dossier));
    }
    let wishes = wishes(dossier);
    let of_claim = name
        .strip_prefix("claim_")
        .map(|code| format!("justification_{code}"));
    let of_api = || {
        name.strip_prefix("api_")
            .map(|code| format!("scopes_{code}"))
    };
    let field = of_claim.or_else(of_api).unwrap_or_default();
    if let Some(line) = wishes.into_iter().find(|line| line.field == field) {
        return format!("Demandé. {}", line.value);
    }
    let commitment = name.strip_prefix("commitment_").unwrap_or_default();
    let given = dossier.commitments.iter().any(|c| c.as_str() == commitment);
    if given { "Oui" } else { "" }.to_owned()
}

fn line(field: &str, label: &str, value: &str) -> Line {
    Line {
        field: field.to_owned(),
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

/// What is known of the organisation that files.
#[must_use]
pub fn company(company: &Company) -> Vec<Line> {
    let siret = Siret::parse(&company.siret).map_or_else(|_| company.siret.clone(), Siret::spaced);
    let category = LegalCategory::parse(&company.legal_category).map_or_else(
        |_| String::new(),
        |c| format!("{} ({})", c.label(), c.code()),
    );
    let checked = if company.verified {
        "Vérifiées au répertoire"
    } else {
        "Saisies à la main, non vérifiées"
    };
    let state = match company.state.as_str() {
        "open" => "En activité",
        "closed" => "Fermée",
        _ => "",
    };
    vec![
        line("organisation_siret", "SIRET", &siret),
        line("organisation_name", "Nom de l'organisation", &company.name),
        line(
            "organisation_legal_category",
            "Catégorie juridique",
            &category,
        ),
        line(
            "organisation_activity",
            "Code d'activité (NAF)",
            &company.activity,
        ),
        line("organisation_address", "Adresse postale", &company.address),
        line(
            "organisation_created_on",
            "Date de création",
            &day(&company.created_on),
        ),
        line("organisation_state", "Situation", state),
        line("organisation_verified", "Informations", checked),
    ]
}

fn wishes(dossier: &Dossier) -> Vec<Line> {
    let claims = dossier.claims.iter().map(|wish| {
        line(
            &format!("justification_{}", wish.claim),
            wish.claim.label(),
            &wish.justification,
        )
    });
    let apis = dossier.apis.iter().map(|wish| {
        let scopes = labels(wish.api, &wish.scopes);
        let value = format!("{scopes}. Justification : {}", wish.justification);
        line(&format!("scopes_{}", wish.api), wish.api.label(), &value)
    });
    claims.chain(apis).collect()
}

fn labels(api: DataApi, codes: &[String]) -> String {
    let known: Vec<&str> = api
        .scopes()
        .iter()
        .filter(|scope| codes.iter().any(|code| code == scope.code))
        .map(|scope| scope.label)
        .collect();
    known.join(", ")
}

/// The value as people read it.
fn words(field: &Field, value: &str) -> String {
    match field.shape {
        Shape::Choice(choices) => choices()
            .into_iter()
            .find(|(code, ..)| *code == value)
            .map_or_else(|| value.to_owned(), |(_, label, _)| label.to_owned()),
        Shape::Tick => match (value, field.group) {
            ("yes", _) => "Oui".to_owned(),
            (_, Group::Data) => "Non".to_owned(),
            _ => String::new(),
        },
        Shape::Day(_) => day(value),
        Shape::Number(..) => value
            .parse::<i64>()
            .map_or_else(|_| value.to_owned(), french_number),
        Shape::Siret => Siret::parse(value).map_or_else(|_| value.to_owned(), Siret::spaced),
        Shape::Line(_)
        | Shape::Text(_)
        | Shape::Https
        | Shape::Email
        | Shape::Phone
        | Shape::Mobile
        | Shape::LegalCategory
        | Shape::Activity => value.to_owned(),
    }
}

fn day(value: &str) -> String {
    Day::parse(value).map_or_else(|| value.to_owned(), french_day)
}
