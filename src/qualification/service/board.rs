//! Everything known of the qualification of one service at one instant: what pages show and what rules judge.

use std::collections::BTreeMap;

use crate::kernel::clock::Instant;
use crate::kernel::db::Conn;
use crate::kernel::error::Outcome;
use crate::qualification::criterion::{Criterion, Profile};
use crate::qualification::gate::{self, Facts, Obstacle, Standing};
use crate::qualification::model::{EvidenceFile, Item};
use crate::qualification::store;
use crate::services::{self, Holder, Service, Status};

/// The qualification of a service.
#[derive(Debug, Clone)]
pub struct Board {
    /// The service.
    pub service: Service,
    /// What applies to it.
    pub profile: Profile,
    /// What is kept, by criterion.
    pub items: BTreeMap<i32, Item>,
    /// The files, in the order they came.
    pub files: Vec<EvidenceFile>,
    now: Instant,
}

/// Reads the qualification of a service.
pub fn board(c: &mut Conn, service: Service, now: Instant) -> Outcome<Board> {
    let right = services::habilitation(c, service.habilitation)?;
    let profile = Profile {
        substantial: right.is_substantial(),
        data: !right.data_scopes.is_empty(),
    };
    let items = store::items_of(c, service.id)?;
    let files = store::files_of(c, service.id)?;
    Ok(Board {
        service,
        profile,
        items,
        files,
        now,
    })
}

impl Board {
    fn facts(&self) -> BTreeMap<i32, Facts> {
        self.items
            .iter()
            .map(|(number, item)| (*number, item.facts()))
            .collect()
    }

    /// Where each applicable criterion stands, in order.
    #[must_use]
    pub fn standings(&self) -> Vec<(&'static Criterion, Standing)> {
        gate::standings(self.profile, &self.facts(), self.now)
    }

    /// What keeps the gate to production closed.
    #[must_use]
    pub fn obstacles(&self) -> Vec<Obstacle> {
        gate::obstacles(
            self.profile,
            self.service.state.officer(),
            &self.facts(),
            self.now,
        )
    }

    /// The numbers of the criteria that the partner must see to before asking.
    #[must_use]
    pub fn missing(&self) -> Vec<i32> {
        let awaiting = |(criterion, standing): (&Criterion, Standing)| {
            standing.awaits_partner().then_some(criterion.number)
        };
        self.standings().into_iter().filter_map(awaiting).collect()
    }

    /// The numbers of the criteria that are not closed.
    #[must_use]
    pub fn open_criteria(&self) -> Vec<i32> {
        let open = |(criterion, standing): (&Criterion, Standing)| {
            (!matches!(standing, Standing::Closed(_))).then_some(criterion.number)
        };
        self.standings().into_iter().filter_map(open).collect()
    }

    /// Whether the team may change its attestations and ask: the service is in its hands and, once qualified, something
    /// grew old. What officers closed is not reopened for nothing.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        let status = self.service.state.status();
        status.holder() == Holder::Partner
            && (status != Status::Qualified || !self.open_criteria().is_empty())
    }

    /// The files of a criterion.
    pub fn files_of(&self, criterion: i32) -> impl Iterator<Item = &EvidenceFile> {
        self.files
            .iter()
            .filter(move |file| file.criterion == criterion)
    }

    /// The version of an item as a form must give it back; 0 when nothing is kept yet.
    #[must_use]
    pub fn seen(&self, criterion: i32) -> i32 {
        self.items.get(&criterion).map_or(0, |item| item.version)
    }
}
