//! What follows a change of state: letters, and files to forget. Payloads hold ids; people are read when it is sent.

mod contacts;
mod filed;
mod people;
mod url_check;

pub use self::people::{PersonLetter, ShareMail, Told, TransferExpiry, TransferMail};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::contacts::AskContact;
pub use self::filed::{AfterFiling, Filed};
pub use self::url_check::CheckUrl;
use super::corrections::{CorrectionView, told};
use super::milestones::{self, Standing};
use super::model::{
    Contact, DecisionId, Dossier, GrantTerms, Reasons, Request, RequestId, scope_label,
};
use super::service::{FiledVersion, amended, version};
use super::state::Status;
use super::thread::MessageMail;
use super::{store, urls, views};
use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never, Outcome};
use crate::kernel::mailer::{Mail, Recipient};
use crate::kernel::outbox::{Job, JobError, JobRef, Registry, Tools};
use crate::kernel::text::{french_date, french_day};

/// Adds the jobs of this room to those that can be carried out.
#[must_use]
pub fn register(registry: Registry) -> Registry {
    registry
        .with::<Letter>()
        .with::<ForgetFile>()
        .with::<AskContact>()
        .with::<CheckUrl>()
        .with::<MessageMail>()
        .with::<ShareMail>()
        .with::<TransferMail>()
        .with::<TransferExpiry>()
        .with::<PersonLetter>()
        .with::<Filed>()
}

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// Acknowledgement.
    Submitted,
    /// Somebody instructs it.
    Taken,
    /// What to correct.
    ChangesRequested,
    /// Yes.
    Granted,
    /// No.
    Refused,
    /// Not in the experiment.
    Discarded,
    /// Experiment full.
    Waitlisted,
    /// Withdrawal recorded.
    Withdrawn,
    /// Habilitation taken back.
    Revoked,
    /// Habilitation ended.
    Ended,
    /// Closed because corrections were not answered.
    Lapsed,
    /// The draft sleeps.
    DraftRecalled,
    /// Corrections are awaited.
    CorrectionsRecalled,
    /// The legal silence is reached.
    Silent,
    /// A contact says that the role isn't theirs.
    ContactDeclined,
    /// To the controller named in the dossier.
    Controller,
    /// To the data protection officer named in the dossier.
    Dpo,
}

/// A letter about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Which.
    pub kind: LetterKind,
    /// About which request.
    pub request: RequestId,
    /// About which decision.
    pub decision: Option<DecisionId>,
}

impl LetterKind {
    const fn template(self) -> &'static str {
        match self {
            Self::Submitted => "requests/submitted",
            Self::Taken => "requests/taken",
            Self::ChangesRequested => "requests/changes_requested",
            Self::Granted => "requests/granted",
            Self::Refused => "requests/refused",
            Self::Discarded => "requests/discarded",
            Self::Waitlisted => "requests/waitlisted",
            Self::Withdrawn => "requests/withdrawn",
            Self::Revoked => "requests/revoked",
            Self::Ended => "requests/ended",
            Self::Lapsed => "requests/lapsed",
            Self::DraftRecalled => "requests/draft_recalled",
            Self::CorrectionsRecalled => "requests/corrections_recalled",
            Self::Silent => "requests/silent",
            Self::ContactDeclined => "requests/contact_declined",
            Self::Controller | Self::Dpo => "requests/contact",
        }
    }
}

impl Job for Letter {
    const KIND: &'static str = "requests.letter";

    fn run(&self, tools: &Tools, job: &JobRef) -> Result<(), JobError> {
        let letter = *self;
        let base = tools.public_url.to_string();
        let mail = tools
            .db
            .read_now::<_, Never>(move |c| letter.write(c, &base));
        // The draft was thrown away since, or the person erased: there is nobody to write to.
        let Some(mail) = mail.map_err(Failure::into_fault)? else {
            return Ok(());
        };
        tools.mailer.send(job, &mail)?;
        Ok(())
    }
}

/// What a letter says of the decision behind it.
#[derive(Debug, Clone, Default)]
struct Said {
    reason: String,
    legal_reference: String,
    decided_at: Option<Instant>,
    /// The corrections that are noted will be told with it.
    tells_noted: bool,
    terms: GrantTerms,
}

/// The mail that a decision would send to the applicant, before it is taken.
pub fn mail_preview(
    c: &mut Conn,
    base: &str,
    request: &Request,
    (kind, why, terms): (Status, &Reasons, &GrantTerms),
) -> Outcome<Option<Mail>> {
    let Some(kind) = LetterKind::of(kind) else {
        return Ok(None);
    };
    let letter = Letter {
        kind,
        request: request.id,
        decision: None,
    };
    let said = Said {
        reason: why.reason.clone(),
        legal_reference: why.legal_reference.clone(),
        decided_at: None,
        tells_noted: kind == LetterKind::ChangesRequested,
        terms: terms.clone(),
    };
    letter.compose(c, base, (request, said))
}

impl LetterKind {
    /// The letter that tells the applicant of a decision.
    const fn of(kind: Status) -> Option<Self> {
        match kind {
            Status::ChangesRequested => Some(Self::ChangesRequested),
            Status::Granted => Some(Self::Granted),
            Status::Refused => Some(Self::Refused),
            Status::Discarded => Some(Self::Discarded),
            Status::Waitlisted => Some(Self::Waitlisted),
            Status::Revoked => Some(Self::Revoked),
            Status::Ended => Some(Self::Ended),
            Status::Draft | Status::Submitted | Status::InReview | Status::Withdrawn => None,
        }
    }
}

impl Letter {
    fn write(self, c: &mut Conn, base: &str) -> Outcome<Option<Mail>> {
        let Some(request) = store::find(c, self.request)? else {
            return Ok(None);
        };
        let decision = match self.decision {
            Some(id) => store::decision(c, id)?,
            None => None,
        };
        let said = match decision {
            None => Said::default(),
            Some(decision) => Said {
                terms: match decision.kind {
                    Status::Granted => store::habilitation_of(c, request.id)?
                        .map(|right| right.terms)
                        .unwrap_or_default(),
                    _ => GrantTerms::default(),
                },
                reason: decision.reason,
                legal_reference: decision.legal_reference,
                decided_at: Some(decision.decided_at),
                tells_noted: false,
            },
        };
        self.compose(c, base, (&request, said))
    }

    fn compose(
        self,
        c: &mut Conn,
        base: &str,
        (request, said): (&Request, Said),
    ) -> Outcome<Option<Mail>> {
        let filed = version(c, request.id, None)?.map(|(_, _, filed)| filed);
        let Some((to, role)) = self.recipient(c, request, filed.as_ref())? else {
            return Ok(None);
        };
        let dossier = filed.map(|filed| filed.dossier).unwrap_or_default();
        let amends = amended(c, request)?.map_or_else(String::new, |(right, _)| right.number);
        let withheld = said.terms.withheld().iter();
        let withheld: Vec<Value> = withheld
            .map(|held| json!({ "label": scope_label(&held.scope), "reason": held.reason }))
            .collect();
        let closes_on = milestones::closing(&Standing::from(request)).map(french_day);
        let data = json!({
            "number": request.number,
            "title": request.shown_title(),
            "organisation": dossier.filer.name,
            "role": role,
            "amends": amends,
            "submitted_on": request.submitted_at.map(french_date).unwrap_or_default(),
            "review_due_on": request.review_due_on.map(french_day).unwrap_or_default(),
            "silent_on": request.silent_on.map(french_day).unwrap_or_default(),
            "closes_on": closes_on.unwrap_or_default(),
            "corrections": asked(c, (request, &said), &dossier)?,
            "reason": said.reason,
            "legal_reference": said.legal_reference,
            "withheld": withheld,
            "conditions": said.terms.conditions(),
            "link": format!("{base}{}", urls::show(request.id)),
        });
        Ok(Some(Mail {
            to,
            template: self.kind.template(),
            data,
        }))
    }

    fn recipient(
        self,
        c: &mut Conn,
        request: &Request,
        filed: Option<&FiledVersion>,
    ) -> Outcome<Option<(Recipient, &'static str)>> {
        let contact = |of: fn(&FiledVersion) -> &Contact, role| {
            let contact = of(filed?);
            let to = Recipient {
                name: contact.full_name(),
                email: contact.email.clone(),
            };
            Some((to, role))
        };
        Ok(match self.kind {
            LetterKind::Controller => contact(
                |filed| &filed.dossier.controller,
                "responsable de traitement",
            ),
            LetterKind::Dpo => contact(
                |filed| &filed.dossier.dpo,
                "délégué à la protection des données",
            ),
            LetterKind::Submitted
            | LetterKind::Taken
            | LetterKind::ChangesRequested
            | LetterKind::Granted
            | LetterKind::Refused
            | LetterKind::Discarded
            | LetterKind::Waitlisted
            | LetterKind::Withdrawn
            | LetterKind::Revoked
            | LetterKind::Ended
            | LetterKind::Lapsed
            | LetterKind::DraftRecalled
            | LetterKind::CorrectionsRecalled
            | LetterKind::Silent
            | LetterKind::ContactDeclined => {
                views::author(c, request)?.map(|(name, email)| (Recipient { name, email }, ""))
            }
        })
    }
}

/// The corrections told with a decision, or about to be.
fn asked(
    c: &mut Conn,
    (request, said): (&Request, &Said),
    dossier: &Dossier,
) -> Result<Vec<CorrectionView>, Fault> {
    let goes = |told_at: Option<Instant>| {
        if said.tells_noted {
            told_at.is_none()
        } else {
            told_at.is_some() && told_at == said.decided_at
        }
    };
    let all = told(c, request.id, said.tells_noted)?;
    Ok(all
        .iter()
        .filter(|correction| goes(correction.told_at))
        .map(|correction| CorrectionView::new(request.id, correction, dossier))
        .collect())
}

/// Bytes that nothing cites any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetFile {
    /// Where they are.
    pub key: String,
}

impl Job for ForgetFile {
    const KIND: &'static str = "requests.forget_file";

    fn run(&self, tools: &Tools, _: &JobRef) -> Result<(), JobError> {
        let key = self.key.clone();
        let cited = tools
            .db
            .read_now::<_, Never>(move |c| Ok(store::is_cited(c, &key)?));
        // A copy of the request cites the same bytes.
        if cited.map_err(Failure::into_fault)? {
            return Ok(());
        }
        tools.files.forget(&self.key)?;
        Ok(())
    }
}
