//! Every route of the interface, one line each. The same table feeds the router, the OpenAPI document and the tests.

use crate::app::App;
use crate::error::{AppError, Outcome};
use crate::{accounts, erasure, events, keys, messages, receipts, sessions, web_app};
use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};
use api::{BASE_PATH, Code, Problem};
use std::sync::OnceLock;
use utoipa::OpenApi;

macro_rules! routes {
    ($($path:literal { $($method:ident $($name:ident)::+),+ })+) => {
        /// Method and path of every route below [`BASE_PATH`].
        pub const TABLE: &[(&str, &str)] = &[$($((stringify!($method), $path),)+)+];

        fn interface(config: &mut ServiceConfig) {
            $(
                config.service(
                    web::resource($path)
                        $(.route(web::$method().to($($name)::+)))+
                        .default_service(web::to(refuse_method)),
                );
            )+
        }

        #[derive(OpenApi)]
        #[openapi(
            info(
                title = "Forsegla",
                description = "Sealed letters. Everything secret is sealed before it comes here: bodies hold \
                    ciphertext, public keys and signed records. A request that changes something carries the header \
                    `forsegla-csrf`, and, once somebody is signed in, `forsegla-session` with the session's id.",
            ),
            servers((url = "/api/v1")),
            paths($($($($name)::+),+),+)
        )]
        struct Document;
    };
}

routes! {
    "/server"                              { get accounts::server_info::get }
    "/auth/register/start"                 { post accounts::register::start }
    "/auth/register/finish"                { post accounts::register::finish }
    "/auth/login/start"                    { post sessions::login::start }
    "/auth/login/finish"                   { post sessions::login::finish }
    "/auth/totp/enrol"                     { post sessions::second_factor::enrol }
    "/auth/second-factor"                  { post sessions::second_factor::post }
    "/session"                             { get sessions::info::get }
    "/session/touch"                       { post sessions::info::touch }
    "/session/unlock"                      { post sessions::unlock::post }
    "/session/step-up"                     { post sessions::step_up::post }
    "/session/totp/replace"                { post sessions::replace_totp::start }
    "/session/totp/confirm"                { post sessions::replace_totp::confirm }
    "/session/end"                         { post sessions::end::post }
    "/sessions"                            { get sessions::list::get }
    "/sessions/end-others"                 { post sessions::end_elsewhere::post_others }
    "/sessions/{session_id}/end"           { post sessions::end_elsewhere::post_one }
    "/account"                             { get accounts::profile::get, patch accounts::profile::patch }
    "/account/events"                      { get accounts::security_events::get }
    "/account/keyrings"                    { get accounts::keyrings::get, put accounts::keyrings::put }
    "/keys/lookup"                         { post keys::lookup::post }
    "/keys/records"                        { post keys::publish::post }
    "/keys/{mailbox_id}"                   { get keys::records::get }
    "/blobs"                               { post messages::upload::start }
    "/blobs/{blob_id}"                     { get messages::download::get, delete messages::upload::abandon }
    "/blobs/{blob_id}/upload"              { get messages::upload::status }
    "/blobs/{blob_id}/segments/{offset}"   { put messages::upload::segment }
    "/blobs/{blob_id}/complete"            { post messages::upload::complete }
    "/messages"                            { get messages::list::get, post messages::send::post }
    "/messages/move"                       { post messages::moving::post }
    "/messages/{message_id}"               { get messages::list::get_one }
    "/messages/{message_id}/open"          { post messages::open::post }
    "/messages/{message_id}/receipts"      { get receipts::list::get, post receipts::post::post }
    "/folders"                             { get messages::folders::get }
    "/bin/empty"                           { post erasure::empty::post }
    "/erasures"                            { get erasure::status::get }
    "/erasures/{erasure_id}"               { get erasure::status::get_one }
    "/events"                              { get events::get }
}

/// How every route may refuse: an RFC 9457 problem document.
#[derive(utoipa::IntoResponses)]
#[allow(
    dead_code,
    reason = "describes responses to the OpenAPI generator; never built"
)]
pub(crate) enum Refusals {
    /// Refused, with a stable code.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Caller(Problem),
    /// Failed, with a stable code.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Server(Problem),
}

/// The whole site: interface, health, and the browser app on every other path.
pub fn site(config: &mut ServiceConfig) {
    config
        .app_data(web::PathConfig::default().error_handler(|_, _| AppError::new(Code::NotFound).into()))
        .app_data(web::QueryConfig::default().error_handler(|error, _| {
            AppError::new(Code::InvalidRequest)
                .detail(error.to_string())
                .into()
        }))
        .service(web::resource("/health").route(web::get().to(health)))
        .service(web::resource("/ready").route(web::get().to(ready)))
        .service(
            web::scope(BASE_PATH)
                .service(web::resource("/openapi.json").route(web::get().to(document)))
                .configure(interface)
                .default_service(web::to(refuse_path)),
        )
        .default_service(web::get().to(web_app::get));
}

/// The OpenAPI 3.1 document.
pub fn open_api() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    // The package names no licence, and the generator would write an empty one.
    document.info.license = None;
    document
}

async fn document() -> Outcome<HttpResponse> {
    static JSON: OnceLock<String> = OnceLock::new();
    let json = match JSON.get() {
        Some(json) => json,
        None => {
            let json = open_api().to_json().map_err(AppError::internal)?;
            JSON.get_or_init(|| json)
        }
    };
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(json.as_str()))
}

async fn refuse_method() -> Outcome<HttpResponse> {
    Err(Code::MethodNotAllowed.into())
}

async fn refuse_path() -> Outcome<HttpResponse> {
    Err(Code::NotFound.into())
}

/// The process runs.
async fn health() -> &'static str {
    "ok\n"
}

/// The database answers and takes writes.
async fn ready(app: Data<App>) -> Outcome<&'static str> {
    app.db.read(|_| Ok(())).await?;
    app.db.write(|_| Ok(())).await?;
    Ok("ready\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn table_and_document_name_the_same_routes() {
        let json = serde_json::to_value(open_api()).unwrap();
        assert_eq!(json["openapi"], "3.1.0");
        assert!(json["info"].get("license").is_none());
        let mut documented = BTreeSet::new();
        for (path, methods) in json["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                documented.insert((method.clone(), path.clone()));
            }
        }
        let table: BTreeSet<_> = TABLE
            .iter()
            .map(|(method, path)| (method.to_string(), path.to_string()))
            .collect();
        assert_eq!(documented, table);
    }
}
