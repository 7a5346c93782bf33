//! Use cases: one public function a command, each in the caller's transaction, with its journal entry and its mails.

mod clients;
mod consent;
mod filing;
mod imports;

pub(super) use clients::authorise;
pub(super) use clients::own_client;
pub use clients::{MandateFile, PortfolioError, add_client, archive, set_mandate};
pub(super) use consent::asked;
pub use consent::{ConsentError, answer_consent, ask_consent};
pub use filing::{Begin, BeginError, begin_request};
pub use imports::{Checked, ImportError, import, record_import};
