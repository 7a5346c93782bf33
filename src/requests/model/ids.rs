//! Identifiers of what this room keeps.

use crate::typed_id;

typed_id! {
    /// Identifies a request.
    pub struct RequestId;
}

typed_id! {
    /// Identifies an habilitation: the right that a grant produces.
    pub struct HabilitationId;
}

typed_id! {
    /// Identifies a submitted version of a dossier.
    pub struct VersionId;
}

typed_id! {
    /// Identifies a decision on a request.
    pub struct DecisionId;
}

typed_id! {
    /// Identifies a file joined to a request.
    pub struct DocumentId;
}
