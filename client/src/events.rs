//! Following what happens in the mailbox, as it happens.

use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::transport::{Events, Method, Request, Transport};
use api::BASE_PATH;
use api::events::Event;

/// A line of the stream that is longer than this is not ours.
const LINE_BYTES_MAX: usize = 64 * 1024;

/// An open event stream of one mailbox.
pub struct Following<E> {
    events: E,
    waiting: Vec<u8>,
}

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Opens the event stream. What happened before is not repeated: whoever connects refreshes what is shown.
    pub async fn follow(&self) -> Result<Following<T::Events>, Error> {
        self.client.check_open()?;
        let request = Request {
            method: Method::Get,
            path: format!("{BASE_PATH}/events"),
            headers: self.client.session_header().into_iter().collect(),
            body: None,
        };
        let opened = self.client.transport().open_events(request).await;
        self.client.check_open()?;
        match opened {
            Ok(Ok(events)) => Ok(Following {
                events,
                waiting: Vec::new(),
            }),
            Ok(Err(401)) => Err(Error::SignedOut),
            Ok(Err(_)) | Err(_) => Err(Error::Offline),
        }
    }
}

impl<E: Events> Following<E> {
    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(line) = self.take_line() {
                if let Some(event) = parse(&line) {
                    return Some(event);
                }
            }
            if self.waiting.len() > LINE_BYTES_MAX {
                return None;
            }
            self.waiting.extend(self.events.next().await?);
        }
    }

    fn take_line(&mut self) -> Option<Vec<u8>> {
        let end = self.waiting.iter().position(|byte| *byte == b'\n')?;
        let rest = self.waiting.split_off(end + 1);
        Some(std::mem::replace(&mut self.waiting, rest))
    }
}

/// Events of newer servers that this program does not know are passed over.
fn parse(line: &[u8]) -> Option<Event> {
    serde_json::from_slice(line.strip_prefix(b"data: ")?.trim_ascii_end()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    struct Pieces(Vec<&'static [u8]>);

    impl Events for Pieces {
        async fn next(&mut self) -> Option<Vec<u8>> {
            (!self.0.is_empty()).then(|| self.0.remove(0).to_vec())
        }
    }

    fn now<F: Future>(future: F) -> F::Output {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("not ready"),
        }
    }

    #[test]
    fn events_are_read_however_they_are_cut() {
        let pieces: Vec<&[u8]> = vec![
            b": here\n\nda",
            b"ta: {\"event\":\"signed_out\"}\n\ndata: {\"event\":\"new thing\"}\n",
            b"data: {\"event\":\"signed_out\"}\n\n",
        ];
        let mut following = Following {
            events: Pieces(pieces),
            waiting: Vec::new(),
        };
        assert_eq!(now(following.next()), Some(Event::SignedOut));
        assert_eq!(now(following.next()), Some(Event::SignedOut));
        assert_eq!(now(following.next()), None);
    }

    #[test]
    fn an_endless_line_ends_the_stream() {
        let pieces = std::iter::repeat_n(&[b'x'; 1024][..], 100).collect();
        let mut following = Following {
            events: Pieces(pieces),
            waiting: Vec::new(),
        };
        assert_eq!(now(following.next()), None);
    }
}
