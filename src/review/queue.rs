//! The queue's question: which requests, in which order, from where. Pure parsing of the address, and back.
//!
//! Whatever is asked is in the address, so that a view is shared by its link. A page is found by its last row, never by an
//! offset, so that page 2,000 costs what page 1 does. What is not understood is left out, but for an organisation.

mod cursor;
mod search;

pub use cursor::Cursor;
pub use search::Search;

use uuid::Uuid;

use super::model::TagId;
use crate::requests::{AssuranceLevel, Claim, LegalBasis, Sector, Status};
use crate::text_enum;

/// Rows of one page.
pub const PAGE_ROWS: i64 = 50;

/// States in which a delay runs.
pub const TIMED: [Status; 3] = [Status::Submitted, Status::InReview, Status::Waitlisted];

/// Which states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum States {
    /// All but drafts.
    Every,
    /// Those that wait for somebody.
    Open,
    /// One.
    One(Status),
}

/// Names every state in an address.
pub const EVERY_STATE: &str = "toutes";
/// Names the open states in an address.
pub const OPEN_STATES: &str = "ouvertes";

impl States {
    fn parse(text: &str) -> Option<Self> {
        match text {
            EVERY_STATE => Some(Self::Every),
            OPEN_STATES => Some(Self::Open),
            _ => text
                .parse::<Status>()
                .ok()
                .filter(|status| *status != Status::Draft)
                .map(Self::One),
        }
    }

    /// As an address says it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Every => EVERY_STATE,
            Self::Open => OPEN_STATES,
            Self::One(status) => status.as_str(),
        }
    }

    /// The states, unless it is all of them.
    #[must_use]
    pub fn listed(self) -> Option<Vec<Status>> {
        match self {
            Self::Every => None,
            Self::Open => Some(Status::UNDECIDED.to_vec()),
            Self::One(status) => Some(vec![status]),
        }
    }

    /// Those in which a delay runs.
    #[must_use]
    pub fn timed(self) -> Vec<Status> {
        let mut timed = self.listed().unwrap_or_else(|| TIMED.to_vec());
        timed.retain(|status| TIMED.contains(status));
        timed
    }

    /// Whether it only holds what is to be done, oldest first by nature.
    fn waits(self) -> bool {
        self.listed().is_some_and(|listed| {
            listed
                .iter()
                .all(|status| Status::UNDECIDED.contains(status))
        })
    }
}

/// Who follows the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Whoever looks at the queue.
    Me,
    /// Nobody yet.
    Nobody,
    /// A person.
    Person(Uuid),
}

impl Holder {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "moi" => Some(Self::Me),
            "personne" => Some(Self::Nobody),
            _ => text.parse().ok().map(Self::Person),
        }
    }

    /// As an address says it.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Me => "moi".to_owned(),
            Self::Nobody => "personne".to_owned(),
            Self::Person(id) => id.to_string(),
        }
    }
}

/// Ages offered, in days since the submission.
pub const AGES: [i64; 5] = [7, 15, 30, 60, 90];

/// An organisation, by its SIREN or by the SIRET of one establishment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Nine digits.
    pub siren: String,
    /// Fourteen digits, when the establishment was said.
    pub siret: Option<String>,
}

impl Company {
    fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let numeric = digits.bytes().all(|byte| byte.is_ascii_digit());
        match digits.len() {
            9 if numeric => Some(Self {
                siren: digits,
                siret: None,
            }),
            14 if numeric => Some(Self {
                siren: digits.chars().take(9).collect(),
                siret: Some(digits),
            }),
            _ => None,
        }
    }
}

text_enum! {
    /// In which order.
    pub enum Order {
        /// The first submitted first.
        Oldest = "anciennes",
        /// The last submitted first.
        Newest = "recentes",
        /// The nearest end of the announced delay first; those without a delay are left out.
        Due = "echeance",
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which states.
    pub states: States,
    /// One legal basis.
    pub basis: Option<LegalBasis>,
    /// One sector of the experiment.
    pub sector: Option<Sector>,
    /// One assurance level.
    pub level: Option<AssuranceLevel>,
    /// Those that ask for this claim.
    pub claim: Option<Claim>,
    /// Who follows them.
    pub holder: Option<Holder>,
    /// Submitted at least so many days ago.
    pub age: Option<i64>,
    /// Those whose announced delay is over.
    pub overdue: bool,
    /// One organisation, as typed.
    pub organisation: String,
    /// Those that bear this tag.
    pub tag: Option<TagId>,
    /// What was searched, as typed.
    pub text: String,
    /// The order, when it was chosen.
    pub order: Option<Order>,
    /// The last row already seen.
    pub after: Option<Cursor>,
}

/// Longest search, in characters.
const TEXT_MOST: usize = 200;

impl Ask {
    /// Reads the parameters of an address. Without a state: what is to be taken, or every state when something is searched.
    #[must_use]
    pub fn parse(get: impl Fn(&str) -> String) -> Self {
        let text: String = get("q").chars().take(TEXT_MOST).collect();
        let unsaid = match Search::parse(&text) {
            Search::Nothing => States::One(Status::Submitted),
            Search::Number(_) | Search::Words(_) => States::Every,
        };
        Self {
            states: States::parse(&get("etat")).unwrap_or(unsaid),
            basis: get("fondement").parse::<LegalBasis>().ok(),
            sector: get("secteur").parse::<Sector>().ok(),
            level: get("niveau").parse::<AssuranceLevel>().ok(),
            claim: get("donnee").parse::<Claim>().ok(),
            holder: Holder::parse(&get("qui")),
            age: get("age")
                .parse::<i64>()
                .ok()
                .filter(|days| AGES.contains(days)),
            overdue: get("retard") == "oui",
            organisation: get("organisation").chars().take(TEXT_MOST).collect(),
            tag: get("etiquette").parse::<TagId>().ok(),
            order: get("tri").parse::<Order>().ok(),
            after: Cursor::parse(&get("apres")),
            text,
        }
    }

    /// Reads an address's query.
    #[must_use]
    pub fn of_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        Self::parse(|name| {
            let found = pairs.iter().find(|(key, _)| key == name);
            found
                .map(|(_, value)| value.trim().replace('\0', ""))
                .unwrap_or_default()
        })
    }

    /// Everything in one state, and nothing else asked.
    #[must_use]
    pub fn of_states(states: States) -> Self {
        Self {
            states,
            ..Self::parse(|_| String::new())
        }
    }

    /// The parameters, each in its place, the page left out.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let said = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
        let mut pairs = vec![
            ("etat", self.states.code().to_owned()),
            ("fondement", said(self.basis.map(LegalBasis::as_str))),
            ("secteur", said(self.sector.map(Sector::as_str))),
            ("niveau", said(self.level.map(AssuranceLevel::as_str))),
            ("donnee", said(self.claim.map(Claim::as_str))),
            ("qui", self.holder.map(Holder::code).unwrap_or_default()),
            (
                "age",
                self.age.map(|days| days.to_string()).unwrap_or_default(),
            ),
            ("retard", said(self.overdue.then_some("oui"))),
            ("organisation", self.organisation.clone()),
            (
                "etiquette",
                self.tag.map(|tag| tag.to_string()).unwrap_or_default(),
            ),
            ("q", self.text.clone()),
            ("tri", said(self.order.map(Order::as_str))),
        ];
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The query of the address that asks the same, from its first page.
    #[must_use]
    pub fn to_query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs())
            .finish()
    }

    /// What was searched.
    #[must_use]
    pub fn search(&self) -> Search {
        Search::parse(&self.text)
    }

    /// The organisation asked for; an error when it is not a SIREN nor a SIRET.
    pub fn company(&self) -> Result<Option<Company>, NotACompany> {
        if self.organisation.is_empty() {
            return Ok(None);
        }
        Company::parse(&self.organisation)
            .map(Some)
            .ok_or(NotACompany)
    }

    /// The order: the one chosen, or what suits the states.
    #[must_use]
    pub fn order(&self) -> Order {
        match self.order {
            Some(order) => order,
            None if self.overdue && !self.has_facet() => Order::Due,
            None if self.states.waits() || self.overdue => Order::Oldest,
            None => Order::Newest,
        }
    }

    /// Whether anything but states, age, delay and words is asked.
    #[must_use]
    pub fn has_facet(&self) -> bool {
        self.basis.is_some()
            || self.sector.is_some()
            || self.level.is_some()
            || self.claim.is_some()
            || self.holder.is_some()
            || self.tag.is_some()
            || !self.organisation.is_empty()
    }

    /// How many filters are set, the state and the words apart.
    #[must_use]
    pub fn filters(&self) -> usize {
        let apart = ["etat", "q", "tri"];
        let pairs = self.pairs();
        pairs
            .iter()
            .filter(|(name, _)| !apart.contains(name))
            .count()
    }
}

/// What was typed is neither a SIREN nor a SIRET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACompany;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_back() {
        for query in [
            "etat=submitted",
            "etat=ouvertes&fondement=administration&qui=moi&age=30&retard=oui",
            "etat=toutes&secteur=education&niveau=eidas2&donnee=email&qui=personne&organisation=213502388&q=mairie&tri=echeance",
            "etat=granted&qui=00000000-0000-0000-0000-000000000007&etiquette=00000000-0000-0000-0000-000000000009",
        ] {
            assert_eq!(Ask::of_query(query).to_query(), query);
        }
        let wrong = Ask::of_query("etat=draft&fondement=x&age=8&tri=y&qui=z&apres=_");
        assert_eq!(wrong.to_query(), "etat=submitted");
    }

    #[test]
    fn what_is_searched_is_searched_in_every_state() {
        assert_eq!(Ask::of_query("q=mairie").states, States::Every);
        assert_eq!(
            Ask::of_query("q=mairie&etat=granted").states,
            States::One(Status::Granted)
        );
    }

    #[test]
    fn the_order_suits_what_is_asked() {
        for (query, order) in [
            ("", Order::Oldest),
            ("etat=ouvertes", Order::Oldest),
            ("etat=granted", Order::Newest),
            ("etat=toutes", Order::Newest),
            ("retard=oui", Order::Due),
            ("etat=toutes&retard=oui&qui=moi", Order::Oldest),
            ("tri=recentes", Order::Newest),
        ] {
            assert_eq!(Ask::of_query(query).order(), order, "{query}");
        }
    }

    #[test]
    fn an_organisation_is_a_siren_or_a_siret() {
        let company = |text| Ask::of_query(&format!("organisation={text}")).company();
        assert_eq!(company("213+502+388").unwrap().unwrap().siren, "213502388");
        assert_eq!(
            company("21350238800019").unwrap().unwrap().siret.unwrap(),
            "21350238800019"
        );
        assert_eq!(company("Rennes"), Err(NotACompany));
        assert_eq!(company(""), Ok(None));
    }
}
