//! Asking the same thing again and again, and what it costs.

use std::io;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::http::Client;
use crate::server::Server;

/// What is asked: for each client its cookies and its requests, sent in turn.
pub struct Load {
    /// Name in the report.
    pub name: &'static str,
    /// Clients, which ask at the same time.
    pub clients: Vec<Vec<Vec<u8>>>,
    /// The only status that is not an error.
    pub status: u16,
    /// How long the requests are repeated; each is sent once when there is no time.
    pub repeat: Option<Duration>,
}

/// What it cost.
#[derive(Debug, Clone)]
pub struct Cost {
    /// Answers in a second, all clients together.
    pub rate: f64,
    /// Half of the answers came sooner, in milliseconds.
    pub p50: f64,
    /// All but one in a hundred came sooner, in milliseconds.
    pub p99: f64,
    /// Processor time of the server for each answer, in milliseconds; that of PostgreSQL is not in it.
    pub cpu: f64,
    /// Mean size of an answer's body.
    pub bytes: f64,
    /// Answers of another status, or none.
    pub errors: usize,
}

#[derive(Default)]
struct Tally {
    times: Vec<Duration>,
    bytes: usize,
    errors: usize,
}

/// Runs a load against the server.
pub fn run(server: &Server, load: &Load) -> io::Result<Cost> {
    let tally = Mutex::new(Tally::default());
    let (cpu, start) = (server.cpu()?, Instant::now());
    std::thread::scope(|scope| {
        for requests in &load.clients {
            scope.spawn(|| {
                let mine = ask(server, load, requests, start);
                if let Ok(mut all) = tally.lock() {
                    all.times.extend(mine.times);
                    all.bytes += mine.bytes;
                    all.errors += mine.errors;
                }
            });
        }
    });
    let (elapsed, cpu) = (start.elapsed(), server.cpu()?.saturating_sub(cpu));
    let mut tally = tally
        .into_inner()
        .map_err(|_| io::Error::other("a client panicked"))?;
    tally.times.sort_unstable();
    let count = tally.times.len().max(1);
    let answers = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let quantile = |part: usize| {
        let time = tally.times.get((count - 1) * part / 100).copied();
        time.unwrap_or_default().as_secs_f64() * 1000.0
    };
    Ok(Cost {
        rate: answers / elapsed.as_secs_f64(),
        p50: quantile(50),
        p99: quantile(99),
        cpu: cpu.as_secs_f64() * 1000.0 / answers,
        bytes: f64::from(u32::try_from(tally.bytes).unwrap_or(u32::MAX)) / answers,
        errors: tally.errors,
    })
}

fn ask(server: &Server, load: &Load, requests: &[Vec<u8>], start: Instant) -> Tally {
    let mut tally = Tally::default();
    let mut client = Client::new(server.address);
    let mut send = |request: &Vec<u8>| {
        let sent = Instant::now();
        match client.send(request) {
            Ok(reply) if reply.status == load.status => {
                tally.times.push(sent.elapsed());
                tally.bytes += reply.body.len();
            }
            Ok(reply) => {
                if tally.errors == 0 {
                    eprintln!(
                        "{}: {} {}",
                        load.name,
                        reply.status,
                        reply.location.unwrap_or_default()
                    );
                }
                tally.errors += 1;
            }
            Err(error) => {
                if tally.errors == 0 {
                    eprintln!("{}: {error}", load.name);
                }
                tally.errors += 1;
            }
        }
    };
    match load.repeat {
        None => requests.iter().for_each(send),
        Some(span) => {
            for request in requests.iter().cycle() {
                if start.elapsed() >= span {
                    break;
                }
                send(request);
            }
        }
    }
    tally
}
