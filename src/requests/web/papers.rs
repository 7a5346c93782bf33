//! Papers to download, their verification, and the public register.

use actix_web::web::Path;

use super::{actor, denied, part};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::kernel::pdf;
use crate::kernel::rate::Rule;
use crate::requests::model::{DecisionId, RequestId};
use crate::requests::pages::{RegisterPage, VerifyPage};
use crate::requests::register;
use crate::requests::service::{
    AccessError, Actor, Named, certificate_paper, letter_paper, prove, version_paper,
};
use crate::requests::{store, urls};
use crate::shell::{Answer, Anyone, PageError, SignedIn, Web};

/// Codes tried by somebody: enough for a pile of papers, too few to guess one.
const CODES: Rule = Rule {
    bucket: "paper codes by network",
    max: 60,
    window_seconds: 600,
};
/// Lines on a page of the register.
const ROWS: i64 = 25;
/// The last page that can be asked for.
const LAST_PAGE: i64 = 400;
/// Longest words sought, in characters.
const SOUGHT_MOST: usize = 100;

pub(super) async fn dossier(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, ordinal) = (part::<RequestId>(&path.0)?, part::<i32>(&path.1)?);
    paper(&web, id, move |c, told, by| {
        version_paper(c, told, by, (id, ordinal))
    })
    .await
}

pub(super) async fn certificate(web: Web, _: SignedIn, path: Path<String>) -> Answer {
    let id = part::<RequestId>(&path)?;
    paper(&web, id, move |c, told, by| {
        certificate_paper(c, told, by, id)
    })
    .await
}

pub(super) async fn letter(web: Web, _: SignedIn, path: Path<(String, String)>) -> Answer {
    let (id, decision) = (part::<RequestId>(&path.0)?, part::<DecisionId>(&path.1)?);
    paper(&web, id, move |c, told, by| {
        letter_paper(c, told, by, (id, decision))
    })
    .await
}

async fn paper(
    web: &Web,
    id: RequestId,
    load: impl FnOnce(&mut Conn, (&Ctx, &str), &Actor) -> Outcome<Named, AccessError> + Send + 'static,
) -> Answer {
    let (ctx, by, base) = (web.ctx(), actor(web)?, web.config().link(""));
    let loaded = web.db().read(move |c| load(c, (&ctx, &base), &by)).await;
    let named = loaded.map_err(|failure| PageError::of(failure, denied(id)))?;
    let file_name = named.file_name.clone();
    let bytes = web.blocking(move || pdf::write(&named.paper)).await?;
    web.made((&file_name, "application/pdf"), bytes)
}

pub(super) async fn ask(web: Web, _: Anyone) -> Answer {
    let code = web.query("code");
    if code.is_empty() {
        return web.page(&VerifyPage::ask());
    }
    web.see_other(urls::verify(&code))
}

pub(super) async fn verify(web: Web, _: Anyone, path: Path<String>) -> Answer {
    web.limit(CODES, &web.network()).await?;
    let (ctx, code) = (web.ctx(), path.into_inner());
    let typed = code.clone();
    let proven = web.db().read(move |c| Ok(prove(c, &ctx, &typed)?)).await?;
    let status = if proven.is_some() { 200 } else { 404 };
    web.page_status(status, &VerifyPage::new(&code, proven.as_ref()))
}

pub(super) async fn register(web: Web, _: Anyone) -> Answer {
    let sought = sought(&web);
    let asked = web.query("page").parse::<i64>().unwrap_or(1);
    let page = asked.clamp(1, LAST_PAGE);
    let words = sought.clone();
    let span = ((page - 1) * ROWS, ROWS + 1);
    let mut rows = web
        .db()
        .read(move |c| Ok(store::register(c, &words, span)?))
        .await?;
    let shown = usize::try_from(ROWS).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    web.page(&RegisterPage::new(&rows, &sought, (page, more)))
}

pub(super) async fn register_csv(web: Web, _: Anyone) -> Answer {
    let words = sought(&web);
    let csv = web
        .db()
        .read(move |c| Ok(register::csv(c, &words)?))
        .await?;
    web.made(("habilitations.csv", "text/csv; charset=utf-8"), csv)
}

fn sought(web: &Web) -> String {
    web.query("q").chars().take(SOUGHT_MOST).collect()
}
