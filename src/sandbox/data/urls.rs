//! The addresses of the mock data providers.

/// Health insurance: the rights of the person.
pub const CNAM: &str = "/bac-a-sable/donnees/cnam/droits";
/// The tax administration, a year of income at a time; the path is that of the real interface.
pub const DGFIP: &str =
    "/bac-a-sable/donnees/dgfip/impotparticulier/1.0/situations/ir/assiettes/annrev/{annee}";
