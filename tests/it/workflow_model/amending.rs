//! Amendments, told a second time: one at a time, and the right in force stays until the new one takes its place.

use guichet::requests::Status;

use super::naive::{Naive, Who, World};

impl World {
    /// Begins an amendment, unless one is open.
    pub fn amend(&mut self, who: Who, on: usize) -> Option<()> {
        self.amendment(on).is_none().then_some(())?;
        let company = self.requests[on].company;
        let draft = Naive::draft((company, who), Some(on), self.day);
        self.requests.push(draft);
        Some(())
    }

    fn amendment(&self, on: usize) -> Option<usize> {
        use Status as S;
        let open = [
            S::Draft,
            S::Submitted,
            S::InReview,
            S::ChangesRequested,
            S::Waitlisted,
        ];
        self.requests.iter().position(|known| {
            known.amends == Some(on) && known.status.is_some_and(|status| open.contains(&status))
        })
    }

    /// Whether there is still something to change.
    pub fn has_a_right_to_change(&self, on: usize) -> bool {
        let base = self.requests[on].amends;
        base.is_none_or(|base| self.requests[base].status == Some(Status::Granted))
    }

    /// The right that a granted amendment changes ends, without a letter: the new one says it.
    pub fn replace(&mut self, on: usize) {
        if let Some(base) = self.requests[on].amends {
            self.requests[base].status = Some(Status::Ended);
            self.note(base, "request.replaced");
        }
    }

    /// The right ends: the amendment that was filed has nothing left to change.
    pub fn drop_amendment(&mut self, who: Who, on: usize) {
        let filed = self
            .amendment(on)
            .filter(|open| self.requests[*open].status != Some(Status::Draft));
        if let Some(open) = filed {
            self.go(who, open, Status::Withdrawn);
        }
    }
}
