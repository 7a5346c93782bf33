//! Reports sent by participants: the form of a month, a file of several, what they take away.

use actix_web::web::Path;

use super::month_of;
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::error::{Failure, Outcome};
use crate::kernel::spreadsheet::FileKind;
use crate::kernel::text::french_day;
use crate::participation::access::{Denied, Wish, authorised};
use crate::participation::model::{Participant, Period};
use crate::participation::reports::file::{self, Line, LineError};
use crate::participation::reports::model::{Report, Source};
use crate::participation::reports::pages::{ReportPage, UploadPage};
use crate::participation::reports::service::{self, SendError, SendReport};
use crate::participation::reports::{forms, store, table};
use crate::participation::urls;
use crate::participation::web::{denied, refused};
use crate::shell::{
    AccountId, Answer, ConflictPage, Flash, FormState, PageError, Protected, RawForm, SignedIn,
    Upload, Web,
};

type Whose = (ExperimentId, String);

async fn load(
    web: &Web,
    account: AccountId,
    whose: Whose,
) -> Result<(Period, Participant, bool, Vec<Report>), PageError> {
    let read = web.db().read::<_, Denied, _>(move |c| {
        let (period, participant, may_act) =
            authorised(c, account, (whose.0, &whose.1), Wish::Read)?;
        let sent = store::of_participant(c, whose.0, &whose.1)?;
        Ok((period, participant, may_act, sent))
    });
    read.await.map_err(denied)
}

async fn report_page(
    web: &Web,
    account: AccountId,
    (whose, month): (Whose, Month),
    form: Option<FormState>,
) -> Result<ReportPage, PageError> {
    let (period, participant, may_act, sent) = load(web, account, whose).await?;
    let versions: Vec<Report> = sent
        .into_iter()
        .filter(|report| report.month == month)
        .collect();
    let form = form.unwrap_or_else(|| forms::filled(versions.last()));
    let when = (month, web.ctx().now.paris_day());
    let page = ReportPage::new((&period, &participant), when, &versions, (form, may_act));
    Ok(page)
}

pub(in crate::participation) async fn show(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String, String)>,
) -> Answer {
    let (experiment, siren, month) = path.into_inner();
    let what = ((experiment, siren), month_of(&month)?);
    web.page(&report_page(&web, who.account(), what, None).await?)
}

pub(in crate::participation) async fn send(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String, String)>,
    Protected(raw): Protected<RawForm>,
) -> Answer {
    let (experiment, siren, month) = path.into_inner();
    let (account, month) = (who.account(), month_of(&month)?);
    let what = ((experiment, siren.clone()), month);
    let typed = match forms::read(&raw) {
        Ok(typed) => typed,
        Err(form) => {
            return web.mistakes(&report_page(&web, account, what, Some(form)).await?);
        }
    };
    let cmd = SendReport {
        by: account,
        to: what.0.clone(),
        month,
        figures: typed.figures,
        feedback: typed.feedback,
        comment: typed.comment,
        source: Source::Form,
        seen: Some(typed.seen),
    };
    let done = web.write(move |tx, ctx| service::send(tx, ctx, &cmd)).await;
    match done {
        Ok(_) => web.see_other_with(
            urls::participation(experiment, &siren),
            Flash::success("Votre relevé est envoyé. L'équipe FranceConnect va le vérifier."),
        ),
        Err(Failure::Refused(SendError::NeedsComment(alerts))) => {
            let form = forms::needs_comment(&raw, &alerts);
            web.mistakes(&report_page(&web, account, what, Some(form)).await?)
        }
        Err(failure) => {
            let back = urls::report(experiment, &siren, month);
            Err(PageError::of(failure, |refusal| not_sent(&refusal, &back)))
        }
    }
}

fn not_sent(refusal: &SendError, back: &str) -> PageError {
    let words = match refusal {
        SendError::Denied(why) => return refused(*why),
        SendError::NotOwed => "Ce mois ne fait pas partie de votre participation.".to_owned(),
        SendError::TooEarly(day) => {
            format!("Ce relevé peut être envoyé à partir du {}.", french_day(*day))
        }
        SendError::Stale | SendError::NeedsComment(_) => {
            "Une autre version de ce relevé a été envoyée pendant que vous remplissiez la vôtre. La vôtre n'est pas enregistrée.".to_owned()
        }
    };
    ConflictPage::new(&words)
        .action(back, "Revoir le relevé")
        .into()
}

pub(in crate::participation) async fn upload(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String)>,
) -> Answer {
    let (period, participant, ..) = load(&web, who.account(), path.into_inner()).await?;
    web.page(&UploadPage::new(
        (&period, &participant),
        FormState::empty(),
        Vec::new(),
    ))
}

pub(in crate::participation) async fn model(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String)>,
) -> Answer {
    load(&web, who.account(), path.into_inner()).await?;
    let bytes = table::model()?;
    web.made(("modele-releves.csv", FileKind::Csv.media_type()), bytes)
}

pub(in crate::participation) async fn receive(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String)>,
    Protected(sent): Protected<Upload>,
) -> Answer {
    let (account, whose) = (who.account(), path.into_inner());
    let (period, participant, ..) = load(&web, account, whose.clone()).await?;
    let lines = match read_file(&sent) {
        Ok(lines) => lines,
        Err(errors) => return wrong_file(&web, (&period, &participant), errors),
    };
    let count = lines.len();
    let cited = whose.clone();
    let done: Outcome<(), FileError> = web
        .write(move |tx, ctx| {
            for line in &lines {
                let cmd = of_line(account, &cited, line);
                service::send(tx, ctx, &cmd)
                    .map_err(|failure| failure.map_refusal(|why| FileError(line.at, why)))?;
            }
            Ok(())
        })
        .await;
    match done {
        Ok(()) => web.see_other_with(
            urls::participation(whose.0, &whose.1),
            Flash::success("Vos relevés sont envoyés.")
                .with_text(format!("Relevés lus : {count}.")),
        ),
        Err(Failure::Refused(FileError(line, why))) => {
            let message = told(&why)?;
            wrong_file(
                &web,
                (&period, &participant),
                vec![LineError { line, message }],
            )
        }
        Err(Failure::Fault(fault)) => Err(fault.into()),
    }
}

/// What was refused, at which line.
#[derive(Debug)]
struct FileError(u64, SendError);
impl crate::kernel::error::Refusal for FileError {}

fn told(why: &SendError) -> Result<String, PageError> {
    Ok(match why {
        SendError::Denied(why) => return Err(refused(*why)),
        SendError::NotOwed => {
            "mois : ce mois ne fait pas partie de votre participation.".to_owned()
        }
        SendError::TooEarly(day) => {
            format!(
                "mois : ce relevé peut être envoyé à partir du {}.",
                french_day(*day)
            )
        }
        SendError::NeedsComment(alerts) => {
            let words: Vec<&str> = alerts.iter().map(|alert| alert.sentence()).collect();
            format!(
                "{} Corrigez les chiffres, ou remplissez la colonne commentaire.",
                words.join(" ")
            )
        }
        SendError::Stale => "une autre version a été envoyée entre-temps.".to_owned(),
    })
}

fn of_line(by: AccountId, to: &Whose, line: &Line) -> SendReport {
    SendReport {
        by,
        to: to.clone(),
        month: line.month,
        figures: line.figures,
        feedback: line.feedback.clone(),
        comment: line.comment.clone(),
        source: Source::File,
        seen: None,
    }
}

fn read_file(sent: &Upload) -> Result<Vec<Line>, Vec<LineError>> {
    let wrong = |message: &str| {
        vec![LineError {
            line: 0,
            message: message.to_owned(),
        }]
    };
    let found = sent.file("fichier").map_err(wrong)?;
    let found = found.ok_or_else(|| wrong("Choisissez un fichier."))?;
    if u64::try_from(found.size).is_ok_and(|size| size > file::MAX_BYTES) {
        return Err(wrong("Ce fichier est trop lourd : 256 Ko au plus."));
    }
    let bytes =
        std::fs::read(found.content.path()).map_err(|_| wrong("Ce fichier n'est pas lisible."))?;
    file::read(&bytes)
}

fn wrong_file(web: &Web, whose: (&Period, &Participant), errors: Vec<LineError>) -> Answer {
    let mut form = FormState::empty();
    form.labelled_error(
        "fichier",
        "Fichier",
        "Ce fichier contient des erreurs : rien n'est enregistré.",
    );
    web.mistakes(&UploadPage::new(whose, form, errors))
}

pub(in crate::participation) async fn own_export(
    web: Web,
    who: SignedIn,
    path: Path<(ExperimentId, String, String)>,
) -> Answer {
    let (experiment, siren, kind) = path.into_inner();
    let kind = FileKind::parse(&kind).ok_or(PageError::NotFound)?;
    let (_, participant, _, sent) = load(&web, who.account(), (experiment, siren)).await?;
    let bytes = table::file(kind, &[participant], &sent)?;
    web.made(
        (&format!("releves.{}", kind.code()), kind.media_type()),
        bytes,
    )
}
