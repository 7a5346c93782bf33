//! What a change of state brings about, as data: an entry in the journal, news for the team.

/// What must be done beside the change of state, as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Write this event in the journal.
    Record(&'static str),
    /// Tell the team of the service by mail.
    TellTeam(TeamNews),
    /// Tell the other rooms that its credentials are honoured no longer, or again.
    TellProduction,
}

/// What a team is told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamNews {
    /// The qualification was asked for: a receipt.
    QualificationRequested,
    /// Corrections are awaited.
    CorrectionsRequested,
    /// The service is qualified.
    Qualified,
    /// The service is in production.
    Live,
    /// Access is suspended.
    Suspended,
    /// Access is back.
    Resumed,
    /// The service is closed.
    Closed,
    /// An amendment was granted: the service stands on another right.
    RightReplaced,
    /// The new right allows less: clients lost scopes.
    ClientsNarrowed,
}

impl TeamNews {
    /// What is told inside the site.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::QualificationRequested => "la qualification est demandée",
            Self::CorrectionsRequested => "des corrections sont attendues",
            Self::Qualified => "le service est qualifié",
            Self::Live => "le service est en production",
            Self::Suspended => "l'accès est suspendu",
            Self::Resumed => "l'accès est rétabli",
            Self::Closed => "le service est fermé",
            Self::RightReplaced => "un avenant est accordé",
            Self::ClientsNarrowed => "des clients ont perdu des données",
        }
    }

    /// A short stable name: also the name of the mail template.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::QualificationRequested => "qualification_requested",
            Self::CorrectionsRequested => "corrections_requested",
            Self::Qualified => "qualified",
            Self::Live => "live",
            Self::Suspended => "suspended",
            Self::Resumed => "resumed",
            Self::Closed => "closed",
            Self::RightReplaced => "right_replaced",
            Self::ClientsNarrowed => "clients_narrowed",
        }
    }
}
