//! The refusals of identity providers and of the civil registry: one test identity each, reference/franceconnect.md
//! 2.10 and 3.3.

use guichet::sandbox::fault::{Fault, Told};
use guichet::sandbox::identities::{self, Rnipp};

use crate::support::TestApp;
use crate::support::sandbox::{BASE, choose, code_shown, get, location, part};

/// Codes of section 2.10 that a person chosen here must be able to raise.
const WANTED: [&str; 21] = [
    "Y010004", "Y010006", "Y010007", "Y010008", "Y010009", "Y010011", "Y010012", "Y010013",
    "Y010015", "Y020021", "Y020022", "Y020023", "Y020025", "Y020026", "Y020027", "Y020029",
    "Y100001", "Y100011", "Y180001", "Y270001", "Y600006",
];

both_databases! {
    async fn each_refused_person_raises_a_code_and_leaves_a_way_back(app: TestApp) {
        let rp = app.rp();
        let mut raised = Vec::new();
        for identity in identities::all() {
            let Rnipp::Refused(fault) = identity.rnipp else { continue };
            let row = fault.row();
            let Told::Page(status) = row.told else {
                panic!("{fault} is met on a page");
            };
            let mut browser = app.browser();
            get(&mut browser, &rp.authorize(&[])).await;
            let interaction = location(&browser);
            assert!(interaction.starts_with(BASE));
            let provider = identity.providers.first().map_or("fip1-low", String::as_str);
            get(&mut browser, &format!("{interaction}/identites?fi={provider}")).await;
            choose(&mut browser, &interaction, (provider, &identity.id.0)).await;
            assert_eq!((browser.status.as_u16(), code_shown(&browser).as_str()), (status, row.code), "{:?}", identity.id);
            let back = browser.attrs("main a", "href").into_iter().find(|href| href.starts_with(&rp.redirect)).unwrap();
            assert_eq!(part(&back, "error").as_deref(), Some(row.error));
            assert!(browser.cookie("fc_session_id").is_some());
            get(&mut browser, &format!("{interaction}/consent")).await;
            assert_eq!(code_shown(&browser), Fault::StepsSkipped.code(), "nobody is signed in");
            assert_eq!(app.refusals_traced()[2 * raised.len()..], [row.code, "Y100004"], "both are told in the trace");
            raised.push(row.code);
        }
        for code in WANTED {
            assert!(raised.contains(&code), "no person raises {code}");
        }
    }
}
