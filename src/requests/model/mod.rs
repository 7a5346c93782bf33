//! The words of a request: legal bases, claims, contacts, and the dossier that gathers them.
//!
//! Pure. What is typed by people stays text in the [`Dossier`]; the other types can only be built valid.

mod basis;
mod canonical;
mod claims;
mod confirmation;
mod data_apis;
mod documents;
mod dossier;
mod ids;
mod phone;
mod recusal;
mod request;
mod sections;
mod sharing;
mod terms;

pub use basis::{AssuranceLevel, LegalBasis, Sector};
pub use canonical::canonical_json;
pub use claims::{Claim, ClaimFacts};
pub use confirmation::{
    Confirmation, ConfirmationId, ConfirmedRole, ContactAnswer, UrlCheck, UrlOutcome,
};
pub use data_apis::{DataApi, DataScope};
pub use documents::{DocumentKind, MAX_BYTES, MediaType};
pub use dossier::{ApiWish, CONTACTS, ClaimWish, Company, Contact, ContactRole, Dossier};
pub use ids::{DecisionId, DocumentId, HabilitationId, RequestId, VersionId};
pub use phone::{MobilePhone, Phone};
pub use recusal::{Instructor, Recusal, Tie};
pub use request::{Habilitation, Reasons, Request, habilitation_number, request_number};
pub use sections::{Commitment, Section, TERMS_VERSION};
pub use sharing::{
    Reach, SHARE_DAYS, Share, ShareId, TRANSFER_DAYS, Transfer, TransferId, TransferStatus,
    Withdrawal, WithdrawalReason,
};
pub use terms::{
    CONDITION_MAX_CHARS, CONDITIONS_MAX, GrantTerms, TermsMistake, WITHHELD_MAX_CHARS, Withheld,
    scope_label,
};
