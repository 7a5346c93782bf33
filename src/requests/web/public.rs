//! The eligibility check: public, and nothing is kept.

use crate::requests::eligibility::{Answers, Question};
use crate::requests::pages::EligibilityPage;
use crate::shell::{Answer, Anyone, Web};

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
    web.page(&EligibilityPage::new(Answers::read(answer)))
}
