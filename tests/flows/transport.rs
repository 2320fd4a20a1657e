//! TLS from files, as an operator gives them.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use server::config::Config;
use server::run::{self, RunError};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use tests::TestServer;

fn write_files(folder: &Path) -> CertifiedKey<rcgen::KeyPair> {
    let made = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made
}

fn configure(config: &mut Config, folder: &Path) {
    config.origin = "https://localhost".into();
    config.tls.cert = Some(folder.join("cert.pem"));
    config.tls.key = Some(folder.join("key.pem"));
}

fn get(address: SocketAddr, path: &str, trusted: &CertifiedKey<rcgen::KeyPair>) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address)?);
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[tokio::test]
async fn a_server_with_certificate_and_key_speaks_tls_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let made = write_files(folder.path());
    let server = TestServer::start_with(|config| configure(config, folder.path()));
    let address = server.address;
    let answer = tokio::task::spawn_blocking(move || get(address, "/health", &made))
        .await
        .unwrap()
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=31536000"),
        "{answer}"
    );
    let plain = reqwest::get(format!("http://{address}/health")).await;
    assert!(plain.is_err());
}

#[test]
fn files_that_do_not_fit_are_named() {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path());
    let mut config = Config::load(None).unwrap();
    configure(&mut config, folder.path());
    assert!(run::check_tls(&config.tls).unwrap());
    // The key of another certificate.
    let other = generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.path().join("key.pem"), other.signing_key.serialize_pem()).unwrap();
    assert!(
        matches!(run::check_tls(&config.tls), Err(RunError::Tls { path, .. }) if path.ends_with("cert.pem"))
    );
    std::fs::remove_file(folder.path().join("key.pem")).unwrap();
    assert!(
        matches!(run::check_tls(&config.tls), Err(RunError::Tls { path, .. }) if path.ends_with("key.pem"))
    );
}
