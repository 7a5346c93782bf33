//! The identities that everybody may use.

use super::model::{Claims, Family, Gender, Identity, IdentityId, Rnipp};
use crate::kernel::db::Conn;
use crate::kernel::error::Fault;
use crate::services::ServiceId;

/// The identities that come with the sandbox, by family.
#[must_use]
pub fn all() -> Vec<Identity> {
    vec![Identity {
        id: IdentityId("test".to_owned()),
        label: "Angela Claire Louise Dubois".to_owned(),
        family: Family::Ordinary,
        claims: Claims {
            given_names: ["Angela", "Claire", "Louise"].map(str::to_owned).to_vec(),
            family_name: "DUBOIS".to_owned(),
            preferred_username: None,
            gender: Gender::Female,
            birthdate: "1962-08-24".to_owned(),
            idp_birthdate: "1962-08-24".to_owned(),
            birthplace: "75107".to_owned(),
            birthcountry: "99100".to_owned(),
            email: Some("angela.dubois@exemple.fr".to_owned()),
        },
        providers: Vec::new(),
        rnipp: Rnipp::Found,
    }]
}

/// The identities that a service may use: those of everybody, and its own.
pub fn for_service(_c: &mut Conn, _service: ServiceId) -> Result<Vec<Identity>, Fault> {
    Ok(all())
}

/// One identity that a service may use.
pub fn find(c: &mut Conn, service: ServiceId, id: &IdentityId) -> Result<Option<Identity>, Fault> {
    let known = for_service(c, service)?;
    Ok(known.into_iter().find(|identity| identity.id == *id))
}
