//! The queue: every filter and their combinations, search, kept views, columns, tags, batches, exports.

use actix_web::http::StatusCode;
use diesel::connection::SimpleConnection;
use guichet::identity::Role;
use guichet::kernel::db::Backend;
use guichet::kernel::error::Outcome;
use guichet::requests::{LegalBasis, RequestId, Status};

use crate::support::Browser;
use crate::support::desk::Desk;

fn numbers(browser: &Browser<'_>) -> Vec<String> {
    browser.texts("tbody tr td:first-child a")
}

/// The entries that are not what their requests say, or whose claims or tags are in another state.
fn strays(desk: &Desk) -> i64 {
    let columns = "rank, request_id, status, legal_basis, sector, level, siren, organisation_id, reviewer_id, due_on,
        number, title, organisation, siret";
    desk.count(&format!(
        "(SELECT {columns} FROM queue_entries EXCEPT SELECT {columns} FROM queue_sources) x"
    )) + desk.count(&format!(
        "(SELECT {columns} FROM queue_sources EXCEPT SELECT {columns} FROM queue_entries) x"
    ))
}

/// Many copies of a request, submitted at the same instant, found under `word`.
fn copies(desk: &Desk, model: RequestId, how_many: usize, word: &str) {
    let id = match desk.app.db().backend() {
        Backend::Sqlite => "'00000000-0000-7000-9000-0000000a' || (1000 + n.i)",
        Backend::Postgres => "CAST('00000000-0000-7000-9000-0000000a' || (1000 + n.i) AS uuid)",
    };
    let series = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {how_many})"
    );
    let same = "organisation_id, siren, created_by, legal_basis, sector, status, version, title, dossier, reviewer_id,
        submitted_at, first_submitted_at, rank_at, state_since, suspended_seconds, review_due_on, silent_on, created_at, updated_at";
    desk.app
        .beside()
        .sql(&format!(
            "{series} INSERT INTO requests (id, number, {same}) SELECT {id}, 'D-2025-00' || (1000 + n.i), {same} FROM n, requests WHERE id = '{model}';
             INSERT INTO search_documents (key, words) SELECT e.rank, '{word}' FROM queue_entries e JOIN requests r ON r.id = e.request_id
             WHERE r.number LIKE 'D-2025-%';
             INSERT INTO search_sample (word, key) SELECT '{word}', key FROM search_documents WHERE words = '{word}' AND key % 32 = 0"
        ))
        .unwrap();
}

both_databases! {
    async fn each_filter_finds_its_requests_and_filters_combine(desk: Desk) {
        desk.experiment(5);
        let town = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        desk.app.clock.advance(chrono::Duration::minutes(1));
        let other = desk.app.filed(desk.applicant, desk.town, LegalBasis::OtherText);
        let company = desk.candidate(1);
        let mut browser = desk.app.signed_in(desk.reviewer);
        let me = desk.reviewer.0;
        for (query, expected) in [
            ("etat=ouvertes", vec![town, other, company]),
            ("etat=ouvertes&tri=recentes", vec![company, other, town]),
            ("etat=ouvertes&tri=echeance", vec![town, other, company]),
            ("etat=toutes", vec![company, other, town]),
            ("etat=toutes&secteur=education", vec![company]),
            ("etat=submitted&secteur=education", vec![]),
            ("etat=toutes&niveau=eidas1&fondement=other_text", vec![other]),
            ("etat=toutes&niveau=eidas2", vec![]),
            ("etat=toutes&donnee=family_name", vec![company, other, town]),
            ("etat=ouvertes&donnee=family_name&fondement=administration", vec![town]),
            ("etat=toutes&donnee=email", vec![]),
            ("etat=toutes&qui=personne", vec![other, town]),
            (&*format!("etat=toutes&qui={me}"), vec![company]),
            ("etat=toutes&qui=moi&donnee=family_name", vec![company]),
            ("etat=toutes&organisation=213502388", vec![other, town]),
            ("etat=toutes&organisation=213+502+388+00019&fondement=other_text", vec![other]),
            ("etat=toutes&organisation=213502388&qui=moi", vec![]),
            ("etat=toutes&q=rennes&fondement=administration", vec![town]),
            ("etat=submitted&age=7", vec![]),
            ("etat=ouvertes&retard=oui", vec![]),
        ] {
            browser.visit(&format!("/instruction?{query}")).await;
            let expected: Vec<String> = expected.into_iter().map(|id| desk.number(id)).collect();
            assert_eq!(numbers(&browser), expected, "{query}");
        }
        desk.app.clock.advance(chrono::Duration::days(16));
        let mut browser = desk.app.signed_in(desk.reviewer);
        for (query, expected) in [
            ("etat=submitted&age=15", vec![town, other]),
            ("etat=submitted&age=30", vec![]),
            ("etat=ouvertes&retard=oui", vec![town, other, company]),
            ("etat=ouvertes&retard=oui&qui=moi", vec![company]),
            ("etat=toutes&retard=oui&q=rennes", vec![town, other]),
        ] {
            browser.visit(&format!("/instruction?{query}")).await;
            let expected: Vec<String> = expected.into_iter().map(|id| desk.number(id)).collect();
            assert_eq!(numbers(&browser), expected, "{query}");
        }
        browser.open("/instruction?organisation=Rennes").await;
        assert!(browser.has("a[href='#organisation']"), "a mistake is told beside its field");
        assert!(numbers(&browser).is_empty());
        desk.app.deliver();
    }

    async fn an_entry_follows_its_request_through_its_life(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        assert_eq!((strays(&desk), desk.count("queue_claims WHERE status = 'in_review'")), (0, 1));
        let first: i64 = desk.text("SELECT CAST(rank AS TEXT) AS value FROM queue_entries").parse().unwrap();
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction/etiquettes").await;
        browser.fill("mot", "À relire").press("Créer l'étiquette").await;
        browser.visit("/instruction?etat=in_review").await;
        let tag = browser.attr("select[name='mot'] option:not([value=''])", "value").unwrap();
        browser.fill_all("demande", &[&desk.number(request)]).fill("mot", &tag).press("Poser l'étiquette").await;
        browser.press("Confirmer").await;
        assert_eq!(desk.count("queue_tags WHERE status = 'in_review'"), 1);
        browser.visit(&format!("/instruction/{request}/corrections")).await;
        browser.fill("motif", "Précisez la base légale du traitement.").press("Continuer").await;
        browser.press("Envoyer au demandeur").await;
        assert_eq!(desk.status(request), Status::ChangesRequested);
        assert_eq!((strays(&desk), desk.count("queue_tags WHERE status = 'changes_requested'")), (0, 1));
        desk.app.clock.advance(chrono::Duration::days(2));
        let cmd = desk.app.move_by(guichet::requests::Actor::applicant(desk.applicant), request);
        let ctx = desk.app.ctx(desk.applicant.0);
        desk.app.db().write_now(|tx| guichet::requests::submit(tx, &ctx, &cmd)).unwrap();
        let second: i64 = desk.text("SELECT CAST(rank AS TEXT) AS value FROM queue_entries").parse().unwrap();
        assert!(second > first, "a new submission comes after");
        assert_eq!(strays(&desk), 0);
        assert_eq!(desk.count("search_documents"), 1);
        assert_eq!(desk.count("queue_claims WHERE status = 'submitted'"), 1);
        assert_eq!(desk.count("queue_tags WHERE status = 'submitted'"), 1);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction?q=mairie+rennes").await;
        assert!(numbers(&browser).is_empty(), "every word must match");
        browser.visit("/instruction?q=rennes").await;
        assert_eq!(numbers(&browser), [desk.number(request)]);
        desk.app.deliver();
    }

    async fn search_forgives_accents_plurals_and_beginnings(desk: Desk) {
        let town = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        for (query, found) in [
            ("VILLES+de+Renne", true),
            ("d%C3%A9march", true),
            ("portail+de+la+ville", true),
            ("claire%40exemple.fr", true),
            ("claire%40", true),
            ("exemple.fr", true),
            ("21350238", true),
            ("213+502+388+00019", true),
            ("D-2026-", true),
            ("D-2026-00000", true),
            ("D-2025-", false),
            ("ennes", false),
            ("21350239", false),
            ("%22+OR+%22*", false),
            ("rennes%27+%26+%21x", false),
        ] {
            browser.visit(&format!("/instruction?q={query}")).await;
            assert_eq!(numbers(&browser).len(), usize::from(found), "{query}");
        }
        browser.visit("/instruction?q=%25").await;
        assert_eq!(browser.status, StatusCode::OK);
        assert_eq!(numbers(&browser), [desk.number(town)], "signs alone search nothing");
        desk.app.deliver();
    }

    async fn what_can_not_be_read_at_once_is_read_by_parts_and_said(desk: Desk) {
        let request = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        desk.app.clock.advance(chrono::Duration::minutes(1));
        let last = desk.app.filed(desk.applicant, desk.town, LegalBasis::OtherText);
        copies(&desk, request, 1_100, "portail");
        let mut browser = desk.app.signed_in(desk.reviewer);
        let combined = "/instruction?etat=toutes&qui=personne&fondement=other_text&tri=anciennes";
        browser.visit(combined).await;
        assert!(numbers(&browser).is_empty());
        assert!(browser.visible_text().contains("La lecture s'est arrêtée avant la fin"));
        browser.follow("Demandes suivantes").await;
        assert_eq!(numbers(&browser), [desk.number(last)]);
        assert!(!browser.visible_text().contains("La lecture s'est arrêtée"));
        // a word that most documents hold is read in the order of the queue, page after page
        browser.visit("/instruction?q=portai").await;
        assert_eq!(numbers(&browser).len(), 50);
        let first = numbers(&browser);
        browser.follow("Demandes suivantes").await;
        assert_eq!(numbers(&browser).len(), 50);
        assert!(numbers(&browser).iter().all(|number| !first.contains(number)));
        browser.visit("/instruction?q=portail+rennes&tri=anciennes").await;
        assert_eq!(numbers(&browser).len(), 2, "the rare word leads");
        desk.app.deliver();
    }

    async fn a_view_is_kept_counted_shared_and_forgotten(desk: Desk) {
        desk.taken(LegalBasis::Administration);
        let mut second = desk.app.signed_in(desk.second);
        second.visit("/instruction?etat=in_review&fondement=administration&apres=9").await;
        second.fill("nom", "Mairies en cours").press("Garder cette vue").await;
        assert!(second.visible_text().contains("Mairies en cours (1)"), "{}", second.visible_text());
        let mut first = desk.app.signed_in(desk.reviewer);
        first.visit("/instruction").await;
        assert!(!first.visible_text().contains("Mairies en cours"));
        second.visit("/instruction/vues").await;
        second.press("Partager avec l'équipe").await;
        first.visit("/instruction").await;
        first.follow("Mairies en cours").await;
        assert_eq!(first.address, "/instruction?etat=in_review&fondement=administration");
        first.visit("/instruction/vues").await;
        assert!(!first.has("form[action$='/partager']") && !first.has("form[action$='/oublier']"));
        let forget = second.attr("form[action$='/oublier']", "action").unwrap();
        first.post(&forget, &[]).await;
        assert_eq!(first.status, StatusCode::NOT_FOUND);
        second.press("Oublier").await;
        assert_eq!(desk.count("queue_views"), 0);
        first.visit("/instruction").await;
        first.fill("nom", "").press("Garder cette vue").await;
        assert_eq!(first.status, StatusCode::UNPROCESSABLE_ENTITY);
        first.fill("nom", "À prendre bientôt").press("Garder cette vue").await;
        assert_eq!(first.text("[aria-current='page'].fr-tag").trim(), "À prendre (0)");
        desk.app.deliver();
    }

    async fn columns_and_shortcuts_are_each_persons_own(desk: Desk) {
        desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction").await;
        assert!(browser.has("#raccourcis"));
        browser.visit("/instruction/affichage").await;
        browser.fill_all("colonnes", &["niveau", "secteur"]).fill_all("raccourcis", &[]).press("Enregistrer").await;
        assert_eq!(browser.texts("thead th"), ["Demande", "Secteur", "Niveau"]);
        assert!(!browser.has("#raccourcis"));
        let mut other = desk.app.signed_in(desk.second);
        other.visit("/instruction").await;
        assert_eq!(other.texts("thead th").len(), 8);
        desk.app.deliver();
    }

    async fn several_requests_are_given_at_once_and_failures_are_told(desk: Desk) {
        let one = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let two = desk.app.filed(desk.applicant, desk.town, LegalBasis::OtherText);
        let both = [desk.number(one), desk.number(two)];
        let both = [both[0].as_str(), both[1].as_str()];
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction").await;
        browser.press("Attribuer").await;
        assert!(browser.visible_text().contains("Cochez au moins une demande"));
        browser.fill_all("demande", &both).fill("personne", &desk.second.0.to_string()).press("Attribuer").await;
        assert!(browser.visible_text().contains("Change de mains"));
        assert_eq!(desk.status(one), Status::Submitted, "nothing changes before the confirmation");
        desk.app.taken(two, desk.reviewer);
        browser.press("Confirmer").await;
        assert_eq!(browser.texts("tbody tr td:first-child a"), [both[1]]);
        assert!(browser.visible_text().contains("1 demande changée"));
        let holder = |request| desk.text(&format!("SELECT CAST(reviewer_id AS TEXT) AS value FROM requests WHERE id = '{request}'"));
        assert_eq!((holder(one), holder(two)), (desk.second.0.to_string(), desk.reviewer.0.to_string()));
        let mut auditor = desk.app.signed_in(desk.app.person("auditeur@exemple.fr", &[Role::Auditor]));
        auditor.visit("/instruction?etat=toutes").await;
        assert!(!auditor.has("input[name='demande']"), "an auditor changes nothing");
        desk.app.deliver();
    }

    async fn each_filter_set_is_shown_and_taken_off_by_a_link(desk: Desk) {
        desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction?etat=submitted&q=rennes").await;
        browser.follow("Autres filtres et ordre").await;
        assert_eq!(browser.value("q"), "rennes");
        browser.fill("fondement", "administration").fill("qui", "personne").press("Voir les demandes").await;
        assert_eq!(browser.texts(".g-chips a").len(), 2);
        let off = browser.attr(".g-chips li:first-child a", "href").unwrap();
        browser.visit(&off).await;
        assert_eq!(browser.attrs(".g-filters input[type='hidden']", "name"), ["qui"], "the others stay, for the next search too");
        assert_eq!((numbers(&browser).len(), browser.value("q").as_str()), (1, "rennes"));
        desk.app.deliver();
    }

    async fn a_line_follows_the_names_of_its_request_and_organisation(desk: Desk) {
        let request = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let beside = desk.app.beside();
        beside.sql(&format!("UPDATE requests SET title = 'Guichet des aînés' WHERE id = '{request}'")).unwrap();
        beside.sql("UPDATE organisations SET name = 'Ville de Rennes la Neuve' WHERE siret = '21350238800019'").unwrap();
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction").await;
        let line = browser.texts("tbody tr").join("");
        assert!(line.contains("Guichet des aînés") && line.contains("Ville de Rennes la Neuve"), "{line}");
        desk.app.deliver();
    }

    async fn a_view_is_given_as_a_file_without_formulas(desk: Desk) {
        let town = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        desk.app.beside().sql(&format!("UPDATE requests SET title = '=1+1' WHERE id = '{town}'")).unwrap();
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit("/instruction?q=rennes").await;
        browser.follow("Exporter en CSV").await;
        assert_eq!(browser.status, StatusCode::OK);
        let text = String::from_utf8(browser.bytes.clone()).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with(&format!("{};'=1+1;Ville de Rennes;21350238800019;", desk.number(town))), "{}", lines[1]);
        browser.visit("/instruction?etat=granted").await;
        browser.follow("Exporter en ODS").await;
        assert_eq!(browser.bytes.get(30..38), Some(&b"mimetype"[..]));
        assert_eq!(desk.count("journal_entries WHERE action = 'queue.exported'"), 2);
        desk.app.deliver();
    }

    async fn no_question_reads_a_table_whole(desk: Desk) {
        let request = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        copies(&desk, request, 1_100, "portail");
        let id = desk.reviewer.0;
        for query in [
            "etat=submitted",
            "etat=ouvertes",
            "etat=toutes",
            "etat=toutes&fondement=experiment",
            "etat=toutes&secteur=education",
            "etat=ouvertes&secteur=education",
            "etat=submitted&niveau=eidas2&apres=7",
            "etat=toutes&donnee=email",
            "etat=ouvertes&donnee=email&fondement=experiment",
            "etat=toutes&qui=moi",
            "etat=ouvertes&qui=personne&age=30",
            "etat=ouvertes&retard=oui&apres=7_2026-01-01",
            "etat=toutes&organisation=213502388",
            "etat=submitted&organisation=21350238800019",
            "etat=ouvertes&tri=echeance&niveau=eidas1",
            &format!("etat=toutes&etiquette={id}"),
            &format!("etat=submitted&etiquette={id}&qui={id}"),
            "q=D-2026-0001",
            "q=rennes",
            "q=rennes+portail&etat=submitted",
            "q=portail",
            "q=portail&etat=submitted&fondement=experiment",
        ] {
            let plan: Outcome<Vec<String>> = desk.app.db().read_now(|c| {
                if desk.app.db().backend() == Backend::Postgres {
                    c.batch_execute("SET enable_seqscan = off; SET enable_sort = on")?;
                }
                Ok(guichet::review::explain(c, query, desk.reviewer, desk.app.system().now)?)
            });
            for step in plan.unwrap() {
                let whole = match desk.app.db().backend() {
                    // l, n, k, u, f, g and b0 to b10 are bounded subqueries; the index of words is a virtual table
                    Backend::Sqlite => step.strip_prefix("SCAN ").is_some_and(|of| {
                        let name = of.split(' ').next().unwrap();
                        let branch = name.strip_prefix('b').is_some_and(|n| n.parse::<u8>().is_ok());
                        !branch && !["l", "n", "k", "u", "f", "g", "search_index"].contains(&name)
                    }),
                    Backend::Postgres => step.contains("Seq Scan on "),
                };
                assert!(!whole, "{query}: {step}");
            }
        }
        desk.app.deliver();
    }
}
