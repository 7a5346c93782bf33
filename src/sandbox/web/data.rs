//! The endpoints of the mock data providers. A program calls them with the access token of a flow, as it calls userinfo.

use super::answers::{At, json, refuse_json};
use super::{input, userinfo};
use crate::kernel::error::Fault as Broken;
use crate::sandbox::data::{Answered, Asked, of_health, of_taxes};
use crate::sandbox::fault::Fault;
use crate::sandbox::trace::Stage;
use crate::shell::{Answer, Path, Web};

pub(super) async fn health(web: Web) -> Answer {
    given(&web, of_health).await
}

pub(super) async fn taxes(web: Web, year: Path<String>) -> Answer {
    let year = year.parse::<i32>().unwrap_or_default();
    given(&web, move |asked| of_taxes(asked, year)).await
}

/// Answers for the person behind the token.
async fn given(web: &Web, answer: impl FnOnce(&Asked<'_>) -> Answered) -> Answer {
    let mut at = At::new(Stage::Data, &input::query(web));
    let Some(token) = userinfo::bearer(web) else {
        return refuse_json(web, at, Fault::TokenAbsent.into());
    };
    at.request
        .push(("authorization".to_owned(), format!("Bearer {token}")));
    let (flow, client) = match userinfo::behind(web, token).await? {
        Ok(found) => found,
        Err((trace, client, refused)) => {
            return refuse_json(
                web,
                At {
                    trace,
                    client,
                    ..at
                },
                refused,
            );
        }
    };
    let broken = || Broken::inconsistent("sandbox_flows", flow.id);
    let signed = flow.signed.as_ref().ok_or_else(broken)?;
    let at = at.of(flow.id).by(&client.client_id);
    let answered = answer(&Asked {
        identity: &signed.identity,
        scopes: &flow.asked.scopes,
        today: web.ctx().now.paris_day(),
    });
    match answered {
        Ok(data) => json(web, at, &data),
        Err(refused) => refuse_json(web, at, refused),
    }
}
