//! The workflow told a second time, as naively as possible: what a reader of the product's contract would write.
//!
//! It shares nothing with the state machine of the site, so that both can't be wrong in the same way.

use std::collections::BTreeMap;

use guichet::requests::Status;
use guichet::review::Unfavourable;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Began every request.
    Applicant,
    /// Of another organisation.
    Stranger,
    /// Instructs.
    Reviewer,
    /// Instructs and supervises.
    Second,
    /// Instructs, and belongs to the town hall.
    Insider,
    /// Reads.
    Auditor,
}

/// What they try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Do {
    Submit,
    Withdraw,
    Delete,
    Take,
    HandOver(Who),
    AskChanges,
    Grant,
    GrantPart,
    Against(Unfavourable),
    Sign,
    Drop,
    FourEyes,
    End,
    GiveUp,
    Wait,
}

/// Which request a command is about: the town hall's, then three of two companies under the experiment.
pub const SIREN: [usize; 4] = [0, 1, 2, 1];
/// The town hall's request.
const TOWN: usize = 0;
/// Seats of the experiment.
pub const CAP: usize = 1;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naive {
    /// Nothing when it was thrown away.
    pub status: Option<Status>,
    holder: Option<Who>,
    /// What waits for a second signature, and who signed first.
    pub proposal: Option<(Unfavourable, Who)>,
    /// Every change of state: from, to, by whom.
    pub moves: Vec<(Status, Status, Who)>,
    /// Proposals made, and dropped by hand.
    pub proposed: usize,
    /// See above.
    pub dropped: usize,
    /// Withdrawals of which a reviewer had to be told.
    pub told_reviewer: usize,
}

/// The desk and its requests.
#[derive(Debug, Clone)]
pub struct World {
    /// The requests.
    pub requests: Vec<Naive>,
    /// Whether no takes two signatures.
    pub four_eyes: bool,
    /// Times that was changed.
    pub settings: i32,
    /// Legal persons that took a seat, and whether they still hold it.
    pub seats: BTreeMap<usize, bool>,
}

impl World {
    /// Four drafts and an experiment.
    pub fn new() -> Self {
        let draft = Naive {
            status: Some(Status::Draft),
            holder: None,
            proposal: None,
            moves: Vec::new(),
            proposed: 0,
            dropped: 0,
            told_reviewer: 0,
        };
        Self {
            requests: vec![draft; SIREN.len()],
            four_eyes: false,
            settings: 0,
            seats: BTreeMap::new(),
        }
    }

    /// Does it, or tells that it must be refused and changes nothing.
    pub fn apply(&mut self, who: Who, act: Do, on: usize) -> bool {
        let before = self.clone();
        let done = self.try_to(who, act, on).is_some();
        if !done {
            *self = before;
        }
        done
    }

    #[expect(clippy::too_many_lines, reason = "one match is the whole workflow")]
    fn try_to(&mut self, who: Who, act: Do, on: usize) -> Option<()> {
        use Status as S;
        let files = who == Who::Applicant || (who == Who::Insider && on == TOWN);
        let instructs =
            matches!(who, Who::Reviewer | Who::Second) || (who == Who::Insider && on != TOWN);
        let status = self.requests[on].status?;
        match act {
            Do::Wait | Do::FourEyes => Some(()),
            Do::Submit => {
                (files && matches!(status, S::Draft | S::ChangesRequested)).then_some(())?;
                self.go(who, on, S::Submitted)
            }
            Do::Withdraw => {
                let held = matches!(status, S::InReview | S::ChangesRequested | S::Waitlisted);
                (files && (held || status == S::Submitted)).then_some(())?;
                self.requests[on].told_reviewer += usize::from(held);
                self.go(who, on, S::Withdrawn)
            }
            Do::Delete => {
                (files && status == S::Draft).then_some(())?;
                self.requests[on].status = None;
                Some(())
            }
            Do::Take => {
                (instructs && status == S::Submitted).then_some(())?;
                self.requests[on].holder = Some(who);
                self.go(who, on, S::InReview)
            }
            Do::HandOver(to) => {
                let other = self.requests[on].holder != Some(to);
                let held = matches!(status, S::InReview | S::ChangesRequested | S::Waitlisted);
                (instructs && (status == S::Submitted || (held && other))).then_some(())?;
                self.requests[on].holder = Some(to);
                let next = if held { status } else { S::InReview };
                self.go(who, on, next)
            }
            Do::AskChanges => {
                (instructs && status == S::InReview).then_some(())?;
                self.requests[on].proposal = None;
                self.go(who, on, S::ChangesRequested)
            }
            Do::Grant | Do::GrantPart => {
                (instructs && matches!(status, S::InReview | S::Waitlisted)).then_some(())?;
                self.grant(who, on, status)
            }
            Do::Against(kind) => {
                (instructs && Self::possible(kind, status, on)).then_some(())?;
                if !self.four_eyes {
                    return self.decide(who, on, kind);
                }
                self.requests[on].proposal.is_none().then_some(())?;
                self.requests[on].proposal = Some((kind, who));
                self.requests[on].proposed += 1;
                Some(())
            }
            Do::Sign => {
                let (kind, first) = self.requests[on].proposal?;
                (instructs && who != first && Self::possible(kind, status, on)).then_some(())?;
                self.decide(who, on, kind)
            }
            Do::End | Do::GiveUp => {
                let may = if act == Do::End {
                    instructs
                } else {
                    who == Who::Applicant
                };
                (may && status == S::Granted).then_some(())?;
                self.requests[on].proposal = None;
                self.go(who, on, S::Ended)?;
                self.free(on);
                Some(())
            }
            Do::Drop => {
                self.requests[on].proposal?;
                instructs.then_some(())?;
                self.requests[on].proposal = None;
                self.requests[on].dropped += 1;
                Some(())
            }
        }
    }

    fn go(&mut self, who: Who, on: usize, to: Status) -> Option<()> {
        let request = &mut self.requests[on];
        let from = request.status.replace(to)?;
        request.moves.push((from, to, who));
        Some(())
    }

    fn possible(kind: Unfavourable, status: Status, on: usize) -> bool {
        match kind {
            Unfavourable::Refuse => status == Status::InReview,
            Unfavourable::Discard => {
                on != TOWN && matches!(status, Status::InReview | Status::Waitlisted)
            }
            Unfavourable::Revoke => status == Status::Granted,
        }
    }

    fn grant(&mut self, who: Who, on: usize, status: Status) -> Option<()> {
        let siren = SIREN[on];
        let room = self.seats.contains_key(&siren) || self.seats.len() < CAP;
        if on != TOWN && !room {
            (status == Status::InReview).then_some(())?;
            self.requests[on].proposal = None;
            self.requests[on].holder = Some(who);
            return self.go(who, on, Status::Waitlisted);
        }
        if on != TOWN {
            self.seats.insert(siren, true);
        }
        self.requests[on].proposal = None;
        self.go(who, on, Status::Granted)
    }

    fn decide(&mut self, who: Who, on: usize, kind: Unfavourable) -> Option<()> {
        let to = match kind {
            Unfavourable::Refuse => Status::Refused,
            Unfavourable::Discard => Status::Discarded,
            Unfavourable::Revoke => Status::Revoked,
        };
        self.requests[on].proposal = None;
        self.go(who, on, to)?;
        if kind == Unfavourable::Revoke {
            self.free(on);
        }
        Some(())
    }

    /// The seat of who has no right left.
    fn free(&mut self, on: usize) {
        let siren = SIREN[on];
        let still = (0..SIREN.len()).any(|other| {
            SIREN[other] == siren && self.requests[other].status == Some(Status::Granted)
        });
        if on != TOWN && !still {
            self.seats.insert(siren, false);
        }
    }
}
