//! Accounts created for others: from the command line, for demonstrations and tests. What administrators change
//! afterwards is the admin slice's.

use serde_json::json;

use crate::identity::jobs::ConfirmEmail;
use crate::identity::model::{Email, PersonName};
use crate::identity::password::PasswordDigest;
use crate::identity::store;
use crate::identity::{AccountId, Role};
use crate::kernel::ctx::Ctx;
use crate::kernel::db::Conn;
use crate::kernel::error::{Outcome, Refusal};
use crate::kernel::journal::{self, Entry};
use crate::kernel::outbox;

/// An account to create for somebody.
#[derive(Debug, Clone)]
pub struct CreateAccount {
    /// Their address.
    pub email: Email,
    /// Their names.
    pub name: PersonName,
    /// Their staff roles; none for a partner.
    pub roles: Vec<Role>,
    /// A password, for demonstration accounts and tests: the account is then confirmed at once. Without one, the
    /// person receives the link by which they confirm their address and choose it.
    pub password: Option<PasswordDigest>,
}

/// The address has an account already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateError;
impl Refusal for CreateError {}

/// Creates an account for somebody.
pub fn create_account(
    tx: &mut Conn,
    ctx: &Ctx,
    new: &CreateAccount,
) -> Outcome<AccountId, CreateError> {
    if store::by_email(tx, &new.email.key())?.is_some() {
        return Err(CreateError.into());
    }
    let account: AccountId = ctx.new_id();
    store::insert(tx, ctx.now, account, (&new.email, &new.name))?;
    store::replace_roles(tx, ctx.now, account, &new.roles)?;
    let created =
        Entry::new("account.created", "account", account).data(json!({ "roles": new.roles }));
    journal::record(tx, ctx, created)?;
    match &new.password {
        Some(password) => {
            store::set_password(tx, account, password)?;
            store::confirm_email(tx, ctx.now, account)?;
        }
        None => outbox::push(tx, ctx, &ConfirmEmail { account })?,
    }
    Ok(account)
}
