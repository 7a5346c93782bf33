//! What a machine can say of each answer of a dossier, beside it: what the registry knows, dates, the legal category against
//! the legal basis, addresses that were tried, answers that contradict each other. Pure.
//!
//! It helps to read and never decides: nothing here blocks. The rules are those of `requests`, asked again today.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kernel::clock::{Day, Instant};
use crate::kernel::text::{count, french_date};
use crate::organisations::{Finding, LegalCategory, Organisation, RegistryState, Siret};
use crate::requests::{
    self, Company, DocumentKind, Dossier, Facts, LegalBasis, Section, UrlCheck, UrlOutcome,
};

/// Days after which the registry's word is old.
const OLD_DAYS: i64 = 30;
/// Months of retention above which a reason is asked.
const LONG_MONTHS: u32 = 36;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It holds.
    Ok,
    /// Good to know.
    Info,
    /// Worth a look.
    Warning,
    /// It contradicts a rule.
    Error,
}

/// What a machine says of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// How much it weighs.
    pub weight: Weight,
    /// The same in a word, for those who don't see colours.
    pub word: &'static str,
    /// What.
    pub text: String,
}

impl Check {
    /// A finding.
    #[must_use]
    pub fn new(weight: Weight, text: impl Into<String>) -> Self {
        let word = match weight {
            Weight::Ok => "Vérifié",
            Weight::Info => "À savoir",
            Weight::Warning => "À regarder",
            Weight::Error => "Anomalie",
        };
        Self {
            weight,
            word,
            text: text.into(),
        }
    }
}

/// What is known besides the dossier.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Now.
    pub now: Instant,
    /// The organisation as it is today.
    pub organisation: &'a Organisation,
    /// What the addresses answered.
    pub urls: &'a [UrlCheck],
    /// The kinds of the files joined.
    pub documents: &'a [DocumentKind],
}

/// Findings by field, and those that belong to a whole section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// By the name of the field.
    pub fields: BTreeMap<String, Vec<Check>>,
    /// By section.
    pub sections: BTreeMap<Section, Vec<Check>>,
}

impl Checks {
    fn add(&mut self, field: &str, weight: Weight, text: impl Into<String>) {
        let checks = self.fields.entry(field.to_owned()).or_default();
        checks.push(Check::new(weight, text));
    }

    fn add_to(&mut self, section: Section, weight: Weight, text: impl Into<String>) {
        let checks = self.sections.entry(section).or_default();
        checks.push(Check::new(weight, text));
    }

    /// How many findings weigh at least so much.
    #[must_use]
    pub fn at_least(&self, weight: Weight) -> usize {
        let all = self.fields.values().chain(self.sections.values());
        all.flatten().filter(|check| check.weight >= weight).count()
    }
}

/// Everything that can be said of a dossier. `shown` names the fields that have a line of their own.
#[must_use]
pub fn examine(dossier: &Dossier, known: &Known<'_>, shown: &[&str]) -> Checks {
    let mut checks = Checks::default();
    identity(&mut checks, dossier);
    registry(&mut checks, known);
    drift(&mut checks, dossier, known.organisation);
    category(&mut checks, dossier);
    dates(&mut checks, dossier, known.now.paris_day());
    addresses(&mut checks, dossier, known);
    privacy(&mut checks, dossier);
    rules(&mut checks, dossier, known, shown);
    checks
}

fn identity(checks: &mut Checks, dossier: &Dossier) {
    for (field, company) in [
        ("organisation_siret", &dossier.filer),
        ("client_siret", &dossier.client),
    ] {
        if company.siret.is_empty() {
            continue;
        }
        match Siret::parse(&company.siret) {
            Ok(_) => checks.add(field, Weight::Ok, "la clé du numéro est juste."),
            Err(_) => checks.add(field, Weight::Error, "la clé du numéro est fausse."),
        }
    }
}

fn registry(checks: &mut Checks, known: &Known<'_>) {
    let field = "organisation_verified";
    let organisation = known.organisation;
    let (Some(finding), Some(at)) = (organisation.finding, organisation.checked_at) else {
        let text = "le répertoire n'a jamais répondu : vérifiez ces informations vous-même.";
        return checks.add(field, Weight::Warning, text);
    };
    let weight = match finding {
        Finding::Confirmed => Weight::Ok,
        Finding::Partial => Weight::Info,
        Finding::Unknown => Weight::Warning,
    };
    let age = known.now.since(at).num_days();
    let ago = match age {
        ..1 => "aujourd'hui".to_owned(),
        days => format!("il y a {}", count(days, "jour", "jours")),
    };
    let day = french_date(at);
    checks.add(
        field,
        weight,
        format!("{}, le {day} ({ago}).", finding.label()),
    );
    if age > OLD_DAYS {
        checks.add(field, Weight::Warning, "cette vérification est ancienne.");
    }
}

/// What changed in the organisation since the dossier was filed.
fn drift(checks: &mut Checks, dossier: &Dossier, today: &Organisation) {
    let (filed, now) = (&dossier.filer, &today.details);
    if filed.name != now.name {
        let text = format!("la fiche indique maintenant « {} ».", now.name);
        checks.add("organisation_name", Weight::Warning, text);
    }
    if filed.legal_category != now.legal_category.code() {
        let text = format!(
            "la fiche indique maintenant « {} ({}) ».",
            now.legal_category.label(),
            now.legal_category.code()
        );
        checks.add("organisation_legal_category", Weight::Warning, text);
    }
    if now.state == RegistryState::Closed {
        let text = "l'établissement est maintenant fermé.";
        checks.add("organisation_state", Weight::Error, text);
    }
}

fn category(checks: &mut Checks, dossier: &Dossier) {
    let Some(basis) = dossier.legal_basis() else {
        return;
    };
    let is_public = |company: &Company| {
        LegalCategory::parse(&company.legal_category)
            .ok()
            .map(|category| category.is_public())
    };
    match (basis, is_public(&dossier.filer)) {
        (LegalBasis::Administration, Some(true)) => checks.add(
            "organisation_legal_category",
            Weight::Ok,
            "organisme public : ce fondement lui est ouvert.",
        ),
        (LegalBasis::Administration, Some(false)) => checks.add(
            "organisation_legal_category",
            Weight::Warning,
            "ce n'est pas un organisme public : lisez l'acte de délégation.",
        ),
        (
            LegalBasis::AddressChange | LegalBasis::IdentityVerification | LegalBasis::Experiment,
            Some(false),
        ) => checks.add(
            "organisation_legal_category",
            Weight::Ok,
            "personne privée : ce fondement lui est ouvert.",
        ),
        _ => {}
    }
    if basis == LegalBasis::VendorForAdministration && is_public(&dossier.client) == Some(true) {
        let text = "la cliente est un organisme public : ce fondement lui est ouvert.";
        checks.add("client_legal_category", Weight::Ok, text);
    }
}

fn dates(checks: &mut Checks, dossier: &Dossier, today: Day) {
    let left = |text: &str| Day::parse(text).map(|day| (day.0 - today.0).num_days());
    for (field, value) in [
        ("launch_on", &dossier.launch_on),
        ("mandate_ends_on", &dossier.mandate_ends_on),
    ] {
        if let Some(days) = left(value).filter(|days| *days > 0) {
            let text = format!("dans {}.", count(days, "jour", "jours"));
            checks.add(field, Weight::Info, text);
        }
    }
    let years = Day::parse(&dossier.filer.created_on).and_then(|born| today.0.years_since(born.0));
    if let Some(years) = years {
        let text = format!("{} d'existence.", count(i64::from(years), "an", "ans"));
        checks.add("organisation_created_on", Weight::Info, text);
    }
}

fn addresses(checks: &mut Checks, dossier: &Dossier, known: &Known<'_>) {
    for (field, value) in [
        ("service_url", &dossier.service_url),
        ("text_url", &dossier.text_url),
    ] {
        if value.is_empty() {
            continue;
        }
        let tried = known
            .urls
            .iter()
            .find(|check| check.field == field && check.url == *value);
        let Some(tried) = tried else {
            checks.add(field, Weight::Info, "l'adresse n'a pas été essayée.");
            continue;
        };
        let weight = if tried.outcome == UrlOutcome::Answers {
            Weight::Ok
        } else {
            Weight::Warning
        };
        let status = tried
            .status
            .map(|status| format!(" (réponse {status})"))
            .unwrap_or_default();
        let day = french_date(tried.checked_at);
        let sentence = tried.outcome.sentence();
        checks.add(field, weight, format!("le {day}, {sentence}{status}"));
    }
}

fn privacy(checks: &mut Checks, dossier: &Dossier) {
    let months = dossier.retention_months.parse::<u32>();
    if months.is_ok_and(|months| months > LONG_MONTHS) {
        let text = "plus de 36 mois : lisez la justification de la durée.";
        checks.add("retention_months", Weight::Warning, text);
    }
    if dossier.outside_eu == "yes" {
        let text = "des données sortent de l'Union européenne : lisez les garanties.";
        checks.add("outside_eu", Weight::Warning, text);
    }
}

/// The rules of filing as they answer today, and the combinations that are unusual.
fn rules(checks: &mut Checks, dossier: &Dossier, known: &Known<'_>, shown: &[&str]) {
    let facts = Facts {
        today: known.now.paris_day(),
        documents: known.documents,
    };
    for problem in requests::check(dossier, &facts) {
        if shown.contains(&problem.field.as_str()) {
            checks.add(&problem.field, Weight::Error, problem.message);
        } else {
            checks.add_to(problem.section, Weight::Error, problem.message);
        }
    }
    for unusual in requests::unusual(dossier, &facts) {
        checks.add_to(unusual.section, Weight::Warning, unusual.text);
    }
}

#[cfg(test)]
mod tests;
