//! The browser as the SDK's machine and connection: its clock and generator, its timers, its fetch.

use crate::message::{push, scope};
use client::Platform;
use client::transport::{Events, Request, Response, Transport, Unreachable};
use js_sys::{Promise, Reflect, Uint8Array};
use rand_core::UnwrapErr;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web::bridge::Push;
use web_sys::{
    AbortController, AbortSignal, Headers, ReadableStreamDefaultReader, RequestCredentials, RequestInit,
    RequestRedirect, Response as Fetched,
};

/// A server that says nothing for this long is taken for gone.
const TIMEOUT_MS: u32 = 60_000;
/// An event stream says something every fifteen seconds.
const SILENCE_MS: i32 = 45_000;

/// A browser.
#[derive(Clone, Copy)]
pub(crate) struct Browser;

impl Platform for Browser {
    type Rng = UnwrapErr<getrandom::SysRng>;

    fn now_ms(&self) -> u64 {
        web::number::whole(js_sys::Date::now())
    }

    fn rng(&self) -> Self::Rng {
        UnwrapErr(getrandom::SysRng)
    }

    async fn sleep(&self, ms: u64) {
        sleep(i32::try_from(ms).unwrap_or(i32::MAX)).await;
    }

    fn works(&self, begins: bool) {
        push(Push::Working(begins));
    }
}

async fn sleep(ms: i32) {
    let waited = Promise::new(&mut |resolve, _| {
        // A worker always has timers.
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(waited).await;
}

/// The host name in the address bar: what sign-in is bound to.
pub(crate) fn host() -> String {
    scope().location().hostname()
}

/// Fetch to our own origin; the browser keeps the session cookie, where no script can see it.
#[derive(Clone, Copy)]
pub(crate) struct Fetch;

impl Transport for Fetch {
    type Events = Stream;

    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let init = init(&request, &AbortSignal::timeout_with_u32(TIMEOUT_MS)).map_err(|_| Unreachable)?;
        let fetched = fetch(&request.path, &init).await?;
        let body = fetched.array_buffer().map_err(|_| Unreachable)?;
        let body = JsFuture::from(body).await.map_err(|_| Unreachable)?;
        Ok(Response {
            status: fetched.status(),
            body: Uint8Array::new(&body).to_vec(),
        })
    }

    async fn open_events(&self, request: Request) -> Result<Result<Stream, u16>, Unreachable> {
        let abort = AbortController::new().map_err(|_| Unreachable)?;
        let init = init(&request, &abort.signal()).map_err(|_| Unreachable)?;
        let fetched = fetch(&request.path, &init).await?;
        if !fetched.ok() {
            return Ok(Err(fetched.status()));
        }
        let body = fetched.body().ok_or(Unreachable)?;
        Ok(Ok(Stream {
            reader: body.get_reader().unchecked_into(),
            abort,
        }))
    }
}

fn init(request: &Request, signal: &AbortSignal) -> Result<RequestInit, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(web_sys::RequestCache::NoStore);
    init.set_signal(Some(signal));
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    if let Some((media_type, bytes)) = &request.body {
        headers.set("content-type", media_type)?;
        init.set_body(&Uint8Array::from(bytes.as_slice()));
    }
    init.set_headers(&headers);
    Ok(init)
}

async fn fetch(path: &str, init: &RequestInit) -> Result<Fetched, Unreachable> {
    let fetched = JsFuture::from(scope().fetch_with_str_and_init(path, init)).await;
    fetched.map(JsCast::unchecked_into).map_err(|_| Unreachable)
}

/// An event stream, closed when it is dropped.
pub(crate) struct Stream {
    reader: ReadableStreamDefaultReader,
    abort: AbortController,
}

impl Events for Stream {
    async fn next(&mut self) -> Option<Vec<u8>> {
        let silence = wasm_bindgen_futures::future_to_promise(async {
            sleep(SILENCE_MS).await;
            Ok(JsValue::UNDEFINED)
        });
        let first = Promise::race(&js_sys::Array::of2(&self.reader.read(), &silence));
        let read = JsFuture::from(first).await.ok()?;
        let done = Reflect::get(&read, &"done".into()).ok()?.as_bool();
        let value = Reflect::get(&read, &"value".into()).ok()?;
        (done == Some(false)).then(|| Uint8Array::new(&value).to_vec())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.abort.abort();
    }
}
