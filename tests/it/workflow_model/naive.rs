//! The workflow told a second time, as naively as possible: what a reader of the product's contract would write.
//!
//! It shares nothing with the state machine of the site, so that both can't be wrong in the same way.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Begins an amendment of the right, with something to change.
    Amend,
    /// Gives it back to the pool.
    Release,
    /// States a conflict of interest.
    Recuse,
    /// Takes back the conflict that somebody stated.
    Lift(Who),
    /// Nobody moves for so many days.
    Wait(i64),
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
    /// The legal person that asks.
    pub company: usize,
    /// Who began it.
    pub author: Who,
    /// The request whose right it asks to change.
    pub amends: Option<usize>,
    pub holder: Option<Who>,
    /// To whom a conflict of interest closes it.
    pub recused: BTreeSet<Who>,
    /// The day of the last change of state.
    pub since: i64,
    /// What waits for a second signature, and who signed first.
    pub proposal: Option<(Unfavourable, Who)>,
    /// Every change of state: from, to, by whom; by nobody when time alone did it.
    pub moves: Vec<(Status, Status, Option<Who>)>,
    /// Proposals made, and dropped by hand.
    pub proposed: usize,
    /// See above.
    pub dropped: usize,
    /// Withdrawals of which a reviewer had to be told.
    pub told_reviewer: usize,
    /// Entries of the journal that change no state, and letters that time alone sent, each with its number.
    pub noted: BTreeMap<&'static str, usize>,
    /// See above.
    pub recalled: BTreeMap<&'static str, usize>,
}

impl Naive {
    /// A draft, begun that day.
    pub fn draft((company, author): (usize, Who), amends: Option<usize>, since: i64) -> Self {
        Self {
            status: Some(Status::Draft),
            company,
            author,
            amends,
            holder: None,
            recused: BTreeSet::new(),
            since,
            proposal: None,
            moves: Vec::new(),
            proposed: 0,
            dropped: 0,
            told_reviewer: 0,
            noted: BTreeMap::new(),
            recalled: BTreeMap::new(),
        }
    }
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
    /// Days since the beginning.
    pub day: i64,
}

impl World {
    /// Four drafts and an experiment.
    pub fn new() -> Self {
        let draft = |company| Naive::draft((company, Who::Applicant), None, 0);
        Self {
            requests: SIREN.map(draft).to_vec(),
            four_eyes: false,
            settings: 0,
            seats: BTreeMap::new(),
            day: 0,
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
        let files = who == Who::Applicant || (who == Who::Insider && self.is_of_town(on));
        let instructs = self.instructs(who, on);
        let status = self.requests[on].status?;
        match act {
            Do::Wait(_) | Do::FourEyes => Some(()),
            Do::Submit => {
                (files && matches!(status, S::Draft | S::ChangesRequested)).then_some(())?;
                self.has_a_right_to_change(on).then_some(())?;
                self.go(who, on, S::Submitted)
            }
            Do::Withdraw => {
                let held = matches!(status, S::InReview | S::ChangesRequested | S::Waitlisted);
                (files && (held || status == S::Submitted)).then_some(())?;
                let holder = self.requests[on].holder.filter(|_| held);
                let open = holder.is_some_and(|who| !self.requests[on].recused.contains(&who));
                self.requests[on].told_reviewer += usize::from(open);
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
                (instructs && self.instructs(to, on)).then_some(())?;
                (status == S::Submitted || (held && other)).then_some(())?;
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
                (instructs && self.possible(kind, status, on)).then_some(())?;
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
                (instructs && who != first && self.possible(kind, status, on)).then_some(())?;
                self.decide(who, on, kind)
            }
            Do::End | Do::GiveUp => {
                let may = if act == Do::End {
                    instructs
                } else {
                    files && (who == Who::Applicant || who == self.requests[on].author)
                };
                (may && status == S::Granted).then_some(())?;
                self.requests[on].proposal = None;
                self.drop_amendment(who, on);
                self.go(who, on, S::Ended)?;
                self.free(on);
                Some(())
            }
            Do::Drop => {
                self.requests[on].proposal?;
                instructs.then_some(())?;
                self.drop_proposal(on);
                Some(())
            }
            Do::Amend => {
                (files && status == S::Granted).then_some(())?;
                self.amend(who, on)
            }
            Do::Release => {
                let known = status == S::Submitted && self.requests[on].holder.is_some();
                (instructs && (status == S::InReview || known)).then_some(())?;
                self.release(who, on)
            }
            Do::Recuse => {
                (instructs && status != S::Draft).then_some(())?;
                self.recuse(who, on)
            }
            Do::Lift(of) => {
                (instructs && who == Who::Second && status != S::Draft).then_some(())?;
                self.requests[on].recused.remove(&of).then_some(())?;
                self.note(on, "request.conflict_lifted");
                Some(())
            }
        }
    }

    /// Whether this person may judge a request: it is their work, and nothing ties them to it.
    fn instructs(&self, who: Who, on: usize) -> bool {
        let works = matches!(who, Who::Reviewer | Who::Second)
            || (who == Who::Insider && !self.is_of_town(on));
        works && !self.requests[on].recused.contains(&who)
    }

    fn is_of_town(&self, on: usize) -> bool {
        self.requests[on].company == TOWN
    }

    fn release(&mut self, who: Who, on: usize) -> Option<()> {
        self.requests[on].holder = None;
        self.note(on, "request.released");
        self.go(who, on, Status::Submitted)
    }

    /// What they held goes back to the pool; what they proposed, or nobody can take any more, falls.
    fn recuse(&mut self, who: Who, on: usize) -> Option<()> {
        self.requests[on].recused.insert(who);
        self.note(on, "request.conflict_stated");
        let held = self.requests[on].holder == Some(who);
        let status = self.requests[on].status?;
        if held && matches!(status, Status::InReview | Status::Submitted) {
            self.release(who, on)?;
        }
        let pooled = self.requests[on].status == Some(Status::Submitted);
        if self.requests[on]
            .proposal
            .is_some_and(|(_, by)| by == who || pooled)
        {
            self.drop_proposal(on);
        }
        Some(())
    }

    fn drop_proposal(&mut self, on: usize) {
        self.requests[on].proposal = None;
        self.requests[on].dropped += 1;
    }

    /// An entry of the journal that changes no state.
    pub fn note(&mut self, on: usize, event: &'static str) {
        *self.requests[on].noted.entry(event).or_default() += 1;
    }

    pub fn go(&mut self, who: impl Into<Option<Who>>, on: usize, to: Status) -> Option<()> {
        let today = self.day;
        let request = &mut self.requests[on];
        let from = request.status.replace(to)?;
        if from != to {
            request.since = today;
        }
        request.moves.push((from, to, who.into()));
        Some(())
    }

    fn possible(&self, kind: Unfavourable, status: Status, on: usize) -> bool {
        match kind {
            Unfavourable::Refuse => status == Status::InReview,
            Unfavourable::Discard => {
                !self.is_of_town(on) && matches!(status, Status::InReview | Status::Waitlisted)
            }
            Unfavourable::Revoke => status == Status::Granted,
        }
    }

    fn grant(&mut self, who: Who, on: usize, status: Status) -> Option<()> {
        let (siren, town) = (self.requests[on].company, self.is_of_town(on));
        let room = self.seats.contains_key(&siren) || self.seats.len() < CAP;
        if !town && !room {
            (status == Status::InReview).then_some(())?;
            self.requests[on].proposal = None;
            self.requests[on].holder = Some(who);
            return self.go(who, on, Status::Waitlisted);
        }
        if !town {
            self.seats.insert(siren, true);
        }
        self.requests[on].proposal = None;
        self.replace(on);
        self.go(who, on, Status::Granted)
    }

    fn decide(&mut self, who: Who, on: usize, kind: Unfavourable) -> Option<()> {
        let to = match kind {
            Unfavourable::Refuse => Status::Refused,
            Unfavourable::Discard => Status::Discarded,
            Unfavourable::Revoke => Status::Revoked,
        };
        self.requests[on].proposal = None;
        if kind == Unfavourable::Revoke {
            self.drop_amendment(who, on);
        }
        self.go(who, on, to)?;
        if kind == Unfavourable::Revoke {
            self.free(on);
        }
        Some(())
    }

    /// The seat of who has no right left.
    fn free(&mut self, on: usize) {
        let siren = self.requests[on].company;
        let still = self
            .requests
            .iter()
            .any(|other| other.company == siren && other.status == Some(Status::Granted));
        if siren != TOWN && !still {
            self.seats.insert(siren, false);
        }
    }
}
