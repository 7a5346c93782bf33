//! Exclusion in the reference: nobody is excluded before they answered or their fifteen days are over.

use guichet::kernel::clock::Day;
use guichet::requests::Status;

use super::{Case, Event, Reference};

/// A procedure that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Procedure {
    until: Day,
    answered: bool,
}

impl Reference {
    pub(super) fn notice(&mut self, siren: usize) -> Option<()> {
        (self.runs() && self.takes_part(siren)).then_some(())?;
        (!self.procedures.contains_key(&siren)).then_some(())?;
        let open = Procedure {
            until: self.now.paris_day().plus_days(15),
            answered: false,
        };
        self.procedures.insert(siren, open);
        Some(())
    }

    pub(super) fn reply(&mut self, siren: usize) -> Option<()> {
        let open = self.procedures.get_mut(&siren)?;
        (!open.answered).then_some(())?;
        open.answered = true;
        Some(())
    }

    fn takes_part(&self, siren: usize) -> bool {
        let right = |case: &Case| case.siren == siren && case.status == Status::Granted;
        self.cases.iter().any(right)
    }

    pub(super) fn exclude(&mut self, siren: usize) -> Option<()> {
        let open = self.procedures.get(&siren)?;
        (open.answered || self.now.paris_day() > open.until).then_some(())?;
        self.procedures.remove(&siren);
        self.events.push(Event::Excluded { siren });
        if !self.takes_part(siren) {
            return Some(());
        }
        for on in 0..self.cases.len() {
            if self.cases[on].siren == siren && self.cases[on].status == Status::Granted {
                self.go(on, Status::Revoked);
            }
        }
        self.free(siren, None);
        self.settle();
        Some(())
    }
}
