//! Reason templates: their list, and the page on which a supervisor writes one.

use serde::Serialize;

use crate::kernel::text::french_date_time;
use crate::review::model::{
    REASON_MAX_CHARS, REFERENCE_MAX_CHARS, ReasonTemplate, TEMPLATE_NAME_MAX, TemplateId,
    TemplateText,
};
use crate::review::steps::Step;
use crate::review::store::TemplateVersion;
use crate::review::urls;
use crate::review::wording::{VARIABLES, Wording};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// A line of the list.
#[derive(Debug, Clone, Serialize)]
struct Line {
    name: String,
    step: &'static str,
    legal_reference: String,
    version: i32,
    archived: bool,
    href: String,
}

/// Every template.
#[derive(Debug, Clone, Serialize)]
pub struct TemplatesPage {
    lines: Vec<Line>,
    new_url: &'static str,
}

impl TemplatesPage {
    /// The list; only those who may write get the way to a new one.
    #[must_use]
    pub fn new(templates: &[ReasonTemplate], may_write: bool) -> Self {
        Self {
            lines: templates.iter().map(line).collect(),
            new_url: if may_write { urls::NEW_TEMPLATE } else { "" },
        }
    }
}

fn line(template: &ReasonTemplate) -> Line {
    Line {
        name: template.text.name().to_owned(),
        step: template.step.label(),
        legal_reference: template.text.legal_reference().to_owned(),
        version: template.version,
        archived: template.is_archived,
        href: urls::template(template.id),
    }
}

fn sample() -> ReasonTemplate {
    ReasonTemplate {
        id: TemplateId(uuid::Uuid::nil()),
        step: Step::Refuse,
        text: TemplateText::kept(
            "Fondement <b> inapplicable".to_owned(),
            "La demande {numero} de {organisation}.".to_owned(),
            "Arrêté du 8 novembre 2018".to_owned(),
        ),
        version: 2,
        is_archived: false,
    }
}

impl Page for TemplatesPage {
    const TEMPLATE: &'static str = "review/templates.html";

    fn title(&self) -> String {
        "Modèles de motifs".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::QUEUE, "Instruction")]
    }

    fn samples() -> Vec<Self> {
        let archived = ReasonTemplate {
            is_archived: true,
            ..sample()
        };
        vec![
            Self::new(&[sample(), archived], true),
            Self::new(&[], false),
        ]
    }
}

/// A version in the history of a template.
#[derive(Debug, Clone, Serialize)]
struct VersionView {
    version: i32,
    at: String,
    by: String,
    name: String,
    body: String,
    legal_reference: String,
}

/// A variable, with what it stands for.
#[derive(Debug, Clone, Serialize)]
struct VariableView {
    name: String,
    meaning: &'static str,
    sample: String,
}

/// A step that a template may serve.
#[derive(Debug, Clone, Serialize)]
struct StepChoice {
    value: &'static str,
    label: &'static str,
}

/// A template being written, or read.
#[derive(Debug, Clone, Serialize)]
pub struct TemplatePage {
    name: String,
    action: String,
    archive_url: String,
    archived: bool,
    may_write: bool,
    is_new: bool,
    step: &'static str,
    form: FormState,
    steps: Vec<StepChoice>,
    preview: String,
    versions: Vec<VersionView>,
    variables: Vec<VariableView>,
    name_max: usize,
    body_max: usize,
    reference_max: usize,
}

impl TemplatePage {
    /// A new one.
    #[must_use]
    pub fn blank(form: FormState) -> Self {
        Self {
            name: "Nouveau modèle".to_owned(),
            action: urls::NEW_TEMPLATE.to_owned(),
            archive_url: String::new(),
            archived: false,
            may_write: true,
            is_new: true,
            step: "",
            preview: Wording::sample().fill(form.value("motif")),
            form,
            steps: steps(),
            versions: Vec::new(),
            variables: variables(),
            name_max: TEMPLATE_NAME_MAX,
            body_max: REASON_MAX_CHARS,
            reference_max: REFERENCE_MAX_CHARS,
        }
    }

    /// One that is there, with its versions; `form` holds what is being typed, if something is.
    #[must_use]
    pub fn edit(
        template: &ReasonTemplate,
        versions: &[TemplateVersion],
        form: Option<FormState>,
        may_write: bool,
    ) -> Self {
        let form = form.unwrap_or_else(|| {
            FormState::empty()
                .with("vu", template.version.to_string())
                .with("nom", template.text.name())
                .with("motif", template.text.body())
                .with("texte", template.text.legal_reference())
        });
        Self {
            name: template.text.name().to_owned(),
            action: urls::template(template.id),
            archive_url: urls::archive_template(template.id),
            archived: template.is_archived,
            may_write,
            is_new: false,
            step: template.step.label(),
            versions: versions.iter().map(version).collect(),
            ..Self::blank(form)
        }
    }
}

fn version(version: &TemplateVersion) -> VersionView {
    VersionView {
        version: version.version,
        at: french_date_time(version.at),
        by: version.by.clone(),
        name: version.text.name().to_owned(),
        body: version.text.body().to_owned(),
        legal_reference: version.text.legal_reference().to_owned(),
    }
}

fn steps() -> Vec<StepChoice> {
    let written = Step::ALL.iter().filter(|step| step.asks_reason());
    written
        .map(|step| StepChoice {
            value: step.as_str(),
            label: step.label(),
        })
        .collect()
}

fn variables() -> Vec<VariableView> {
    let known = VARIABLES.iter();
    known
        .map(|(name, meaning)| VariableView {
            name: format!("{{{name}}}"),
            meaning,
            sample: Wording::sample().fill(&format!("{{{name}}}")),
        })
        .collect()
}

impl Page for TemplatePage {
    const TEMPLATE: &'static str = "review/template.html";

    fn title(&self) -> String {
        format!("Modèle de motif : {}", self.name)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(urls::QUEUE, "Instruction"),
            Crumb::new(urls::TEMPLATES, "Modèles de motifs"),
        ]
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty().with("motif", "La demande {nom}.");
        wrong.labelled_error("motif", "Motif", "Ces variables n'existent pas : {nom}.");
        let former = TemplateVersion {
            version: 1,
            text: sample().text,
            at: super::sample_instant(),
            by: String::new(),
        };
        let put_away = ReasonTemplate {
            is_archived: true,
            ..sample()
        };
        vec![
            Self::blank(FormState::empty()),
            Self::blank(wrong),
            Self::edit(&sample(), std::slice::from_ref(&former), None, true),
            Self::edit(&put_away, &[former], None, true),
            Self::edit(&sample(), &[], None, false),
        ]
    }
}
