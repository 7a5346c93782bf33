//! The pages of the administration, with samples of each.

use serde::Serialize;
use uuid::Uuid;

use super::demonstration::DemonstrationPage;
use super::store::Account;
use super::urls;
use crate::kernel::clock::Instant;
use crate::kernel::outbox::{JobId, Undelivered};
use crate::kernel::text;
use crate::shell::{AccountId, Crumb, FormState, Page, PageEntry, Role};

/// Every page of this room.
#[must_use]
pub fn pages() -> Vec<PageEntry> {
    vec![
        PageEntry::of::<HomePage>(),
        PageEntry::of::<AccountsPage>(),
        PageEntry::of::<AccountPage>(),
        PageEntry::of::<OutboxPage>(),
        PageEntry::of::<DemonstrationPage>(),
    ]
}

/// Accounts on one page of the list.
pub(super) const PER_PAGE: i64 = 50;

fn home() -> Crumb {
    Crumb::new(urls::HOME, "Administration")
}

/// The French word for a staff role.
fn role_label(role: Role) -> &'static str {
    match role {
        Role::Reviewer => "Juriste instructeur",
        Role::Officer => "Chargé de qualification",
        Role::Supervisor => "Responsable",
        Role::Administrator => "Administrateur",
        Role::Auditor => "Auditeur",
    }
}

fn role_hint(role: Role) -> &'static str {
    match role {
        Role::Reviewer => "Instruit les demandes",
        Role::Officer => "Vérifie les intégrations",
        Role::Supervisor => "Prend les décisions à deux, règle l'expérimentation",
        Role::Administrator => "Gère les comptes et les réglages",
        Role::Auditor => "Lit tout, ne change rien",
    }
}

/// Where the administration begins.
#[derive(Debug, Clone, Serialize)]
pub(super) struct HomePage {
    accounts: &'static str,
    outbox: &'static str,
    journal: &'static str,
}

impl HomePage {
    pub(super) fn new() -> Self {
        Self {
            accounts: urls::ACCOUNTS,
            outbox: urls::OUTBOX,
            journal: "/journal",
        }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "admin/home.html";

    fn title(&self) -> String {
        "Administration".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new("/compte", "Mon compte")]
    }

    fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

#[derive(Debug, Clone, Serialize)]
struct AccountRow {
    name: String,
    email: String,
    roles: String,
    state: &'static str,
    state_kind: &'static str,
    second_factor: bool,
    url: String,
}

impl From<&Account> for AccountRow {
    fn from(account: &Account) -> Self {
        let (state, state_kind) = state(account);
        Self {
            name: account.name.clone(),
            email: account.email.clone(),
            roles: account
                .roles
                .iter()
                .copied()
                .map(role_label)
                .collect::<Vec<_>>()
                .join(", "),
            state,
            state_kind,
            second_factor: account.second_factor,
            url: urls::account(account.id),
        }
    }
}

fn state(account: &Account) -> (&'static str, &'static str) {
    match (account.disabled_at, account.confirmed) {
        (Some(_), _) => ("Désactivé", "error"),
        (None, false) => ("Adresse à confirmer", "warning"),
        (None, true) => ("Actif", "success"),
    }
}

/// Accounts, listed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AccountsPage {
    accounts: Vec<AccountRow>,
    count: String,
    form: FormState,
    kinds: Vec<Choice>,
    action: &'static str,
    page: i64,
    pages: i64,
    href: String,
}

#[derive(Debug, Clone, Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// What was asked of the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Search {
    pub(super) text: String,
    pub(super) staff: bool,
    pub(super) page: i64,
}

impl AccountsPage {
    pub(super) fn new(search: &Search, accounts: &[Account], total: i64) -> Self {
        let kind = if search.staff { "agents" } else { "tous" };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("recherche", &search.text)
            .append_pair("qui", kind)
            .finish();
        Self {
            accounts: accounts.iter().map(AccountRow::from).collect(),
            count: text::count(total, "compte", "comptes"),
            form: FormState::empty()
                .with("recherche", search.text.as_str())
                .with("qui", kind),
            kinds: vec![
                Choice {
                    value: "tous",
                    label: "Tous les comptes",
                    hint: "",
                },
                Choice {
                    value: "agents",
                    label: "Agents seulement",
                    hint: "",
                },
            ],
            action: urls::ACCOUNTS,
            page: search.page,
            pages: (total + PER_PAGE - 1) / PER_PAGE,
            href: format!("{}?{query}&page=", urls::ACCOUNTS),
        }
    }
}

impl Page for AccountsPage {
    const TEMPLATE: &'static str = "admin/accounts.html";

    fn title(&self) -> String {
        "Comptes".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let accounts = [sample(1, Role::ALL), sample(2, &[]), disabled()];
        let search = Search {
            text: "l&a <b>".to_owned(),
            staff: true,
            page: 2,
        };
        vec![
            Self::new(&search, &accounts, 151),
            Self::new(
                &Search {
                    page: 1,
                    ..Search::default()
                },
                &[],
                0,
            ),
        ]
    }
}

/// One account.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AccountPage {
    account: AccountRow,
    created_at: Instant,
    disabled_at: Option<Instant>,
    version: i32,
    manages: bool,
    own: bool,
    form: FormState,
    roles: Vec<Choice>,
    roles_url: String,
    disable_url: Option<String>,
    enable_url: Option<String>,
    second_factor_url: Option<String>,
}

impl AccountPage {
    /// As `viewer` sees it; only administrators may change it.
    pub(super) fn new(account: &Account, viewer: AccountId, manages: bool) -> Self {
        let (own, id) = (account.id == viewer, account.id);
        let disabled = account.disabled_at.is_some();
        let held = account.roles.iter().map(|role| role.as_str());
        Self {
            account: account.into(),
            created_at: account.created_at,
            disabled_at: account.disabled_at,
            version: account.version,
            manages,
            own,
            form: FormState::empty().with_list("roles", held),
            roles: Role::ALL
                .iter()
                .map(|role| Choice {
                    value: role.as_str(),
                    label: role_label(*role),
                    hint: role_hint(*role),
                })
                .collect(),
            roles_url: urls::roles(id),
            disable_url: (manages && !own && !disabled).then(|| urls::disable(id)),
            enable_url: (manages && disabled).then(|| urls::enable(id)),
            second_factor_url: (manages && !own && account.second_factor)
                .then(|| urls::second_factor(id)),
        }
    }
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "admin/account.html";

    fn title(&self) -> String {
        self.account.name.clone()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home(), Crumb::new(urls::ACCOUNTS, "Comptes")]
    }

    fn samples() -> Vec<Self> {
        let viewer = AccountId(Uuid::from_u128(1));
        vec![
            Self::new(&sample(1, Role::ALL), viewer, true),
            Self::new(&sample(2, &[]), viewer, true),
            Self::new(&sample(2, &[Role::Reviewer]), viewer, false),
            Self::new(&disabled(), viewer, true),
        ]
    }
}

/// Effects that were not carried out.
#[derive(Debug, Clone, Serialize)]
pub(super) struct OutboxPage {
    jobs: Vec<JobRow>,
    more: i64,
    manages: bool,
}

#[derive(Debug, Clone, Serialize)]
struct JobRow {
    kind: String,
    due_at: Instant,
    attempts: i32,
    error: String,
    gave_up_at: Option<Instant>,
    retry_url: String,
}

impl OutboxPage {
    /// Jobs shown at most.
    const SHOWN: usize = 200;

    pub(super) fn new(jobs: Vec<Undelivered>, manages: bool) -> Self {
        let more = i64::try_from(jobs.len().saturating_sub(Self::SHOWN)).unwrap_or(i64::MAX);
        let row = |job: Undelivered| JobRow {
            kind: job.kind,
            due_at: job.due_at,
            attempts: job.attempts,
            error: job.last_error.unwrap_or_default(),
            gave_up_at: job.gave_up_at,
            retry_url: urls::retry(job.id),
        };
        Self {
            jobs: jobs.into_iter().take(Self::SHOWN).map(row).collect(),
            more,
            manages,
        }
    }
}

impl Page for OutboxPage {
    const TEMPLATE: &'static str = "admin/outbox.html";

    fn title(&self) -> String {
        "Envois".to_owned()
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![home()]
    }

    fn samples() -> Vec<Self> {
        let at = Instant::new(chrono::DateTime::UNIX_EPOCH);
        let job = |id, gave_up_at| Undelivered {
            id: JobId(Uuid::from_u128(id)),
            kind: "requests.submitted_mail".to_owned(),
            due_at: at,
            attempts: 3,
            last_error: Some("smtp: <refused>".to_owned()),
            gave_up_at,
        };
        let many = (0..202).map(|id| job(id, Some(at))).collect();
        vec![
            Self::new(vec![job(1, Some(at)), job(2, None)], true),
            Self::new(many, false),
            Self::new(Vec::new(), true),
        ]
    }
}

fn sample(id: u128, roles: &[Role]) -> Account {
    Account {
        id: AccountId(Uuid::from_u128(id)),
        name: "Élodie d'Ys <script>".to_owned(),
        email: "elodie@exemple.fr".to_owned(),
        roles: roles.to_vec(),
        created_at: Instant::new(chrono::DateTime::UNIX_EPOCH),
        confirmed: id == 1,
        second_factor: true,
        disabled_at: None,
        version: 1,
    }
}

fn disabled() -> Account {
    Account {
        disabled_at: Some(Instant::new(chrono::DateTime::UNIX_EPOCH)),
        ..sample(3, &[])
    }
}
