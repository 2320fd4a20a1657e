//! Live updates as server-sent events (WHATWG HTML section 9.2): ids only, to the mailbox's open windows.

use crate::app::App;
use crate::auth::Caller;
use crate::error::{AppError, Outcome};
use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};
use api::events::Event;
use api::{Code, MailboxId, SessionId};
use futures_util::Stream;
use futures_util::stream::unfold;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Events that may wait for a slow window; beyond it the stream closes, and the window refreshes when it reconnects.
const WAITING_MAX: usize = 64;
/// Windows of one mailbox.
const STREAMS_OF_MAILBOX_MAX: usize = 16;
/// How often a stream looks whether its session's time is over.
const BEAT: Duration = Duration::from_millis(500);
/// Every so many beats a silent stream shows that it lives, and asks whether its session does.
const BEATS_OF_SILENCE: u32 = 30;

/// Who is listening.
pub(crate) struct Hub {
    listeners: Mutex<HashMap<MailboxId, Vec<Listener>>>,
    streams_max: usize,
}

struct Listener {
    session_id: SessionId,
    sender: mpsc::Sender<Event>,
}

impl Hub {
    pub(crate) fn new(streams_max: usize) -> Self {
        Self {
            listeners: Mutex::default(),
            streams_max,
        }
    }

    /// Tells every open window of a mailbox.
    pub(crate) fn tell(&self, mailbox_id: MailboxId, event: &Event) {
        if let Some(windows) = self.lock().get_mut(&mailbox_id) {
            windows.retain(|window| window.sender.try_send(event.clone()).is_ok());
        }
    }

    /// Closes the windows of a session that has ended.
    pub(crate) fn end_session(&self, session_id: SessionId) {
        for windows in self.lock().values_mut() {
            for ended in windows.extract_if(.., |window| window.session_id == session_id) {
                let _ = ended.sender.try_send(Event::SignedOut);
            }
        }
    }

    /// Closes all windows: the server stops.
    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn listen(&self, mailbox_id: MailboxId, session_id: SessionId) -> Outcome<mpsc::Receiver<Event>> {
        let mut listeners = self.lock();
        listeners.retain(|_, windows| {
            windows.retain(|window| !window.sender.is_closed());
            !windows.is_empty()
        });
        let open: usize = listeners.values().map(Vec::len).sum();
        let windows = listeners.entry(mailbox_id).or_default();
        if open >= self.streams_max || windows.len() >= STREAMS_OF_MAILBOX_MAX {
            return Err(AppError::new(Code::Busy).retry_after_s(30));
        }
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        windows.push(Listener { session_id, sender });
        Ok(receiver)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<MailboxId, Vec<Listener>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The event stream of the caller's mailbox. It ends with the session.
#[utoipa::path(get, path = "/events", tag = "events",
    responses((status = 200, body = Event, content_type = "text/event-stream",
        description = "Each event's `data` is one Event as JSON."), crate::routes::Refusals))]
pub(crate) async fn get(app: Data<App>, caller: Caller) -> Outcome<HttpResponse> {
    let receiver = app.events.listen(caller.mailbox_id, caller.session_id)?;
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Ok(HttpResponse::Ok()
        .insert_header(("content-type", "text/event-stream"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream(Listening {
            app,
            caller,
            receiver,
            beat,
            beats_left: 0,
            ended: false,
        })))
}

struct Listening {
    app: Data<App>,
    caller: Caller,
    receiver: mpsc::Receiver<Event>,
    beat: Interval,
    beats_left: u32,
    ended: bool,
}

fn stream(listening: Listening) -> impl Stream<Item = Result<Bytes, AppError>> {
    unfold(listening, |mut listening| async move {
        let piece = listening.next().await?;
        Some((Ok(piece), listening))
    })
}

impl Listening {
    async fn next(&mut self) -> Option<Bytes> {
        if self.ended {
            return None;
        }
        loop {
            let event = tokio::select! {
                event = self.receiver.recv() => Some(event?),
                _ = self.beat.tick() => None,
            };
            let is_silent = event.is_none() && self.beats_left == 0;
            // The stream itself is no activity, so it does not keep its session alive.
            if (is_silent || !self.caller.is_in_time(&self.app)) && !self.caller.is_signed_in(&self.app).await
            {
                self.ended = true;
                return Some(write(&Event::SignedOut));
            }
            match event {
                Some(event) => {
                    self.ended = event == Event::SignedOut;
                    return Some(write(&event));
                }
                None if is_silent => {
                    self.beats_left = BEATS_OF_SILENCE - 1;
                    return Some(Bytes::from_static(b": here\n\n"));
                }
                None => self.beats_left -= 1,
            }
        }
    }
}

fn write(event: &Event) -> Bytes {
    // Ids and names alone: this always serialises.
    let json = serde_json::to_string(event).unwrap_or_default();
    Bytes::from(format!("data: {json}\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: MailboxId = MailboxId([1; 16]);

    #[test]
    fn events_reach_the_windows_of_their_mailbox_alone() {
        let hub = Hub::new(10);
        let mut anna = hub.listen(ANNA, SessionId([1; 16])).unwrap();
        let mut bjorn = hub.listen(MailboxId([2; 16]), SessionId([2; 16])).unwrap();
        let event = Event::Delivered {
            message_id: api::MessageId([3; 16]),
        };
        hub.tell(ANNA, &event);
        assert_eq!(anna.try_recv().unwrap(), event);
        assert!(bjorn.try_recv().is_err());
    }

    #[test]
    fn an_ended_session_closes_its_windows() {
        let hub = Hub::new(10);
        let mut first = hub.listen(ANNA, SessionId([1; 16])).unwrap();
        let mut second = hub.listen(ANNA, SessionId([2; 16])).unwrap();
        hub.end_session(SessionId([1; 16]));
        assert_eq!(first.try_recv().unwrap(), Event::SignedOut);
        assert!(first.is_closed());
        assert!(second.try_recv().is_err());
        assert!(!second.is_closed());
    }

    #[test]
    fn streams_are_bounded_and_closed_ones_make_room() {
        let hub = Hub::new(1);
        let first = hub.listen(ANNA, SessionId([1; 16])).unwrap();
        assert!(hub.listen(ANNA, SessionId([1; 16])).is_err());
        drop(first);
        assert!(hub.listen(ANNA, SessionId([1; 16])).is_ok());
    }

    #[test]
    fn a_window_that_does_not_read_is_closed() {
        let hub = Hub::new(1);
        let mut window = hub.listen(ANNA, SessionId([1; 16])).unwrap();
        for _ in 0..=WAITING_MAX {
            hub.tell(ANNA, &Event::SignedOut);
        }
        while window.try_recv().is_ok() {}
        assert!(window.is_closed());
    }
}
