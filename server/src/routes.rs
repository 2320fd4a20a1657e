//! Every route of the interface, one line each, with its class of limits. The same table feeds the router, the OpenAPI
//! document and the tests.

use crate::app::App;
use crate::error::{AppError, Outcome};
use crate::limits::{Class, limited};
use crate::{
    accounts, audit, ending, erasure, events, keys, messages, objects, outbox, receipts, sessions, web_app,
};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Route};
use api::{BASE_PATH, Code, Problem};
use std::sync::OnceLock;
use utoipa::OpenApi;

macro_rules! routes {
    ($($path:literal { $($method:ident $($name:ident)::+ => $class:ident),+ })+) => {
        /// Method and path of every route below [`BASE_PATH`].
        pub const TABLE: &[(&str, &str)] = &[$($((stringify!($method), $path),)+)+];

        const CLASSES: &[(&str, Class)] = &[$($(($path, Class::$class),)+)+];

        fn interface(config: &mut ServiceConfig) {
            $(
                config.service(
                    web::resource($path)
                        $(.route(limited(web::$method().to($($name)::+), Class::$class)))+
                        .default_service(page(web::to(refuse_method))),
                );
            )+
        }

        #[derive(OpenApi)]
        #[openapi(
            info(
                title = "Forsegla",
                description = "Sealed letters. Everything secret is sealed before it comes here: bodies hold \
                    ciphertext, public keys and signed records. A request that changes something carries the header \
                    `forsegla-csrf`, and, once somebody is signed in, `forsegla-session` with the session's id. Where the \
                    problem is `work_required`, find the number that its challenge asks for and send the request once \
                    more, with both in `forsegla-work`.",
            ),
            servers((url = "/api/v1")),
            paths($($($($name)::+),+),+)
        )]
        struct Document;
    };
}

routes! {
    "/server"                              { get accounts::server_info::get => Page }
    "/auth/register/address"               { post accounts::address_proof::start => RegisterStart }
    "/auth/register/confirm"               { post accounts::address_proof::confirm => SignIn }
    "/auth/register/start"                 { post accounts::register::start => RegisterFinish }
    "/auth/register/finish"                { post accounts::register::finish => RegisterFinish }
    "/auth/login/start"                    { post sessions::login::start => LoginStart }
    "/auth/login/finish"                   { post sessions::login::finish => SignIn }
    "/auth/phone/send"                     { post sessions::phone::send => PhoneCode }
    "/auth/phone/confirm"                  { post sessions::phone::confirm => SignIn }
    "/auth/passkey/start"                  { post sessions::passkey::start => SignIn }
    "/auth/by-passkey/start"               { post sessions::by_passkey::start => ByPasskeyStart }
    "/auth/by-passkey/finish"              { post sessions::by_passkey::finish => SignIn }
    "/auth/totp/enrol"                     { post sessions::second_factor::enrol => SignIn }
    "/auth/second-factor"                  { post sessions::second_factor::post => SignIn }
    "/auth/recovery/start"                 { post sessions::recovery::start::post => RecoveryStart }
    "/auth/recovery/prove"                 { post sessions::recovery::prove::post => SignIn }
    "/auth/recovery/wait"                  { post sessions::recovery::wait::post => SignIn }
    "/auth/recovery/release"               { post sessions::recovery::release::post => SignIn }
    "/auth/recovery/finish"                { post sessions::recovery::finish::post => SignIn }
    "/auth/recovery/stop"                  { post sessions::recovery::stop::post_by_token => SignIn }
    "/session"                             { get sessions::info::get => Read }
    "/session/touch"                       { post sessions::info::touch => Change }
    "/session/unlock"                      { post sessions::unlock::post => Read }
    "/session/step-up"                     { post sessions::step_up::post => Revoke }
    "/session/totp/replace"                { post sessions::replace_totp::start => Change }
    "/session/totp/confirm"                { post sessions::replace_totp::confirm => Change }
    "/session/end"                         { post sessions::end::post => Revoke }
    "/sessions"                            { get sessions::list::get => Revoke }
    "/sessions/end-others"                 { post sessions::end_elsewhere::post_others => Revoke }
    "/sessions/{session_id}/end"           { post sessions::end_elsewhere::post_one => Revoke }
    "/account"                             { get accounts::profile::get => Read,
                                             patch accounts::profile::patch => Change }
    "/account/events"                      { get accounts::security_events::get => Read }
    "/account/backup-codes"                { post accounts::backup_codes::post => Change }
    "/account/keyrings"                    { get accounts::keyrings::get => Read,
                                             put accounts::keyrings::put => Keyring }
    "/account/keyrings/opened"             { post accounts::kept_keyrings::opened => Keyring }
    "/account/phones/{role}/start"         { post accounts::phones::start => Change }
    "/account/phones/{role}/confirm"       { post accounts::phones::confirm => Change }
    "/account/phones/{role}"               { delete accounts::phones::remove => Change }
    "/account/passkeys"                    { get accounts::passkeys::get => Read }
    "/account/passkeys/start"              { post accounts::passkeys::start => Change }
    "/account/passkeys/finish"             { post accounts::passkeys::finish => Change }
    "/account/passkeys/opening/start"      { post sessions::opening::start => Revoke }
    "/account/passkeys/opening/finish"     { post sessions::opening::finish => Revoke }
    "/account/passkeys/{passkey_id}/opening" { delete sessions::opening::remove => Revoke }
    "/account/passkeys/{passkey_id}"       { delete accounts::passkeys::remove => Change }
    "/account/password/start"              { post sessions::password::start => Revoke }
    "/account/password/finish"             { post sessions::password::finish => Revoke }
    "/account/password/compromised"        { post sessions::compromised::post => Keyring }
    "/account/recovery/words/start"        { post sessions::recovery::words::start => Revoke }
    "/account/recovery/words/finish"       { post sessions::recovery::words::finish => Revoke }
    "/account/recovery/stop"               { post sessions::recovery::stop::post_by_session => Revoke }
    "/account/end"                         { post ending::ask::post => Revoke }
    "/account/end/stop"                    { post ending::stop::post => Revoke }
    "/keys/lookup"                         { post keys::lookup::post => Change }
    "/keys/records"                        { post keys::publish::post => Record }
    "/keys/{mailbox_id}"                   { get keys::records::get => Read }
    "/blobs"                               { post messages::upload::start => Upload }
    "/blobs/{blob_id}"                     { get messages::download::get => Download,
                                             delete messages::upload::abandon => Upload }
    "/blobs/{blob_id}/upload"              { get messages::upload::status => Read }
    "/blobs/{blob_id}/segments/{offset}"   { put messages::upload::segment => Segment }
    "/blobs/{blob_id}/complete"            { post messages::upload::complete => Upload }
    "/messages"                            { get messages::list::get => List,
                                             post messages::send::post => Send }
    "/messages/move"                       { post messages::moving::post => Change }
    "/messages/mark"                       { post messages::moving::mark => Change }
    "/messages/{message_id}"               { get messages::list::get_one => Read }
    "/messages/{message_id}/open"          { post messages::open::post => Open }
    "/messages/{message_id}/receipts"      { get receipts::list::get => Read,
                                             post receipts::post::post => Change }
    "/messages/{message_id}/proof"         { get receipts::proof::get => List }
    "/audit/checkpoint"                    { get audit::head::checkpoint => Read }
    "/audit/head"                          { get audit::head::get => Read }
    "/audit/tile/{tile}*"                  { get audit::tiles::get => List }
    "/messages/{message_id}/amends"        { post messages::amend::post => Change }
    "/recalls"                             { get messages::amend::get_recalls => Read }
    "/held"                                { get messages::held::get => List }
    "/held/{message_id}"                   { get messages::held::get_one => Read }
    "/held/{message_id}/cancel"            { post messages::held::cancel => Change }
    "/folders"                             { get messages::folders::get => Read }
    "/bin/empty"                           { post erasure::empty::post => Change }
    "/erasures"                            { get erasure::status::get => Read }
    "/erasures/{erasure_id}"               { get erasure::status::get_one => Read }
    "/objects"                             { get objects::read::get => List,
                                             post objects::change::post => Object }
    "/objects/{object_id}"                 { get objects::read::get_one => Read }
    "/events"                              { get events::get => Stream }
    "/callbacks/sms/{reference}/{token}"   { get outbox::reports::get => Page,
                                             post outbox::reports::post => Page }
}

/// Paths whose handlers ask for work where everybody together wants too much.
pub fn gated() -> impl Iterator<Item = &'static str> {
    let gated = CLASSES.iter().filter(|(_, class)| class.gate().is_some());
    gated.map(|(path, _)| *path)
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
        .service(web::resource("/local-outbox").route(page(web::get().to(outbox::local::page))))
        .service(web::resource("/local-outbox.json").route(page(web::get().to(outbox::local::json))))
        .service(web::resource("/health").route(web::get().to(health)))
        .service(web::resource("/ready").route(page(web::get().to(ready))))
        .service(
            web::scope(BASE_PATH)
                .service(web::resource("/openapi.json").route(page(web::get().to(document))))
                .configure(interface)
                .default_service(page(web::to(refuse_path))),
        )
        .default_service(page(web::get().to(web_app::get)));
}

/// What needs no session and is no part of the interface's table.
fn page(route: Route) -> Route {
    limited(route, Class::Page)
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
    fn every_route_counts_by_network_or_by_account() {
        for (path, class) in CLASSES {
            let takes_no_session =
                *path == "/server" || path.starts_with("/auth/") || path.starts_with("/callbacks/");
            assert_eq!(class.account_rule().is_none(), takes_no_session, "{path}");
            assert_eq!(class.network_rule().is_some(), takes_no_session, "{path}");
        }
    }

    #[test]
    fn every_gate_is_named_by_its_own_route_alone() {
        let gates = CLASSES
            .iter()
            .filter_map(|(path, class)| class.gate().map(|gate| (*path, gate.path())));
        let gates: Vec<_> = gates.collect();
        assert!(gates.iter().all(|(path, gate)| path == gate), "{gates:?}");
        assert_eq!(gates.len(), 4);
    }

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
