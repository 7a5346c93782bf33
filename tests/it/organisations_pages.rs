//! Organisations as people see them: forms, mails, links, and what strangers do not see.

use guichet::admin::account_by_email;
use guichet::kernel::error::Outcome;
use guichet::organisations::Role as Member;

use crate::support::{Browser, TestApp};

const SIRET: &str = "213 502 388 00019";
const LEA: &str = "lea@exemple.fr";
const TOM: &str = "tom@exemple.fr";
const ZOE: &str = "zoe@exemple.fr";

/// Attaches the town of tests; gives the address of its page.
async fn attach(browser: &mut Browser<'_>) -> String {
    browser.visit("/organisations").await;
    browser.follow("Rattacher une organisation").await;
    browser.fill("siret", SIRET).press("Continuer").await;
    describe(browser).press("Rattacher l'organisation").await;
    assert_eq!(
        browser.text("h1"),
        "Commune de Val",
        "{}",
        browser.visible_text()
    );
    browser.address.clone()
}

fn describe<'a, 'b>(browser: &'a mut Browser<'b>) -> &'a mut Browser<'b> {
    browser
        .fill("nom", "Commune de Val")
        .fill("categorie_juridique", "7210")
        .fill("activite", "8411z")
        .fill("voie", "1 place de la Mairie")
        .fill("code_postal", "35 000")
        .fill("commune", "Val")
        .fill("date_creation", "1998-07-14")
        .fill("etat", "open")
}

/// A browser in which somebody signed in.
fn enter<'a>(app: &'a TestApp, email: &str) -> Browser<'a> {
    let account: Outcome<_> = app.db().read_now(|c| account_by_email(c, email));
    app.signed_in(account.unwrap().unwrap())
}

both_databases! {
    async fn an_organisation_is_attached_by_its_number(app: TestApp) {
        app.person(LEA, &[]);
        let mut lea = enter(&app, LEA);
        let url = attach(&mut lea).await;
        assert!(lea.has(".fr-alert--success"));
        assert!(lea.visible_text().contains("Non vérifié"));
        assert!(lea.visible_text().contains("84.11Z"));
        lea.visit("/organisations").await;
        assert_eq!(lea.texts("tbody td")[1], "213 502 388 00019");
        lea.press("Choisir").await;
        assert!(lea.has(".fr-badge--info"), "the chosen one is marked");
        lea.visit(&url).await;
        lea.follow("Corriger").await;
        assert_eq!(lea.value("nom"), "Commune de Val");
        lea.fill("nom", "Ville de Val").press("Enregistrer").await;
        assert_eq!(lea.text("h1"), "Ville de Val");
    }

    async fn each_mistake_is_named_and_the_rest_is_kept(app: TestApp) {
        app.person(LEA, &[]);
        let mut lea = enter(&app, LEA);
        lea.visit("/organisations/nouvelle").await;
        for (typed, told) in [
            ("", "Indiquez le numéro SIRET"),
            ("21350238800018", "n'existe pas"),
            ("1234", "comporte 14 chiffres"),
            ("2135023880001A", "que des chiffres"),
        ] {
            lea.fill("siret", typed).press("Continuer").await;
            assert_eq!(lea.status, 422);
            assert!(lea.text("#siret-error").contains(told), "{typed}: {}", lea.text("#siret-error"));
            assert_eq!(lea.value("siret"), typed);
        }
        lea.fill("siret", "35600000049837").press("Continuer").await;
        assert_eq!(lea.text(".g-title .fr-text--lead"), "Établissement 356 000 000 49837", "La Poste");
        describe(&mut lea).fill("nom", "  ").fill("code_postal", "1234").fill("date_creation", "2090-01-01");
        lea.press("Rattacher").await;
        assert_eq!(lea.status, 422);
        let summary = lea.texts("#erreurs li");
        assert_eq!(summary.len(), 3, "{summary:?}");
        assert_eq!(lea.value("commune"), "Val");
        assert_eq!(lea.value("categorie_juridique"), "7210");
    }

    async fn a_stranger_is_told_nothing(app: TestApp) {
        app.person(LEA, &[]);
        app.person(ZOE, &[]);
        let url = attach(&mut enter(&app, LEA)).await;
        let mut zoe = enter(&app, ZOE);
        for page in [url.clone(), format!("{url}/membres"), format!("{url}/coordonnees")] {
            assert_eq!(zoe.open(&page).await.status, 404, "{page}");
        }
        zoe.visit("/organisations").await;
        for action in ["choisir", "quitter", "coordonnees", "invitations"] {
            assert_eq!(zoe.post(&format!("{url}/{action}"), &[]).await.status, 404, "{action}");
            zoe.visit("/organisations").await;
        }
        zoe.visit("/organisations/nouvelle").await.fill("siret", SIRET).press("Continuer").await;
        assert_eq!(zoe.text("h1"), "Rejoindre une organisation");
        assert!(!zoe.visible_text().contains("Commune de Val"), "its name is not told");
    }

    async fn a_person_asks_to_join_and_is_let_in(app: TestApp) {
        app.person(LEA, &[]);
        app.person(TOM, &[]);
        let mut lea = enter(&app, LEA);
        let url = attach(&mut lea).await;
        let mut tom = enter(&app, TOM);
        tom.visit("/organisations/nouvelle").await.fill("siret", SIRET).press("Continuer").await;
        tom.press("Demander à rejoindre").await;
        assert!(tom.visible_text().contains("Demandes d'adhésion en attente"));
        let mails = app.mails_to(LEA);
        assert!(mails[0].subject.contains("demande à rejoindre Commune de Val"), "{}", mails[0].subject);
        lea.visit(&format!("{url}/membres")).await;
        lea.press("Accepter").await;
        assert!(lea.visible_text().contains(TOM));
        assert_eq!(app.mails_to(TOM)[0].subject, "Vous avez rejoint Commune de Val");
        tom.visit(&url).await;
        assert!(!tom.has("form[action$=coordonnees]"));
        assert_eq!(tom.open(&format!("{url}/coordonnees")).await.status, 403);
        assert_eq!(tom.post(&format!("{url}/invitations"), &[("courriel", ZOE), ("role", "member")]).await.status, 403);
    }

    async fn an_invited_colleague_comes_in_by_the_link_once(app: TestApp) {
        app.person(LEA, &[]);
        app.person(ZOE, &[]);
        let mut lea = enter(&app, LEA);
        let url = attach(&mut lea).await;
        lea.visit(&format!("{url}/membres")).await;
        lea.fill("courriel", "zoe@").fill("role", "reader").press("Envoyer l'invitation").await;
        assert_eq!(lea.status, 422);
        assert_eq!(lea.value("courriel"), "zoe@");
        lea.fill("courriel", "Zoe@Exemple.fr").press("Envoyer l'invitation").await;
        assert!(lea.has(".fr-alert--success"), "{}", lea.visible_text());
        let link = link_in(&app, ZOE);
        app.person(TOM, &[]);
        let mut tom = enter(&app, TOM);
        assert_eq!(tom.open(&link).await.status, 404);
        assert!(tom.visible_text().contains("adressée à une autre adresse"));
        let mut zoe = enter(&app, ZOE);
        zoe.visit(&link).await.press("Accepter l'invitation").await;
        assert_eq!(zoe.address, url);
        assert!(zoe.visible_text().contains(Member::Reader.label()));
        assert_eq!(zoe.open(&link).await.status, 404);
        lea.visit(&format!("{url}/membres")).await;
        assert!(!lea.visible_text().contains("Invitations en attente"));
    }

    async fn an_invitation_sent_again_replaces_the_first(app: TestApp) {
        app.person(LEA, &[]);
        app.person(ZOE, &[]);
        let mut lea = enter(&app, LEA);
        let url = attach(&mut lea).await;
        lea.visit(&format!("{url}/membres")).await;
        lea.fill("courriel", ZOE).press("Envoyer l'invitation").await;
        let first = link_in(&app, ZOE);
        app.clock.advance(chrono::Duration::days(6));
        let mut lea = enter(&app, LEA);
        lea.visit(&format!("{url}/membres")).await.press("Envoyer à nouveau").await;
        let second = link_in(&app, ZOE);
        assert_ne!(first, second);
        let mut zoe = enter(&app, ZOE);
        assert_eq!(zoe.open(&first).await.status, 404);
        zoe.visit(&second).await;
        lea.press("Annuler l'invitation").await;
        assert_eq!(zoe.press("Accepter l'invitation").await.status, 404);
    }

    async fn the_last_administrator_is_told_why_they_stay(app: TestApp) {
        app.person(LEA, &[]);
        let mut lea = enter(&app, LEA);
        let url = attach(&mut lea).await;
        lea.visit(&url).await.press("Quitter l'organisation").await;
        assert_eq!(lea.status, 409);
        assert!(lea.visible_text().contains("toujours au moins un administrateur"));
    }
}

/// The address in the latest mail to somebody.
fn link_in(app: &TestApp, email: &str) -> String {
    let mails = app.mails_to(email);
    let at = mails[0].text.find("/organisations/invitations/").unwrap();
    mails[0].text[at..]
        .split_whitespace()
        .next()
        .unwrap()
        .to_owned()
}
