//! SMS through a real Kannel: bearerbox, smsbox and, as the network, Kannel's own fakesmsc, all started here.

use server::config::{Config, GatewayKind, Secret, Sms as Settings};
use server::outbox::SendError;
use server::sms::{Gateway, PhoneNumber, Report, Sms};
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::Listener;

const BEARERBOX: &str = "/usr/sbin/bearerbox";
const SMSBOX: &str = "/usr/sbin/smsbox";
const FAKESMSC: &str = "/usr/lib/kannel/test/fakesmsc";
const PASSWORD: &str = "s3cret & more";
const PATIENCE: Duration = Duration::from_secs(30);
/// All letters of the three languages, and signs that mean something in URLs and to Kannel.
const TEXT: &str = "Ett brev väntar: åäöÅÄÖæøÆØé § €5 {a} 100% %d & a=b?c#d + \"q\" <t>";

fn number() -> PhoneNumber {
    "+46701234567".parse().unwrap()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// A process that ends with the test.
struct Process(Child);

impl Process {
    fn start(program: &str, args: &[&str], log: &Path) -> Self {
        let log = File::create(log).unwrap();
        let child = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask setup` installs it"));
        Self(child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A gateway, its network, and what the network got.
pub(crate) struct Kannel {
    smsc: Option<Process>,
    _boxes: [Process; 2],
    folder: TempDir,
    smsc_port: u16,
    sendsms_port: u16,
}

impl Kannel {
    pub(crate) async fn start() -> Self {
        Self::start_with("4").await
    }

    async fn start_with(log_level: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [admin, smsbox, smsc_port, sendsms_port] = [free_port(), free_port(), free_port(), free_port()];
        let config = folder.path().join("kannel.conf");
        let text = include_str!("kannel.conf")
            .replace("{admin}", &admin.to_string())
            .replace("{smsbox}", &smsbox.to_string())
            .replace("{smsc}", &smsc_port.to_string())
            .replace("{sendsms}", &sendsms_port.to_string())
            .replace("{password}", PASSWORD)
            .replace("{log-level}", log_level)
            .replace("{folder}", folder.path().to_str().unwrap());
        fs::write(&config, text).unwrap();
        let config = config.to_str().unwrap();
        let bearerbox = Process::start(
            BEARERBOX,
            &["-v", "4", config],
            &folder.path().join("bearerbox.out"),
        );
        listens(smsbox).await;
        listens(smsc_port).await;
        let smsbox = Process::start(SMSBOX, &["-v", "4", config], &folder.path().join("smsbox.out"));
        listens(sendsms_port).await;
        Self {
            smsc: None,
            _boxes: [smsbox, bearerbox],
            folder,
            smsc_port,
            sendsms_port,
        }
    }

    /// The network comes; what it gets is in its log.
    pub(crate) fn connect_network(&mut self) {
        let port = self.smsc_port.to_string();
        let args = [
            "-v",
            "0",
            "-H",
            "127.0.0.1",
            "-r",
            &port,
            "-m",
            "0",
            "0 0 text nop",
        ];
        self.smsc = Some(Process::start(FAKESMSC, &args, &self.network_log()));
    }

    fn network_log(&self) -> PathBuf {
        self.folder.path().join("fakesmsc.log")
    }

    /// Every SMS that the network got: sender, number, "text", the text.
    pub(crate) fn received(&self) -> Vec<String> {
        let log = fs::read(self.network_log()).unwrap_or_default();
        String::from_utf8(log)
            .unwrap()
            .lines()
            .filter_map(|line| {
                let (_, message) = line.split_once("DEBUG: Got message ")?.1.split_once(": <")?;
                message.strip_suffix('>').map(str::to_owned)
            })
            .collect()
    }

    /// How a server reaches it.
    pub(crate) fn settings(&self) -> Settings {
        settings(self.sendsms_port, PASSWORD)
    }

    fn gateway(&self, password: &str) -> Gateway {
        Gateway::new(&settings(self.sendsms_port, password))
            .unwrap()
            .unwrap()
    }
}

async fn listens(port: u16) {
    until(&format!("Kannel listens on {port}"), || {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    })
    .await;
}

pub(crate) fn settings(port: u16, password: &str) -> Settings {
    let mut settings = Config::load(None).unwrap().sms;
    settings.gateway = GatewayKind::Kannel;
    settings.from = Some("Forsegla".into());
    settings.kannel.url = format!("http://127.0.0.1:{port}/cgi-bin/sendsms");
    settings.kannel.username = Some("forsegla".into());
    settings.kannel.password = Some(Secret::new(password));
    settings
}

async fn send(gateway: &Gateway, text: &str, report_url: Option<&str>) -> Result<(), SendError> {
    let message = Sms {
        to: &number(),
        text,
        reference: "sms_1",
        report_url,
        valid_minutes: 60,
    };
    gateway.send(&message).await
}

/// What the gateway reported until now, all of it about the one SMS.
fn reports(gateway: &Gateway, told: &Listener) -> Vec<Report> {
    told.heard()
        .iter()
        .map(|request| {
            assert_eq!(request.path, "/reports/sms_1");
            gateway.read_report(&request.query, &request.body).unwrap()
        })
        .collect()
}

async fn until_delivered(gateway: &Gateway, told: &Listener) {
    until("a report that the SMS was delivered", || {
        let known = reports(gateway, told).into_iter().reduce(Report::join);
        known == Some(Report::Delivered)
    })
    .await;
}

#[tokio::test]
async fn an_sms_arrives_letter_for_letter_and_its_reports_come_back() {
    let mut kannel = Kannel::start().await;
    kannel.connect_network();
    let told = Listener::start("200 OK");
    let gateway = kannel.gateway(PASSWORD);
    let report_url = format!("http://{}/reports/sms_1", told.address);
    send(&gateway, TEXT, Some(&report_url)).await.unwrap();
    until("the network has the SMS", || !kannel.received().is_empty()).await;
    assert_eq!(kannel.received(), [format!("Forsegla +46701234567 text {TEXT}")]);
    until_delivered(&gateway, &told).await;
    assert!(reports(&gateway, &told).contains(&Report::Accepted));
}

#[tokio::test]
async fn while_the_network_is_away_kannel_takes_an_sms_and_delivers_it_later() {
    let mut kannel = Kannel::start().await;
    kannel.connect_network();
    let gateway = kannel.gateway(PASSWORD);
    send(&gateway, "first", None).await.unwrap();
    until("the network has the first SMS", || kannel.received().len() == 1).await;
    kannel.smsc = None;
    let told = Listener::start("200 OK");
    let report_url = format!("http://{}/reports/sms_1", told.address);
    // Kannel notices a moment later that the network is gone. Nothing is lost in either case.
    tokio::time::sleep(Duration::from_secs(2)).await;
    send(&gateway, "second", Some(&report_url)).await.unwrap();
    assert!(!reports(&gateway, &told).contains(&Report::Delivered));
    kannel.connect_network();
    until("the network has the second SMS", || !kannel.received().is_empty()).await;
    assert_eq!(kannel.received(), ["Forsegla +46701234567 text second"]);
    until_delivered(&gateway, &told).await;
}

#[tokio::test]
async fn a_wrong_password_is_a_fault_of_the_settings() {
    let kannel = Kannel::start().await;
    let refused = send(&kannel.gateway("another"), "a", None).await;
    assert_eq!(refused, Err(SendError::Settings("Kannel answered 403".into())));
}

#[tokio::test]
async fn kannel_keeps_no_text_in_its_logs() {
    for (log_level, keeps) in [("0", true), ("4", false)] {
        let mut kannel = Kannel::start_with(log_level).await;
        kannel.connect_network();
        send(&kannel.gateway(PASSWORD), "canary", None).await.unwrap();
        until("the network has the SMS", || !kannel.received().is_empty()).await;
        let written = ["bearerbox.log", "smsbox.log"]
            .map(|log| fs::read_to_string(kannel.folder.path().join(log)).unwrap())
            .concat();
        assert_eq!(written.contains("canary"), keeps, "{log_level}: {written}");
        assert_eq!(written.contains("46701234567"), keeps, "{log_level}: {written}");
    }
}
