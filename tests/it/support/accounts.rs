//! Accounts for the tests of the ways in: with or without second factor, signed in at once or by hand.

use chrono::Duration;
use guichet::config::PasswordCost;
use guichet::identity::{
    self, AccountId, CreateAccount, Email, NewPassword, Person, PersonName, Role, TotpSecret,
};
use guichet::kernel::error::{Never, Outcome};
use guichet::shell::session;

use super::{Browser, PASSWORD, TOTP, TestApp};

/// A person with an active account.
#[derive(Debug, Clone)]
pub struct Someone {
    /// The account.
    pub id: AccountId,
    /// The address: `<given name>@exemple.fr`.
    pub email: String,
    /// Both names.
    pub name: String,
    /// Whether a second factor is enrolled.
    pub has_second_factor: bool,
}

impl Someone {
    /// The authenticator of everybody who has one.
    pub fn authenticator() -> TotpSecret {
        TotpSecret::from_base32(TOTP).unwrap()
    }
}

impl TestApp {
    /// A partner, without second factor. `given` is lower case and names the address too.
    pub fn someone(&self, given: &str) -> Someone {
        self.account(given, &[])
    }

    /// A member of the staff, with a second factor.
    pub fn staff(&self, given: &str, roles: &[Role]) -> Someone {
        let mut someone = self.account(given, roles);
        self.enrol(&mut someone);
        someone
    }

    /// Gives somebody a second factor.
    pub fn enrol(&self, someone: &mut Someone) {
        let (ctx, id) = (self.ctx(someone.id), someone.id);
        let enrolled = self
            .db()
            .write_now(|tx| identity::enrol(tx, &ctx, id, &Someone::authenticator()));
        assert!(enrolled.is_ok(), "{enrolled:?}");
        someone.has_second_factor = true;
    }

    /// An active account with these roles and no second factor.
    pub fn account(&self, given: &str, roles: &[Role]) -> Someone {
        let email = format!("{given}@exemple.fr");
        let name = PersonName::new(given, "Martin").unwrap();
        let password = NewPassword::judge(PASSWORD, &[]).unwrap();
        let new = CreateAccount {
            email: Email::parse(&email).unwrap(),
            name: name.clone(),
            roles: roles.to_vec(),
            password: Some(
                password
                    .hash(PasswordCost::Test, &self.sources().random)
                    .unwrap(),
            ),
        };
        let ctx = self.system();
        let id = self
            .db()
            .write_now(|tx| identity::create_account(tx, &ctx, &new))
            .unwrap();
        Someone {
            id,
            email,
            name: name.full(),
            has_second_factor: false,
        }
    }

    /// What the site knows of somebody now.
    pub fn known(&self, id: AccountId) -> Option<Person> {
        let person: Outcome<_> = self.db().read_now(|c| Ok(identity::person(c, id)?));
        person.unwrap()
    }
}

impl Browser<'_> {
    /// Opens a session at once, second factor shown if there is one. The clock does not move.
    pub fn sign_in(&mut self, someone: &Someone) -> &mut Self {
        let app = self.app();
        let ctx = app.ctx(someone.id);
        let person = app.known(someone.id).unwrap();
        let token = app.db().write_now::<_, Never>(|tx| {
            let token = session::open(tx, &ctx, &person, "Firefox, Linux")?;
            let opened = session::recognise(tx, ctx.now, &token.hash(), identity::visitor)?;
            match opened.filter(|_| someone.has_second_factor) {
                Some(opened) => Ok(session::strengthen(tx, &ctx, opened.session.id)?),
                None => Ok(token),
            }
        });
        self.set_cookie("guichet-session", &token.unwrap().reveal());
        self
    }

    /// Signs in by the pages. A code moves the clock to a step that was not used yet.
    pub async fn sign_in_by_hand(&mut self, someone: &Someone) -> &mut Self {
        self.visit("/connexion").await;
        self.fill("courriel", &someone.email)
            .fill("mot_de_passe", PASSWORD);
        self.press("Se connecter").await;
        if someone.has_second_factor {
            self.show_code().await;
        }
        self
    }

    /// Fills the page that asks for a code, with one that was not used yet.
    pub async fn show_code(&mut self) -> &mut Self {
        let app = self.app();
        app.clock.advance(Duration::seconds(30));
        let code = Someone::authenticator().code_at(app.clock.now());
        self.fill("code", &code).press("Continuer").await
    }
}
