//! Organisations: attaching, joining, inviting, and keeping an administrator.

use chrono::Duration;
use diesel::prelude::*;
use guichet::kernel::clock::{Clock, Day};
use guichet::kernel::ctx::{ActorRef, Ctx, Sources};
use guichet::kernel::db::{Conn, Db};
use guichet::kernel::error::{Failure, Outcome};
use guichet::kernel::secret::{Random, TokenHash};
use guichet::organisations::{self as org, *};
use guichet::schema::{
    accounts, journal_entries, organisation_invitations, organisations, outbox_jobs,
};
use guichet::shell::AccountId;

use crate::support::TestDb;

/// A house with a clock that the test moves.
struct House {
    db: Db,
    sources: Sources,
    _base: TestDb,
}

impl House {
    fn start(backend: guichet::kernel::db::Backend) -> Self {
        let base = TestDb::start(backend);
        let now = Day::parse("2026-03-02").unwrap().start();
        let sources = Sources {
            clock: Clock::fixed(now),
            random: Random::seeded(),
            ..Sources::system(&[7; 32])
        };
        Self {
            db: base.db.clone(),
            sources,
            _base: base,
        }
    }

    fn ctx(&self, account: AccountId) -> Ctx {
        self.sources.ctx(ActorRef::Account(account.0), None, "test")
    }

    fn account(&self, email: &str) -> AccountId {
        let id = self.sources.system_ctx("test").new_id::<AccountId>();
        let now = self.sources.clock.now();
        let row = (
            accounts::id.eq(id),
            accounts::email.eq(email),
            accounts::email_key.eq(email),
            accounts::given_name.eq("Léa"),
            accounts::family_name.eq(email),
            accounts::search_key.eq(email),
            accounts::created_at.eq(now),
            accounts::email_confirmed_at.eq(Some(now)),
            accounts::version.eq(1),
        );
        let done: Outcome<_> = self.db.write_now(|tx| {
            Ok(diesel::insert_into(accounts::table)
                .values(row)
                .execute(tx)?)
        });
        done.unwrap();
        id
    }

    fn write<T, R: std::fmt::Debug>(
        &self,
        by: AccountId,
        f: impl Fn(&mut Conn, &Ctx) -> Outcome<T, R>,
    ) -> Result<T, R> {
        let ctx = self.ctx(by);
        answer(self.db.write_now(|tx| f(tx, &ctx)))
    }

    fn attach(&self, by: AccountId) -> OrganisationId {
        self.write(by, |tx, ctx| {
            org::attach(tx, ctx, (by, siret()), &details("Commune de Val"))
        })
        .unwrap()
    }

    fn role(&self, organisation: OrganisationId, account: AccountId) -> Option<Role> {
        let role: Outcome<_> = self
            .db
            .read_now(|c| Ok(org::membership_of(c, account, organisation)?));
        role.unwrap()
    }

    fn journal(&self) -> Vec<String> {
        let actions: Outcome<_> = self.db.read_now(|c| {
            Ok(journal_entries::table
                .order((journal_entries::at, journal_entries::id))
                .select(journal_entries::action)
                .load(c)?)
        });
        actions.unwrap()
    }

    /// The kinds of jobs pushed so far, in order.
    fn jobs(&self) -> Vec<String> {
        let kinds: Outcome<_> = self.db.read_now(|c| {
            Ok(outbox_jobs::table
                .order(outbox_jobs::id)
                .select(outbox_jobs::kind)
                .load(c)?)
        });
        kinds.unwrap()
    }

    /// What the mailing job does to an invitation: gives its link a secret, which is returned.
    fn mail_link(&self, id: InvitationId) -> TokenHash {
        let hash = self.ctx(AccountId(id.0)).token().unwrap().hash();
        let row = organisation_invitations::table.find(id);
        let set = organisation_invitations::token_hash.eq(Some(&hash.0));
        let done: Outcome<_> = self
            .db
            .write_now(|tx| Ok(diesel::update(row).set(set).execute(tx)?));
        assert_eq!(done.unwrap(), 1);
        hash
    }
}

fn answer<T, R: std::fmt::Debug>(outcome: Outcome<T, R>) -> Result<T, R> {
    outcome.map_err(|failure| match failure {
        Failure::Refused(refusal) => refusal,
        Failure::Fault(fault) => panic!("{fault}"),
    })
}

fn siret() -> Siret {
    Siret::parse("21350238800019").unwrap()
}

fn details(name: &str) -> Details {
    Details {
        name: name.to_owned(),
        legal_category: LegalCategory::parse("7210").unwrap(),
        activity: ActivityCode::parse("84.11Z").unwrap(),
        address: Address {
            street: "1 place de la Mairie".to_owned(),
            postal_code: "35000".to_owned(),
            city: "Val".to_owned(),
        },
        founded_on: Day::parse("1998-07-14").unwrap(),
        state: RegistryState::Open,
    }
}

both_databases! {
    fn the_first_person_attaches_and_becomes_administrator(house: House) {
        let lea = house.account("lea@exemple.fr");
        let id = house.attach(lea);
        assert_eq!(house.role(id, lea), Some(Role::Administrator));
        let mine: Outcome<_> = house.db.read_now(|c| Ok(org::organisations_of(c, lea)?));
        let mine = mine.unwrap();
        assert_eq!(mine.len(), 1);
        assert_eq!(mine[0].0.details, details("Commune de Val"));
        assert_eq!(mine[0].0.provenance, Provenance::Unverified);
        assert!(mine[0].0.is_public());
        assert_eq!(house.journal(), ["organisation.attached"]);
    }

    fn the_same_number_is_attached_once(house: House) {
        let (lea, tom) = (house.account("lea@exemple.fr"), house.account("tom@exemple.fr"));
        house.attach(lea);
        let again = house.write(tom, |tx, ctx| org::attach(tx, ctx, (tom, siret()), &details("Autre")));
        assert_eq!(again, Err(AttachError::AlreadyHere));
        let rows: Outcome<i64> = house.db.read_now(|c| Ok(organisations::table.count().get_result(c)?));
        assert_eq!(rows.unwrap(), 1);
    }

    fn a_person_asks_to_join_and_an_administrator_accepts(house: House) {
        let (lea, tom) = (house.account("lea@exemple.fr"), house.account("tom@exemple.fr"));
        let id = house.attach(lea);
        let join = house.write(tom, |tx, ctx| org::ask_to_join(tx, ctx, tom, siret())).unwrap();
        assert_eq!(house.role(id, tom), None);
        let twice = house.write(tom, |tx, ctx| org::ask_to_join(tx, ctx, tom, siret()));
        assert_eq!(twice, Err(JoinError::AlreadyAsked));
        let accept = AnswerJoin { actor: lea, organisation: id, join, answer: Answer::Accept(Role::Member) };
        house.write(lea, |tx, ctx| org::answer_join(tx, ctx, accept)).unwrap();
        assert_eq!(house.role(id, tom), Some(Role::Member));
        let late = house.write(lea, |tx, ctx| {
            org::answer_join(tx, ctx, AnswerJoin { answer: Answer::Decline, ..accept })
        });
        assert_eq!(late, Err(AnswerError::Settled));
        assert_eq!(house.role(id, tom), Some(Role::Member));
        let already = house.write(tom, |tx, ctx| org::ask_to_join(tx, ctx, tom, siret()));
        assert_eq!(already, Err(JoinError::AlreadyMember));
        assert_eq!(house.jobs(), ["organisations.join_asked", "organisations.join_answered"]);
        let journal = house.journal();
        assert_eq!(journal, ["organisation.attached", "organisation.join_asked", "organisation.join_accepted"]);
    }

    fn a_stranger_and_a_member_answer_nobody(house: House) {
        let [lea, tom, ana, zoe] = ["lea", "tom", "ana", "zoe"].map(|n| house.account(&format!("{n}@exemple.fr")));
        let id = house.attach(lea);
        let join = |by| house.write(by, |tx, ctx| org::ask_to_join(tx, ctx, by, siret())).unwrap();
        let wish = join(tom);
        let accept = |actor, join| {
            let command = AnswerJoin { actor, organisation: id, join, answer: Answer::Accept(Role::Member) };
            house.write(actor, |tx, ctx| org::answer_join(tx, ctx, command))
        };
        assert_eq!(accept(zoe, wish), Err(AnswerError::Access(AccessError::Unknown)));
        assert_eq!(accept(tom, wish), Err(AnswerError::Access(AccessError::Unknown)));
        accept(lea, wish).unwrap();
        let other = join(ana);
        assert_eq!(accept(tom, other), Err(AnswerError::Access(AccessError::Forbidden)));
        house.write(ana, |tx, ctx| org::withdraw_join(tx, ctx, ana, other)).unwrap();
        assert_eq!(accept(lea, other), Err(AnswerError::Settled));
        assert_eq!(house.role(id, ana), None);
    }

    fn an_invitation_opens_only_for_its_address_and_in_time(house: House) {
        let [lea, tom, zoe] = ["lea", "tom", "zoe"].map(|n| house.account(&format!("{n}@exemple.fr")));
        let id = house.attach(lea);
        let command = Invite {
            actor: lea,
            organisation: id,
            email: "tom@exemple.fr".to_owned(),
            role: Role::Reader,
        };
        let invitation = house.write(lea, |tx, ctx| org::invite(tx, ctx, &command)).unwrap();
        let again = house.write(lea, |tx, ctx| org::invite(tx, ctx, &command));
        assert_eq!(again, Err(InviteError::AlreadyInvited));
        let link = house.mail_link(invitation);
        let accept = |by, link: &TokenHash| house.write(by, |tx, ctx| org::accept_invitation(tx, ctx, by, link));
        assert_eq!(accept(zoe, &link), Err(AcceptError::OtherAddress));
        house.sources.clock.advance(Duration::days(7));
        assert_eq!(accept(tom, &link), Err(AcceptError::Expired));
        house.write(lea, |tx, ctx| org::resend_invitation(tx, ctx, lea, (id, invitation))).unwrap();
        assert_eq!(accept(tom, &link), Err(AcceptError::Unknown), "the former link is dead");
        let link = house.mail_link(invitation);
        assert_eq!(accept(tom, &link), Ok(id));
        assert_eq!(house.role(id, tom), Some(Role::Reader));
        assert_eq!(accept(tom, &link), Err(AcceptError::Unknown), "a link serves once");
        let member = house.write(lea, |tx, ctx| org::invite(tx, ctx, &command));
        assert_eq!(member, Err(InviteError::AlreadyMember));
    }

    fn an_invitation_taken_back_opens_nothing(house: House) {
        let (lea, tom) = (house.account("lea@exemple.fr"), house.account("tom@exemple.fr"));
        let id = house.attach(lea);
        let command = Invite { actor: lea, organisation: id, email: "tom@exemple.fr".to_owned(), role: Role::Member };
        let invitation = house.write(lea, |tx, ctx| org::invite(tx, ctx, &command)).unwrap();
        let link = house.mail_link(invitation);
        let stranger = house.write(tom, |tx, ctx| org::revoke_invitation(tx, ctx, tom, (id, invitation)));
        assert_eq!(stranger, Err(ManageInvitationError::Access(AccessError::Unknown)));
        house.write(lea, |tx, ctx| org::revoke_invitation(tx, ctx, lea, (id, invitation))).unwrap();
        let accepted = house.write(tom, |tx, ctx| org::accept_invitation(tx, ctx, tom, &link));
        assert_eq!(accepted, Err(AcceptError::Unknown));
        let again = house.write(lea, |tx, ctx| org::resend_invitation(tx, ctx, lea, (id, invitation)));
        assert_eq!(again, Err(ManageInvitationError::Settled));
        house.write(lea, |tx, ctx| org::invite(tx, ctx, &command)).unwrap();
    }

    fn the_last_administrator_stays(house: House) {
        let (lea, tom) = (house.account("lea@exemple.fr"), house.account("tom@exemple.fr"));
        let id = house.attach(lea);
        let change = |actor, subject, change| {
            let command = ChangeMember { actor, organisation: id, subject, change };
            house.write(actor, |tx, ctx| org::change_member(tx, ctx, command))
        };
        assert_eq!(change(lea, lea, Change::End), Err(ChangeError::Refused(ChangeRefusal::LastAdministrator)));
        assert_eq!(change(lea, tom, Change::End), Err(ChangeError::Access(AccessError::Unknown)));
        let join = house.write(tom, |tx, ctx| org::ask_to_join(tx, ctx, tom, siret())).unwrap();
        let answer = AnswerJoin { actor: lea, organisation: id, join, answer: Answer::Accept(Role::Member) };
        house.write(lea, |tx, ctx| org::answer_join(tx, ctx, answer)).unwrap();
        assert_eq!(change(tom, lea, Change::End), Err(ChangeError::Refused(ChangeRefusal::NotAdministrator)));
        change(lea, tom, Change::Role(Role::Administrator)).unwrap();
        change(lea, lea, Change::End).unwrap();
        assert_eq!(house.role(id, lea), None);
        assert_eq!(change(tom, tom, Change::Role(Role::Reader)), Err(ChangeError::Refused(ChangeRefusal::LastAdministrator)));
    }

    fn two_administrators_who_leave_at_once_do_not_both_leave(house: House) {
        let (lea, tom) = (house.account("lea@exemple.fr"), house.account("tom@exemple.fr"));
        let id = house.attach(lea);
        let join = house.write(tom, |tx, ctx| org::ask_to_join(tx, ctx, tom, siret())).unwrap();
        let answer = AnswerJoin { actor: lea, organisation: id, join, answer: Answer::Accept(Role::Administrator) };
        house.write(lea, |tx, ctx| org::answer_join(tx, ctx, answer)).unwrap();
        let leave = |who| {
            let command = ChangeMember { actor: who, organisation: id, subject: who, change: Change::End };
            house.write(who, |tx, ctx| org::change_member(tx, ctx, command))
        };
        let left = std::thread::scope(|scope| {
            let both = [lea, tom].map(|who| scope.spawn(move || leave(who)));
            both.map(|thread| thread.join().unwrap())
        });
        assert_eq!(left.iter().filter(|result| result.is_ok()).count(), 1, "{left:?}");
    }

    fn a_correction_made_on_an_old_page_is_refused(house: House) {
        let lea = house.account("lea@exemple.fr");
        let id = house.attach(lea);
        let correct = |seen, name| {
            house.write(lea, |tx, ctx| org::correct_details(tx, ctx, lea, (id, seen), &details(name)))
        };
        correct(1, "Ville de Val").unwrap();
        assert_eq!(correct(1, "Autre"), Err(CorrectError::Stale));
        let found: Outcome<_> = house.db.read_now(|c| Ok(org::organisation(c, id)?));
        let found = found.unwrap().unwrap();
        assert_eq!((found.details.name.as_str(), found.version), ("Ville de Val", 2));
    }
}
