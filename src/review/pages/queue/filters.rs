//! The filters of the queue, with what each offers.

use serde::Serialize;

use crate::requests::{AssuranceLevel, Claim, LegalBasis, Sector, Status};
use crate::review::queue::{AGES, Ask, EVERY_STATE, NotACompany, OPEN_STATES, Order};
use crate::review::views::{Furniture, Named};
use crate::shell::form::FormState;

/// An option of a select.
#[derive(Debug, Clone, Serialize)]
pub struct Offer {
    value: String,
    label: String,
}

/// What the filters offer.
#[derive(Debug, Clone, Serialize)]
pub struct Filters {
    states: Vec<Offer>,
    bases: Vec<Offer>,
    sectors: Vec<Offer>,
    levels: Vec<Offer>,
    claims: Vec<Offer>,
    holders: Vec<Offer>,
    people: Vec<Offer>,
    ages: Vec<Offer>,
    tags: Vec<Offer>,
    orders: Vec<Offer>,
    open: bool,
    set: usize,
}

fn offer(value: impl Into<String>, label: impl Into<String>) -> Offer {
    Offer {
        value: value.into(),
        label: label.into(),
    }
}

impl Filters {
    pub(super) fn new(ask: &Ask, furniture: &Furniture) -> Self {
        let named = |list: &[Named]| -> Vec<Offer> {
            let each = list.iter().map(|one| offer(&one.code, &one.label));
            each.collect()
        };
        let people = named(&furniture.people);
        let holders = [offer("moi", "Moi"), offer("personne", "Personne")];
        Self {
            states: states(),
            bases: of(LegalBasis::ALL, |basis| (basis.as_str(), basis.label())),
            sectors: of(Sector::ALL, |sector| (sector.as_str(), sector.label())),
            levels: of(AssuranceLevel::ALL, |level| (level.as_str(), level.label())),
            claims: of(Claim::ALL, |claim| (claim.as_str(), claim.label())),
            holders: holders.into_iter().chain(people.clone()).collect(),
            people,
            ages: AGES
                .iter()
                .map(|days| offer(days.to_string(), format!("{days} jours et plus")))
                .collect(),
            tags: named(&furniture.tags),
            orders: of(Order::ALL, |order| (order.as_str(), words(order))),
            open: ask.filters() > 0 || ask.order.is_some(),
            set: ask.filters(),
        }
    }
}

fn of<T: Copy>(all: &[T], said: impl Fn(T) -> (&'static str, &'static str)) -> Vec<Offer> {
    let each = all.iter().map(|one| {
        let (code, label) = said(*one);
        offer(code, label)
    });
    each.collect()
}

fn words(order: Order) -> &'static str {
    match order {
        Order::Oldest => "Les plus anciennes d'abord",
        Order::Newest => "Les plus récentes d'abord",
        Order::Due => "La date limite la plus proche d'abord",
    }
}

fn states() -> Vec<Offer> {
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
