//! A file of clients: sent, checked, shown, written.

use actix_web::web::{Path, block};

use super::portfolio::allowed;
use super::{forbidden, part, refused};
use crate::kernel::error::{Fault, Never};
use crate::kernel::files::Files;
use crate::organisations::OrganisationId;
use crate::shell::{
    Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Upload,
    UploadedFile, Web,
};
use crate::vendors::file::{self, Report};
use crate::vendors::lines;
use crate::vendors::model::ImportId;
use crate::vendors::pages::{ReportPage, UploadPage};
use crate::vendors::service::{self, Checked, ImportError};
use crate::vendors::store::{self, Import};
use crate::vendors::urls;

pub(super) async fn ask(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let vendor = part::<OrganisationId>(&path)?;
    allowed(&web, &person, vendor).await?;
    web.page(&UploadPage::new(vendor, FormState::empty()))
}

/// The model of a file of clients.
pub(super) async fn model(web: Web, person: SignedIn, path: Path<String>) -> Answer {
    let vendor = part::<OrganisationId>(&path)?;
    allowed(&web, &person, vendor).await?;
    web.text("text/csv; charset=utf-8", lines::model_file())
}

pub(super) async fn receive(
    web: Web,
    person: SignedIn,
    path: Path<String>,
    Protected(upload): Protected<Upload>,
) -> Answer {
    let vendor = part::<OrganisationId>(&path)?;
    allowed(&web, &person, vendor).await?;
    let sent = match upload.file("fichier") {
        Ok(Some(sent)) => sent,
        Ok(None) => return missing(&web, vendor, "Choisissez un fichier."),
        Err(mistake) => return missing(&web, vendor, mistake),
    };
    let checked = check(&web, sent).await?;
    let (account, id) = (person.account(), checked.id);
    let (key, files) = (checked.storage_key.clone(), web.files().clone());
    let recorded = web
        .write(move |tx, ctx| {
            service::record_import(tx, ctx, (account, vendor), &checked)?;
            Ok(files.hold(tx, ctx, &checked.storage_key)?)
        })
        .await;
    if recorded.is_err() {
        web.forget_files(vec![key]).await;
    }
    recorded.map_err(|failure| PageError::of(failure, not_written(vendor, id)))?;
    web.see_other(urls::import(vendor, id))
}

fn missing(web: &Web, vendor: OrganisationId, message: &str) -> Answer {
    let mut form = FormState::empty();
    form.labelled_error("fichier", "Fichier", message);
    web.mistakes(&UploadPage::new(vendor, form))
}

/// Reads the file through once, and keeps it for its confirmation.
async fn check(web: &Web, sent: &UploadedFile) -> Result<Checked, PageError> {
    let ctx = web.ctx();
    let (id, today) = (ctx.new_id::<ImportId>(), ctx.now.paris_day());
    let path = sent.content.path().to_owned();
    let files = web.files().clone();
    let read = block(move || {
        let measure = Files::measure(&path)?;
        let content =
            std::fs::File::open(&path).map_err(Fault::other("reading a received file"))?;
        let report = file::read::<Fault>(content, today, |_| Ok(()))?;
        let key = files.keep(id.0, &path)?;
        Ok::<_, Fault>((measure, report, key))
    });
    let (measure, report, storage_key) = read
        .await
        .map_err(Fault::other("reading a received file"))??;
    Ok(Checked {
        id,
        file_name: sent.name.clone(),
        sha256: measure.sha256,
        storage_key,
        lines: report.lines,
        errors: report.error_count,
    })
}

async fn load(
    web: &Web,
    (vendor, id): (OrganisationId, ImportId),
) -> Result<(Import, Vec<u8>), PageError> {
    let found = web
        .db()
        .read::<_, Never, _>(move |c| Ok(store::find_import(c, vendor, id)?));
    let import = found.await?.ok_or(PageError::NotFound)?;
    let (files, key) = (web.files().clone(), import.storage_key.clone());
    let bytes = block(move || files.read(&key)).await;
    Ok((import, bytes.map_err(Fault::other("reading a file"))??))
}

/// What was found in a file; it is read again, for the day may have changed what is right.
pub(super) async fn report(web: Web, person: SignedIn, path: Path<(String, String)>) -> Answer {
    let (vendor, id) = (part::<OrganisationId>(&path.0)?, part::<ImportId>(&path.1)?);
    allowed(&web, &person, vendor).await?;
    let (import, bytes) = load(&web, (vendor, id)).await?;
    let today = web.ctx().now.paris_day();
    let read = block(move || file::read::<Fault>(bytes.as_slice(), today, |_| Ok(())));
    let report: Report = read.await.map_err(Fault::other("reading a file"))??;
    let wrong = report.error_count > 0;
    let named = (import.file_name, import.status);
    let page = ReportPage::new((vendor, id), named, report);
    if wrong {
        web.mistakes(&page)
    } else {
        web.page(&page)
    }
}

pub(super) async fn confirm(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (vendor, id) = (part::<OrganisationId>(&path.0)?, part::<ImportId>(&path.1)?);
    allowed(&web, &person, vendor).await?;
    let (_, bytes) = load(&web, (vendor, id)).await?;
    let account = person.account();
    let ask_all = raw.is_checked("accord");
    let done = web
        .write(move |tx, ctx| {
            service::import(tx, ctx, (account, vendor, id), (bytes.as_slice(), ask_all))
        })
        .await;
    let (added, updated) =
        done.map_err(|failure| PageError::of(failure, not_written(vendor, id)))?;
    let flash = Flash::success("Le fichier est importé.").with_text(format!(
        "Clientes ajoutées : {added}. Clientes mises à jour : {updated}."
    ));
    web.see_other_with(urls::portfolio(vendor), flash)
}

fn not_written(vendor: OrganisationId, id: ImportId) -> impl FnOnce(ImportError) -> PageError {
    move |error| match error {
        ImportError::Portfolio(service::PortfolioError::Forbidden) => forbidden(),
        ImportError::Portfolio(error) => refused(vendor)(error),
        ImportError::Settled => ConflictPage::new("Ce fichier a déjà été importé.")
            .action(urls::portfolio(vendor), "Voir le portefeuille")
            .into(),
        ImportError::Wrong => ConflictPage::new(
            "Ce fichier contient des erreurs, ou votre propre organisation : rien n'a été importé.",
        )
        .action(urls::import(vendor, id), "Voir les erreurs")
        .into(),
    }
}
