//! The real binary, started on a database, and what it takes of the machine.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::http::Client;

/// A running server, stopped when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Time from the start of the process to its first answer.
    pub started_in: Duration,
}

/// Ticks of `/proc/PID/stat` in a second: fixed by the kernel's interface on every architecture.
const TICKS: f64 = 100.0;

impl Server {
    /// Starts the binary on a database, with its files in `folder`.
    pub fn start(database: &str, folder: &Path, key: &str) -> io::Result<Self> {
        Self::start_with((database, key), folder, &[])
    }

    /// The same with other settings.
    pub fn start_with(
        (database, key): (&str, &str),
        folder: &Path,
        settings: &[(&str, &str)],
    ) -> io::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let start = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GUICHET_")) {
            command.env_remove(name);
        }
        let child = command
            .arg("serve")
            .env("GUICHET_HTTP_LISTEN", address.to_string())
            .env("GUICHET_DATA_DIR", folder)
            .env("GUICHET_DATABASE_URL", database)
            .env("GUICHET_SECRET_KEY", key)
            .env("RUST_LOG", "warn")
            .envs(settings.iter().copied())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            address,
            started_in: Duration::ZERO,
        };
        while !Client::new(address)
            .get("/")
            .is_ok_and(|reply| reply.status == 200)
        {
            if start.elapsed() > Duration::from_mins(1) || server.child.try_wait()?.is_some() {
                return Err(io::Error::other("the server does not answer"));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        server.started_in = start.elapsed();
        Ok(server)
    }

    /// Processor time used so far.
    pub fn cpu(&self) -> io::Result<Duration> {
        cpu_of(self.child.id())
    }

    /// Resident memory, in megabytes.
    pub fn rss(&self) -> io::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        Ok(kilobytes.unwrap_or_default() / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("the server could not be stopped: {error}");
        }
    }
}

/// Processor time that a process used so far.
pub fn cpu_of(process: u32) -> io::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, rest) = stat.rsplit_once(") ").ok_or(io::ErrorKind::InvalidData)?;
    // after the name come the fields from the third on; 14 and 15 are user and system time
    let ticks: f64 = rest
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(Duration::from_secs_f64(ticks / TICKS))
}
