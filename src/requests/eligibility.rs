//! May this organisation use FranceConnect? A few questions or a SIRET, one answer with its reasons.
//!
//! Pure and public: no account, no answer kept. The answer is a guide, not a decision: it opens the right form.
//! Questions, rules and guides are data. Rules are read from top to bottom and the first that holds answers. Sources:
//! arrêté du 8 novembre 2018 and the decree of the experiment.

mod answers;
mod guides;
mod outcomes;
mod table;
mod told;

pub use answers::{Answers, Condition, Purpose, Question, Who, next_question};
pub use guides::{GUIDES, Guide, Text, guide, guide_at};
pub use outcomes::{Outcome, Rule, Verdict, outcome};
pub use table::OUTCOMES;
pub use told::{Told, told};
