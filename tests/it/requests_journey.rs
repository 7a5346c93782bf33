//! A request from the draft to the decision: what each command does, refuses, mails and journals.

use chrono::Duration;
use diesel::prelude::*;
use guichet::kernel::error::{Failure, Outcome};
use guichet::requests::{self as req, *};
use guichet::schema::{journal_entries, queue_entries, search_documents};
use guichet::shell::{AccountId, Role};

use crate::support::TestApp;
use crate::support::requests::complete_dossier;

const SIRET: &str = "73282932000074";

struct Cast {
    lea: AccountId,
    organisation: guichet::organisations::OrganisationId,
    rosa: AccountId,
    remi: AccountId,
}

fn cast(app: &TestApp) -> Cast {
    let lea = app.person("lea@exemple.fr", &[]);
    Cast {
        organisation: app.organisation(lea, SIRET, "Société d'Exemple", "5710"),
        lea,
        rosa: app.person("rosa@dinum.example", &[Role::Reviewer]),
        remi: app.person("remi@dinum.example", &[Role::Reviewer]),
    }
}

fn staff(account: AccountId) -> Actor {
    Actor {
        account,
        staff: vec![Role::Reviewer],
    }
}

fn why() -> Reasons {
    Reasons {
        reason: "Le texte cité ne suffit pas.".to_owned(),
        legal_reference: "Arrêté du 8 novembre 2018, article 2".to_owned(),
        seconded_by: None,
    }
}

fn saving(account: AccountId, request: RequestId) -> SaveSection {
    SaveSection {
        actor: Actor::applicant(account),
        request,
        section: Section::Service,
        edition: 0,
        base: None,
        page: String::new(),
        choices: std::collections::BTreeMap::new(),
        answers: complete_dossier(LegalBasis::OtherText),
    }
}

type Order<T> = Outcome<T, MoveError>;

/// Gives a command and returns what it answered.
fn order<T>(
    app: &TestApp,
    (actor, request): (Actor, RequestId),
    f: impl Fn(&mut guichet::kernel::db::Conn, &guichet::kernel::ctx::Ctx, &Move) -> Order<T>,
) -> Result<T, MoveError> {
    let ctx = app.ctx(actor.account.0);
    let cmd = app.move_by(actor, request);
    match app.db().write_now(|tx| f(tx, &ctx, &cmd)) {
        Ok(value) => Ok(value),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(Failure::Fault(fault)) => panic!("{fault:?}"),
    }
}

fn read(app: &TestApp, id: RequestId) -> Request {
    let found: Outcome<_> = app.db().read_now(|c| Ok(req::request(c, id)?.unwrap()));
    found.unwrap()
}

fn journal(app: &TestApp, id: RequestId) -> Vec<String> {
    let found: Outcome<_> = app.db().read_now(|c| {
        Ok(journal_entries::table
            .filter(journal_entries::subject_id.eq(id.to_string()))
            .order(journal_entries::id)
            .select(journal_entries::action)
            .load::<String>(c)?)
    });
    found.unwrap()
}

/// Withdraws, for an ordinary reason.
fn withdraw(
    tx: &mut guichet::kernel::db::Conn,
    ctx: &guichet::kernel::ctx::Ctx,
    cmd: &Move,
) -> Order<()> {
    req::withdraw(tx, ctx, cmd, (WithdrawalReason::Abandoned, ""))
}

fn grant_number() -> Grant {
    Grant {
        number: habilitation_number(2026, 45),
        reasons: why(),
        terms: GrantTerms::default(),
    }
}

fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    app.mails_to(email)
        .into_iter()
        .map(|mail| mail.subject)
        .collect()
}

both_databases! {
    fn a_request_is_filed_taken_corrected_and_granted(app: TestApp) {
        let cast = cast(&app);
        let id = app.complete_draft(cast.lea, cast.organisation, LegalBasis::OtherText);
        assert_eq!(read(&app, id).status(), Status::Draft);

        order(&app, (Actor::applicant(cast.lea), id), |tx, ctx, cmd| {
            req::submit(tx, ctx, cmd).map_err(|f| f.map_refusal(|e| panic!("{e:?}")))
        }).unwrap();
        let filed = read(&app, id);
        assert_eq!(filed.status(), Status::Submitted);
        // Monday 2 March 2026: five working days, two months.
        assert_eq!(filed.review_due_on.unwrap().to_string(), "2026-03-09");
        assert_eq!(filed.silent_on.unwrap().to_string(), "2026-05-02");
        assert_eq!(filed.rank_at, None, "only the experiment ranks");
        let mails = app.mails_to("lea@exemple.fr");
        let text = &mails[0].text;
        for said in [filed.number.as_str(), "2 mars 2026", "9 mars 2026", "2 mai 2026", "DINUM", "tribunal administratif"] {
            assert!(text.contains(said), "{said} in {text}");
        }

        order(&app, (staff(cast.rosa), id), req::take).unwrap();
        app.clock.advance(Duration::days(2));
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::request_changes(tx, ctx, cmd, &why())).unwrap();
        let asked = read(&app, id);
        assert_eq!((asked.review_due_on, asked.silent_on), (None, None), "delays are suspended");
        assert!(app.mails_to("lea@exemple.fr")[0].text.contains("Le texte cité ne suffit pas."));

        app.clock.advance(Duration::days(14));
        order(&app, (Actor::applicant(cast.lea), id), |tx, ctx, cmd| {
            req::submit(tx, ctx, cmd).map_err(|f| f.map_refusal(|e| panic!("{e:?}")))
        }).unwrap();
        let again = read(&app, id);
        assert_eq!(again.state, RequestState::Submitted { hint: Some(cast.rosa.0) });
        // Two working days ran; three are left after Wednesday 18 March.
        assert_eq!(again.review_due_on.unwrap().to_string(), "2026-03-23");
        assert_eq!(again.silent_on.unwrap().to_string(), "2026-05-16");
        assert_eq!(again.suspended_seconds, 14 * 86_400);
        assert_eq!(again.first_submitted_at, filed.first_submitted_at);

        order(&app, (staff(cast.rosa), id), req::take).unwrap();
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::grant(tx, ctx, cmd, &grant_number())).unwrap();
        let granted = read(&app, id);
        assert_eq!(granted.status(), Status::Granted);
        assert_eq!(granted.review_due_on, None);
        let right: Outcome<_> = app.db().read_now(|c| Ok(req::habilitation(c, id)?.unwrap()));
        let right = right.unwrap();
        assert_eq!((right.number.as_str(), right.siren.as_str()), ("H-2026-000045", "732829320"));
        assert_eq!(right.scopes(), ["openid", "family_name"]);
        assert_eq!(right.legal_text, "Arrêté du 8 novembre 2018");
        app.deliver();
        assert!(subjects(&app, "claire@exemple.fr")[0].contains("responsable de traitement"));
        assert!(subjects(&app, "denis@exemple.fr")[0].contains("délégué à la protection des données"));
        assert_eq!(subjects(&app, "lea@exemple.fr").len(), 6, "each move is told");

        let told = journal(&app, id);
        assert_eq!(told.iter().filter(|a| *a == "request.document_joined").count(), 3);
        let moves: Vec<&str> = told.iter().map(String::as_str).filter(|a| !["request.document_joined", "request.contact_asked"].contains(a)).collect();
        assert_eq!(moves, [
            "request.begun", "request.submitted", "request.version_frozen", "request.taken", "request.changes_requested",
            "request.submitted", "request.version_frozen", "request.taken", "request.granted",
        ]);
    }

    fn a_version_is_frozen_with_its_fingerprint(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        let found: Outcome<_> = app.db().read_now(|c| Ok(req::version(c, id, Some(1))?.unwrap()));
        let (ordinal, sha256, filed) = found.unwrap();
        assert_eq!((ordinal, filed.documents.len()), (1, 3));
        assert_eq!(filed.dossier.filer.name, "Société d'Exemple", "the registered facts, not the typed ones");
        let text = canonical_json(&serde_json::to_value(&filed).unwrap());
        assert_eq!(guichet::kernel::secret::sha256_hex(text.as_bytes()), sha256, "anybody can compute it again");
        for sql in ["UPDATE request_versions SET sha256 = sha256", "DELETE FROM request_versions"] {
            assert!(app.beside().sql(sql).is_err(), "{sql}");
        }
        let terms: Outcome<_> = app.db().read_now(|c| {
            let rank: i64 = queue_entries::table.filter(queue_entries::request_id.eq(id)).select(queue_entries::rank).first(c)?;
            Ok(search_documents::table.find(rank).select(search_documents::words).first::<String>(c)?)
        });
        let terms = terms.unwrap();
        for word in ["000001", "73282932000074", "societe", "demarche"] {
            assert!(terms.split(' ').any(|t| t == word), "{word} in {terms:?}");
        }
        app.deliver();
    }

    fn an_incomplete_dossier_is_not_filed(app: TestApp) {
        let cast = cast(&app);
        let ctx = app.ctx(cast.lea.0);
        let new = NewDraft {
            actor: Actor::applicant(cast.lea),
            organisation: cast.organisation,
            number: request_number(2026, 900),
            dossier: Dossier { basis: "experiment".to_owned(), ..Dossier::default() },
        };
        let started: Outcome<_, DraftError> = app.db().write_now(|tx| req::start(tx, &ctx, &new));
        let id = started.unwrap();
        let cmd = app.move_by(Actor::applicant(cast.lea), id);
        let refused = app.db().write_now(|tx| req::submit(tx, &ctx, &cmd));
        let Err(Failure::Refused(SubmitError::Incomplete(problems))) = refused else { panic!("{refused:?}") };
        assert!(problems.len() > 30, "{}", problems.len());
        assert_eq!(read(&app, id).status(), Status::Draft);
        assert_eq!(journal(&app, id), ["request.begun"]);
        app.deliver();
        assert!(subjects(&app, "lea@exemple.fr").is_empty());
    }

    fn the_second_of_two_deciders_is_told(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        app.taken(id, cast.rosa);
        let (rosa, remi) = (app.move_by(staff(cast.rosa), id), app.move_by(staff(cast.remi), id));
        let (ctx_rosa, ctx_remi) = (app.ctx(cast.rosa.0), app.ctx(cast.remi.0));
        app.db().write_now(|tx| req::refuse(tx, &ctx_rosa, &rosa, &why())).unwrap();
        let late = app.db().write_now(|tx| req::grant(tx, &ctx_remi, &remi, &grant_number()));
        assert!(matches!(late, Err(Failure::Refused(MoveError::Stale(Status::Refused)))), "{late:?}");
        let replay = app.db().write_now(|tx| req::refuse(tx, &ctx_rosa, &rosa, &why()));
        assert!(matches!(replay, Err(Failure::Refused(MoveError::AlreadyDone(Status::Refused)))), "{replay:?}");
        app.deliver();
        let about: Vec<String> = subjects(&app, "lea@exemple.fr").into_iter().filter(|s| s.contains("refusée")).collect();
        assert_eq!(about.len(), 1, "nothing is sent twice");
        let mail = &app.mails_to("lea@exemple.fr")[0];
        assert!(mail.text.contains("article 2") && mail.text.contains("Voies de recours"));
    }

    fn a_request_held_by_another_reviewer_is_handed_over(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        order(&app, (staff(cast.rosa), id), req::take).unwrap();
        let held = order(&app, (staff(cast.remi), id), req::take).unwrap_err();
        assert!(matches!(held, MoveError::Refused(Refusal { why: Why::HeldBy(by), .. }) if by == cast.rosa.0));
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| {
            req::hand_over(tx, ctx, cmd, cast.remi).map_err(|f| f.map_refusal(|e| panic!("{e:?}")))
        }).unwrap();
        assert_eq!(read(&app, id).state, RequestState::InReview { reviewer: cast.remi.0 });
        app.deliver();
    }

    fn the_experiment_ranks_by_the_first_complete_submission(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::Experiment);
        let first = read(&app, id).rank_at.unwrap();
        let answer_after = |days: i64| {
            order(&app, (staff(cast.rosa), id), req::take).unwrap();
            order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::request_changes(tx, ctx, cmd, &why())).unwrap();
            app.clock.advance(Duration::days(days));
            order(&app, (Actor::applicant(cast.lea), id), |tx, ctx, cmd| {
                req::submit(tx, ctx, cmd).map_err(|f| f.map_refusal(|e| panic!("{e:?}")))
            }).unwrap();
            read(&app, id).rank_at.unwrap()
        };
        assert_eq!(answer_after(15), first, "answered in time, the rank is kept");
        assert_eq!(answer_after(16), app.clock.now(), "answered late, it ranks anew");
        order(&app, (staff(cast.rosa), id), req::take).unwrap();
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::waitlist(tx, ctx, cmd, &why())).unwrap();
        assert_eq!(read(&app, id).status(), Status::Waitlisted);
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::discard(tx, ctx, cmd, &why())).unwrap();
        app.deliver();
        let told = subjects(&app, "lea@exemple.fr");
        assert!(told.iter().any(|s| s.contains("liste d'attente")) && told.iter().any(|s| s.contains("écartée")), "{told:?}");
    }

    fn only_the_experiment_discards(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        app.taken(id, cast.rosa);
        let refused = order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::discard(tx, ctx, cmd, &why())).unwrap_err();
        assert!(matches!(refused, MoveError::Refused(Refusal { why: Why::OnlyExperiment, .. })));
        app.deliver();
    }

    fn a_request_is_withdrawn_and_copied(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        order(&app, (Actor::applicant(cast.lea), id), withdraw).unwrap();
        assert_eq!(read(&app, id).status(), Status::Withdrawn);
        let again = order(&app, (Actor::applicant(cast.lea), id), withdraw).unwrap_err();
        assert_eq!(again, MoveError::AlreadyDone(Status::Withdrawn));
        let cmd = CopyRequest { actor: Actor::applicant(cast.lea), from: id, number: request_number(2026, 901) };
        let ctx = app.ctx(cast.lea.0);
        let copied: Outcome<_, DraftError> = app.db().write_now(|tx| req::copy(tx, &ctx, &cmd));
        let copy = copied.unwrap();
        let found = read(&app, copy);
        assert_eq!((found.status(), found.copied_from), (Status::Draft, Some(id)));
        let dossier: Outcome<_> = app.db().read_now(|c| Ok(req::dossier(c, copy)?));
        let dossier = dossier.unwrap();
        assert_eq!(dossier.description, complete_dossier(LegalBasis::OtherText).description);
        assert!(dossier.commitments.is_empty(), "undertakings are given again");
        app.deliver();
    }

    fn a_granted_request_is_revoked_with_its_habilitation(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        app.taken(id, cast.rosa);
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::grant(tx, ctx, cmd, &grant_number())).unwrap();
        order(&app, (staff(cast.rosa), id), |tx, ctx, cmd| req::revoke(tx, ctx, cmd, &why())).unwrap();
        let right: Outcome<_> = app.db().read_now(|c| Ok(req::habilitation(c, id)?.unwrap()));
        assert_eq!(right.unwrap().ended_at, Some(app.clock.now()));
        app.deliver();
    }

    fn strangers_readers_and_interested_reviewers_are_kept_out(app: TestApp) {
        let cast = cast(&app);
        let draft = app.complete_draft(cast.lea, cast.organisation, LegalBasis::OtherText);
        let stranger = app.person("sam@ailleurs.example", &[]);
        let unknown = order(&app, (Actor::applicant(stranger), draft), withdraw).unwrap_err();
        assert_eq!(unknown, MoveError::Unknown);
        let hidden = order(&app, (staff(cast.rosa), draft), req::take).unwrap_err();
        assert_eq!(hidden, MoveError::Unknown, "a draft belongs to its organisation");
        let filed = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        let no_role = order(&app, (Actor::applicant(cast.rosa), filed), req::take).unwrap_err();
        assert_eq!(no_role, MoveError::Unknown, "the role counts only with its second factor");
        let own = order(&app, (staff(cast.lea), filed), req::take).unwrap_err();
        assert_eq!(own, MoveError::Forbidden, "nobody instructs the request of their own organisation");
        let applicant = order(&app, (staff(cast.rosa), filed), withdraw).unwrap_err();
        assert_eq!(applicant, MoveError::Forbidden);
        app.deliver();
    }

    fn a_draft_is_thrown_away_with_its_files(app: TestApp) {
        let cast = cast(&app);
        let id = app.complete_draft(cast.lea, cast.organisation, LegalBasis::OtherText);
        let (ctx, cmd) = (app.ctx(cast.lea.0), app.move_by(Actor::applicant(cast.lea), id));
        app.db().write_now(|tx| req::delete_draft(tx, &ctx, &cmd)).unwrap();
        let gone: Outcome<_> = app.db().read_now(|c| Ok(req::request(c, id)?));
        assert_eq!(gone.unwrap(), None);
        assert_eq!(journal(&app, id).last().unwrap(), "request.draft_deleted");
        app.deliver();
    }

    fn a_stale_section_is_never_written_over(app: TestApp) {
        let cast = cast(&app);
        let id = app.complete_draft(cast.lea, cast.organisation, LegalBasis::OtherText);
        let ctx = app.ctx(cast.lea.0);
        let save = |edition: i32, name: &str| {
            let cmd = SaveSection {
                edition,
                answers: Dossier { service_name: name.to_owned(), ..complete_dossier(LegalBasis::OtherText) },
                ..saving(cast.lea, id)
            };
            app.db().write_now(|tx| req::save_section(tx, &ctx, &cmd)).unwrap()
        };
        assert_eq!(save(0, "Premier nom").edition, 1);
        let late = save(0, "Second nom");
        assert_eq!((late.edition, late.conflicts), (1, vec!["service_name".to_owned()]));
        assert_eq!(read(&app, id).title, "Premier nom");
        let repeated = save(0, "Premier nom");
        assert_eq!((repeated.edition, repeated.conflicts), (1, vec![]), "the same words twice are no conflict");
        assert_eq!(save(1, "Second nom").edition, 2);
        assert_eq!(read(&app, id).title, "Second nom");
        let wrong = save(2, &"x".repeat(121));
        assert_eq!(wrong.mistakes.len(), 1, "what is wrong is told: {wrong:?}");
        assert_eq!(read(&app, id).title, "x".repeat(121), "and kept");
        let told = || journal(&app, id).iter().filter(|a| *a == "request.section_saved").count();
        assert_eq!(told(), 1, "the journal tells of one person's work on a section, not of every pause");
        app.clock.advance(Duration::minutes(11));
        let later = app.ctx(cast.lea.0);
        let cmd = SaveSection { edition: 3, answers: complete_dossier(LegalBasis::OtherText), ..saving(cast.lea, id) };
        app.db().write_now(|tx| req::save_section(tx, &later, &cmd)).unwrap();
        assert_eq!(told(), 2);
    }

    fn a_filed_dossier_can_not_be_edited(app: TestApp) {
        let cast = cast(&app);
        let id = app.filed(cast.lea, cast.organisation, LegalBasis::OtherText);
        let ctx = app.ctx(cast.lea.0);
        let cmd = saving(cast.lea, id);
        let refused = app.db().write_now(|tx| req::save_section(tx, &ctx, &cmd));
        assert!(matches!(refused, Err(Failure::Refused(SaveError::NotNow(Status::Submitted)))));
        app.deliver();
    }
}
