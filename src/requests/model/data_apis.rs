//! The data interfaces: what a service may ask other administrations once a person has signed in.
//!
//! A scope gives the right to call the data provider; the data never comes in the identity answer.

use crate::text_enum;

text_enum! {
    /// A data provider's interface.
    pub enum DataApi {
        /// Tax administration.
        Dgfip = "dgfip",
        /// Health insurance.
        Cnam = "cnam",
        /// Supplementary health cover.
        Dss = "dss",
        /// Family benefits.
        CnafMsa = "cnaf_msa",
        /// Student grants.
        Cnous = "cnous",
        /// Student status.
        Mesri = "mesri",
        /// Employment service.
        FranceTravail = "france_travail",
        /// Vehicle registration.
        Ants = "ants",
        /// National service.
        Dsnj = "dsnj",
        /// Civic service.
        ServiceCivique = "service_civique",
    }
}

/// One piece of data that an interface gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataScope {
    /// The `OpenID` Connect scope.
    pub code: &'static str,
    /// The words shown to people.
    pub label: &'static str,
}

impl DataApi {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Dgfip => "API Impôt particulier (DGFiP)",
            Self::Cnam => "API Droits et indemnités de l'Assurance maladie (CNAM)",
            Self::Dss => "Complémentaire santé solidaire (DSS)",
            Self::CnafMsa => "Prestations familiales (CNAF et MSA)",
            Self::Cnous => "Statut d'étudiant boursier (CNOUS)",
            Self::Mesri => "Statut d'étudiant (ministère de l'Enseignement supérieur)",
            Self::FranceTravail => "Demandeurs d'emploi (France Travail)",
            Self::Ants => "Immatriculation des véhicules (ANTS)",
            Self::Dsnj => "Service national (DSNJ)",
            Self::ServiceCivique => "Service civique (Agence du service civique)",
        }
    }

    /// Whether FranceConnect+ gives access to it.
    #[must_use]
    pub const fn with_eidas2(self) -> bool {
        matches!(self, Self::Dgfip | Self::Cnam | Self::Cnous)
    }

    /// What can be asked of it.
    #[must_use]
    pub const fn scopes(self) -> &'static [DataScope] {
        match self {
            Self::Dgfip => DGFIP,
            Self::Cnam => CNAM,
            Self::Dss => DSS,
            Self::CnafMsa => CNAF_MSA,
            Self::Cnous => CNOUS,
            Self::Mesri => MESRI,
            Self::FranceTravail => FRANCE_TRAVAIL,
            Self::Ants => ANTS,
            Self::Dsnj => DSNJ,
            Self::ServiceCivique => SERVICE_CIVIQUE,
        }
    }

    /// Whether `code` is one of its scopes.
    #[must_use]
    pub fn offers(self, code: &str) -> bool {
        self.scopes().iter().any(|known| known.code == code)
    }
}

const fn scope(code: &'static str, label: &'static str) -> DataScope {
    DataScope { code, label }
}

const DGFIP: &[DataScope] = &[
    scope("dgfip_rfr", "Revenu fiscal de référence"),
    scope("dgfip_nbpart", "Nombre de parts"),
    scope("dgfip_sitfam", "Situation de famille"),
    scope("dgfip_nbpac", "Nombre de personnes à charge"),
    scope("dgfip_pac", "Personnes à charge"),
    scope("dgfip_pac_nbPac", "Détail des personnes à charge"),
    scope("dgfip_aft", "Adresse fiscale"),
    scope("dgfip_inddeficit", "Indicateur de déficit"),
    scope("dgfip_pariso", "Indicateur de parent isolé"),
    scope("dgfip_decl", "Déclarations"),
    scope("dgfip_mntRevbareme", "Montant des revenus au barème"),
    scope(
        "dgfip_indiIFI",
        "Indicateur d'impôt sur la fortune immobilière",
    ),
    scope("dgfip_annee_n_moins_1", "Année N-1"),
    scope("dgfip_annee_n_moins_2", "Année N-2"),
    scope("dgfip_annee_n_moins_3", "Année N-3"),
    scope(
        "dgfip_annee_n_moins_2_si_indispo_n_moins_1",
        "Année N-2 si N-1 est indisponible",
    ),
    scope("dgfip_nmUsaDec1", "Nom d'usage du déclarant 1"),
    scope("dgfip_nmUsaDec2", "Nom d'usage du déclarant 2"),
    scope("dgfip_nmNaiDec1", "Nom de naissance du déclarant 1"),
    scope("dgfip_nmNaiDec2", "Nom de naissance du déclarant 2"),
    scope("dgfip_prnmDec1", "Prénoms du déclarant 1"),
    scope("dgfip_prnmDec2", "Prénoms du déclarant 2"),
    scope("dgfip_dateNaisDec1", "Date de naissance du déclarant 1"),
    scope("dgfip_dateNaisDec2", "Date de naissance du déclarant 2"),
    scope("dgfip_locaux_th", "Locaux d'habitation"),
    scope("dgfip_locaux_th_ident", "Locaux : identifiant"),
    scope("dgfip_locaux_th_Nat", "Locaux : nature"),
    scope("dgfip_locaux_th_Tax", "Locaux : taxation"),
    scope("dgfip_locaux_th_Aff", "Locaux : affectation"),
    scope(
        "dgfip_RevDecl_Cat1_Tspr",
        "Revenus déclarés : traitements, salaires, pensions",
    ),
    scope(
        "dgfip_RevDecl_Cat1_RentOn",
        "Revenus déclarés : rentes viagères",
    ),
    scope(
        "dgfip_RevDecl_Cat2_Rcm",
        "Revenus déclarés : capitaux mobiliers",
    ),
    scope("dgfip_RevDecl_Cat3_PMV", "Revenus déclarés : plus-values"),
    scope(
        "dgfip_RevDecl_Cat4_Ref",
        "Revenus déclarés : revenus fonciers",
    ),
    scope(
        "dgfip_RevDecl_Cat5_NonSal",
        "Revenus déclarés : non salariés",
    ),
    scope(
        "dgfip_RevNets_Cat1_Tspr",
        "Revenus nets : traitements, salaires, pensions",
    ),
    scope(
        "dgfip_RevNets_Cat1_RentOn",
        "Revenus nets : rentes viagères",
    ),
    scope(
        "dgfip_RevNets_Cat2_Rcm",
        "Revenus nets : capitaux mobiliers",
    ),
    scope("dgfip_RevNets_Cat3_PMV", "Revenus nets : plus-values"),
    scope("dgfip_RevNets_Cat4_Ref", "Revenus nets : revenus fonciers"),
    scope("dgfip_RevNets_Cat5_NonSal", "Revenus nets : non salariés"),
    scope(
        "dgfip_PaDeduc_EnfMaj",
        "Pensions déduites : enfants majeurs",
    ),
    scope("dgfip_PaDeduc_Autres", "Pensions déduites : autres"),
    scope("dgfip_EpargRetrDeduc", "Épargne retraite déduite"),
];

const CNAM: &[DataScope] = &[
    scope("droits_assurance_maladie", "Droits à l'assurance maladie"),
    scope("cnam_beneficiaires", "Bénéficiaires"),
    scope("cnam_contrats", "Contrats complémentaires"),
    scope("cnam_caisse", "Caisse de rattachement"),
    scope("cnam_exonerations", "Exonérations"),
    scope("cnam_medecin_traitant", "Médecin traitant"),
    scope(
        "cnam_presence_medecin_traitant",
        "Présence d'un médecin traitant",
    ),
    scope("cnam_paiements_ij", "Paiements d'indemnités journalières"),
];

const DSS: &[DataScope] = &[scope(
    "complementaire_sante_solidaire",
    "Statut de la complémentaire santé solidaire",
)];

const DSNJ: &[DataScope] = &[scope(
    "dsnj_statut_service_national",
    "Situation au regard du service national",
)];

const FRANCE_TRAVAIL: &[DataScope] = &[
    scope("api_fc-liste-paiementsv1", "Paiements versés"),
    scope("api_fc-statutaugmentev1", "Statut de demandeur d'emploi"),
];

const CNAF_MSA: &[DataScope] = &[
    scope("cnaf_quotient_familial", "Quotient familial"),
    scope("cnaf_allocataires", "Allocataires"),
    scope("cnaf_enfants", "Enfants"),
    scope("cnaf_adresse", "Adresse"),
    scope(
        "allocation_adulte_handicape",
        "Allocation aux adultes handicapés",
    ),
    scope(
        "allocation_soutien_familial",
        "Allocation de soutien familial",
    ),
    scope("prime_activite", "Prime d'activité"),
    scope("prime_activite_majoration", "Prime d'activité : majoration"),
    scope("revenu_solidarite_active", "Revenu de solidarité active"),
    scope(
        "revenu_solidarite_active_majoration",
        "Revenu de solidarité active : majoration",
    ),
];

const CNOUS: &[DataScope] = &[
    scope("cnous_statut_boursier", "Statut de boursier"),
    scope("cnous_echelon_bourse", "Échelon de la bourse"),
    scope("cnous_email", "Adresse électronique"),
    scope("cnous_periode_versement", "Période de versement"),
    scope("cnous_statut_bourse", "État de la bourse"),
    scope("cnous_ville_etudes", "Ville d'études"),
    scope("cnous_identite", "Identité"),
];

const MESRI: &[DataScope] = &[
    scope("mesri_identite", "Identité"),
    scope("mesri_admissions", "Admissions"),
    scope("mesri_admission_inscrit", "Inscription"),
    scope("mesri_admission_regime_formation", "Régime de formation"),
    scope("mesri_admission_commune_etudes", "Commune d'études"),
    scope(
        "mesri_admission_etablissement_etude",
        "Établissement d'études",
    ),
];

const ANTS: &[DataScope] = &[
    scope(
        "ants_extrait_immatriculation_vehicule_identite_particulier",
        "Identité du particulier",
    ),
    scope(
        "ants_extrait_immatriculation_vehicule_adresse_particulier",
        "Adresse du particulier",
    ),
    scope(
        "ants_extrait_immatriculation_vehicule_statut_rattachement",
        "Rattachement au véhicule",
    ),
    scope(
        "ants_extrait_immatriculation_vehicule_donnees_immatriculation_vehicule",
        "Données d'immatriculation",
    ),
    scope(
        "ants_extrait_immatriculation_vehicule_caracteristiques_techniques_vehicule",
        "Caractéristiques techniques",
    ),
];

const SERVICE_CIVIQUE: &[DataScope] = &[
    scope("gip_mds_service_civique_statut_actuel", "Statut actuel"),
    scope("gip_mds_service_civique_statut_passe", "Statut passé"),
    scope(
        "gip_mds_service_civique_organisme_accueil",
        "Organisme d'accueil",
    ),
    scope("gip_mds_service_civique_dates", "Dates"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_belongs_to_one_interface_only() {
        let mut seen = std::collections::BTreeSet::new();
        for api in DataApi::ALL {
            assert!(!api.scopes().is_empty());
            for known in api.scopes() {
                assert!(seen.insert(known.code), "{} twice", known.code);
                assert!(api.offers(known.code));
            }
        }
        assert!(!DataApi::Dss.offers("dgfip_rfr"));
    }
}
