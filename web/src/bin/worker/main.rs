//! The worker: the only place in the browser that holds keys. It runs the SDK's flows for the page, and nothing that
//! opens anything ever leaves it.

mod again;
mod browser;
mod desk;
mod files;
mod followed;
mod message;
mod meter;
mod passkeys;
mod storage;
mod transfers;

use desk::Desk;
use std::rc::Rc;

fn main() {
    let desk = Rc::new(Desk::new());
    message::listen(move |asked, file| {
        wasm_bindgen_futures::spawn_local(Rc::clone(&desk).answer(asked, file))
    });
}
