//! Another `OpenID` provider, npm's `oidc-provider`, set up to do the same (see `rival/provider.mjs`): one process for each
//! core, since one process uses only one.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::fill::Done;
use crate::flows_fill::{FAREWELL, Known, REDIRECT};
use crate::server::cpu_of;
use crate::walk::{Provider, Step};

/// Processes.
const PROCESSES: usize = 2;

/// The running rival, stopped when dropped.
pub struct Rival {
    children: Vec<Child>,
    addresses: Vec<SocketAddr>,
}

impl Rival {
    /// Starts it with these clients; they share the first one's secret.
    pub fn start(clients: &[Known]) -> Done<Self> {
        let mut rival = Self {
            children: Vec::new(),
            addresses: Vec::new(),
        };
        for _ in 0..PROCESSES {
            let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
            rival.children.push(process(address, clients)?);
            rival.addresses.push(address);
        }
        let start = Instant::now();
        for address in &rival.addresses {
            while TcpStream::connect(address).is_err() {
                if start.elapsed() > Duration::from_secs(30) {
                    return Err("oidc-provider does not answer".into());
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Ok(rival)
    }

    /// Where each process answers.
    pub fn providers(&self) -> Vec<Provider> {
        self.addresses
            .iter()
            .map(|address| provider(*address))
            .collect()
    }

    /// Processor time of all processes so far.
    pub fn cpu(&self) -> io::Result<Duration> {
        self.children.iter().map(|child| cpu_of(child.id())).sum()
    }
}

fn provider(address: SocketAddr) -> Provider {
    Provider {
        address,
        authorize: "/auth".to_owned(),
        token: "/token".to_owned(),
        userinfo: "/me".to_owned(),
        end: "/session/end".to_owned(),
        steps: &[Step::Form("/interaction/", &[("login", "test")])],
        leaving: &[("logout", "yes")],
    }
}

fn process(address: SocketAddr, clients: &[Known]) -> Done<Child> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/load/rival");
    if !folder.join("node_modules").exists() {
        return Err("oidc-provider is not installed: `make load-flows` installs it".into());
    }
    let ids: Vec<&str> = clients
        .iter()
        .map(|client| client.client_id.as_str())
        .collect();
    let secret = clients.first().map_or("", |client| client.secret.as_str());
    Ok(Command::new("node")
        .arg("provider.mjs")
        .current_dir(folder)
        .env("NODE_ENV", "production")
        .env("PORT", address.port().to_string())
        .env("CLIENTS", ids.join(","))
        .env("SECRET", secret)
        .env("REDIRECT", REDIRECT)
        .env("FAREWELL", FAREWELL)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}

impl Drop for Rival {
    fn drop(&mut self) {
        for child in &mut self.children {
            if let Err(error) = child.kill().and_then(|()| child.wait()) {
                eprintln!("oidc-provider could not be stopped: {error}");
            }
        }
    }
}
