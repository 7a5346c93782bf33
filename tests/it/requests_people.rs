//! The people of a request: who may read, change and file it, invitations on it, transfers, take-overs.

use chrono::Duration;
use guichet::kernel::db::Backend;
use guichet::kernel::error::{Failure, Outcome};
use guichet::organisations::{self, Change, ChangeMember, OrganisationId};
use guichet::requests::{self as req, *};
use guichet::shell::AccountId;

use crate::support::{Browser, TestApp};

const SIRET: &str = "73282932000074";

/// A company with its administrator, two members and one draft of the first member's.
struct Office {
    app: TestApp,
    ada: AccountId,
    lea: AccountId,
    bob: AccountId,
    organisation: OrganisationId,
    request: RequestId,
}

impl Office {
    fn start(backend: Backend) -> Self {
        let app = TestApp::start(backend);
        let ada = app.person("ada@exemple.fr", &[]);
        let lea = app.person("lea@exemple.fr", &[]);
        let bob = app.person("bob@exemple.fr", &[]);
        let organisation = app.organisation(ada, SIRET, "Société d'Exemple", "5710");
        app.join((ada, organisation, SIRET), lea);
        app.join((ada, organisation, SIRET), bob);
        let request = app.complete_draft(lea, organisation, LegalBasis::OtherText);
        app.deliver();
        Self {
            app,
            ada,
            lea,
            bob,
            organisation,
            request,
        }
    }

    fn may(&self, who: AccountId, action: Action) -> bool {
        let read: Outcome<_, AccessError> = self
            .app
            .db()
            .read_now(|c| req::authorised(c, &Actor::applicant(who), self.request, action));
        read.is_ok()
    }

    fn leaves(&self, who: AccountId) {
        let gone = ChangeMember {
            actor: self.ada,
            organisation: self.organisation,
            subject: who,
            change: Change::End,
        };
        self.app.act(self.ada, |tx, ctx| {
            organisations::change_member(tx, ctx, gone)
        });
        self.app.deliver();
    }

    fn author(&self) -> AccountId {
        let found: Outcome<_> = self
            .app
            .db()
            .read_now(|c| Ok(req::request(c, self.request)?.unwrap().author));
        found.unwrap()
    }

    fn offer(&self, by: AccountId, to: AccountId) -> Result<TransferId, TransferError> {
        let cmd = Offer {
            actor: Actor::applicant(by),
            request: self.request,
            to,
            message: "Je pars en congé.".to_owned(),
        };
        refusal(self.app.attempt(by, |tx, ctx| req::offer(tx, ctx, &cmd)))
    }

    fn set_reach(&self, reach: Reach) {
        let seen = self
            .app
            .move_by(Actor::applicant(self.lea), self.request)
            .seen;
        let actor = Actor::applicant(self.lea);
        self.app.act(self.lea, |tx, ctx| {
            req::set_members_reach(tx, ctx, (&actor, self.request, seen), reach)
        });
    }

    /// The path of the link in the latest mail to an address.
    fn link(&self, email: &str) -> String {
        let text = self.app.mails_to(email).remove(0).text;
        let at = text.find("http").unwrap();
        let url = text[at..].split_whitespace().next().unwrap();
        url.split_once("//")
            .unwrap()
            .1
            .split_once('/')
            .unwrap()
            .1
            .to_owned()
    }

    async fn follow(&self, who: AccountId, email: &str) -> Browser<'_> {
        let mut browser = self.app.signed_in(who);
        browser.open(&format!("/{}", self.link(email))).await;
        browser
    }
}

fn refusal<T, R: std::fmt::Debug>(outcome: Outcome<T, R>) -> Result<T, R> {
    match outcome {
        Ok(value) => Ok(value),
        Err(Failure::Refused(refused)) => Err(refused),
        Err(Failure::Fault(fault)) => panic!("{fault:?}"),
    }
}

both_databases! {
    async fn the_author_says_what_plain_members_may_do(office: Office) {
        let rights = |who| [Action::Read, Action::Edit, Action::Submit].map(|action| office.may(who, action));
        assert_eq!(rights(office.bob), [true, true, true], "by default members work together");
        for (reach, expected) in [
            (Reach::Edit, [true, true, false]),
            (Reach::Read, [true, false, false]),
            (Reach::Nothing, [false, false, false]),
        ] {
            office.set_reach(reach);
            assert_eq!(rights(office.bob), expected, "{reach}");
            assert_eq!(rights(office.ada), [true, true, true], "administrators keep everything");
            assert_eq!(rights(office.lea), [true, true, true], "so does the author");
        }
        assert!(!office.may(office.bob, Action::Share));
        office.app.deliver();
    }

    async fn a_closed_request_leaves_the_list_of_colleagues(office: Office) {
        office.set_reach(Reach::Nothing);
        let mut bob = office.app.signed_in(office.bob);
        bob.visit("/demandes").await;
        assert!(!bob.text("main").contains("D-2026"));
        bob.open(&format!("/demandes/{}", office.request)).await;
        assert_eq!(bob.status, 404);
        for person in [office.ada, office.lea] {
            let mut browser = office.app.signed_in(person);
            browser.visit("/demandes").await;
            assert!(browser.text("main").contains("D-2026"));
        }
    }

    async fn somebody_outside_is_invited_on_one_request_by_a_link(office: Office) {
        let mut lea = office.app.signed_in(office.lea);
        lea.visit(&format!("/demandes/{}/partage", office.request)).await;
        lea.fill("courriel", "pas une adresse").fill("acces_invite", "edit").press("Inviter").await;
        assert_eq!(lea.status, 422);
        lea.fill("courriel", "conseil@ailleurs.example").fill("acces_invite", "edit").press("Inviter").await;
        assert_eq!(lea.status, 200);
        let guest = office.app.person("conseil@ailleurs.example", &[]);
        let mut wrong = office.follow(office.bob, "conseil@ailleurs.example").await;
        assert_eq!(wrong.status, 404, "a forwarded link opens nothing");
        assert!(wrong.open("/demandes").await.status.is_success());
        let mut browser = office.follow(guest, "conseil@ailleurs.example").await;
        browser.press("Accepter").await;
        assert_eq!(browser.address, format!("/demandes/{}", office.request));
        assert!(office.may(guest, Action::Edit) && !office.may(guest, Action::Submit));
        browser.visit("/demandes").await;
        assert!(browser.text("main").contains("Partagées avec vous"));
        browser.open(&format!("/organisations/{}", office.organisation)).await;
        assert_eq!(browser.status, 404, "one request, not the organisation");
        browser.open(&format!("/{}", office.link("conseil@ailleurs.example"))).await;
        assert_eq!(browser.status, 404, "a link serves once");
        lea.visit(&format!("/demandes/{}/partage", office.request)).await;
        lea.press("Retirer l'accès").await;
        assert!(!office.may(guest, Action::Read));
    }

    async fn the_link_of_an_invitation_runs_out_and_is_sent_again(office: Office) {
        let cmd = InviteOn { actor: Actor::applicant(office.lea), request: office.request, email: "conseil@ailleurs.example".to_owned(), reach: Reach::Read };
        office.app.act(office.lea, |tx, ctx| req::invite_on(tx, ctx, &cmd));
        let twice = refusal(office.app.attempt(office.lea, |tx, ctx| req::invite_on(tx, ctx, &cmd)));
        assert_eq!(twice.unwrap_err(), ShareError::AlreadyInvited);
        let guest = office.app.person("conseil@ailleurs.example", &[]);
        let first = office.link("conseil@ailleurs.example");
        office.app.clock.advance(Duration::days(8));
        let late = office.follow(guest, "conseil@ailleurs.example").await;
        assert_eq!(late.status, 404);
        let mut lea = office.app.signed_in(office.lea);
        lea.visit(&format!("/demandes/{}/partage", office.request)).await;
        lea.press("Renvoyer le lien").await;
        assert_ne!(office.link("conseil@ailleurs.example"), first);
        let mut browser = office.follow(guest, "conseil@ailleurs.example").await;
        browser.press("Accepter").await;
        assert!(office.may(guest, Action::Read) && !office.may(guest, Action::Edit));
    }

    async fn a_colleague_invited_has_access_at_once_whatever_plain_members_may(office: Office) {
        office.set_reach(Reach::Nothing);
        let cmd = InviteOn { actor: Actor::applicant(office.lea), request: office.request, email: "bob@exemple.fr".to_owned(), reach: Reach::Submit };
        office.app.act(office.lea, |tx, ctx| req::invite_on(tx, ctx, &cmd));
        assert!(office.may(office.bob, Action::Submit));
        assert!(!office.may(office.bob, Action::Copy) && !office.may(office.bob, Action::Transfer));
        assert!(office.app.mails_to("bob@exemple.fr")[0].text.contains(&format!("/demandes/{}", office.request)));
    }

    async fn a_request_is_offered_and_accepted(office: Office) {
        let mut lea = office.app.signed_in(office.lea);
        lea.visit(&format!("/demandes/{}", office.request)).await;
        lea.follow("Accès et transfert").await;
        lea.fill("collegue", &office.bob.to_string()).fill("message", "Je pars en congé.").press("Proposer le transfert").await;
        assert_eq!(lea.status, 200);
        assert_eq!(office.author(), office.lea, "nothing changes before the answer");
        assert_eq!(office.offer(office.lea, office.ada).unwrap_err(), TransferError::AlreadyOffered);
        let ada = office.follow(office.ada, "bob@exemple.fr").await;
        assert_eq!(ada.status, 404, "the link is for its receiver");
        let mut bob = office.follow(office.bob, "bob@exemple.fr").await;
        assert!(bob.text("main").contains("Je pars en congé."));
        bob.press("Accepter").await;
        assert_eq!(office.author(), office.bob);
        assert!(office.app.mails_to("lea@exemple.fr")[0].subject.contains("accepté"));
        assert!(!office.may(office.lea, Action::Share), "the former author is a plain member");
    }

    async fn an_offer_is_declined_cancelled_or_runs_out(office: Office) {
        office.offer(office.lea, office.bob).unwrap();
        let mut bob = office.follow(office.bob, "bob@exemple.fr").await;
        bob.press("Décliner").await;
        assert!(office.app.mails_to("lea@exemple.fr")[0].subject.contains("décliné"));

        office.offer(office.ada, office.bob).unwrap();
        let link = office.link("bob@exemple.fr");
        let actor = Actor::applicant(office.lea);
        office.app.act(office.lea, |tx, ctx| req::cancel_transfer(tx, ctx, &actor, office.request));
        bob.open(&format!("/{link}")).await;
        assert_eq!(bob.status, 404);
        assert!(office.app.mails_to("bob@exemple.fr")[0].subject.contains("annulé"));

        office.offer(office.lea, office.bob).unwrap();
        office.app.deliver();
        office.app.clock.advance(Duration::days(15));
        office.app.deliver();
        assert!(office.app.mails_to("lea@exemple.fr")[0].subject.contains("sans réponse"));
        office.offer(office.lea, office.bob).unwrap();
        assert_eq!(office.author(), office.lea);
        office.app.deliver();
    }

    async fn only_who_files_for_the_organisation_receives(office: Office) {
        let stranger = office.app.person("sam@ailleurs.example", &[]);
        assert_eq!(office.offer(office.lea, stranger).unwrap_err(), TransferError::NotAReceiver);
        assert_eq!(office.offer(office.lea, office.lea).unwrap_err(), TransferError::NotAReceiver);
        assert_eq!(office.offer(office.bob, office.ada).unwrap_err(), TransferError::Forbidden);
        assert_eq!(office.offer(stranger, office.bob).unwrap_err(), TransferError::Unknown);
        office.app.deliver();
    }

    async fn a_request_is_taken_over_when_its_author_left(office: Office) {
        let actor = Actor::applicant(office.bob);
        let there = refusal(office.app.attempt(office.bob, |tx, ctx| req::take_over(tx, ctx, &actor, office.request)));
        assert_eq!(there.unwrap_err(), TransferError::AuthorIsThere);
        office.leaves(office.lea);
        assert!(!office.may(office.lea, Action::Read), "who left reads no more");
        let mut bob = office.app.signed_in(office.bob);
        bob.visit(&format!("/demandes/{}", office.request)).await;
        bob.press("Reprendre la demande").await;
        assert_eq!(office.author(), office.bob);
        assert!(office.app.mails_to("ada@exemple.fr")[0].subject.contains("nouveau responsable"));
    }
}

#[test]
fn a_reviewer_never_judges_a_request_of_their_organisation_even_closed_to_them() {
    for reach in Reach::ALL {
        let member = Capacity::of_member(organisations::Role::Member, false, *reach);
        let held = [member, Capacity::Reviewer];
        assert_eq!(
            req::may(&held, Action::Instruct, Status::InReview),
            Answer::Forbidden,
            "{reach}"
        );
    }
}
