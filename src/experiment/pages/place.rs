//! The place of a request in the experiment, told to its applicant in words, with the offer to answer.

use serde::Serialize;

use super::super::model::Phase;
use super::super::urls;
use super::super::views::Standing;
use crate::kernel::clock::Instant;
use crate::kernel::text::{count, french_date_time, french_day};
use crate::requests::{self, Request, RequestId, Status};
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// Days within which a correction keeps its rank.
const RANK_KEPT_DAYS: i64 = 15;

/// An offer that may be answered.
#[derive(Debug, Clone, Serialize)]
pub struct OfferCard {
    id: String,
    seat: i32,
    answer_by: String,
    accept_url: String,
    decline_url: String,
}

/// The place of a request.
#[derive(Debug, Clone, Serialize)]
pub struct PlacePage {
    number: String,
    request_url: String,
    title: String,
    heading: String,
    text: String,
    rank: String,
    place: String,
    seat: String,
    decree: String,
    closes_on: String,
    reusable: bool,
    offer: Option<OfferCard>,
    may_answer: bool,
}

impl PlacePage {
    /// The place of a request as it stands now; `may_answer` says whether the reader may answer for it.
    #[must_use]
    pub fn new(request: &Request, standing: &Standing, (now, may_answer): (Instant, bool)) -> Self {
        let stands = standing.offer.as_ref().filter(|offer| {
            offer.outcome.is_none()
                && now < offer.answer_until
                && request.status() == Status::Waitlisted
        });
        let offer = stands.map(|offer| OfferCard {
            id: offer.id.to_string(),
            seat: offer.number,
            answer_by: french_day(offer.answer_until.paris_day().plus_days(-1)),
            accept_url: urls::accept(request.id),
            decline_url: urls::decline(request.id),
        });
        let (heading, text) = words(request, standing, (now, offer.as_ref()));
        let terms = &standing.experiment.terms;
        Self {
            number: request.number.clone(),
            request_url: requests::url(request.id),
            title: request.shown_title().to_owned(),
            heading: heading.to_owned(),
            text,
            rank: request.rank_at.map(french_date_time).unwrap_or_default(),
            place: standing
                .place
                .map(|place| place.to_string())
                .unwrap_or_default(),
            seat: standing
                .seat
                .map(|seat| seat.to_string())
                .unwrap_or_default(),
            decree: terms.decree().to_owned(),
            closes_on: french_day(terms.closes_on()),
            reusable: terms.seats_reusable(),
            offer,
            may_answer,
        }
    }
}

/// Where the request stands, in words.
fn words(
    request: &Request,
    standing: &Standing,
    (now, offer): (Instant, Option<&OfferCard>),
) -> (&'static str, String) {
    if standing.experiment.terms.phase(now.paris_day()) == Phase::Over {
        let text = "Aucune place n'est plus attribuée. Les accès ont pris fin à la clôture.";
        return ("L'expérimentation est terminée", text.to_owned());
    }
    match request.status() {
        Status::Submitted | Status::InReview => {
            ("Votre demande est à l'instruction", examined(standing))
        }
        Status::ChangesRequested => {
            let last = request.state_since.paris_day().plus_days(RANK_KEPT_DAYS);
            let text = format!(
                "Déposez vos corrections au plus tard le {} pour garder votre rang. Plus tard, votre demande prend un nouveau rang : celui du nouveau dépôt.",
                french_day(last)
            );
            ("Des corrections vous sont demandées", text)
        }
        Status::Waitlisted => waiting(standing, offer),
        Status::Granted => {
            let text = standing.seat.map_or_else(
                || "L'habilitation est accordée.".to_owned(),
                |seat| format!("Votre organisation a la place n° {seat}. Ses autres services l'utilisent aussi."),
            );
            ("Vous participez à l'expérimentation", text)
        }
        Status::Draft
        | Status::Refused
        | Status::Discarded
        | Status::Withdrawn
        | Status::Revoked
        | Status::Ended => (
            "Votre demande n'est plus dans l'ordre d'attribution",
            "Pour participer, déposez une nouvelle demande : elle prendra le rang de son dépôt."
                .to_owned(),
        ),
    }
}

fn examined(standing: &Standing) -> String {
    if let Some(seat) = standing.seat {
        return format!(
            "Votre organisation a déjà la place n° {seat} : cette demande n'en prendra pas d'autre."
        );
    }
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (before, left) = (number(standing.before), number(standing.left));
    let ahead = match before {
        0 => "Aucune organisation en cours d'instruction n'a de meilleur rang.".to_owned(),
        n => format!(
            "{} en cours d'instruction {} un meilleur rang.",
            count(n, "organisation", "organisations"),
            if n == 1 { "a" } else { "ont" }
        ),
    };
    let rest = match left {
        0 => "Toutes les places sont prises : si votre demande est éligible, elle attendra à son rang.".to_owned(),
        n => format!("Il reste {}.", count(n, "place", "places")),
    };
    format!("{ahead} {rest}")
}

fn waiting(standing: &Standing, offer: Option<&OfferCard>) -> (&'static str, String) {
    if let Some(seat) = standing.seat {
        let text = format!(
            "La place n° {seat} est à votre organisation. L'équipe instructrice prononce maintenant l'habilitation : vous n'avez rien à faire."
        );
        return ("Votre place est réservée", text);
    }
    if let Some(offer) = offer {
        let text = format!(
            "La place n° {} s'est libérée et vous revient. Répondez au plus tard le {} : sans réponse, elle passe à la demande suivante et la vôtre prend un nouveau rang, au bout de la liste.",
            offer.seat, offer.answer_by
        );
        return ("Une place vous est proposée", text);
    }
    let reusable = standing.experiment.terms.seats_reusable();
    let place = standing.place.unwrap_or(1);
    let next = if reusable {
        "Une place libérée est proposée dans cet ordre. Vous aurez 10 jours ouvrés pour répondre."
    } else {
        "Les places libérées ne sont pas réattribuées pour le moment."
    };
    (
        "Votre demande est éligible et attend une place",
        format!("Vous êtes au rang {place} de la liste d'attente. {next}"),
    )
}

impl Page for PlacePage {
    const TEMPLATE: &'static str = "experiment/place.html";

    fn title(&self) -> String {
        "Votre place dans l'expérimentation".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![
            Crumb::new(requests::LIST_URL, "Mes demandes"),
            Crumb::new(&self.request_url, &self.number),
        ]
    }

    fn samples() -> Vec<Self> {
        let offered = Self {
            number: "D-2026-000001".to_owned(),
            request_url: requests::LIST_URL.to_owned(),
            title: "Inscription aux cours".to_owned(),
            heading: "Une place vous est proposée".to_owned(),
            text: "La place n° 4 s'est libérée et vous revient.".to_owned(),
            rank: "1er avril 2026 à 9 h 00".to_owned(),
            place: "1".to_owned(),
            seat: String::new(),
            decree: "Arrêté du 2 mars 2026".to_owned(),
            closes_on: "1er avril 2027".to_owned(),
            reusable: true,
            offer: Some(OfferCard {
                id: "00000000-0000-0000-0000-000000000000".to_owned(),
                seat: 4,
                answer_by: "15 avril 2026".to_owned(),
                accept_url: urls::accept(RequestId(uuid::Uuid::nil())),
                decline_url: urls::decline(RequestId(uuid::Uuid::nil())),
            }),
            may_answer: true,
        };
        let read_only = Self {
            may_answer: false,
            ..offered.clone()
        };
        let seated = Self {
            heading: "Vous participez à l'expérimentation".to_owned(),
            text: "Votre organisation a la place n° 4.".to_owned(),
            place: String::new(),
            seat: "4".to_owned(),
            reusable: false,
            offer: None,
            ..offered.clone()
        };
        vec![offered, read_only, seated]
    }
}
