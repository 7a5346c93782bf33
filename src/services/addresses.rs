//! Rules on the addresses of a client: URLs by use and environment, IP addresses and ranges.

use std::collections::BTreeSet;

use url::{Host, Url};

use super::client::Environment;

/// Longest address, in bytes.
const URL_MAX: usize = 1024;
/// Top-level names that never lead to a public site (RFC 2606, RFC 6761, RFC 6762).
const RESERVED_TLDS: [&str; 6] = [
    "localhost",
    "local",
    "test",
    "example",
    "invalid",
    "internal",
];

/// What an address must satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand {
    /// Only https will do.
    https: bool,
    /// A public name with a top-level domain: no localhost, no bare IP address.
    public_name: bool,
}

impl Demand {
    /// A page of the service that shows the button: public, in every environment.
    #[must_use]
    pub const fn site() -> Self {
        Self {
            https: true,
            public_name: true,
        }
    }

    /// A redirect address: free in the sandbox, strict in production.
    #[must_use]
    pub const fn redirect(environment: Environment) -> Self {
        match environment {
            Environment::Sandbox => Self {
                https: false,
                public_name: false,
            },
            Environment::Production => Self {
                https: true,
                public_name: true,
            },
        }
    }

    /// A document that the provider fetches (sector identifier, keys).
    #[must_use]
    pub const fn document(environment: Environment) -> Self {
        match environment {
            Environment::Sandbox => Self {
                https: true,
                public_name: false,
            },
            Environment::Production => Self {
                https: true,
                public_name: true,
            },
        }
    }
}

/// Checks one address; the error is a French sentence that names it.
pub fn url(value: &str, demand: Demand) -> Result<(), String> {
    let shown = short(value);
    if value.len() > URL_MAX {
        return Err(format!("L'adresse « {shown} » dépasse 1 024 caractères."));
    }
    let malformed = || {
        format!(
            "« {shown} » n'est pas une adresse web complète. Exemple : https://demarches.exemple.fr/retour."
        )
    };
    if value
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Err(malformed());
    }
    let parsed = Url::parse(value).map_err(|_| malformed())?;
    match (parsed.scheme(), demand.https) {
        ("https", _) | ("http", false) => {}
        (_, true) => {
            return Err(format!(
                "L'adresse « {shown} » doit commencer par https://."
            ));
        }
        (_, false) => {
            return Err(format!(
                "L'adresse « {shown} » doit commencer par https:// ou http://."
            ));
        }
    }
    if !value
        .get(parsed.scheme().len()..)
        .is_some_and(|rest| rest.starts_with("://"))
    {
        return Err(malformed());
    }
    let Some(host) = parsed.host() else {
        return Err(malformed());
    };
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(format!(
            "L'adresse « {shown} » ne doit pas contenir d'identifiant ni de mot de passe."
        ));
    }
    if parsed.fragment().is_some() {
        return Err(format!(
            "L'adresse « {shown} » ne doit pas contenir de fragment (#)."
        ));
    }
    if value.contains('*') {
        return Err(format!(
            "L'adresse « {shown} » doit être exacte : le caractère * n'est pas accepté."
        ));
    }
    if demand.public_name {
        public_name(&host, &shown)
    } else {
        Ok(())
    }
}

fn public_name(host: &Host<&str>, shown: &str) -> Result<(), String> {
    let Host::Domain(domain) = host else {
        return Err(format!(
            "L'adresse « {shown} » doit utiliser un nom de domaine, pas une adresse IP."
        ));
    };
    let Some((_, tld)) = domain.rsplit_once('.') else {
        return Err(format!(
            "L'adresse « {shown} » doit utiliser un nom de domaine public, pas localhost ni un nom interne."
        ));
    };
    if RESERVED_TLDS.contains(&tld) {
        return Err(format!(
            "L'adresse « {shown} » utilise un nom réservé aux essais (.{tld})."
        ));
    }
    let is_tld = tld.len() >= 2
        && (tld.starts_with("xn--") || tld.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if is_tld {
        Ok(())
    } else {
        Err(format!(
            "L'adresse « {shown} » doit se terminer par une extension comme .fr."
        ))
    }
}

/// Whether well-formed addresses lead to more than one host.
#[must_use]
pub fn several_hosts(addresses: &[String]) -> bool {
    let hosts: BTreeSet<String> = addresses
        .iter()
        .filter_map(|address| Url::parse(address).ok()?.host_str().map(str::to_owned))
        .collect();
    hosts.len() > 1
}

/// Whether the text is an IP address or a CIDR range, version 4 or 6.
#[must_use]
pub fn is_ip_or_range(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok() || value.parse::<ipnet::IpNet>().is_ok()
}

/// A value cut so that it fits in a sentence.
#[must_use]
pub fn short(value: &str) -> String {
    const SHOWN: usize = 80;
    if value.chars().count() <= SHOWN {
        return value.to_owned();
    }
    value.chars().take(SHOWN).chain(['…']).collect()
}
