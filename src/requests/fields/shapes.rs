//! What a value must look like, and the sentence that says so when it doesn't.

use url::Url;
use validator::ValidateEmail;

use crate::kernel::clock::Day;
use crate::organisations::{ActivityCode, LegalCategory, Siret};
use crate::requests::model::{MobilePhone, Phone};

/// Longest free text, in characters.
pub const TEXT_MOST: usize = 5000;
/// Longest web address, in characters.
const URL_MOST: usize = 1024;

/// Where a day must stand against the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Today or earlier.
    Past,
    /// Today or later.
    Future,
}

/// What a field's value must look like once it is filled.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of at most so many characters.
    Line(usize),
    /// A free text of at most so many characters.
    Text(usize),
    /// A web address that begins with `https://`.
    Https,
    /// A day.
    Day(Moment),
    /// A whole number between two bounds.
    Number(u32, u32),
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A French mobile number.
    Mobile,
    /// A SIRET number.
    Siret,
    /// A legal category of the INSEE list.
    LegalCategory,
    /// An activity code (NAF).
    Activity,
    /// One of the given codes, each with its label and a help.
    Choice(fn() -> Vec<(&'static str, &'static str, &'static str)>),
    /// A box to tick, kept as `yes`.
    Tick,
}

impl Shape {
    /// The most characters the field may hold.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Line(most) | Self::Text(most) => most,
            Self::Https => URL_MOST,
            Self::Email => 254,
            Self::Day(_) | Self::Number(..) | Self::Choice(_) | Self::Tick => 64,
            Self::Phone | Self::Mobile | Self::Siret => 40,
            Self::LegalCategory | Self::Activity => 10,
        }
    }

    /// What is wrong with `value`, which is not blank: the rule's code and what to do.
    #[must_use]
    pub fn mistake(self, value: &str, today: Day) -> Option<(&'static str, String)> {
        typing_mistake(value, self.most()).or_else(|| {
            let (rule, sentence) = self.broken(value, today)?;
            Some((rule, sentence.into()))
        })
    }

    fn broken(self, value: &str, today: Day) -> Option<(&'static str, Sentence)> {
        let refused: Option<(&'static str, Sentence)> = match self {
            Self::Text(_) => None,
            Self::Line(_) => value
                .contains('\n')
                .then(|| ("one_line", "une seule ligne est attendue.".into())),
            Self::Https => (!is_https(value)).then(|| {
                ("https", "saisissez une adresse complète qui commence par https://, par exemple https://www.exemple.fr/connexion.".into())
            }),
            Self::Day(moment) => day_mistake(value, moment, today),
            Self::Number(least, most) => {
                let fits = value.parse::<u32>().is_ok_and(|n| (least..=most).contains(&n));
                (!fits).then(|| ("number", Sentence::Owned(format!("saisissez un nombre entier entre {least} et {most}, sans espace ni unité."))))
            }
            Self::Email => (!value.validate_email()).then(|| {
                ("email", "saisissez une adresse électronique complète, par exemple nom@exemple.fr.".into())
            }),
            Self::Phone => Phone::parse(value).is_none().then(|| {
                ("phone", "saisissez un numéro de téléphone, par exemple 01 44 00 00 00 ou +33 1 44 00 00 00.".into())
            }),
            Self::Mobile => MobilePhone::parse(value).is_none().then(|| {
                ("mobile", "saisissez un numéro de mobile français (métropole ou outre-mer), par exemple 06 12 34 56 78 : il doit pouvoir recevoir un message.".into())
            }),
            Self::Siret => Siret::parse(value).err().map(|e| ("siret", uncapitalised(e.siret_sentence()).into())),
            Self::LegalCategory => LegalCategory::parse(value).is_err().then(|| {
                ("legal_category", "saisissez les quatre chiffres de la catégorie juridique de l'INSEE, par exemple 7210 pour une commune.".into())
            }),
            Self::Activity => ActivityCode::parse(value).is_err().then(|| {
                ("activity", "saisissez le code NAF, par exemple 62.01Z.".into())
            }),
            Self::Choice(choices) => (!choices().iter().any(|(code, ..)| *code == value))
                .then(|| ("choice", "choisissez une réponse de la liste.".into())),
            Self::Tick => (value != "yes").then(|| ("choice", "cochez ou décochez la case.".into())),
        };
        refused
    }
}

/// What is wrong with a text whatever it means: too long, or invisible characters.
#[must_use]
pub fn typing_mistake(value: &str, most: usize) -> Option<(&'static str, String)> {
    let length = value.chars().count();
    if length > most {
        let todo = format!("{length} caractères saisis, {most} au plus. Raccourcissez le texte.");
        return Some(("too_long", todo));
    }
    let invisible = value
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    let todo =
        "le texte contient un caractère invisible interdit. Saisissez-le de nouveau au clavier.";
    invisible.then(|| ("control_character", todo.to_owned()))
}

type Sentence = std::borrow::Cow<'static, str>;

fn day_mistake(value: &str, moment: Moment, today: Day) -> Option<(&'static str, Sentence)> {
    let Some(day) = Day::parse(value) else {
        return Some((
            "day",
            "saisissez une date qui existe, au format AAAA-MM-JJ.".into(),
        ));
    };
    match moment {
        Moment::Past if day > today => Some((
            "past_day",
            "cette date est à venir. Saisissez une date passée.".into(),
        )),
        Moment::Future if day < today => Some((
            "future_day",
            "cette date est passée. Saisissez une date à venir.".into(),
        )),
        Moment::Past | Moment::Future => None,
    }
}

fn is_https(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| {
        url.scheme() == "https"
            && url.username().is_empty()
            && url.password().is_none()
            && url.host_str().is_some_and(|host| host.contains('.'))
    })
}

/// The sentence as it reads after a label and a colon.
fn uncapitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
