//! Who may read, change and file a request; and the pages behind mailed links.

use serde::Serialize;

use super::{Choice, Head, crumb, home, samples};
use crate::kernel::text::french_date;
use crate::requests::model::{Reach, Request, Share, ShareId, Transfer, WithdrawalReason};
use crate::requests::state::RequestState;
use crate::requests::urls;
use crate::shell::{AccountId, Crumb, FormState, Page};

#[derive(Debug, Clone, Serialize)]
struct Guest {
    email: String,
    reach: &'static str,
    value: &'static str,
    status: String,
    waits: bool,
    action: String,
}

#[derive(Debug, Clone, Serialize)]
struct Offered {
    to: String,
    until: String,
    cancel_url: String,
}

/// What the page is made from.
#[derive(Debug, Clone)]
pub(in crate::requests) struct SharingData {
    pub request: Request,
    pub author: String,
    pub shares: Vec<Share>,
    pub filers: Vec<(AccountId, String)>,
    pub transfer: Option<(Transfer, String)>,
}

/// The forms of the page, each with its own mistakes.
#[derive(Debug, Clone, Default)]
pub(in crate::requests) struct SharingForms {
    pub invite: FormState,
    pub offer: FormState,
}

/// Who may do what with a request.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct SharingPage {
    head: Head,
    author: String,
    members: FormState,
    members_choices: Vec<Choice>,
    members_action: String,
    guests: Vec<Guest>,
    guest_choices: Vec<Choice>,
    invite: FormState,
    invite_action: String,
    offer: FormState,
    offer_action: String,
    colleagues: Vec<Choice>,
    offered: Option<Offered>,
    alive: bool,
}

impl SharingPage {
    pub(in crate::requests) fn new(
        data: &SharingData,
        forms: SharingForms,
        now: crate::kernel::clock::Instant,
    ) -> Self {
        let request = &data.request;
        let choice = |reach: &Reach| Choice::new(reach.as_str(), reach.label(), "");
        Self {
            head: Head::from(request),
            author: data.author.clone(),
            members: FormState::empty().with("acces", request.members_may.as_str()),
            members_choices: Reach::ALL.iter().map(choice).collect(),
            members_action: urls::sharing(request.id),
            guests: data.shares.iter().map(|share| guest(share, now)).collect(),
            guest_choices: Reach::ALL.iter().skip(1).map(choice).collect(),
            invite: forms.invite.fields(&["courriel", "acces_invite"]),
            invite_action: urls::invite(request.id),
            offer: forms.offer.fields(&["collegue", "message"]),
            offer_action: urls::offer(request.id),
            colleagues: data
                .filers
                .iter()
                .filter(|(id, _)| *id != request.author)
                .map(|(id, name)| Choice::new(&id.to_string(), name, ""))
                .collect(),
            offered: data.transfer.as_ref().map(|(transfer, name)| Offered {
                to: name.clone(),
                until: french_date(transfer.expires_at),
                cancel_url: urls::cancel_offer(request.id),
            }),
            alive: request.status().is_alive(),
        }
    }
}

fn guest(share: &Share, now: crate::kernel::clock::Instant) -> Guest {
    let status = match share.account {
        Some(_) => "Accès ouvert".to_owned(),
        None if share.expires_at <= now => "Lien périmé".to_owned(),
        None => format!(
            "Invitation valable jusqu'au {}",
            french_date(share.expires_at)
        ),
    };
    Guest {
        email: share.email.clone(),
        reach: share.reach.label(),
        value: share.reach.as_str(),
        status,
        waits: share.account.is_none(),
        action: urls::share(share.request, share.id),
    }
}

impl Page for SharingPage {
    const TEMPLATE: &'static str = "requests/sharing.html";

    fn title(&self) -> String {
        format!("Accès à la demande {}", self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        let request = samples::request(RequestState::Draft);
        let share = |account: Option<u128>| Share {
            id: ShareId(uuid::Uuid::from_u128(9 + account.unwrap_or_default())),
            request: request.id,
            email: "bruno@exemple.fr".to_owned(),
            account: account.map(|id| AccountId(uuid::Uuid::from_u128(id))),
            reach: Reach::Edit,
            invited_by: request.author,
            expires_at: samples::now(),
        };
        let mut data = SharingData {
            author: "Léa Martin".to_owned(),
            shares: vec![share(None), share(Some(8))],
            filers: vec![(AccountId(uuid::Uuid::from_u128(8)), "Bruno <b>".to_owned())],
            transfer: None,
            request: request.clone(),
        };
        let mut wrong = SharingForms::default();
        wrong
            .invite
            .labelled_error("courriel", "Adresse électronique", "Indiquez une adresse.");
        let first = Self::new(&data, wrong, samples::now());
        data.shares.clear();
        data.transfer = Some((samples::transfer(), "Bruno".to_owned()));
        vec![
            first,
            Self::new(&data, SharingForms::default(), samples::now()),
        ]
    }
}

/// The page behind a mailed link: what is offered, and the answers.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct LinkPage {
    title: &'static str,
    text: String,
    message: String,
    accept: &'static str,
    decline: &'static str,
    action: String,
}

impl LinkPage {
    pub(in crate::requests) fn invitation(request: &Request, share: &Share, token: &str) -> Self {
        Self {
            title: "Invitation sur une demande",
            text: format!(
                "Vous êtes invité à travailler sur la demande {}, « {} ». Ce que vous pourrez en faire : {}.",
                request.number,
                request.shown_title(),
                share.reach.label().to_lowercase()
            ),
            message: String::new(),
            accept: "Accepter l'invitation",
            decline: "",
            action: urls::invitation(token),
        }
    }

    pub(in crate::requests) fn transfer(
        request: &Request,
        (transfer, asker): (&Transfer, &str),
        token: &str,
    ) -> Self {
        Self {
            title: "Transfert d'une demande",
            text: format!(
                "{asker} vous propose de suivre la demande {}, « {} ». Si vous acceptez, vous en devenez responsable : les courriels vous seront adressés. Répondez avant le {}.",
                request.number,
                request.shown_title(),
                french_date(transfer.expires_at)
            ),
            message: transfer.message.clone(),
            accept: "Accepter la demande",
            decline: "Décliner",
            action: urls::transfer(token),
        }
    }

    pub(in crate::requests) fn refused(title: &'static str, text: &str) -> Self {
        Self {
            title,
            text: text.to_owned(),
            message: String::new(),
            accept: "",
            decline: "",
            action: String::new(),
        }
    }
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "requests/link.html";

    fn title(&self) -> String {
        self.title.to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let request = samples::request(RequestState::Draft);
        let token = "A".repeat(43);
        vec![
            Self::transfer(&request, (&samples::transfer(), "Léa Martin"), &token),
            Self::refused("Transfert d'une demande", "Ce lien n'ouvre rien."),
        ]
    }
}

/// Taking a request back, with the reason.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct WithdrawPage {
    head: Head,
    form: FormState,
    reasons: Vec<Choice>,
    action: String,
}

impl WithdrawPage {
    pub(in crate::requests) fn new(request: &Request, form: FormState) -> Self {
        Self {
            head: Head::from(request),
            form: form.fields(&["raison", "precision"]),
            reasons: WithdrawalReason::CHOICES
                .iter()
                .map(|reason| Choice::new(reason.as_str(), reason.label(), ""))
                .collect(),
            action: urls::withdraw(request.id),
        }
    }
}

impl Page for WithdrawPage {
    const TEMPLATE: &'static str = "requests/withdraw.html";

    fn title(&self) -> String {
        format!("Retirer la demande {}", self.head.number)
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), crumb(&self.head)]
    }

    fn samples() -> Vec<Self> {
        let filed = samples::request(RequestState::Submitted { hint: None });
        let mut wrong = FormState::empty();
        wrong.labelled_error("raison", "Raison", "Choisissez une raison.");
        vec![
            Self::new(&filed, FormState::empty()),
            Self::new(&filed, wrong),
        ]
    }
}
