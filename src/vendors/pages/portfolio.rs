//! The portfolio of a vendor, and a client added by hand.

use serde::Serialize;

use super::{crumb, sample, sample_now, sample_vendor};
use crate::kernel::clock::Instant;
use crate::kernel::text::french_day;
use crate::organisations::{Lookup, OrganisationId, Siret};
use crate::shell::{Crumb, FormState, Page};
use crate::vendors::lines::COLUMNS;
use crate::vendors::model::{Client, Consent, MandateState};
use crate::vendors::{forms, urls};

#[derive(Debug, Clone, Serialize)]
struct Row {
    name: String,
    siret: String,
    url: String,
    begin_url: String,
    ends_on: String,
    mandate: &'static str,
    mandate_kind: &'static str,
    consent: &'static str,
    consent_kind: &'static str,
}

/// The portfolio of a vendor.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct PortfolioPage {
    vendor: String,
    form: FormState,
    rows: Vec<Row>,
    looked_for: bool,
    ending: bool,
    current: i64,
    total: i64,
    page_url: String,
    action: String,
    all_url: String,
    ending_url: String,
    add_url: String,
    upload_url: String,
    may_file: bool,
}

/// What is looked for, as the address says it.
#[derive(Debug, Clone, Default)]
pub(in crate::vendors) struct Asked {
    pub words: String,
    pub ending: bool,
    pub page: i64,
}

impl PortfolioPage {
    pub(in crate::vendors) fn new(
        (id, vendor, may_file): (OrganisationId, String, bool),
        (clients, more): (Vec<Client>, bool),
        asked: &Asked,
        now: Instant,
    ) -> Self {
        let url = urls::portfolio(id);
        let ending = if asked.ending { "fin=1&" } else { "" };
        let words: String = url::form_urlencoded::byte_serialize(asked.words.as_bytes()).collect();
        Self {
            vendor,
            form: FormState::empty().with("q", &asked.words),
            rows: clients.iter().map(|client| row(client, now)).collect(),
            looked_for: !asked.words.is_empty() || asked.ending,
            ending: asked.ending,
            current: asked.page,
            total: asked.page + i64::from(more),
            page_url: format!("{url}?{ending}q={words}&page="),
            action: url.clone(),
            ending_url: urls::ending(id),
            all_url: url,
            add_url: urls::add(id),
            upload_url: urls::upload(id),
            may_file,
        }
    }
}

fn row(client: &Client, now: Instant) -> Row {
    let (mandate, mandate_kind) = MandateState::of(client.mandate_ends_on, now.paris_day()).label();
    let (consent, consent_kind) = client.consent_label(now);
    Row {
        name: client.name.clone(),
        siret: Siret::parse(&client.siret).map_or_else(|_| client.siret.clone(), Siret::spaced),
        url: urls::client(client.vendor, client.id),
        begin_url: urls::part(client.vendor, client.id, "demande"),
        ends_on: french_day(client.mandate_ends_on),
        mandate,
        mandate_kind,
        consent,
        consent_kind,
    }
}

impl Page for PortfolioPage {
    const TEMPLATE: &'static str = "vendors/portfolio.html";

    fn title(&self) -> String {
        "Mes clientes".to_owned()
    }

    fn samples() -> Vec<Self> {
        let who = || (sample_vendor(), "Éditeur d'Exemple <b>".to_owned(), true);
        let all = Consent::ALL
            .iter()
            .map(|consent| sample(*consent))
            .collect();
        let asked = |words: &str| Asked {
            words: words.to_owned(),
            ending: !words.is_empty(),
            page: 1,
        };
        vec![
            Self::new(who(), (Vec::new(), false), &asked(""), sample_now()),
            Self::new(who(), (Vec::new(), false), &asked("re"), sample_now()),
            Self::new(who(), (all, true), &asked(""), sample_now()),
        ]
    }
}

/// Whose portfolio, for a person of several organisations.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct ChoosePage {
    vendors: Vec<Link>,
    attach_url: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct Link {
    label: String,
    href: String,
}

impl ChoosePage {
    pub(in crate::vendors) fn new(vendors: Vec<(OrganisationId, String)>) -> Self {
        Self {
            vendors: vendors
                .into_iter()
                .map(|(id, label)| Link {
                    label,
                    href: urls::portfolio(id),
                })
                .collect(),
            attach_url: crate::organisations::NEW_URL,
        }
    }
}

impl Page for ChoosePage {
    const TEMPLATE: &'static str = "vendors/choose.html";

    fn title(&self) -> String {
        "Mes clientes".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![
            Self::new(Vec::new()),
            Self::new(vec![(sample_vendor(), "Éditeur <b>".to_owned())]),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Input {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
}

/// A client typed by hand.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct AddPage {
    form: FormState,
    told: Option<Told>,
    facts: Vec<Input>,
    people: Vec<Input>,
    action: String,
    #[serde(skip)]
    vendor: OrganisationId,
}

impl AddPage {
    pub(in crate::vendors) fn new(vendor: OrganisationId, form: FormState) -> Self {
        let input = |column: &crate::vendors::lines::Column| Input {
            name: column.name,
            label: column.label,
            hint: hint(column.name),
            required: column.required,
        };
        let (facts, people) = COLUMNS.iter().map(input).partition(|input| input.required);
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        Self {
            form: form.fields(&names),
            told: None,
            facts,
            people,
            action: urls::add(vendor),
            vendor,
        }
    }
}

/// What the registry said, in words.
#[derive(Debug, Clone, Serialize)]
struct Told {
    kind: &'static str,
    text: &'static str,
}

impl AddPage {
    /// The same, after the registry was asked.
    pub(in crate::vendors) fn told(mut self, lookup: &Lookup) -> Self {
        let (kind, text) = match lookup {
            Lookup::Found(found, _) if !found.is_open() => (
                "error",
                "Cet établissement est fermé : aucune demande ne peut être faite pour lui. Cherchez celui qui le remplace.",
            ),
            Lookup::Found(..) => (
                "success",
                "L'administration est au répertoire : relisez, puis complétez le mandat.",
            ),
            Lookup::Unknown => (
                "warning",
                "Le répertoire ne connaît pas ce numéro. Vérifiez-le, ou saisissez les renseignements.",
            ),
            Lookup::Off | Lookup::Unavailable => (
                "info",
                "Le répertoire ne répond pas : saisissez les renseignements, ils seront vérifiés pendant l'instruction.",
            ),
        };
        self.told = Some(Told { kind, text });
        self
    }
}

fn hint(name: &str) -> &'static str {
    match name {
        "siret" => "14 chiffres.",
        "categorie_juridique" => "Quatre chiffres, par exemple 7210 pour une commune.",
        "code_naf" => "Par exemple 84.11Z.",
        "date_creation" | "fin_mandat" => "JJ/MM/AAAA.",
        "courriel_accord" => "Un lien y sera envoyé quand vous demanderez l'accord de la cliente.",
        _ => "",
    }
}

impl Page for AddPage {
    const TEMPLATE: &'static str = "vendors/add.html";

    fn title(&self) -> String {
        "Ajouter une cliente".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![crumb(self.vendor)]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = forms::blank();
        wrong.labelled_error("siret", "SIRET", "Le SIRET comporte 14 chiffres.");
        vec![
            Self::new(sample_vendor(), forms::blank()),
            Self::new(sample_vendor(), wrong),
            Self::new(sample_vendor(), forms::blank()).told(&Lookup::Unknown),
        ]
    }
}
