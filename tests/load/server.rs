//! The server under load: the release program, as an operator runs it.

use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Server {
    pub(crate) fn start(program: &str) -> Self {
        let folder = tempfile::tempdir_in("target").unwrap();
        let address = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let mut command = Command::new(program);
        command
            .arg("serve")
            .env("FORSEGLA_DATA", folder.path().join("data"));
        command
            .env("FORSEGLA_LISTEN", address.to_string())
            .env("FORSEGLA_ORIGIN", "http://localhost");
        // All clients come from one address and do nothing else.
        command.env("FORSEGLA_RATE_FACTOR", "1000");
        command.env("FORSEGLA_LOCAL_OUTBOX", "true");
        command.env("FORSEGLA_LOG", "warn").stdout(Stdio::null());
        let server = Self {
            child: command.spawn().unwrap(),
            address,
            folder,
        };
        let since = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(
                since.elapsed() < Duration::from_secs(20),
                "the server does not start"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// On the same disk as the server's data.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
