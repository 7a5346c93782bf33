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
}

/// What narrows, the narrowest first.
pub(super) fn facets(ask: &Ask, company: Option<Company>, asker: Asker) -> Vec<Facet> {
    let column = |name: &'static str, value: Sql| Facet {
        table: ENTRIES,
        leading: Sql::new(name).then(value.clone()),
        check: Sql::new("e.").sql(name).then(value),
    };
    let many = |table: &'static str, name: &'static str, value: Sql| Facet {
        table,
        leading: Sql::new(name).then(value.clone()),
        check: Sql::new(format!("(SELECT 1 FROM {table} m WHERE m.{name}"))
            .then(value)
            .sql(" AND m.status = e.status AND m.rank = e.rank) IS NOT NULL"),
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
        let value = match holder {
            Holder::Me => Sql::new(" = ").id(asker.me),
            Holder::Person(id) => Sql::new(" = ").id(id),
            Holder::Nobody => Sql::new(" IS NULL"),
        };
        facets.push(column("reviewer_id", value));
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
