//! The page of the demonstration's accounts: in development only, elsewhere there is no such page.

use super::pages::DemonstrationPage;
use crate::shell::{Answer, Anyone, PageError, Web};

pub(in crate::admin) async fn accounts(web: Web, _: Anyone) -> Answer {
    if !web.site().is_development() {
        return Err(PageError::NotFound);
    }
    web.page(&DemonstrationPage::at(web.ctx().now))
}
