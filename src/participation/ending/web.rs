//! The attestation in the browser.

use actix_web::web::Path;

use super::attestation::{self, AttestationError, SignAttestation};
use super::pages::AttestationPage;
use super::store;
use crate::experiment::ExperimentId;
use crate::kernel::clock::Day;
use crate::participation::access::{Denied, Wish, authorised};
use crate::participation::urls;
use crate::participation::web::{denied, refused};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn, Web,
};

/// Longest means, longest name and function.
const MEANS_MAX: usize = 4_000;
const NAME_MAX: usize = 200;

async fn page(
    web: &Web,
    account: AccountId,
    (whose, form): ((ExperimentId, String), FormState),
) -> Result<AttestationPage, PageError> {
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (period, participant, may_act) =
            authorised(c, account, (whose.0, &whose.1), Wish::Read)?;
        let asked = store::find(c, whose.0, &whose.1)?;
        let shown = (form.clone(), may_act);
        Ok(AttestationPage::new(
            (&period, &participant),
            asked.as_ref(),
            shown,
        ))
    });
    read.await.map_err(denied)
}

pub(in crate::participation) async fn attestation(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String)>,
) -> Answer {
    let what = (path.into_inner(), FormState::empty());
    web.page(&page(&web, who.account(), what).await?)
}

pub(in crate::participation) async fn sign(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (account, whose) = (who.account(), path.into_inner());
    let mut form = FormState::new(&raw).fields(&["date", "moyens", "signataire"]);
    let today = web.ctx().now.paris_day();
    let day = Day::parse(raw.text("date"));
    match day {
        None => form.labelled_error(
            "date",
            "Date de la destruction",
            "Indiquez une date : année, mois, jour.",
        ),
        Some(day) if day > today => {
            form.labelled_error(
                "date",
                "Date de la destruction",
                "Cette date n'est pas encore passée.",
            );
        }
        Some(_) => {}
    }
    let means = form.required(&raw, "moyens", "Moyens employés", MEANS_MAX);
    let signatory = form.required(&raw, "signataire", "Nom et fonction", NAME_MAX);
    if !raw.is_checked("atteste") {
        form.labelled_error("atteste", "Attestation", "Cochez la case pour signer.");
    }
    let Some(destroyed_on) = day.filter(|_| !form.has_errors()) else {
        return web.mistakes(&page(&web, account, (whose, form)).await?);
    };
    let back = urls::participation(whose.0, &whose.1);
    let cmd = SignAttestation {
        by: account,
        of: whose,
        destroyed_on,
        means,
        signatory,
    };
    let done = web
        .write(move |tx, ctx| attestation::sign(tx, ctx, &cmd))
        .await;
    done.map_err(|failure| PageError::of(failure, |why| not_signed(why, &back)))?;
    web.see_other_with(back, Flash::success("L'attestation est signée. Merci."))
}

fn not_signed(why: AttestationError, back: &str) -> PageError {
    let words = match why {
        AttestationError::Denied(why) => return refused(why),
        AttestationError::NotAsked => "Votre accès n'est pas terminé : il n'y a rien à attester.",
        AttestationError::Signed => "L'attestation est déjà signée.",
        AttestationError::InTheFuture => "La date de la destruction n'est pas encore passée.",
    };
    ConflictPage::new(words)
        .action(back, "Voir votre participation")
        .into()
}
