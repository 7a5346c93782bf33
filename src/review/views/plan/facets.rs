//! What narrows the queue, each as the index that leads with it and as a check on an entry.

use super::{Asker, ENTRIES};
use crate::kernel::db::assembled::Sql;
use crate::review::queue::{Ask, Company, Holder};

/// What narrows the rows.
pub(super) struct Facet {
    /// The table whose index leads with it.
    pub(super) table: &'static str,
    /// The condition there.
    pub(super) leading: Sql,
    /// The same on an entry `e`.
    pub(super) check: Sql,
    /// Whether its index goes by state, and by nothing else.
    pub(super) by_state: bool,
}

/// What narrows, the narrowest first.
pub(super) fn facets(ask: &Ask, company: Option<Company>, asker: Asker) -> Vec<Facet> {
    let column = |name: &'static str, value: Sql| Facet {
        table: ENTRIES,
        leading: Sql::new(name).then(value.clone()),
        check: Sql::new("e.").sql(name).then(value),
        by_state: false,
    };
    let many = |table: &'static str, name: &'static str, value: Sql| Facet {
        table,
        leading: Sql::new(name).then(value.clone()),
        check: Sql::new(format!("(SELECT 1 FROM {table} m WHERE m.{name}"))
            .then(value)
            .sql(" AND m.status = e.status AND m.rank = e.rank) IS NOT NULL"),
        by_state: false,
    };
    let equal = |code: &'static str| Sql::new(format!(" = '{code}'"));
    let mut facets = Vec::new();
    if let Some(Company { siren, siret }) = company {
        facets.push(column("siren", Sql::new(" = ").text(siren)));
        if let Some(siret) = siret {
            let id = Sql::new(" = (SELECT id FROM organisations WHERE siret = ")
                .text(siret)
                .sql(")");
            facets.push(column("organisation_id", id));
        }
    }
    if let Some(tag) = ask.tag {
        facets.push(many("queue_tags", "tag_id", Sql::new(" = ").id(tag)));
    }
    if let Some(holder) = ask.holder {
        let is = |id| column("reviewer_id", Sql::new(" = ").id(id));
        facets.push(match holder {
            Holder::Me => is(asker.me.0),
            Holder::Person(id) => is(id),
            Holder::Nobody => Facet {
                by_state: true,
                ..column("reviewer_id", Sql::new(" IS NULL"))
            },
        });
    }
    facets.extend(
        ask.sector
            .map(|sector| column("sector", equal(sector.as_str()))),
    );
    facets.extend(
        ask.claim
            .map(|claim| many("queue_claims", "claim", equal(claim.as_str()))),
    );
    facets.extend(
        ask.basis
            .map(|basis| column("legal_basis", equal(basis.as_str()))),
    );
    facets.extend(
        ask.level
            .map(|level| column("level", equal(level.as_str()))),
    );
    facets
}
