//! Who is looking: nobody, or a person with an open session; and what the signature of a handler demands.
//!
//! The coarse permission is in the handler's signature ([`SignedIn`], [`Staff`]); the fine one is asked by each
//! slice while it loads. What an account *is* belongs to the identity slice, which gives the shell a [`Person`].

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::kernel::clock::Instant;
use crate::shell::errors::PageError;
use crate::shell::urls;
use crate::shell::visit::{self, Visit};
use crate::{text_enum, typed_id};

typed_id! {
    /// Identifies an account.
    pub struct AccountId;
}

typed_id! {
    /// Identifies a session; not a secret, unlike its token.
    pub struct SessionId;
}

typed_id! {
    /// An organisation, which the shell only remembers.
    pub struct OrganisationRef;
}

text_enum! {
    /// What a member of the staff may do. One person may have several; none implies another.
    pub enum Role {
        /// Instructs requests.
        Reviewer = "reviewer",
        /// Checks integrations.
        Officer = "officer",
        /// Takes four-eyes decisions, sets the experiment.
        Supervisor = "supervisor",
        /// Manages accounts and settings.
        Administrator = "administrator",
        /// Reads everything and changes nothing.
        Auditor = "auditor",
    }
}

/// A person who is signed in, as the shell and the slices need to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// The name to show.
    pub name: String,
    /// The confirmed address.
    pub email: String,
    /// Staff roles; empty for everybody else.
    pub roles: Vec<Role>,
    /// Whether a second factor is enrolled.
    pub has_second_factor: bool,
}

impl Person {
    /// Whether the account belongs to the staff.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        !self.roles.is_empty()
    }

    /// Whether the person has `role`.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// The open session of a signed-in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// When a second factor was last shown in it.
    pub second_factor_at: Option<Instant>,
    /// The organisation the person chose to work for, among theirs.
    pub organisation: Option<OrganisationRef>,
}

/// Who is looking at the page.
#[derive(Debug, Clone, Default)]
pub struct Viewer(Option<Arc<(Person, Session)>>);

impl Viewer {
    /// Nobody is signed in.
    #[must_use]
    pub fn visitor() -> Self {
        Self(None)
    }

    /// `person` is signed in by `session`.
    #[must_use]
    pub fn signed_in(person: Person, session: Session) -> Self {
        Self(Some(Arc::new((person, session))))
    }

    /// The person, if somebody is signed in.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        self.0.as_ref().map(|known| &known.0)
    }

    /// The session, if one is open.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        self.0.as_ref().map(|known| known.1)
    }

    /// The account, if somebody is signed in.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.person().map(|person| person.id)
    }

    /// Whether the person has `role` and may act with it: the second factor was shown in this session.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.person().is_some_and(|person| person.has(role)) && self.missing_step().is_none()
    }

    /// Where the person must go before anything else: prove or enrol the second factor.
    fn missing_step(&self) -> Option<&'static str> {
        let (person, session) = self.0.as_deref()?;
        match (person.has_second_factor, session.second_factor_at) {
            (true, None) => Some(urls::SECOND_FACTOR),
            (false, _) if person.is_staff() => Some(urls::ENROL_SECOND_FACTOR),
            (true, Some(_)) | (false, _) => None,
        }
    }
}

/// Anyone may come, signed in or not.
#[derive(Debug, Clone)]
pub struct Anyone(pub Viewer);

/// A session is open, but the second factor may still be missing: only for the pages that ask for it.
#[derive(Debug, Clone)]
pub struct HalfSignedIn {
    /// The person.
    pub person: Person,
    /// Their session.
    pub session: Session,
}

/// A signed-in person, with the second factor shown if they have one or must have one.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The person.
    pub person: Person,
    /// Their session.
    pub session: Session,
}

impl SignedIn {
    /// The account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.person.id
    }
}

/// A member of the staff with one of the roles `R`, second factor shown. Other accounts get 404, staff without
/// the role 403.
#[derive(Debug, Clone)]
pub struct Staff<R> {
    /// The person.
    pub person: Person,
    /// Their session.
    pub session: Session,
    roles: PhantomData<R>,
}

impl<R> Staff<R> {
    /// The account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.person.id
    }

    /// Whether the person has `role`.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.person.has(role)
    }
}

/// One or several roles named in a type: `Staff<Reviewer>`, `Staff<(Reviewer, Auditor)>`.
pub trait RoleSet: 'static {
    /// Any of these is enough.
    const ROLES: &'static [Role];
}

macro_rules! role_markers {
    ($($name:ident),+) => {$(
        #[doc = concat!("The role [`Role::", stringify!($name), "`] as a type.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl RoleSet for $name {
            const ROLES: &'static [Role] = &[Role::$name];
        }
        impl OneRole for $name {
            const ROLE: Role = Role::$name;
        }
    )+};
}

/// A single role named in a type.
pub trait OneRole: 'static {
    /// The role.
    const ROLE: Role;
}

role_markers!(Reviewer, Officer, Supervisor, Administrator, Auditor);

/// Any member of the staff.
#[derive(Debug, Clone, Copy)]
pub struct AnyStaff;
impl RoleSet for AnyStaff {
    const ROLES: &'static [Role] = Role::ALL;
}

impl<A: OneRole, B: OneRole> RoleSet for (A, B) {
    const ROLES: &'static [Role] = &[A::ROLE, B::ROLE];
}
impl<A: OneRole, B: OneRole, C: OneRole> RoleSet for (A, B, C) {
    const ROLES: &'static [Role] = &[A::ROLE, B::ROLE, C::ROLE];
}
impl<A: OneRole, B: OneRole, C: OneRole, D: OneRole> RoleSet for (A, B, C, D) {
    const ROLES: &'static [Role] = &[A::ROLE, B::ROLE, C::ROLE, D::ROLE];
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, PageError>>>>;

/// Resolves the visit, then lets `choose` accept it.
fn extract<T, F>(request: &HttpRequest, choose: F) -> Extracting<T>
where
    F: FnOnce(&HttpRequest, &Visit) -> Result<T, PageError> + 'static,
{
    let request = request.clone();
    Box::pin(async move {
        let visit = visit::of(&request).await?;
        choose(&request, &visit)
    })
}

fn half(request: &HttpRequest, viewer: &Viewer) -> Result<(Person, Session), PageError> {
    viewer
        .0
        .as_deref()
        .cloned()
        .ok_or_else(|| PageError::SeeOther(urls::with_return(urls::SIGN_IN, request)))
}

fn whole(request: &HttpRequest, viewer: &Viewer) -> Result<(Person, Session), PageError> {
    let known = half(request, viewer)?;
    match viewer.missing_step() {
        None => Ok(known),
        Some(step) => Err(PageError::SeeOther(urls::with_return(step, request))),
    }
}

impl FromRequest for Anyone {
    type Error = PageError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |_, visit| Ok(Self(visit.viewer.clone())))
    }
}

impl FromRequest for HalfSignedIn {
    type Error = PageError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |request, visit| {
            half(request, &visit.viewer).map(|(person, session)| Self { person, session })
        })
    }
}

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |request, visit| {
            whole(request, &visit.viewer).map(|(person, session)| Self { person, session })
        })
    }
}

impl<R: RoleSet> FromRequest for Staff<R> {
    type Error = PageError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        extract(request, |request, visit| {
            let (person, _) = half(request, &visit.viewer)?;
            if !person.is_staff() {
                return Err(PageError::NotFound);
            }
            if !R::ROLES.iter().any(|role| person.has(*role)) {
                return Err(PageError::Forbidden(
                    "Cette page est réservée à d'autres rôles que les vôtres.".to_owned(),
                ));
            }
            let (person, session) = whole(request, &visit.viewer)?;
            Ok(Self {
                person,
                session,
                roles: PhantomData,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn viewer(roles: &[Role], has_second_factor: bool, shown: bool) -> Viewer {
        let now = Instant::new(chrono::DateTime::UNIX_EPOCH);
        let person = Person {
            id: AccountId(Uuid::nil()),
            name: "Léa".to_owned(),
            email: "lea@exemple.fr".to_owned(),
            roles: roles.to_vec(),
            has_second_factor,
        };
        Viewer::signed_in(
            person,
            Session {
                id: SessionId(Uuid::nil()),
                second_factor_at: shown.then_some(now),
                organisation: None,
            },
        )
    }

    #[test]
    fn a_second_factor_that_exists_must_be_shown() {
        assert_eq!(
            viewer(&[], true, false).missing_step(),
            Some(urls::SECOND_FACTOR)
        );
        assert_eq!(viewer(&[], true, true).missing_step(), None);
        assert_eq!(viewer(&[], false, false).missing_step(), None);
    }

    #[test]
    fn staff_must_enrol_before_anything() {
        assert_eq!(
            viewer(&[Role::Reviewer], false, false).missing_step(),
            Some(urls::ENROL_SECOND_FACTOR)
        );
        assert!(!viewer(&[Role::Reviewer], true, false).has(Role::Reviewer));
        assert!(viewer(&[Role::Reviewer], true, true).has(Role::Reviewer));
        assert!(!viewer(&[Role::Reviewer], true, true).has(Role::Officer));
    }
}
