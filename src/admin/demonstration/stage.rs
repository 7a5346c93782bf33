//! The stage of the demonstration: a clock that starts months ago and walks to the present, the people, and a way
//! to let one of them act. Everything goes through the use cases of the pages.

use std::collections::BTreeMap;
use std::fmt::Debug;

use chrono::{Datelike, Duration};

use super::people::{FIGURES, PASSWORD, SECRET};
use crate::config::PasswordCost;
use crate::identity::{self, CreateAccount, Email, NewPassword, PersonName, TotpSecret};
use crate::kernel::clock::{Day, Instant};
use crate::kernel::ctx::{ActorRef, Ctx};
use crate::kernel::db::Conn;
use crate::kernel::error::{Failure, Fault, Never, Outcome};
use crate::kernel::numbers::Numbers;
use crate::kernel::outbox::{self, Tools};
use crate::requests::{self, RequestId};
use crate::shell::AccountId;

/// Where the demonstration is played.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    pub(super) tools: &'a Tools,
    numbers: Numbers,
    accounts: BTreeMap<&'static str, AccountId>,
    end: Instant,
}

/// A fault of the demonstration itself: what it says contradicts the rules of the house.
pub(super) fn broken(what: impl Debug) -> Fault {
    Fault::other("loading the demonstration")(format!("{what:?}"))
}

impl<'a> Stage<'a> {
    /// Opens every account.
    pub(super) fn open(tools: &'a Tools, cost: PasswordCost, end: Instant) -> Result<Self, Fault> {
        let mut stage = Self {
            tools,
            numbers: Numbers::new(&tools.db),
            accounts: BTreeMap::new(),
            end,
        };
        let random = &tools.sources.random;
        let password = NewPassword::judge(PASSWORD, &[])
            .map_err(broken)?
            .hash(cost, random)?;
        let secret = TotpSecret::from_base32(SECRET).ok_or_else(|| broken("the second factor"))?;
        let ctx = tools.sources.system_ctx("demonstration");
        for figure in FIGURES {
            let new = CreateAccount {
                email: Email::parse(figure.email).map_err(broken)?,
                name: PersonName::new(figure.name.0, figure.name.1).map_err(broken)?,
                roles: figure.roles.to_vec(),
                password: Some(password.clone()),
            };
            let created = tools
                .db
                .write_now(|tx| identity::create_account(tx, &ctx, &new));
            let account = heard(created)?;
            if figure.second_factor {
                heard(
                    tools
                        .db
                        .write_now(|tx| identity::enrol(tx, &ctx, account, &secret)),
                )?;
            }
            stage.accounts.insert(figure.email, account);
        }
        Ok(stage)
    }

    /// The account of somebody.
    pub(super) fn account(&self, email: &str) -> Result<AccountId, Fault> {
        self.accounts
            .get(email)
            .copied()
            .ok_or_else(|| broken(email))
    }

    /// The present instant on the stage.
    pub(super) fn now(&self) -> Instant {
        self.tools.sources.clock.now()
    }

    /// The calendar year on the stage, for numbers.
    pub(super) fn year(&self) -> i32 {
        self.now().paris_day().0.year()
    }

    /// The next number of a kind.
    pub(super) fn number(&self, kind: &'static str) -> Result<i64, Fault> {
        self.numbers.next_now(kind, self.year())
    }

    /// The present version of a request, as a page would have shown it.
    pub(super) fn version(&self, request: RequestId) -> Result<i32, Fault> {
        let found = self
            .tools
            .db
            .read_now::<_, Never>(|c| Ok(requests::request(c, request)?));
        let found = found
            .map_err(Failure::into_fault)?
            .ok_or_else(|| broken(request))?;
        Ok(found.version)
    }

    /// The present, where the story ends.
    pub(super) fn end(&self) -> Instant {
        self.end
    }

    /// Jumps to so many days before the present.
    pub(super) fn days_before_end(&self, days: i64) -> Result<(), Fault> {
        let left = self.end.minus(Duration::days(days)).since(self.now());
        self.hours(left.num_hours().max(0))
    }

    /// Jumps to the morning of a day to come.
    pub(super) fn until(&self, day: Day) -> Result<(), Fault> {
        let left = day.start().plus(Duration::hours(9)).since(self.now());
        self.hours(left.num_hours().max(0))
    }

    /// Lets some hours pass, but never beyond the present, and delivers the mails.
    pub(super) fn hours(&self, hours: i64) -> Result<(), Fault> {
        let left = self.end.since(self.now());
        self.tools
            .sources
            .clock
            .advance(Duration::hours(hours).min(left).max(Duration::zero()));
        self.deliver()
    }

    /// Jumps to the present.
    pub(super) fn present(&self) -> Result<(), Fault> {
        self.tools
            .sources
            .clock
            .advance(self.end.since(self.now()).max(Duration::zero()));
        self.deliver()
    }

    /// Carries out every effect that is due.
    fn deliver(&self) -> Result<(), Fault> {
        let drained = outbox::drain(self.tools)?;
        match drained.failed.first() {
            None => Ok(()),
            Some(failed) => Err(broken(failed)),
        }
    }

    /// Somebody acts.
    pub(super) fn act<T, R: Debug>(
        &self,
        email: &str,
        mut f: impl FnMut(&mut Conn, &Ctx, AccountId) -> Outcome<T, R>,
    ) -> Result<T, Fault> {
        let account = self.account(email)?;
        let ctx = self
            .tools
            .sources
            .ctx(ActorRef::Account(account.0), None, "demonstration");
        heard(self.tools.db.write_now(|tx| f(tx, &ctx, account)))
    }
}

impl Stage<'_> {
    /// Somebody without an account acts.
    pub(super) fn visit<T, R: Debug>(
        &self,
        mut f: impl FnMut(&mut Conn, &Ctx) -> Outcome<T, R>,
    ) -> Result<T, Fault> {
        let sources = &self.tools.sources;
        let ctx = sources.ctx(ActorRef::Visitor, None, "demonstration");
        heard(self.tools.db.write_now(|tx| f(tx, &ctx)))
    }

    /// What follows `before` in the link of the latest mail of this kind to this address.
    pub(super) fn link_in(
        &self,
        email: &str,
        template: &str,
        before: &str,
    ) -> Result<String, Fault> {
        let mailbox = self.tools.mailer.mailbox();
        let mails = mailbox
            .ok_or_else(|| broken("no local mailbox"))?
            .list()
            .map_err(Fault::other("loading the demonstration"))?;
        let mail = mails
            .into_iter()
            .find(|mail| mail.to_email == email && mail.template == template)
            .ok_or_else(|| broken(email))?;
        let link = mail
            .text
            .split_whitespace()
            .find(|word| word.starts_with("http"));
        let token = link
            .and_then(|link| link.split_once(before))
            .ok_or_else(|| broken(&mail.text))?;
        Ok(token.1.to_owned())
    }
}

/// A refusal here is a mistake of the demonstration.
fn heard<T, R: Debug>(outcome: Outcome<T, R>) -> Result<T, Fault> {
    outcome.map_err(|failure| match failure {
        Failure::Refused(refusal) => broken(refusal),
        Failure::Fault(fault) => fault,
    })
}
