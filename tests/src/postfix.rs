//! A real Postfix that takes mail for `example.test` into a folder. Nothing can leave it: every other destination is an
//! error. It lives in a folder of its own, on two free ports of this machine.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Who owns the mail that has arrived. Any number that is nobody's will do.
const MAIL_UID: u32 = 5000;

const PATIENCE: Duration = Duration::from_secs(30);

/// Each service that Postfix needs to take a mail and to put it away, and the two doors.
const SERVICES: &str = "\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
";

/// A running Postfix; ended when dropped.
pub struct Postfix {
    folder: TempDir,
    child: Child,
    /// Where TLS begins with STARTTLS, and mail without it is refused.
    pub starttls_port: u16,
    /// Where TLS begins at once.
    pub tls_port: u16,
}

impl Postfix {
    /// Starts one, with a certificate for `localhost` from an authority that nobody else knows.
    pub fn start() -> Self {
        let uid = fs::metadata("/proc/self").unwrap().uid();
        assert_eq!(uid, 0, "Postfix starts only as root: run this test as root");
        let master = Path::new("/usr/lib/postfix/sbin/master");
        assert!(master.exists(), "Postfix is not installed: cargo xtask setup");
        let folder = tempfile::tempdir().unwrap();
        let [starttls_port, tls_port] = free_ports();
        write_files(folder.path(), starttls_port, tls_port);
        let made = Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(folder.path().join("etc"))
            .arg("check")
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // In a group of its own, because at its end it signals its whole group.
        let child = Command::new(master)
            .arg("-d")
            .arg("-c")
            .arg(folder.path().join("etc"))
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let postfix = Self {
            folder,
            child,
            starttls_port,
            tls_port,
        };
        for port in [starttls_port, tls_port] {
            postfix.wait_for("its doors", || TcpStream::connect(("127.0.0.1", port)).ok());
        }
        postfix
    }

    /// The certificate of its authority.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Waits until so many mails have arrived, and returns them.
    pub fn arrived(&self, count: usize) -> Vec<Vec<u8>> {
        self.wait_for("the mail", || {
            let mails = self.mails();
            (mails.len() >= count).then_some(mails)
        })
    }

    /// What has arrived so far.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let Ok(files) = fs::read_dir(self.folder.path().join("mail/all/new")) else {
            return Vec::new();
        };
        files
            .map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect()
    }

    fn wait_for<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(begun.elapsed() < PATIENCE, "Postfix: {what} did not come\n{log}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // The master ends its own children.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

fn free_ports() -> [u16; 2] {
    [(); 2]
        .map(|()| TcpListener::bind("127.0.0.1:0").unwrap())
        .map(|listener| listener.local_addr().unwrap().port())
}

fn write_files(folder: &Path, starttls_port: u16, tls_port: u16) {
    // Postfix's own users look into it.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    for name in ["etc", "queue", "data", "mail"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    chown(folder.join("mail"), Some(MAIL_UID), Some(MAIL_UID)).unwrap();
    write_certificates(folder);
    fs::write(folder.join("etc/main.cf"), settings(folder)).unwrap();
    let doors = format!(
        "127.0.0.1:{starttls_port} inet n - n - - smtpd\n\
         127.0.0.1:{tls_port} inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n"
    );
    fs::write(folder.join("etc/master.cf"), doors + SERVICES).unwrap();
    chown_data(&folder.join("data"));
}

/// The folder of locks and caches belongs to the user `postfix`.
fn chown_data(data: &Path) {
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let postfix = passwd.lines().find(|line| line.starts_with("postfix:"));
    let uid = postfix.and_then(|line| line.split(':').nth(2)).unwrap();
    chown(data, Some(uid.parse().unwrap()), None).unwrap();
}

fn settings(folder: &Path) -> String {
    let at = folder.display();
    format!(
        "compatibility_level = 3.6
queue_directory = {at}/queue
data_directory = {at}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {at}/log
maillog_file_prefixes = {at}
myhostname = mail.example.test
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = example.test
virtual_mailbox_base = {at}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{MAIL_UID}
virtual_gid_maps = static:{MAIL_UID}
virtual_minimum_uid = 100
default_transport = error:no mail leaves this server
relay_transport = error:no mail leaves this server
smtpd_recipient_restrictions = reject_unauth_destination
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_cert_file = {at}/server.pem
smtpd_tls_key_file = {at}/server.key
smtpd_tls_security_level = encrypt
message_size_limit = 1000000
"
    )
}

fn write_certificates(folder: &Path) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let server = params.signed_by(&key, &ca).unwrap();
    fs::write(folder.join("ca.pem"), ca.pem()).unwrap();
    fs::write(folder.join("server.pem"), server.pem()).unwrap();
    fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
}
