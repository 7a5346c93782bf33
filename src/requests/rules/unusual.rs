//! Combinations worth a second look: they never block, and each says what a reviewer will ask.

use chrono::Days;

use super::Facts;
use crate::kernel::clock::Day;
use crate::requests::model::{AssuranceLevel, Claim, Contact, Dossier, LegalBasis, Section};

/// An unusual combination.
#[derive(Debug, Clone, Copy)]
pub struct Unusual {
    /// Its code, for tests.
    pub code: &'static str,
    /// Where it is shown.
    pub section: Section,
    /// Whether the dossier holds it.
    pub holds: fn(&Dossier, &Facts<'_>) -> bool,
    /// What is said.
    pub text: &'static str,
}

/// Integration and qualification take some weeks.
const LEAST_DAYS_TO_LAUNCH: u64 = 30;
/// Mail providers that give addresses to anybody.
const PERSONAL_MAIL: &[&str] = &[
    "gmail.com",
    "outlook.com",
    "outlook.fr",
    "hotmail.com",
    "hotmail.fr",
    "yahoo.fr",
    "yahoo.com",
    "orange.fr",
    "free.fr",
    "laposte.net",
    "wanadoo.fr",
    "sfr.fr",
    "icloud.com",
    "live.fr",
];

/// Every one of them.
#[rustfmt::skip]
pub const UNUSUAL: &[Unusual] = &[
    Unusual { code: "half_birth", section: Section::Data, holds: |d, _| asks(d, Claim::Birthplace) != asks(d, Claim::Birthcountry),
        text: "La ville et le pays de naissance vont de pair : pour une personne née à l'étranger, la ville est vide. Demandez les deux, ou aucune." },
    Unusual { code: "gender_alone", section: Section::Data, holds: |d, _| asks(d, Claim::Gender) && !asks(d, Claim::FamilyName),
        text: "Le sexe sans le nom ne permet aucun rapprochement. L'instructeur demandera à quoi il sert." },
    Unusual { code: "birthdate_alone", section: Section::Data, holds: |d, _| asks(d, Claim::Birthdate) && !asks(d, Claim::FamilyName),
        text: "Une date de naissance demandée seule sert d'ordinaire à vérifier un âge. Une case à cocher, ou une tranche d'âge, suffit souvent." },
    Unusual { code: "email_alone", section: Section::Data, holds: |d, _| asks(d, Claim::Email) && d.claims.len() == 1,
        text: "L'adresse électronique seule n'identifie personne et peut changer. L'identifiant technique permet déjà de reconnaître un usager qui revient." },
    Unusual { code: "usage_name_alone", section: Section::Data, holds: |d, _| asks(d, Claim::PreferredUsername) && !asks(d, Claim::FamilyName),
        text: "Le nom d'usage est absent pour beaucoup d'usagers. Sans le nom de naissance, vous n'aurez souvent aucun nom." },
    Unusual { code: "everything", section: Section::Data, holds: |d, _| d.claims.len() == Claim::ALL.len(),
        text: "Toutes les données sont demandées. C'est rare : chaque donnée en trop retarde l'instruction. Gardez celles que la procédure exige." },
    Unusual { code: "same_reason", section: Section::Data, holds: |d, _| same_reason(d),
        text: "La même justification est donnée pour plusieurs données. Dites pour chacune ce que le service en fait." },
    Unusual { code: "private_apis", section: Section::Data, holds: |d, _| private(d) && !d.apis.is_empty(),
        text: "Les données d'autres administrations sont rarement ouvertes aux entreprises et aux associations. Vérifiez avec l'administration qui les fournit." },
    Unusual { code: "apis_without_pivot", section: Section::Data, holds: |d, _| !d.apis.is_empty() && Claim::ALL.iter().any(|c| c.facts().pivot && !asks(d, *c)),
        text: "Les administrations retrouvent une personne par son identité pivot complète. Sans elle, l'appel de leurs données peut échouer." },
    Unusual { code: "eidas2_without_identity", section: Section::Level, holds: |d, _| d.assurance_level() == Some(AssuranceLevel::Eidas2) && d.openid_only == "yes",
        text: "FranceConnect+ est demandé, mais aucune donnée d'identité. FranceConnect suffit d'ordinaire dans ce cas." },
    Unusual { code: "soon", section: Section::Service, holds: launches_soon,
        text: "Le lancement est prévu dans moins d'un mois. L'instruction, l'intégration et la qualification demandent d'ordinaire plusieurs semaines." },
    Unusual { code: "peaks_without_volume", section: Section::Service, holds: |d, _| !d.peaks.is_empty() && d.yearly_volume.parse::<u32>().is_ok_and(|n| n < 1_000),
        text: "Des pics sont annoncés pour moins de mille connexions par an. Vérifiez le nombre de connexions attendues." },
    Unusual { code: "kept_long_for_little", section: Section::Gdpr, holds: |d, _| d.openid_only == "yes" && d.retention_months.parse::<u32>().is_ok_and(|n| n > 36),
        text: "Plus de 36 mois de conservation pour le seul identifiant technique. Une durée plus courte suffit sans doute." },
    Unusual { code: "public_body_outside_eu", section: Section::Gdpr, holds: |d, _| !private(d) && d.outside_eu == "yes",
        text: "Une administration transfère rarement des données hors de l'Union européenne. Précisez le pays et les garanties." },
    Unusual { code: "controller_is_dpo", section: Section::Contacts, holds: |d, _| same_person(&d.controller, &d.dpo),
        text: "Le responsable de traitement et le délégué à la protection des données ont la même adresse. Le délégué doit être indépendant (RGPD, article 38)." },
    Unusual { code: "technical_is_dpo", section: Section::Contacts, holds: |d, _| same_person(&d.technical, &d.dpo),
        text: "Le responsable technique est aussi le délégué à la protection des données. Ce cumul crée d'ordinaire un conflit d'intérêts." },
    Unusual { code: "personal_mail", section: Section::Contacts, holds: |d, _| [&d.controller, &d.dpo, &d.technical].iter().any(|c| is_personal(&c.email)),
        text: "Une adresse électronique semble personnelle. Préférez celle de l'organisation : elle reste quand la personne change." },
    Unusual { code: "vendor_as_controller", section: Section::Contacts, holds: |d, _| d.stands_on(LegalBasis::VendorForAdministration) && same_person(&d.controller, &d.vendor),
        text: "Le responsable de traitement est votre propre contact. Pour un éditeur, c'est celui de l'administration cliente." },
];

/// The unusual combinations that a dossier holds.
pub fn unusual<'a>(
    dossier: &'a Dossier,
    facts: &'a Facts<'a>,
) -> impl Iterator<Item = &'static Unusual> + use<'a> {
    UNUSUAL
        .iter()
        .filter(move |warning| (warning.holds)(dossier, facts))
}

fn asks(dossier: &Dossier, claim: Claim) -> bool {
    dossier.claims.iter().any(|wish| wish.claim == claim)
}

fn private(dossier: &Dossier) -> bool {
    matches!(
        dossier.legal_basis(),
        Some(LegalBasis::AddressChange | LegalBasis::IdentityVerification | LegalBasis::Experiment)
    )
}

fn same_reason(dossier: &Dossier) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    let mut reasons = dossier.claims.iter().map(|wish| wish.justification.trim());
    reasons.any(|reason| !reason.is_empty() && !seen.insert(reason.to_lowercase()))
}

fn launches_soon(dossier: &Dossier, facts: &Facts<'_>) -> bool {
    let soon = facts
        .today
        .0
        .checked_add_days(Days::new(LEAST_DAYS_TO_LAUNCH));
    Day::parse(&dossier.launch_on)
        .zip(soon)
        .is_some_and(|(day, soon)| day.0 < soon && day >= facts.today)
}

fn same_person(one: &Contact, other: &Contact) -> bool {
    !one.email.is_empty() && one.email.eq_ignore_ascii_case(&other.email)
}

fn is_personal(email: &str) -> bool {
    email
        .rsplit_once('@')
        .is_some_and(|(_, host)| PERSONAL_MAIL.contains(&host.to_lowercase().as_str()))
}
