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
