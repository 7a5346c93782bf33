//! Who does what next, drawn from a seed: the same commands for the same seed.

use super::acts::Do;
use super::{ACTORS, CAP, PERSONS, STAFF};

const SEED: &str = "GUICHET_TEST_SEED";

/// A small generator.
pub struct Dice(u64);

impl Dice {
    /// From a seed, which is not zero.
    pub const fn of(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// From the seed that is asked for, else another each time; it is told.
    pub fn seeded() -> (Self, u64) {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seed = std::env::var(SEED).map_or_else(
            |_| u64::from(now.unwrap().subsec_nanos()) + 1,
            |seed| seed.parse().unwrap(),
        );
        println!("{SEED}={seed}");
        (Self(seed), seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    /// What an actor does next: applicants on their own request, staff on any.
    pub fn command(&mut self) -> (Do, usize) {
        if self.below(2) == 0 {
            self.staff()
        } else {
            self.applicant()
        }
    }

    /// A request: often of those that hold the seats and wait for them, so that everything happens to some.
    fn request(&mut self) -> usize {
        let requests = ACTORS - STAFF;
        if self.below(3) == 0 {
            return self.below(requests);
        }
        let busy = 4 * usize::try_from(CAP).unwrap();
        let on = self.below(busy) + PERSONS * self.below(3);
        on.min(requests - 1)
    }

    fn applicant(&mut self) -> (Do, usize) {
        let act = match self.below(16) {
            0..=5 => Do::Submit,
            6 => Do::Withdraw,
            7..=9 => Do::Decline,
            10..=14 => Do::Accept,
            _ => Do::Reply,
        };
        (act, self.request())
    }

    fn staff(&mut self) -> (Do, usize) {
        let act = match self.below(36) {
            0..=9 => Do::Take,
            10..=11 => Do::AskChanges,
            12..=19 => Do::Grant { reasoned: true },
            20..=26 => Do::Grant { reasoned: false },
            27 => Do::Discard,
            28 => Do::Revoke,
            29 => Do::Notice,
            30..=31 => Do::Exclude,
            32..=33 => Do::Depart,
            34 => Do::Settle,
            _ => Do::Pass(i64::try_from(self.below(48)).unwrap()),
        };
        (act, self.request())
    }
}
