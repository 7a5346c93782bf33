//! Papers: accessible PDF files read by poppler, their codes, and the public register.

use std::io::Write;
use std::process::{Command, Stdio};

use guichet::identity::{AccountId, Role};
use guichet::kernel::error::Outcome;
use guichet::requests::{self, LegalBasis, RequestId};

use crate::support::{Browser, TestApp};

const TOWN: &str = "21350238800019";
const LEA: &str = "lea@exemple.fr";

/// What a tool of poppler says of a file.
fn poppler(tool: &str, options: &[&str], pdf: &[u8]) -> String {
    let file = tempfile(pdf);
    let output = Command::new(tool)
        .args(options)
        .arg(file.path())
        .args(if tool == "pdftotext" { &["-"][..] } else { &[] })
        .stderr(Stdio::piped())
        .output()
        .unwrap_or_else(|error| panic!("{tool} of poppler-utils is needed: {error}"));
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    // Some versions of poppler take `/Suspects false`, which the standard wants, for a mistake.
    let complaints: Vec<&str> = complaints
        .lines()
        .filter(|line| !line.contains("Suspects object is wrong type (boolean)"))
        .collect();
    assert!(
        output.status.success() && complaints.is_empty(),
        "{complaints:?}"
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn tempfile(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// A town's request, granted; the people on both sides.
struct Granted {
    lea: AccountId,
    request: RequestId,
    number: String,
}

fn granted(app: &TestApp) -> Granted {
    let lea = app.person(LEA, &[]);
    let claire = app.person("claire@exemple.fr", &[Role::Reviewer]);
    let town = app.organisation(lea, TOWN, "Commune de Val", "7210");
    let request = app.filed(lea, town, LegalBasis::Administration);
    app.taken(request, claire);
    app.granted(request, claire, lea);
    app.deliver();
    let right: Outcome<_> = app
        .db()
        .read_now(|c| Ok(requests::habilitation(c, request)?));
    Granted {
        lea,
        request,
        number: right.unwrap().unwrap().number,
    }
}

async fn download(browser: &mut Browser<'_>, address: &str) -> Vec<u8> {
    browser.visit(address).await;
    assert!(browser.bytes.starts_with(b"%PDF-"), "{address}");
    browser.bytes.clone()
}

/// The code printed on a paper.
fn code_in(text: &str) -> String {
    let after = text.split("Code : ").nth(1).unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}

both_databases! {
    async fn a_filed_dossier_is_an_accessible_paper_that_proves_itself(app: TestApp) {
        let granted = granted(&app);
        let mut lea = app.signed_in(granted.lea);
        let version = format!("/demandes/{}/versions/1", granted.request);
        lea.visit(&version).await;
        assert!(lea.has(&format!("a[href='{version}/pdf']")));
        let pdf = download(&mut lea, &format!("{version}/pdf")).await;
        let info = poppler("pdfinfo", &[], &pdf);
        for told in ["Tagged:          yes", "Title:           Dossier de la demande", "Encrypted:       no"] {
            assert!(info.contains(told), "{told}: {info}");
        }
        let structure = poppler("pdfinfo", &["-struct-text"], &pdf);
        for element in ["H1", "H2", "Table", "TR", "TH", "TD", "\"Commune de Val\""] {
            assert!(structure.contains(element), "{element}: {structure}");
        }
        let text = poppler("pdftotext", &["-layout"], &pdf);
        let code = code_in(&text);
        let mut visitor = app.browser();
        visitor.visit("/verifier").await;
        visitor.fill("code", &code.to_lowercase()).press("Vérifier").await;
        assert_eq!(visitor.status, 200, "{code}");
        assert!(visitor.visible_text().contains("Ce dossier a bien été déposé"));
        assert!(!visitor.visible_text().contains("Commune de Val"), "the content is not told");
    }

    async fn a_certificate_is_proven_until_the_right_ends(app: TestApp) {
        let granted = granted(&app);
        let mut lea = app.signed_in(granted.lea);
        lea.visit(&format!("/demandes/{}", granted.request)).await;
        let address = format!("/demandes/{}/certificat", granted.request);
        assert!(lea.has(&format!("a[href='{address}']")));
        let pdf = download(&mut lea, &address).await;
        let text = poppler("pdftotext", &["-layout"], &pdf);
        assert!(text.contains("Commune de Val") && text.contains("213 502 388 00019"), "{text}");
        let code = code_in(&text);
        let mut visitor = app.browser();
        visitor.visit(&format!("/verifier/{code}")).await;
        let shown = visitor.visible_text();
        assert!(shown.contains("Commune de Val") && shown.contains("En vigueur"), "{shown}");
        let mut altered = code.clone();
        altered.replace_range(code.len() - 1.., if code.ends_with('0') { "1" } else { "0" });
        assert_eq!(visitor.open(&format!("/verifier/{altered}")).await.status, 404);
        assert!(visitor.visible_text().contains("Aucun document ne porte ce code"));
        app.beside().sql(&format!("UPDATE habilitations SET ended_at = granted_at, end_reason = 'ended' WHERE number = '{}'", granted.number)).unwrap();
        visitor.visit(&format!("/verifier/{code}")).await;
        assert!(visitor.visible_text().contains("Elle est terminée"));
    }

    async fn a_paper_is_given_to_those_who_may_read_the_request(app: TestApp) {
        let granted = granted(&app);
        let zoe = app.person("zoe@exemple.fr", &[]);
        let mut zoe = app.signed_in(zoe);
        for address in ["certificat", "versions/1/pdf"] {
            let address = format!("/demandes/{}/{address}", granted.request);
            assert_eq!(zoe.open(&address).await.status, 404, "{address}");
        }
        let mut lea = app.signed_in(granted.lea);
        assert_eq!(lea.open(&format!("/demandes/{}/versions/9/pdf", granted.request)).await.status, 404);
    }

    async fn the_register_is_searched_by_words_and_given_as_open_data(app: TestApp) {
        let granted = granted(&app);
        let mut visitor = app.browser();
        for sought in ["", "val", "commu", "213502388", &granted.number, &granted.number.to_lowercase()] {
            visitor.visit(&format!("/habilitations?q={sought}")).await;
            assert_eq!(visitor.texts("tbody tr").len(), 1, "{sought}: {}", visitor.visible_text());
        }
        for sought in ["ailleurs", "val+ailleurs", "H-2001", "%25"] {
            visitor.visit(&format!("/habilitations?q={sought}")).await;
            assert!(visitor.visible_text().contains("Aucune habilitation ne correspond"), "{sought}");
        }
        visitor.visit("/habilitations.csv").await;
        let csv = String::from_utf8(visitor.bytes.clone()).unwrap();
        let lines: Vec<&str> = csv.lines().collect();
        assert!(lines[0].starts_with("numero,service,titulaire,siren,"));
        assert!(lines[1].starts_with(&format!("{},", granted.number)), "{csv}");
        assert!(lines[1].contains("Commune de Val,213502388,administration"), "{csv}");
        assert_eq!(lines.len(), 2);
        assert!(!csv.contains("exemple.fr"), "nobody is named");
    }

    async fn a_sole_trader_is_not_named_in_the_register(app: TestApp) {
        let paul = app.person("paul@exemple.fr", &[]);
        let claire = app.person("claire@exemple.fr", &[Role::Reviewer]);
        let trader = app.organisation(paul, "73282932000074", "Paul Girard", "1000");
        let request = app.filed(paul, trader, LegalBasis::OtherText);
        app.taken(request, claire);
        app.granted(request, claire, paul);
        app.deliver();
        let mut visitor = app.browser();
        visitor.visit("/habilitations").await;
        let shown = visitor.visible_text();
        assert!(shown.contains("Personne physique") && !shown.contains("Girard") && !shown.contains("732 829 320"), "{shown}");
        for sought in ["girard", "732829320"] {
            visitor.visit(&format!("/habilitations?q={sought}")).await;
            assert!(visitor.visible_text().contains("Aucune habilitation ne correspond"), "{sought}");
        }
        visitor.visit("/habilitations.csv").await;
        let csv = String::from_utf8(visitor.bytes.clone()).unwrap();
        assert!(!csv.contains("Girard") && !csv.contains("732829320"), "{csv}");
    }
}
