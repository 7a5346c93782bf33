//! Settings: defaults, then `guichet.toml`, then `GUICHET_*` variables. Every mistake is told at once, and an
//! unknown key is one.
//!
//! | variable | key in `guichet.toml` | default |
//! |---|---|---|
//! | `GUICHET_MODE` | `mode` | `development` |
//! | `GUICHET_HTTP_LISTEN` | `http_listen` | `127.0.0.1:8080` |
//! | `GUICHET_PUBLIC_URL` | `public_url` | `http://` + the listening address |
//! | `GUICHET_DATA_DIR` | `data_dir` | `data` |
//! | `GUICHET_DATABASE_URL` | `database_url` | `sqlite:` + the data folder + `/guichet.db` |
//! | `GUICHET_MAIL_URL` | `mail_url` | the local mailbox |
//! | `GUICHET_MAIL_FROM` | `mail_from` | `Guichet <ne-pas-repondre@guichet.invalid>` |
//! | `GUICHET_SECRET_KEY` | `secret_key` | made at first start in development; required in production |
//! | `GUICHET_SECRET_KEY_FILE` | `secret_key_file` | the data folder + `/secret.key` |
//! | `GUICHET_TRUSTED_PROXY` | `trusted_proxy` | `false`: `X-Forwarded-For` is not believed |
//! | `GUICHET_DOCUMENTS_URL` | `documents_url` | the data folder + `/documents`; else `s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME]` |
//! | `GUICHET_DOCUMENTS_KEY` | `documents_key` | the access key of the bucket; required with it |
//! | `GUICHET_DOCUMENTS_SECRET` | `documents_secret` | its secret half |
//! | `GUICHET_CLAMAV_URL` | `clamav_url` | none: files are not scanned; else `tcp://HOST:PORT` or `unix:/PATH` of clamd |
//! | `GUICHET_REGISTRY_URL` | `registry_url` | none: the registry of companies is not asked |
//! | `GUICHET_REGISTRY_TIMEOUT_MS` | `registry_timeout_ms` | `2500`, tries included |
//! | `GUICHET_URL_CHECKS` | `url_checks` | `public`: addresses typed in dossiers are asked; `off`; `loopback` is for tests, refused in production |
//! | `GUICHET_SANDBOX_ISSUER` | `sandbox_issuer` | the public address + `/bac-a-sable/api/v2`; another host leads to the same site, and its path to that one |
//! | `GUICHET_SANDBOX_RATE` | `sandbox_rate` | `600` calls a minute for each client of the sandbox and each node; `0` for no limit |
//! | `GUICHET_SANDBOX_TRACES` | `sandbox_traces` | `true`; `false` keeps no trace of the sandbox's flows |
//! | `GUICHET_REGISTRAR_URL` | `registrar_url` | none: the identity provider is told nothing; else https, where its signed messages go |
//! | `GUICHET_REGISTRAR_KEY` | `registrar_key` | the key that signs them, `whsec_` and the base64 of 24 to 64 bytes; required with it |
//! | `GUICHET_PASSWORD_COST` | `password_cost` | `normal`; `test` makes hashes cheap, refused in production |

mod reader;

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::kernel::db::DbUrl;
use crate::kernel::error::Fault;
use crate::kernel::fetch::Reach;
use crate::kernel::files::{Clamd, Files, S3Keys, S3Url};
use crate::kernel::mailer::{Destination, Sender, SmtpUrl};
use crate::kernel::secret::{Random, hex};
use crate::kernel::webhook::Webhook;

/// How much is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// On one's own machine: demonstration accounts, local mailbox, plain http.
    Development,
    /// In service: none of these.
    Production,
}

/// How expensive a password hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCost {
    /// argon2id at the parameters OWASP recommends.
    Normal,
    /// The least that argon2 allows; tests only.
    Test,
}

/// Where mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailUrl {
    /// Files under the data folder, shown at `/boite-aux-lettres`.
    LocalMailbox,
    /// An SMTP server.
    Smtp(SmtpUrl),
}

/// Where files are kept.
#[derive(Debug, Clone)]
pub enum Documents {
    /// A folder of the data folder.
    Folder,
    /// A bucket.
    Bucket(S3Url, S3Keys),
}

/// Settings, all checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Development or production.
    pub mode: Mode,
    /// Where the server listens.
    pub http_listen: SocketAddr,
    /// How people reach it; links in mails start with it. No trailing slash.
    pub public_url: Url,
    /// Files: documents, the embedded database, the local mailbox, the key.
    pub data_dir: PathBuf,
    /// Which database.
    pub database_url: DbUrl,
    /// Where mails go.
    pub mail_url: MailUrl,
    /// The sender of mails.
    pub mail_from: String,
    /// Whether a reverse proxy in front tells the client's address.
    pub trusted_proxy: bool,
    /// Where files are kept.
    pub documents: Documents,
    /// The antivirus that reads files first, if there is one.
    pub clamav: Option<Clamd>,
    /// Where the registry of companies answers, when it is asked.
    pub registry_url: Option<Url>,
    /// How long a person waits for it at most, tries included.
    pub registry_budget: Duration,
    /// Which addresses typed by people may be asked.
    pub url_checks: Reach,
    /// Calls a minute that a client of the sandbox may make to each node; zero for no limit.
    pub sandbox_rate: u32,
    /// Whether flows through the sandbox leave a trace.
    pub sandbox_traces: bool,
    /// Where the identity provider is told of production clients, when it is.
    pub registrar: Option<Webhook>,
    /// Cost of a password hash.
    pub password_cost: PasswordCost,
    /// The issuer of the sandbox, when it is not under the public address.
    pub sandbox: Option<Url>,
    key: KeySource,
}

#[derive(Debug, Clone)]
enum KeySource {
    Given(SecretString),
    File(PathBuf),
}

/// Every setting that is wrong, each with its name, the rule and the way on.
#[derive(Debug, thiserror::Error)]
#[error("settings:\n{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

const KEYS: &[&str] = &[
    "mode",
    "http_listen",
    "public_url",
    "data_dir",
    "database_url",
    "mail_url",
    "mail_from",
    "secret_key",
    "secret_key_file",
    "trusted_proxy",
    "documents_url",
    "documents_key",
    "documents_secret",
    "clamav_url",
    "registry_url",
    "registry_timeout_ms",
    "registrar_url",
    "registrar_key",
    "sandbox_issuer",
    "password_cost",
    "sandbox_traces",
    "url_checks",
    "sandbox_rate",
];
const PREFIX: &str = "GUICHET_";
const SERVICE_NAME: &str = "Guichet";

impl Config {
    /// Reads `guichet.toml` in the working folder, when there is one, and the environment.
    pub fn load() -> Result<Self, ConfigError> {
        let file = match std::fs::read_to_string("guichet.toml") {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => {
                return Err(ConfigError(vec![format!(
                    "guichet.toml can't be read: {error}"
                )]));
            }
        };
        // Cargo and test tools use other names under the prefix; they are not settings.
        let environment = std::env::vars()
            .filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with("GUICHET_TEST_"))
            .collect();
        Self::from_sources(&file, environment)
    }

    /// The settings from the text of a file and from variables.
    pub fn from_sources(
        file: &str,
        environment: BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut mistakes = Vec::new();
        let mut values = reader::file_values(file, &mut mistakes);
        for (name, value) in environment {
            let key = name.trim_start_matches(PREFIX).to_lowercase();
            if KEYS.contains(&key.as_str()) {
                values.insert(key, value);
            } else {
                mistakes.push(format!("{name}: unknown; the known ones are {}", known()));
            }
        }
        let config = reader::Reader {
            values,
            mistakes: &mut mistakes,
        }
        .read();
        match config {
            Some(config) if mistakes.is_empty() => Ok(config),
            _ => Err(ConfigError(mistakes)),
        }
    }

    /// Whether cookies are `Secure` and HSTS is sent.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// An absolute link to `path`, which starts with `/`.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// The issuer of the sandbox, as tokens and discovery tell it.
    #[must_use]
    pub fn sandbox_issuer(&self) -> String {
        match &self.sandbox {
            Some(issuer) => issuer.as_str().trim_end_matches('/').to_owned(),
            None => self.link("/bac-a-sable/api/v2"),
        }
    }

    /// The store of files, read first by the antivirus if there is one.
    pub fn files(&self) -> Result<Files, Fault> {
        let files = match &self.documents {
            Documents::Folder => Files::under(&self.data_dir),
            Documents::Bucket(url, keys) => Files::in_bucket(url, keys)?,
        };
        Ok(files.scanned_by(self.clamav.clone()))
    }

    /// Where mails go, and what each shows of this installation.
    #[must_use]
    pub fn mail(&self) -> (Destination, Sender) {
        let destination = match &self.mail_url {
            MailUrl::LocalMailbox => Destination::Mailbox(self.data_dir.join("mailbox")),
            MailUrl::Smtp(url) => Destination::Smtp(url.clone()),
        };
        let sender = Sender {
            from: self.mail_from.clone(),
            service_name: SERVICE_NAME.to_owned(),
            public_url: self.link(""),
        };
        (destination, sender)
    }

    /// The server's 256-bit key; in development it is made at first start.
    pub fn secret_key(&self) -> Result<[u8; 32], Fault> {
        let text = match &self.key {
            KeySource::Given(text) => text.expose_secret().to_owned(),
            KeySource::File(path) => match std::fs::read_to_string(path) {
                Ok(text) => text,
                Err(error)
                    if error.kind() == std::io::ErrorKind::NotFound
                        && self.mode == Mode::Development =>
                {
                    make_key(path)?
                }
                Err(error) => return Err(Fault::other("reading the secret key file")(error)),
            },
        };
        parse_key(text.trim())
            .ok_or_else(|| Fault::other("reading the secret key")("expected 64 hexadecimal digits"))
    }
}

fn known() -> String {
    KEYS.iter()
        .map(|key| format!("{PREFIX}{}", key.to_uppercase()))
        .collect::<Vec<_>>()
        .join(", ")
}

fn parse_key(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (i, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(key)
}

fn make_key(path: &Path) -> Result<String, Fault> {
    let doing = "making the secret key file";
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(Fault::other(doing))?;
    }
    let mut bytes = [0; 32];
    Random::system().fill(&mut bytes)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = hex(&bytes);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(Fault::other(doing))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Config::from_sources("", pairs)
    }

    #[test]
    fn nothing_needs_to_be_set_in_development() {
        let config = read(&[]).unwrap();
        assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(config.database_url, DbUrl::Sqlite("data/guichet.db".into()));
        assert_eq!(config.link("/x"), "http://127.0.0.1:8080/x");
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let ConfigError(mistakes) = read(&[
            ("GUICHET_MODE", "production"),
            ("GUICHET_HTTP_LISTEN", "nowhere"),
            ("GUICHET_DATABASE_URL", "postgres:oops"),
            ("GUICHET_COLOUR", "red"),
            ("GUICHET_REGISTRAR_URL", "https://fournisseur.example"),
        ])
        .unwrap_err();
        let told = mistakes.join("\n");
        for name in [
            "HTTP_LISTEN",
            "DATABASE_URL",
            "COLOUR",
            "SECRET_KEY",
            "PUBLIC_URL",
            "MAIL_URL",
            "REGISTRAR_KEY",
        ] {
            assert!(told.contains(name), "{name} is missing from {told}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let environment = [("GUICHET_HTTP_LISTEN".to_owned(), "127.0.0.1:2".to_owned())].into();
        let config = Config::from_sources(
            "http_listen = '127.0.0.1:1'\ntrusted_proxy = true",
            environment,
        )
        .unwrap();
        assert_eq!(config.http_listen.port(), 2);
        assert!(config.trusted_proxy);
        assert!(Config::from_sources("colour = 'red'", BTreeMap::new()).is_err());
    }

    #[test]
    fn no_password_is_printed() {
        let config = read(&[
            ("GUICHET_DATABASE_URL", "postgres://me:hush@host/base"),
            ("GUICHET_MAIL_URL", "smtps://me:hush@host"),
            ("GUICHET_SECRET_KEY", &"ab".repeat(32)),
            ("GUICHET_REGISTRAR_URL", "https://fournisseur.example"),
            (
                "GUICHET_REGISTRAR_KEY",
                &format!("whsec_{}", "hush".repeat(8)),
            ),
            ("GUICHET_DOCUMENTS_URL", "s3://bucket"),
            ("GUICHET_DOCUMENTS_KEY", "id"),
            ("GUICHET_DOCUMENTS_SECRET", "hush"),
        ])
        .unwrap();
        let shown = format!("{config:?}");
        assert!(
            !shown.contains("hush") && !shown.contains("abab"),
            "{shown}"
        );
    }
}
