//! The read models of the desk: the queue, what surrounds it, and the file of a request.

mod file;
mod furniture;
mod morning;
mod people;
mod plan;
mod queue;
mod reach;

pub use file::{DecisionLine, File, HistoryLine, VersionLine, file};
pub use furniture::{Furniture, Named, SavedView, furniture, known_tags, saved_views, tags_of};
pub use morning::{Morning, MorningLine, morning};
pub use people::present;
pub use plan::{Asker, READ_MOST};
pub use queue::{COUNT_BOUND, QueuePage, QueueRow, chosen, counts, explain, queue, rows_after};
pub use reach::{Reach, reach};
