//! Small dealings with the browser that no view should spell out.

use crate::signals::{StoredValue, on_cleanup};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, Event, HtmlAnchorElement, HtmlElement, HtmlInputElement,
    IntersectionObserver, IntersectionObserverEntry, Url, Window,
};

/// The window.
pub(crate) fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The document.
pub(crate) fn document() -> Document {
    window().document().expect("a window shows a document")
}

#[wasm_bindgen]
extern "C" {
    /// Set by boot.js.
    #[wasm_bindgen(thread_local_v2, js_name = mayBeSignedIn)]
    static MAY_BE_SIGNED_IN: bool;
}

/// Whether a session may be stored in this browser.
pub(crate) fn may_be_signed_in() -> bool {
    MAY_BE_SIGNED_IN.with(|may| *may)
}

/// Where this window keeps a mailbox that is being opened, so that it goes on after a reload.
const REGISTRATION: &str = "registration";

/// A mailbox that is being opened.
pub(crate) struct Registration {
    pub(crate) address: String,
    pub(crate) proof: String,
    /// The address has shown its code.
    pub(crate) proven: bool,
}

/// What this window has kept of a mailbox that is being opened.
pub(crate) fn kept_registration() -> Option<Registration> {
    let storage = window().session_storage().ok().flatten()?;
    let kept = storage.get_item(REGISTRATION).ok().flatten()?;
    let mut lines = kept.lines().map(str::to_owned);
    Some(Registration {
        address: lines.next()?,
        proof: lines.next()?,
        proven: lines.next().is_some(),
    })
}

/// Keeps it. A browser that stores nothing begins again after a reload; that is all.
pub(crate) fn keep_registration(address: &str, proof: &str, proven: bool) {
    if let Ok(Some(storage)) = window().session_storage() {
        let proven = if proven { "\nproven" } else { "" };
        let _stored = storage.set_item(REGISTRATION, &format!("{address}\n{proof}{proven}"));
    }
}

/// Keeps it no longer.
pub(crate) fn forget_registration() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _removed = storage.remove_item(REGISTRATION);
    }
}

/// Runs something as soon as what runs now is over.
pub(crate) fn soon(run: impl FnOnce() + 'static) {
    window().queue_microtask(Closure::once_into_js(run).unchecked_ref());
}

/// Runs something once, later.
pub(crate) fn after(ms: i32, run: impl FnOnce() + 'static) {
    let run = Closure::once_into_js(run);
    let _handle = window().set_timeout_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms);
}

/// Runs something once, later, unless what drew it is gone by then.
pub(crate) fn after_if_still_here(ms: i32, run: impl FnOnce() + 'static) {
    let run = Closure::once_into_js(run);
    if let Ok(handle) =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms)
    {
        on_cleanup(move || window().clear_timeout_with_handle(handle));
    }
}

/// Runs something again and again, until what drew it is gone.
pub(crate) fn every(ms: i32, run: impl Fn() + 'static) {
    let run = Closure::<dyn Fn()>::new(run).into_js_value();
    if let Ok(handle) =
        window().set_interval_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), ms)
    {
        on_cleanup(move || window().clear_interval_with_handle(handle));
    }
}

/// Runs something before the next picture is shown.
pub(crate) fn next_frame(run: impl FnOnce() + 'static) {
    let run = Closure::once_into_js(move |_time: JsValue| run());
    let _handle = window().request_animation_frame(run.unchecked_ref());
}

/// Listens on the window.
pub(crate) fn on_window(event: &'static str, run: impl Fn(Event) + 'static) {
    crate::draw::listen(&window(), event, Box::new(run));
}

/// Does something whenever an element comes into sight, until what drew it is gone.
pub(crate) fn when_near(element: &Element, run: impl Fn() + 'static) {
    let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        if entries.iter().any(|entry| {
            entry
                .unchecked_into::<IntersectionObserverEntry>()
                .is_intersecting()
        }) {
            run();
        }
    });
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(element);
        StoredValue::new(Watched {
            observer,
            _seen: seen,
        });
    }
}

struct Watched {
    observer: IntersectionObserver,
    _seen: Closure<dyn Fn(Array)>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// What stands in the field of an event.
pub(crate) fn value_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| Reflect::get(&target, &"value".into()).ok())
        .and_then(|value| value.as_string())
        .unwrap_or_default()
}

/// Whether the box of an event is ticked.
pub(crate) fn is_checked(event: &Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        .is_some_and(|input| input.checked())
}

/// What stands after the `#` of the address.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The first element of a selector.
pub(crate) fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|element| element.dyn_into().ok())
}

/// All elements of a selector.
pub(crate) fn find_all(selector: &str) -> Vec<HtmlElement> {
    let list = document().query_selector_all(selector).ok();
    list.map(|list| {
        (0..list.length())
            .filter_map(|place| list.get(place)?.dyn_into().ok())
            .collect()
    })
    .unwrap_or_default()
}

/// Focuses, also what is no control.
pub(crate) fn focus(element: &HtmlElement) {
    if element.tab_index() < 0 && !element.has_attribute("tabindex") {
        let _attribute = element.set_attribute("tabindex", "-1");
    }
    let _focus = element.focus();
}

/// Focuses the element of this id once it is drawn.
pub(crate) fn focus_soon(id: &'static str) {
    after(40, move || {
        if let Some(element) = document()
            .get_element_by_id(id)
            .and_then(|element| element.dyn_into().ok())
        {
            focus(&element);
        }
    });
}

/// Whether the focus is on an element in which letters are typed.
pub(crate) fn is_typing(element: &Element) -> bool {
    let kind = element.tag_name();
    let text_input = kind == "INPUT"
        && !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button")
        );
    text_input || kind == "TEXTAREA" || kind == "SELECT" || element.has_attribute("contenteditable")
}

/// The focused element.
pub(crate) fn focused() -> Option<Element> {
    document().active_element()
}

/// Whether a dialog lies over the page.
pub(crate) fn dialog_is_open() -> bool {
    find("dialog[open]").is_some()
}

/// Whether the person asked for less movement.
pub(crate) fn wants_calm() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Waits.
pub(crate) async fn sleep(ms: i32) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let _handle = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms);
    });
    let _waited = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Hands a file to the browser's downloads.
pub(crate) fn download(file: &Blob, name: &str) -> Option<()> {
    let address = Url::create_object_url_with_blob(file).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser takes the file over within moments; a minute is more than any needs.
    after(60_000, move || {
        let _revoked = Url::revoke_object_url(&address);
    });
    Some(())
}

/// A file made of bytes.
pub(crate) fn file_of(bytes: &[u8]) -> Option<Blob> {
    let parts = Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}

/// Copies a text. It stays in the clipboard, which other programs read, until something else is copied.
pub(crate) async fn copy(text: &str) -> bool {
    let writing = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(writing).await.is_ok()
}

/// Prints the page; what is printed, the style sheet says.
pub(crate) fn print() {
    let _printed = window().print();
}

/// The address of a file of the app, by the name it has in the sources.
pub(crate) fn asset(name: &str) -> String {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).unwrap_or_default();
    let all = get(&js_sys::global().unchecked_into::<Object>(), "assets");
    get(&get(&all, name), "url").as_string().unwrap_or_default()
}
