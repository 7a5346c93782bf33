//! The client of a vendor: what the registry tells of it is not left to be typed.

use crate::organisations::{Found, Siret, asked_registry};
use crate::requests::model::{Company, Section};
use crate::requests::service::SaveSection;
use crate::shell::{PageError, Web};

/// The answers, with those that the registry gives of the client named by its SIRET. Its silence changes nothing.
pub(super) async fn filled(web: &Web, cmd: SaveSection) -> Result<SaveSection, PageError> {
    let named = Siret::parse(&cmd.answers.client.siret);
    let (Section::Organisation, Ok(siret)) = (cmd.section, named) else {
        return Ok(cmd);
    };
    let lookup = asked_registry(web, siret).await?;
    let mut cmd = cmd;
    if let Some(found) = lookup.found() {
        put_right(&mut cmd.answers.client, found);
    }
    Ok(cmd)
}

fn put_right(client: &mut Company, found: &Found) {
    let address = match (&found.street, &found.postal_code, &found.city) {
        (Some(street), Some(code), Some(city)) => Some(format!("{street}, {code} {city}")),
        _ => None,
    };
    let told = [
        (&mut client.name, found.name.clone()),
        (
            &mut client.legal_category,
            found.legal_category.as_ref().map(|c| c.code().to_owned()),
        ),
        (
            &mut client.activity,
            found.activity.as_ref().map(ToString::to_string),
        ),
        (&mut client.address, address),
        (
            &mut client.created_on,
            found.founded_on.map(|day| day.to_string()),
        ),
        (&mut client.state, Some(found.state.as_str().to_owned())),
    ];
    for (slot, value) in told {
        if let Some(value) = value {
            *slot = value;
        }
    }
}
