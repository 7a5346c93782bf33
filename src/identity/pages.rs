//! The pages of the slice.

mod account;
mod entry;

pub(super) use account::{
    AccountPage, PasswordPage, RecoveryCodesPage, SessionLine, SessionsPage, SetupPage, SetupState,
};
pub(super) use entry::{
    ConfirmPage, ForgottenPage, LinkExpiredPage, ResetPage, SecondFactorPage, SentPage, SignInPage,
    SignUpPage,
};

use crate::shell::PageEntry;

/// Every page of the slice.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<SignUpPage>(),
        PageEntry::of::<SentPage>(),
        PageEntry::of::<ConfirmPage>(),
        PageEntry::of::<LinkExpiredPage>(),
        PageEntry::of::<SignInPage>(),
        PageEntry::of::<SecondFactorPage>(),
        PageEntry::of::<ForgottenPage>(),
        PageEntry::of::<ResetPage>(),
        PageEntry::of::<AccountPage>(),
        PageEntry::of::<PasswordPage>(),
        PageEntry::of::<SetupPage>(),
        PageEntry::of::<RecoveryCodesPage>(),
        PageEntry::of::<SessionsPage>(),
    ]
}
