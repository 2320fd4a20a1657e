//! The page's end of the line to the worker: questions go out, each answer finds whoever asked.
//!
//! A message is a plain object `{ bytes, file }`: `bytes` is an `Asked` or a `Said` in postcard's form, `file`, where there is one, a
//! `Blob` that the browser hands over without copying it.

use crate::bridge::{Answer, Ask, Asked, Push, Said};
use client::Error;
use futures_channel::oneshot::{Sender, channel};
use js_sys::{Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, Event, File, MessageEvent, Worker};

#[wasm_bindgen]
extern "C" {
    /// Made by boot.js.
    #[wasm_bindgen(js_name = startWorker)]
    fn start_worker() -> Worker;
}

/// An answer and what came beside it.
type Heard = (Result<Answer, Error>, Option<File>);

/// Who waits for which answer.
type Waiting = Rc<RefCell<Vec<(u32, Sender<Heard>)>>>;

/// What the worker says unasked.
pub enum Word {
    /// Something happened.
    Push(Push),
    /// It stopped, or is not of this build: nothing will be answered any more.
    Broken,
}

/// The line.
#[derive(Clone)]
pub struct WorkerLink {
    worker: Worker,
    waiting: Waiting,
    next: Rc<Cell<u32>>,
}

impl WorkerLink {
    /// Starts the worker. It lives as long as the page.
    pub fn start(on_word: impl Fn(Word) + 'static) -> Self {
        let link = Self {
            worker: start_worker(),
            waiting: Rc::default(),
            next: Rc::default(),
        };
        let on_word = Rc::new(on_word);
        let (hearing, telling) = (link.clone(), on_word.clone());
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(word) = hearing.hear(&event.data()) {
                telling(word);
            }
        });
        link.worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
        let failing = link.clone();
        let failed = Closure::<dyn Fn(Event)>::new(move |_: Event| {
            failing.waiting.borrow_mut().clear();
            on_word(Word::Broken);
        });
        link.worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        failed.forget();
        link
    }

    /// Asks, and waits for the answer.
    pub async fn ask(&self, ask: Ask) -> Result<Answer, Error> {
        self.send(ask, None).await.0
    }

    /// Asks about a file.
    pub async fn ask_with(&self, ask: Ask, file: &Blob) -> Result<Answer, Error> {
        self.send(ask, Some(file)).await.0
    }

    /// Asks for a file.
    pub async fn ask_for_file(&self, ask: Ask) -> Result<(Answer, Option<File>), Error> {
        let (answer, file) = self.send(ask, None).await;
        answer.map(|answer| (answer, file))
    }

    async fn send(&self, ask: Ask, file: Option<&Blob>) -> Heard {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        let (sender, receiver) = channel();
        self.waiting.borrow_mut().push((number, sender));
        let message = Object::new();
        // Plain values: these always serialise.
        let bytes = postcard::to_allocvec(&Asked { number, ask }).unwrap_or_default();
        let bytes = Uint8Array::from(bytes.as_slice());
        let set = |name: &str, value: &JsValue| Reflect::set(&message, &name.into(), value).is_ok();
        let whole = set("bytes", &bytes) && file.is_none_or(|file| set("file", file));
        if !whole || self.worker.post_message(&message).is_err() {
            self.take(number);
            return (Err(Error::FileUnreadable), None);
        }
        receiver.await.unwrap_or((Err(Error::Cancelled), None))
    }

    fn take(&self, number: u32) -> Option<Sender<Heard>> {
        let mut waiting = self.waiting.borrow_mut();
        let place = waiting.iter().position(|(other, _)| *other == number)?;
        Some(waiting.swap_remove(place).1)
    }

    /// Hands an answer on; what nobody asked for comes back.
    fn hear(&self, data: &JsValue) -> Option<Word> {
        let get = |name: &str| Reflect::get(data, &name.into()).ok();
        let bytes = get("bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec();
        match postcard::from_bytes::<Said>(&bytes) {
            Ok(Said::Pushed(push)) => Some(Word::Push(push)),
            Ok(Said::Answered { number, answer }) => {
                let file = get("file").and_then(|file| file.dyn_into::<File>().ok());
                if let Some(sender) = self.take(number) {
                    // Whoever asked may have left the page meanwhile.
                    let _nobody_listens = sender.send((*answer, file));
                }
                None
            }
            Err(_) => Some(Word::Broken),
        }
    }
}
