//! Messages from and to the page: bytes, and where one travels along, a file.

use js_sys::{Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web::bridge::{Answer, Asked, Push, Said};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

/// This worker.
pub(crate) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Calls `heard` for each question of the page, as long as the worker lives.
pub(crate) fn listen(heard: impl Fn(Asked, Option<File>) + 'static) {
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        let file = Reflect::get(&data, &"file".into())
            .ok()
            .and_then(|file| file.dyn_into::<File>().ok());
        let bytes = Reflect::get(&data, &"bytes".into()).unwrap_or(JsValue::UNDEFINED);
        // Page and worker come from one build: what does not parse is not the page's.
        if let Ok(asked) = postcard::from_bytes(&Uint8Array::new(&bytes).to_vec()) {
            heard(asked, file);
        }
    });
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Says something unasked.
pub(crate) fn push(push: Push) {
    post(&Said::Pushed(push), None);
}

/// Answers a question.
pub(crate) fn answer(number: u32, answer: Result<Answer, client::Error>, file: Option<File>) {
    let answer = Box::new(answer);
    post(&Said::Answered { number, answer }, file);
}

fn post(said: &impl Serialize, file: Option<File>) {
    // Plain values: these always serialise, and a worker can always post to its page.
    let Ok(bytes) = postcard::to_allocvec(said) else {
        return;
    };
    let message = Object::new();
    let _ = Reflect::set(&message, &"bytes".into(), &Uint8Array::from(bytes.as_slice()));
    if let Some(file) = file {
        let _ = Reflect::set(&message, &"file".into(), &file);
    }
    let _ = scope().post_message(&message);
}
