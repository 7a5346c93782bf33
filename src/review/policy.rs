//! What only the desk knows of permissions: who may sign second, and who reads what it keeps for itself. Who may read,
//! instruct and revoke is the word of `requests`, which knows whether the person belongs to the organisation that asks.

use uuid::Uuid;

pub use crate::requests::is_of_the_desk;

/// Whether a person may sign second what `proposed_by` signed first.
pub fn may_second(proposed_by: Uuid, person: Uuid) -> bool {
    proposed_by != person
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::Capacity;

    #[test]
    fn nobody_signs_twice() {
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(!may_second(first, first));
        assert!(may_second(first, second));
    }

    #[test]
    fn what_the_desk_keeps_is_closed_to_whoever_has_a_part_in_the_request() {
        use Capacity as C;
        for held in [C::Reviewer, C::Supervisor, C::Auditor] {
            assert!(is_of_the_desk(&[held]));
            for part in C::ALL.iter().filter(|part| part.is_of_the_organisation()) {
                assert!(!is_of_the_desk(&[held, *part]), "{part:?}");
            }
            assert!(!is_of_the_desk(&[held, C::Recused]));
        }
        for alone in [C::Officer, C::Keeper, C::Stranger] {
            assert!(!is_of_the_desk(&[alone]));
        }
        assert!(!is_of_the_desk(&[]));
    }
}
