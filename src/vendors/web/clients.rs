//! A client: its mandate, its consent, a request begun for it.

use actix_web::web::{Path, block};

use super::{forbidden, may_file, part, refused};
use crate::identity::Email;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::files::Files;
use crate::organisations::{Action, OrganisationId};
use crate::requests::{self, Actor, MediaType, RequestId, request_number};
use crate::shell::{
    AccountId, Answer, Attached, ConflictPage, Flash, FormState, PageError, Protected, RawForm,
    SignedIn, Upload, UploadedFile, Web,
};
use crate::vendors::model::ClientId;
use crate::vendors::pages::{BeginPage, ClientData, ClientForms, ClientPage};
use crate::vendors::service::{self, Begin, BeginError, MandateFile, PortfolioError, own_client};
use crate::vendors::{forms, store, urls};

type Place = (OrganisationId, ClientId);

fn place(path: &(String, String)) -> Result<Place, PageError> {
    Ok((part::<OrganisationId>(&path.0)?, part::<ClientId>(&path.1)?))
}

async fn load(web: &Web, account: AccountId, at: Place) -> Result<ClientData, PageError> {
    let found = web.db().read(move |c| read(c, account, at)).await;
    found.map_err(|failure| PageError::of(failure, refused(at.0)))
}

fn read(
    c: &mut Conn,
    account: AccountId,
    (vendor, id): Place,
) -> Outcome<ClientData, PortfolioError> {
    let client = own_client(c, (account, vendor), id, Action::Read)?;
    let mandate = store::mandate_of(c, id)?;
    Ok(ClientData {
        mandate: mandate.map(|mandate| (mandate.file_name, mandate.uploaded_at)),
        requests: store::requests_of(c, id)?,
        may_file: may_file(c, (account, vendor))?,
        client,
    })
}

pub(super) async fn show(web: Web, person: SignedIn, path: Path<(String, String)>) -> Answer {
    let data = load(&web, person.account(), place(&path)?).await?;
    let forms = ClientForms::of(&data.client);
    web.page(&ClientPage::new(&data, forms, web.ctx().now))
}

pub(super) async fn download(web: Web, person: SignedIn, path: Path<(String, String)>) -> Answer {
    let (account, at) = (person.account(), place(&path)?);
    let found = web.db().read(move |c| {
        own_client(c, (account, at.0), at.1, Action::Read)?;
        let mandate = store::mandate_of(c, at.1)?;
        mandate.ok_or_else(|| PortfolioError::Unknown.into())
    });
    let mandate = found
        .await
        .map_err(|failure| PageError::of(failure, refused(at.0)))?;
    web.attachment(Attached {
        file_name: mandate.file_name,
        media_type: MediaType::Pdf.as_str(),
        storage_key: mandate.storage_key,
    })
    .await
}

pub(super) async fn set_mandate(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    Protected(upload): Protected<Upload>,
) -> Answer {
    let (account, at) = (person.account(), place(&path)?);
    let data = load(&web, account, at).await?;
    if !data.may_file {
        return Err(forbidden());
    }
    let mut form = FormState::new(&upload.form);
    let ends_on = forms::mandate_end(&upload.form, &mut form);
    let file = match joined(&web, &upload).await? {
        Ok(file) => file,
        Err(mistake) => {
            form.labelled_error("mandat", "Mandat signé", mistake);
            None
        }
    };
    let (Some(ends_on), false) = (ends_on, form.has_errors()) else {
        return wrong_mandate(&web, &data, form);
    };
    let files = web.files().clone();
    let done = web
        .write(move |tx, ctx| {
            service::set_mandate(tx, ctx, (account, at.0, at.1), (file.as_ref(), ends_on))?;
            match &file {
                Some(file) => Ok(files.hold(tx, ctx, &file.storage_key)?),
                None => Ok(()),
            }
        })
        .await;
    match done {
        Ok(()) => web.see_other_with(
            urls::client(at.0, at.1),
            Flash::success("Le mandat est enregistré."),
        ),
        Err(Failure::Refused(PortfolioError::MandateOver)) => {
            form.labelled_error(
                "fin_mandat",
                "Fin du mandat",
                "Ce mandat serait déjà terminé.",
            );
            wrong_mandate(&web, &data, form)
        }
        Err(failure) => Err(PageError::of(failure, refused(at.0))),
    }
}

fn wrong_mandate(web: &Web, data: &ClientData, mandate: FormState) -> Answer {
    let forms = ClientForms {
        mandate,
        ..ClientForms::of(&data.client)
    };
    web.mistakes(&ClientPage::new(data, forms, web.ctx().now))
}

/// The mandate sent, kept in the store; the inner error is the mistake to show.
async fn joined(
    web: &Web,
    upload: &Upload,
) -> Result<Result<Option<MandateFile>, &'static str>, PageError> {
    let file: &UploadedFile = match upload.file("mandat") {
        Ok(Some(file)) => file,
        Ok(None) => return Ok(Ok(None)),
        Err(mistake) => return Ok(Err(mistake)),
    };
    let path = file.content.path().to_owned();
    let (id, files) = (web.ctx().new_id::<uuid::Uuid>(), web.files().clone());
    let kept = block(move || {
        let measure = Files::measure(&path)?;
        if MediaType::sniff(&measure.head) != Some(MediaType::Pdf) {
            return Ok::<_, Fault>(None);
        }
        let key = files.keep(id, &path)?;
        Ok(Some((measure, key)))
    });
    let kept = kept.await.map_err(Fault::other("keeping a file"))??;
    let Some((measure, storage_key)) = kept else {
        return Ok(Err(
            "Ce fichier n'est pas un PDF, quel que soit son nom. Choisissez-en un autre.",
        ));
    };
    Ok(Ok(Some(MandateFile {
        file_name: file.name.clone(),
        size: i64::try_from(measure.size).unwrap_or(i64::MAX),
        sha256: measure.sha256,
        storage_key,
    })))
}

pub(super) async fn ask_consent(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (account, at) = (person.account(), place(&path)?);
    let data = load(&web, account, at).await?;
    if !data.may_file {
        return Err(forbidden());
    }
    let email = match Email::parse(raw.text("courriel")) {
        Ok(email) => email.as_str().to_owned(),
        Err(mistake) => {
            let mut consent = FormState::new(&raw);
            consent.labelled_error("courriel", "Adresse électronique", mistake);
            let forms = ClientForms {
                consent,
                ..ClientForms::of(&data.client)
            };
            return web.mistakes(&ClientPage::new(&data, forms, web.ctx().now));
        }
    };
    let ctx = web.ctx();
    let done = web
        .db()
        .write(move |tx| service::ask_consent(tx, &ctx, (account, at.0, at.1), &email))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(at.0)))?;
    web.see_other_with(
        urls::client(at.0, at.1),
        Flash::success("Un lien part par courriel : la cliente répondra sans créer de compte."),
    )
}

pub(super) async fn archive(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    _: Protected<RawForm>,
) -> Answer {
    let (account, at, ctx) = (person.account(), place(&path)?, web.ctx());
    let done = web
        .db()
        .write(move |tx| service::archive(tx, &ctx, (account, at.0, at.1)))
        .await;
    done.map_err(|failure| PageError::of(failure, refused(at.0)))?;
    web.see_other_with(
        urls::portfolio(at.0),
        Flash::success("La cliente est retirée du portefeuille. Ses demandes restent."),
    )
}

pub(super) async fn ask_begin(web: Web, person: SignedIn, path: Path<(String, String)>) -> Answer {
    let (account, at) = (person.account(), place(&path)?);
    let found = web.db().read(move |c| {
        let client = own_client(c, (account, at.0), at.1, Action::File)?;
        let has_mandate = store::mandate_of(c, at.1)?.is_some();
        Ok((client, has_mandate, store::models(c, at.0)?))
    });
    let (client, has_mandate, models) = found
        .await
        .map_err(|failure| PageError::of(failure, refused(at.0)))?;
    let form = FormState::empty().with("modele", web.query("modele"));
    web.page(&BeginPage::new((&client, has_mandate), &models, form))
}

pub(super) async fn begin(
    web: Web,
    person: SignedIn,
    path: Path<(String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let at = place(&path)?;
    let data = load(&web, person.account(), at).await?;
    if !data.may_file {
        return Err(forbidden());
    }
    let year = chrono::Datelike::year(&web.ctx().now.paris_day().0);
    let rank = web.numbers().next("request", year).await?;
    let cmd = Begin {
        actor: Actor::of(web.viewer()).ok_or(PageError::NotFound)?,
        vendor: at.0,
        client: at.1,
        model: raw.text("modele").parse::<RequestId>().ok(),
        number: request_number(year, rank),
    };
    let ctx = web.ctx();
    let begun = web
        .db()
        .write(move |tx| service::begin_request(tx, &ctx, &cmd))
        .await;
    let id = begun.map_err(|failure| PageError::of(failure, not_begun(at)))?;
    let flash = Flash::success("La demande est commencée.")
        .with_text("Relisez ce qui est repris, complétez ce qui manque, puis déposez.");
    web.see_other_with(requests::submit_url(id), flash)
}

fn not_begun(at: Place) -> impl FnOnce(BeginError) -> PageError {
    move |error| {
        let conflict = |text| {
            ConflictPage::new(text)
                .action(urls::client(at.0, at.1), "Voir la cliente")
                .into()
        };
        match error {
            BeginError::Portfolio(error) => refused(at.0)(error),
            BeginError::UnknownModel => PageError::NotFound,
            BeginError::Closed => PageError::Forbidden(
                "Un établissement fermé ne peut pas déposer de demande.".to_owned(),
            ),
            BeginError::ConsentRefused => {
                conflict("La cliente a refusé : aucune demande ne peut être commencée pour elle.")
            }
            BeginError::MandateEnded => {
                conflict("Le mandat de cette cliente est terminé : enregistrez le nouveau d'abord.")
            }
        }
    }
}
