//! The use cases of the qualification. Each runs in the caller's transaction: guarded update, journal, outbox.

mod board;
mod officer;
mod partner;
mod report;

pub use board::{Board, board};
pub use officer::{
    JudgeError, Judgement, ask_corrections, hand_back, judge, qualify, set_access, take,
};
pub use partner::{AskError, Attest, AttestError, ask, attest, evidence, remove_file};
pub use report::{Report, ReportLine, last_report};
