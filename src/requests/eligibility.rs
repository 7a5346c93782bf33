//! May this organisation use FranceConnect? A few questions, one answer with its reasons.
//!
//! Pure and public: no account, nothing kept. The answer is a guide, not a decision: it opens the right form.
//! Rules are data, read from top to bottom; the first that holds answers. Sources: arrêté du 8 novembre 2018
//! and the decree of the experiment.

mod answers;
mod outcomes;

pub use answers::{Answers, Purpose, Question, Who, next_question};
pub use outcomes::{OUTCOMES, Outcome, Rule, Verdict, outcome};
