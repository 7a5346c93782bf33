//! How the queue reads: which index leads, and what is checked on the rows that it gives.
//!
//! One rule for every question: a subquery reads keys in the order of one index and stops by itself, then the few rows are
//! completed. With one filter and any state the index answers alone. With several, the narrowest filter leads and the
//! others are checked on at most [`READ_MOST`] rows; where reading stopped is told, and the next page goes on from there.

mod facets;

use self::facets::{Facet, facets};
use crate::kernel::clock::Instant;
use crate::kernel::db::assembled::Sql;
use crate::requests::Status;
use crate::review::queue::{Ask, Cursor, NotACompany, Order, Search, States};
use crate::shell::actor::AccountId;

/// Rows read at most for one page when filters are combined.
pub const READ_MOST: i64 = 1_000;

/// The table of the queue's lines.
const ENTRIES: &str = "queue_entries";

/// Ranks in a millisecond; a rank is an instant followed by the end of an id.
const RANKS: i64 = 1_048_576;

/// A character above every other in the order of bytes: ends the range of a prefix.
const LAST: char = '\u{10FFFF}';

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    /// Whose requests « les miennes » are.
    pub me: AccountId,
    /// Now.
    pub now: Instant,
}

/// The instant at which a request of that rank was submitted.
pub fn submitted_at(rank: i64) -> Option<Instant> {
    chrono::DateTime::from_timestamp_millis(rank.div_euclid(RANKS)).map(Instant::new)
}

fn rank_of(at: Instant) -> i64 {
    at.utc().timestamp_millis().saturating_mul(RANKS)
}

/// How a question is answered.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What leads.
    leads: Leads,
    /// Common words, as a condition on a document `d`: checked on the key alone, before its entry is read.
    words: Option<Sql>,
    /// Conditions on the entry `e`, beside what leads.
    checks: Vec<Sql>,
    /// The order of the rows.
    pub order: Order,
}

#[derive(Debug, Clone)]
enum Leads {
    /// Keys found by words or by number, few and in no order.
    Found(Sql),
    /// An index read in order, in one branch for each state.
    Index {
        table: &'static str,
        branches: Vec<Sql>,
    },
    /// Nothing can match.
    Nothing,
}

impl Plan {
    /// Decides; `found` are the keys that words or a number gave, none when they are common or nothing was searched.
    pub fn of(ask: &Ask, asker: Asker, found: Option<Sql>) -> Self {
        let order = ask.order();
        let company = match ask.company() {
            Ok(company) => company,
            Err(NotACompany) => {
                return Self {
                    leads: Leads::Nothing,
                    words: None,
                    checks: Vec::new(),
                    order,
                };
            }
        };
        let mut facets = facets(ask, company, asker);
        let mut checks = Vec::new();
        let words = match (ask.search(), &found) {
            (Search::Words(sought), None) => Some(sought.condition("d.words")),
            _ => None,
        };
        let leads = if let Some(found) = found {
            checks.extend(state_check(ask.states));
            checks.extend(
                ranges(ask, asker, order)
                    .into_iter()
                    .map(|range| range("e.rank")),
            );
            checks.extend(due_checks(ask, asker, order));
            Leads::Found(found)
        } else if order == Order::Due {
            checks.extend(old_enough(ask, asker).map(|range| range("e.rank")));
            Leads::Index {
                table: ENTRIES,
                branches: due_branches(ask, asker),
            }
        } else {
            if ask.overdue {
                checks.push(Sql::new("e.due_on < ").day(asker.now.paris_day()));
            }
            let leading = (!facets.is_empty()).then(|| facets.remove(0));
            Leads::Index {
                table: leading.as_ref().map_or(ENTRIES, |facet| facet.table),
                branches: rank_branches(ask, asker, leading.as_ref()),
            }
        };
        checks.extend(facets.into_iter().map(|facet| facet.check));
        Self {
            leads,
            words,
            checks,
            order,
        }
    }

    /// Whether the keys come in order and none is to be checked.
    pub fn is_ready(&self) -> bool {
        self.has_no_check() && !matches!(self.leads, Leads::Found(_))
    }

    /// Whether the answer is whole, however much there is.
    pub fn is_exact(&self) -> bool {
        self.has_no_check() || !matches!(self.leads, Leads::Index { .. })
    }

    fn has_no_check(&self) -> bool {
        self.checks.is_empty() && self.words.is_none()
    }

    /// The keys, in order when an index leads, at most so many.
    pub fn near(&self, most: i64) -> Sql {
        match &self.leads {
            Leads::Nothing => Sql::new(format!("SELECT rank FROM {ENTRIES} WHERE rank < 0")),
            Leads::Found(found) => found.clone(),
            Leads::Index { table, branches } => {
                let keys = if self.order == Order::Due {
                    "due_on, rank"
                } else {
                    "rank"
                };
                self.merged((table, keys), branches, most)
            }
        }
    }

    /// [`Plan::near`] without the keys whose document lacks the words.
    pub fn screened(&self, most: i64) -> Sql {
        let near = self.near(most);
        match &self.words {
            None => near,
            Some(condition) => Sql::new("SELECT k.* FROM (")
                .then(near)
                .sql(") k WHERE (SELECT ")
                .then(condition.clone())
                .sql(" FROM search_documents d WHERE d.key = k.rank)"),
        }
    }

    /// These columns of the entries themselves, in order, when an index of theirs leads and nothing is to be checked.
    pub fn straight<const N: usize>(&self, columns: [&str; N], most: i64) -> Option<Sql> {
        match &self.leads {
            Leads::Index {
                table: ENTRIES,
                branches,
            } if self.has_no_check() => {
                Some(self.merged((ENTRIES, &columns.join(", ")), branches, most))
            }
            _ => None,
        }
    }

    /// Some columns of a table, in order, a branch of its index after the other.
    fn merged(&self, (table, columns): (&str, &str), branches: &[Sql], most: i64) -> Sql {
        let order = match self.order {
            Order::Due => "due_on, rank",
            Order::Oldest => "rank",
            Order::Newest => "rank DESC",
        };
        let one = |branch: &Sql| {
            Sql::new(format!("SELECT {columns} FROM {table} WHERE "))
                .then(branch.clone())
                .sql(format!(" ORDER BY {order} LIMIT {most}"))
        };
        match branches {
            [] => Sql::new(format!("SELECT {columns} FROM {table} WHERE rank < 0")),
            [branch] => one(branch),
            _ => {
                let parts = branches.iter().enumerate().map(|(n, branch)| {
                    Sql::new("SELECT * FROM (")
                        .then(one(branch))
                        .sql(format!(") b{n}"))
                });
                Sql::new(format!("SELECT {columns} FROM ("))
                    .then(Sql::joined(parts, " UNION ALL "))
                    .sql(format!(") u ORDER BY {order} LIMIT {most}"))
            }
        }
    }

    /// `AND` and the conditions on the entry `e`.
    pub fn checked(&self) -> Sql {
        self.checks.iter().fold(Sql::default(), |whole, check| {
            whole.sql(" AND ").then(check.clone())
        })
    }

    /// How the rows are ordered, by the columns of what goes by the name `of`.
    pub fn ordered(&self, of: &'static str) -> String {
        match self.order {
            Order::Due => format!("{of}.due_on, {of}.rank"),
            Order::Oldest => format!("{of}.rank"),
            Order::Newest => format!("{of}.rank DESC"),
        }
    }

    /// The last key of the keys read, if reading stopped at `most`.
    pub fn edge(&self, most: i64) -> Sql {
        let due = if self.order == Order::Due {
            "n.due_on"
        } else {
            "NULL"
        };
        let order = self.ordered("n");
        Sql::new(format!("SELECT n.rank, {due} FROM ("))
            .then(self.near(most))
            .sql(format!(
                ") n ORDER BY {order} LIMIT 1 OFFSET {}",
                most.saturating_sub(1)
            ))
    }
}

/// The keys of the requests whose number begins so.
pub fn numbered(number: &str) -> Sql {
    Sql::new("SELECT q.rank AS rank FROM (SELECT id FROM requests WHERE number >= ")
        .text(number)
        .sql(" AND number < ")
        .text(format!("{number}{LAST}"))
        .sql(format!(" ORDER BY number LIMIT {READ_MOST}) g CROSS JOIN queue_entries q WHERE q.request_id = g.id"))
}

/// A condition on a column that holds a rank.
type Range = Box<dyn Fn(&'static str) -> Sql>;

fn old_enough(ask: &Ask, asker: Asker) -> Option<Range> {
    let bound = rank_of(asker.now.minus(chrono::Duration::days(ask.age?)));
    Some(Box::new(move |column| {
        Sql::new(column).sql(" < ").number(bound)
    }))
}

/// What bounds the ranks: the age, and the last row seen.
fn ranges(ask: &Ask, asker: Asker, order: Order) -> Vec<Range> {
    let seen: Option<Range> = ask.after.map(|Cursor { rank, .. }| -> Range {
        let sign = if order == Order::Newest { " < " } else { " > " };
        Box::new(move |column| Sql::new(column).sql(sign).number(rank))
    });
    let seen = seen.filter(|_| order != Order::Due);
    old_enough(ask, asker).into_iter().chain(seen).collect()
}

fn state_check(states: States) -> Option<Sql> {
    let listed: Vec<String> = states
        .listed()?
        .iter()
        .map(|status| format!("'{status}'"))
        .collect();
    Some(Sql::new(format!("e.status IN ({})", listed.join(", "))))
}

/// What a delay must be on an entry `e`, when words lead.
fn due_checks(ask: &Ask, asker: Asker, order: Order) -> Vec<Sql> {
    let mut checks = Vec::new();
    if ask.overdue {
        checks.push(Sql::new("e.due_on < ").day(asker.now.paris_day()));
    } else if order == Order::Due {
        checks.push(Sql::new("e.due_on IS NOT NULL"));
    }
    if let (
        Order::Due,
        Some(Cursor {
            rank,
            due: Some(due),
        }),
    ) = (order, ask.after)
    {
        checks.push(
            Sql::new("(e.due_on, e.rank) > (")
                .day(due)
                .sql(", ")
                .number(rank)
                .sql(")"),
        );
    }
    checks
}

/// The index of delays, a branch for each state in which one runs.
fn due_branches(ask: &Ask, asker: Asker) -> Vec<Sql> {
    let branch = |status: Status| {
        let mut sql = Sql::new(format!("status = '{status}' AND due_on IS NOT NULL"));
        if ask.overdue {
            sql = sql.sql(" AND due_on < ").day(asker.now.paris_day());
        }
        if let Some(Cursor {
            rank,
            due: Some(due),
        }) = ask.after
        {
            sql = sql
                .sql(" AND (due_on, rank) > (")
                .day(due)
                .sql(", ")
                .number(rank)
                .sql(")");
        }
        sql
    };
    ask.states.timed().into_iter().map(branch).collect()
}

/// The index of a facet or of states alone, a branch for each state.
fn rank_branches(ask: &Ask, asker: Asker, leading: Option<&Facet>) -> Vec<Sql> {
    let branch = |status: Option<Status>| {
        let state = status.map(|status| Sql::new(format!("status = '{status}'")));
        let bounds = ranges(ask, asker, ask.order());
        let parts: Vec<Sql> = leading
            .map(|facet| facet.leading.clone())
            .into_iter()
            .chain(state)
            .chain(bounds.into_iter().map(|range| range("rank")))
            .collect();
        if parts.is_empty() {
            Sql::new("rank > 0")
        } else {
            Sql::joined(parts, " AND ")
        }
    };
    match ask.states.listed() {
        None => vec![branch(None)],
        Some(listed) => listed.into_iter().map(Some).map(branch).collect(),
    }
}
