//! Several requests at once: a page that says what changes, then the change of each, then what could not be.

use super::{Decider, actor, tools};
use crate::kernel::error::{Failure, Never, Outcome};
use crate::kernel::text;
use crate::requests::{Actor, RequestId};
use crate::review::model::TagId;
use crate::review::pages::{
    BatchDonePage, BatchPage, Change as Shown, GIVE, Planned, Told, UNCHANGED,
};
use crate::review::queue::PAGE_ROWS;
use crate::review::service::{self, Change, Fate, Seen};
use crate::review::urls;
use crate::review::views::{self, Furniture, QueueRow};
use crate::shell::actor::AccountId;
use crate::shell::errors::PageError;
use crate::shell::flash::Flash;
use crate::shell::form::RawForm;
use crate::shell::protected::Protected;
use crate::shell::routes::Routes;
use crate::shell::web::{Answer, Web};

/// The routes of batches.
pub fn routes() -> Routes {
    Routes::new("review")
        .post(urls::BATCH, confirm)
        .post(urls::BATCH_APPLY, apply)
}

async fn confirm(web: Web, staff: Decider, Protected(raw): Protected<RawForm>) -> Answer {
    let (view, action) = (tools::back(raw.text("vue")), raw.text("action").to_owned());
    let numbers = numbers(&raw);
    if numbers.is_empty() {
        return web.see_other_with(view, Flash::error("Cochez au moins une demande."));
    }
    let target = raw
        .text(if action == GIVE { "personne" } else { "mot" })
        .to_owned();
    let me = staff.account();
    let loaded: Outcome<_> = web
        .db()
        .glance(move |c| Ok((views::furniture(c, me)?, views::chosen(c, &numbers)?)))
        .await;
    let (furniture, rows) = loaded?;
    let Some((change, label)) = change(&action, &target, &furniture) else {
        return web.see_other_with(
            view,
            Flash::error("Choisissez à qui attribuer les demandes, ou l'étiquette."),
        );
    };
    let name = named(&target, &furniture).unwrap_or_default();
    let planned = rows.into_iter().map(|found| {
        let words = planned(change, &name, &found.0);
        Planned::new(found, words, action == GIVE)
    });
    let planned = planned.collect();
    web.page(&BatchPage::new(
        Shown {
            action,
            target,
            label,
        },
        planned,
        view,
    ))
}

/// The numbers of the requests, a page of them at most.
fn numbers(raw: &RawForm) -> Vec<String> {
    let most = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    let numbers = raw.all("demande").into_iter().take(most);
    numbers.map(ToString::to_string).collect()
}

fn named(target: &str, furniture: &Furniture) -> Option<String> {
    let known = furniture.people.iter().chain(&furniture.tags);
    let found = known.into_iter().find(|named| named.code == target);
    found.map(|named| named.label.clone())
}

/// The change asked for, in words.
fn change(action: &str, target: &str, furniture: &Furniture) -> Option<(Change, String)> {
    let name = named(target, furniture)?;
    match action {
        GIVE => Some((
            Change::Give(target.parse::<AccountId>().ok()?),
            format!("Attribuer à {name}"),
        )),
        "poser" => Some((
            Change::Put(target.parse::<TagId>().ok()?),
            format!("Poser l'étiquette « {name} »"),
        )),
        "retirer" => Some((
            Change::Remove(target.parse::<TagId>().ok()?),
            format!("Retirer l'étiquette « {name} »"),
        )),
        _ => None,
    }
}

/// What the change makes of a request, as far as the page can tell.
fn planned(change: Change, name: &str, row: &QueueRow) -> &'static str {
    let bears = row
        .tags
        .iter()
        .any(|tags| tags.split(", ").any(|tag| tag == name));
    match change {
        Change::Give(to) if row.reviewer_id == Some(to) => UNCHANGED,
        Change::Put(_) if bears => UNCHANGED,
        Change::Remove(_) if !bears => UNCHANGED,
        Change::Give(_) => "Change de mains",
        Change::Put(_) => "Reçoit l'étiquette",
        Change::Remove(_) => "Perd l'étiquette",
    }
}

async fn apply(web: Web, staff: Decider, Protected(raw): Protected<RawForm>) -> Answer {
    let view = tools::back(raw.text("vue"));
    let (me, asked) = (staff.account(), pairs(&raw));
    let numbers: Vec<String> = asked.iter().map(|(number, _)| number.clone()).collect();
    let loaded: Outcome<_> = web
        .db()
        .glance(move |c| Ok((views::furniture(c, me)?, views::chosen(c, &numbers)?)))
        .await;
    let (furniture, rows) = loaded?;
    let (change, label) =
        change(raw.text("action"), raw.text("cible"), &furniture).ok_or(PageError::NotFound)?;
    let actor = actor(&web)?;
    let (mut done, mut failed) = (0, Vec::new());
    for (row, _) in rows {
        let version = asked.iter().find(|(number, _)| *number == row.number);
        let seen = Seen {
            request: row.id,
            version: version.map_or(0, |(_, version)| *version),
        };
        match one(&web, &actor, (seen, change)).await? {
            Fate::Done => done += 1,
            Fate::Same => {}
            fate => failed.push(told(row.number, row.id, fate)),
        }
    }
    let done = text::count(done, "demande changée", "demandes changées");
    if failed.is_empty() {
        return web.see_other_with(view, Flash::success(format!("{label} : {done}.")));
    }
    web.page(&BatchDonePage::new(label, done, failed, view))
}

/// The numbers of the requests with the versions shown.
fn pairs(raw: &RawForm) -> Vec<(String, i32)> {
    numbers(raw)
        .iter()
        .filter_map(|pair| {
            let (number, version) = pair.split_once(':')?;
            Some((number.to_owned(), version.parse::<i32>().ok()?))
        })
        .collect()
}

async fn one(web: &Web, actor: &Actor, what: (Seen, Change)) -> Result<Fate, PageError> {
    let (ctx, actor) = (web.ctx(), actor.clone());
    let fate = web
        .db()
        .write::<_, Never, _>(move |tx| Ok(service::change_one(tx, &ctx, &actor, what)?))
        .await;
    Ok(fate.map_err(Failure::into_fault)?)
}

fn told(number: String, id: RequestId, fate: Fate) -> Told {
    Told {
        number,
        href: urls::file(id),
        why: match fate {
            Fate::Changed => "Elle a changé depuis que vous l'avez vue. Regardez où elle en est.",
            Fate::NotFromHere => "Son état ne le permet pas.",
            Fate::Forbidden => {
                "Elle est fermée à la personne choisie, ou à vous : organisation commune ou conflit d'intérêts."
            }
            Fate::Done | Fate::Same => "",
        },
    }
}
