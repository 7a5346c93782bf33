//! Participation in the experiment, in the browser: reports, procedures, the end, the assessment.

use guichet::experiment::ExperimentId;
use guichet::identity::{AccountId, Role};
use guichet::kernel::clock::Day;
use guichet::kernel::db::Backend;
use guichet::kernel::lease::{Look, Watch};
use guichet::participation::{self, Figures, Ground, NoticeExclusion, SendReport, Source};
use guichet::requests::{GrantTerms, RequestId, Status};
use guichet::review::{self, GrantCommand, Granted};

use crate::support::desk::{Desk, siren};

/// A desk with an experiment of ten seats and one participant, the applicant's first company.
pub struct Panel {
    /// The desk.
    pub desk: Desk,
    /// The experiment.
    pub experiment: ExperimentId,
    /// The request of the participant.
    pub request: RequestId,
}

impl Panel {
    pub fn start(backend: Backend) -> Self {
        let desk = Desk::start(backend);
        let experiment = desk.experiment(10);
        let request = desk.candidate(1);
        admit(&desk, request);
        desk.app.deliver();
        Self {
            desk,
            experiment,
            request,
        }
    }

    fn own(&self) -> String {
        format!("/espace/experimentation/{}/{}", self.experiment, siren(1))
    }

    pub fn go(&self, day: &str) {
        let to = Day::parse(day)
            .unwrap()
            .start()
            .plus(chrono::Duration::hours(9));
        let clock = &self.desk.app.clock;
        clock.advance(to.since(clock.now()));
    }

    pub fn look(&self, watch: &Watch) -> usize {
        let mut done = 0;
        loop {
            match (watch.look)(self.desk.app.db(), self.desk.app.sources(), "one").unwrap() {
                Look::Done { count, more } => {
                    done += count;
                    if !more && count == 0 {
                        return done;
                    }
                }
                Look::Nothing => return done,
                Look::NotOurs => panic!("nobody else looks"),
            }
        }
    }

    pub fn send(&self, month: &str, figures: Figures) -> participation::ReportId {
        let cmd = SendReport {
            by: self.desk.applicant,
            to: (self.experiment, siren(1)),
            month: guichet::figures::Month::parse(month).unwrap(),
            figures,
            feedback: String::new(),
            comment: "Vu avec l'équipe.".to_owned(),
            source: Source::Service,
            seen: None,
        };
        self.desk.app.act(self.desk.applicant, |tx, ctx| {
            participation::send(tx, ctx, &cmd)
        })
    }

    pub fn noticed(&self, by: AccountId) -> participation::ExclusionId {
        let cmd = NoticeExclusion {
            by,
            against: (self.experiment, siren(1)),
            ground: Ground::MissingReports,
            facts: "Trois relevés manquent.".to_owned(),
        };
        self.desk
            .app
            .act(by, |tx, ctx| participation::notice_exclusion(tx, ctx, &cmd))
    }

    pub fn said(&self, action: &str) -> i64 {
        self.desk
            .count(&format!("journal_entries WHERE action = '{action}'"))
    }
}

fn admit(desk: &Desk, request: RequestId) {
    let cmd = GrantCommand {
        on: desk.app.move_by(desk.actor(desk.reviewer), request),
        number: format!("H-2026-{}", &request.to_string()[30..]),
        departure: None,
        terms: GrantTerms::default(),
    };
    let ctx = desk.app.ctx(desk.reviewer.0);
    let granted = desk.app.db().write_now(|tx| review::grant(tx, &ctx, &cmd));
    assert!(matches!(granted.unwrap(), Granted::Granted { .. }));
}

pub fn figures(connections_fc: i64, connections: i64) -> Figures {
    Figures {
        connections_fc,
        connections,
        accounts_fc: 3,
        accounts: 10,
        growth_tenths: 0,
    }
}

both_databases! {
    async fn a_report_is_sent_explained_accepted_frozen_and_corrected(panel: Panel) {
        let (desk, own) = (&panel.desk, panel.own());
        let page = format!("{own}/releves/2026-03");
        panel.go("2026-04-03");
        let mut partner = desk.app.signed_in(desk.applicant);
        partner.visit(&page).await;
        partner.fill("connexions_fc", "beaucoup").fill("connexions", "900").press("Envoyer le relevé").await;
        assert_eq!(partner.status, 422);
        assert_eq!(partner.value("connexions"), "900", "what was typed stays");
        assert!(partner.has("#connexions_fc-error") && partner.has("#croissance-error"));
        partner.fill("connexions_fc", "1 200").fill("comptes_fc", "3").fill("comptes", "10").fill("croissance", "12,5");
        partner.fill("retours", "Plus simple.").press("Envoyer le relevé").await;
        assert_eq!(partner.status, 422, "a part above its whole asks for a comment");
        assert!(partner.text("#commentaire-error").contains("dépassent le total"));
        assert_eq!(desk.count("monthly_reports"), 0);
        partner.fill("commentaire", "Deux applications partagent le compteur.").press("Envoyer le relevé").await;
        assert!(partner.visible_text().contains("Votre relevé est envoyé"), "{}", partner.visible_text());
        assert_eq!(panel.said("experiment.report_sent"), 1);

        let mut staff = desk.app.signed_in(desk.reviewer);
        staff.visit("/instruction/experimentation/releves?mois=2026-03").await;
        assert!(staff.visible_text().contains("Société 1"));
        assert!(!staff.visible_text().contains("sans alerte :"), "what surprises is not accepted in bulk");
        staff.follow("Société 1").await;
        let judged = staff.address.clone();
        staff.press("Renvoyer au participant").await;
        assert_eq!(staff.status, 422);
        staff.fill("motif", "Comptez une seule application.").press("Renvoyer au participant").await;
        assert!(desk.app.mails_to("demandeur@exemple.fr").iter().any(|mail| mail.subject.contains("à corriger")));

        partner.visit(&page).await;
        assert!(partner.visible_text().contains("Comptez une seule application."));
        partner.fill("connexions_fc", "800").press("Envoyer le relevé").await;
        staff.visit("/instruction/experimentation/releves?mois=2026-03").await;
        staff.follow("Société 1").await;
        staff.press("Accepter le relevé").await;
        assert_eq!(desk.count("monthly_reports WHERE status = 'accepted' AND hash IS NOT NULL AND ordinal = 2"), 1);
        assert_eq!(panel.said("experiment.report_accepted"), 1);
        assert!(desk.app.beside().sql("UPDATE monthly_reports SET connections_fc = 1 WHERE status = 'accepted'").is_err());
        staff.post(&judged, &[("verdict", "accepter")]).await;
        assert_eq!(staff.status, 409, "a version is judged once");

        // A correction is another version; two people who write at once do not lose what the other sent.
        let mut colleague = desk.app.signed_in(desk.applicant);
        colleague.visit(&page).await;
        partner.visit(&page).await;
        partner.fill("connexions_fc", "810").press("Envoyer le relevé").await;
        assert_eq!(partner.status, 200, "{}", partner.visible_text());
        colleague.fill("connexions_fc", "820").press("Envoyer le relevé").await;
        assert_eq!(colleague.status, 409);
        assert_eq!(desk.count("monthly_reports"), 3);
        assert_eq!(desk.count("monthly_reports WHERE status = 'accepted'"), 1, "what was accepted stays in force");
        desk.app.deliver();
    }

    async fn a_file_of_reports_is_taken_whole_or_not_at_all(panel: Panel) {
        let (desk, own) = (&panel.desk, panel.own());
        panel.go("2026-06-02");
        let mut partner = desk.app.signed_in(desk.applicant);
        let head = "mois;connexions_franceconnect;connexions_total;comptes_franceconnect;comptes_total;croissance_pourcent;retours;commentaire\n";
        let page = format!("{own}/fichier");
        partner.visit(&page).await;
        let wrong = format!("{head}2026-03;10;100;1;5;0;;\n2026-04;x;100;1;5;0;;\n2026-09;10;100;1;5;0;;\n");
        partner.attach("fichier", "releves.csv", wrong.as_bytes()).press("Envoyer le fichier").await;
        assert_eq!(partner.status, 422);
        assert!(partner.visible_text().contains("connexions_franceconnect : indiquez un nombre entier."));
        let early = format!("{head}2026-03;10;100;1;5;0;;\n2026-06;10;100;1;5;0;;\n");
        partner.visit(&page).await;
        partner.attach("fichier", "releves.csv", early.as_bytes()).press("Envoyer le fichier").await;
        assert_eq!(partner.status, 422);
        assert!(partner.visible_text().contains("à partir du 1er juillet 2026"), "{}", partner.visible_text());
        assert_eq!(desk.count("monthly_reports"), 0, "nothing of a wrong file is kept");
        let right = format!("{head}2026-03;10;100;1;5;0;;\n2026-04;11;101;1;5;-1,5;Bien;\n2026-05;12;900;1;5;0;;Publicité en mai\n");
        for _ in 0..2 {
            partner.visit(&page).await;
            partner.attach("fichier", "releves.csv", right.as_bytes()).press("Envoyer le fichier").await;
            assert!(partner.visible_text().contains("Relevés lus : 3."), "{}", partner.visible_text());
        }
        assert_eq!(desk.count("monthly_reports"), 3, "the same file twice is one report a month");
        partner.send(actix_web::http::Method::GET, &format!("{own}/export/csv"), None).await;
        assert!(String::from_utf8_lossy(&partner.bytes).contains("2026-04"));
        partner.send(actix_web::http::Method::GET, &format!("{own}/export/ods"), None).await;
        assert_eq!(partner.bytes.get(30..38), Some(&b"mimetype"[..]));

        let mut staff = desk.app.signed_in(desk.reviewer);
        staff.visit("/instruction/experimentation/releves?mois=2026-04").await;
        staff.press("Accepter ceux qui n'ont pas d'alerte").await;
        assert!(staff.visible_text().contains("Relevés acceptés : 1."), "{}", staff.visible_text());
        desk.app.deliver();
    }

    async fn a_participation_does_not_exist_for_others(panel: Panel) {
        let (desk, own) = (&panel.desk, panel.own());
        panel.go("2026-04-03");
        let stranger = desk.app.person("autre@exemple.fr", &[]);
        let auditor = desk.app.person("audit@exemple.fr", &[Role::Auditor]);
        let id = panel.noticed(desk.reviewer);
        let mut browser = desk.app.signed_in(stranger);
        for address in [own.clone(), format!("{own}/releves/2026-03"), format!("{own}/fichier"), format!("{own}/attestation"),
            format!("{own}/export/csv"), format!("/espace/procedures/{id}")] {
            browser.open(&address).await;
            assert_eq!(browser.status, 404, "{address}");
        }
        browser.visit("/espace/experimentation").await;
        assert!(!browser.visible_text().contains("Société 1"));
        let mut partner = desk.app.signed_in(desk.applicant);
        partner.open(&own.replace(&siren(1), &siren(2))).await;
        assert_eq!(partner.status, 404);
        partner.visit("/espace/experimentation").await;
        assert!(partner.visible_text().contains("Société 1"));
        let mut audit = desk.app.signed_in(auditor);
        audit.visit("/instruction/experimentation/participants").await;
        assert!(audit.visible_text().contains("Réponse attendue"));
        assert!(!audit.visible_text().contains("Ouvrir une procédure"));
        audit.visit("/instruction/experimentation/releves").await;
        let report = panel.send("2026-03", figures(1, 100));
        audit.post(&format!("/instruction/experimentation/releves/{report}"), &[("verdict", "accepter")]).await;
        assert_eq!(audit.status, 403);
        desk.app.deliver();
    }

    async fn nobody_is_excluded_without_an_answer_or_its_delay_nor_by_who_accuses(panel: Panel) {
        let desk = &panel.desk;
        panel.go("2026-06-02");
        let mut staff = desk.app.signed_in(desk.second);
        staff.visit("/instruction/experimentation/participants").await;
        staff.follow("Ouvrir une procédure contre Société 1").await;
        staff.press("Ouvrir la procédure").await;
        assert_eq!(staff.status, 422);
        staff.fill("manquement", "missing_reports").fill("faits", "Trois relevés manquent.").press("Ouvrir la procédure").await;
        assert!(staff.visible_text().contains("La procédure est ouverte."), "{}", staff.visible_text());
        let procedure = staff.address.clone();
        assert!(!staff.visible_text().contains("Prononcer l'exclusion"));
        staff.post(&procedure, &[("motif", "Trop tôt."), ("decision", "exclure")]).await;
        assert_eq!(staff.status, 409);

        let link = desk.app.mails_to("demandeur@exemple.fr").into_iter().find(|mail| mail.subject.contains("procédure d'exclusion")).unwrap();
        assert!(link.text.contains("17 juin 2026"), "{}", link.text);
        let mut partner = desk.app.signed_in(desk.applicant);
        let own = procedure.replace("/instruction/experimentation/participants/procedures/", "/espace/procedures/");
        partner.visit(&own).await;
        partner.fill("reponse", "Les relevés partent demain.").press("Transmettre à la DINUM").await;
        partner.post(&own, &[("reponse", "Encore.")]).await;
        assert_eq!(partner.status, 409, "one answer");
        staff.post(&procedure, &[("motif", "Seule."), ("decision", "exclure")]).await;
        assert_eq!(staff.status, 409, "who accuses does not exclude");

        let letters = [format!("{own}/decision"), format!("{procedure}/decision")];
        partner.open(&letters[0]).await;
        staff.open(&letters[1]).await;
        assert_eq!((partner.status.as_u16(), staff.status.as_u16()), (404, 404), "no decision, no letter");

        let other = desk.app.person("cheffe@exemple.fr", &[Role::Supervisor]);
        let mut judge = desk.app.signed_in(other);
        judge.visit(&procedure).await;
        assert!(judge.visible_text().contains("Les relevés partent demain."));
        judge.fill("motif", "Aucun relevé n'est arrivé.").press("Prononcer l'exclusion").await;
        assert!(judge.visible_text().contains("L'exclusion est prononcée."), "{}", judge.visible_text());
        assert_eq!(desk.status(panel.request), Status::Revoked);
        assert_eq!(desk.count("services WHERE status = 'closed'"), 1);
        assert_eq!(desk.count("seats WHERE released_at IS NULL"), 0, "the seat is free");
        assert_eq!(desk.count("destruction_attestations"), 1);
        assert_eq!(panel.said("experiment.excluded"), 1);
        assert!(desk.app.mails_to("demandeur@exemple.fr").iter().any(|mail| mail.subject.contains("exclu")));
        judge.post(&procedure, &[("motif", "Encore."), ("decision", "classer")]).await;
        assert_eq!(judge.status, 409);
        partner.visit(&own).await;
        assert!(partner.text("#recours").contains("tribunal administratif") && partner.has(&format!("a[href='{}']", letters[0])));
        partner.send(actix_web::http::Method::GET, &letters[0], None).await;
        judge.send(actix_web::http::Method::GET, &letters[1], None).await;
        assert!(partner.bytes.starts_with(b"%PDF-"));
        assert_eq!(partner.bytes, judge.bytes, "both read the same letter");

        partner.visit(&format!("{}/attestation", panel.own())).await;
        partner.fill("date", "2026-06-02").fill("moyens", "Base purgée.").fill("signataire", "Camille Martin, gérante");
        partner.press("Signer l'attestation").await;
        assert_eq!(partner.status, 422, "the box is to be ticked");
        partner.fill("atteste", "oui").press("Signer l'attestation").await;
        assert_eq!(desk.count("destruction_attestations WHERE signed_at IS NOT NULL"), 1);
        partner.visit(&format!("{}/attestation", panel.own())).await;
        assert!(partner.visible_text().contains("Camille Martin, gérante"));
        desk.app.deliver();
    }
}
