//! The life of production credentials, from their issue to their end.
//!
//! Invariant: a secret exists only from the reveal on, and only as a hash. Before it, there is nothing to steal.
//! A credential of a `private_key_jwt` client never has a secret: it is registered at once.

use crate::kernel::clock::Instant;
use crate::text_enum;

/// How long after the issue the secret may be retrieved.
pub const RETRIEVAL_DAYS: i64 = 7;
/// How long credentials live once in use.
pub const LIFE_DAYS: i64 = 360;

text_enum! {
    /// The stored twin of [`State`].
    pub enum Status {
        /// Issued; the secret will be made and shown when somebody of the team asks for it.
        Issued = "issued",
        /// The secret was shown once; only its hash is kept.
        Revealed = "revealed",
        /// The client proves itself with its own key: there is no secret.
        KeyRegistered = "key_registered",
        /// Withdrawn before its end, for good.
        Revoked = "revoked",
        /// Past its end, or never retrieved in time.
        Expired = "expired",
    }
}

impl Status {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Issued => "Prêts à retirer",
            Self::Revealed => "En service",
            Self::KeyRegistered => "En service, par clé publique",
            Self::Revoked => "Révoqués",
            Self::Expired => "Expirés",
        }
    }
}

/// The state of credentials with what that state knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// See [`Status::Issued`].
    Issued {
        /// First instant at which it is too late.
        until: Instant,
    },
    /// See [`Status::Revealed`].
    Revealed {
        /// First instant at which the secret is no longer valid.
        expires: Instant,
    },
    /// See [`Status::KeyRegistered`].
    KeyRegistered {
        /// First instant at which the registration is no longer valid.
        expires: Instant,
    },
    /// See [`Status::Revoked`].
    Revoked,
    /// See [`Status::Expired`].
    Expired,
}

/// What somebody wants to happen to credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Make the secret and show it, once.
    Reveal,
    /// Withdraw them at once.
    Revoke,
    /// Note that their time is over.
    Expire,
}

impl Command {
    /// Every command, for the golden matrix.
    pub const ALL: [Self; 3] = [Self::Reveal, Self::Revoke, Self::Expire];

    /// A short stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reveal => "reveal",
            Self::Revoke => "revoke",
            Self::Expire => "expire",
        }
    }
}

/// What must be done beside the change of state, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Write this event in the journal.
    Record(&'static str),
    /// Tell the team by mail, never with a secret in it.
    TellTeam(News),
    /// Tell the identity provider, through the registrar.
    TellProvider,
}

/// What the team is told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Credentials wait for their retrieval.
    Issued,
    /// The secret was shown.
    Revealed,
    /// The client's key was registered.
    KeyRegistered,
    /// Credentials were revoked.
    Revoked,
}

impl News {
    /// What is told inside the site.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Issued => "les identifiants de production sont à retirer",
            Self::Revealed => "le secret de production a été affiché",
            Self::KeyRegistered => "une clé publique est enregistrée",
            Self::Revoked => "les identifiants de production sont révoqués",
        }
    }

    /// A short stable name: also the name of the mail template.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Revealed => "revealed",
            Self::KeyRegistered => "key_registered",
            Self::Revoked => "revoked",
        }
    }
}

/// The answer to a command that may proceed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The state to save.
    pub next: State,
    /// What to do in the same transaction.
    pub effects: Vec<Effect>,
}

/// Why a command may not proceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The secret was shown already: it never is again.
    AlreadyRevealed,
    /// The delay for the retrieval is over: new credentials must be issued.
    TooLate,
    /// There is no secret: the client uses its own key.
    NoSecret,
    /// The credentials are over.
    Over,
    /// Their time is not over yet.
    NotYet,
}

impl Refused {
    /// A short stable name, for the golden matrix.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AlreadyRevealed => "already revealed",
            Self::TooLate => "too late",
            Self::NoSecret => "no secret",
            Self::Over => "over",
            Self::NotYet => "not yet",
        }
    }
}

impl State {
    /// The first state of new credentials: to retrieve, or in use at once when the client proves itself by key.
    #[must_use]
    pub fn issued(by_key: bool, at: Instant) -> Decision {
        if by_key {
            let expires = at.plus(chrono::Duration::days(LIFE_DAYS));
            let effects = vec![
                Effect::Record("credential.key_registered"),
                Effect::TellTeam(News::KeyRegistered),
                Effect::TellProvider,
            ];
            return Decision {
                next: Self::KeyRegistered { expires },
                effects,
            };
        }
        let until = at.plus(chrono::Duration::days(RETRIEVAL_DAYS));
        let effects = vec![
            Effect::Record("credential.issued"),
            Effect::TellTeam(News::Issued),
        ];
        Decision {
            next: Self::Issued { until },
            effects,
        }
    }

    /// The stored twin.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Issued { .. } => Status::Issued,
            Self::Revealed { .. } => Status::Revealed,
            Self::KeyRegistered { .. } => Status::KeyRegistered,
            Self::Revoked => Status::Revoked,
            Self::Expired => Status::Expired,
        }
    }

    /// The first instant at which the present state is over by itself.
    #[must_use]
    pub const fn end(self) -> Option<Instant> {
        match self {
            Self::Issued { until: end }
            | Self::Revealed { expires: end }
            | Self::KeyRegistered { expires: end } => Some(end),
            Self::Revoked | Self::Expired => None,
        }
    }

    /// Whether the credentials prove anything at that instant, the state of the service aside.
    #[must_use]
    pub fn is_valid(self, at: Instant) -> bool {
        match self {
            Self::Revealed { expires } | Self::KeyRegistered { expires } => at < expires,
            Self::Issued { .. } | Self::Revoked | Self::Expired => false,
        }
    }

    /// Whether the credentials are neither over nor too late: they stand in the way of a new issue.
    #[must_use]
    pub fn is_open(self, at: Instant) -> bool {
        match self {
            Self::Issued { until } => at < until,
            Self::Revealed { .. } | Self::KeyRegistered { .. } | Self::Revoked | Self::Expired => {
                self.is_valid(at)
            }
        }
    }

    /// What a command does at that instant, or why it may not.
    pub fn decide(self, command: Command, at: Instant) -> Result<Decision, Refused> {
        match (self, command) {
            (Self::Issued { until }, Command::Reveal) if at < until => Ok(Decision {
                next: Self::Revealed {
                    expires: at.plus(chrono::Duration::days(LIFE_DAYS)),
                },
                effects: vec![
                    Effect::Record("credential.revealed"),
                    Effect::TellTeam(News::Revealed),
                    Effect::TellProvider,
                ],
            }),
            (Self::Issued { .. }, Command::Reveal) => Err(Refused::TooLate),
            (Self::Revealed { .. }, Command::Reveal) => Err(Refused::AlreadyRevealed),
            (Self::KeyRegistered { .. }, Command::Reveal) => Err(Refused::NoSecret),
            (
                Self::Issued { .. } | Self::Revealed { .. } | Self::KeyRegistered { .. },
                Command::Revoke,
            ) => Ok(Decision {
                next: Self::Revoked,
                effects: vec![
                    Effect::Record("credential.revoked"),
                    Effect::TellTeam(News::Revoked),
                    Effect::TellProvider,
                ],
            }),
            (
                Self::Issued { until: end }
                | Self::Revealed { expires: end }
                | Self::KeyRegistered { expires: end },
                Command::Expire,
            ) if end <= at => Ok(Decision {
                next: Self::Expired,
                effects: vec![Effect::Record("credential.expired"), Effect::TellProvider],
            }),
            (
                Self::Issued { .. } | Self::Revealed { .. } | Self::KeyRegistered { .. },
                Command::Expire,
            ) => Err(Refused::NotYet),
            (
                Self::Revoked | Self::Expired,
                Command::Reveal | Command::Revoke | Command::Expire,
            ) => Err(Refused::Over),
        }
    }
}
