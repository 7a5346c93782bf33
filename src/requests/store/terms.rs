//! The words under which a submitted request is found, kept beside its entry in the queue.

use diesel::prelude::*;

use crate::kernel::db::Conn;
use crate::kernel::search;
use crate::requests::model::RequestId;
use crate::schema::queue_entries;

/// Replaces the words of a request, which is in the queue, by those of `texts`.
pub fn index_words(tx: &mut Conn, request: RequestId, texts: &[&str]) -> QueryResult<()> {
    let rank = queue_entries::table
        .filter(queue_entries::request_id.eq(request))
        .select(queue_entries::rank)
        .first::<i64>(tx)?;
    search::put(tx, rank, texts)
}
