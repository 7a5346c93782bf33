//! What only the desk knows of permissions: who may sign second. Who may read, instruct and revoke is the word of
//! `requests`, which knows whether the person belongs to the organisation that asks.

use uuid::Uuid;

/// Whether a person may sign second what `proposed_by` signed first.
pub fn may_second(proposed_by: Uuid, person: Uuid) -> bool {
    proposed_by != person
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_signs_twice() {
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert!(!may_second(first, first));
        assert!(may_second(first, second));
    }
}
