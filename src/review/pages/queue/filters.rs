//! The filters of the queue: those that are set, each with the way to take it off, and the page that offers them all.

use serde::Serialize;

use crate::requests::{AssuranceLevel, Claim, LegalBasis, Sector, Status};
use crate::review::queue::{AGES, Ask, EVERY_STATE, Holder, NotACompany, OPEN_STATES, Order};
use crate::review::urls;
use crate::review::views::{Furniture, Named};
use crate::shell::form::FormState;
use crate::shell::frame::Crumb;
use crate::shell::page::Page;

/// An option of a select.
#[derive(Debug, Clone, Serialize)]
pub struct Offer {
    value: String,
    label: String,
}

fn offer(value: impl Into<String>, label: impl Into<String>) -> Offer {
    Offer {
        value: value.into(),
        label: label.into(),
    }
}

fn of<T: Copy>(all: &[T], said: impl Fn(T) -> (&'static str, &'static str)) -> Vec<Offer> {
    let each = all.iter().map(|one| {
        let (code, label) = said(*one);
        offer(code, label)
    });
    each.collect()
}

pub(super) fn named(list: &[Named]) -> Vec<Offer> {
    let each = list.iter().map(|one| offer(&one.code, &one.label));
    each.collect()
}

/// A filter that is set.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Chip {
    name: &'static str,
    value: String,
    label: String,
    /// The queue without it.
    href: String,
}

/// The filters that are set, the state and the words apart, which the queue always offers.
pub(super) fn chips(ask: &Ask, furniture: &Furniture) -> Vec<Chip> {
    let pairs = ask.pairs();
    let without = |name: &str| {
        let others = pairs.iter().filter(|(other, _)| *other != name);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .finish();
        format!("{}?{query}", urls::QUEUE)
    };
    let apart = |name: &str| ["etat", "q"].contains(&name);
    let set = pairs.iter().filter(|(name, _)| !apart(name));
    set.map(|(name, value)| Chip {
        name,
        label: told(ask, furniture, (name, value)),
        href: without(name),
        value: value.clone(),
    })
    .collect()
}

fn told(ask: &Ask, furniture: &Furniture, (name, value): (&str, &str)) -> String {
    let known = |list: &[Named]| {
        let found = list.iter().find(|one| one.code == value);
        found.map_or("(inconnue)", |one| &one.label).to_owned()
    };
    match name {
        "fondement" => ask.basis.map(LegalBasis::label).map(str::to_owned),
        "secteur" => ask.sector.map(Sector::label).map(str::to_owned),
        "niveau" => ask.level.map(AssuranceLevel::label).map(str::to_owned),
        "donnee" => ask
            .claim
            .map(|claim| format!("Demande : {}", claim.label())),
        "qui" => Some(match ask.holder {
            Some(Holder::Me) => "Suivies par moi".to_owned(),
            Some(Holder::Nobody) => "Suivies par personne".to_owned(),
            _ => format!("Suivies par {}", known(&furniture.people)),
        }),
        "age" => Some(format!("Déposées il y a {value} jours et plus")),
        "retard" => Some("En retard".to_owned()),
        "organisation" => Some(format!("Organisation {value}")),
        "etiquette" => Some(format!("Étiquette {}", known(&furniture.tags))),
        _ => ask.order.map(words).map(str::to_owned),
    }
    .unwrap_or_else(|| value.to_owned())
}

fn words(order: Order) -> &'static str {
    match order {
        Order::Oldest => "Les plus anciennes d'abord",
        Order::Newest => "Les plus récentes d'abord",
        Order::Due => "La date limite la plus proche d'abord",
    }
}

/// The states and groups of states.
pub(super) fn states() -> Vec<Offer> {
    let groups = [
        offer(OPEN_STATES, "Toutes celles en cours"),
        offer(EVERY_STATE, "Tous les états"),
    ];
    let known = Status::ALL
        .iter()
        .filter(|status| **status != Status::Draft)
        .map(|status| offer(status.as_str(), status.label()));
    groups.into_iter().chain(known).collect()
}

/// The fields with what was asked, and what is wrong with it.
pub(super) fn form(ask: &Ask) -> FormState {
    let mut form = FormState::empty();
    for (name, value) in ask.pairs() {
        form.set(name, value);
    }
    if ask.company() == Err(NotACompany) {
        form.error(
            "organisation",
            "Indiquez un SIREN (9 chiffres) ou un SIRET (14 chiffres).",
        );
    }
    form
}

/// Every filter, and the order.
#[derive(Debug, Clone, Serialize)]
pub struct FiltersPage {
    form: FormState,
    states: Vec<Offer>,
    bases: Vec<Offer>,
    sectors: Vec<Offer>,
    levels: Vec<Offer>,
    claims: Vec<Offer>,
    holders: Vec<Offer>,
    ages: Vec<Offer>,
    tags: Vec<Offer>,
    orders: Vec<Offer>,
}

impl FiltersPage {
    /// With what is asked already.
    #[must_use]
    pub fn new(ask: &Ask, furniture: &Furniture) -> Self {
        let people = named(&furniture.people);
        let holders = [offer("moi", "Moi"), offer("personne", "Personne")];
        Self {
            form: form(ask),
            states: states(),
            bases: of(LegalBasis::ALL, |basis| (basis.as_str(), basis.label())),
            sectors: of(Sector::ALL, |sector| (sector.as_str(), sector.label())),
            levels: of(AssuranceLevel::ALL, |level| (level.as_str(), level.label())),
            claims: of(Claim::ALL, |claim| (claim.as_str(), claim.label())),
            holders: holders.into_iter().chain(people).collect(),
            ages: AGES
                .iter()
                .map(|days| offer(days.to_string(), format!("{days} jours et plus")))
                .collect(),
            tags: named(&furniture.tags),
            orders: of(Order::ALL, |order| (order.as_str(), words(order))),
        }
    }
}

impl Page for FiltersPage {
    const TEMPLATE: &'static str = "review/filters.html";

    fn title(&self) -> String {
        "Filtrer les demandes".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::QUEUE, "Instruction")]
    }

    fn samples() -> Vec<Self> {
        super::samples::filters()
    }
}
