//! Around the queue: kept views, tags, how a person likes the queue.

use super::{Decider, Desk, Path, actor, answers, request_id};
use crate::kernel::error::{Failure, Outcome};
use crate::requests::AccessError;
use crate::review::model::{Column, TagId, ViewId};
use crate::review::pages::{DisplayPage, RequestTagsPage, TagsPage, ViewsPage};
use crate::review::queue::Ask;
use crate::review::reading;
use crate::review::service::{self, ToolError, ViewChange};
use crate::review::{urls, views};
use crate::shell::actor::{Role, Supervisor};
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::form::{FormState, RawForm};
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes around the queue.
pub fn routes() -> Routes {
    Routes::new("review")
        .get(urls::VIEWS, list_views)
        .post(urls::VIEWS, keep)
        .post("/instruction/vues/{id}/{change}", change)
        .get(urls::DISPLAY, display)
        .post(urls::DISPLAY, choose)
        .get(urls::TAGS, list_tags)
        .post(urls::TAGS, create_tag)
        .post("/instruction/etiquettes/{id}/retirer", retire_tag)
        .get("/instruction/{id}/etiquettes", request_tags)
        .post("/instruction/{id}/etiquettes", set_request_tags)
}

/// The question of an address of the queue; the page it was at is left out.
pub(super) fn asked(address: &str) -> Ask {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    Ask {
        after: None,
        ..Ask::of_query(query)
    }
}

/// The address of the queue that asks the same, built again from what was understood.
pub(super) fn back(address: &str) -> String {
    format!("{}?{}", urls::QUEUE, asked(address).to_query())
}

async fn list_views(web: Web, staff: Desk) -> Answer {
    show_views(&web, &staff, FormState::empty()).await
}

async fn show_views(web: &Web, staff: &Desk, form: FormState) -> Answer {
    let me = staff.account();
    let kept: Outcome<_> = web
        .db()
        .glance(move |c| Ok(views::saved_views(c, me)?))
        .await;
    let wrong = form.has_errors();
    let page = ViewsPage::new(kept?, staff.has(Role::Supervisor), form);
    if wrong {
        web.mistakes(&page)
    } else {
        web.page(&page)
    }
}

async fn keep(web: Web, staff: Desk, Protected(raw): Protected<RawForm>) -> Answer {
    let owner = staff.account();
    let (name, ask) = (raw.text("nom").to_owned(), asked(raw.text("vue")));
    let kept = web
        .write(move |tx, ctx| service::keep_view(tx, ctx, owner, (&name, &ask)))
        .await;
    match kept {
        Ok(()) => web.see_other_with(
            back(raw.text("vue")),
            Flash::success("La vue est gardée, parmi les onglets de la page."),
        ),
        Err(Failure::Refused(error)) => {
            let mut form = FormState::new(&raw);
            form.error("nom", words(error));
            show_views(&web, &staff, form).await
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn change(
    web: Web,
    staff: Desk,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let (id, change) = path.into_inner();
    let id = id.parse::<ViewId>().map_err(|_| PageError::NotFound)?;
    let (change, told) = match change.as_str() {
        "partager" => (
            ViewChange::Share,
            "La vue est partagée avec toute l'équipe.",
        ),
        "reprendre" => (ViewChange::Unshare, "La vue n'est plus partagée."),
        "oublier" => (ViewChange::Delete, "La vue est oubliée."),
        _ => return Err(PageError::NotFound),
    };
    let by = (staff.account(), staff.has(Role::Supervisor));
    let done = web
        .write(move |tx, ctx| service::change_view(tx, ctx, by, (id, change)))
        .await;
    done.map_err(unknown)?;
    web.see_other_with(urls::VIEWS, Flash::success(told))
}

async fn display(web: Web, staff: Desk) -> Answer {
    let me = staff.account();
    let found: Outcome<_> = web.db().glance(move |c| Ok(views::furniture(c, me)?)).await;
    web.page(&DisplayPage::new(&found?))
}

async fn choose(web: Web, staff: Desk, Protected(raw): Protected<RawForm>) -> Answer {
    let chosen = raw.all("colonnes").join(" ");
    let columns = Column::chosen(Some(&chosen));
    let (me, shortcuts) = (staff.account(), raw.is_checked("raccourcis"));
    let done: Outcome<()> = web
        .write(move |tx, ctx| Ok(service::choose_display(tx, ctx, me, (&columns, shortcuts))?))
        .await;
    done?;
    web.see_other_with(
        urls::QUEUE,
        Flash::success("La présentation est enregistrée."),
    )
}

async fn list_tags(web: Web, staff: Desk) -> Answer {
    let supervises = staff.has(Role::Supervisor);
    let may = (supervises || staff.has(Role::Reviewer), supervises);
    show_tags(&web, may, FormState::empty()).await
}

/// The tags, for somebody who may create, and retire them.
async fn show_tags(web: &Web, may: (bool, bool), form: FormState) -> Answer {
    let known: Outcome<_> = web.db().glance(|c| Ok(views::known_tags(c)?)).await;
    let wrong = form.has_errors();
    let page = TagsPage::new(known?, may, form);
    if wrong {
        web.mistakes(&page)
    } else {
        web.page(&page)
    }
}

async fn create_tag(web: Web, staff: Decider, Protected(raw): Protected<RawForm>) -> Answer {
    let (by, label) = (staff.account(), raw.text("mot").to_owned());
    let made = web
        .write(move |tx, ctx| service::create_tag(tx, ctx, by, &label))
        .await;
    match made {
        Ok(_) => web.see_other_with(urls::TAGS, Flash::success("L'étiquette est créée.")),
        Err(Failure::Refused(error)) => {
            let mut form = FormState::new(&raw);
            form.error("mot", words(error));
            show_tags(&web, (true, staff.has(Role::Supervisor)), form).await
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

async fn retire_tag(
    web: Web,
    _: crate::shell::actor::Staff<Supervisor>,
    path: Path<String>,
    _: Protected<RawForm>,
) -> Answer {
    let tag = path.parse::<TagId>().map_err(|_| PageError::NotFound)?;
    let done = web
        .write(move |tx, ctx| service::retire_tag(tx, ctx, tag))
        .await;
    done.map_err(unknown)?;
    web.see_other_with(
        urls::TAGS,
        Flash::success("L'étiquette n'est plus proposée. Les demandes qui la portent la gardent."),
    )
}

async fn request_tags(web: Web, _: Decider, path: Path<String>) -> Answer {
    let (id, by) = (request_id(&path)?, actor(&web)?);
    let read = web
        .db()
        .read(move |c| {
            let (request, _) = reading::desk_reading(c, &by, id)?;
            let borne = views::tags_of(c, id)?.into_iter().map(|(tag, _)| tag);
            let borne: Vec<TagId> = borne.collect();
            let named = (id, request.number);
            Ok(RequestTagsPage::new(named, views::known_tags(c)?, &borne))
        })
        .await;
    let page =
        read.map_err(|failure: Failure<AccessError>| PageError::of(failure, answers::denied))?;
    web.page(&page)
}

async fn set_request_tags(
    web: Web,
    _: Decider,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (id, by) = (request_id(&path)?, actor(&web)?);
    let wanted = raw.all("mot").into_iter();
    let wanted: Vec<TagId> = wanted.filter_map(|tag| tag.parse().ok()).collect();
    let done = web
        .write(move |tx, ctx| service::set_tags(tx, ctx, (&by, id), &wanted))
        .await;
    let told = if done.map_err(|failure| PageError::of(failure, answers::denied))? {
        "Les étiquettes sont enregistrées."
    } else {
        "Rien n'a changé."
    };
    web.see_other_with(urls::file(id), Flash::success(told))
}

fn unknown(failure: Failure<ToolError>) -> PageError {
    PageError::of(failure, |_| PageError::NotFound)
}

fn words(error: ToolError) -> &'static str {
    match error {
        ToolError::Empty => "Donnez un nom.",
        ToolError::TooLong => {
            "Ce nom est trop long : 60 caractères au plus pour une vue, 40 pour une étiquette."
        }
        ToolError::Exists => "Une étiquette porte déjà ce nom.",
        ToolError::TooMany => "Vous gardez déjà 20 vues : oubliez-en une d'abord.",
        ToolError::Unknown => "Cette vue ou cette étiquette n'existe plus.",
    }
}
