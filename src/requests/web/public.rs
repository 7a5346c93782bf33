//! The eligibility check and the pages of legal bases: public, and no answer is kept.

use actix_web::web::Path;

use crate::kernel::rate::Rule;
use crate::organisations::{self, Siret};
use crate::requests::eligibility::{Answers, Question, guide_at};
use crate::requests::pages::{EligibilityPage, Establishment, GuidePage, PrefillPage};
use crate::shell::{Answer, Anyone, FormState, PageError, Web};

/// Look-ups in the registry by somebody without an account.
const LOOK_UPS: Rule = Rule {
    bucket: "registry look-up by network",
    max: 30,
    window_seconds: 600,
};

pub(super) async fn eligibility(web: Web, _: Anyone) -> Answer {
    let given: Vec<(&str, String)> = Question::ALL
        .iter()
        .map(|question| (question.name(), web.query(question.name())))
        .collect();
    let answer = |name: &str| {
        let found = given.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let answers = Answers::read(answer);
    let typed = web.query("siret");
    if typed.is_empty() {
        return web.page(&EligibilityPage::new(&answers));
    }
    match Siret::parse(&typed) {
        Ok(siret) => by_siret(&web, answers, siret).await,
        Err(error) => {
            let mut form = FormState::empty().with("siret", typed);
            form.error("siret", error.siret_sentence());
            web.mistakes(&EligibilityPage::mistyped(form))
        }
    }
}

async fn by_siret(web: &Web, answers: Answers, siret: Siret) -> Answer {
    web.limit(LOOK_UPS, &web.network()).await?;
    let of = Establishment {
        siret,
        lookup: organisations::asked_registry(web, siret).await?,
        today: web.ctx().now.paris_day(),
    };
    web.page(&EligibilityPage::by_siret(answers, &of))
}

pub(super) async fn guide(web: Web, _: Anyone, path: Path<String>) -> Answer {
    let guide = guide_at(&path).ok_or(PageError::NotFound)?;
    web.page(&GuidePage::new(guide))
}

/// What a link may fill in advance, for those who write links.
pub(super) async fn prefill(web: Web, _: Anyone) -> Answer {
    web.page(&PrefillPage::new())
}
