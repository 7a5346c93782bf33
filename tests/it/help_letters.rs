//! Questions of people without an account: confirmed by a link, answered by mail, never a way to write to strangers.

use chrono::Duration;
use guichet::help::letters::FORGETTING;
use guichet::identity::Role;

use crate::support::{Browser, TestApp};

const ALI: &str = "ali@exemple.example";

async fn write(app: &TestApp) -> Browser<'_> {
    let mut browser = app.browser();
    browser.visit("/aide/contact?page=/inscription").await;
    browser
        .fill("nom", "Ali Benali")
        .fill("courriel", ALI)
        .fill("sujet", "Je ne peux pas m'inscrire")
        .fill("message", "Le lien ne vient pas.")
        .press("Envoyer")
        .await;
    browser
}

/// What the hourly watch does.
fn forget(app: &TestApp) {
    (FORGETTING.look)(app.db(), app.sources(), "node").unwrap();
}

/// The path of the link in the latest mail.
fn link(app: &TestApp) -> String {
    let text = app.mails_to(ALI).remove(0).text;
    let at = text.find("/aide/courrier/").unwrap();
    text[at..].split_whitespace().next().unwrap().to_owned()
}

both_databases! {
    async fn a_question_without_account_is_confirmed_answered_and_answered_again(app: TestApp) {
        let keeper = app.person("anne@exemple.fr", &[Role::Administrator]);
        let browser = write(&app).await;
        assert!(browser.visible_text().contains("Confirmez votre adresse"), "{}", browser.visible_text());
        let mut theirs = app.signed_in(keeper);
        theirs.visit("/assistance").await;
        assert!(!theirs.visible_text().contains("m'inscrire"), "nobody confirmed the address");
        let mail = app.mails_to(ALI).remove(0);
        for typed in ["Ali", "inscrire", "Le lien"] {
            assert!(!mail.text.contains(typed) && !mail.subject.contains(typed), "the address may be a stranger's");
        }
        let first = link(&app);
        let mut ali = app.browser();
        ali.visit(&first).await;
        assert!(!ali.has("textarea"));
        ali.press("Transmettre ma question").await;
        assert!(ali.visible_text().contains("Votre question est transmise"));
        ali.post(&format!("{first}/confirmer"), &[]).await;
        assert_eq!(ali.status, 409, "a question is transmitted once");

        theirs.visit("/notifications").await;
        theirs.press("Ouvrir").await;
        for part in ["Ali Benali", ALI, "/inscription", "Le lien ne vient pas."] {
            assert!(theirs.visible_text().contains(part), "{part}");
        }
        theirs.fill("message", "Regardez dans les indésirables.").press("Envoyer").await;
        let mail = app.mails_to(ALI).remove(0);
        assert!(mail.text.contains("Regardez dans les indésirables."));
        let second = link(&app);
        ali.open(&first).await;
        assert_eq!(ali.status, 404, "the last link opens the letter");
        ali.visit(&second).await;
        ali.fill("message", "Trouvé, merci.").press("Envoyer").await;
        theirs.visit("/assistance").await;
        theirs.follow("Je ne peux pas m'inscrire").await;
        assert!(theirs.visible_text().contains("Trouvé, merci."));
        theirs.press("Clore la question").await;
        assert!(theirs.visible_text().contains("Close"));
        app.clock.advance(Duration::days(31));
        ali.open(&second).await;
        assert_eq!(ali.status, 404, "a link runs out");
    }

    async fn mistakes_keep_what_was_typed_and_nothing_is_sent(app: TestApp) {
        let mut browser = app.browser();
        browser.visit("/aide/contact").await;
        browser.fill("nom", "Ali").fill("courriel", "ali").fill("message", "Bonjour").press("Envoyer").await;
        assert_eq!(browser.status, 422);
        assert_eq!(browser.value("courriel"), "ali");
        for field in ["courriel", "sujet"] {
            assert!(browser.has(&format!("#{field}-error")), "{field}");
        }
        assert!(app.mails_to("ali").is_empty());
    }

    async fn one_address_is_not_written_to_for_ever(app: TestApp) {
        for _ in 0..3 {
            assert_eq!(write(&app).await.status, 200);
        }
        assert_eq!(write(&app).await.status, 429);
        assert_eq!(app.mails_to(ALI).len(), 3);
    }

    async fn a_letter_nobody_confirms_is_forgotten(app: TestApp) {
        write(&app).await;
        let forgotten = link(&app);
        app.clock.advance(Duration::days(8));
        write(&app).await;
        app.deliver();
        forget(&app);
        let mut ali = app.browser();
        ali.open(&forgotten).await;
        assert_eq!(ali.status, 404);
        ali.visit(&link(&app)).await;
    }

    async fn a_letter_is_forgotten_a_year_after_its_answer_and_not_while_it_waits(app: TestApp) {
        let keeper = app.person("anne@exemple.fr", &[Role::Administrator]);
        let mut theirs = app.signed_in(keeper);
        for _ in 0..2 {
            write(&app).await;
            app.browser().visit(&link(&app)).await.press("Transmettre ma question").await;
        }
        theirs.visit("/assistance").await;
        theirs.follow("Je ne peux pas m'inscrire").await;
        theirs.fill("message", "Demandez une invitation.").press("Envoyer").await;
        app.deliver();
        for (days, kept) in [(364, 2), (2, 1), (800, 1)] {
            app.clock.advance(Duration::days(days));
            forget(&app);
            assert_eq!(app.count("support_letters"), kept);
        }
        assert_eq!(app.count("journal_entries WHERE action = 'support.letter_forgotten'"), 1);
    }

    async fn only_the_staff_read_letters_and_auditors_change_nothing(app: TestApp) {
        let keeper = app.person("anne@exemple.fr", &[Role::Administrator]);
        let auditor = app.person("alix@exemple.fr", &[Role::Auditor]);
        let lea = app.person("lea@exemple.fr", &[]);
        write(&app).await;
        let mut ali = app.browser();
        ali.visit(&link(&app)).await;
        ali.press("Transmettre ma question").await;
        let mut theirs = app.signed_in(keeper);
        theirs.visit("/assistance").await;
        theirs.follow("Je ne peux pas m'inscrire").await;
        let letter = theirs.address.clone();
        let mut stranger = app.signed_in(lea);
        stranger.open(&letter).await;
        assert_eq!(stranger.status, 404);
        let mut reader = app.signed_in(auditor);
        reader.visit(&letter).await;
        assert!(!reader.has("textarea"));
        reader.post(&letter, &[("message", "Non")]).await;
        assert_eq!(reader.status, 403);
        app.deliver();
    }
}
