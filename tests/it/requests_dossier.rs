//! The dossier while it is being filled: saved as one types, shared by colleagues, and complete by one measure.

use std::collections::BTreeMap;

use guichet::kernel::ctx::Ctx;
use guichet::kernel::db::Db;
use guichet::kernel::error::Outcome;
use guichet::requests::{
    self as req, Actor, Base, Choice, Dossier, LegalBasis, RequestId, SaveSection, Saved, Section,
};
use guichet::shell::AccountId;
use serde_json::Value;

use crate::support::{Browser, TestApp};

const SIRET: &str = "73282932000074";

/// A draft that two colleagues may edit.
fn shared(app: &TestApp) -> (AccountId, AccountId, RequestId) {
    let lea = app.person("lea@exemple.fr", &[]);
    let noe = app.person("noe@exemple.fr", &[]);
    let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
    app.join((lea, organisation, SIRET), noe);
    let id = app.complete_draft(lea, organisation, LegalBasis::OtherText);
    (lea, noe, id)
}

fn stored(app: &TestApp, id: RequestId) -> Dossier {
    let found: Outcome<_> = app.db().read_now(|c| Ok(req::dossier(c, id)?));
    found.unwrap()
}

/// What the script of the page sends: the fields of the form, some of them changed.
async fn autosave(browser: &mut Browser<'_>, section: &str, changed: &[(&str, &str)]) -> Value {
    let mut fields: BTreeMap<String, String> = ["edition", "base", "page"]
        .into_iter()
        .map(|name| (name.to_owned(), browser.value(name)))
        .collect();
    for name in [
        "service_name",
        "description",
        "service_url",
        "audience",
        "launch_on",
        "yearly_volume",
        "peaks",
    ] {
        fields.insert(name.to_owned(), browser.value(name));
    }
    fields.extend(
        changed
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
    );
    let page = (browser.html.clone(), browser.address.clone());
    let pairs: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser
        .post(&format!("{section}/enregistrement"), &pairs)
        .await;
    assert_eq!(browser.status, 200, "{}", browser.html);
    let answer = serde_json::from_str(&browser.html).unwrap();
    (browser.html, browser.address) = page;
    answer
}

both_databases! {
    async fn what_is_typed_survives_a_closed_tab(app: TestApp) {
        let (lea, _, id) = shared(&app);
        let section = format!("/demandes/{id}/sections/service");
        let mut browser = app.signed_in(lea);
        browser.visit(&section).await;
        assert!(browser.visible_text().contains("Rien n'est encore enregistré"));
        assert_eq!(browser.attr("form[data-autosave]", "data-autosave").unwrap(), format!("{section}/enregistrement"));
        let answer = autosave(&mut browser, &section, &[("service_name", "Mi-phrase 🙂 <b>"), ("service_url", "https:/")]).await;
        assert_eq!((answer["told"].as_str().unwrap(), answer["edition"].as_i64().unwrap()), ("Enregistré à 09:00", 1));
        browser.visit(&section).await;
        assert_eq!(browser.value("service_name"), "Mi-phrase 🙂 <b>");
        assert_eq!(browser.value("service_url"), "https:/", "mistakes are kept");
        assert!(browser.has("#service_url-error") && !browser.has("#service_name-error"));
        assert!(browser.text(".g-saved").contains("Enregistré le 2 mars 2026 à 9 h 00"));
        let mut alone = app.signed_in(app.person("sam@ailleurs.example", &[]));
        alone.visit("/mentions-legales").await;
        alone.post(&format!("{section}/enregistrement"), &[("service_name", "pirate")]).await;
        assert_eq!(alone.status, 404);
        app.deliver();
    }

    async fn one_page_saves_many_times_even_before_it_hears_back(app: TestApp) {
        let (lea, _, id) = shared(&app);
        let section = format!("/demandes/{id}/sections/service");
        let mut browser = app.signed_in(lea);
        browser.visit(&section).await;
        autosave(&mut browser, &section, &[("description", "Un")]).await;
        let again = autosave(&mut browser, &section, &[("description", "Un deux")]).await;
        assert_eq!(again["conflicts"], "");
        assert_eq!(stored(&app, id).description, "Un deux");
        app.deliver();
    }

    async fn colleagues_change_different_answers_and_nothing_is_asked(app: TestApp) {
        let (lea, noe, id) = shared(&app);
        let section = format!("/demandes/{id}/sections/service");
        let (mut first, mut second) = (app.signed_in(lea), app.signed_in(noe));
        first.visit(&section).await;
        second.visit(&section).await;
        first.fill("service_name", "Premier nom").press("rester").await;
        second.fill("audience", "Les aînés").press("Enregistrer et continuer").await;
        assert_eq!(second.status, 200);
        assert!(second.visible_text().contains("Ce qu'un collègue a modifié entre-temps est gardé"), "{}", second.visible_text());
        let dossier = stored(&app, id);
        assert_eq!((dossier.service_name.as_str(), dossier.audience.as_str()), ("Premier nom", "Les aînés"));
        app.deliver();
    }

    async fn colleagues_change_the_same_answer_and_choose(app: TestApp) {
        let (lea, noe, id) = shared(&app);
        let section = format!("/demandes/{id}/sections/service");
        let (mut first, mut second) = (app.signed_in(lea), app.signed_in(noe));
        first.visit(&section).await;
        second.visit(&section).await;
        first.fill("service_name", "Premier nom").fill("description", "Premier texte").press("rester").await;
        second.fill("service_name", "Second nom").fill("description", "Second texte").fill("audience", "Les aînés");
        second.press("Enregistrer et continuer").await;
        assert_eq!(second.status, 409);
        let shown = second.visible_text();
        for text in ["Premier nom", "Second nom", "Premier texte", "Second texte"] {
            assert!(shown.contains(text), "{text}: {shown}");
        }
        assert!(!second.has("[name=choix_audience]"), "what one side changed is not asked");
        assert_eq!(stored(&app, id).audience, "Les aînés");

        // The tab is closed before choosing: the words are still there.
        second.visit(&section).await;
        assert_eq!(second.value("service_name"), "Premier nom");
        second.follow("Comparer et choisir").await;
        second.fill("choix_service_name", "mine").fill("choix_description", "both").press("Enregistrer mes choix").await;
        assert_eq!((second.status.as_u16(), second.address.as_str()), (200, section.as_str()));
        assert!(!second.visible_text().contains("mise de côté"));
        let dossier = stored(&app, id);
        assert_eq!(dossier.service_name, "Second nom");
        assert_eq!(dossier.description, "Second texte\n\nPremier texte");
        app.deliver();
    }

    async fn a_choice_made_late_does_not_undo_a_third_change(app: TestApp) {
        let (lea, noe, id) = shared(&app);
        let section = format!("/demandes/{id}/sections/service");
        let (mut first, mut second) = (app.signed_in(lea), app.signed_in(noe));
        first.visit(&section).await;
        second.visit(&section).await;
        first.fill("service_name", "Premier nom").press("rester").await;
        let answer = autosave(&mut second, &section, &[("service_name", "Second nom")]).await;
        assert_eq!(answer["conflicts"], "Nom public du service");
        second.visit(answer["compare"].as_str().unwrap()).await;
        first.fill("service_name", "Troisième nom").press("rester").await;
        second.fill("choix_service_name", "mine").press("Enregistrer mes choix").await;
        assert_eq!(second.status, 409, "somebody typed again");
        assert!(second.visible_text().contains("Troisième nom"));
        assert_eq!(stored(&app, id).service_name, "Troisième nom");
        second.fill("choix_service_name", "theirs").press("Enregistrer mes choix").await;
        assert_eq!(stored(&app, id).service_name, "Troisième nom");
        second.open(&format!("{section}/comparer")).await;
        assert_eq!(second.address, section, "there is nothing left to compare");
        app.deliver();
    }

    async fn a_basis_saved_by_the_script_still_leads_to_its_questions(app: TestApp) {
        let (lea, _, id) = shared(&app);
        let section = format!("/demandes/{id}/sections/fondement");
        let mut browser = app.signed_in(lea);
        browser.visit(&section).await;
        let fields = ["edition", "base", "page"].map(|name| browser.value(name));
        let page = (browser.html.clone(), browser.address.clone());
        browser.post(&format!("{section}/enregistrement"), &[
            ("edition", &fields[0]), ("base", &fields[1]), ("page", &fields[2]), ("basis", "experiment"),
        ]).await;
        (browser.html, browser.address) = page;
        browser.fill("basis", "experiment").press("Enregistrer et continuer").await;
        assert_eq!(browser.address, section);
        assert!(browser.has("[name=sector]"));
        assert_eq!(stored(&app, id).text_reference, "", "the page said it was empty");
        app.deliver();
    }

    async fn each_step_says_how_far_it_is(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let mut browser = app.signed_in(lea);
        browser.visit("/demandes/nouvelle?fondement=other_text").await;
        browser.press("Commencer la demande").await;
        let url = browser.address.replace("/organisation", "");
        let state = |browser: &Browser<'_>, rank: usize| {
            browser.texts(".g-places .fr-sidemenu__link")[rank].clone()
        };
        browser.visit(&format!("{url}/service")).await;
        assert_eq!(state(&browser, 0), "1. Organisation Complète");
        assert_eq!(state(&browser, 2), "3. Service Vide");
        browser.fill("description", "Un texte").press("rester").await;
        assert_eq!(state(&browser, 2), "3. Service En cours");
        browser.fill("service_url", "http://exemple.fr").press("rester").await;
        assert_eq!(state(&browser, 2), "3. Service À corriger");
        browser.visit(&format!("{url}/service").replace("/sections/service", "/soumettre")).await;
        assert_eq!(state(&browser, 2), "3. Service À corriger");
        app.deliver();
    }
}

/// Rounds of each of the twenty editors.
const ROUNDS: usize = 3;

/// Writes a marker into one of three texts, and starts again with both texts until it is in.
fn write(db: &Db, ctx: &Ctx, id: RequestId, (text, marker): (usize, &str)) {
    let editor = AccountId(ctx.account().unwrap());
    let name = ["description", "audience", "peaks"][text];
    let slot = req::field(name).unwrap().slot;
    let opened: Outcome<_> = db.read_now(|c| Ok(req::dossier(c, id)?));
    let mut answers = opened.unwrap();
    let mut base = Base::of(Section::Service, &answers);
    let before = slot(&mut answers).clone();
    *slot(&mut answers) = format!("{before}{marker}\n");
    let mut choices = BTreeMap::new();
    // The others write while this one thinks.
    std::thread::yield_now();
    loop {
        let cmd = SaveSection {
            actor: Actor::applicant(editor),
            request: id,
            section: Section::Service,
            edition: 0,
            base: Some(base.clone()),
            page: format!("{editor}{marker}"),
            choices: choices.clone(),
            answers: answers.clone(),
        };
        let saved: Saved = db.write_now(|tx| req::save_section(tx, ctx, &cmd)).unwrap();
        if saved.conflicts.is_empty() {
            return;
        }
        assert_eq!(saved.conflicts, [name]);
        let now: Outcome<_> = db.read_now(|c| Ok(req::dossier(c, id)?));
        let theirs = now.unwrap();
        base = Base::of(Section::Service, &theirs);
        let mine = format!("{marker}\n");
        answers = theirs;
        *slot(&mut answers) = mine;
        choices = [(name.to_owned(), Choice::Both)].into();
    }
}

both_databases! {
    fn twenty_editors_of_one_dossier_lose_nothing(app: TestApp) {
        let lea = app.person("lea@exemple.fr", &[]);
        let organisation = app.organisation(lea, SIRET, "Société d'Exemple", "5710");
        let id = app.complete_draft(lea, organisation, LegalBasis::OtherText);
        let editors: Vec<AccountId> = (0..20)
            .map(|n| {
                let editor = app.person(&format!("editeur{n}@exemple.fr"), &[]);
                app.join((lea, organisation, SIRET), editor);
                editor
            })
            .collect();
        std::thread::scope(|threads| {
            for (n, editor) in editors.iter().enumerate() {
                let (db, ctx) = (app.db().clone(), app.ctx(editor.0));
                threads.spawn(move || {
                    for round in 0..ROUNDS {
                        write(&db, &ctx, id, ((n + round) % 3, &format!("[{n}.{round}]")));
                    }
                });
            }
        });
        let dossier = stored(&app, id);
        let all = format!("{}{}{}", dossier.description, dossier.audience, dossier.peaks);
        for n in 0..20 {
            for round in 0..ROUNDS {
                assert!(all.contains(&format!("[{n}.{round}]")), "editor {n} lost round {round}: {all}");
            }
        }
        app.deliver();
    }
}
