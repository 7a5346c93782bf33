//! The order of the experiment told a second time, as naively as possible: who has a seat, who is offered one, who waits.
//!
//! It knows no seat numbers and shares no code with the site, so that both can't be wrong in the same way. Seats are
//! reusable here: what is not held nor offered may be given.

mod procedures;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use guichet::experiment::OfferOutcome;
use guichet::kernel::clock::{Day, Instant};
use guichet::kernel::workdays::add_working_days;
use guichet::requests::Status;

use self::procedures::Procedure;
use super::acts::{Do, Event};

/// One request.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Its legal person.
    pub siren: usize,
    /// Where it stands.
    pub status: Status,
    /// Its rank.
    pub rank: Option<Instant>,
    since: Instant,
}

/// An offer that stands.
#[derive(Debug, Clone, Copy)]
pub struct Offered {
    /// For which request.
    pub on: usize,
    until: Instant,
    /// Which seat: the reference is told, it does not choose.
    pub number: i32,
}

/// The experiment.
#[derive(Debug, Clone)]
pub struct Reference {
    cap: usize,
    closes_on: Day,
    /// The present instant.
    pub now: Instant,
    /// The requests, in the order of their ids.
    pub cases: Vec<Case>,
    /// Legal persons with a seat, and the request that brought it.
    pub held: BTreeMap<usize, usize>,
    /// Legal persons to whom a seat is offered.
    pub offered: BTreeMap<usize, Offered>,
    /// Seats taken out of order.
    pub departures: usize,
    /// What the last command did.
    pub events: Vec<Event>,
    /// Requests let pass before others, since when.
    first: BTreeMap<usize, Instant>,
    procedures: BTreeMap<usize, Procedure>,
}

impl Reference {
    pub fn new(cap: usize, closes_on: Day, now: Instant, sirens: &[usize]) -> Self {
        let case = |siren: &usize| Case {
            siren: *siren,
            status: Status::Draft,
            rank: None,
            since: now,
        };
        Self {
            cap,
            closes_on,
            now,
            cases: sirens.iter().map(case).collect(),
            held: BTreeMap::new(),
            offered: BTreeMap::new(),
            departures: 0,
            events: Vec::new(),
            first: BTreeMap::new(),
            procedures: BTreeMap::new(),
        }
    }

    fn runs(&self) -> bool {
        self.now.paris_day() < self.closes_on
    }

    fn left(&self) -> usize {
        self.cap - self.held.len() - self.offered.len()
    }

    fn seatless(&self, siren: usize) -> bool {
        !self.held.contains_key(&siren) && !self.offered.contains_key(&siren)
    }

    /// Does it, or tells that it must be refused and changes nothing.
    pub fn apply(&mut self, act: Do, on: usize) -> bool {
        let before = self.clone();
        self.events.clear();
        let done = self.attempt(act, on).is_some();
        if !done {
            *self = before;
        }
        done
    }

    #[expect(clippy::too_many_lines, reason = "one match is the whole workflow")]
    fn attempt(&mut self, act: Do, on: usize) -> Option<()> {
        use Status as S;
        let case = self.cases[on];
        let is = |allowed: &[Status]| allowed.contains(&case.status).then_some(());
        match act {
            Do::Pass(hours) => self.now = self.now.plus(Duration::hours(hours)),
            Do::Settle => self.settle(),
            Do::Submit => {
                is(&[S::Draft, S::ChangesRequested])?;
                self.runs().then_some(())?;
                let late = case.status == S::ChangesRequested
                    && self.now.since(case.since) > Duration::days(15);
                let rank = case.rank.filter(|_| !late).unwrap_or(self.now);
                self.cases[on].rank = Some(rank);
                self.go(on, S::Submitted);
            }
            Do::Take => {
                is(&[S::Submitted])?;
                self.go(on, S::InReview);
            }
            Do::AskChanges => {
                is(&[S::InReview])?;
                self.go(on, S::ChangesRequested);
            }
            Do::Grant { reasoned } => {
                is(&[S::InReview, S::Waitlisted])?;
                self.runs().then_some(())?;
                self.grant(on, reasoned)?;
            }
            Do::Discard => {
                is(&[S::InReview, S::Waitlisted])?;
                self.go(on, S::Discarded);
                self.settle();
            }
            Do::Withdraw => {
                is(&[
                    S::Submitted,
                    S::InReview,
                    S::ChangesRequested,
                    S::Waitlisted,
                ])?;
                self.go(on, S::Withdrawn);
            }
            Do::Revoke => {
                is(&[S::Granted])?;
                self.go(on, S::Revoked);
                self.free(case.siren, Some(on));
                self.settle();
            }
            Do::Accept => {
                self.stands(on)?;
                self.close(case.siren, OfferOutcome::Accepted);
                self.sit(on, self.is_first(on));
            }
            Do::Decline => {
                self.stands(on)?;
                self.close(case.siren, OfferOutcome::Declined);
                self.go(on, S::Withdrawn);
                self.settle();
            }
            Do::Depart => {
                is(&[S::Waitlisted])?;
                let offered = self
                    .offered
                    .get(&case.siren)
                    .is_some_and(|one| one.on == on);
                (!offered).then_some(())?;
                self.first.entry(on).or_insert(self.now);
                self.events.push(Event::Departed { on });
                self.settle();
            }
            Do::Notice => self.notice(case.siren)?,
            Do::Reply => self.reply(case.siren)?,
            Do::Exclude => self.exclude(case.siren)?,
        }
        Some(())
    }

    /// Whether a request that waits is let pass before others.
    fn is_first(&self, on: usize) -> bool {
        self.cases[on].status == Status::Waitlisted && self.first.contains_key(&on)
    }

    fn sit(&mut self, on: usize, out_of_order: bool) {
        self.departures += usize::from(out_of_order);
        self.held.insert(self.cases[on].siren, on);
        self.events.push(Event::Taken { on, out_of_order });
    }

    fn close(&mut self, siren: usize, how: OfferOutcome) {
        if let Some(offer) = self.offered.remove(&siren) {
            self.events.push(Event::Closed { on: offer.on, how });
        }
    }

    fn stands(&self, on: usize) -> Option<()> {
        let offer = self.offered.get(&self.cases[on].siren)?;
        let waits = self.cases[on].status == Status::Waitlisted;
        (offer.on == on && waits && self.now < offer.until && self.runs()).then_some(())
    }

    fn go(&mut self, on: usize, to: Status) {
        self.cases[on].status = to;
        self.cases[on].since = self.now;
    }

    fn grant(&mut self, on: usize, reasoned: bool) -> Option<()> {
        let case = self.cases[on];
        if self.held.contains_key(&case.siren) {
            self.go(on, Status::Granted);
            return Some(());
        }
        if self.offered.contains_key(&case.siren) {
            self.close(case.siren, OfferOutcome::Accepted);
            self.sit(on, self.is_first(on));
            self.go(on, Status::Granted);
            return Some(());
        }
        if self.left() == 0 {
            (case.status == Status::InReview).then_some(())?;
            let place = self.ahead(on) + 1;
            self.events.push(Event::Full { on, place });
            self.go(on, Status::Waitlisted);
            return Some(());
        }
        let passed = self.passed(on);
        (passed == 0 || reasoned).then_some(())?;
        self.sit(on, passed > 0);
        self.go(on, Status::Granted);
        Some(())
    }

    /// Legal persons that wait with a better rank.
    fn ahead(&self, on: usize) -> usize {
        let (siren, rank) = (self.cases[on].siren, self.cases[on].rank);
        let waits = |case: &&Case| case.status == Status::Waitlisted && case.rank < rank;
        let others = self.cases.iter().filter(waits).map(|case| case.siren);
        others
            .filter(|other| *other != siren)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// Legal persons with a better rank that a seat for this request would pass.
    fn passed(&self, on: usize) -> usize {
        let (siren, rank) = (self.cases[on].siren, self.cases[on].rank.unwrap());
        let better = |case: &&Case| {
            case.siren != siren
                && case.rank.is_some_and(|other| other < rank)
                && self.seatless(case.siren)
        };
        let (mut waiting, mut undecided) = (BTreeSet::new(), BTreeSet::new());
        for case in self.cases.iter().filter(better) {
            match case.status {
                Status::Waitlisted => drop(waiting.insert(case.siren)),
                Status::Submitted | Status::InReview => drop(undecided.insert(case.siren)),
                Status::ChangesRequested if self.now.since(case.since) <= Duration::days(15) => {
                    undecided.insert(case.siren);
                }
                _ => {}
            }
        }
        if self.left() <= undecided.len() {
            waiting.append(&mut undecided);
        }
        waiting.len()
    }

    /// Takes the seat back, unless a right stands or is to come by the acceptance of another request.
    fn free(&mut self, siren: usize, ended: Option<usize>) {
        let of = |case: &Case, status: Status| case.siren == siren && case.status == status;
        let right = self.cases.iter().any(|case| of(case, Status::Granted));
        let coming = self
            .held
            .get(&siren)
            .is_some_and(|by| Some(*by) != ended && self.cases[*by].status == Status::Waitlisted);
        if !right && !coming && self.held.remove(&siren).is_some() {
            self.events.push(Event::Freed { siren });
        }
    }

    /// Ends the offers that nobody answered in time, and those whose request left the waiting list.
    fn end_offers(&mut self) {
        let mut due: Vec<(usize, Offered)> = self
            .offered
            .iter()
            .filter(|(_, offer)| {
                offer.until <= self.now || self.cases[offer.on].status != Status::Waitlisted
            })
            .map(|(siren, offer)| (*siren, *offer))
            .collect();
        due.sort_by_key(|(_, offer)| offer.number);
        for (rank, (siren, offer)) in (0..).zip(&due) {
            let waits = self.cases[offer.on].status == Status::Waitlisted;
            let how = if waits {
                OfferOutcome::Expired
            } else {
                OfferOutcome::Lapsed
            };
            self.close(*siren, how);
            if waits {
                let rank = self.now.plus(Duration::microseconds(rank));
                for (on, case) in self.cases.iter_mut().enumerate() {
                    if case.siren == *siren && case.status == Status::Waitlisted {
                        case.rank = Some(rank);
                        self.first.remove(&on);
                    }
                }
            }
        }
    }

    fn settle(&mut self) {
        if !self.runs() {
            let standing: Vec<usize> = self.offered.keys().copied().collect();
            for siren in standing {
                self.close(siren, OfferOutcome::Lapsed);
            }
            return;
        }
        self.end_offers();
        let dead: Vec<usize> = self
            .held
            .iter()
            .filter(|(_, by)| {
                matches!(
                    self.cases[**by].status,
                    Status::Withdrawn | Status::Discarded
                )
            })
            .map(|(siren, _)| *siren)
            .collect();
        for siren in dead {
            self.free(siren, None);
        }
        let until = add_working_days(self.now.paris_day(), 10)
            .plus_days(1)
            .start();
        while self.left() > 0 {
            let next = (0..self.cases.len())
                .filter(|on| self.cases[*on].status == Status::Waitlisted)
                .filter(|on| self.seatless(self.cases[*on].siren))
                .min_by_key(|on| {
                    let first = self.first.get(on);
                    let rank = self.cases[*on].rank.filter(|_| first.is_none());
                    (first.is_none(), first, rank, *on)
                });
            let Some(on) = next else { break };
            let offer = Offered {
                on,
                until,
                number: 0,
            };
            self.offered.insert(self.cases[on].siren, offer);
            self.events.push(Event::Offered { on });
        }
    }
}
