//! Around the queue: kept views, tags, how a person likes the queue.

use serde::Serialize;

use super::queue::Around;
use crate::requests::RequestId;
use crate::review::model::{Column, TagId, ViewId};
use crate::review::urls;
use crate::review::views::{Furniture, SavedView};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new(urls::QUEUE, "Instruction")]
}

#[derive(Debug, Clone, Serialize)]
struct ViewLine {
    name: String,
    href: String,
    owner: String,
    shared: bool,
    share: Option<String>,
    unshare: Option<String>,
    forget: Option<String>,
}

/// The views that a person keeps, and those shared.
#[derive(Debug, Clone, Serialize)]
pub struct ViewsPage {
    views: Vec<ViewLine>,
    form: FormState,
    wrong: bool,
}

impl ViewsPage {
    /// The views, for somebody who may share theirs or not. `form` is a view that could not be kept.
    #[must_use]
    pub fn new(views: Vec<SavedView>, supervises: bool, form: FormState) -> Self {
        let line = |view: SavedView| ViewLine {
            href: format!("{}?{}", urls::QUEUE, view.query),
            share: (view.own && supervises && !view.shared)
                .then(|| urls::view(view.id, "partager")),
            unshare: (view.shared && (view.own || supervises))
                .then(|| urls::view(view.id, "reprendre")),
            forget: view.own.then(|| urls::view(view.id, "oublier")),
            owner: if view.own {
                "Vous".to_owned()
            } else {
                view.owner
            },
            name: view.name,
            shared: view.shared,
        };
        Self {
            views: views.into_iter().map(line).collect(),
            wrong: form.has_errors(),
            form: form.fields(&["nom", "vue"]),
        }
    }
}

impl Page for ViewsPage {
    const TEMPLATE: &'static str = "review/views.html";

    fn title(&self) -> String {
        "Vues de la file".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        crumbs()
    }

    fn samples() -> Vec<Self> {
        let view = |own, shared| SavedView {
            id: ViewId(uuid::Uuid::nil()),
            name: "Mairies <b>".to_owned(),
            query: "etat=submitted&q=mairie".to_owned(),
            shared,
            own,
            owner: "Claire Petit".to_owned(),
        };
        let mut form = FormState::empty().with("vue", "/instruction?etat=submitted");
        form.error("nom", "Donnez un nom.");
        vec![
            Self::new(
                vec![view(true, false), view(false, true)],
                true,
                FormState::empty(),
            ),
            Self::new(vec![view(true, true), view(false, true)], false, form),
            Self::new(Vec::new(), false, FormState::empty()),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Choosable {
    value: &'static str,
    label: &'static str,
}

/// How a person likes the queue.
#[derive(Debug, Clone, Serialize)]
pub struct DisplayPage {
    form: FormState,
    columns: Vec<Choosable>,
}

impl DisplayPage {
    /// As they chose, or as it comes.
    #[must_use]
    pub fn new(furniture: &Furniture) -> Self {
        let chosen = Column::chosen(furniture.columns.as_deref());
        let shortcuts = if furniture.shortcuts { "oui" } else { "" };
        Self {
            form: FormState::empty()
                .with_list("colonnes", chosen.iter().map(|column| column.as_str()))
                .with("raccourcis", shortcuts),
            columns: Column::ALL
                .iter()
                .map(|column| Choosable {
                    value: column.as_str(),
                    label: column.label(),
                })
                .collect(),
        }
    }
}

impl Page for DisplayPage {
    const TEMPLATE: &'static str = "review/display.html";

    fn title(&self) -> String {
        "Présentation de la file".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        crumbs()
    }

    fn samples() -> Vec<Self> {
        vec![Self::new(&Furniture::default())]
    }
}

#[derive(Debug, Clone, Serialize)]
struct TagLine {
    label: String,
    href: String,
    retire: Option<String>,
}

/// The tags in use.
#[derive(Debug, Clone, Serialize)]
pub struct TagsPage {
    tags: Vec<TagLine>,
    form: FormState,
    may_create: bool,
}

impl TagsPage {
    /// The tags, for somebody who may create, and retire them.
    #[must_use]
    pub fn new(
        tags: Vec<(TagId, String)>,
        (may_create, may_retire): (bool, bool),
        form: FormState,
    ) -> Self {
        let line = |(id, label): (TagId, String)| TagLine {
            label,
            href: format!("{}?etat=toutes&etiquette={id}", urls::QUEUE),
            retire: may_retire.then(|| urls::retire_tag(id)),
        };
        Self {
            tags: tags.into_iter().map(line).collect(),
            form: form.fields(&["mot"]),
            may_create,
        }
    }
}

impl Page for TagsPage {
    const TEMPLATE: &'static str = "review/tags.html";

    fn title(&self) -> String {
        "Étiquettes".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        crumbs()
    }

    fn samples() -> Vec<Self> {
        let tag = || vec![(TagId(uuid::Uuid::nil()), "Urgent <b>".to_owned())];
        let mut wrong = FormState::empty().with("mot", "urgent");
        wrong.error("mot", "Une étiquette porte déjà ce nom.");
        vec![
            Self::new(tag(), (true, true), FormState::empty()),
            Self::new(tag(), (true, false), wrong),
            Self::new(Vec::new(), (false, false), FormState::empty()),
        ]
    }
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// The tags of one request, among those in use.
#[derive(Debug, Clone, Serialize)]
pub struct RequestTagsPage {
    number: String,
    file: String,
    action: String,
    tags: Vec<Choice>,
    form: FormState,
    around: [Around; 2],
}

impl RequestTagsPage {
    /// The tags in use, and those that the request bears.
    #[must_use]
    pub fn new(
        (id, number): (RequestId, String),
        known: Vec<(TagId, String)>,
        borne: &[TagId],
    ) -> Self {
        let choice = |(id, label): (TagId, String)| Choice {
            value: id.to_string(),
            label,
        };
        Self {
            around: [
                Around::new("Revenir au dossier", urls::file(id)),
                Around::new("Gérer les étiquettes", urls::TAGS.to_owned()),
            ],
            form: FormState::empty().with_list("mot", borne.iter().map(ToString::to_string)),
            tags: known.into_iter().map(choice).collect(),
            action: urls::request_tags(id),
            file: urls::file(id),
            number,
        }
    }
}

impl Page for RequestTagsPage {
    const TEMPLATE: &'static str = "review/request_tags.html";

    fn title(&self) -> String {
        format!("Étiquettes de la demande {}", self.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = crumbs();
        crumbs.push(Crumb::new(self.file.clone(), &self.number));
        crumbs
    }

    fn samples() -> Vec<Self> {
        let request = || (uuid::Uuid::nil().into(), "D-000001".to_owned());
        let tag = TagId(uuid::Uuid::nil());
        vec![
            Self::new(request(), vec![(tag, "Urgent <b>".to_owned())], &[tag]),
            Self::new(request(), Vec::new(), &[]),
        ]
    }
}
