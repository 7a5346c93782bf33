//! A vendor's portfolio: clients, mandates, consent by a link, files of clients, a request for each.

use std::cell::Cell;
use std::io::Read;

use chrono::Duration;
use guichet::kernel::clock::Day;
use guichet::kernel::db::Backend;
use guichet::kernel::error::{Failure, Outcome};
use guichet::organisations::OrganisationId;
use guichet::requests::{self, LegalBasis};
use guichet::shell::AccountId;
use guichet::vendors::{self, MAX_LINES};

use crate::support::desk::siren;
use crate::support::{Browser, TestApp};

const SIRET: &str = "73282932000074";
const HEADER: &str =
    "siret;nom;categorie_juridique;code_naf;adresse;date_creation;fin_mandat;courriel_accord";
const TOWN: &str = "21350238800019";

/// A vendor with one person.
struct Vendor {
    app: TestApp,
    vera: AccountId,
    id: OrganisationId,
}

impl Vendor {
    fn start(backend: Backend) -> Self {
        let app = TestApp::start(backend);
        let vera = app.person("vera@editeur.example", &[]);
        let id = app.organisation(vera, SIRET, "Éditeur d'Exemple", "5710");
        Self { app, vera, id }
    }

    fn count(&self, table: &str) -> i64 {
        use diesel::prelude::*;
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            value: i64,
        }
        let sql = format!("SELECT count(*) AS value FROM {table}");
        let found: Outcome<Count> = self
            .app
            .db()
            .read_now(|c| Ok(diesel::sql_query(sql.clone()).get_result(c)?));
        found.unwrap().value
    }

    async fn add(&self, ends_on: &str) -> Browser<'_> {
        let mut browser = self.app.signed_in(self.vera);
        browser.visit("/clientes").await;
        browser.follow("Ajouter une cliente").await;
        for (name, value) in [
            ("siret", TOWN),
            ("nom", "Ville de Rennes"),
            ("categorie_juridique", "7210"),
            ("code_naf", "84.11Z"),
            ("adresse", "1 place de la Mairie, 35000 Rennes"),
            ("date_creation", "01/01/1990"),
            ("fin_mandat", ends_on),
            ("courriel_accord", "mairie@rennes.example"),
            ("responsable_nom", "Maire"),
            ("responsable_prenom", "Anne"),
            ("responsable_courriel", "anne@rennes.example"),
        ] {
            browser.fill(name, value);
        }
        browser.press("Ajouter").await;
        browser
    }

    /// The path of the link in the latest mail to an address.
    fn link(&self, email: &str) -> String {
        let text = self.app.mails_to(email).remove(0).text;
        let at = text.find("http").unwrap();
        let url = text[at..].split_whitespace().next().unwrap();
        format!(
            "/{}",
            url.split_once("//").unwrap().1.split_once('/').unwrap().1
        )
    }

    async fn send(&self, text: &str) -> Browser<'_> {
        let mut browser = self.app.signed_in(self.vera);
        browser
            .visit(&format!("/organisations/{}/clientes/importer", self.id))
            .await;
        browser
            .attach("fichier", "clientes.csv", text.as_bytes())
            .press("Contrôler le fichier")
            .await;
        browser
    }
}

/// A valid SIRET of the `n`-th administration.
fn siret(n: u64) -> String {
    let siren = siren(n);
    (0..10)
        .map(|key| format!("{siren}0001{key}"))
        .find(|siret| guichet::organisations::Siret::parse(siret).is_ok())
        .unwrap()
}

fn line(n: u64) -> String {
    let siret = siret(n);
    format!(
        "{siret};Commune {n};7210;84.11Z;{n} rue de la Mairie, 35000 Rennes;1990-01-01;31/12/2028;mairie{n}@exemple.fr\n"
    )
}

both_databases! {
    async fn a_client_is_added_and_found(vendor: Vendor) {
        let mut browser = vendor.add("2028-12-31").await;
        assert!(browser.text("h1").contains("Ville de Rennes"), "{}", browser.visible_text());
        browser.visit(&format!("/organisations/{}/clientes?q=vil", vendor.id)).await;
        assert!(browser.text("main").contains("Ville de Rennes"));
        browser.visit(&format!("/organisations/{}/clientes?q={TOWN}", vendor.id)).await;
        assert!(browser.text("main").contains("Ville de Rennes"));
        browser.visit(&format!("/organisations/{}/clientes?q=lyon", vendor.id)).await;
        assert!(!browser.text("main").contains("Ville de Rennes"));
        let twice = vendor.add("2028-12-31").await;
        assert_eq!(twice.status, 422);
        let stranger = vendor.app.person("autre@exemple.fr", &[]);
        let mut other = vendor.app.signed_in(stranger);
        other.open(&format!("/organisations/{}/clientes", vendor.id)).await;
        assert_eq!(other.status, 404);
        assert_eq!(vendor.count("journal_entries WHERE action = 'vendor.client_added'"), 1);
    }

    async fn mistakes_keep_what_was_typed(vendor: Vendor) {
        let browser = vendor.add("2020-01-01").await;
        assert_eq!(browser.status, 422);
        assert_eq!(browser.value("nom"), "Ville de Rennes");
        assert!(browser.text("#fin_mandat-error").contains("déjà terminé"));
    }

    async fn a_client_consents_by_a_mailed_link_without_an_account(vendor: Vendor) {
        let mut vera = vendor.add("2028-12-31").await;
        let page = vera.address.clone();
        vera.press("Demander l'accord").await;
        let first = vendor.link("mairie@rennes.example");
        let token = first.rsplit('/').next().unwrap();
        assert_eq!(vendor.count(&format!("vendor_clients WHERE consent_token_hash = '{token}'")), 0, "only the hash is kept");
        vera.visit(&page).await;
        vera.press("Demander l'accord").await;
        let second = vendor.link("mairie@rennes.example");
        let mut mairie = vendor.app.browser();
        mairie.open(&first).await;
        assert_eq!(mairie.status, 404, "a new link replaces the former");
        mairie.visit(&second).await;
        assert!(mairie.text("main").contains("Éditeur d'Exemple"));
        mairie.press("Oui, je donne mon accord").await;
        assert!(mairie.text("h1").contains("enregistré"));
        mairie.open(&second).await;
        assert_eq!(mairie.status, 404, "a link serves once");
        assert!(vendor.app.mails_to("vera@editeur.example")[0].subject.contains("accord"));
        vera.visit(&page).await;
        assert!(vera.text("main").contains("Donné"));
        assert_eq!(vendor.count("journal_entries WHERE action = 'vendor.consent_given'"), 1);
        vera.visit("/notifications").await;
        assert!(vera.text(".g-notice__title").contains("Ville de Rennes a donné son accord"));
        vera.press("Ouvrir").await;
        assert_eq!(vera.address, page);
    }

    async fn the_link_runs_out_and_a_refusal_stops_requests(vendor: Vendor) {
        let mut vera = vendor.add("2028-12-31").await;
        let page = vera.address.clone();
        vera.press("Demander l'accord").await;
        let link = vendor.link("mairie@rennes.example");
        vendor.app.clock.advance(Duration::days(31));
        let mut mairie = vendor.app.browser();
        mairie.open(&link).await;
        assert_eq!(mairie.status, 404);
        let mut vera = vendor.app.signed_in(vendor.vera);
        vera.visit(&page).await;
        vera.press("Demander l'accord").await;
        mairie.visit(&vendor.link("mairie@rennes.example")).await;
        mairie.press("Non, je refuse").await;
        vera.visit(&format!("{page}/demande")).await;
        vera.press("Commencer la demande").await;
        assert_eq!(vera.status, 409);
        assert_eq!(vendor.count("requests"), 0);
        vendor.app.deliver();
    }

    async fn a_request_for_a_client_starts_from_an_earlier_one(vendor: Vendor) {
        let model = vendor.app.filed(vendor.vera, vendor.id, LegalBasis::VendorForAdministration);
        vendor.app.deliver();
        let mut vera = vendor.add("2028-12-31").await;
        let page = vera.address.clone();
        vera.attach("mandat", "mandat.pdf", b"%PDF-1.7 mandat").fill("fin_mandat", "2029-06-30").press("Enregistrer le mandat").await;
        assert!(vera.text("main").contains("mandat.pdf"), "{}", vera.visible_text());
        vera.visit(&format!("{page}/demande")).await;
        assert_eq!(vera.value("modele"), model.to_string(), "the latest request is proposed");
        vera.press("Commencer la demande").await;
        assert!(vera.address.ends_with("/soumettre"), "{}", vera.address);
        let id: requests::RequestId = vera.address.split('/').nth(2).unwrap().parse().unwrap();
        let read: Outcome<_> = vendor.app.db().read_now(|c| Ok((requests::request(c, id)?.unwrap(), requests::dossier(c, id)?, requests::documents(c, id)?)));
        let (request, dossier, documents) = read.unwrap();
        assert_eq!(dossier.client.siret, TOWN);
        assert_eq!(request.siren.to_string(), TOWN[..9]);
        assert_eq!(dossier.mandate_ends_on, "2029-06-30");
        assert_eq!(dossier.service_name, "Mes démarches", "the vendor's own words");
        assert_eq!(dossier.controller.email, "anne@rennes.example", "the client's people");
        assert_eq!(dossier.dpo.email, "", "never those of another client");
        assert!(dossier.commitments.is_empty());
        let mandates: Vec<_> = documents.iter().filter(|file| file.kind == requests::DocumentKind::Mandate).collect();
        assert_eq!((documents.len(), mandates.len()), (3, 1));
        assert_eq!(mandates[0].file_name, "mandat.pdf", "its mandate, not the model's");
        vera.visit(&page).await;
        assert!(vera.text("main").contains(&request.number));
    }

    async fn a_file_with_errors_writes_nothing_and_tells_each(vendor: Vendor) {
        let text = format!("{HEADER}\n{}{}12345;Commune;5710;84.11Z;rue;1990-01-01;31/12/2028;x\n{}", line(1), line(2), line(1));
        let browser = vendor.send(&text).await;
        assert_eq!(browser.status, 422);
        let told = browser.text("table");
        for part in ["4", "SIRET", "Catégorie juridique", "accord", "5", "déjà à la ligne 2"] {
            assert!(told.contains(part), "{part} in {told}");
        }
        assert!(!browser.visible_text().contains("Ne pas importer"));
        assert_eq!(vendor.count("vendor_clients"), 0);
        let header = vendor.send("siret;couleur\n1;bleu\n").await;
        assert_eq!(header.status, 422);
        assert!(header.text("table").contains("couleur"));
    }

    async fn a_thousand_lines_are_imported_in_one_transaction(vendor: Vendor) {
        let lines: String = (1..=1_000).map(line).collect();
        let mut browser = vendor.send(&format!("{HEADER}\n{lines}")).await;
        assert_eq!(browser.status, 200, "{}", browser.visible_text());
        assert_eq!(vendor.count("vendor_clients"), 0, "nothing before it is confirmed");
        let report = browser.address.clone();
        browser.press("Importer").await;
        assert_eq!(vendor.count("vendor_clients"), 1_000);
        assert_eq!(vendor.count("journal_entries WHERE action = 'vendor.clients_imported'"), 1);
        let token = browser.token();
        browser.post_raw(&report, &[("_csrf", &token)]).await;
        assert_eq!(browser.status, 409, "a file is written once");
        // The same clients again, one of them changed: brought up to date, none twice.
        let again = line(1).replace("Commune 1;", "Commune nouvelle;");
        let mut browser = vendor.send(&format!("{HEADER}\n{again}{}", line(2))).await;
        browser.press("Importer").await;
        assert_eq!(vendor.count("vendor_clients"), 1_000);
        assert_eq!(vendor.count("vendor_clients WHERE name = 'Commune nouvelle'"), 1);
    }

    async fn administrators_are_warned_before_mandates_end_once_for_all(vendor: Vendor) {
        let lines: String = (1..=3).map(|n| line(n).replace("31/12/2028", "01/06/2026")).collect();
        let mut browser = vendor.send(&format!("{HEADER}\n{lines}")).await;
        browser.press("Importer").await;
        vendor.app.deliver();
        assert!(vendor.app.mails_to("vera@editeur.example").is_empty());
        // The 2nd of April is sixty days before.
        vendor.app.clock.advance(Duration::days(31) + Duration::hours(2));
        let mails = vendor.app.mails_to("vera@editeur.example");
        assert_eq!(mails.len(), 1, "one mail, whatever the number of clients");
        for n in 1..=3 {
            assert!(mails[0].text.contains(&format!("Commune {n}, le 1er juin 2026")), "{}", mails[0].text);
        }
        vendor.app.clock.advance(Duration::days(60));
        assert_eq!(vendor.app.mails_to("vera@editeur.example").len(), 3, "at 30 and 7 days too");
        assert_eq!(vendor.count("notifications WHERE title = 'Des mandats de clientes se terminent bientôt'"), 3);
    }
}

/// A file that never ends, counting what was taken from it.
struct Endless {
    taken: u64,
    next: Vec<u8>,
    n: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.next.is_empty() {
            self.n += 1;
            self.next = format!("x;{};;;;;;\n", "y".repeat(20)).into_bytes();
        }
        let size = into.len().min(self.next.len());
        into[..size].copy_from_slice(&self.next[..size]);
        self.next.drain(..size);
        self.taken += size as u64;
        Ok(size)
    }
}

#[test]
fn an_endless_file_is_read_in_bounded_memory() {
    let mut file = Endless {
        taken: 0,
        next: format!("{HEADER}\n").into_bytes(),
        n: 0,
    };
    let today = Day::parse("2026-03-02").unwrap();
    let report = vendors::read::<()>(&mut file, today, |_| panic!("no line is right")).unwrap();
    assert_eq!(report.lines, MAX_LINES + 1, "reading stops after the limit");
    assert!(file.taken < 4 * 1024 * 1024, "{} bytes taken", file.taken);
    assert!(report.errors.len() <= 200, "the errors kept are bounded");
    assert!(report.error_count > 5_000, "all are counted");
    let mut line = std::io::repeat(b'a').take(u64::MAX);
    let report = vendors::read::<()>(&mut line, today, |_| Ok(())).unwrap();
    assert!(report.error_count > 0, "one endless line is an error too");
}

/// Lines made as they are asked for, which counts them.
struct Lines<'a> {
    made: &'a Cell<u64>,
    next: Vec<u8>,
}

impl Read for Lines<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.next.is_empty() {
            self.made.set(self.made.get() + 1);
            self.next = line(self.made.get()).into_bytes();
        }
        let size = into.len().min(self.next.len());
        into[..size].copy_from_slice(&self.next[..size]);
        self.next.drain(..size);
        Ok(size)
    }
}

#[test]
fn a_client_is_given_as_soon_as_its_line_is_read() {
    let made = Cell::new(0);
    let file = Lines {
        made: &made,
        next: format!("{HEADER}\n").into_bytes(),
    };
    let today = Day::parse("2026-03-02").unwrap();
    let (mut given, mut ahead) = (0, 0);
    let stopped = vendors::read(file, today, |_| {
        given += 1;
        ahead = ahead.max(made.get() - given);
        if given < 2_000 { Ok(()) } else { Err(()) }
    });
    assert!(stopped.is_err());
    assert!(
        ahead < 300,
        "{ahead} lines were held at once: a file is not read whole"
    );
}

#[test]
fn an_error_of_the_writer_ends_the_reading() {
    let text = format!("{HEADER}\n{}{}", line(1), line(2));
    let today = Day::parse("2026-03-02").unwrap();
    let mut seen = 0;
    let stopped = vendors::read(text.as_bytes(), today, |_| {
        seen += 1;
        Err::<(), _>(Failure::<guichet::kernel::error::Never>::Fault(
            guichet::kernel::error::Fault::contention(),
        ))
    });
    assert!(stopped.is_err());
    assert_eq!(seen, 1);
}
