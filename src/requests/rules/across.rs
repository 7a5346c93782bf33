//! Rules that hold between several answers.

use chrono::Months;

use super::{Facts, Problem};
use crate::kernel::clock::Day;
use crate::organisations::Siret;
use crate::requests::model::{Company, DocumentKind, Dossier, LegalBasis, Section};

type Rule = fn(&Dossier, &Facts<'_>) -> Option<Problem>;

/// Years of business above which a private person may enter the experiment.
const EXPERIMENT_YEARS: u32 = 3;

/// Every such rule.
pub(super) const RULES: &[Rule] = &[
    filer_is_open,
    client_is_open,
    client_is_somebody_else,
    client_is_public,
    mandate_is_joined,
    administration_is_public_or_delegate,
    delegation_is_whole,
    private_basis_is_for_private_persons,
    experiment_is_for_legal_persons,
    experiment_asks_three_years,
    text_can_be_read,
    mockup_is_joined,
    long_retention_is_justified,
    experiment_stays_in_the_eu,
];

fn filer_is_open(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    (dossier.filer.state == "closed").then(|| {
        Problem::missing(Section::Organisation, "organisation_state", "closed", "Situation",
            "un établissement fermé ne peut pas déposer de demande. Corrigez la fiche de l'organisation, ou déposez depuis un autre établissement.")
    })
}

fn client_is_open(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let closed = is_vendor(dossier) && dossier.client.state == "closed";
    closed.then(|| {
        Problem::missing(
            Section::Organisation,
            "client_state",
            "closed",
            "Situation de l'administration cliente",
            "l'administration cliente est fermée. Indiquez un établissement en activité.",
        )
    })
}

fn client_is_somebody_else(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let siren = |company: &Company| Siret::parse(&company.siret).ok().map(Siret::siren);
    let same = is_vendor(dossier)
        && siren(&dossier.client).is_some()
        && siren(&dossier.client) == siren(&dossier.filer);
    same.then(|| {
        Problem::missing(Section::Organisation, "client_siret", "own_siret", "SIRET de l'administration cliente",
            "ce numéro est celui de votre organisation. Indiquez celui de votre cliente, ou changez de fondement juridique.")
            .mistaken()
    })
}

fn client_is_public(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let private =
        is_vendor(dossier) && known_category(&dossier.client).is_some_and(|c| !is_public(c));
    private.then(|| {
        Problem::missing(Section::Organisation, "client_legal_category", "public_body",
            "Catégorie juridique de l'administration cliente",
            "ce fondement est réservé aux clientes publiques (catégorie qui commence par 7 ou 4). Vérifiez la catégorie ou changez de fondement juridique.")
    })
}

fn mandate_is_joined(dossier: &Dossier, facts: &Facts<'_>) -> Option<Problem> {
    let missing = is_vendor(dossier) && !facts.has(DocumentKind::Mandate);
    missing.then(|| {
        Problem::missing(
            Section::Organisation,
            "mandate",
            "required",
            DocumentKind::Mandate.label(),
            "joignez le mandat signé, en PDF.",
        )
    })
}

fn administration_is_public_or_delegate(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let stranger = dossier.stands_on(LegalBasis::Administration)
        && known_category(&dossier.filer).is_some_and(|c| !is_public(c))
        && dossier.delegating_authority.is_empty();
    stranger.then(|| {
        Problem::missing(Section::LegalBasis, "delegating_authority", "public_body", "Administration délégante",
            "votre catégorie juridique n'est pas celle d'une administration. Indiquez l'administration qui vous a délégué le service, ou choisissez un autre fondement.")
    })
}

fn delegation_is_whole(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let half = dossier.stands_on(LegalBasis::Administration)
        && !dossier.delegating_authority.is_empty()
        && dossier.delegation_act.is_empty();
    half.then(|| {
        Problem::missing(
            Section::LegalBasis,
            "delegation_act",
            "required",
            "Acte de délégation",
            "indiquez l'acte par lequel l'administration vous a délégué le service.",
        )
    })
}

fn private_basis_is_for_private_persons(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let private_basis = matches!(
        dossier.legal_basis(),
        Some(LegalBasis::AddressChange | LegalBasis::IdentityVerification | LegalBasis::Experiment)
    );
    let public = known_category(&dossier.filer).is_some_and(|c| c.starts_with('7'));
    (private_basis && public).then(|| {
        Problem::missing(Section::LegalBasis, "basis", "private_person", "Fondement juridique",
            "ce fondement est réservé aux entreprises et aux associations. Votre catégorie juridique est publique : choisissez « Administration ou délégataire ».")
    })
}

fn experiment_is_for_legal_persons(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let natural = dossier.stands_on(LegalBasis::Experiment)
        && known_category(&dossier.filer).is_some_and(|c| c.starts_with('1'));
    natural.then(|| {
        Problem::missing(Section::LegalBasis, "basis", "legal_person", "Fondement juridique",
            "l'expérimentation est réservée aux personnes morales. Un entrepreneur individuel doit choisir un autre fondement.")
    })
}

fn experiment_asks_three_years(dossier: &Dossier, facts: &Facts<'_>) -> Option<Problem> {
    let born = Day::parse(&dossier.filer.created_on)?;
    let mature = born
        .0
        .checked_add_months(Months::new(12 * EXPERIMENT_YEARS))?
        < facts.today.0;
    (dossier.stands_on(LegalBasis::Experiment) && !mature).then(|| {
        Problem::missing(Section::Organisation, "organisation_created_on", "three_years", "Date de création",
            "l'expérimentation demande plus de trois ans d'activité. Corrigez la fiche de l'organisation si la date est fausse, ou choisissez un autre fondement juridique.")
    })
}

fn text_can_be_read(dossier: &Dossier, facts: &Facts<'_>) -> Option<Problem> {
    let needed = dossier.legal_basis().is_some_and(LegalBasis::needs_text);
    let missing = needed && dossier.text_url.is_empty() && !facts.has(DocumentKind::LegalText);
    missing.then(|| {
        Problem::missing(
            Section::LegalBasis,
            "text_url",
            "url_or_file",
            "Adresse du texte en ligne",
            "donnez l'adresse du texte, ou joignez-le en PDF.",
        )
    })
}

fn mockup_is_joined(_: &Dossier, facts: &Facts<'_>) -> Option<Problem> {
    (!facts.has(DocumentKind::Mockup)).then(|| {
        Problem::missing(
            Section::Service,
            "mockup",
            "required",
            DocumentKind::Mockup.label(),
            "joignez au moins une image ou un PDF de la page qui portera le bouton.",
        )
    })
}

fn long_retention_is_justified(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    // The table already asks for the reason; here it becomes a mistake, for both fields stand on the same page.
    let long = dossier
        .retention_months
        .parse::<u32>()
        .is_ok_and(|months| months > 36);
    (long && dossier.retention_reason.is_empty()).then(|| {
        Problem::missing(
            Section::Gdpr,
            "retention_reason",
            "retention_over_36",
            "Justification de la durée",
            "au-delà de 36 mois, expliquez pourquoi, ou réduisez la durée de conservation.",
        )
        .mistaken()
    })
}

fn experiment_stays_in_the_eu(dossier: &Dossier, _: &Facts<'_>) -> Option<Problem> {
    let leaves = dossier.stands_on(LegalBasis::Experiment) && dossier.outside_eu == "yes";
    leaves.then(|| {
        Problem::missing(
            Section::Gdpr,
            "outside_eu",
            "experiment_in_eu",
            "Transfert hors de l'Union européenne",
            "l'expérimentation interdit tout transfert de données hors de l'Union européenne.",
        )
    })
}

fn is_vendor(dossier: &Dossier) -> bool {
    dossier.stands_on(LegalBasis::VendorForAdministration)
}

fn known_category(company: &Company) -> Option<&str> {
    Some(company.legal_category.as_str()).filter(|category| !category.is_empty())
}

/// Public law (7) or public body under commercial law (4).
fn is_public(category: &str) -> bool {
    category.starts_with('7') || category.starts_with('4')
}
