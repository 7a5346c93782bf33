//! The figures: counted by a round, shown by pages that count nothing, and published without telling of anybody.

use std::fmt::Write;

use chrono::Duration;
use guichet::figures::{Look, refresh};
use guichet::identity::Role;
use guichet::kernel::error::Outcome;
use guichet::requests::{self, Actor, LegalBasis, RequestId};
use guichet::review::{self, Against, GrantCommand, Grounds, Unfavourable};
use uuid::Uuid;

use crate::support::Browser;
use crate::support::desk::Desk;

impl Desk {
    fn round(&self, holder: &str) -> Look {
        refresh(self.app.db(), self.app.sources(), holder).unwrap()
    }

    fn take(&self, request: RequestId) {
        self.app.taken(request, self.reviewer);
    }

    fn ask_changes(&self, request: RequestId) {
        let cmd = self.app.move_by(self.actor(self.reviewer), request);
        let ctx = self.app.ctx(self.reviewer.0);
        let asked: Outcome<(), _> = self
            .app
            .db()
            .write_now(|tx| review::ask_changes(tx, &ctx, &cmd, "Précisez la durée."));
        asked.unwrap();
    }

    fn file_again(&self, request: RequestId) {
        let cmd = self.app.move_by(Actor::applicant(self.applicant), request);
        let ctx = self.app.ctx(self.applicant.0);
        let filed: Outcome<i32, _> = self
            .app
            .db()
            .write_now(|tx| requests::submit(tx, &ctx, &cmd));
        filed.unwrap();
    }

    fn give(&self, request: RequestId) {
        let cmd = GrantCommand {
            on: self.app.move_by(self.actor(self.reviewer), request),
            number: self.next_number(),
            departure: None,
            terms: requests::GrantTerms::default(),
        };
        let ctx = self.app.ctx(self.reviewer.0);
        let given: Outcome<_, _> = self.app.db().write_now(|tx| review::grant(tx, &ctx, &cmd));
        given.unwrap();
    }

    fn deny(&self, request: RequestId) {
        let cmd = Against {
            on: self.app.move_by(self.actor(self.reviewer), request),
            kind: Unfavourable::Refuse,
            grounds: Grounds::new("Le service ne relève d'aucun cas.", "Article 2").unwrap(),
        };
        let ctx = self.app.ctx(self.reviewer.0);
        let denied: Outcome<_, _> = self
            .app
            .db()
            .write_now(|tx| review::decide_against(tx, &ctx, &cmd));
        denied.unwrap();
    }

    fn later(&self, days: i64) {
        self.app.clock.advance(Duration::days(days));
    }

    /// Copies of a filed request, all of the same instant.
    fn copies(&self, model: RequestId, count: u128) {
        let mut sql = String::new();
        for n in 1..=count {
            let id = Uuid::from_u128(0x7000_0000 + n);
            write!(
                sql,
                "INSERT INTO requests (id, number, organisation_id, siren, created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
                 submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, members_may, created_at, updated_at)
                 SELECT '{id}', 'D-2026-8{n:05}', organisation_id, siren, created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
                 submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, members_may, created_at, updated_at
                 FROM requests WHERE id = '{model}';"
            )
            .unwrap();
        }
        self.app.beside().sql(&sql).unwrap();
    }
}

/// The row of a table of the page that begins with this label.
fn row(browser: &Browser<'_>, table: &str, label: &str) -> Vec<String> {
    let cells = browser.texts(&format!("table[data-of='{table}'] td"));
    let width = browser.texts(&format!("table[data-of='{table}'] th")).len();
    cells
        .chunks(width)
        .find(|row| row[0] == label)
        .unwrap_or_else(|| panic!("no {label} in {table}: {cells:?}"))
        .iter()
        .skip(1)
        .map(|cell| cell.replace('\u{202f}', " "))
        .collect()
}

both_databases! {
    async fn the_desk_sees_its_load_its_delays_and_its_outcomes(desk: Desk) {
        let file = || desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let (right, corrected, refused) = (file(), file(), file());
        for request in [right, corrected, refused] {
            desk.take(request);
        }
        desk.later(2);
        desk.give(right);
        desk.ask_changes(corrected);
        desk.later(30);
        desk.file_again(corrected);
        desk.take(corrected);
        desk.later(1);
        desk.give(corrected);
        desk.deny(refused);
        let (held, waiting, returned) = (file(), file(), file());
        desk.take(held);
        desk.take(returned);
        desk.ask_changes(returned);
        desk.later(12);
        assert_eq!(desk.round("one"), Look::Counted { published: true });
        assert_ne!(waiting, held);

        let mut page = desk.app.signed_in(desk.second);
        page.visit("/pilotage").await;
        assert_eq!(page.status, 200);
        assert_eq!(row(&page, "charge", "instructrice Exemple"), ["1", "1", "1", "0"]);
        assert_eq!(row(&page, "charge", "responsable Exemple"), ["0", "0", "0", "0"]);
        assert_eq!(row(&page, "anciennete", "11 à 20 jours"), ["2", "1"]);
        // Two and three days: the thirty of the correction are the applicant's.
        assert_eq!(row(&page, "delais", "2 à 3 jours"), ["2", "66,7 %"]);
        assert_eq!(row(&page, "delais", "21 à 40 jours"), ["1", "33,3 %"]);
        assert_eq!(row(&page, "fondements", "Administration ou délégataire"), ["2", "1", "0", "0"]);
        assert_eq!(row(&page, "premier-coup", "Administration ou délégataire"), ["2", "1", "50,0 %"]);
        assert_eq!(row(&page, "mois", "mars 2026"), ["3", "1", "0", "0", "0"]);
        assert_eq!(row(&page, "mois", "avril 2026"), ["3", "1", "1", "0", "0"]);
        let figures = page.texts(".g-figure__value");
        assert_eq!(figures[..3], ["1", "2", "2"], "to take, waiting for the desk, late");

        // A period of one month holds what happened in it.
        page.visit("/pilotage?du=2026-03&au=2026-03").await;
        assert_eq!(row(&page, "delais", "2 à 3 jours"), ["1", "100,0 %"]);
        assert_eq!(row(&page, "premier-coup", "Administration ou délégataire"), ["1", "1", "100,0 %"]);
        for chart in ["charge", "anciennete", "delais", "fondements"] {
            let titled = format!("svg[role=img][aria-labelledby='{chart}-titre {chart}-texte']");
            assert!(page.has(&titled), "{chart} is drawn and named");
        }
        // The same, as files that a sheet adds up.
        page.visit("/pilotage?du=2026-03&au=2026-04").await;
        let csv = page.attr("a[href^='/pilotage/export.csv']", "href").unwrap();
        page.open(&csv).await;
        let text = String::from_utf8(page.bytes.clone()).unwrap();
        for line in ["En bref;demandes à prendre en charge;;1", "Délais de réponse;2 à 3 jours;Réponses;2", "Dépôts par mois;avril 2026;Accordées;1"] {
            assert!(text.lines().any(|known| known == line), "{line} is missing from {text}");
        }
        page.open(&csv.replace("export.csv", "export.ods")).await;
        assert!(page.bytes.starts_with(b"PK") && page.bytes.len() > 1_000);
        desk.app.deliver();
    }

    async fn figures_are_counted_once_among_nodes_and_published_every_hour_at_most(desk: Desk) {
        let mut page = desk.app.browser();
        page.visit("/statistiques").await;
        assert!(page.visible_text().contains("Rien n'est encore compté"));
        for _ in 0..3 {
            desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        }
        assert_eq!(desk.round("one"), Look::Counted { published: true });
        assert_eq!(desk.round("two"), Look::Fresh);
        page.visit("/statistiques").await;
        assert_eq!(page.texts(".g-figure__value")[0], "3");
        desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        desk.app.clock.advance(Duration::minutes(10));
        assert_eq!(desk.round("two"), Look::Counted { published: false });
        page.visit("/statistiques").await;
        assert_eq!(page.texts(".g-figure__value")[0], "3", "what is published changes once an hour");
        desk.app.clock.advance(Duration::minutes(50));
        assert_eq!(desk.round("one"), Look::Counted { published: true });
        page.visit("/statistiques").await;
        assert_eq!(page.texts(".g-figure__value")[0], "4");
        // A node that stopped while it counted keeps the others waiting for a while, not for ever.
        desk.app.clock.advance(Duration::minutes(10));
        let until = desk.app.clock.now().plus(Duration::minutes(5)).rfc3339();
        desk.app.beside().sql(&format!("INSERT INTO leases (name, holder, held_until) VALUES ('figures', 'dead', '{until}')")).unwrap();
        assert_eq!(desk.round("one"), Look::NotOurs);
        desk.app.clock.advance(Duration::minutes(5));
        assert!(matches!(desk.round("one"), Look::Counted { .. }));
        desk.app.deliver();
    }

    async fn small_counts_and_what_would_give_them_away_are_not_published(desk: Desk) {
        for _ in 0..5 {
            desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        }
        desk.experiment(10);
        desk.candidate(1);
        desk.round("one");
        let mut page = desk.app.browser();
        page.visit("/statistiques").await;
        assert_eq!(page.texts(".g-figure__value")[0], "6");
        assert_eq!(row(&page, "fondements", "Expérimentation"), ["non publié"]);
        assert_eq!(row(&page, "fondements", "Administration ou délégataire"), ["non publié"], "6 less 5 would tell");
        assert_eq!(row(&page, "fondements", "Autre texte"), ["0"]);
        let kept = desk.text("SELECT CAST(figures AS TEXT) AS value FROM figure_snapshots WHERE name = 'public'");
        assert!(kept.replace(' ', "").contains("[\"administration\",null]"), "it is not even kept: {kept}");
        desk.app.deliver();
    }

    async fn thousands_of_one_instant_are_all_counted_and_a_page_reads_none_of_them(desk: Desk) {
        let model = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let mut page = desk.app.signed_in(desk.second);
        desk.round("one");
        page.visit("/pilotage").await;
        let before = desk.app.db().queries();
        page.visit("/pilotage").await;
        let cost = desk.app.db().queries() - before;
        desk.copies(model, 2_100);
        desk.app.clock.advance(Duration::minutes(10));
        desk.round("one");
        page.visit("/pilotage").await;
        let before = desk.app.db().queries();
        page.visit("/pilotage").await;
        assert_eq!(desk.app.db().queries() - before, cost);
        assert_eq!(row(&page, "mois", "mars 2026")[0], "2 101");
        assert_eq!(row(&page, "anciennete", "1 jour ou moins"), ["2 101", "0"]);
        desk.app.deliver();
    }

    async fn figures_outlive_the_files_they_tell_of(desk: Desk) {
        for _ in 0..3 {
            desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        }
        desk.later(31);
        desk.round("one");
        desk.app.deliver();
        desk.app.beside().sql("UPDATE requests SET first_submitted_at = submitted_at, legal_basis = 'other_text'").unwrap();
        desk.later(1);
        desk.round("one");
        let mut page = desk.app.signed_in(desk.second);
        page.visit("/pilotage").await;
        assert_eq!(row(&page, "mois", "mars 2026")[0], "3");
        let kept = desk.text("SELECT CAST(figures AS TEXT) AS value FROM figure_months ORDER BY month DESC");
        assert!(kept.contains("administration"), "March was over: it is not counted again: {kept}");
    }

    async fn only_who_runs_the_desk_reads_its_figures(desk: Desk) {
        let auditor = desk.app.person("auditrice@exemple.fr", &[Role::Auditor]);
        for (who, status) in [(desk.second, 200), (auditor, 200), (desk.reviewer, 403), (desk.applicant, 404)] {
            let mut page = desk.app.signed_in(who);
            for address in ["/pilotage", "/pilotage/export.csv", "/pilotage/export.ods"] {
                page.open(address).await;
                assert_eq!(page.status, status, "{address}");
            }
        }
    }
}
