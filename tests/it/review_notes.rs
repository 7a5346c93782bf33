//! What the staff write to each other: read by the desk, never by partners; opinions asked and given once.

use actix_web::http::StatusCode;
use guichet::identity::Role;
use guichet::requests::{LegalBasis, RequestId};

use crate::support::desk::Desk;

const SECRET: &str = "Le dossier me semble fragile.";

fn notes(request: RequestId) -> String {
    format!("/instruction/{request}/notes")
}

both_databases! {
    async fn a_note_is_read_by_the_desk_and_by_nobody_else(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut browser = desk.app.signed_in(desk.reviewer);
        browser.visit(&notes(request)).await;
        browser.press("Enregistrer la note").await;
        assert_eq!(browser.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.fill("note", SECRET).press("Enregistrer la note").await;
        assert!(browser.text("#notes").contains(SECRET));
        let auditor = desk.app.person("auditeur@exemple.fr", &[Role::Auditor]);
        for staff in [desk.second, auditor] {
            let mut colleague = desk.app.signed_in(staff);
            colleague.visit(&notes(request)).await;
            assert!(colleague.visible_text().contains(SECRET));
        }
        let mut auditor = desk.app.signed_in(auditor);
        auditor.visit(&notes(request)).await;
        assert!(!auditor.has("main form"), "an auditor writes nothing");
        // Everything that partners can open of their request.
        let insider = desk.app.person("interne@exemple.fr", &[Role::Reviewer]);
        desk.app.join((desk.applicant, desk.town, "21350238800019"), insider);
        for person in [desk.applicant, insider] {
            let mut partner = desk.app.signed_in(person);
            for address in ["", "/messages", "/versions/1", "/comparer", "/partage", "/corrections", "/versions/1/pdf"] {
                partner.open(&format!("/demandes/{request}{address}")).await;
                assert!(!partner.html.contains("fragile"), "{address}");
            }
            for address in [notes(request), format!("/instruction/{request}"), format!("/instruction/{request}/journal"), format!("/instruction/{request}/precedents"), "/notifications".to_owned()] {
                partner.open(&address).await;
                assert!(!partner.html.contains("fragile"), "{address}");
            }
            partner.open(&notes(request)).await;
            assert!(partner.status.is_client_error());
        }
        desk.app.deliver();
        assert!(desk.app.mails_to("demandeur@exemple.fr").iter().all(|mail| !mail.text.contains("fragile")));
        let told = desk.lines("SELECT data AS value FROM journal_entries WHERE action = 'review.note_written'");
        assert!(told.len() == 1 && !told[0].contains("fragile"), "{told:?}");
    }

    async fn an_opinion_is_asked_of_a_colleague_and_given_once(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let mut asker = desk.app.signed_in(desk.reviewer);
        asker.visit(&notes(request)).await;
        asker.press("Demander l'avis").await;
        assert_eq!(asker.status, StatusCode::UNPROCESSABLE_ENTITY);
        asker
            .fill("collegue", &desk.second.to_string())
            .fill("question", "L'arrêté vaut-il ici ?")
            .press("Demander l'avis")
            .await;
        assert!(asker.visible_text().contains("Avis attendu"));
        let notice = |who, words: &str| {
            let held = desk.count(&format!("notifications WHERE account_id = '{who}' AND title LIKE '%{words}%'"));
            assert_eq!(held, 1, "{words}");
        };
        notice(desk.second, "votre avis est demandé");
        let answers = "form[action*='/avis/']";
        assert!(!asker.has(answers), "who asks does not answer");
        let mut colleague = desk.app.signed_in(desk.second);
        colleague.visit(&format!("/instruction/{request}")).await;
        colleague.follow("Donner mon avis").await;
        let (action, field) = (colleague.attr(answers, "action").unwrap(), colleague.attr("textarea[name^='reponse_']", "name").unwrap());
        colleague.press("Donner mon avis").await;
        assert_eq!(colleague.status, StatusCode::UNPROCESSABLE_ENTITY);
        colleague.fill(&field, "Oui, depuis 2022.").press("Donner mon avis").await;
        assert!(colleague.visible_text().contains("Votre avis est donné"));
        notice(desk.reviewer, "l%avis que vous avez demandé est donné");
        colleague.post(&action, &[(&field, "Finalement non.")]).await;
        assert_eq!(colleague.status, StatusCode::CONFLICT);
        asker.post(&action, &[(&field, "Je réponds moi-même.")]).await;
        assert_eq!(asker.status, StatusCode::CONFLICT);
        asker.visit(&format!("/instruction/{request}")).await;
        let shown = asker.text("#notes");
        assert!(shown.contains("Oui, depuis 2022.") && shown.contains("Avis de responsable"), "{shown}");
        assert!(!shown.contains("Finalement non."));
        desk.app.deliver();
    }

    async fn an_opinion_is_not_asked_of_who_may_not_instruct(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let officer = desk.app.person("integration@exemple.fr", &[Role::Officer]);
        let mut asker = desk.app.signed_in(desk.reviewer);
        for who in [officer, desk.reviewer, desk.applicant] {
            asker.visit(&notes(request)).await;
            asker.post(&format!("/instruction/{request}/avis"), &[("collegue", &who.to_string()), ("question", "Et ceci ?")]).await;
            assert_eq!(asker.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(asker.value("question"), "Et ceci ?");
        }
        assert_eq!(desk.count("request_notes"), 0);
        desk.app.deliver();
    }
}
