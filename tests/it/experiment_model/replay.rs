//! What many did at once, told again to the reference model one command after the other.
//!
//! Every command that was committed must be one that the reference allows at that point, and must have done to the seats
//! exactly what the reference does: who sits, who is freed, to whom a seat is offered, at which place a request waits, and
//! whether a departure from the order was reasoned. So each intermediate state is compared, not only the last.

use std::collections::BTreeMap;

use super::CAP;
use super::acts::Event;
use super::log::Step;
use super::reference::Reference;

/// How far back a command may have to be told: as many as others may commit while it runs.
const WINDOW: usize = 200;

/// The reference, and the numbers of the seats, which it does not choose.
#[derive(Debug, Clone)]
pub struct Told {
    pub model: Reference,
    /// The legal person of each seat held or offered.
    pub numbers: BTreeMap<i32, usize>,
}

/// Tells all the steps. Returns where it ends, and how many had to be told before their turn.
pub fn replay(model: Reference, steps: &[Step]) -> (Told, usize) {
    let mut told = Told {
        model,
        numbers: BTreeMap::new(),
    };
    let (mut past, mut moved) = (Vec::<(Told, &Step)>::new(), 0);
    for (rank, step) in steps.iter().enumerate() {
        match told.follow(step) {
            Ok(next) => past.push((std::mem::replace(&mut told, next), step)),
            // Serialisable transactions have an order, which is not always that of their commits: whoever read what
            // another was about to change comes before it.
            Err(why) => {
                let Some((at, redone, end)) = earlier(&past, step) else {
                    panic!("line {rank}, {:?} on {}: {why}", step.act, step.on);
                };
                past.truncate(at);
                past.extend(redone);
                told = end;
                moved += 1;
            }
        }
        if past.len() > 2 * WINDOW {
            past.drain(..WINDOW);
        }
    }
    (told, moved)
}

type Redone<'a> = (usize, Vec<(Told, &'a Step)>, Told);

/// The latest place before its turn at which a step can be told, with what comes after it told again.
fn earlier<'a>(past: &[(Told, &'a Step)], step: &'a Step) -> Option<Redone<'a>> {
    let least = past.len().saturating_sub(WINDOW);
    (least..past.len()).rev().find_map(|at| {
        let mut told = past[at].0.clone();
        let mut redone = Vec::new();
        for one in std::iter::once(step).chain(past[at..].iter().map(|(_, one)| *one)) {
            let next = told.follow(one).ok()?;
            redone.push((std::mem::replace(&mut told, next), one));
        }
        Some((at, redone, told))
    })
}

impl Told {
    /// The next state, or why the reference disagrees.
    fn follow(&self, step: &Step) -> Result<Self, String> {
        let mut next = self.clone();
        next.model.now = step.at;
        if !next.model.apply(step.act, step.on) {
            return Err("the reference refuses it".to_owned());
        }
        let mut expected = next.model.events.clone();
        expected.sort_unstable();
        if expected != step.events {
            return Err(format!(
                "the reference tells {expected:?}, the journal {:?}",
                step.events
            ));
        }
        next.number(step)?;
        Ok(next)
    }

    /// Follows the numbers: each belongs to one legal person at most, and none is above the cap.
    fn number(&mut self, step: &Step) -> Result<(), String> {
        let (held, offered) = (&self.model.held, &self.model.offered);
        self.numbers
            .retain(|_, siren| held.contains_key(siren) || offered.contains_key(siren));
        // Whoever lost its seat and was offered one again may have another number.
        for (event, number) in &step.numbers {
            let (Event::Offered { on } | Event::Taken { on, .. }) = event else {
                continue;
            };
            let siren = self.model.cases[*on].siren;
            self.numbers
                .retain(|known, other| *other != siren || known == number);
        }
        for (event, number) in &step.numbers {
            let (Event::Offered { on } | Event::Taken { on, .. }) = event else {
                continue;
            };
            let siren = self.model.cases[*on].siren;
            let holder = *self.numbers.entry(*number).or_insert(siren);
            if holder != siren || !(1..=CAP).contains(number) {
                return Err(format!("seat {number} is of {holder}, not of {siren}"));
            }
            if let Some(offer) = self.model.offered.get_mut(&siren) {
                offer.number = *number;
            }
        }
        let seated = self.model.held.len() + self.model.offered.len();
        if seated == self.numbers.len() {
            Ok(())
        } else {
            Err(format!("{seated} seats, {:?}", self.numbers))
        }
    }
}
