//! A client: its mandate, its consent, its requests; and a request begun for it.

use serde::Serialize;

use super::{crumb, sample, sample_now};
use crate::kernel::clock::Instant;
use crate::kernel::text::{french_date, french_day};
use crate::organisations::Siret;
use crate::requests::{self, RequestId, Status};
use crate::shell::{Crumb, FormState, Page};
use crate::vendors::model::{Client, Consent, MandateState};
use crate::vendors::store::RequestLine;
use crate::vendors::{forms, urls};

#[derive(Debug, Clone, Serialize)]
struct RequestRow {
    number: String,
    title: String,
    status: &'static str,
    url: String,
}

fn request_row((id, number, title, status, _): &RequestLine) -> RequestRow {
    RequestRow {
        number: number.clone(),
        title: title.clone(),
        status: status.label(),
        url: requests::url(*id),
    }
}

/// What a client's page is made from.
#[derive(Debug, Clone)]
pub(in crate::vendors) struct ClientData {
    pub client: Client,
    pub mandate: Option<(String, Instant)>,
    pub requests: Vec<RequestLine>,
    pub may_file: bool,
}

/// The forms of the page, each with its own mistakes.
#[derive(Debug, Clone)]
pub(in crate::vendors) struct ClientForms {
    pub mandate: FormState,
    pub consent: FormState,
}

impl ClientForms {
    pub(in crate::vendors) fn of(client: &Client) -> Self {
        Self {
            mandate: forms::mandate(client),
            consent: FormState::empty().with("courriel", &client.consent_email),
        }
    }
}

/// A client.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct ClientPage {
    name: String,
    siret: String,
    address: String,
    controller: String,
    dpo: String,
    ends_on: String,
    mandate: &'static str,
    mandate_kind: &'static str,
    file_name: String,
    file_date: String,
    file_url: String,
    consent: &'static str,
    consent_kind: &'static str,
    consent_text: String,
    may_ask: bool,
    mandate_form: FormState,
    consent_form: FormState,
    mandate_action: String,
    consent_action: String,
    begin_url: String,
    archive_action: String,
    requests: Vec<RequestRow>,
    archived: bool,
    may_file: bool,
    #[serde(skip)]
    vendor: crate::organisations::OrganisationId,
}

impl ClientPage {
    pub(in crate::vendors) fn new(data: &ClientData, forms: ClientForms, now: Instant) -> Self {
        let client = &data.client;
        let (mandate, mandate_kind) =
            MandateState::of(client.mandate_ends_on, now.paris_day()).label();
        let (consent, consent_kind) = client.consent_label(now);
        let part = |part: &str| urls::part(client.vendor, client.id, part);
        let file = data.mandate.clone();
        Self {
            name: client.name.clone(),
            siret: Siret::parse(&client.siret).map_or_else(|_| client.siret.clone(), Siret::spaced),
            address: client.sheet.company.address.clone(),
            controller: forms::person(&client.sheet.controller),
            dpo: forms::person(&client.sheet.dpo),
            ends_on: french_day(client.mandate_ends_on),
            mandate,
            mandate_kind,
            file_url: if file.is_some() {
                part("mandat")
            } else {
                String::new()
            },
            file_date: file
                .as_ref()
                .map(|(_, at)| french_date(*at))
                .unwrap_or_default(),
            file_name: file.map(|(name, _)| name).unwrap_or_default(),
            consent,
            consent_kind,
            consent_text: consent_text(client),
            may_ask: client.consent != Consent::Given,
            mandate_form: forms.mandate,
            consent_form: forms.consent,
            mandate_action: part("mandat"),
            consent_action: part("accord"),
            begin_url: part("demande"),
            archive_action: part("archiver"),
            requests: data.requests.iter().map(request_row).collect(),
            archived: client.archived_at.is_some(),
            may_file: data.may_file,
            vendor: client.vendor,
        }
    }
}

fn consent_text(client: &Client) -> String {
    let on = |at: Option<Instant>| at.map(french_date).unwrap_or_default();
    match client.consent {
        Consent::None => "La cliente n'a pas encore été sollicitée.".to_owned(),
        Consent::Asked => format!(
            "Demandé le {} à {}. Le lien est valable jusqu'au {}.",
            on(client.asked_at),
            client.consent_email,
            on(client.expires_at)
        ),
        Consent::Given => format!(
            "La cliente a donné son accord le {}.",
            on(client.answered_at)
        ),
        Consent::Refused => format!(
            "La cliente a refusé le {}. Aucune demande ne peut être commencée pour elle.",
            on(client.answered_at)
        ),
    }
}

impl Page for ClientPage {
    const TEMPLATE: &'static str = "vendors/client.html";

    fn title(&self) -> String {
        self.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![crumb(self.vendor)]
    }

    fn samples() -> Vec<Self> {
        let page = |consent: Consent, file: bool, wrong: bool| {
            let client = sample(consent);
            let mut forms = ClientForms::of(&client);
            if wrong {
                forms
                    .mandate
                    .labelled_error("fin_mandat", "Fin du mandat", "Indiquez une date.");
            }
            let data = ClientData {
                client,
                mandate: file.then(|| ("mandat <1>.pdf".to_owned(), sample_now())),
                requests: vec![line()],
                may_file: true,
            };
            Self::new(&data, forms, sample_now())
        };
        vec![
            page(Consent::None, false, true),
            page(Consent::Asked, true, false),
            page(Consent::Given, true, false),
            page(Consent::Refused, true, false),
        ]
    }
}

fn line() -> RequestLine {
    (
        RequestId(uuid::Uuid::from_u128(1)),
        "D-2026-000123".to_owned(),
        "Mes démarches".to_owned(),
        Status::Draft,
        sample_now(),
    )
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
    hint: String,
}

/// A request to begin for a client.
#[derive(Debug, Clone, Serialize)]
pub(in crate::vendors) struct BeginPage {
    name: String,
    form: FormState,
    models: Vec<Choice>,
    notices: Vec<String>,
    action: String,
    client_url: String,
    #[serde(skip)]
    vendor: crate::organisations::OrganisationId,
}

impl BeginPage {
    pub(in crate::vendors) fn new(
        (client, has_mandate): (&Client, bool),
        models: &[RequestLine],
        form: FormState,
    ) -> Self {
        let mut choices: Vec<Choice> = models
            .iter()
            .map(|(id, number, title, status, at)| Choice {
                value: id.to_string(),
                label: format!(
                    "{number}, {}",
                    if title.is_empty() {
                        "service sans nom"
                    } else {
                        title
                    }
                ),
                hint: format!("{}, modifiée le {}", status.label(), french_date(*at)),
            })
            .collect();
        choices.push(Choice {
            value: "aucune".to_owned(),
            label: "Un dossier vierge".to_owned(),
            hint: String::new(),
        });
        let first = choices.first().map(|choice| choice.value.clone());
        let form = if form.value("modele").is_empty() {
            form.with("modele", first.unwrap_or_default())
        } else {
            form
        };
        let mut notices = Vec::new();
        if !has_mandate {
            notices.push(
                "Aucun mandat n'est joint à la fiche : il faudra le joindre à la demande."
                    .to_owned(),
            );
        }
        if client.consent != Consent::Given {
            notices.push("La cliente n'a pas encore donné son accord.".to_owned());
        }
        Self {
            name: client.name.clone(),
            form,
            models: choices,
            notices,
            action: urls::part(client.vendor, client.id, "demande"),
            client_url: urls::client(client.vendor, client.id),
            vendor: client.vendor,
        }
    }
}

impl Page for BeginPage {
    const TEMPLATE: &'static str = "vendors/begin.html";

    fn title(&self) -> String {
        format!("Nouvelle demande pour {}", self.name)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![crumb(self.vendor)]
    }

    fn samples() -> Vec<Self> {
        let client = sample(Consent::Asked);
        vec![
            Self::new((&client, false), &[], FormState::empty()),
            Self::new((&client, true), &[line()], FormState::empty()),
        ]
    }
}
