//! Conflicts of interest: taken back when they were stated by mistake, and heard of no more while they stand.

use actix_web::http::StatusCode;
use guichet::requests::{self, LegalBasis, Recuse, RequestId, Status, Tie, WithdrawalReason};
use guichet::review::{self, Against, Grounds, Unfavourable};

use crate::support::desk::Desk;

fn page(request: RequestId, step: &str) -> String {
    format!("/instruction/{request}{step}")
}

impl Desk {
    fn states_conflict(&self, who: guichet::identity::AccountId, request: RequestId) {
        let cmd = Recuse {
            actor: self.actor(who),
            request,
            tie: Tie::Employment,
            reason: "J'ai travaillé pour cette ville.".to_owned(),
        };
        let ctx = self.app.ctx(who.0);
        self.app
            .db()
            .write_now(|tx| review::recuse(tx, &ctx, &cmd))
            .unwrap();
    }

    fn lift_url(&self, request: RequestId) -> String {
        page(request, &format!("/conflit/{}/retirer", self.reviewer))
    }
}

both_databases! {
    async fn a_conflict_stated_by_mistake_is_taken_back_by_a_supervisor_with_a_reason(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        desk.states_conflict(desk.reviewer, request);
        let mut hers = desk.app.signed_in(desk.reviewer);
        hers.open(&desk.lift_url(request)).await;
        assert_eq!(hers.status, StatusCode::FORBIDDEN, "nobody opens to themselves");
        let third = desk.app.person("tierce@exemple.fr", &[guichet::identity::Role::Reviewer]);
        let mut colleague = desk.app.signed_in(third);
        colleague.visit(&page(request, "/notes")).await;
        assert!(!colleague.has("a[href$='/retirer']"), "a reviewer does not take it back");
        colleague.open(&desk.lift_url(request)).await;
        assert_eq!(colleague.status, StatusCode::FORBIDDEN);

        let mut supervisor = desk.app.signed_in(desk.second);
        supervisor.visit(&page(request, "/notes")).await;
        supervisor.follow("Retirer celui de").await;
        assert!(supervisor.visible_text().contains("J'ai travaillé pour cette ville."));
        supervisor.fill("motif", "Erreur").press("Retirer le conflit d'intérêts").await;
        assert_eq!(supervisor.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(supervisor.value("motif"), "Erreur");
        supervisor.fill("motif", "Homonyme : c'était une autre ville.").press("Retirer le conflit d'intérêts").await;
        assert_eq!(supervisor.status, StatusCode::OK, "{}", supervisor.visible_text());
        let told = supervisor.visible_text();
        assert!(told.contains("J'ai travaillé pour cette ville.") && told.contains("Homonyme : c'était une autre ville."), "{told}");
        assert_eq!(desk.count("request_recusals"), 0);
        assert!(desk.journal(request).contains(&"request.conflict_lifted".to_owned()));
        let notice = desk.lines(&format!("SELECT title AS value FROM notifications WHERE account_id = '{}' ORDER BY id", desk.reviewer));
        assert!(notice.last().unwrap().contains("rouverte"), "{notice:?}");
        hers.visit(&page(request, "")).await;
        assert!(hers.visible_text().contains("Conflit d'intérêts retiré par un responsable"));
        hers.press("Prendre en charge").await;
        assert_eq!(desk.status(request), Status::InReview);
        supervisor.open(&desk.lift_url(request)).await;
        assert_eq!(supervisor.status, StatusCode::NOT_FOUND, "there is none any more");
        desk.states_conflict(desk.reviewer, request);
        assert_eq!(desk.count("request_recusals"), 1, "and it may be stated again");
        desk.app.deliver();
    }

    async fn precedents_leave_out_what_a_conflict_closes_to_the_reader(desk: Desk) {
        let (request, closed) = (desk.taken(LegalBasis::Administration), desk.taken(LegalBasis::Administration));
        let grounds = Grounds::new("Aucun texte ne fonde ce service.", "Arrêté du 8 novembre 2018").unwrap();
        let against = Against { on: desk.app.move_by(desk.actor(desk.second), closed), kind: Unfavourable::Refuse, grounds };
        let ctx = desk.app.ctx(desk.second.0);
        desk.app.db().write_now(|tx| review::decide_against(tx, &ctx, &against)).unwrap();
        desk.states_conflict(desk.reviewer, closed);
        for (who, shown) in [(desk.second, true), (desk.reviewer, false)] {
            let mut browser = desk.app.signed_in(who);
            browser.visit(&page(request, "/precedents")).await;
            let text = browser.visible_text();
            assert_eq!(text.contains(&desk.number(closed)), shown, "{text}");
            assert_eq!(text.contains("Aucun texte ne fonde ce service."), shown);
        }
        desk.app.deliver();
    }

    async fn who_stated_a_conflict_hears_of_the_request_no_more(desk: Desk) {
        let request = desk.taken(LegalBasis::Administration);
        let (ctx, cmd) = (desk.app.ctx(desk.reviewer.0), desk.app.move_by(desk.actor(desk.reviewer), request));
        desk.app.db().write_now(|tx| review::ask_changes(tx, &ctx, &cmd, "Précisez le volume.")).unwrap();
        desk.states_conflict(desk.reviewer, request);
        let heard = |desk: &Desk| desk.count(&format!("notifications WHERE account_id = '{}'", desk.reviewer));
        let before = heard(&desk);
        let (ctx, cmd) = (desk.app.ctx(desk.applicant.0), desk.app.move_by(requests::Actor::applicant(desk.applicant), request));
        desk.app.db().write_now(|tx| requests::withdraw(tx, &ctx, &cmd, (WithdrawalReason::Mistake, ""))).unwrap();
        desk.app.deliver();
        assert_eq!(heard(&desk), before);
        let mails = desk.app.mails_to("instructrice@exemple.fr");
        assert!(mails.iter().all(|mail| mail.template != "requests/withdrawn_reviewer"));
    }
}
