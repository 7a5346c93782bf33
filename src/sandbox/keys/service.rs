//! Use cases of the keys: make the first ones, rotate them.

use chrono::Duration;
use serde_json::json;

use super::making;
use super::model::{ANNOUNCED_MINUTES, Alg, Made};
use super::ring::PURPOSE;
use crate::kernel::clock::Instant;
use crate::kernel::ctx::{Ctx, Sources};
use crate::kernel::db::{Conn, Db};
use crate::kernel::error::{Failure, Fault, Outcome};
use crate::kernel::journal::{self, Entry};
use crate::sandbox::store;

/// A key that was made, for the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// The label of the new key.
    pub kid: String,
    /// From when it signs.
    pub signs_from: Instant,
    /// Until when the former one stays published.
    pub former_until: Instant,
}

/// Makes the first keys, unless there are some; gives all of them. Blocks: making a key takes a while.
pub fn prepare(db: &Db, sources: &Sources) -> Result<Vec<Made>, Fault> {
    let known = db
        .read_now(|c| Ok(store::keys(c)?))
        .map_err(Failure::into_fault)?;
    if Alg::ALL
        .iter()
        .all(|alg| known.iter().any(|key| key.alg == *alg))
    {
        return Ok(known);
    }
    let ctx = sources.system_ctx("sandbox");
    let new = make_all(&ctx, &known, ctx.now)?;
    db.write_now(|tx| {
        // Another node may have been faster: its keys are the ones.
        let present = store::keys(tx)?;
        for key in new
            .iter()
            .filter(|key| !present.iter().any(|known| known.alg == key.alg))
        {
            save(tx, &ctx, key, "sandbox.key_made")?;
        }
        Ok(store::keys(tx)?)
    })
    .map_err(Failure::into_fault)
}

/// Announces a new key of each algorithm; the former ones stay published for `overlap` after the new ones sign.
pub fn rotate(db: &Db, sources: &Sources, overlap: Duration) -> Result<Vec<Rotated>, Fault> {
    let known = prepare(db, sources)?;
    let ctx = sources.system_ctx("command line");
    let signs_from = ctx.now.plus(Duration::minutes(ANNOUNCED_MINUTES));
    let former_until = signs_from.plus(overlap);
    let new = make_all(&ctx, &known, signs_from)?;
    let done: Outcome<()> = db.write_now(|tx| {
        store::retire_keys(tx, former_until)?;
        for key in &new {
            save(tx, &ctx, key, "sandbox.key_rotated")?;
        }
        Ok(())
    });
    done.map_err(Failure::into_fault)?;
    let told = |key: Made| Rotated {
        kid: key.kid,
        signs_from,
        former_until,
    };
    Ok(new.into_iter().map(told).collect())
}

fn make_all(ctx: &Ctx, known: &[Made], signs_from: Instant) -> Result<Vec<Made>, Fault> {
    let make = |alg: &Alg| {
        let number = known.iter().filter(|key| key.alg == *alg).count() + 1;
        let kid = alg.kid(number);
        let (private, public) = making::pair(*alg, &kid)?;
        Ok(Made {
            sealed: ctx.vault().seal(PURPOSE, &kid, &private)?,
            kid,
            alg: *alg,
            public,
            created_at: ctx.now,
            signs_from,
            published_until: None,
        })
    };
    Alg::ALL.iter().map(make).collect()
}

fn save(tx: &mut Conn, ctx: &Ctx, key: &Made, event: &'static str) -> Result<(), Fault> {
    let id: uuid::Uuid = ctx.new_id();
    store::insert_key(tx, key)?;
    let data = json!({ "kid": key.kid, "signs_from": key.signs_from.rfc3339() });
    journal::record(tx, ctx, Entry::new(event, "sandbox_key", id).data(data))
}
