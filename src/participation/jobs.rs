//! Mails of participation: one job, one mail. Payloads hold ids; words and addresses are made when the mail is sent.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::calendar::due_on;
use super::ending::store as ending;
use super::exclusion::{ExclusionId, find as find_exclusion};
use super::model::{Participant, Period};
use super::{urls, views};
use crate::experiment::ExperimentId;
use crate::figures::Month;
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{self, Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text::{french_day, of_month};
use crate::requests::{self, RequestId};
use crate::services;
use crate::shell::AccountId;
use crate::text_enum;

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry.with::<ParticipationMail>()
}

text_enum! {
    /// What is told by mail.
    pub enum Told {
        /// A report will be due.
        ReportSoon = "report_soon",
        /// A report is late.
        ReportLate = "report_late",
        /// It is for long: the staff knows.
        ReportVeryLate = "report_very_late",
        /// A report was given back.
        ReportReturned = "report_returned",
        /// The experiment ends in so many days.
        EndNear = "end_near",
        /// The experiment ends, and with it a request that nobody has decided.
        UndecidedNear = "undecided_near",
        /// The access is over: the destruction must be attested.
        AttestationAsked = "attestation_asked",
        /// The attestation is awaited, or late.
        AttestationRecalled = "attestation_recalled",
        /// A procedure of exclusion is open.
        ExclusionNoticed = "exclusion_noticed",
        /// It was closed without exclusion.
        ExclusionDropped = "exclusion_dropped",
        /// The participant is excluded.
        Excluded = "excluded",
        /// To supervisors: so many things stay without answer.
        Escalated = "escalated",
    }
}

/// Tells one person something of a participation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipationMail {
    /// Which experiment.
    pub experiment: ExperimentId,
    /// Which participant; empty when the mail is about all of them.
    pub siren: String,
    /// To whom.
    pub account: AccountId,
    /// What.
    pub told: Told,
    /// The month, the days, the procedure or the count that it is about.
    pub about: String,
}

/// Pushes one mail for each person.
pub fn mail_all(
    tx: &mut Conn,
    ctx: &Ctx,
    people: &[AccountId],
    (experiment, siren, told, about): (ExperimentId, &str, Told, &str),
) -> Result<(), Fault> {
    for account in people {
        let mail = ParticipationMail {
            experiment,
            siren: siren.to_owned(),
            account: *account,
            told,
            about: about.to_owned(),
        };
        outbox::push(tx, ctx, &mail)?;
    }
    Ok(())
}

/// What a mail says.
struct Words {
    title: String,
    lines: Vec<String>,
    label: &'static str,
    link: String,
}

impl Job for ParticipationMail {
    const KIND: &'static str = "participation.news";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let read = tools.db.read_now::<_, Never>(|c| {
            let words = words(c, self)?;
            Ok((words, services::person(c, self.account)?))
        });
        let (words, person) = read.map_err(Failure::into_fault)?;
        // What it was about is no more: there is nothing to tell.
        let Some(words) = words else {
            return Ok(());
        };
        let data = json!({
            "title": words.title,
            "lines": words.lines,
            "label": words.label,
            "link": format!("{}{}", tools.public_url, words.link),
        });
        let to = Recipient {
            name: person.name,
            email: person.email,
        };
        let template = "participation/notice";
        tools.mailer.send(job, &Mail { to, template, data })?;
        Ok(())
    }
}

fn words(c: &mut Conn, mail: &ParticipationMail) -> Result<Option<Words>, Fault> {
    let Some(period) = views::period(c, mail.experiment)? else {
        return Ok(None);
    };
    if mail.told == Told::Escalated {
        return Ok(Some(escalated(&mail.about)));
    }
    if mail.told == Told::UndecidedNear {
        return undecided_near(c, &period, &mail.about);
    }
    let Some(participant) = views::participant(c, &period, &mail.siren)? else {
        return Ok(None);
    };
    let about = &mail.about;
    match mail.told {
        Told::ReportSoon | Told::ReportLate | Told::ReportVeryLate | Told::ReportReturned => {
            Ok(Month::parse(about).map(|month| report(mail.told, (&period, &participant), month)))
        }
        Told::EndNear => Ok(Some(end_near(&period, &participant))),
        Told::AttestationAsked | Told::AttestationRecalled => {
            let asked = ending::find(c, period.id, &participant.siren)?;
            Ok(asked.map(|asked| {
                let recalled = mail.told == Told::AttestationRecalled;
                attestation((&period, &participant), &french_day(asked.due_on), recalled)
            }))
        }
        Told::ExclusionNoticed | Told::ExclusionDropped | Told::Excluded => {
            let Ok(id) = about.parse::<ExclusionId>() else {
                return Ok(None);
            };
            let until = find_exclusion(c, id)?.map(|found| french_day(found.reply_until));
            Ok(until.map(|until| exclusion(mail.told, &participant, (id, &until))))
        }
        Told::UndecidedNear | Told::Escalated => Ok(None),
    }
}

/// What the applicant of a request that nobody has decided is told; nothing once it is.
fn undecided_near(c: &mut Conn, period: &Period, about: &str) -> Result<Option<Words>, Fault> {
    let Ok(id) = about.parse::<RequestId>() else {
        return Ok(None);
    };
    let Some(request) = requests::request(c, id)?
        .filter(|one| one.status().is_alive() && one.status() != requests::Status::Granted)
    else {
        return Ok(None);
    };
    let (number, day) = (&request.number, french_day(period.closes_on));
    Ok(Some(Words {
        title: format!("Demande {number} : l'expérimentation se termine le {day}"),
        lines: vec![
            format!(
                "Votre demande {number}, « {} », n'est pas encore décidée. L'expérimentation se termine le {day} à 0 h : aucune place n'est plus accordée ensuite.",
                request.shown_title()
            ),
            "Si elle n'est pas décidée avant, votre demande est close sans autre démarche de votre part. Si des corrections vous sont demandées, déposez-les au plus tôt.".to_owned(),
        ],
        label: "Voir la demande",
        link: requests::url(id),
    }))
}

fn report(told: Told, (period, participant): (&Period, &Participant), month: Month) -> Words {
    let (name, due) = (&participant.name, french_day(due_on(period, month)));
    let month_words = of_month(month.first());
    let (title, line) = match told {
        Told::ReportSoon => (
            format!("Votre relevé {month_words} est attendu le {due}"),
            format!(
                "Le relevé mensuel {month_words} pour {name} est à envoyer au plus tard le {due}."
            ),
        ),
        Told::ReportReturned => (
            format!("Votre relevé {month_words} est à corriger"),
            format!(
                "L'équipe FranceConnect vous demande une nouvelle version du relevé {month_words} pour {name}. Le motif est indiqué sur la page du relevé."
            ),
        ),
        Told::ReportVeryLate => (
            format!("Votre relevé {month_words} manque toujours"),
            format!(
                "Le relevé {month_words} pour {name} était attendu le {due}. La DINUM en est informée. L'absence de relevés peut conduire à une exclusion de l'expérimentation."
            ),
        ),
        _ => (
            format!("Votre relevé {month_words} est en retard"),
            format!("Le relevé {month_words} pour {name} était attendu le {due}."),
        ),
    };
    Words {
        title,
        lines: vec![line],
        label: "Ouvrir le relevé",
        link: urls::report(period.id, &participant.siren, month),
    }
}

fn end_near(period: &Period, participant: &Participant) -> Words {
    let day = french_day(period.closes_on);
    Words {
        title: format!("L'expérimentation se termine le {day}"),
        lines: vec![
            format!("L'expérimentation à laquelle participe {} se termine le {day} à 0 h.", participant.name),
            "À cet instant, vos identifiants de production cessent d'être acceptés. Retirez le bouton FranceConnect de vos services et prévenez vos usagers : ils doivent pouvoir se connecter autrement.".to_owned(),
            "Vous aurez ensuite 30 jours pour attester la destruction des données obtenues.".to_owned(),
        ],
        label: "Voir votre participation",
        link: urls::participation(period.id, &participant.siren),
    }
}

fn attestation((period, participant): (&Period, &Participant), due: &str, recalled: bool) -> Words {
    let title = if recalled {
        format!("L'attestation de destruction des données est attendue le {due}")
    } else {
        "Attestez la destruction des données de l'expérimentation".to_owned()
    };
    Words {
        title,
        lines: vec![
            format!(
                "L'accès de {} à FranceConnect au titre de l'expérimentation est terminé.",
                participant.name
            ),
            format!(
                "Vous vous êtes engagé à détruire les données obtenues. Signez l'attestation au plus tard le {due}."
            ),
        ],
        label: "Signer l'attestation",
        link: urls::attestation(period.id, &participant.siren),
    }
}

fn exclusion(told: Told, participant: &Participant, (id, until): (ExclusionId, &str)) -> Words {
    let name = &participant.name;
    let (title, line) = match told {
        Told::ExclusionNoticed => (
            "Une procédure d'exclusion de l'expérimentation est ouverte".to_owned(),
            format!(
                "La DINUM envisage d'exclure {name} de l'expérimentation. Les faits retenus sont indiqués sur la page de la procédure. Vous pouvez présenter vos observations jusqu'au {until}."
            ),
        ),
        Told::ExclusionDropped => (
            "La procédure d'exclusion est close sans suite".to_owned(),
            format!(
                "La DINUM a clos sans suite la procédure ouverte à l'égard de {name}. Votre participation continue."
            ),
        ),
        _ => (
            "Vous êtes exclu de l'expérimentation".to_owned(),
            format!(
                "La DINUM a décidé d'exclure {name} de l'expérimentation. Les accès sont coupés. La décision et ses voies de recours sont sur la page de la procédure."
            ),
        ),
    };
    Words {
        title,
        lines: vec![line],
        label: "Voir la procédure",
        link: urls::reply(id),
    }
}

fn escalated(count: &str) -> Words {
    Words {
        title: "Expérimentation : des participants ne répondent pas".to_owned(),
        lines: vec![format!(
            "Relevés ou attestations restés sans réponse malgré les rappels, depuis hier : {count}."
        )],
        label: "Voir les participants",
        link: urls::PARTICIPANTS.to_owned(),
    }
}
