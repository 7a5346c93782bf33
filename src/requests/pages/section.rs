//! One section of the dossier: its questions, its files, and the way to the others.

use serde::Serialize;

use super::steps::{CheckView, Place, SectionData, check_of, places, warnings};
use super::{Choice, Head, crumb, home, samples};
use crate::kernel::text;
use crate::requests::corrections::CorrectionView;
use crate::requests::fields::{Field, Group, Help, REASONS, Shape, help, shown};
use crate::requests::merge::Base;
use crate::requests::model::{
    Claim, Commitment, DataApi, DocumentKind, Dossier, LegalBasis, Section,
};
use crate::requests::rules::{Problem, Weight};
use crate::requests::summary::{Line, company};
use crate::requests::{forms, urls};
use crate::shell::{Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct FieldView {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// `line`, `text`, `radios` or `tick`.
    kind: &'static str,
    input: &'static str,
    inputmode: &'static str,
    narrow: bool,
    required: bool,
    choices: Vec<Choice>,
    help: Option<Help>,
    check: Option<CheckView>,
}

#[derive(Debug, Clone, Serialize)]
struct GroupView {
    legend: &'static str,
    /// The prefix of its fields, when it is a person.
    me: &'static str,
    fields: Vec<FieldView>,
}

#[derive(Debug, Clone, Serialize)]
struct Reason {
    name: String,
    label: String,
}

#[derive(Debug, Clone, Serialize)]
struct ApiView {
    id: String,
    label: &'static str,
    scopes_name: String,
    scopes: Vec<Choice>,
    reason_name: String,
    open: bool,
}

#[derive(Debug, Clone, Serialize)]
struct FileView {
    name: String,
    size: i64,
    /// What the antivirus said; empty when there is nothing to say.
    state: &'static str,
    url: String,
    remove_url: String,
}

#[derive(Debug, Clone, Serialize)]
struct FilesView {
    kind: &'static str,
    title: &'static str,
    hint: String,
    accept: &'static str,
    files: Vec<FileView>,
    full: bool,
}

/// One section.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct SectionPage {
    head: Head,
    section: Section,
    title: &'static str,
    rank: usize,
    total: usize,
    following: &'static str,
    form: FormState,
    file_form: FormState,
    edition: i32,
    base: String,
    page: String,
    saved_at: String,
    autosave_url: String,
    compare_url: String,
    unusual: Vec<&'static str>,
    action: String,
    upload_url: String,
    places: Vec<Place>,
    company: Vec<Line>,
    company_url: String,
    groups: Vec<GroupView>,
    claims: Vec<Choice>,
    claim_reasons: Vec<Reason>,
    reasons_help: Help,
    apis: Vec<ApiView>,
    commitments: Vec<Choice>,
    files: Vec<FilesView>,
    previous_url: String,
    submit_url: String,
    has_form: bool,
    corrections: Vec<CorrectionView>,
}

impl SectionPage {
    /// The section as it was saved.
    pub(in crate::requests) fn saved(data: &SectionData, section: Section) -> Self {
        let wrong: Vec<Problem> = data
            .problems
            .iter()
            .filter(|problem| problem.section == section && problem.weight == Weight::Mistake)
            .cloned()
            .collect();
        let form = forms::mistaken(forms::filled(section, &data.dossier), &wrong);
        Self::new(data, section, (form, FormState::empty()))
    }

    /// The section with a form and a form of files that may hold mistakes.
    pub(in crate::requests) fn new(
        data: &SectionData,
        section: Section,
        (form, file_form): (FormState, FormState),
    ) -> Self {
        let (request, dossier) = (&data.request, &data.dossier);
        let in_data = section == Section::Data;
        let in_organisation = section == Section::Organisation;
        let groups = groups(section, data);
        Self {
            head: Head::from(request),
            section,
            title: section.label(),
            rank: section.rank(),
            total: Section::ALL.len(),
            following: section.next().map_or("Dépôt de la demande", Section::label),
            edition: data.edition,
            base: Base::of(section, dossier).to_string(),
            page: data.page.clone(),
            saved_at: data
                .mark
                .as_ref()
                .map(|mark| text::french_date_time(mark.at))
                .unwrap_or_default(),
            autosave_url: urls::autosave(request.id, section),
            compare_url: if data.aside.is_some() {
                urls::compare(request.id, section)
            } else {
                String::new()
            },
            unusual: warnings(data, section),
            action: urls::section(request.id, section),
            upload_url: urls::documents(request.id),
            places: places(data, Some(section)),
            company: if in_organisation {
                company(&dossier.filer)
            } else {
                Vec::new()
            },
            company_url: crate::organisations::url(request.organisation),
            has_form: !groups.is_empty() || section == Section::Commitments,
            groups,
            claims: if in_data { claims() } else { Vec::new() },
            reasons_help: REASONS,
            claim_reasons: if in_data { claim_reasons() } else { Vec::new() },
            apis: if in_data {
                apis(dossier, &form)
            } else {
                Vec::new()
            },
            commitments: if section == Section::Commitments {
                commitments(dossier)
            } else {
                Vec::new()
            },
            files: files(data, section),
            previous_url: section
                .previous()
                .map(|s| urls::section(request.id, s))
                .unwrap_or_default(),
            submit_url: urls::submit(request.id),
            corrections: data.corrected(),
            form,
            file_form,
        }
    }
}

/// Questions come in fieldsets, in the order of the table.
fn groups(section: Section, data: &SectionData) -> Vec<GroupView> {
    let dossier = &data.dossier;
    let mut groups: Vec<(Group, GroupView)> = Vec::new();
    for field in shown(section, dossier) {
        let view = FieldView::of(field, data);
        match groups.last_mut() {
            Some((group, last)) if *group == field.group => last.fields.push(view),
            _ => groups.push((
                field.group,
                GroupView {
                    legend: field.group.legend(dossier),
                    me: field.group.person(),
                    fields: vec![view],
                },
            )),
        }
    }
    groups.into_iter().map(|(_, view)| view).collect()
}

impl FieldView {
    fn of(field: &Field, data: &SectionData) -> Self {
        let dossier = &data.dossier;
        let (kind, input, inputmode) = match field.shape {
            Shape::Text(_) => ("text", "text", ""),
            Shape::Choice(_) => ("radios", "text", ""),
            Shape::Tick => ("tick", "text", ""),
            Shape::Https => ("line", "url", "url"),
            Shape::Day(_) => ("line", "date", ""),
            Shape::Email => ("line", "email", "email"),
            Shape::Phone | Shape::Mobile => ("line", "tel", "tel"),
            Shape::Number(..) | Shape::Siret | Shape::LegalCategory => ("line", "text", "numeric"),
            Shape::Line(_) | Shape::Activity => ("line", "text", ""),
        };
        let choices = match field.shape {
            Shape::Choice(choices) => choices()
                .into_iter()
                .map(|(code, label, hint)| Choice::new(code, label, hint))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            name: field.name,
            label: field.label,
            hint: field.hint,
            kind,
            input,
            inputmode,
            narrow: field.shape.most() <= 64 && input != "email",
            required: field.is_needed(dossier),
            choices,
            help: help(field.name).copied(),
            check: check_of(data, field.name, (field.read)(dossier)),
        }
    }
}

fn claims() -> Vec<Choice> {
    Claim::ALL
        .iter()
        .map(|claim| Choice::new(claim.as_str(), claim.label(), claim.facts().proportionality))
        .collect()
}

fn claim_reasons() -> Vec<Reason> {
    let reason = |claim: &Claim| Reason {
        name: format!("justification_{claim}"),
        label: format!("Pourquoi « {} » ?", claim.label()),
    };
    Claim::ALL.iter().map(reason).collect()
}

fn apis(dossier: &Dossier, form: &FormState) -> Vec<ApiView> {
    let view = |api: &DataApi| {
        let scopes_name = format!("scopes_{api}");
        let reason_name = format!("justification_{api}");
        let asked = dossier.apis.iter().any(|wish| wish.api == *api);
        let wrong = [&scopes_name, &reason_name]
            .iter()
            .any(|name| form.error_of(name).is_some());
        ApiView {
            id: format!("api-{api}"),
            label: api.label(),
            scopes: api
                .scopes()
                .iter()
                .map(|s| Choice::new(s.code, s.label, ""))
                .collect(),
            open: asked || wrong,
            scopes_name,
            reason_name,
        }
    };
    DataApi::ALL.iter().map(view).collect()
}

fn commitments(dossier: &Dossier) -> Vec<Choice> {
    let experiment = dossier.stands_on(LegalBasis::Experiment);
    let asked = Commitment::ALL
        .iter()
        .filter(|c| experiment || !c.only_experiment());
    asked
        .map(|c| Choice::new(&format!("commitment_{c}"), c.label(), ""))
        .collect()
}

/// The kinds of files that a section asks for.
fn kinds(section: Section, dossier: &Dossier) -> Vec<DocumentKind> {
    match section {
        Section::Service => vec![DocumentKind::Mockup],
        Section::Organisation if Group::Client.applies(dossier) => vec![DocumentKind::Mandate],
        Section::LegalBasis if dossier.legal_basis().is_some_and(LegalBasis::needs_text) => {
            vec![DocumentKind::LegalText]
        }
        _ => Vec::new(),
    }
}

fn files(data: &SectionData, section: Section) -> Vec<FilesView> {
    let id = data.request.id;
    let view = |kind: DocumentKind| {
        let held = data
            .documents
            .iter()
            .filter(|document| document.kind == kind);
        let files: Vec<FileView> = held
            .map(|document| FileView {
                name: document.file_name.clone(),
                size: document.size,
                state: data.state(document).words(),
                url: urls::document(id, document.id),
                remove_url: urls::remove_document(id, document.id),
            })
            .collect();
        let most = kind.most();
        FilesView {
            kind: kind.as_str(),
            title: kind.label(),
            hint: format!(
                "{}, 10 Mo au plus. {} au plus.",
                kind.formats(),
                text::count(
                    i64::try_from(most).unwrap_or(i64::MAX),
                    "fichier",
                    "fichiers"
                )
            ),
            accept: match kind {
                DocumentKind::Mockup => ".pdf,.png,.jpg,.jpeg",
                DocumentKind::Mandate | DocumentKind::LegalText => ".pdf",
            },
            full: files.len() >= most,
            files,
        }
    };
    kinds(section, &data.dossier)
        .into_iter()
        .map(view)
        .collect()
}

impl Page for SectionPage {
    const TEMPLATE: &'static str = "requests/section.html";

    fn title(&self) -> String {
        format!("{} - Demande {}", self.title, self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        let mut shown = Vec::new();
        for basis in LegalBasis::ALL {
            let data = samples::section(*basis);
            for section in Section::ALL {
                shown.push(Self::saved(&data, *section));
            }
        }
        let data = samples::section(LegalBasis::Experiment);
        let mut wrong = forms::filled(Section::Data, &data.dossier);
        wrong.error(
            "claims",
            "Données d'identité : cochez les données nécessaires.",
        );
        wrong.error("scopes_cnam", "Cochez les données voulues.");
        let mut file = FormState::empty();
        file.error("mockup", "Ce fichier n'est pas un PDF.");
        shown.push(Self::new(&data, Section::Data, (wrong, FormState::empty())));
        shown.push(Self::new(
            &data,
            Section::Service,
            (FormState::empty(), file),
        ));
        shown
    }
}
