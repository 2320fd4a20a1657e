//! A server process that can be killed: this test program itself, started again.

use crate::steps;
use server::app::App;
use server::clock::Clock;
use server::config::Config;
use server::run;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DATA: &str = "FORSEGLA_FAULTS_DATA";
const LISTEN: &str = "FORSEGLA_FAULTS_LISTEN";
/// The time that it has, standing still; without it the machine's.
const NOW_MS: &str = "FORSEGLA_FAULTS_NOW_MS";
/// Steps after which it kills itself; without it none.
const STEPS: &str = "FORSEGLA_FAULTS_STEPS";

/// Does nothing as a test. Started by [`Process::start`], it is the server, until it is killed.
#[test]
fn server_process() {
    let (Ok(data), Ok(listen)) = (std::env::var(DATA), std::env::var(LISTEN)) else {
        return;
    };
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    if let Some(steps) = number(STEPS) {
        steps::kill_after(steps);
    }
    let clock = number(NOW_MS).map_or(Clock::System, Clock::manual);
    let mut config = Config::load(None).unwrap();
    config.origin = "http://localhost".into();
    config.data = data.into();
    config.listen = listen.parse().unwrap();
    config.limits.workers = 2;
    config.local_outbox = true;
    config.limits.rate_factor = 1000;
    actix_web::rt::System::new().block_on(async {
        let app = App::open(config, clock, false).await.unwrap();
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

/// What a process is started with.
#[derive(Default)]
pub(crate) struct Life {
    /// The time that it has, standing still; else the machine's.
    pub(crate) now_ms: Option<u64>,
    /// After so many steps of its work on the disk it is killed.
    pub(crate) steps: Option<u64>,
}

impl Process {
    /// Starts the server and waits until it answers.
    pub(crate) fn start(data: &Path, listen: SocketAddr) -> Self {
        let mut process = Self::begin(data, listen, &Life::default());
        let since = Instant::now();
        while std::net::TcpStream::connect(listen).is_err() {
            assert!(process.is_alive(), "the server ends by itself");
            assert!(
                since.elapsed() < Duration::from_secs(20),
                "the server does not start"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        process
    }

    /// Starts the server and waits for nothing.
    pub(crate) fn begin(data: &Path, listen: SocketAddr, life: &Life) -> Self {
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
        for (name, number) in [(NOW_MS, life.now_ms), (STEPS, life.steps)] {
            command.envs(number.map(|number| (name, number.to_string())));
        }
        Self {
            child: command.spawn().unwrap(),
        }
    }

    /// Whether it has not ended yet.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Whether SIGKILL has ended it.
    pub(crate) fn was_killed(&mut self) -> bool {
        self.child.wait().unwrap().signal() == Some(9)
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

/// A folder with all that is in it, at another place.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// An address that was free a moment ago.
pub(crate) fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}
