//! A circuit breaker: after several failures in a row nobody asks for a while; then one call tries. Pure.

use chrono::Duration;

use crate::kernel::clock::Instant;

/// Failures in a row after which nobody asks any more.
const FAILURES: u32 = 3;
/// How long nobody asks, unless the registry says how long.
const REST_SECONDS: i64 = 60;
/// The longest rest that the registry can impose.
const LONGEST_REST_SECONDS: i64 = 3_600;

/// The state of the circuit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Breaker {
    failures: u32,
    closed_until: Option<Instant>,
}

impl Breaker {
    /// Whether one may ask now. When the rest is over, one call tries and the others wait for what becomes of it.
    pub(super) fn allows(&mut self, now: Instant) -> bool {
        match self.closed_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                self.closed_until = Some(now.plus(Duration::seconds(REST_SECONDS)));
                true
            }
        }
    }

    /// The registry answered.
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// The registry did not answer, or asked for `rest` seconds of peace.
    pub(super) fn failed(&mut self, now: Instant, rest: Option<u64>) {
        self.failures = self.failures.saturating_add(1);
        if let Some(seconds) = rest {
            let seconds = i64::try_from(seconds).unwrap_or(LONGEST_REST_SECONDS);
            let rest = Duration::seconds(seconds.clamp(1, LONGEST_REST_SECONDS));
            self.closed_until = Some(now.plus(rest));
        } else if self.failures >= FAILURES {
            self.closed_until = Some(now.plus(Duration::seconds(REST_SECONDS)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock::Day;

    fn at(seconds: i64) -> Instant {
        Day::parse("2026-03-02")
            .unwrap()
            .start()
            .plus(Duration::seconds(seconds))
    }

    #[test]
    fn three_failures_in_a_row_close_it_for_a_minute() {
        let mut breaker = Breaker::default();
        for _ in 0..2 {
            breaker.failed(at(0), None);
            assert!(breaker.allows(at(0)));
        }
        breaker.failed(at(0), None);
        assert!(!breaker.allows(at(59)));
        assert!(breaker.allows(at(60)), "one call tries");
        assert!(!breaker.allows(at(61)), "the others wait");
        breaker.succeeded();
        assert!(breaker.allows(at(62)));
    }

    #[test]
    fn a_success_in_between_starts_the_count_again() {
        let mut breaker = Breaker::default();
        for second in 0..10 {
            breaker.failed(at(second), None);
            breaker.failed(at(second), None);
            breaker.succeeded();
        }
        assert!(breaker.allows(at(10)));
    }

    #[test]
    fn the_registry_says_how_long_it_rests_within_reason() {
        let mut breaker = Breaker::default();
        breaker.failed(at(0), Some(7));
        assert!(!breaker.allows(at(6)));
        assert!(breaker.allows(at(7)));
        breaker.failed(at(7), Some(u64::MAX));
        assert!(!breaker.allows(at(3_606)));
        assert!(breaker.allows(at(3_607)));
    }
}
