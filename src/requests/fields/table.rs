//! The table itself, in the order of the form.

use super::groups::Group as G;
use super::shapes::{Moment, Shape, TEXT_MOST};
use super::{Field, Need};
use crate::requests::model::{AssuranceLevel, Dossier, LegalBasis, Sector};

macro_rules! fields {
    ($($group:ident $name:literal, $($slot:ident).+, $label:literal, $hint:literal, $shape:expr, $need:expr;)+) => {
        &[$(Field {
            group: G::$group,
            name: $name,
            label: $label,
            hint: $hint,
            shape: $shape,
            need: $need,
            read: |dossier| &dossier.$($slot).+,
            slot: |dossier| &mut dossier.$($slot).+,
        }),+]
    };
}

const NAME: Shape = Shape::Line(200);
const TEXT: Shape = Shape::Text(TEXT_MOST);
const PERSON: Shape = Shape::Line(100);
/// Retention above which a reason is needed, in months.
const RETENTION_FREE: u32 = 36;

fn bases() -> Vec<(&'static str, &'static str, &'static str)> {
    LegalBasis::ALL
        .iter()
        .map(|b| (b.as_str(), b.label(), b.hint()))
        .collect()
}
fn sectors() -> Vec<(&'static str, &'static str, &'static str)> {
    Sector::ALL
        .iter()
        .map(|s| (s.as_str(), s.label(), ""))
        .collect()
}
fn levels() -> Vec<(&'static str, &'static str, &'static str)> {
    let hint = |level: AssuranceLevel| match level {
        AssuranceLevel::Eidas1 => "Convient à la plupart des services.",
        AssuranceLevel::Eidas2 => {
            "Pour les services à risque élevé. La demande est étudiée séparément ; certains fournisseurs d'identité peuvent être payants pour les acteurs privés."
        }
    };
    AssuranceLevel::ALL
        .iter()
        .map(|l| (l.as_str(), l.label(), hint(*l)))
        .collect()
}
fn states() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![("open", "En activité", ""), ("closed", "Fermée", "")]
}
fn yes_or_no() -> Vec<(&'static str, &'static str, &'static str)> {
    vec![("no", "Non", ""), ("yes", "Oui", "")]
}
fn long_retention(dossier: &Dossier) -> bool {
    dossier
        .retention_months
        .parse::<u32>()
        .is_ok_and(|months| months > RETENTION_FREE)
}
fn leaves_the_eu(dossier: &Dossier) -> bool {
    dossier.outside_eu == "yes"
}
fn security_begun(dossier: &Dossier) -> bool {
    !dossier.security.is_blank()
}

use Need::{Optional, Required, When};

/// Every field.
#[rustfmt::skip]
pub const FIELDS: &[Field] = fields![
    Client "client_siret", client.siret, "SIRET de l'administration cliente", "14 chiffres.", Shape::Siret, Required;
    Client "client_name", client.name, "Nom de l'administration cliente", "", NAME, Required;
    Client "client_legal_category", client.legal_category, "Catégorie juridique de l'administration cliente", "Quatre chiffres, par exemple 7210 pour une commune.", Shape::LegalCategory, Required;
    Client "client_activity", client.activity, "Code d'activité (NAF) de l'administration cliente", "Par exemple 84.11Z.", Shape::Activity, Required;
    Client "client_address", client.address, "Adresse postale de l'administration cliente", "", Shape::Line(300), Required;
    Client "client_created_on", client.created_on, "Date de création de l'administration cliente", "", Shape::Day(Moment::Past), Required;
    Client "client_state", client.state, "Situation de l'administration cliente", "", Shape::Choice(states), Required;
    Client "mandate_ends_on", mandate_ends_on, "Fin du mandat", "Dernier jour de validité du mandat.", Shape::Day(Moment::Future), Required;

    Basis "basis", basis, "Fondement juridique", "", Shape::Choice(bases), Required;
    Delegation "delegating_authority", delegating_authority, "Administration délégante", "Seulement si vous êtes délégataire : le nom de l'administration.", NAME, Optional;
    Delegation "delegation_act", delegation_act, "Acte de délégation", "Seulement si vous êtes délégataire : nature, date et référence de l'acte.", Shape::Line(300), Optional;
    Text "text_reference", text_reference, "Référence du texte", "Nature, date et numéro, articles utiles.", Shape::Line(500), Required;
    Text "text_url", text_url, "Adresse du texte en ligne", "Par exemple sur Légifrance. Vous pouvez joindre un PDF à la place.", Shape::Https, Optional;
    AddressChange "address_link", address_link, "Lien du service avec le changement d'adresse", "Expliquez en quoi le service est lié à cette démarche.", TEXT, Required;
    AddressChange "address_only", address_only, "FranceConnect servira à cette démarche et à elle seule", "", Shape::Tick, Required;
    Experiment "sector", sector, "Secteur d'activité", "", Shape::Choice(sectors), Required;
    Experiment "sector_service", sector_service, "Service rendu dans ce secteur", "Expliquez ce que le service fournit, échange ou partage.", TEXT, Required;
    Experiment "in_france", in_france, "L'organisation a un établissement en France", "", Shape::Tick, Required;
    Experiment "electronic", electronic, "Le service, rendu par voie électronique, fournit, échange ou partage un bien ou un service", "", Shape::Tick, Required;

    Service "service_name", service_name, "Nom public du service", "Tel que les usagers le verront. 120 caractères au plus.", Shape::Line(120), Required;
    Service "description", description, "Description du service", "", TEXT, Required;
    Service "service_url", service_url, "Adresse du service en ligne", "Elle commence par https://.", Shape::Https, Required;
    Service "audience", audience, "Public visé", "", TEXT, Required;
    Service "launch_on", launch_on, "Date de lancement prévue", "", Shape::Day(Moment::Future), Required;
    Service "yearly_volume", yearly_volume, "Connexions attendues par an", "Un nombre entier, sans espace.", Shape::Number(1, 2_000_000_000), Required;
    Service "peaks", peaks, "Pics de fréquentation prévus", "Laissez vide s'il n'y en a pas.", TEXT, Optional;

    Level "level", level, "Niveau de garantie", "", Shape::Choice(levels), Required;

    Data "openid_only", openid_only, "L'identifiant technique suffit : aucune donnée d'identité n'est demandée", "L'identifiant openid est toujours transmis.", Shape::Tick, Optional;

    Gdpr "recipients", recipients, "Destinataires des données", "Services ou personnes qui y auront accès.", TEXT, Required;
    Gdpr "retention_months", retention_months, "Durée de conservation, en mois", "Au-delà de 36 mois, une justification est nécessaire.", Shape::Number(1, 1200), Required;
    Gdpr "retention_reason", retention_reason, "Justification de la durée", "Nécessaire au-delà de 36 mois.", TEXT, When(long_retention);
    Gdpr "processors", processors, "Sous-traitants", "Nom et rôle de chacun. Écrivez « aucun » s'il n'y en a pas.", TEXT, Required;
    Gdpr "outside_eu", outside_eu, "Des données sont-elles transférées hors de l'Union européenne ?", "", Shape::Choice(yes_or_no), Required;
    Gdpr "outside_eu_details", outside_eu_details, "Pays et garanties du transfert", "Nécessaire si vous répondez oui.", TEXT, When(leaves_the_eu);

    Controller "controller_family_name", controller.family_name, "Nom", "", PERSON, Required;
    Controller "controller_given_name", controller.given_name, "Prénom", "", PERSON, Required;
    Controller "controller_email", controller.email, "Adresse électronique", "", Shape::Email, Required;
    Controller "controller_phone", controller.phone, "Téléphone", "", Shape::Phone, Required;
    Controller "controller_job", controller.job, "Fonction", "", NAME, Required;
    Dpo "dpo_family_name", dpo.family_name, "Nom", "", PERSON, Required;
    Dpo "dpo_given_name", dpo.given_name, "Prénom", "", PERSON, Required;
    Dpo "dpo_email", dpo.email, "Adresse électronique", "", Shape::Email, Required;
    Dpo "dpo_phone", dpo.phone, "Téléphone", "", Shape::Phone, Required;
    Dpo "dpo_job", dpo.job, "Fonction", "", NAME, Required;
    Technical "technical_family_name", technical.family_name, "Nom", "", PERSON, Required;
    Technical "technical_given_name", technical.given_name, "Prénom", "", PERSON, Required;
    Technical "technical_email", technical.email, "Adresse électronique", "Elle recevra l'invitation à l'espace partenaire.", Shape::Email, Required;
    Technical "technical_phone", technical.phone, "Téléphone mobile", "Un mobile français, de métropole ou d'outre-mer.", Shape::Mobile, Required;
    Technical "technical_job", technical.job, "Fonction", "", NAME, Required;
    Security "security_family_name", security.family_name, "Nom", "", PERSON, When(security_begun);
    Security "security_given_name", security.given_name, "Prénom", "", PERSON, When(security_begun);
    Security "security_email", security.email, "Adresse électronique", "", Shape::Email, When(security_begun);
    Security "security_phone", security.phone, "Téléphone", "", Shape::Phone, When(security_begun);
    Security "security_job", security.job, "Fonction", "", NAME, When(security_begun);
    Vendor "vendor_family_name", vendor.family_name, "Nom", "", PERSON, Required;
    Vendor "vendor_given_name", vendor.given_name, "Prénom", "", PERSON, Required;
    Vendor "vendor_email", vendor.email, "Adresse électronique", "", Shape::Email, Required;
    Vendor "vendor_phone", vendor.phone, "Téléphone", "", Shape::Phone, Required;
    Vendor "vendor_job", vendor.job, "Fonction", "", NAME, Required;

    Signature "signatory_name", signatory_name, "Prénom et nom de la personne qui signe", "Elle peut engager l'organisation. Son nom est gardé avec chaque version déposée.", NAME, Required;
    Signature "signatory_job", signatory_job, "Qualité de la personne qui signe", "Par exemple : présidente, directeur général.", NAME, Required;
];
