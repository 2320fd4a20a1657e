//! HTTP to a gateway: one request, its status, nothing else. The answer's body is not read, so it can be of any size;
//! redirects are answers like others.

use super::gateway::GatewayError;
use crate::outbox::SendError;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// From the first packet to the answer's status.
const DEADLINE: Duration = Duration::from_secs(10);

/// What speaks to one gateway.
pub(super) struct Connection {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Connection {
    /// For requests to `url`; connects nowhere yet.
    pub(super) fn new(url: &Uri, ca_file: Option<&Path>) -> Result<Self, GatewayError> {
        let roots = match (ca_file, url.scheme_str()) {
            (Some(file), _) => read_roots(file)?,
            (None, Some("https")) => system_roots()?,
            (None, _) => RootCertStore::empty(),
        };
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| GatewayError::Tls(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            // SMS are seldom: a connection that was kept open would mostly be a closed one.
            .pool_max_idle_per_host(0)
            .build(connector);
        Ok(Self { client })
    }

    /// The status of the answer. Errors hold nothing of the request.
    pub(super) async fn ask(&self, request: Request<Full<Bytes>>) -> Result<StatusCode, SendError> {
        match tokio::time::timeout(DEADLINE, self.client.request(request)).await {
            Err(_) => Err(SendError::Later("the gateway did not answer in time".into())),
            Ok(Err(error)) if is_certificate(&error) => Err(SendError::Settings(
                "the gateway's certificate is not trusted; see sms.ca_file".into(),
            )),
            Ok(Err(error)) if error.is_connect() => {
                Err(SendError::Later("the gateway cannot be reached".into()))
            }
            Ok(Err(_)) => Err(SendError::Later("the gateway broke off".into())),
            Ok(Ok(answer)) => Ok(answer.status()),
        }
    }
}

fn read_roots(file: &Path) -> Result<RootCertStore, GatewayError> {
    let refused = |cause: String| GatewayError::File {
        path: file.to_owned(),
        cause,
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| refused(error.to_string()))? {
        let certificate = certificate.map_err(|error| refused(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| refused(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(refused("it holds no certificate".into()));
    }
    Ok(roots)
}

fn system_roots() -> Result<RootCertStore, GatewayError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(GatewayError::Tls(
            "this machine trusts no certificates; install ca-certificates or set sms.ca_file".into(),
        ));
    }
    Ok(roots)
}

/// Whether the connection failed at the gateway's certificate, which only the operator can mend.
fn is_certificate(error: &legacy::Error) -> bool {
    let is_ours = |cause: &(dyn Error + 'static)| {
        matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
    };
    std::iter::successors(error.source(), |cause| inside(*cause)).any(is_ours)
}

/// What caused an error. An `io::Error` names as its source what is below the error that it carries, and so hides that.
fn inside<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let Some(carrier) = error.downcast_ref::<io::Error>() else {
        return error.source();
    };
    let carried: &'a (dyn Error + 'static) = carrier.get_ref()?;
    Some(carried)
}
