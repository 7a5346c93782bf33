//! The register as open data: one line an habilitation, comma, UTF-8, a header, dates as `AAAA-MM-JJ`.

use super::pages::holder_name;
use super::store::{self, Holder, Right};
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::kernel::spreadsheet::harmless;

/// Lines read together.
const BATCH: i64 = 500;
/// Lines given at most.
const MOST: i64 = 50_000;
/// What each column holds.
const HEADER: [&str; 12] = [
    "numero",
    "service",
    "titulaire",
    "siren",
    "fondement",
    "niveau",
    "donnees_identite",
    "donnees_complementaires",
    "texte",
    "accordee_le",
    "terminee_le",
    "situation",
];

/// The lines in which every word sought begins one of theirs.
pub(super) fn csv(c: &mut Conn, sought: &str) -> Result<Vec<u8>, Fault> {
    let broken = Fault::other("writing the register");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(&broken)?;
    let mut offset = 0;
    while offset < MOST {
        let rows = store::register(c, sought, (offset, BATCH))?;
        let last = i64::try_from(rows.len()).unwrap_or(BATCH) < BATCH;
        for (right, holder) in &rows {
            writer.write_record(cells(right, holder)).map_err(&broken)?;
        }
        if last {
            break;
        }
        offset += BATCH;
    }
    writer
        .into_inner()
        .map_err(|error| Fault::other("writing the register")(error.to_string()))
}

fn cells(right: &Right, holder: &Holder) -> [String; 12] {
    let claims: Vec<&str> = right.claims.0.iter().map(|claim| claim.as_str()).collect();
    let ended = right.ended_at.map(|at| at.paris_day().to_string());
    let state = if ended.is_some() {
        "terminee"
    } else {
        "en_vigueur"
    };
    [
        right.number.clone(),
        harmless(&right.service_name).into_owned(),
        harmless(&holder_name(Some(holder))).into_owned(),
        if holder.named {
            right.siren.clone()
        } else {
            String::new()
        },
        right.legal_basis.to_string(),
        right.level.to_string(),
        claims.join(" "),
        right.data_apis.0.join(" "),
        harmless(&right.legal_text).into_owned(),
        right.granted_at.paris_day().to_string(),
        ended.unwrap_or_default(),
        state.to_owned(),
    ]
}
