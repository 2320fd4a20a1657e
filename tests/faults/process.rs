//! A server process that can be killed: this test program itself, started again.

use server::app::App;
use server::clock::Clock;
use server::config::Config;
use server::run;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DATA: &str = "FORSEGLA_FAULTS_DATA";
const LISTEN: &str = "FORSEGLA_FAULTS_LISTEN";

/// Does nothing as a test. Started by [`Process::start`], it is the server, until it is killed.
#[test]
fn server_process() {
    let (Ok(data), Ok(listen)) = (std::env::var(DATA), std::env::var(LISTEN)) else {
        return;
    };
    let mut config = Config::load(None).unwrap();
    config.origin = "http://localhost".into();
    config.data = data.into();
    config.listen = listen.parse().unwrap();
    config.limits.workers = 2;
    config.local_outbox = true;
    config.limits.rate_factor = 1000;
    actix_web::rt::System::new().block_on(async {
        let app = App::open(config, Clock::System, false).await.unwrap();
        run::start(app)
            .unwrap()
            .until(std::future::pending())
            .await
            .unwrap();
    });
}

/// A running server process; killed when dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts the server and waits until it answers.
    pub(crate) fn start(data: &Path, listen: SocketAddr) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        command.args([
            "--exact",
            "process::server_process",
            "--nocapture",
            "--test-threads=1",
        ]);
        command
            .env(DATA, data)
            .env(LISTEN, listen.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit());
        let process = Self {
            child: command.spawn().unwrap(),
        };
        let since = Instant::now();
        while std::net::TcpStream::connect(listen).is_err() {
            assert!(
                since.elapsed() < Duration::from_secs(20),
                "the server does not start"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        process
    }

    /// SIGKILL, as a power button would.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// An address that was free a moment ago.
pub(crate) fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}
