//! Complete has one meaning: for random dossiers, the page that files, the steps, the error list and submit agree.

use guichet::kernel::error::{Failure, Outcome};
use guichet::requests::{
    self as req, Actor, ApiWish, Claim, ClaimWish, DataApi, DocumentKind, Dossier, FIELDS,
    LegalBasis, NewDraft, Section, SectionState, SubmitError, request_number, section_state,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::TestApp;
use crate::support::requests::complete_dossier;

const CASES: usize = 60;
/// A company, a town hall, a natural person.
const FILERS: [(&str, &str); 3] = [
    ("73282932000074", "5710"),
    ("21350238800019", "7210"),
    ("35600000000048", "1000"),
];

/// What may be typed into any field.
const TYPED: &[&str] = &[
    "",
    "",
    "x",
    "0",
    "12",
    "37",
    "-1",
    "no",
    "yes",
    "aucun",
    "https://exemple.fr/",
    "http://exemple.fr/",
    "2020-01-01",
    "2031-12-31",
    "2026-02-30",
    "closed",
    "open",
    "eidas1",
    "eidas2",
    "education",
    "experiment",
    "administration",
    "a@exemple.fr",
    "a@",
    "06 12 34 56 78",
    "01 44 00 00 00",
    "21350238800019",
    "7210",
    "5710",
    "84.11Z",
    "é\u{7}",
    "🙂 <b>",
];

/// One change to a dossier.
#[derive(Debug, Clone)]
enum Change {
    Field(Index, &'static str),
    Claims(Vec<Claim>, &'static str),
    Api(&'static str, &'static str),
    Commitment(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        6 => (any::<Index>(), select(TYPED)).prop_map(|(field, value)| Change::Field(field, value)),
        2 => (subsequence(Claim::ALL.to_vec(), 0..=3), select(&["", "Une raison."][..]))
            .prop_map(|(claims, why)| Change::Claims(claims, why)),
        1 => (select(&["", "cnaf_quotient_familial", "nothing"][..]), select(&["", "Une raison."][..]))
            .prop_map(|(scope, why)| Change::Api(scope, why)),
        1 => any::<Index>().prop_map(Change::Commitment),
    ]
}

fn apply(dossier: &mut Dossier, change: &Change) {
    match change {
        Change::Field(index, value) => {
            let field = index.get(FIELDS);
            (*value).clone_into((field.slot)(dossier));
        }
        Change::Claims(claims, why) => {
            let wish = |claim: &Claim| ClaimWish {
                claim: *claim,
                justification: (*why).to_owned(),
            };
            dossier.claims = claims.iter().map(wish).collect();
        }
        Change::Api(scope, why) => dossier.apis.push(ApiWish {
            api: DataApi::CnafMsa,
            scopes: Some((*scope).to_owned())
                .filter(|s| !s.is_empty())
                .into_iter()
                .collect(),
            justification: (*why).to_owned(),
        }),
        Change::Commitment(index) => {
            if !dossier.commitments.is_empty() {
                let rank = index.index(dossier.commitments.len());
                dossier.commitments.remove(rank);
            }
        }
    }
}

type Case = (LegalBasis, Vec<Change>, Vec<DocumentKind>, usize);

fn case() -> impl Strategy<Value = Case> {
    let documents = prop_oneof![
        3 => Just(DocumentKind::ALL.to_vec()),
        1 => subsequence(DocumentKind::ALL.to_vec(), 0..=DocumentKind::ALL.len()),
    ];
    (
        select(LegalBasis::ALL),
        vec(change(), 0..4),
        documents,
        0..FILERS.len(),
    )
}

both_databases! {
    async fn the_summary_the_errors_and_submit_always_agree(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let filers: Vec<_> = FILERS
            .iter()
            .map(|(siret, category)| app.organisation(lea, siret, "Exemple", category))
            .collect();
        let mut browser = app.signed_in(lea);
        let mut runner = TestRunner::deterministic();
        let (mut accepted, mut refused) = (0, 0);
        for rank in 0..CASES {
            let (basis, changes, documents, filer) = case().new_tree(&mut runner).unwrap().current();
            let mut dossier = complete_dossier(basis);
            for change in &changes {
                apply(&mut dossier, change);
            }
            let told = format!("{basis} {changes:?} {documents:?} {filer}");
            let ctx = app.ctx(lea.0);
            let new = NewDraft {
                actor: Actor::applicant(lea),
                organisation: filers[filer],
                number: request_number(2026, i64::try_from(rank).unwrap() + 500),
                dossier,
            };
            let id = app.db().write_now(|tx| req::start(tx, &ctx, &new)).unwrap();
            for kind in documents {
                app.document(lea, id, kind);
            }
            let seen: Outcome<_, _> = app.db().read_now(|c| req::preview(c, &ctx, &Actor::applicant(lea), id));
            let (_, shown, problems) = seen.unwrap();
            let complete = Section::ALL
                .iter()
                .all(|section| section_state(*section, &shown, &problems) == SectionState::Complete);
            assert_eq!(complete, problems.is_empty(), "the steps: {told}");

            browser.visit(&format!("/demandes/{id}/soumettre")).await;
            let says = browser.visible_text();
            assert_eq!(says.contains("Le dossier est complet"), complete, "the summary: {told}");
            for problem in &problems {
                let message = problem.message.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(says.contains(&message), "{message} is not listed: {told}");
            }
            let cmd = app.move_by(Actor::applicant(lea), id);
            match app.db().write_now(|tx| req::submit(tx, &ctx, &cmd)) {
                Ok(_) => {
                    assert!(complete, "accepted: {told}");
                    accepted += 1;
                }
                Err(Failure::Refused(SubmitError::Incomplete(found))) => {
                    assert!(!complete, "refused: {told}");
                    assert_eq!(found, problems, "{told}");
                    refused += 1;
                }
                Err(other) => panic!("{other:?}: {told}"),
            }
        }
        assert!(accepted >= 5 && refused >= 20, "the cases say too little: {accepted} accepted, {refused} refused");
        app.deliver();
    }
}
