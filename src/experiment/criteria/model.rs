//! The five criteria of the decree, and what proves each of them in a dossier.

use crate::kernel::clock::Day;
use crate::requests::{Dossier, Sector};
use crate::{text_enum, typed_id};

typed_id! {
    /// One verdict.
    pub struct VerdictId;
}

text_enum! {
    /// A criterion of eligibility.
    pub enum Criterion {
        /// An establishment in France.
        InFrance = "in_france",
        /// More than three years in business.
        ThreeYears = "three_years",
        /// A service by electronic means.
        Electronic = "electronic",
        /// It provides, exchanges or shares a good or a service.
        Exchange = "exchange",
        /// It belongs to one of the six sectors.
        Sector = "sector",
    }
}

text_enum! {
    /// What who instructs found.
    pub enum Verdict {
        /// The criterion is met.
        Met = "met",
        /// It isn't, as the comment says.
        NotMet = "not_met",
    }
}

/// One thing that proves a criterion, as it was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What it is.
    pub label: &'static str,
    /// What was filed; empty when nothing was.
    pub value: String,
}

impl Criterion {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InFrance => "Un établissement en France",
            Self::ThreeYears => "Plus de trois ans d'activité",
            Self::Electronic => "Un service rendu par voie électronique",
            Self::Exchange => "La fourniture, l'échange ou le partage d'un bien ou d'un service",
            Self::Sector => "L'un des six secteurs",
        }
    }

    /// What proves it in a dossier filed that day.
    #[must_use]
    pub fn proofs(self, dossier: &Dossier, filed_on: Day) -> Vec<Proof> {
        let proof = |label, value: &str| Proof {
            label,
            value: value.to_owned(),
        };
        let filer = &dossier.filer;
        match self {
            Self::InFrance => vec![
                proof("SIRET de l'établissement", &filer.siret),
                proof("Adresse", &filer.address),
                proof("Source de la fiche", source(filer.verified)),
                proof("Déclaration du demandeur", yes_no(&dossier.in_france)),
            ],
            Self::ThreeYears => vec![
                proof("Date de création", &filer.created_on),
                proof("Source de la date", source(filer.verified)),
                proof("Ancienneté au dépôt", &age(&filer.created_on, filed_on)),
            ],
            Self::Electronic => vec![
                proof("Adresse du service", &dossier.service_url),
                proof("Déclaration du demandeur", yes_no(&dossier.electronic)),
            ],
            Self::Exchange => vec![
                proof("Service", &dossier.service_name),
                proof("Description", &dossier.description),
                proof("Public", &dossier.audience),
            ],
            Self::Sector => vec![
                proof(
                    "Secteur choisi",
                    dossier.sector.parse().map_or("", Sector::label),
                ),
                proof("Raison de ce choix", &dossier.sector_service),
                proof("Activité principale (code NAF)", &filer.activity),
            ],
        }
    }
}

const fn source(verified: bool) -> &'static str {
    if verified {
        "Répertoire des entreprises"
    } else {
        "Saisie par le demandeur, à vérifier"
    }
}

fn yes_no(answer: &str) -> &'static str {
    if answer == "yes" { "Oui" } else { "Non" }
}

/// Whole years between the creation and the filing.
fn age(created_on: &str, filed_on: Day) -> String {
    let years = Day::parse(created_on).and_then(|born| filed_on.0.years_since(born.0));
    match years {
        None => "Date illisible".to_owned(),
        Some(years) => crate::kernel::text::count(i64::from(years), "an", "ans"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_that_of_the_filing() {
        let day = Day::parse("2026-03-02").unwrap();
        assert_eq!(age("2023-03-03", day), "2 ans");
        assert_eq!(age("2023-03-02", day), "3 ans");
        assert_eq!(age("hier", day), "Date illisible");
    }

    #[test]
    fn each_criterion_has_its_proofs() {
        let dossier = Dossier {
            sector: "education".to_owned(),
            sector_service: "Cours du soir".to_owned(),
            ..Dossier::default()
        };
        let day = Day::parse("2026-03-02").unwrap();
        for criterion in Criterion::ALL {
            assert!(criterion.proofs(&dossier, day).len() >= 2);
        }
        let sector = Criterion::Sector.proofs(&dossier, day);
        assert_eq!(sector[0].value, Sector::Education.label());
    }
}
