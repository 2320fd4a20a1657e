//! What a client needs to know before anyone has signed in.

use super::register::KSF;
use crate::app::App;
use actix_web::web::{self, Data};
use api::auth::ServerInfo;

/// The server's public keys, key-stretching profile and clock. Public.
#[utoipa::path(get, path = "/server", tag = "sign-in", responses((status = 200, body = ServerInfo)))]
pub(crate) async fn get(app: Data<App>) -> web::Json<ServerInfo> {
    web::Json(ServerInfo {
        signing_key: (*app.keys.signing.verifying_key().as_bytes()).into(),
        log_key: app.log.verifier().to_text(),
        ksf: KSF.number(),
        server_ms: app.now_ms(),
        idle_ms_max: app.config.session.idle_minutes * 60_000,
    })
}
