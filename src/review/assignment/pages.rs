//! Pages of assignment: giving a request to a colleague, stating a conflict of interest, the team with its load.

mod recusals;

use serde::Serialize;

pub use recusals::{LiftPage, RecusalPage};

use super::absences::{Absence, AbsenceId};
use super::balance::{Candidate, WINDOW};
use super::forms::TEXT_MAX;
use crate::kernel::clock::Day;
use crate::kernel::text;
use crate::requests::{Instructor, Request};
use crate::review::pages::{Colleague, Head, colleagues, sample_instant};
use crate::review::urls;
use crate::shell::{AccountId, Crumb, FormState, Page};

/// A request about to be given to a colleague.
#[derive(Debug, Clone, Serialize)]
pub struct HandOverPage {
    head: Head,
    action: String,
    colleagues: Vec<Colleague>,
    form: FormState,
    most: usize,
}

impl HandOverPage {
    pub(super) fn new(request: &Request, able: Vec<Instructor>, form: FormState) -> Self {
        let holder = request.state.reviewer().map(AccountId);
        Self {
            head: Head::from(request),
            action: urls::hand_over(request.id),
            colleagues: colleagues(able, holder),
            form,
            most: TEXT_MAX,
        }
    }
}

impl Page for HandOverPage {
    const TEMPLATE: &'static str = "review/hand_over.html";

    fn title(&self) -> String {
        format!("Confier la demande {}", self.head.number())
    }

    fn crumbs(&self) -> Vec<Crumb> {
        self.head.crumbs()
    }

    fn samples() -> Vec<Self> {
        let mut wrong = FormState::empty();
        super::forms::not_theirs(&mut wrong, "Choisissez un collègue de la liste.");
        let head = Head::sample();
        let full = Self {
            action: urls::hand_over(head.id()),
            colleagues: Colleague::samples(),
            form: wrong,
            most: TEXT_MAX,
            head,
        };
        let alone = Self {
            colleagues: Vec::new(),
            form: FormState::empty(),
            ..full.clone()
        };
        vec![full, alone]
    }
}

/// A reviewer, with what they hold and when they are there.
#[derive(Debug, Clone, Serialize)]
struct MemberRow {
    name: String,
    load: i64,
    presence: String,
}

/// An absence.
#[derive(Debug, Clone, Serialize)]
struct AbsenceRow {
    name: String,
    from: String,
    until: String,
    /// Where it is taken away; empty when it is not the viewer's to do.
    remove: String,
}

/// What the page of the team shows.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub(super) members: Vec<(Candidate, String)>,
    pub(super) absences: Vec<Absence>,
}

/// The viewer of the page of the team.
#[derive(Debug, Clone, Copy)]
pub(super) struct TeamViewer {
    pub(super) account: AccountId,
    pub(super) reviews: bool,
    pub(super) supervises: bool,
}

/// The team: load and absences.
#[derive(Debug, Clone, Serialize)]
pub struct TeamPage {
    members: Vec<MemberRow>,
    absences: Vec<AbsenceRow>,
    people: Vec<Colleague>,
    declares: bool,
    supervises: bool,
    action: &'static str,
    share_out: &'static str,
    form: FormState,
}

impl TeamPage {
    pub(super) fn new(team: &Team, viewer: TeamViewer, form: FormState) -> Self {
        let name_of = |account: AccountId| {
            let known = team
                .members
                .iter()
                .find(|(member, _)| member.account == account);
            known.map(|(_, name)| name.clone()).unwrap_or_default()
        };
        let absence = |absence: &Absence| AbsenceRow {
            name: name_of(absence.account),
            from: text::french_day(absence.from),
            until: text::french_day(absence.until),
            remove: removal(absence, viewer),
        };
        let everybody = team.members.iter();
        Self {
            members: everybody.clone().map(member).collect(),
            absences: team.absences.iter().map(absence).collect(),
            people: if viewer.supervises {
                everybody
                    .map(|(member, name)| Colleague::new(member.account, name.clone()))
                    .collect()
            } else {
                Vec::new()
            },
            declares: viewer.reviews || viewer.supervises,
            supervises: viewer.supervises,
            action: urls::TEAM,
            share_out: urls::SHARE_OUT,
            form,
        }
    }
}

fn removal(absence: &Absence, viewer: TeamViewer) -> String {
    if viewer.supervises || (viewer.reviews && absence.account == viewer.account) {
        urls::absence(absence.id)
    } else {
        String::new()
    }
}

fn member((member, name): &(Candidate, String)) -> MemberRow {
    MemberRow {
        name: name.clone(),
        load: member.load,
        presence: match member.days {
            0 => "En congé ou absent".to_owned(),
            days if days >= WINDOW => "Présent".to_owned(),
            days => format!(
                "Présent {} sur {WINDOW}",
                text::count(days, "jour ouvré", "jours ouvrés")
            ),
        },
    }
}

impl Page for TeamPage {
    const TEMPLATE: &'static str = "review/team.html";

    fn title(&self) -> String {
        "Équipe et absences".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(urls::QUEUE, "Instruction")]
    }

    fn samples() -> Vec<Self> {
        let account = |n| AccountId(uuid::Uuid::from_u128(n));
        let today: Day = sample_instant().paris_day();
        let candidate = |n, load, days| Candidate {
            account: account(n),
            load,
            days,
        };
        let team = Team {
            members: vec![
                (candidate(1, 12, 5), "Claire Petit".to_owned()),
                (candidate(2, 3, 0), "Denis Martin".to_owned()),
                (candidate(3, 1, 2), "Inès Leroy".to_owned()),
            ],
            absences: vec![Absence {
                id: AbsenceId(uuid::Uuid::nil()),
                account: account(2),
                from: today,
                until: today.plus_days(6),
            }],
        };
        let viewer = |reviews, supervises| TeamViewer {
            account: account(1),
            reviews,
            supervises,
        };
        let nobody = Team {
            members: Vec::new(),
            absences: Vec::new(),
        };
        let mut wrong = FormState::empty();
        super::forms::refused_absence(&mut wrong, super::absences::AbsenceError::Backwards);
        vec![
            Self::new(&team, viewer(false, true), wrong),
            Self::new(&team, viewer(true, false), FormState::empty()),
            Self::new(&nobody, viewer(false, false), FormState::empty()),
        ]
    }
}
