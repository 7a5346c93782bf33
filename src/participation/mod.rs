//! What participants of the experiment owe while it lasts and when it ends: monthly reports, answers to a procedure of
//! exclusion, the attestation of destruction; and what is made of it: charts, and the assessment.
//!
//! Invariants: a participant is a legal person that the experiment gave a right to, whatever the number of its services;
//! an accepted report never changes (the database holds it), a correction is another version; nobody is excluded before
//! they could answer, nor by who opened the procedure; access ends at the closing instant on every node, by computation,
//! and the rows follow; a published assessment is given again, byte for byte, by the journal.
//!
//! ```text
//! report:    submitted -> accepted (frozen) | returned | replaced (by another version, before any verdict)
//! exclusion: noticed -> replied -> excluded | dropped       (without a reply: once its delay is over)
//! end:       notices at 90, 30, 7 days -> closing -> attestations asked, recalled, signed
//! ```
//! Seats belong to `experiment`, rights to `requests`; this room calls them, and nobody but `app` and `cli` calls it.

mod access;
mod assessment;
mod calendar;
mod ending;
mod exclusion;
mod jobs;
mod model;
mod pages;
mod reports;
mod round;
mod store;
pub mod urls;
mod views;
mod web;

pub use access::Denied;
pub use assessment::{
    Assessment, AssessmentError, MonthSum, NotePart, Part, Rebuilt, SectorPart, Told, WriteNote,
    publish, rebuild, write_note,
};
pub use calendar::{due_on, months};
pub use ending::{AttestationError, CLOSING, SignAttestation, sign as sign_attestation};
pub use exclusion::{
    Decide, ExclusionError, ExclusionId, Ground, NoticeExclusion, decide as decide_exclusion,
    notice as notice_exclusion, reply as reply_to_exclusion,
};
pub use jobs::register as register_jobs;
pub use model::{Participant, Period};
pub use pages::pages;
pub use reports::{
    Alert, Figures, JudgeError, ReportId, SendError, SendReport, Source, Sum, accept, alerts,
    hand_back, send,
};
pub use round::ROUND;
pub use web::routes;
