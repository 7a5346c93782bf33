//! Pages on the way in: sign-up, sign-in, second factor, recovery.

use serde::Serialize;

use crate::identity::urls;
use crate::shell::urls::with_return_to;
use crate::shell::{FormState, Page};

/// A form with a mistake in `field`, for samples.
fn mistaken(field: &str, message: &str) -> FormState {
    let mut form = FormState::empty();
    form.error(field, message);
    form
}

/// Sign-up: names and address. The password is chosen later, from the mailed link.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SignUpPage {
    /// Where to go once the account is active; empty for the usual place.
    pub(in crate::identity) back: String,
    pub(in crate::identity) form: FormState,
}

impl Page for SignUpPage {
    const TEMPLATE: &'static str = "identity/sign_up.html";

    fn title(&self) -> String {
        "Créer un compte".to_owned()
    }

    fn samples() -> Vec<Self> {
        let form = mistaken("courriel", "Indiquez une adresse électronique.").with("prenom", "Léa");
        let back = || "/demandes/nouvelle".to_owned();
        vec![
            Self {
                back: String::new(),
                form: FormState::empty(),
            },
            Self { back: back(), form },
        ]
    }
}

/// A mail is on its way, or not: the page does not tell.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SentPage {
    /// Recovery rather than sign-up.
    pub(in crate::identity) recovery: bool,
}

impl Page for SentPage {
    const TEMPLATE: &'static str = "identity/sent.html";

    fn title(&self) -> String {
        "Consultez votre messagerie".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self { recovery: false }, Self { recovery: true }]
    }
}

/// The address is confirmed by choosing a password.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct ConfirmPage {
    pub(in crate::identity) action: String,
    pub(in crate::identity) name: String,
    pub(in crate::identity) email: String,
    pub(in crate::identity) form: FormState,
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "identity/confirm.html";

    fn title(&self) -> String {
        "Activer votre compte".to_owned()
    }

    fn samples() -> Vec<Self> {
        let sample = |form| Self {
            action: "/inscription/confirmer/jeton".to_owned(),
            name: "Léa Petit".to_owned(),
            email: "lea.petit@exemple.fr".to_owned(),
            form,
        };
        let short = mistaken(
            "nouveau_mot_de_passe",
            "Ce mot de passe est trop court : 12 caractères au moins.",
        );
        vec![sample(FormState::empty()), sample(short)]
    }
}

/// A mailed link that opens nothing any more.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct LinkExpiredPage {
    /// Recovery rather than sign-up.
    pub(in crate::identity) recovery: bool,
}

impl Page for LinkExpiredPage {
    const TEMPLATE: &'static str = "identity/link_expired.html";

    fn title(&self) -> String {
        "Ce lien n'est plus valable".to_owned()
    }

    fn samples() -> Vec<Self> {
        vec![Self { recovery: false }, Self { recovery: true }]
    }
}

/// Sign-in.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SignInPage {
    /// Where to go next; empty for the usual place.
    pub(in crate::identity) back: String,
    /// The sign-up page, with the same way back.
    pub(in crate::identity) sign_up: String,
    pub(in crate::identity) form: FormState,
}

impl SignInPage {
    pub(in crate::identity) fn new(back: String, form: FormState) -> Self {
        let sign_up = match back.as_str() {
            "" => urls::SIGN_UP.to_owned(),
            back => with_return_to(urls::SIGN_UP, back),
        };
        Self {
            back,
            sign_up,
            form,
        }
    }
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "identity/sign_in.html";

    fn title(&self) -> String {
        "Se connecter".to_owned()
    }

    fn samples() -> Vec<Self> {
        let form = mistaken("courriel", "Adresse ou mot de passe incorrect.")
            .with("courriel", "lea.petit@exemple.fr");
        vec![
            Self::new(String::new(), FormState::empty()),
            Self::new("/demandes".to_owned(), form),
        ]
    }
}

/// The second factor is asked.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct SecondFactorPage {
    /// Where to go next; empty for the usual place.
    pub(in crate::identity) back: String,
    /// It was shown earlier in the session and is asked again before something sensitive.
    pub(in crate::identity) again: bool,
    pub(in crate::identity) form: FormState,
}

impl Page for SecondFactorPage {
    const TEMPLATE: &'static str = "identity/second_factor.html";

    fn title(&self) -> String {
        "Confirmer votre identité".to_owned()
    }

    fn samples() -> Vec<Self> {
        let form = mistaken("code", "Ce code n'est pas valable.");
        vec![
            Self {
                back: String::new(),
                again: false,
                form: FormState::empty(),
            },
            Self {
                back: "/services".to_owned(),
                again: true,
                form,
            },
        ]
    }
}

/// Recovery by mail.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct ForgottenPage {
    pub(in crate::identity) form: FormState,
}

impl Page for ForgottenPage {
    const TEMPLATE: &'static str = "identity/forgotten.html";

    fn title(&self) -> String {
        "Mot de passe oublié".to_owned()
    }

    fn samples() -> Vec<Self> {
        let form = mistaken("courriel", "Indiquez une adresse électronique.");
        vec![
            Self {
                form: FormState::empty(),
            },
            Self { form },
        ]
    }
}

/// Another password is chosen from a mailed link.
#[derive(Debug, Serialize)]
pub(in crate::identity) struct ResetPage {
    pub(in crate::identity) action: String,
    pub(in crate::identity) email: String,
    pub(in crate::identity) form: FormState,
}

impl Page for ResetPage {
    const TEMPLATE: &'static str = "identity/reset.html";

    fn title(&self) -> String {
        "Choisir un nouveau mot de passe".to_owned()
    }

    fn samples() -> Vec<Self> {
        let sample = |form| Self {
            action: "/mot-de-passe/jeton".to_owned(),
            email: "lea.petit@exemple.fr".to_owned(),
            form,
        };
        let weak = mistaken(
            "nouveau_mot_de_passe",
            "Ce mot de passe est trop facile à deviner.",
        );
        vec![sample(FormState::empty()), sample(weak)]
    }
}
