//! Requests (demandes d'habilitation): the dossier, its rules, its life from the draft to the decision.
//!
//! Invariants: a dossier is filed only when [`check`] finds nothing; what was filed is an immutable version; a
//! state changes only by [`RequestState::decide`], in one transaction with its journal entry and its mails.
//!
//! ```text
//! draft -> submitted -> in_review -> granted -> revoked | ended
//!             ^  |         |-> refused
//!             |  |         |-> discarded | waitlisted -> granted | discarded    (experiment)
//!             |  |         '-> changes_requested -> submitted
//!             '--'-> withdrawn (by the applicant, before a decision)
//! ```
//! The review desk gives the commands of the staff, the experiment says when it is full; both call this room.

mod commands;
mod eligibility;
mod fields;
mod model;
mod policy;
mod rules;
mod state;

pub use commands::{Command, Effect};
pub use eligibility::{
    Answers, OUTCOMES, Outcome, Purpose, Question, Rule, Verdict, Who, next_question, outcome,
};
pub use fields::{FIELDS, Field, Group, Moment, Shape, field, pruned, shown};
pub use model::{
    ApiWish, AssuranceLevel, CONTACTS, Claim, ClaimFacts, ClaimWish, Commitment, Company, Contact,
    ContactRole, DataApi, DataScope, DocumentKind, Dossier, HabilitationId, LegalBasis, MAX_BYTES,
    MediaType, MobilePhone, Phone, RequestId, Section, Sector, TERMS_VERSION, canonical_json,
};
pub use policy::{Action, Answer, Capacity, may, may_as};
pub use rules::{Facts, Problem, Weight, check, mistakes};
pub use state::{DecideCtx, Decided, Decision, Next, Refusal, RequestState, Status, Why};
