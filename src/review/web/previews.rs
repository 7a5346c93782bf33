//! The mail and the letter of a decision that is not taken yet.

use super::super::forms::Written;
use super::super::service;
use super::super::steps::Step;
use super::super::views::File;
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::mailer::Mailer;
use crate::kernel::pdf::Paper;
use crate::requests::{self, GrantTerms, Reasons};
use crate::shell::AccountId;
use crate::shell::errors::PageError;
use crate::shell::web::Web;

/// The reasons as they would be kept.
async fn reasons(web: &Web, file: &File, written: &Written) -> Result<Reasons, PageError> {
    let (reason, legal_reference) = match written {
        Written::Corrections(reason) => (reason.clone(), service::CORRECTIONS_TEXT.to_owned()),
        Written::Grounds(grounds) => (
            grounds.reason().to_owned(),
            grounds.legal_reference().to_owned(),
        ),
        Written::Grant(..) => {
            let (request, dossier) = (file.request.clone(), file.last.2.dossier.clone());
            let cited: Outcome<_> = web
                .db()
                .read(move |c| Ok(service::grant_reference(c, &request, &dossier)?))
                .await;
            (String::new(), cited?)
        }
    };
    Ok(Reasons {
        reason,
        legal_reference,
        seconded_by: None,
    })
}

/// Subject and text of the mail to the applicant; nothing when there is nobody to write to.
pub(super) async fn mail(
    web: &Web,
    file: &File,
    (step, written): (Step, &Written),
) -> Result<Option<(String, String)>, PageError> {
    let why = reasons(web, file, written).await?;
    let (request, terms) = (file.request.clone(), terms(written));
    let base = web.config().link("");
    let found: Outcome<_> = web
        .db()
        .read(move |c| {
            let decided = (step.leads_to(), &why, &terms);
            requests::mail_preview(c, &base, &request, decided)
        })
        .await;
    let Some(mail) = found.map_err(Failure::into_fault)? else {
        return Ok(None);
    };
    let mailer = web.plug::<Mailer>()?;
    let shown = mailer
        .preview(&mail)
        .map_err(Fault::other("showing a mail"))?;
    Ok(Some(shown))
}

/// The letter, signed by the viewer.
pub(super) async fn letter(
    web: &Web,
    file: &File,
    (step, written): (Step, &Written),
) -> Result<Paper, PageError> {
    signed(web, file, (step, written), None).await
}

/// The letter, signed by the viewer after somebody else.
pub(super) async fn signed(
    web: &Web,
    file: &File,
    (step, written): (Step, &Written),
    first: Option<AccountId>,
) -> Result<Paper, PageError> {
    let why = Reasons {
        seconded_by: first,
        ..reasons(web, file, written).await?
    };
    let (ctx, request, terms) = (web.ctx(), file.request.clone(), terms(written));
    let dossier = file.last.2.dossier.clone();
    let paper: Outcome<_> = web
        .db()
        .read(move |c| {
            let decided = (step.leads_to(), &why, &terms);
            Ok(requests::letter_preview(
                c,
                &ctx,
                (&request, &dossier),
                decided,
            )?)
        })
        .await;
    Ok(paper?)
}

fn terms(written: &Written) -> GrantTerms {
    written.terms().cloned().unwrap_or_default()
}
