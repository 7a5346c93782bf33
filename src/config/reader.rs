//! Turns the texts of settings into values and tells every mistake.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::{Config, Documents, KEYS, KeySource, MailUrl, Mode, PREFIX, PasswordCost, parse_key};
use crate::kernel::db::DbUrl;
use crate::kernel::fetch::Reach;
use crate::kernel::files::{Clamd, S3Keys};
use crate::kernel::webhook::Webhook;

/// A person waits for the registry no longer than for a slow page.
const REGISTRY_BUDGET: Duration = Duration::from_millis(2_500);
/// Ten calls a second: more than a team that tries something makes, less than a loop.
const SANDBOX_RATE: u32 = 600;
const MAIL_FROM: &str = "Guichet <ne-pas-repondre@guichet.invalid>";

pub(super) fn file_values(file: &str, mistakes: &mut Vec<String>) -> BTreeMap<String, String> {
    let table = match file.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            mistakes.push(format!("guichet.toml: {}", error.message()));
            return BTreeMap::new();
        }
    };
    let mut values = BTreeMap::new();
    for (key, value) in table {
        match value {
            _ if !KEYS.contains(&key.as_str()) => {
                mistakes.push(format!(
                    "guichet.toml: unknown key {key}; the known ones are {}",
                    KEYS.join(", ")
                ));
            }
            toml::Value::String(text) => {
                values.insert(key, text);
            }
            toml::Value::Integer(number) => {
                values.insert(key, number.to_string());
            }
            toml::Value::Boolean(yes) => {
                values.insert(key, yes.to_string());
            }
            _ => mistakes.push(format!(
                "guichet.toml: {key} must be a text, a number or a boolean"
            )),
        }
    }
    values
}

pub(super) struct Reader<'a> {
    pub(super) values: BTreeMap<String, String>,
    pub(super) mistakes: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn take<T>(
        &mut self,
        key: &str,
        rule: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.values.get(key)?;
        let value = parse(text.trim());
        if value.is_none() {
            self.mistakes
                .push(format!("{PREFIX}{}: {rule}", key.to_uppercase()));
        }
        value
    }

    pub(super) fn read(mut self) -> Option<Config> {
        let mode = self
            .take("mode", "expected development or production", mode)
            .unwrap_or(Mode::Development);
        let http_listen = self
            .take(
                "http_listen",
                "expected ADDRESS:PORT, such as 127.0.0.1:8080",
                |text| text.parse().ok(),
            )
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let public_url = self
            .take(
                "public_url",
                "expected http(s)://HOST, without a path",
                public_url,
            )
            .or_else(|| Url::parse(&format!("http://{http_listen}")).ok())?;
        let data_dir: PathBuf = self
            .values
            .get("data_dir")
            .map_or_else(|| "data".into(), Into::into);
        let config = Config {
            mode,
            http_listen,
            public_url,
            database_url: self
                .take(
                    "database_url",
                    "expected sqlite:PATH or postgres://USER@HOST/DATABASE",
                    |text| text.parse().ok(),
                )
                .unwrap_or_else(|| DbUrl::Sqlite(data_dir.join("guichet.db"))),
            mail_url: self
                .take(
                    "mail_url",
                    "expected smtp://HOST:PORT or smtps://HOST",
                    smtp_url,
                )
                .unwrap_or(MailUrl::LocalMailbox),
            mail_from: self
                .values
                .remove("mail_from")
                .unwrap_or_else(|| MAIL_FROM.to_owned()),
            trusted_proxy: self.trusted_proxy(),
            sandbox_traces: self.sandbox_traces(),
            documents: self.documents(),
            clamav: self.clamav(),
            registry_url: self.registry_url(),
            registry_budget: self.registry_budget(),
            url_checks: self.url_checks(),
            sandbox_rate: self.sandbox_rate(),
            registrar: self.registrar(),
            password_cost: self.password_cost(),
            sandbox: self.sandbox(),
            key: self.key(mode, &data_dir),
            data_dir,
        };
        self.check_production(&config);
        Some(config)
    }

    fn trusted_proxy(&mut self) -> bool {
        let rule = "expected true or false";
        self.take("trusted_proxy", rule, |text| text.parse().ok())
            .unwrap_or(false)
    }

    fn clamav(&mut self) -> Option<Clamd> {
        self.take(
            "clamav_url",
            "expected tcp://HOST:PORT or unix:/PATH",
            |text| text.parse().ok(),
        )
    }

    fn registry_url(&mut self) -> Option<Url> {
        let rule = "expected http(s)://HOST, with a path if needed, without a query";
        self.take("registry_url", rule, bare_url)
    }

    fn registry_budget(&mut self) -> Duration {
        let rule = "expected a number of milliseconds from 100 to 30000";
        self.take("registry_timeout_ms", rule, registry_budget)
            .unwrap_or(REGISTRY_BUDGET)
    }

    fn url_checks(&mut self) -> Reach {
        self.take("url_checks", "expected public, off or loopback", reach)
            .unwrap_or(Reach::Public)
    }

    fn sandbox_rate(&mut self) -> u32 {
        let rule = "expected a number of calls a minute, 0 for no limit";
        self.take("sandbox_rate", rule, |text| text.parse().ok())
            .unwrap_or(SANDBOX_RATE)
    }

    fn password_cost(&mut self) -> PasswordCost {
        self.take("password_cost", "expected normal or test", password_cost)
            .unwrap_or(PasswordCost::Normal)
    }

    fn sandbox(&mut self) -> Option<Url> {
        let rule = "expected http(s)://HOST/PATH, without a query";
        self.take("sandbox_issuer", rule, bare_url)
    }

    fn sandbox_traces(&mut self) -> bool {
        self.take("sandbox_traces", "expected true or false", |text| {
            text.parse().ok()
        })
        .unwrap_or(true)
    }

    fn documents(&mut self) -> Documents {
        let rule = "expected s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]";
        let url = self.take("documents_url", rule, |text| text.parse().ok());
        let id = self.values.remove("documents_key");
        let secret = self.values.remove("documents_secret");
        match (url, id, secret) {
            (Some(url), Some(id), Some(secret)) => Documents::Bucket(
                url,
                S3Keys {
                    id,
                    secret: secret.into(),
                },
            ),
            (Some(_), _, _) => {
                self.mistakes.push(
                    "GUICHET_DOCUMENTS_KEY and GUICHET_DOCUMENTS_SECRET: required with GUICHET_DOCUMENTS_URL"
                        .to_owned(),
                );
                Documents::Folder
            }
            (None, _, _) => Documents::Folder,
        }
    }

    fn registrar(&mut self) -> Option<Webhook> {
        let rule = "expected https://HOST, with a path if needed, without a query";
        let url = self.take("registrar_url", rule, bare_url)?;
        let rule = "expected whsec_ and the base64 of 24 to 64 bytes (openssl rand -base64 32)";
        let key = self.take("registrar_key", rule, |text| text.parse().ok());
        if key.is_none() && !self.values.contains_key("registrar_key") {
            self.mistakes
                .push("GUICHET_REGISTRAR_KEY: required with GUICHET_REGISTRAR_URL".to_owned());
        }
        Some(Webhook::new(url, key?))
    }

    fn key(&mut self, mode: Mode, data_dir: &Path) -> KeySource {
        if let Some(text) = self.values.remove("secret_key") {
            if parse_key(text.trim()).is_none() {
                self.mistakes.push(
                    "GUICHET_SECRET_KEY: expected 64 hexadecimal digits (openssl rand -hex 32)"
                        .to_owned(),
                );
            }
            return KeySource::Given(text.into());
        }
        if let Some(path) = self.values.remove("secret_key_file") {
            return KeySource::File(path.into());
        }
        if mode == Mode::Production {
            self.mistakes.push(
                "GUICHET_SECRET_KEY or GUICHET_SECRET_KEY_FILE: required in production (openssl rand -hex 32)".to_owned(),
            );
        }
        KeySource::File(data_dir.join("secret.key"))
    }

    fn check_production(&mut self, config: &Config) {
        if config.mode != Mode::Production {
            return;
        }
        if !config.https() {
            self.mistakes
                .push("GUICHET_PUBLIC_URL: must start with https:// in production".to_owned());
        }
        if config.mail_url == MailUrl::LocalMailbox {
            self.mistakes.push(
                "GUICHET_MAIL_URL: the local mailbox is refused in production; give smtp(s)://HOST"
                    .to_owned(),
            );
        }
        if config.url_checks == Reach::Loopback {
            self.mistakes
                .push("GUICHET_URL_CHECKS: loopback is refused in production".to_owned());
        }
        if config
            .registrar
            .as_ref()
            .is_some_and(|told| !told.is_private())
        {
            self.mistakes
                .push("GUICHET_REGISTRAR_URL: must start with https:// in production".to_owned());
        }
        if config.password_cost == PasswordCost::Test {
            self.mistakes
                .push("GUICHET_PASSWORD_COST: test is refused in production".to_owned());
        }
    }
}

fn mode(text: &str) -> Option<Mode> {
    match text {
        "development" => Some(Mode::Development),
        "production" => Some(Mode::Production),
        _ => None,
    }
}

fn reach(text: &str) -> Option<Reach> {
    match text {
        "public" => Some(Reach::Public),
        "off" => Some(Reach::Off),
        "loopback" => Some(Reach::Loopback),
        _ => None,
    }
}

fn password_cost(text: &str) -> Option<PasswordCost> {
    match text {
        "normal" => Some(PasswordCost::Normal),
        "test" => Some(PasswordCost::Test),
        _ => None,
    }
}

/// An address with a path, maybe, and nothing after it.
fn bare_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.query().is_none()
        && url.fragment().is_none();
    (plain && url.host_str().is_some()).then_some(url)
}

fn registry_budget(text: &str) -> Option<Duration> {
    let milliseconds = text.parse::<u64>().ok()?;
    (100..=30_000)
        .contains(&milliseconds)
        .then(|| Duration::from_millis(milliseconds))
}

fn public_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty();
    (bare && url.host_str().is_some()).then_some(url)
}

fn smtp_url(text: &str) -> Option<MailUrl> {
    text.parse().ok().map(MailUrl::Smtp)
}
