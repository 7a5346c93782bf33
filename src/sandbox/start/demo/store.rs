//! Rows of `sandbox_demos`.

use diesel::prelude::*;

use crate::kernel::ctx::Ctx;
use crate::kernel::db::{BothExt, Conn};
use crate::schema::sandbox_demos;
use crate::services::{ClientKey, ServiceId};

/// The client of the demonstration of a service, with its sealed secret.
pub(super) fn find(c: &mut Conn, service: ServiceId) -> QueryResult<Option<(ClientKey, String)>> {
    sandbox_demos::table
        .find(service)
        .select((sandbox_demos::client_id, sandbox_demos::secret_sealed))
        .first(c)
        .optional()
}

/// Keeps another client for the demonstration of a service.
pub(super) fn keep(
    tx: &mut Conn,
    ctx: &Ctx,
    service: ServiceId,
    (client, secret_sealed): (ClientKey, &str),
) -> QueryResult<()> {
    diesel::insert_into(sandbox_demos::table)
        .values((
            sandbox_demos::service_id.eq(service),
            sandbox_demos::client_id.eq(client),
            sandbox_demos::secret_sealed.eq(secret_sealed),
            sandbox_demos::made_at.eq(ctx.now),
        ))
        .on_conflict(sandbox_demos::service_id)
        .do_update()
        .set((
            sandbox_demos::client_id.eq(client),
            sandbox_demos::secret_sealed.eq(secret_sealed),
            sandbox_demos::made_at.eq(ctx.now),
        ))
        .both()
        .execute(tx)?;
    Ok(())
}
