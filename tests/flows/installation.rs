//! A data folder that is not of one piece: the server refuses to start rather than destroy, and `doctor` says why.

use server::app::{App, StartError};
use server::clock::Clock;
use server::config::Config;
use server::doctor::{Finding, examine};
use server::keystore::Keystore;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use tests::{TestServer, walk};

/// A stopped server's folder, where Anna has written to Björn.
struct Installation {
    _folder: TempDir,
    config: Config,
}

impl Installation {
    async fn make() -> Self {
        let server = TestServer::start();
        let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
        anna.send(&anna.letter_to(&bjorn)).await.unwrap();
        let mut config = Config::load(None).unwrap();
        config.data = server.data().to_owned();
        config.local_outbox = true;
        Self {
            _folder: server.stop().unwrap(),
            config,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.config.data.join(name)
    }

    async fn open(&self) -> Result<(), StartError> {
        let app = App::open(self.config.clone(), Clock::System, false).await?;
        app.db.close().await;
        Ok(())
    }

    fn is_bad(&self) -> bool {
        examine(&self.config).iter().any(Finding::is_bad)
    }
}

#[tokio::test]
async fn what_is_of_one_piece_starts_again() {
    let installation = Installation::make().await;
    assert!(!installation.is_bad());
    installation.open().await.unwrap();
}

#[tokio::test]
async fn a_second_server_on_the_same_data_refuses_to_start() {
    let server = TestServer::start();
    let mut config = Config::load(None).unwrap();
    config.data = server.data().to_owned();
    config.local_outbox = true;
    let second = App::open(config, Clock::System, false).await;
    assert!(matches!(second, Err(StartError::InUse(_))));
}

#[tokio::test]
async fn without_its_database_a_vault_is_left_alone() {
    let installation = Installation::make().await;
    let (database, elsewhere) = (
        installation.path("forsegla.db"),
        installation.path("elsewhere.db"),
    );
    let before = walk(&installation.path("vault/blobs")).len();
    fs::rename(&database, &elsewhere).unwrap();
    assert!(matches!(
        installation.open().await,
        Err(StartError::DatabaseMissing(_))
    ));
    assert!(installation.is_bad());
    assert_eq!(walk(&installation.path("vault/blobs")).len(), before);
    fs::rename(&elsewhere, &database).unwrap();
    installation.open().await.unwrap();
}

#[tokio::test]
async fn a_database_does_not_open_without_its_keys_nor_with_others() {
    let installation = Installation::make().await;
    fs::remove_dir_all(installation.path("keys")).unwrap();
    assert!(matches!(installation.open().await, Err(StartError::Keys(_))));
    assert!(installation.is_bad());
    Keystore::create(&installation.path("keys")).unwrap();
    assert!(matches!(installation.open().await, Err(StartError::ForeignKeys)));
    assert!(installation.is_bad());
}

#[tokio::test]
async fn a_lost_slot_file_is_noticed_and_not_made_anew() {
    let installation = Installation::make().await;
    fs::remove_file(installation.path("vault/slots")).unwrap();
    assert!(matches!(installation.open().await, Err(StartError::Vault(_))));
    assert!(installation.is_bad());
    assert!(!installation.path("vault/slots").exists());
}

#[tokio::test]
async fn another_epoch_key_is_noticed() {
    let installation = Installation::make().await;
    fs::write(installation.path("keys/epoch-key"), [7; 32]).unwrap();
    assert!(matches!(installation.open().await, Err(StartError::Vault(_))));
    assert!(installation.is_bad());
}

#[tokio::test]
async fn doctor_misses_a_letter_whose_file_is_gone() {
    let installation = Installation::make().await;
    let folders = fs::read_dir(installation.path("vault/blobs")).unwrap();
    let mut files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    fs::remove_file(files.next().unwrap().unwrap().path()).unwrap();
    assert!(installation.is_bad());
}
