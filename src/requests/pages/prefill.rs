//! What a link may fill in advance: the parameters, drawn from the table of fields.

use serde::Serialize;

use crate::requests::fields::{FIELDS, Shape};
use crate::requests::model::{Claim, LegalBasis};
use crate::requests::starters::STARTERS;
use crate::requests::urls;
use crate::shell::Page;

#[derive(Debug, Clone, Serialize)]
struct Parameter {
    name: &'static str,
    label: &'static str,
    expected: String,
}

/// The parameters of a link to the form.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct PrefillPage {
    parameters: Vec<Parameter>,
    example: String,
}

impl PrefillPage {
    pub(in crate::requests) fn new() -> Self {
        let one = |name, label, codes: Vec<&str>| Parameter {
            name,
            label,
            expected: format!("Au choix : {}", codes.join(", ")),
        };
        let several = |name, label, codes: Vec<&str>| Parameter {
            name,
            label,
            expected: format!("Séparées par des virgules : {}", codes.join(", ")),
        };
        let bases = LegalBasis::ALL.iter().map(|basis| basis.as_str());
        let mut parameters = vec![
            one("fondement", "Fondement juridique", bases.collect()),
            one(
                "modele",
                "Modèle de départ",
                STARTERS.iter().map(|s| s.code).collect(),
            ),
            several(
                "donnees",
                "Données demandées",
                Claim::ALL.iter().map(|c| c.as_str()).collect(),
            ),
        ];
        let fields = FIELDS
            .iter()
            .filter(|field| field.may_be_prefilled() && field.name != "basis");
        parameters.extend(fields.map(|field| Parameter {
            name: field.name,
            label: field.label,
            expected: expected(field.shape),
        }));
        Self {
            parameters,
            example: format!(
                "{}?fondement=administration&service_name=Portail+famille&retention_months=24&donnees=family_name,email",
                urls::NEW
            ),
        }
    }
}

fn expected(shape: Shape) -> String {
    match shape {
        Shape::Choice(choices) => {
            let codes: Vec<&str> = choices().into_iter().map(|(code, ..)| code).collect();
            format!("Au choix : {}", codes.join(", "))
        }
        Shape::Tick => "yes".to_owned(),
        Shape::Day(_) => "Date, AAAA-MM-JJ".to_owned(),
        Shape::Number(least, most) => format!("Nombre entier de {least} à {most}"),
        Shape::Https => "Adresse qui commence par https://".to_owned(),
        other => format!("Texte, {} caractères au plus", other.most()),
    }
}

impl Page for PrefillPage {
    const TEMPLATE: &'static str = "requests/prefill.html";

    fn title(&self) -> String {
        "Préparer un lien prérempli".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}
