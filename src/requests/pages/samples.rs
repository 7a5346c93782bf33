//! Values that show everything the templates can show.
#![expect(
    clippy::expect_used,
    reason = "fixed values, read at start and in tests only"
)]

use uuid::Uuid;

use super::SectionData;
use crate::kernel::clock::{Day, Instant};
use crate::kernel::db::types::Json;
use crate::kernel::files::FileState;
use crate::organisations::{
    ActivityCode, Address, Details, Found, LegalCategory, Lookup, Organisation, OrganisationId,
    Provenance, RegistryState, Siret,
};
use crate::requests::contacts::ContactLine;
use crate::requests::corrections::{Correction, CorrectionId};
use crate::requests::model::{
    ApiWish, AssuranceLevel, Claim, ClaimWish, Commitment, Company, ConfirmedRole, Contact,
    DataApi, DocumentId, DocumentKind, Dossier, GrantTerms, Habilitation, HabilitationId,
    LegalBasis, MediaType, Reach, Request, RequestId, Transfer, TransferId, TransferStatus,
    UrlCheck, UrlOutcome, VersionId, Withdrawal, WithdrawalReason, Withheld,
};
use crate::requests::rules::{Facts, check};
use crate::requests::service::{FiledDocument, FiledVersion};
use crate::requests::state::{Decided, RequestState, Status};
use crate::requests::store::{Decision, Document, Holder, Mark, Right};
use crate::requests::thread::ThreadCard;
use crate::requests::urls;
use crate::shell::AccountId;

/// Monday 2 March 2026, midnight in Paris.
pub(super) fn now() -> Instant {
    Day::parse("2026-03-02").expect("a day").start()
}

pub(super) fn request(state: RequestState) -> Request {
    let filed = !matches!(state, RequestState::Draft);
    let running = matches!(
        state,
        RequestState::Submitted { .. }
            | RequestState::InReview { .. }
            | RequestState::Waitlisted { .. }
    );
    let due = Day::parse("2026-03-09").filter(|_| running);
    Request {
        id: RequestId(Uuid::from_u128(1)),
        number: "D-2026-000123".to_owned(),
        organisation: OrganisationId(Uuid::from_u128(2)),
        siren: Siret::parse("73282932000074").expect("a SIRET").siren(),
        author: AccountId(Uuid::from_u128(3)),
        basis: LegalBasis::Experiment,
        sector: None,
        state,
        version: 4,
        title: "Mes démarches".to_owned(),
        submitted_at: filed.then(now),
        first_submitted_at: filed.then(now),
        rank_at: None,
        state_since: now(),
        suspended_seconds: 0,
        review_due_on: due,
        silent_on: due,
        decided_at: None,
        copied_from: None,
        amends: None,
        members_may: Reach::Submit,
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn decided() -> Decided {
    Decided {
        by: Uuid::from_u128(4),
        at: now(),
    }
}

pub(super) fn dossier(basis: LegalBasis) -> Dossier {
    let person = Contact {
        family_name: "Martin".to_owned(),
        given_name: "Claire".to_owned(),
        email: "claire@exemple.fr".to_owned(),
        phone: "06 12 34 56 78".to_owned(),
        job: "Directrice".to_owned(),
    };
    Dossier {
        filer: Company {
            siret: "73282932000074".to_owned(),
            name: "Ville d'Exemple".to_owned(),
            legal_category: "7210".to_owned(),
            activity: "84.11Z".to_owned(),
            address: "1 place de la Mairie, 35000 Rennes".to_owned(),
            created_on: "1990-01-01".to_owned(),
            state: "open".to_owned(),
            verified: false,
        },
        basis: basis.as_str().to_owned(),
        service_name: "Mes démarches".to_owned(),
        description: "Un portail 🙂 <script>".to_owned(),
        service_url: "https://demarches.exemple.fr/".to_owned(),
        launch_on: "2026-09-01".to_owned(),
        yearly_volume: "25000".to_owned(),
        level: "eidas1".to_owned(),
        claims: vec![ClaimWish {
            claim: Claim::FamilyName,
            justification: "Retrouver le dossier.".to_owned(),
        }],
        apis: vec![ApiWish {
            api: DataApi::CnafMsa,
            scopes: vec!["cnaf_quotient_familial".to_owned()],
            justification: "Calculer le tarif.".to_owned(),
        }],
        retention_months: "24".to_owned(),
        controller: person.clone(),
        dpo: person,
        commitments: vec![Commitment::Terms],
        ..Dossier::default()
    }
}

/// A town.
pub(super) fn organisation() -> Organisation {
    Organisation {
        id: OrganisationId(Uuid::from_u128(2)),
        siret: Siret::parse("21350238800019").expect("a SIRET"),
        details: Details {
            name: "Commune de Val-d'Exemple <b>".to_owned(),
            legal_category: LegalCategory::parse("7210").expect("a legal category"),
            activity: ActivityCode::parse("84.11Z").expect("an activity code"),
            address: Address {
                street: "1 place de la Mairie".to_owned(),
                postal_code: "35000".to_owned(),
                city: "Val-d'Exemple".to_owned(),
            },
            founded_on: Day::parse("1998-07-14").expect("a day"),
            state: RegistryState::Open,
        },
        provenance: Provenance::Unverified,
        finding: None,
        checked_at: None,
        created_at: now(),
        version: 1,
    }
}

/// A section's data, with a file and something missing.
pub(super) fn section(basis: LegalBasis) -> SectionData {
    let request = request(RequestState::Draft);
    let dossier = dossier(basis);
    let facts = Facts {
        today: now().paris_day(),
        documents: &[],
    };
    SectionData {
        problems: check(&dossier, &facts),
        request,
        dossier,
        edition: 1,
        mark: Some(Mark {
            by: AccountId(Uuid::from_u128(3)),
            at: now(),
            page: String::new(),
            told_at: now(),
        }),
        aside: None,
        checks: vec![UrlCheck {
            field: "service_url".to_owned(),
            url: "https://demarches.exemple.fr/".to_owned(),
            outcome: UrlOutcome::TooSlow,
            status: None,
            checked_at: now(),
        }],
        viewer: AccountId(Uuid::from_u128(3)),
        page: Uuid::from_u128(9).to_string(),
        today: now().paris_day(),
        documents: vec![document()],
        states: [(document().storage_key, FileState::Infected)].into(),
        corrections: corrections(),
    }
}

/// A mock-up.
pub(super) fn document() -> Document {
    Document {
        id: DocumentId(Uuid::from_u128(5)),
        kind: DocumentKind::Mockup,
        file_name: "maquette <1>.png".to_owned(),
        media_type: MediaType::Png,
        size: 123_456,
        sha256: "0".repeat(64),
        storage_key: Uuid::from_u128(5).to_string(),
        uploaded_at: now(),
        removed_at: None,
    }
}

/// A contact who confirmed, and another who was asked.
pub(super) fn contacts() -> Vec<ContactLine> {
    vec![
        ContactLine {
            role: "Responsable de traitement",
            state: "Rôle confirmé le 2 mars 2026".to_owned(),
            again_url: String::new(),
        },
        ContactLine {
            role: "Délégué à la protection des données",
            state: "Lien expiré le 1er mars 2026, sans réponse".to_owned(),
            again_url: urls::ask_contact_again(RequestId(Uuid::from_u128(1)), ConfirmedRole::Dpo),
        },
    ]
}

/// A version with a file.
pub(super) fn filed() -> FiledVersion {
    let document = document();
    FiledVersion {
        format: 1,
        number: "D-2026-000123".to_owned(),
        submitted_at: now(),
        dossier: dossier(LegalBasis::Experiment),
        documents: vec![FiledDocument {
            id: document.id,
            kind: document.kind,
            file_name: document.file_name,
            media_type: document.media_type,
            size: document.size,
            sha256: document.sha256,
        }],
    }
}

/// An habilitation in force.
pub(super) fn habilitation() -> Habilitation {
    Habilitation {
        id: HabilitationId(Uuid::from_u128(6)),
        number: "H-2026-000045".to_owned(),
        request: RequestId(Uuid::from_u128(1)),
        version: VersionId(Uuid::from_u128(7)),
        organisation: OrganisationId(Uuid::from_u128(2)),
        siren: "732829320".to_owned(),
        basis: LegalBasis::Experiment,
        level: AssuranceLevel::Eidas1,
        claims: vec![Claim::FamilyName],
        data_scopes: vec!["cnaf_quotient_familial".to_owned()],
        legal_text: "Arrêté d'expérimentation".to_owned(),
        service_name: "Mes démarches".to_owned(),
        granted_at: now(),
        ended_at: None,
        replaced_by: None,
        terms: terms(),
    }
}

/// Terms of a grant, with something of each kind.
pub(super) fn terms() -> GrantTerms {
    let held = Withheld {
        scope: "gender".to_owned(),
        reason: "Le service n'en a <b>pas</b> besoin.".to_owned(),
    };
    GrantTerms::kept(vec![held], vec!["Informer les usagers.".to_owned()])
}

/// A decision that led to `kind`.
pub(super) fn decision(kind: Status) -> Decision {
    Decision {
        id: crate::requests::model::DecisionId(Uuid::from_u128(9)),
        kind,
        reason: "Le texte cité n'impose pas de vérifier l'identité.\nVoir <article 2>.".to_owned(),
        legal_reference: "Arrêté du 8 novembre 2018, article 2".to_owned(),
        decided_at: now(),
        decided_by: None,
        seconded_by: None,
    }
}

/// A thread with something new.
pub(super) fn thread_card() -> ThreadCard {
    ThreadCard {
        url: urls::messages(RequestId(Uuid::from_u128(1))),
        unread: 2,
        last: "Bonjour <b>".to_owned(),
        by: "Jules Robert".to_owned(),
        at: Some(now()),
        may_write: true,
    }
}

/// What the registry tells: of the town, of a closed company, of nobody, nothing.
pub(super) fn lookups() -> Vec<super::Establishment> {
    let town = organisation();
    let found = |category: &str, state| {
        let found = Found {
            name: Some(town.details.name.clone()),
            legal_category: LegalCategory::parse(category).ok(),
            founded_on: Some(town.details.founded_on),
            ..Found::bare(town.siret, state)
        };
        Lookup::Found(Box::new(found), town.created_at)
    };
    [
        found("7210", RegistryState::Open),
        found("5710", RegistryState::Open),
        found("5710", RegistryState::Closed),
        Lookup::Unknown,
        Lookup::Unavailable,
        Lookup::Off,
    ]
    .map(|lookup| super::Establishment {
        siret: town.siret,
        lookup,
        today: town.details.founded_on,
    })
    .into()
}

/// An habilitation in the register, and its holder.
pub(super) fn right() -> (Right, Holder) {
    let right = Right {
        id: HabilitationId(Uuid::from_u128(7)),
        number: "H-2026-000045".to_owned(),
        service_name: "Mes <démarches>".to_owned(),
        siren: "213502388".to_owned(),
        legal_basis: LegalBasis::Administration,
        level: AssuranceLevel::Eidas1,
        claims: Json(vec![Claim::GivenName]),
        data_apis: Json(Vec::new()),
        legal_text: "Arrêté du 8 novembre 2018".to_owned(),
        granted_at: now(),
        ended_at: None,
    };
    let holder = Holder {
        holder_name: "Commune de <Val>".to_owned(),
        named: true,
    };
    (right, holder)
}

/// An offer that waits.
pub(super) fn transfer() -> Transfer {
    Transfer {
        id: TransferId(Uuid::from_u128(8)),
        request: RequestId(Uuid::from_u128(1)),
        from: AccountId(Uuid::from_u128(3)),
        to: AccountId(Uuid::from_u128(9)),
        message: "Je pars en congé, <merci>.".to_owned(),
        status: TransferStatus::Pending,
        asked_by: AccountId(Uuid::from_u128(3)),
        asked_at: now(),
        expires_at: now(),
    }
}

/// A withdrawal with its comment.
pub(super) fn withdrawal() -> Withdrawal {
    Withdrawal {
        reason: WithdrawalReason::Other,
        comment: "Le service change <b>.".to_owned(),
        at: now(),
    }
}

/// A correction that was told and answered.
pub(super) fn corrections() -> Vec<Correction> {
    vec![Correction {
        id: CorrectionId(Uuid::from_u128(6)),
        field: "service_name".to_owned(),
        body: "Le nom doit être celui que les usagers <verront>.".to_owned(),
        was: "Portail".to_owned(),
        told_at: Some(now()),
        closed_at: None,
        answer: "C'est corrigé.".to_owned(),
    }]
}
