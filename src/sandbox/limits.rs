//! How often a client may call: a loop in somebody's program meets a polite refusal and does not slow others down.
//!
//! In memory, each node for itself: a call costs no query. A client may always make a burst, then a steady rate (the
//! generic cell rate algorithm). A refused call is not counted, so a limit ends by itself. Refusals say how long to wait.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;

use crate::kernel::clock::Instant;

/// Calls that may be made at once, in seconds of the steady rate.
const BURST_SECONDS: i64 = 10;
/// Most callers remembered: those that are quiet are forgotten first.
const CALLERS_MOST: usize = 10_000;

/// Limits by caller. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time between two calls at the steady rate; none when there is no limit.
    interval: Option<Duration>,
    /// When each caller will have its whole burst again.
    callers: Arc<Mutex<HashMap<String, Instant>>>,
}

impl Limits {
    /// So many calls a minute for each caller; zero for no limit.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        let interval = (per_minute > 0).then(|| {
            let micros = 60_000_000 / i64::from(per_minute);
            Duration::microseconds(micros.max(1))
        });
        Self {
            interval,
            callers: Arc::default(),
        }
    }

    /// Counts a call; otherwise the seconds to wait.
    pub fn check(&self, caller: &str, now: Instant) -> Result<(), u64> {
        let Some(interval) = self.interval else {
            return Ok(());
        };
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = callers.get(caller).copied().filter(|at| *at > now);
        let next = full_at.unwrap_or(now).plus(interval);
        let ahead = next.since(now) - Duration::seconds(BURST_SECONDS);
        if ahead > Duration::zero() {
            let seconds = (ahead.num_milliseconds() + 999) / 1_000;
            return Err(u64::try_from(seconds).unwrap_or(1).max(1));
        }
        if callers.len() >= CALLERS_MOST && !callers.contains_key(caller) {
            callers.retain(|_, at| *at > now);
            if callers.len() >= CALLERS_MOST {
                callers.clear();
            }
        }
        callers.insert(caller.to_owned(), next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Instant {
        Instant::new(chrono::DateTime::UNIX_EPOCH).plus(Duration::milliseconds(milliseconds))
    }

    #[test]
    fn a_burst_passes_then_a_steady_rate_and_others_are_not_slowed() {
        // 600 a minute: a burst of 100, then one each tenth of a second.
        let limits = Limits::new(600);
        for call in 0..100 {
            assert_eq!(limits.check("boucle", at(0)), Ok(()), "call {call}");
        }
        assert_eq!(limits.check("boucle", at(0)), Err(1));
        assert_eq!(limits.check("autre", at(0)), Ok(()));
        assert_eq!(limits.check("boucle", at(100)), Ok(()));
        assert_eq!(limits.check("boucle", at(100)), Err(1));
    }

    #[test]
    fn hammering_does_not_make_the_wait_longer() {
        let limits = Limits::new(6);
        assert_eq!(limits.check("boucle", at(0)), Ok(()));
        for _ in 0..1_000 {
            assert_eq!(limits.check("boucle", at(0)), Err(10));
        }
        assert_eq!(limits.check("boucle", at(9_999)), Err(1));
        assert_eq!(limits.check("boucle", at(10_000)), Ok(()));
    }

    #[test]
    fn no_limit_counts_nothing_and_memory_is_bounded() {
        let none = Limits::new(0);
        for _ in 0..10_000 {
            assert_eq!(none.check("boucle", at(0)), Ok(()));
        }
        assert!(none.callers.lock().unwrap().is_empty());
        let limits = Limits::new(600);
        for caller in 0..CALLERS_MOST + 10 {
            limits.check(&caller.to_string(), at(0)).unwrap();
        }
        assert!(limits.callers.lock().unwrap().len() <= CALLERS_MOST);
    }
}
