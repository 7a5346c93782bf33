//! What can go wrong: refusals, which are answers, and faults, which are not.
//!
//! A use case has its own small enum of refusals; everything else (database, files, mail) is a [`Fault`],
//! opaque to pages and logged once at the edge.

use std::error::Error as StdError;
use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The result of a use case: a value, a refusal of type `R`, or a fault.
pub type Outcome<T, R = Never> = Result<T, Failure<R>>;

/// The refusal of what cannot be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

/// Marks a use case's own enum of refusals, so that `?` lifts it into [`Failure`].
pub trait Refusal: fmt::Debug + Send + 'static {}
impl Refusal for Never {}

/// Why a use case gave no value.
#[derive(Debug)]
pub enum Failure<R> {
    /// The rules say no; the caller shows it to the person.
    Refused(R),
    /// Something broke; the person sees an incident number.
    Fault(Fault),
}

impl<R> Failure<R> {
    /// Carries one use case's refusal into another's.
    pub fn map_refusal<S>(self, f: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(refusal) => Failure::Refused(f(refusal)),
            Self::Fault(fault) => Failure::Fault(fault),
        }
    }

    /// The fault inside, when this is one.
    pub(in crate::kernel) fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Refused(_) => None,
            Self::Fault(fault) => Some(fault),
        }
    }
}

impl Failure<Never> {
    /// A failure that can't be a refusal is a fault.
    #[must_use]
    pub fn into_fault(self) -> Fault {
        match self {
            Self::Refused(never) => match never {},
            Self::Fault(fault) => fault,
        }
    }
}

impl<R: Refusal> From<R> for Failure<R> {
    fn from(refusal: R) -> Self {
        Self::Refused(refusal)
    }
}
impl<R> From<Fault> for Failure<R> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
impl<R> From<DieselError> for Failure<R> {
    fn from(error: DieselError) -> Self {
        Self::Fault(Fault::Database(error))
    }
}

/// A thing that broke. Its text is for the log, never for a page.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused or failed.
    #[error("database: {0}")]
    Database(#[from] DieselError),
    /// No connection became free in time.
    #[error("no database connection became free in time")]
    Busy,
    /// A row that the rules of the house say cannot exist.
    #[error("inconsistent row in {0}: {1}")]
    Inconsistent(&'static str, String),
    /// Two writers met on the same row; the write is tried again.
    #[error("contention")]
    Contention,
    /// Anything else, with what was being done.
    #[error("{0}: {1}")]
    Other(&'static str, #[source] Box<dyn StdError + Send + Sync>),
}

impl Fault {
    /// A row that contradicts the machine it belongs to.
    #[must_use]
    pub fn inconsistent(table: &'static str, id: impl fmt::Display) -> Self {
        Self::Inconsistent(table, id.to_string())
    }

    /// Asks `Db::write` to run the closure again.
    #[must_use]
    pub fn contention() -> Self {
        Self::Contention
    }

    /// Wraps another library's error with what was being done, as `Fault::other("reading the key file")`.
    pub fn other<E: Into<Box<dyn StdError + Send + Sync>>>(
        doing: &'static str,
    ) -> impl Fn(E) -> Self {
        move |error| Self::Other(doing, error.into())
    }

    /// Whether running the same transaction again may succeed.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Contention => true,
            Self::Database(DieselError::DatabaseError(kind, info)) => {
                matches!(kind, DatabaseErrorKind::SerializationFailure)
                    || info.message().contains("deadlock detected")
            }
            _ => false,
        }
    }

    /// Whether this is a violated unique constraint.
    #[must_use]
    pub fn is_unique_violation(error: &DieselError) -> bool {
        matches!(
            error,
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)
        )
    }
}
