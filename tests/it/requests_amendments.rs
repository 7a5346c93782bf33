//! Versions compared, habilitations amended, requests copied and withdrawn: what each does, refuses, mails, journals.

use guichet::kernel::error::{Failure, Outcome};
use guichet::requests::{self as req, *};
use guichet::review::{self, GrantCommand};
use guichet::services::{self, ClientCommand, ClientKey, Environment, ServiceId};
use guichet::shell::AccountId;

use crate::support::desk::Desk;
use crate::support::services::client_draft;

fn granted(desk: &Desk, request: RequestId) {
    let cmd = GrantCommand {
        on: desk.app.move_by(desk.actor(desk.reviewer), request),
        number: desk.next_number(),
        departure: None,
        terms: GrantTerms::default(),
    };
    desk.app
        .act(desk.reviewer, |tx, ctx| review::grant(tx, ctx, &cmd));
}

fn amend(desk: &Desk, by: AccountId, from: RequestId, n: i64) -> Result<RequestId, DraftError> {
    let cmd = Amend {
        actor: Actor::applicant(by),
        from,
        number: request_number(2026, 900 + n),
    };
    match desk.app.attempt(by, |tx, ctx| req::amend(tx, ctx, &cmd)) {
        Ok(id) => Ok(id),
        Err(Failure::Refused(refused)) => Err(refused),
        Err(Failure::Fault(fault)) => panic!("{fault:?}"),
    }
}

/// Changes one section of a dossier.
fn edit(desk: &Desk, request: RequestId, section: Section, change: impl Fn(&mut Dossier)) {
    let read: Outcome<_> = desk.app.db().read_now(|c| Ok(req::dossier(c, request)?));
    let mut answers = read.unwrap();
    change(&mut answers);
    let cmd = SaveSection {
        actor: Actor::applicant(desk.applicant),
        request,
        section,
        edition: 0,
        base: None,
        page: String::new(),
        choices: std::collections::BTreeMap::new(),
        answers,
    };
    desk.app
        .act(desk.applicant, |tx, ctx| req::save_section(tx, ctx, &cmd));
}

fn submit(desk: &Desk, request: RequestId) -> Result<i32, SubmitError> {
    let cmd = desk.app.move_by(Actor::applicant(desk.applicant), request);
    match desk
        .app
        .attempt(desk.applicant, |tx, ctx| req::submit(tx, ctx, &cmd))
    {
        Ok(ordinal) => Ok(ordinal),
        Err(Failure::Refused(refused)) => Err(refused),
        Err(Failure::Fault(fault)) => panic!("{fault:?}"),
    }
}

fn commit(desk: &Desk, request: RequestId) {
    edit(desk, request, Section::Commitments, |dossier| {
        dossier.commitments = Commitment::ALL
            .iter()
            .copied()
            .filter(|c| !c.only_experiment())
            .collect();
        TERMS_VERSION.clone_into(&mut dossier.terms_version);
    });
}

/// A granted request of the town hall whose right holds two claims, with its service and a sandbox client that asks both.
fn in_force(desk: &Desk) -> (RequestId, ServiceId, ClientKey) {
    let request = desk
        .app
        .complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
    edit(desk, request, Section::Data, |dossier| {
        dossier.claims.push(ClaimWish {
            claim: Claim::Email,
            justification: "Écrire à la personne.".to_owned(),
        });
    });
    submit(desk, request).unwrap();
    desk.app.taken(request, desk.reviewer);
    granted(desk, request);
    let service: ServiceId = desk
        .text("SELECT CAST(id AS TEXT) AS value FROM services")
        .parse()
        .unwrap();
    let client: ClientKey = desk.app.ctx(desk.applicant.0).new_id();
    let mut draft = client_draft("Portail");
    draft.scopes = vec![
        "openid".to_owned(),
        "family_name".to_owned(),
        "email".to_owned(),
    ];
    let cmd = ClientCommand {
        service,
        client,
        seen: 0,
        draft,
    };
    desk.app.act(desk.applicant, |tx, ctx| {
        services::create_client(tx, ctx, desk.applicant, Environment::Sandbox, &cmd)
    });
    (request, service, client)
}

fn right_of(desk: &Desk, request: RequestId) -> Habilitation {
    let found: Outcome<_> = desk
        .app
        .db()
        .read_now(|c| Ok(req::habilitation(c, request)?.unwrap()));
    found.unwrap()
}

both_databases! {
    async fn the_right_in_force_stays_until_its_amendment_is_granted_then_gives_way(desk: Desk) {
        let (base, service, _) = in_force(&desk);
        let former = right_of(&desk, base);
        let amendment = amend(&desk, desk.applicant, base, 1).unwrap();
        assert_eq!(right_of(&desk, base).ended_at, None);
        let again = amend(&desk, desk.applicant, base, 2).unwrap_err();
        assert_eq!(again, DraftError::AlreadyAmended(amendment));

        commit(&desk, amendment);
        let Err(SubmitError::Incomplete(unchanged)) = submit(&desk, amendment) else { panic!() };
        assert_eq!(unchanged.iter().map(|p| p.rule).collect::<Vec<_>>(), ["amendment_unchanged"]);
        edit(&desk, amendment, Section::Data, |dossier| dossier.claims.retain(|wish| wish.claim != Claim::Email));
        submit(&desk, amendment).unwrap();
        desk.app.taken(amendment, desk.reviewer);
        assert_eq!(desk.status(base), Status::Granted);
        granted(&desk, amendment);

        let (old, new) = (right_of(&desk, base), right_of(&desk, amendment));
        assert_eq!((old.ended_at.is_some(), old.replaced_by), (true, Some(new.id)));
        assert_eq!((desk.status(base), desk.status(amendment)), (Status::Ended, Status::Granted));
        let stands: Outcome<_> = desk.app.db().read_now(|c| services::find(c, service));
        let stands = stands.unwrap().unwrap();
        assert_eq!((stands.habilitation, stands.request), (new.id, amendment));
        assert_eq!(desk.count("services"), 1, "the service is the same");
        assert_eq!(desk.lines("SELECT CAST(habilitation_id AS TEXT) AS value FROM service_rights ORDER BY ordinal"),
            [former.id.to_string(), new.id.to_string()]);
        assert!(desk.journal(base).contains(&"request.replaced".to_owned()));
        assert!(desk.journal(amendment).contains(&"service.right_replaced".to_owned()));
        // The right in force may be amended in turn, the former one no more.
        assert!(matches!(amend(&desk, desk.applicant, base, 3), Err(DraftError::Stale(Status::Ended))));
        amend(&desk, desk.applicant, amendment, 4).unwrap();
        desk.app.deliver();
    }

    async fn a_client_loses_at_once_the_scopes_that_the_new_right_does_not_allow(desk: Desk) {
        let (base, _, client) = in_force(&desk);
        let amendment = amend(&desk, desk.applicant, base, 1).unwrap();
        commit(&desk, amendment);
        edit(&desk, amendment, Section::Data, |dossier| dossier.claims.retain(|wish| wish.claim != Claim::Email));
        submit(&desk, amendment).unwrap();
        desk.app.taken(amendment, desk.reviewer);
        desk.app.deliver();
        granted(&desk, amendment);
        let config = desk.text(&format!("SELECT CAST(configuration AS TEXT) AS value FROM clients WHERE id = '{client}'"));
        assert!(config.contains("family_name") && !config.contains("email"), "{config}");
        assert_eq!(desk.count(&format!("client_versions WHERE client_id = '{client}'")), 2, "the change is a version");
        assert_eq!(desk.count("journal_entries WHERE action = 'client.narrowed'"), 1);
        let subjects: Vec<String> = desk.app.mails_to("demandeur@exemple.fr").into_iter().map(|mail| mail.subject).collect();
        assert!(subjects.iter().any(|subject| subject.contains("données retirées")), "{subjects:?}");
        assert!(subjects.iter().any(|subject| subject.contains("nouvelle habilitation")), "{subjects:?}");
    }

    async fn an_amendment_keeps_the_basis_and_the_legal_person(desk: Desk) {
        let (base, ..) = in_force(&desk);
        let amendment = amend(&desk, desk.applicant, base, 1).unwrap();
        commit(&desk, amendment);
        edit(&desk, amendment, Section::LegalBasis, |dossier| "other_text".clone_into(&mut dossier.basis));
        let Err(SubmitError::Incomplete(problems)) = submit(&desk, amendment) else { panic!() };
        assert!(problems.iter().any(|p| p.rule == "amendment_basis"), "{problems:?}");
        desk.app.deliver();
    }

    async fn the_amendment_of_a_revoked_right_is_withdrawn(desk: Desk) {
        let (base, ..) = in_force(&desk);
        let amendment = amend(&desk, desk.applicant, base, 1).unwrap();
        commit(&desk, amendment);
        edit(&desk, amendment, Section::Service, |dossier| "Tout le monde.".clone_into(&mut dossier.audience));
        submit(&desk, amendment).unwrap();
        let cmd = desk.app.move_by(desk.actor(desk.reviewer), base);
        let why = Reasons { reason: "Usage non conforme.".to_owned(), legal_reference: "Arrêté du 8 novembre 2018".to_owned(), seconded_by: None };
        desk.app.act(desk.reviewer, |tx, ctx| req::revoke(tx, ctx, &cmd, &why));
        assert_eq!((desk.status(base), desk.status(amendment)), (Status::Revoked, Status::Withdrawn));
        let why: Outcome<_> = desk.app.db().read_now(|c| Ok(req::withdrawal(c, amendment)?));
        assert_eq!(why.unwrap().unwrap().reason, WithdrawalReason::RightEnded);
        desk.app.deliver();
    }

    async fn the_database_refuses_a_second_open_amendment(desk: Desk) {
        let (base, ..) = in_force(&desk);
        let amendment = amend(&desk, desk.applicant, base, 1).unwrap();
        let other = desk.app.complete_draft(desk.applicant, desk.town, LegalBasis::Administration);
        let sql = format!("UPDATE requests SET amends = (SELECT amends FROM requests WHERE id = '{amendment}') WHERE id = '{other}'");
        assert!(desk.app.beside().sql(&sql).is_err());
        desk.app.deliver();
    }

    async fn a_copy_cites_the_files_of_its_model_and_neither_loses_them(desk: Desk) {
        let filed = desk.app.filed(desk.applicant, desk.town, LegalBasis::Administration);
        let cmd = desk.app.move_by(Actor::applicant(desk.applicant), filed);
        desk.app.act(desk.applicant, |tx, ctx| req::withdraw(tx, ctx, &cmd, (WithdrawalReason::Mistake, "")));
        let cmd = CopyRequest { actor: Actor::applicant(desk.applicant), from: filed, number: request_number(2026, 950) };
        let copy = desk.app.act(desk.applicant, |tx, ctx| req::copy(tx, ctx, &cmd));
        let dossier: Outcome<_> = desk.app.db().read_now(|c| Ok((req::dossier(c, copy)?, req::documents(c, copy)?)));
        let (dossier, documents) = dossier.unwrap();
        assert_eq!(documents.len(), 3);
        assert_eq!(dossier.controller.email, "claire@exemple.fr", "contacts are kept");
        assert!(dossier.commitments.is_empty() && dossier.terms_version.is_empty());
        let keys = |request: RequestId| desk.lines(&format!("SELECT storage_key AS value FROM documents WHERE request_id = '{request}' ORDER BY storage_key"));
        assert_eq!(keys(copy), keys(filed), "the bytes are the same");

        let folder = desk.app.state.site.config.data_dir.join("documents");
        std::fs::create_dir_all(&folder).unwrap();
        let key = keys(copy)[0].clone();
        std::fs::write(folder.join(&key), b"%PDF-").unwrap();
        let cmd = desk.app.move_by(Actor::applicant(desk.applicant), copy);
        desk.app.act(desk.applicant, |tx, ctx| req::delete_draft(tx, ctx, &cmd));
        desk.app.deliver();
        assert!(folder.join(&key).exists(), "the model still holds the bytes");
    }

    async fn a_withdrawal_tells_its_reason_to_who_instructs(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let cmd = desk.app.move_by(Actor::applicant(desk.applicant), request);
        desk.app.act(desk.applicant, |tx, ctx| req::withdraw(tx, ctx, &cmd, (WithdrawalReason::Other, "Le maire a changé d'avis.")));
        let mails = desk.app.mails_to("instructrice@exemple.fr");
        assert!(mails[0].text.contains("Le maire a changé d'avis."), "{}", mails[0].text);
        let found: Outcome<_> = desk.app.db().read_now(|c| Ok(req::withdrawal(c, request)?));
        assert_eq!(found.unwrap().unwrap().reason, WithdrawalReason::Other);
    }

    async fn two_versions_are_compared_by_both_sides(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let cmd = desk.app.move_by(desk.actor(desk.reviewer), request);
        desk.app.act(desk.reviewer, |tx, ctx| review::ask_changes(tx, ctx, &cmd, "Précisez le public."));
        edit(&desk, request, Section::Service, |dossier| "Les habitants et les agents.".clone_into(&mut dossier.audience));
        submit(&desk, request).unwrap();
        desk.app.deliver();
        for (person, from) in [(desk.applicant, format!("/demandes/{request}")), (desk.reviewer, format!("/instruction/{request}"))] {
            let mut browser = desk.app.signed_in(person);
            browser.visit(&from).await;
            browser.follow("Comparer deux versions").await;
            assert_eq!(browser.texts("main h2"), ["Service"]);
            assert!(browser.text(".g-changes ins").contains("et les agents"), "{}", browser.text(".g-changes ins"));
            assert!(browser.text(".g-changes ins .fr-sr-only").contains("ajouté"));
            browser.fill("a", "1").press("Comparer").await;
            assert!(!browser.has(".g-changes"), "a version is the same as itself");
        }
        let stranger = desk.app.person("autre@exemple.fr", &[]);
        let mut browser = desk.app.signed_in(stranger);
        browser.open(&format!("/demandes/{request}/comparer")).await;
        assert_eq!(browser.status, 404);
    }

    async fn an_amendment_is_asked_filed_and_read_from_the_pages(desk: Desk) {
        let (base, service, _) = in_force(&desk);
        desk.app.deliver();
        let mut browser = desk.app.signed_in(desk.applicant);
        browser.visit(&format!("/espace/services/{service}/habilitation")).await;
        browser.follow("demander un avenant").await;
        browser.press("Demander un avenant").await;
        assert!(browser.text("main").contains("Avenant à l'habilitation"));
        let amendment: RequestId = browser.address.rsplit('/').next().unwrap().parse().unwrap();
        browser.visit(&format!("/demandes/{base}")).await;
        assert!(browser.text("main").contains("Un avenant est en cours"));
        commit(&desk, amendment);
        edit(&desk, amendment, Section::Service, |dossier| "Les habitants et les agents.".clone_into(&mut dossier.audience));
        submit(&desk, amendment).unwrap();
        let mut reviewer = desk.app.signed_in(desk.reviewer);
        reviewer.visit(&format!("/instruction/{amendment}")).await;
        reviewer.follow("Comparer deux versions").await;
        assert!(reviewer.text(".g-changes ins").contains("et les agents"), "with the right in force");
        reviewer.follow("Revenir à la demande").await;
        assert_eq!(reviewer.address, format!("/instruction/{amendment}"), "the desk goes back to its own file");
        desk.app.taken(amendment, desk.reviewer);
        granted(&desk, amendment);
        desk.app.deliver();
        browser.visit(&format!("/espace/services/{service}/habilitation")).await;
        assert!(browser.has("#precedentes"), "the history of rights is kept");
        browser.visit(&format!("/demandes/{base}")).await;
        assert!(browser.text("main").contains("Cette habilitation a été remplacée"));
    }
}
