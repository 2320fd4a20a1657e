//! The browser's part of passkeys: it speaks to the authenticator, on this page, and only it does. What goes in and comes out is
//! the JSON that the server wrote and will read.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::DomException;

/// Why there is no answer. Browsers do not say whether somebody said no, took too long, or has no passkey here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    NotAllowed,
    /// The authenticator holds one of the account's already.
    Known,
    /// The browser cannot do it at all.
    Unable,
}

#[wasm_bindgen]
extern "C" {
    type PublicKeyCredential;

    #[wasm_bindgen(catch, static_method_of = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn parse_creation_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, static_method_of = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn parse_request_options(json: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, js_name = toJSON)]
    fn to_json(this: &PublicKeyCredential) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    async fn ask_for_new(options: &Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    async fn ask_for_known(options: &Object) -> Result<JsValue, JsValue>;
}

/// Has an authenticator make a new passkey.
pub(crate) async fn create(options: &str) -> Result<String, Failure> {
    let options = JSON::parse(options).and_then(|json| PublicKeyCredential::parse_creation_options(&json));
    let made = ask_for_new(&public_key(options)?).await;
    to_text(made)
}

/// Has an authenticator answer with one that it holds.
pub(crate) async fn get(options: &str) -> Result<String, Failure> {
    let options = JSON::parse(options).and_then(|json| PublicKeyCredential::parse_request_options(&json));
    let answer = ask_for_known(&public_key(options)?).await;
    to_text(answer)
}

fn public_key(options: Result<JsValue, JsValue>) -> Result<Object, Failure> {
    let (around, options) = (Object::new(), options.map_err(|_| Failure::Unable)?);
    Reflect::set(&around, &"publicKey".into(), &options).map_err(|_| Failure::Unable)?;
    Ok(around)
}

fn to_text(answer: Result<JsValue, JsValue>) -> Result<String, Failure> {
    let credential = answer.map_err(|error| why(&error))?;
    let json = credential
        .unchecked_into::<PublicKeyCredential>()
        .to_json()
        .and_then(|json| JSON::stringify(&json));
    json.map(String::from).map_err(|_| Failure::Unable)
}

fn why(error: &JsValue) -> Failure {
    let name = error.dyn_ref::<DomException>().map(DomException::name);
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => Failure::NotAllowed,
        Some("InvalidStateError") => Failure::Known,
        _ => Failure::Unable,
    }
}
