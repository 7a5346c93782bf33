//! The link by which a client answers, without an account.

use actix_web::web::Path;

use crate::kernel::error::Failure;
use crate::kernel::rate::Rule;
use crate::kernel::secret::TokenHash;
use crate::shell::{Answer, Protected, RawForm, Web};
use crate::vendors::pages::ConsentPage;
use crate::vendors::service::{self, ConsentError, asked};
use crate::vendors::store;

/// Links tried from one network address.
const TRIES: Rule = Rule {
    bucket: "vendor_consent",
    max: 60,
    window_seconds: 3_600,
};

pub(super) async fn ask(web: Web, path: Path<String>) -> Answer {
    web.limit(TRIES, &web.network()).await?;
    let (ctx, hash) = (web.ctx(), TokenHash::of(&path));
    let found = web.db().read(move |c| {
        let client = asked(c, &ctx, &hash)?;
        let vendor = store::name_of(c, client.vendor)?;
        Ok((client, vendor))
    });
    match found.await {
        Ok((client, vendor)) => web.page(&ConsentPage::ask(&client, vendor, &path)),
        Err(failure) => closed(&web, failure),
    }
}

pub(super) async fn answer(
    web: Web,
    path: Path<String>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    web.limit(TRIES, &web.network()).await?;
    let hash = TokenHash::of(&path);
    let accepts = match raw.text("reponse") {
        "oui" => true,
        "non" => false,
        _ => return ask(web, path).await,
    };
    let done = web
        .write(move |tx, ctx| service::answer_consent(tx, ctx, &hash, accepts))
        .await;
    match done {
        Ok(()) if accepts => web.page(&ConsentPage::told(
            "Votre accord est enregistré",
            "L'éditeur en est informé. Vous pouvez fermer cette page.",
        )),
        Ok(()) => web.page(&ConsentPage::told(
            "Votre refus est enregistré",
            "L'éditeur en est informé et ne peut pas commencer de demande en votre nom. Vous pouvez fermer cette page.",
        )),
        Err(failure) => closed(&web, failure),
    }
}

fn closed(web: &Web, failure: Failure<ConsentError>) -> Answer {
    let text = match failure {
        Failure::Fault(fault) => return Err(fault.into()),
        Failure::Refused(ConsentError::Expired) => {
            "Ce lien est périmé. L'éditeur peut vous en envoyer un autre."
        }
        Failure::Refused(ConsentError::Unknown) => {
            "Ce lien n'ouvre rien : il a déjà servi, ou un autre l'a remplacé."
        }
    };
    web.page_status(404, &ConsentPage::told("Lien sans effet", text))
}
