//! What slices plug into the site and into the outbox: one value a type, put there once by `app.rs`.
//!
//! The kernel and the shell carry them without knowing them, so that a room can own a client of an outside service and
//! find it again in its handlers and in its jobs.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::kernel::error::Fault;

/// Values by type. Cheap to clone.
#[derive(Clone, Default)]
pub struct Plugs(BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Plugs {
    /// Adds a value; the former one of this type is forgotten.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.0.insert(TypeId::of::<T>(), Arc::new(value));
        self
    }

    /// The value of this type; a fault when nobody plugged one.
    pub fn get<T: Any + Send + Sync>(&self) -> Result<Arc<T>, Fault> {
        self.0
            .get(&TypeId::of::<T>())
            .and_then(|value| Arc::clone(value).downcast::<T>().ok())
            .ok_or_else(|| Fault::other("looking for a plug")(std::any::type_name::<T>()))
    }
}

impl fmt::Debug for Plugs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plugs({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_type() {
        let plugs = Plugs::default().with(7_u8).with("seven".to_owned());
        assert_eq!(*plugs.get::<u8>().unwrap(), 7);
        assert_eq!(*plugs.get::<String>().unwrap(), "seven");
        assert!(plugs.get::<u16>().is_err());
    }
}
