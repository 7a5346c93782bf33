//! What anybody may read: whether a paper is genuine, and the register of habilitations.

use serde::Serialize;

use crate::kernel::text::{french_date, french_date_time};
use crate::organisations::Siren;
use crate::requests::service::Proven;
use crate::requests::store::{Holder, Right};
use crate::requests::urls;
use crate::shell::{Crumb, FormState, Page};

/// How a natural person stands in the register.
pub(in crate::requests) const UNNAMED: &str = "Personne physique";

/// Something proven, by its label.
#[derive(Debug, Clone, Serialize)]
struct Fact {
    label: &'static str,
    value: String,
}

/// Whether a paper is genuine.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct VerifyPage {
    form: FormState,
    action: &'static str,
    asked: String,
    proven: bool,
    kind: &'static str,
    ended: bool,
    facts: Vec<Fact>,
}

impl VerifyPage {
    /// Asks for a code.
    pub(in crate::requests) fn ask() -> Self {
        Self::new("", None)
    }

    /// What a code proves.
    pub(in crate::requests) fn new(asked: &str, proven: Option<&Proven>) -> Self {
        let (kind, ended, facts) = match proven {
            None => ("", false, Vec::new()),
            Some(Proven::Version(number, ordinal, sha256, at)) => {
                let facts = vec![
                    fact("Demande", number.clone()),
                    fact("Version", ordinal.to_string()),
                    fact("Déposée le", french_date_time(*at)),
                    fact("Empreinte de la version (SHA-256)", sha256.clone()),
                ];
                ("Ce dossier a bien été déposé", false, facts)
            }
            Some(Proven::Decision(number, kind, at)) => {
                let facts = vec![
                    fact("Demande", number.clone()),
                    fact("Décision", kind.label().to_owned()),
                    fact("Prise le", french_date(*at)),
                ];
                ("Cette décision a bien été prise", false, facts)
            }
            Some(Proven::Habilitation(right, holder, sha256)) => (
                "Cette habilitation a bien été accordée",
                right.ended_at.is_some(),
                right_facts(right, holder.as_ref(), sha256),
            ),
        };
        Self {
            form: FormState::empty().with("code", asked),
            action: urls::VERIFY,
            asked: asked.to_owned(),
            proven: proven.is_some(),
            kind,
            ended,
            facts,
        }
    }
}

fn fact(label: &'static str, value: String) -> Fact {
    Fact { label, value }
}

fn right_facts(right: &Right, holder: Option<&Holder>, sha256: &str) -> Vec<Fact> {
    vec![
        fact("Habilitation", right.number.clone()),
        fact("Titulaire", holder_name(holder)),
        fact("Service", right.service_name.clone()),
        fact("Fondement juridique", right.legal_basis.label().to_owned()),
        fact("Niveau de garantie", right.level.label().to_owned()),
        fact("Accordée le", french_date(right.granted_at)),
        fact("Situation", state(right)),
        fact("Empreinte de la version (SHA-256)", sha256.to_owned()),
    ]
}

/// The name that may be told.
pub(in crate::requests) fn holder_name(holder: Option<&Holder>) -> String {
    holder
        .filter(|holder| holder.named)
        .map_or_else(|| UNNAMED.to_owned(), |holder| holder.holder_name.clone())
}

fn state(right: &Right) -> String {
    right.ended_at.map_or_else(
        || "En vigueur".to_owned(),
        |at| format!("Terminée le {}", french_date(at)),
    )
}

impl Page for VerifyPage {
    const TEMPLATE: &'static str = "requests/verify.html";

    fn title(&self) -> String {
        "Vérifier un document".to_owned()
    }

    fn samples() -> Vec<Self> {
        let (right, holder) = super::samples::right();
        let ended = Right {
            ended_at: Some(right.granted_at),
            ..right.clone()
        };
        let code = "H-2026-000045-7K3Q-0MZX-9T3B";
        let sha256 = "0".repeat(64);
        let of =
            |right| Proven::Habilitation(Box::new(right), Some(holder.clone()), sha256.clone());
        let version = Proven::Version(
            "D-2026-000123".to_owned(),
            2,
            sha256.clone(),
            right.granted_at,
        );
        let decision = Proven::Decision(
            "D-2026-000123".to_owned(),
            crate::requests::state::Status::Refused,
            right.granted_at,
        );
        vec![
            Self::ask(),
            Self::new(code, None),
            Self::new(code, Some(&decision)),
            Self::new(code, Some(&version)),
            Self::new(code, Some(&of(right.clone()))),
            Self::new(code, Some(&of(ended))),
        ]
    }
}

/// One line of the register.
#[derive(Debug, Clone, Serialize)]
struct Row {
    number: String,
    service: String,
    holder: String,
    siren: String,
    basis: &'static str,
    granted_on: String,
    state: String,
    in_force: bool,
}

/// The register of habilitations.
#[derive(Debug, Clone, Serialize)]
pub(in crate::requests) struct RegisterPage {
    form: FormState,
    action: &'static str,
    rows: Vec<Row>,
    sought: String,
    csv_url: String,
    previous_url: String,
    next_url: String,
}

impl RegisterPage {
    pub(in crate::requests) fn new(
        rows: &[(Right, Holder)],
        sought: &str,
        (page, more): (i64, bool),
    ) -> Self {
        let at = |page: i64| urls::register(sought, page);
        Self {
            form: FormState::empty().with("q", sought),
            action: urls::REGISTER,
            rows: rows.iter().map(row).collect(),
            sought: sought.to_owned(),
            csv_url: urls::register_csv(sought),
            previous_url: if page > 1 {
                at(page - 1)
            } else {
                String::new()
            },
            next_url: if more { at(page + 1) } else { String::new() },
        }
    }
}

fn row((right, holder): &(Right, Holder)) -> Row {
    let siren = Siren::parse(&right.siren).map_or_else(|_| right.siren.clone(), Siren::spaced);
    Row {
        number: right.number.clone(),
        service: right.service_name.clone(),
        holder: holder_name(Some(holder)),
        siren: if holder.named { siren } else { String::new() },
        basis: right.legal_basis.label(),
        granted_on: french_date(right.granted_at),
        state: state(right),
        in_force: right.ended_at.is_none(),
    }
}

impl Page for RegisterPage {
    const TEMPLATE: &'static str = "requests/register.html";

    fn title(&self) -> String {
        "Registre des habilitations".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        Vec::new()
    }

    fn samples() -> Vec<Self> {
        let (right, holder) = super::samples::right();
        let unnamed = Holder {
            holder_name: String::new(),
            named: false,
        };
        let ended = Right {
            ended_at: Some(right.granted_at),
            ..right.clone()
        };
        vec![
            Self::new(&[(right, holder), (ended, unnamed)], "ville", (2, true)),
            Self::new(&[], "<b>", (1, false)),
            Self::new(&[], "", (1, false)),
        ]
    }
}
