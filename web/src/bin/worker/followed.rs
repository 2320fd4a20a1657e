//! Live updates: keeps an event stream open as long as the mailbox is.

use crate::browser::Browser;
use crate::desk::{Desk, Open};
use crate::message::push;
use api::events::Event;
use client::{Error, Platform as _};
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::spawn_local;
use web::bridge::Push;

/// Wait before connecting again; twice as long each time, up to the longest.
const FIRST_PAUSE_MS: u64 = 1_000;
const PAUSE_MS_MAX: u64 = 30_000;

/// Follows a mailbox until it is closed, here or at the server. It holds no keys while it waits.
pub(crate) async fn follow(desk: Rc<Desk>, mailbox: Weak<Open>) {
    let held = || mailbox.upgrade().filter(|mailbox| desk.holds(mailbox));
    let mut pause_ms = FIRST_PAUSE_MS;
    while let Some(open) = held() {
        let followed = open.follow().await;
        drop(open);
        match followed {
            Ok(mut following) => {
                pause_ms = FIRST_PAUSE_MS;
                push(Push::Connected(true));
                mend(&desk, held());
                while let Some(event) = following.next().await {
                    let Some(open) = held() else {
                        return;
                    };
                    push(match event {
                        Event::SignedOut => return desk.shut(&open).await,
                        Event::Receipt { message_id } => Push::Receipt { message_id },
                        Event::Objects => Push::Drafts,
                        Event::Erasure { erasure_id } => Push::Erasure { erasure_id },
                        Event::Amended { message_id } => Push::Receipt { message_id },
                        Event::Delivered { .. } | Event::Opened { .. } | Event::Moved { .. } => Push::Changed,
                        Event::Held { .. } => {
                            mend(&desk, Some(open));
                            Push::Changed
                        }
                    });
                }
            }
            Err(Error::SignedOut) => {
                if let Some(open) = held() {
                    desk.shut(&open).await;
                }
                return;
            }
            Err(_) => {}
        }
        if held().is_some() {
            push(Push::Connected(false));
        }
        Browser.sleep(pause_ms).await;
        pause_ms = (pause_ms * 2).min(PAUSE_MS_MAX);
    }
}

/// Held letters may wait for their sender's keys. Events go on meanwhile.
fn mend(desk: &Rc<Desk>, open: Option<Rc<Open>>) {
    if let Some(open) = open {
        let desk = Rc::clone(desk);
        spawn_local(async move { desk.mend(&open).await });
    }
}
