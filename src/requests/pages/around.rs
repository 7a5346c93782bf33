//! What stands around a request: the right it changes or gave way to, the people who hold it, what they may do next.

use serde::Serialize;

use super::samples;
use crate::kernel::text::french_date;
use crate::requests::model::{Habilitation, Request, Transfer, Withdrawal};
use crate::requests::policy::{Action, Answer, Capacity, may};
use crate::requests::state::{RequestState, Status};
use crate::requests::urls;

/// What it is made from.
#[derive(Debug, Clone, Default)]
pub(in crate::requests) struct AroundData {
    /// The habilitation that the request asks to change.
    pub amended: Option<Habilitation>,
    /// The open amendment of the habilitation that it gave.
    pub amendment: Option<Request>,
    /// The habilitation that took the place of the one it gave.
    pub replaced_by: Option<Habilitation>,
    /// The author's name.
    pub author: String,
    /// Whether the author left.
    pub author_left: bool,
    /// The offer that waits for an answer, with the receiver's name.
    pub transfer: Option<(Transfer, String)>,
    /// Why it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// How many versions were filed.
    pub versions: usize,
}

#[derive(Debug, Clone, Serialize)]
struct Notice {
    kind: &'static str,
    title: String,
    text: String,
    label: &'static str,
    href: String,
}

/// What it shows.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct Around {
    author: String,
    notices: Vec<Notice>,
    amend_url: String,
    sharing_url: String,
    take_over_url: String,
    compare_url: String,
    give_up_url: String,
}

impl Around {
    pub(in crate::requests) fn new(
        request: &Request,
        capacities: &[Capacity],
        data: &AroundData,
    ) -> Self {
        let id = request.id;
        let can = |action| may(capacities, action, request.status()) == Answer::Yes;
        let url = |allowed: bool, url: String| if allowed { url } else { String::new() };
        let comparable = data.versions + usize::from(data.amended.is_some()) > 1
            || (data.versions > 0 && request.status() == Status::ChangesRequested);
        let free = data.amendment.is_none() && data.replaced_by.is_none();
        Self {
            author: data.author.clone(),
            notices: notices(data),
            amend_url: url(can(Action::Amend) && free, urls::amend(id)),
            sharing_url: url(can(Action::Share), urls::sharing(id)),
            take_over_url: url(
                can(Action::TakeOver) && data.author_left,
                urls::take_over(id),
            ),
            give_up_url: url(can(Action::GiveUp), urls::give_up(id)),
            compare_url: url(comparable, urls::compare_versions(id)),
        }
    }

    pub(super) fn sample(state: &RequestState) -> Self {
        let request = samples::request(state.clone());
        let data = AroundData {
            amended: matches!(state, RequestState::Draft).then(samples::habilitation),
            amendment: matches!(state, RequestState::Granted(_))
                .then(|| samples::request(RequestState::Draft)),
            replaced_by: matches!(state, RequestState::Ended { .. }).then(samples::habilitation),
            author: "Léa Martin".to_owned(),
            author_left: matches!(state, RequestState::Submitted { .. }),
            transfer: None,
            withdrawal: matches!(state, RequestState::Withdrawn { .. }).then(samples::withdrawal),
            versions: 2,
        };
        Self::new(&request, &[Capacity::Author], &data)
    }
}

fn notices(data: &AroundData) -> Vec<Notice> {
    let amended = data.amended.as_ref().map(|right| Notice {
        kind: "info",
        title: format!("Avenant à l'habilitation {}", right.number),
        text: if right.ended_at.is_none() {
            "L'habilitation en vigueur le reste tant que l'avenant n'est pas accordé.".to_owned()
        } else {
            "L'habilitation que cet avenant modifie n'est plus en vigueur.".to_owned()
        },
        label: "Voir la demande d'origine",
        href: urls::show(right.request),
    });
    let amendment = data.amendment.as_ref().map(|open| Notice {
        kind: "info",
        title: format!("Un avenant est en cours : {}", open.number),
        text: format!(
            "État : {}. L'habilitation reste en vigueur jusqu'à ce qu'il soit accordé.",
            open.status().label().to_lowercase()
        ),
        label: "Voir l'avenant",
        href: urls::show(open.id),
    });
    let replaced = data.replaced_by.as_ref().map(|right| Notice {
        kind: "info",
        title: "Cette habilitation a été remplacée".to_owned(),
        text: format!(
            "L'habilitation {} est en vigueur depuis le {}.",
            right.number,
            french_date(right.granted_at)
        ),
        label: "Voir l'avenant accordé",
        href: urls::show(right.request),
    });
    let rights = [amended, amendment, replaced].into_iter().flatten();
    rights.chain(people(data)).collect()
}

/// What the people of the request did or may do.
fn people(data: &AroundData) -> impl Iterator<Item = Notice> {
    let transfer = data.transfer.as_ref().map(|(transfer, name)| Notice {
        kind: "info",
        title: "Un transfert attend une réponse".to_owned(),
        text: format!(
            "La demande est proposée à {name} jusqu'au {}.",
            french_date(transfer.expires_at)
        ),
        label: "",
        href: String::new(),
    });
    let left = data.author_left.then(|| Notice {
        kind: "warning",
        title: "La personne qui suivait cette demande n'agit plus pour l'organisation".to_owned(),
        text: "Une personne qui dépose au nom de l'organisation peut la reprendre.".to_owned(),
        label: "",
        href: String::new(),
    });
    let withdrawn = data.withdrawal.as_ref().map(|withdrawal| Notice {
        kind: "info",
        title: format!("Retirée le {}", french_date(withdrawal.at)),
        text: if withdrawal.comment.is_empty() {
            format!("{}.", withdrawal.reason.label())
        } else {
            format!("{} : {}", withdrawal.reason.label(), withdrawal.comment)
        },
        label: "",
        href: String::new(),
    });
    [transfer, left, withdrawn].into_iter().flatten()
}
