//! What people and operators do to accounts. Each use case journals, and mails through the outbox, in the
//! transaction of its change. Passwords come in hashed: hashing takes too long for a transaction.

mod access;
mod creation;
mod registration;
mod second_factor;

pub use access::{
    ChangePasswordError, SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, SignInError, change_password,
    close_other_sessions, close_session, own_digest, rename, sign_in, sign_in_secret, sign_out,
};
pub use creation::{CreateAccount, CreateError, create_account};
pub use registration::{
    LinkError, NewAccount, account, confirm_account, known_account, link_person, request_recovery,
    reset_password, sign_up,
};
pub use second_factor::{
    CODES_PER_ACCOUNT, CodeError, EnrolError, RetireError, confirm_second_factor, enrol,
    offer_second_factor, offered_secret, renew_recovery_codes, retire_second_factor, setup,
    show_second_factor,
};
