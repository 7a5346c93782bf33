//! The thread of a request: both sides write, read, are told; nobody else does.

use guichet::identity::{AccountId, Role};
use guichet::requests::{LegalBasis, RequestId};

use crate::support::TestApp;

const SIRET: &str = "73282932000074";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";

struct Exchange {
    app: TestApp,
    lea: AccountId,
    claire: AccountId,
    request: RequestId,
}

impl Exchange {
    fn start(backend: guichet::kernel::db::Backend) -> Self {
        let app = TestApp::start(backend);
        let lea = app.person("lea@exemple.fr", &[]);
        let claire = app.person("claire@exemple.fr", &[Role::Reviewer]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let request = app.filed(lea, organisation, LegalBasis::OtherText);
        app.taken(request, claire);
        app.deliver();
        Self {
            app,
            lea,
            claire,
            request,
        }
    }

    fn url(&self) -> String {
        format!("/demandes/{}/messages", self.request)
    }

    fn later(&self) {
        self.app.clock.advance(chrono::Duration::minutes(1));
    }
}

both_databases! {
    async fn both_sides_write_to_each_other_and_see_what_was_read(it: Exchange) {
        let mut desk = it.app.signed_in(it.claire);
        desk.visit(&format!("/instruction/{}", it.request)).await;
        desk.follow("Lire et écrire des messages").await;
        desk.fill("message", "Bonjour,\nQuel est le texte <applicable> ?").press("Envoyer").await;
        assert!(desk.visible_text().contains("Le message est envoyé"));
        assert!(!desk.text(".g-message").contains(", lu"));
        let mails = it.app.mails_to("lea@exemple.fr");
        assert!(mails[0].subject.contains("nouveau message"));
        assert!(mails[0].text.contains("Quel est le texte <applicable> ?"), "{}", mails[0].text);
        assert!(!mails[0].unsubscribe.is_empty());
        it.later();
        let mut hers = it.app.signed_in(it.lea);
        hers.visit(&format!("/demandes/{}", it.request)).await;
        assert!(hers.text("#messages").contains("1 non lu"));
        hers.follow("Lire et écrire des messages").await;
        assert!(hers.has(".g-message .fr-badge--new"));
        hers.visit(&format!("/demandes/{}", it.request)).await;
        assert!(!hers.text("#messages").contains("non lu"));
        it.later();
        hers.visit(&it.url()).await;
        hers.fill("message", "L'arrêté du 28 mars 2022.").attach("fichiers", "arrêté.png", PNG).press("Envoyer").await;
        assert_eq!(hers.texts(".g-message").len(), 2);
        let file = hers.attr(".g-message a.fr-link--download", "href").unwrap();
        assert!(it.app.mails_to("claire@exemple.fr")[0].text.contains("L'arrêté du 28 mars 2022."));
        desk.visit(&it.url()).await;
        assert!(desk.texts(".g-message")[0].contains(", lu"), "the other side has read it");
        desk.open(&file).await;
        assert_eq!(desk.bytes, PNG);
        assert!(desk.headers.get("content-disposition").unwrap().to_str().unwrap().starts_with("attachment"));
        let mut stranger = it.app.signed_in(it.app.person("eve@exemple.fr", &[]));
        for address in [it.url(), file] {
            stranger.open(&address).await;
            assert_eq!(stranger.status, 404, "{address}");
        }
    }

    async fn reading_the_thread_reads_its_notices(it: Exchange) {
        let mut desk = it.app.signed_in(it.claire);
        desk.visit(&it.url()).await;
        desk.fill("message", "Bonjour.").press("Envoyer").await;
        it.later();
        let mut hers = it.app.signed_in(it.lea);
        hers.visit("/notifications").await;
        assert!(hers.text(".g-notice__title").contains("nouveau message de l'instruction"));
        hers.visit(&it.url()).await;
        hers.visit("/notifications").await;
        assert!(!hers.text(".g-notice").contains("Non lue"));
        it.app.deliver();
    }

    async fn a_message_with_mistakes_is_shown_back_and_sends_nothing(it: Exchange) {
        let mut hers = it.app.signed_in(it.lea);
        hers.visit(&it.url()).await;
        hers.fill("message", "  ").press("Envoyer").await;
        assert_eq!(hers.status, 422);
        hers.fill("message", "Voici le fichier.").attach("fichiers", "page.html", b"<script>").press("Envoyer").await;
        assert_eq!(hers.status, 422);
        assert!(hers.visible_text().contains("« page.html » n'est pas un PDF, un PNG ou un JPEG"));
        assert_eq!(hers.value("message"), "Voici le fichier.");
        for n in 0..6 {
            hers.attach("fichiers", &format!("{n}.png"), PNG);
        }
        hers.press("Envoyer").await;
        assert_eq!(hers.status, 422);
        assert!(hers.visible_text().contains("5 fichiers au plus"));
        assert!(!hers.has(".g-message"));
        assert!(it.app.mails_to("claire@exemple.fr").iter().all(|mail| mail.subject.contains("Confirmez votre rôle")));
    }

    async fn a_draft_has_no_thread_and_readers_do_not_write(it: Exchange) {
        let organisation = it.app.organisation(it.lea, "21350238800019", "Ville de Rennes", "7210");
        let draft = it.app.complete_draft(it.lea, organisation, LegalBasis::Administration);
        let mut hers = it.app.signed_in(it.lea);
        hers.visit(&format!("/demandes/{draft}")).await;
        assert!(!hers.has("#messages"));
        hers.open(&format!("/demandes/{draft}/messages")).await;
        assert_eq!(hers.status, 404);
        let auditor = it.app.person("alix@exemple.fr", &[Role::Auditor]);
        let mut reader = it.app.signed_in(auditor);
        reader.visit(&it.url()).await;
        assert!(!reader.has("textarea[name=message]"));
    }

    async fn a_request_that_nobody_holds_is_told_to_all_who_instruct(it: Exchange) {
        let organisation = it.app.organisation(it.lea, "21350238800019", "Ville de Rennes", "7210");
        let request = it.app.filed(it.lea, organisation, LegalBasis::Administration);
        let before = it.app.mails_to("claire@exemple.fr").len();
        let mut hers = it.app.signed_in(it.lea);
        hers.visit(&format!("/demandes/{request}/messages")).await;
        hers.fill("message", "Une précision.").press("Envoyer").await;
        let mut desk = it.app.signed_in(it.claire);
        desk.visit("/notifications").await;
        assert!(desk.text(".g-notice__title").contains("nouveau message de l'organisation"));
        assert_eq!(it.app.mails_to("claire@exemple.fr").len(), before, "a notice, not a mail");
    }
}
