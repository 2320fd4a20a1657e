//! Runs the server from start to stop.

use crate::app::App;
use crate::config::Tls;
use crate::erasure::eraser;
use crate::limits::keeper;
use crate::messages::release;
use crate::{guard, outbox, routes, upkeep};
use actix_web::dev::Server;
use actix_web::web::Data;
use actix_web::{App as Site, HttpServer, middleware};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A client has this long to send its request's headers, and to say goodbye.
const HEADER_DEADLINE: Duration = Duration::from_secs(5);
/// A kept-open connection may be silent for this long.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Requests under way when the server stops have this long to finish.
const STOP_S: u64 = 20;

/// The server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's reason.
        cause: std::io::Error,
    },
    /// The certificate or key cannot be used.
    #[error("cannot use the TLS file {path}: {cause}")]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The server broke off.
    #[error("the server stopped: {0}")]
    Stopped(#[from] std::io::Error),
}

/// A server that listens already.
pub struct Running {
    server: Server,
    app: Data<App>,
    address: SocketAddr,
}

/// Listens and starts serving; [`Running::until`] waits for the end.
pub fn start(app: Arc<App>) -> Result<Running, RunError> {
    let app: Data<App> = Data::from(app);
    let config = app.config.clone();
    let failed = |cause| RunError::Listen {
        address: config.listen,
        cause,
    };
    let listener = TcpListener::bind(config.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let shared = app.clone();
    let workers = match config.limits.workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        workers => workers,
    };
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(shared.clone())
            .wrap(middleware::from_fn(guard::around))
            .configure(routes::site)
    })
    .client_request_timeout(HEADER_DEADLINE)
    .client_disconnect_timeout(HEADER_DEADLINE)
    .keep_alive(KEEP_ALIVE)
    .workers(workers)
    // actix-web's bound is that of each worker.
    .max_connections(config.limits.connections.div_ceil(workers))
    .shutdown_timeout(STOP_S)
    .disable_signals();
    let server = match tls(&config.tls)? {
        Some(tls) => server.listen_rustls_0_23(listener, tls).map_err(failed)?.run(),
        None => server.listen(listener).map_err(failed)?.run(),
    };
    Ok(Running { server, app, address })
}

impl Running {
    /// Where it listens: the port is the system's choice if port 0 was configured.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is done, then lets requests finish, ends the background work and closes the database.
    pub async fn until(self, stop: impl Future<Output = ()>) -> Result<(), RunError> {
        let (stopping, stopped) = watch::channel(false);
        let eraser = tokio::spawn(eraser::run(self.app.clone(), stopped.clone()));
        let upkeep = tokio::spawn(upkeep::run(self.app.clone(), stopped.clone()));
        let keeper = tokio::spawn(keeper::run(self.app.clone(), stopped.clone()));
        let outbox = tokio::spawn(outbox::run(self.app.clone(), stopped.clone()));
        let release = tokio::spawn(release::run(self.app.clone(), stopped));
        let handle = self.server.handle();
        let server = tokio::spawn(self.server);
        stop.await;
        tracing::info!("stopping");
        self.app.events.close();
        handle.stop(true).await;
        let outcome = server.await.unwrap_or(Ok(()));
        // The receivers live in the tasks.
        let _ = stopping.send(true);
        let _ = tokio::join!(eraser, upkeep, keeper, outbox, release);
        self.app.db.close().await;
        Ok(outcome?)
    }
}

fn tls(files: &Tls) -> Result<Option<ServerConfig>, RunError> {
    let (Some(cert), Some(key)) = (&files.cert, &files.key) else {
        return Ok(None);
    };
    let refused = |path: &PathBuf, cause: String| RunError::Tls {
        path: path.clone(),
        cause,
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(cert)
        .map_err(|error| refused(cert, error.to_string()))?
        .collect();
    let chain = chain.map_err(|error| refused(cert, error.to_string()))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| refused(key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
        .map(Some)
        .map_err(|error| refused(cert, error.to_string()))
}

/// Checks the TLS files without serving; for `doctor`.
pub fn check_tls(files: &Tls) -> Result<bool, RunError> {
    tls(files).map(|config| config.is_some())
}
