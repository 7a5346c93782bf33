//! Test identities and the mock identity providers that vouch for them.
//!
//! Those that come with the sandbox are data (`people.csv`); a service adds its own, which nobody else sees. What an
//! identity provider says is judged and put in its final form here, so that the provider only reads claims.

mod all;
mod catalogue;
mod forms;
mod model;
mod notice;
mod own;
mod pages;
mod providers;
mod said;
mod store;
mod urls;
mod web;

pub use all::{find, for_service, own_of};
pub use catalogue::all;
pub use forms::{Choice, FIELDS, answers, blank, genders, typed};
pub use model::{Claims, Family, Gender, Identity, IdentityId, Rnipp};
pub use notice::notice;
pub use own::{MOST_OWN, NewIdentity, OwnError, OwnId, add, remove};
pub use pages::pages;
pub use providers::{IdentityProvider, Level, providers};
pub use said::{FRANCE, Registry, Said, is_commune, is_country, is_name, presumed};
pub use web::routes;
