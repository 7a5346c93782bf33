//! What an open page of traces is told: that something happened, so that it shows itself anew.
//!
//! Events carry no data but a pulse: the page is rendered by its own handler, which checks again who asks. A stream ends
//! after a while and the browser opens another one, so that nobody listens longer than they may read. What this node
//! writes is told at once; what others write, at the next look.

use std::time::{Duration, Instant};

use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::model::TraceId;
use super::pages::TRACES;
use super::recorder::Recorder;
use super::views;
use crate::kernel::db::Db;
use crate::kernel::error::{Failure, Outcome};
use crate::services::ServiceId;

/// How long a stream lasts.
const LASTS: Duration = Duration::from_secs(50);
/// Time between two looks when this node wrote nothing.
const EVERY: Duration = Duration::from_secs(2);
/// Looks without news after which a comment is sent, which tells whether somebody still listens.
const QUIET: u32 = 5;

/// Somebody who listens.
pub(super) struct Listening {
    db: Db,
    about: (ServiceId, Option<TraceId>),
    seen: String,
    news: Option<watch::Receiver<u64>>,
    until: Instant,
    begun: bool,
    /// Streams are few; without a seat the page looks now and then.
    seat: Option<OwnedSemaphorePermit>,
}

impl Listening {
    /// Begins to listen, from what the page shows on.
    pub(super) fn new(
        db: &Db,
        recorder: &Recorder,
        about: (ServiceId, Option<TraceId>),
        seen: String,
    ) -> Self {
        Self {
            db: db.clone(),
            about,
            // A page that does not say what it shows is told the pulse, once.
            seat: recorder.seat().filter(|_| !seen.is_empty()),
            seen,
            news: recorder.news(),
            until: Instant::now() + LASTS,
            begun: false,
        }
    }

    async fn pulse(&self) -> Option<String> {
        let (service, one) = self.about;
        let read: Outcome<String> = self
            .db
            .glance(move |c| Ok(views::pulse(c, service, (one, TRACES))?))
            .await;
        match read.map_err(Failure::into_fault) {
            Ok(pulse) => Some(pulse),
            Err(fault) => {
                tracing::warn!(error = %fault, "the pulse of traces could not be read");
                None
            }
        }
    }

    /// Waits until something is written here, or for the next look.
    async fn wait(&mut self) {
        match &mut self.news {
            Some(news) => drop(timeout(EVERY, news.changed()).await),
            None => tokio::time::sleep(EVERY).await,
        }
    }

    /// The next piece of the stream; nothing at its end.
    async fn next(&mut self) -> Option<String> {
        if !self.begun {
            self.begun = true;
            let pause = if self.seat.is_some() { 1_000 } else { 15_000 };
            return Some(format!("retry: {pause}\n\n"));
        }
        let mut quiet = 0;
        while Instant::now() < self.until {
            let pulse = self.pulse().await?;
            if pulse != self.seen {
                let event = format!("id: {pulse}\nevent: trace\ndata: {pulse}\n\n");
                self.seen = pulse;
                if self.seat.is_none() {
                    self.until = Instant::now();
                }
                return Some(event);
            }
            self.seat.as_ref()?;
            quiet += 1;
            if quiet > QUIET {
                return Some(": toujours là\n\n".to_owned());
            }
            self.wait().await;
        }
        None
    }
}

/// The stream of events.
pub(super) fn events(listening: Listening) -> impl Stream<Item = String> + 'static {
    unfold(listening, |mut listening| async move {
        let piece = listening.next().await?;
        Some((piece, listening))
    })
}
