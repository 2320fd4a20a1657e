//! What the browser stores so that a reload does not sign anyone out: one sealed box that opens nothing by itself.

use crate::desk::Open;
use client::StoredSession;
use idb::{Database, DatabaseEvent as _, Error, Factory, ObjectStoreParams, TransactionMode};
use js_sys::Uint8Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

const DATABASE: &str = "forsegla";
const STORE: &str = "session";
const KEY: &str = "box";

async fn open() -> Result<Database, Error> {
    Ok(open_or_make().await?.0)
}

/// The database, and whether it was made just now.
async fn open_or_make() -> Result<(Database, bool), Error> {
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    let made = Rc::new(Cell::new(false));
    let upgrading = Rc::clone(&made);
    request.on_upgrade_needed(move |event| {
        upgrading.set(true);
        if let Ok(database) = event.database() {
            // An error shows again, and is told, at the first use.
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    let database = request.await?;
    Ok((database, made.get()))
}

/// The stored box, if there is one. A browser that stores nothing (a private window) has none.
pub(crate) async fn load() -> Option<Vec<u8>> {
    let read = async {
        let (database, is_new) = open_or_make().await?;
        if is_new {
            // Its being there means to the next visit that a session may be stored.
            database.close();
            wipe().await;
            return Ok(None);
        }
        let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
        let found = transaction
            .object_store(STORE)?
            .get(JsValue::from_str(KEY))?
            .await?;
        database.close();
        Ok::<_, Error>(found)
    };
    read.await
        .ok()
        .flatten()
        .map(|value| Uint8Array::new(&value).to_vec())
}

/// Stores a box in place of any other. Where that fails, a reload asks for the password.
pub(crate) async fn save(bytes: &[u8]) {
    let value = Uint8Array::from(bytes);
    let write = async {
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
        transaction
            .object_store(STORE)?
            .put(&value, Some(&JsValue::from_str(KEY)))?
            .await?;
        transaction.commit()?.await?;
        database.close();
        Ok::<_, Error>(())
    };
    let _ = write.await;
}

/// Stores a box in place of the same session's that has seen less. Windows share the place: another session's box stays,
/// and where there is none it was removed on purpose.
pub(crate) async fn update(newer: &StoredSession) {
    let write = async {
        let database = open().await?;
        let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(STORE)?;
        let found = store.get(JsValue::from_str(KEY))?.await?;
        let stored = found.and_then(|value| StoredSession::parse(&Uint8Array::new(&value).to_vec()));
        if stored.is_some_and(|stored| newer.is_news_to(&stored)) {
            let value = Uint8Array::from(newer.to_bytes().as_slice());
            store.put(&value, Some(&JsValue::from_str(KEY)))?.await?;
        }
        transaction.commit()?.await?;
        database.close();
        Ok::<_, Error>(())
    };
    let _ = write.await;
}

/// Removes the box of this mailbox's session. That of another session, which another window stored meanwhile, stays.
pub(crate) async fn remove(mailbox: &Open) {
    let stored = load().await;
    let stored = stored.as_deref().and_then(StoredSession::parse);
    if stored.is_none_or(|stored| stored.is_of(mailbox)) {
        wipe().await;
    }
}

/// Removes the database, so that nothing of a session stays on the device.
pub(crate) async fn wipe() {
    let remove = async { Factory::new()?.delete(DATABASE)?.await };
    let _ = remove.await;
}
