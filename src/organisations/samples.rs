//! Organisations and people that don't exist, to show every page with.
#![expect(
    clippy::expect_used,
    reason = "fixed values, read at start and in tests only"
)]

use chrono::{DateTime, Duration};
use uuid::Uuid;

use super::model::{
    Address, Details, InvitationId, JoinRequestId, Organisation, OrganisationId, Provenance,
    RegistryState, Role,
};
use super::pages::MembersData;
use super::registry::{Found, Lookup};
use super::{ActivityCode, LegalCategory, Siret, views};
use crate::kernel::clock::{Day, Instant};
use crate::shell::actor::AccountId;

const NAME: &str = "Élodie d'Ys <script>";
const EMAIL: &str = "elodie@exemple.fr";

fn now() -> Instant {
    Instant::new(DateTime::UNIX_EPOCH)
}

fn contact() -> views::Contact {
    views::Contact {
        name: NAME.to_owned(),
        email: EMAIL.to_owned(),
    }
}

/// A town whose details were typed by hand.
pub(super) fn town() -> Organisation {
    let details = details(
        "Commune de Val-d'Exemple <b>",
        ("7210", "84.11Z"),
        RegistryState::Open,
    );
    organisation(1, "21350238800019", details, Provenance::Unverified)
}

/// A company that the registry knows, and that has ceased.
pub(super) fn company() -> Organisation {
    let details = details("Exemple & Fils", ("5710", "62.01Z"), RegistryState::Closed);
    organisation(2, "73282932000074", details, Provenance::Registry)
}

fn details(name: &str, (category, activity): (&str, &str), state: RegistryState) -> Details {
    Details {
        name: name.to_owned(),
        legal_category: LegalCategory::parse(category).expect("a legal category"),
        activity: ActivityCode::parse(activity).expect("an activity code"),
        address: Address {
            street: "1 place de la Mairie".to_owned(),
            postal_code: "35000".to_owned(),
            city: "Val-d'Exemple".to_owned(),
        },
        founded_on: Day::parse("1998-07-14").expect("a day"),
        state,
    }
}

fn organisation(id: u128, siret: &str, details: Details, provenance: Provenance) -> Organisation {
    Organisation {
        id: OrganisationId(Uuid::from_u128(id)),
        siret: Siret::parse(siret).expect("a SIRET"),
        details,
        provenance,
        finding: None,
        checked_at: None,
        created_at: now(),
        version: 1,
    }
}

/// What the registry tells of the town.
pub(super) fn found(state: RegistryState) -> Found {
    let town = town();
    Found {
        name: Some(town.details.name),
        legal_category: Some(town.details.legal_category),
        activity: Some(town.details.activity),
        street: Some(town.details.address.street),
        postal_code: Some(town.details.address.postal_code),
        city: Some(town.details.address.city),
        founded_on: Some(town.details.founded_on),
        head_office: Siret::parse("73282932000074").ok(),
        ..Found::bare(town.siret, state)
    }
}

/// What the registry tells of a natural person who restricted the diffusion.
pub(super) fn restricted() -> Lookup {
    let person = Found {
        legal_category: LegalCategory::parse("1000").ok(),
        restricted: true,
        ..found(RegistryState::Open)
    };
    Lookup::Found(Box::new(person.respecting_restriction()), now())
}

/// A wish of the person.
pub(super) fn own_wish() -> views::OwnWish {
    views::OwnWish {
        id: JoinRequestId(Uuid::nil()),
        siret: "73282932000074".to_owned(),
        asked_at: now(),
    }
}

/// An organisation with somebody in every place.
pub(super) fn members(viewer: Role) -> MembersData {
    let member = |id, role| views::Member {
        account: AccountId(Uuid::from_u128(id)),
        contact: contact(),
        role,
        joined_at: now(),
    };
    let invited = |id, hours| views::Invitation {
        id: InvitationId(Uuid::from_u128(id)),
        email: EMAIL.to_owned(),
        role: Role::Reader,
        invited_at: now(),
        expires_at: now().plus(Duration::hours(hours)),
    };
    MembersData {
        organisation: town(),
        viewer: (AccountId(Uuid::from_u128(1)), viewer),
        now: now(),
        members: vec![
            member(1, viewer),
            member(2, Role::Administrator),
            member(3, Role::Member),
        ],
        asked: vec![views::Joining {
            id: JoinRequestId(Uuid::from_u128(9)),
            contact: contact(),
            asked_at: now(),
        }],
        invited: vec![invited(11, 24), invited(12, -1)],
    }
}
