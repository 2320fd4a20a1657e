//! The server under test: the same code that `forsegla-server serve` runs, on a folder of its own, with a clock that the
//! test moves.

use crate::person::{Person, TestClient, TestPlatform};
use crate::tap::Tap;
use client::Client;
use client::native::Http;
use server::app::App;
use server::clock::Clock;
use server::config::Config;
use server::run;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A running server. Dropping it stops it in order and fails the test if it does not stop well.
pub struct TestServer {
    pub address: SocketAddr,
    pub app: Arc<App>,
    pub clock: Clock,
    data: PathBuf,
    folder: Option<TempDir>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl TestServer {
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    /// A server with other settings.
    pub fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(Clock::System.now_ms());
        let mut server = Self::start_on(folder.path(), clock, change);
        server.folder = Some(folder);
        server
    }

    /// A server on data that is there already.
    pub fn start_on(data: &Path, clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::load(None).unwrap();
        config.origin = "http://localhost".into();
        config.listen = "127.0.0.1:0".parse().unwrap();
        config.local_outbox = true;
        config.sms.country_code = Some("46".into());
        config.limits.workers = 2;
        // All people of a test come from one address, and do within a second what people do in a day.
        config.limits.rate_factor = 1000;
        config.data = data.join("data");
        change(&mut config);
        let (started, starting) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let (data, its_clock) = (config.data.clone(), clock.clone());
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = App::open(config, its_clock, false).await.unwrap();
                let running = run::start(Arc::clone(&app)).unwrap();
                started.send((running.address(), app)).unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                running.until(stop).await.unwrap();
            });
        });
        let (address, app) = starting.recv().expect("the server starts");
        Self {
            address,
            app,
            clock,
            data,
            folder: None,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Stops the server and starts another on the same data and port.
    pub fn restart(self) -> Self {
        self.restart_with(|_| {})
    }

    /// As [`Self::restart`], with other settings.
    pub fn restart_with(self, change: impl FnOnce(&mut Config)) -> Self {
        let (data, clock, address) = (self.data.clone(), self.clock.clone(), self.address);
        let folder = self.stop();
        let mut server = Self::start_on(data.parent().unwrap(), clock, |config| {
            config.listen = address;
            change(config);
        });
        server.folder = folder;
        server
    }

    /// Takes over the folder of the data that it runs on.
    pub fn keep(&mut self, folder: Option<TempDir>) {
        self.folder = folder;
    }

    /// Stops the server; its data stay as long as what is returned.
    pub fn stop(mut self) -> Option<TempDir> {
        self.folder.take()
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client without a session.
    pub fn client(&self) -> Arc<TestClient> {
        self.client_with(self.clock.clone())
    }

    /// A client on a device whose clock is another.
    pub fn client_with(&self, clock: Clock) -> Arc<TestClient> {
        let tap = Tap::new(Http::new(self.origin()).unwrap());
        Arc::new(Client::new(tap, TestPlatform::new(clock), "localhost"))
    }

    /// Someone with an account and an authenticator, signed in.
    pub async fn person(&self, name: &str) -> Person {
        Person::join(self, name).await
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            assert!(
                ended.is_some_and(|ended| ended.is_ok()),
                "the server did not stop well"
            );
        }
    }
}
