//! Who does what, when and from where: what a use case needs to know beside its command.

use std::net::IpAddr;
use std::sync::Arc;

use uuid::Uuid;

use crate::kernel::clock::{Clock, Instant};
use crate::kernel::error::Fault;
use crate::kernel::ids::IdSource;
use crate::kernel::secret::{Random, SecretToken, Vault};

/// Who acts, as the journal names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorRef {
    /// Nobody is signed in.
    Visitor,
    /// A person, by the id of the account.
    Account(Uuid),
    /// A part of Guichet itself, by its name, such as `outbox` or `command line`.
    System(&'static str),
}

/// The makers of time, ids and secrets, chosen once at start.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Present instant.
    pub clock: Clock,
    /// Identifiers.
    pub ids: IdSource,
    /// Random bytes.
    pub random: Random,
    /// Keys derived from the server's.
    pub vault: Vault,
}

impl Sources {
    /// The real ones, over the server's key.
    #[must_use]
    pub fn system(key: &[u8; 32]) -> Self {
        let random = Random::system();
        Self {
            clock: Clock::system(),
            ids: IdSource::system(),
            vault: Vault::new(key, random.clone()),
            random,
        }
    }

    /// The context of one command: `now` is read here and stands still until it is done.
    #[must_use]
    pub fn ctx(&self, actor: ActorRef, origin: Option<IpAddr>, request_id: &str) -> Ctx {
        Ctx {
            now: self.clock.now(),
            actor,
            origin,
            request_id: request_id.into(),
            sources: self.clone(),
        }
    }

    /// The context of something that Guichet does by itself.
    #[must_use]
    pub fn system_ctx(&self, name: &'static str) -> Ctx {
        self.ctx(ActorRef::System(name), None, name)
    }
}

/// The context of one command.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The instant at which everything in the command happens.
    pub now: Instant,
    /// Who acts.
    pub actor: ActorRef,
    /// The network address that asked, when there is one.
    pub origin: Option<IpAddr>,
    /// The id under which the log knows the request.
    pub request_id: Arc<str>,
    sources: Sources,
}

impl Ctx {
    /// A new typed id.
    #[must_use]
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.sources.ids.next().into()
    }

    /// A new secret token.
    pub fn token(&self) -> Result<SecretToken, Fault> {
        self.sources.random.token()
    }

    /// The keys derived from the server's.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.sources.vault
    }

    /// The makers behind this context.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The acting person's account id, if a person acts.
    #[must_use]
    pub fn account(&self) -> Option<Uuid> {
        match self.actor {
            ActorRef::Account(id) => Some(id),
            ActorRef::Visitor | ActorRef::System(_) => None,
        }
    }
}
