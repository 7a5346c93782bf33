//! Qualification: attested by the team, judged by an officer, closed and opened by the rules alone.

use actix_web::http::StatusCode;
use chrono::Duration;
use diesel::prelude::*;
use guichet::identity::Role;
use guichet::kernel::error::{Failure, Outcome};
use guichet::qualification::{self, AskError, Attest, AttestError, JudgeError, Judgement, Verdict};
use guichet::schema::{documents, journal_entries};
use guichet::services::{self, Environment, Status};

use crate::support::TestApp;
use crate::support::services::{Opened, client_draft};

fn status(app: &TestApp, opened: Opened) -> Status {
    let found: Outcome<_> = app.db().read_now(|c| services::find(c, opened.service));
    found.unwrap().unwrap().state.status()
}

fn recorded(app: &TestApp, action: &str) -> i64 {
    let count: Outcome<i64> = app.db().read_now(|c| {
        Ok(journal_entries::table
            .filter(journal_entries::action.eq(action))
            .count()
            .get_result(c)?)
    });
    count.unwrap()
}

fn space(opened: Opened, tail: &str) -> String {
    format!("/espace/services/{}/qualification{tail}", opened.service)
}

fn desk(opened: Opened, tail: &str) -> String {
    format!("/qualification/{}{tail}", opened.service)
}

both_databases! {
    async fn the_partner_sees_what_is_missing_before_asking(app: TestApp) {
        let opened = app.opened();
        let ask = || app.attempt(opened.owner, |tx, ctx| qualification::ask(tx, ctx, opened.owner, opened.service));
        assert!(matches!(ask(), Err(Failure::Refused(AskError::Incomplete(missing))) if missing.len() == 38));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "")).await;
        assert!(owner.visible_text().contains("Attestez encore les critères 1, 2, 3, 5"));
        assert!(!owner.has("form[action$='/demander']"));
        app.attest_all(opened);
        assert!(matches!(ask(), Err(Failure::Refused(AskError::NoClient))));
        app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        owner.visit(&space(opened, "")).await;
        owner.press("Demander la qualification").await;
        assert_eq!((owner.status, status(&app, opened)), (StatusCode::OK, Status::QualificationRequested));
        assert!(matches!(ask(), Err(Failure::Refused(AskError::NotNow(Status::QualificationRequested)))));
        let receipts = app.mails_to("claire@ville.fr");
        assert_eq!(receipts.iter().filter(|mail| mail.template == "services/qualification_requested").count(), 1);
        assert_eq!(recorded(&app, "service.qualification_requested"), 1);
    }

    async fn a_criterion_is_attested_with_files_told_by_their_bytes(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "/criteres/1")).await;
        owner.press("Attester").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(owner.has("#attestation-error"));
        owner.fill("attestation", "Le composant DSFR.\r\nSans changement.").attach("fichiers", "note.pdf", b"pas un pdf");
        owner.press("Attester").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(owner.text("#fichiers-error").contains("note.pdf"));
        assert_eq!(owner.value("attestation"), "Le composant DSFR.\nSans changement.");
        owner.fill("attestation", "Le composant DSFR.").attach("fichiers", "capture é.pdf", b"%PDF-1.7 capture");
        owner.press("Attester").await;
        assert_eq!((owner.status, owner.address.as_str()), (StatusCode::OK, space(opened, "/criteres/2").as_str()));
        owner.visit(&space(opened, "/criteres/1")).await;
        assert!(owner.text("main").contains("Attesté"));
        owner.follow("capture é.pdf").await;
        assert_eq!(owner.bytes, b"%PDF-1.7 capture");
        assert_eq!(owner.headers.get("content-type").unwrap(), "application/pdf");
        assert!(owner.headers.get("content-disposition").unwrap().to_str().unwrap().starts_with("attachment"));
        let file = owner.address.clone();
        let mut stranger = app.signed_in(app.person("etranger@ailleurs.fr", &[]));
        stranger.open(&file).await;
        assert_eq!(stranger.status, StatusCode::NOT_FOUND);
        owner.visit(&space(opened, "/criteres/1")).await;
        owner.press("Retirer capture").await;
        assert_eq!(owner.status, StatusCode::OK);
        owner.open(&file).await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND);
        let kept: Outcome<i64> = app.db().read_now(|c| {
            Ok(documents::table.filter(documents::service_id.is_not_null()).count().get_result(c)?)
        });
        assert_eq!(kept.unwrap(), 1);
        assert_eq!((recorded(&app, "qualification.attested"), recorded(&app, "qualification.file_removed")), (1, 1));
        app.deliver();
    }

    async fn an_eleven_megabyte_file_is_a_mistake_of_its_field(app: TestApp) {
        let opened = app.opened();
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "/criteres/1")).await;
        let mut heavy = b"%PDF-1.7".to_vec();
        heavy.resize(11 * 1024 * 1024, b' ');
        owner.fill("attestation", "Trop lourd.").attach("fichiers", "lourd.pdf", &heavy).press("Attester").await;
        assert_eq!(owner.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(owner.text("#fichiers-error").contains("trop lourd"));
        app.deliver();
    }

    async fn two_colleagues_attesting_at_once_do_not_erase_each_other(app: TestApp) {
        let opened = app.opened();
        let attest = |seen| app.attempt(opened.owner, |tx, ctx| {
            let cmd = Attest { service: opened.service, criterion: 1, seen, words: "Fait.".to_owned(), files: Vec::new() };
            qualification::attest(tx, ctx, opened.owner, &cmd)
        });
        assert!(attest(0).is_ok());
        assert!(matches!(attest(0), Err(Failure::Refused(AttestError::Stale))));
        assert!(attest(1).is_ok());
        assert!(matches!(attest(1), Err(Failure::Refused(AttestError::Stale))));
        app.deliver();
    }

    async fn attestations_are_frozen_while_officers_hold_the_service(app: TestApp) {
        let opened = app.opened();
        app.asked(opened);
        let frozen = app.attempt(opened.owner, |tx, ctx| {
            let cmd = Attest { service: opened.service, criterion: 1, seen: 1, words: "Autre.".to_owned(), files: Vec::new() };
            qualification::attest(tx, ctx, opened.owner, &cmd)
        });
        assert!(matches!(frozen, Err(Failure::Refused(AttestError::NotNow(Status::InQualification)))));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "/criteres/1")).await;
        assert!(!owner.has("textarea"));
        app.deliver();
    }

    async fn two_officers_taking_at_once_one_gets_it(app: TestApp) {
        let opened = app.opened();
        app.client(opened, Environment::Sandbox, &client_draft("Recette"));
        app.attest_all(opened);
        app.act(opened.owner, |tx, ctx| qualification::ask(tx, ctx, opened.owner, opened.service));
        let other = app.person("omar@dinum.fr", &[Role::Officer]);
        let (mut one, mut two) = (app.signed_in(opened.officer), app.signed_in(other));
        one.visit("/qualification").await;
        one.follow("Mes démarches").await;
        two.visit(&desk(opened, "")).await;
        one.press("Prendre en charge").await;
        two.press("Prendre en charge").await;
        assert_eq!((one.status, two.status), (StatusCode::OK, StatusCode::CONFLICT));
        assert!(two.visible_text().contains("Qualification en cours"));
        let verdict = Judgement { criterion: 1, seen: 1, verdict: Verdict::Accepted, comment: String::new() };
        let judged = app.attempt(other, |tx, ctx| qualification::judge(tx, ctx, other, opened.service, std::slice::from_ref(&verdict)));
        assert!(matches!(judged, Err(Failure::Refused(JudgeError::NotInCharge))));
        one.press("Rendre à la file").await;
        assert_eq!(status(&app, opened), Status::QualificationRequested);
        app.deliver();
    }

    async fn corrections_go_back_to_the_partner_and_return(app: TestApp) {
        let opened = app.opened();
        app.asked(opened);
        let mut officer = app.signed_in(opened.officer);
        officer.visit(&desk(opened, "")).await;
        officer.fill("verdict_1", "rejected").press("Enregistrer : Présentation").await;
        assert_eq!(officer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(officer.has("#commentaire_1-error"), "a refusal is explained");
        officer.fill("verdict_1", "rejected").fill("commentaire_1", "Le bouton est déformé.").fill("verdict_2", "accepted");
        officer.press("Enregistrer : Présentation").await;
        assert_eq!(officer.status, StatusCode::OK);
        officer.press("Demander des corrections").await;
        assert_eq!(status(&app, opened), Status::CorrectionsRequested);
        let mails = app.mails_to("claire@ville.fr");
        assert_eq!(mails.iter().filter(|mail| mail.template == "services/corrections_requested").count(), 1);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "")).await;
        assert!(owner.visible_text().contains("Attestez encore le critère 1."));
        owner.follow("Le bouton FranceConnect est l'officiel").await;
        assert!(owner.visible_text().contains("Le bouton est déformé."));
        owner.fill("attestation", "Corrigé.").press("Attester").await;
        owner.visit(&space(opened, "")).await;
        owner.press("Demander la qualification").await;
        assert_eq!(status(&app, opened), Status::QualificationRequested);
        officer.visit(&desk(opened, "")).await;
        officer.press("Prendre en charge").await;
        let open = officer.text("dl");
        assert!(open.contains("1, 3, 5"), "what was accepted stays closed: {open}");
        app.deliver();
    }

    async fn a_verdict_on_what_changed_meanwhile_is_refused(app: TestApp) {
        let opened = app.opened();
        app.asked(opened);
        let judge = |seen| app.attempt(opened.officer, |tx, ctx| {
            let verdict = Judgement { criterion: 1, seen, verdict: Verdict::Accepted, comment: String::new() };
            qualification::judge(tx, ctx, opened.officer, opened.service, std::slice::from_ref(&verdict))
        });
        assert!(judge(1).is_ok());
        assert!(matches!(judge(1), Err(Failure::Refused(JudgeError::Stale(1)))));
        app.deliver();
    }

    async fn nobody_qualifies_past_the_gate(app: TestApp) {
        let opened = app.opened();
        app.asked(opened);
        let qualify = || app.attempt(opened.officer, |tx, ctx| qualification::qualify(tx, ctx, opened.officer, opened.service));
        assert!(matches!(qualify(), Err(Failure::Refused(JudgeError::GateClosed(open))) if open.len() == 38));
        let corrections = app.attempt(opened.officer, |tx, ctx| qualification::ask_corrections(tx, ctx, opened.officer, opened.service));
        assert!(matches!(corrections, Err(Failure::Refused(JudgeError::NothingToCorrect))));
        let criteria = app.criteria(opened.service);
        app.judge(opened, &criteria[1..], Verdict::Accepted);
        assert!(matches!(qualify(), Err(Failure::Refused(JudgeError::GateClosed(open))) if open == [1]));
        app.judge(opened, &criteria[..1], Verdict::NotApplicable);
        app.clock.advance(Duration::days(91));
        assert!(matches!(qualify(), Err(Failure::Refused(JudgeError::GateClosed(_)))), "nothing older than 90 days");
        app.deliver();
    }

    async fn a_qualified_service_keeps_its_report(app: TestApp) {
        let opened = app.qualified();
        assert_eq!(status(&app, opened), Status::Qualified);
        let mails = app.mails_to("claire@ville.fr");
        assert_eq!(mails.iter().filter(|mail| mail.template == "services/qualified").count(), 1);
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "")).await;
        owner.follow("Lire le rapport").await;
        assert_eq!(owner.status, StatusCode::OK);
        assert_eq!(owner.texts("tbody tr").len(), 38);
        assert!(owner.visible_text().contains("nadia") && owner.visible_text().contains("Conforme"));
        owner.visit(&format!("/espace/services/{}", opened.service)).await;
        let done = owner.texts(".g-timeline__item--done");
        for step in ["Qualification demandée", "Vérification commencée"] {
            assert!(done.iter().any(|line| line.contains(step)), "{step}");
        }
        assert_eq!(recorded(&app, "service.qualified"), 1);
        assert_eq!(recorded(&app, "qualification.judged"), 38);
    }

    async fn a_qualified_service_is_asked_again_only_when_its_evidence_grew_old(app: TestApp) {
        let opened = app.qualified();
        let ask = || app.attempt(opened.owner, |tx, ctx| qualification::ask(tx, ctx, opened.owner, opened.service));
        assert!(matches!(ask(), Err(Failure::Refused(AskError::NotNow(Status::Qualified)))));
        let mut owner = app.signed_in(opened.owner);
        owner.visit(&space(opened, "")).await;
        assert!(!owner.has("form[action$='/demander']"));
        owner.visit(&space(opened, "/criteres/1")).await;
        assert!(!owner.has("textarea"));
        app.clock.advance(Duration::days(91));
        assert!(matches!(ask(), Err(Failure::Refused(AskError::Incomplete(missing))) if missing.len() == 38));
        app.attest_all(opened);
        assert!(ask().is_ok());
        assert_eq!(status(&app, opened), Status::QualificationRequested);
        app.deliver();
    }

    async fn a_supervisor_suspends_gives_back_and_closes(app: TestApp) {
        let opened = app.qualified();
        app.act(opened.owner, |tx, ctx| services::advance(tx, ctx, opened.service, &services::Command::GoLive));
        let mut supervisor = app.signed_in(app.person("sofia@dinum.fr", &[Role::Supervisor]));
        supervisor.visit("/qualification?etat=live").await;
        supervisor.follow("Mes démarches").await;
        supervisor.fill("acces", "suspendre").press("Modifier l'accès").await;
        assert_eq!(supervisor.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(supervisor.has("#motif-error"));
        supervisor.fill("acces", "suspendre").fill("motif", "Incident de sécurité.").press("Modifier l'accès").await;
        assert_eq!((supervisor.status, status(&app, opened)), (StatusCode::OK, Status::Suspended));
        let mails = app.mails_to("claire@ville.fr");
        let told: Vec<_> = mails.iter().filter(|mail| mail.template == "services/suspended").collect();
        assert!(told.len() == 1 && told[0].text.contains("Motif : Incident de sécurité."));
        supervisor.fill("acces", "retablir").press("Modifier l'accès").await;
        assert_eq!(status(&app, opened), Status::Live);
        supervisor.fill("acces", "fermer").fill("motif", "Fin.").press("Modifier l'accès").await;
        assert_eq!(status(&app, opened), Status::Closed);
        assert!(!supervisor.has("form[action$='/acces']"));
        let mut officer = app.signed_in(opened.officer);
        officer.visit(&desk(opened, "")).await;
        assert!(!officer.has("form[action$='/acces']"));
        officer.post(&desk(opened, "/acces"), &[("acces", "fermer"), ("motif", "x")]).await;
        assert_eq!(officer.status, StatusCode::FORBIDDEN);
        app.deliver();
    }

    async fn the_officers_desk_is_for_officers(app: TestApp) {
        let opened = app.opened();
        let cases = [
            ("auditrice@dinum.fr", Role::Auditor, StatusCode::OK),
            ("admin@dinum.fr", Role::Administrator, StatusCode::FORBIDDEN),
            ("juriste@dinum.fr", Role::Reviewer, StatusCode::FORBIDDEN),
        ];
        for (email, role, expected) in cases {
            let mut browser = app.signed_in(app.person(email, &[role]));
            for address in ["/qualification".to_owned(), desk(opened, "")] {
                browser.open(&address).await;
                assert_eq!(browser.status, expected, "{email} {address}");
            }
            browser.visit("/organisations/nouvelle").await;
            browser.post(&desk(opened, "/prendre"), &[]).await;
            assert_eq!(browser.status, StatusCode::FORBIDDEN, "{email}");
        }
        let mut owner = app.signed_in(opened.owner);
        owner.open("/qualification").await;
        assert_eq!(owner.status, StatusCode::NOT_FOUND);
        app.deliver();
    }
}
