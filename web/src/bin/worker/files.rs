//! Files of the browser: read in slices, so that a gigabyte never lies in memory; written to the origin's private file
//! system, from where the page hands them to the downloads.

use client::Platform as _;
use client::transfer::{Sink, Source, Unusable};
use js_sys::{Array, Reflect, Uint8Array};
use rand_core::Rng as _;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, File, FilePropertyBag, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemRemoveOptions, FileSystemSyncAccessHandle,
};

use crate::browser::Browser;
use crate::message::scope;

/// Up to this size a file is put together in memory and never touches a disk.
const IN_MEMORY_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Folder of the origin's private file system. All windows share it, so a file's name is its own.
const FOLDER: &str = "saving";
/// A finished file is handed to the browser's downloads long before this; what is older was left behind. One that is
/// still written to cannot be removed by another window.
const LEFT_BEHIND_MS: u64 = 10 * 60 * 1000;
/// Tries to remove everything, and the wait between them: a file whose last piece is on its way is open for a moment.
const WIPES: u32 = 20;
const WIPE_PAUSE_MS: u64 = 250;

/// A file that the person picked.
pub(crate) struct Picked(pub(crate) File);

impl Source for Picked {
    fn size_bytes(&self) -> u64 {
        web::number::whole(self.0.size())
    }

    async fn read(&self, offset: u64, len: usize) -> Result<Vec<u8>, Unusable> {
        let start = web::number::float(offset);
        let end = start + web::number::float(u64::try_from(len).map_err(|_| Unusable)?);
        let slice: Blob = self.0.slice_with_f64_and_f64(start, end).map_err(|_| Unusable)?;
        let buffer = JsFuture::from(slice.array_buffer()).await.map_err(|_| Unusable)?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

/// A file on its way to the downloads.
pub(crate) enum Saving {
    /// Small: in memory.
    Memory(Vec<u8>),
    /// Large: in the private file system.
    Disk {
        name: String,
        file: FileSystemFileHandle,
        access: FileSystemSyncAccessHandle,
        written: u64,
    },
}

/// What is left of a saved file in the private file system: its name there, which is no secret and says nothing.
pub(crate) type Left = Option<String>;

impl Saving {
    pub(crate) async fn begin(size_bytes: u64) -> Result<Self, Unusable> {
        if size_bytes <= IN_MEMORY_BYTES_MAX {
            return Ok(Self::Memory(Vec::new()));
        }
        let name = make_name();
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let folder = folder().await.map_err(|_| Unusable)?;
        let file = JsFuture::from(folder.get_file_handle_with_options(&name, &options));
        let file: FileSystemFileHandle = file.await.map_err(|_| Unusable)?.unchecked_into();
        let access = JsFuture::from(file.create_sync_access_handle())
            .await
            .map_err(|_| Unusable)?;
        let access: FileSystemSyncAccessHandle = access.unchecked_into();
        access.truncate_with_f64(0.0).map_err(|_| Unusable)?;
        Ok(Self::Disk {
            name,
            file,
            access,
            written: 0,
        })
    }

    /// Where it lies, if not in memory.
    pub(crate) fn left(&self) -> Left {
        match self {
            Self::Memory(_) => None,
            Self::Disk { name, .. } => Some(name.clone()),
        }
    }

    /// The finished file, under the name and type that the letter gives it.
    pub(crate) async fn finish(self, name: &str, media_type: &str) -> Result<File, Unusable> {
        let bits = Array::new();
        match self {
            Self::Memory(bytes) => bits.push(&Uint8Array::from(bytes.as_slice())),
            Self::Disk {
                file,
                access,
                written,
                ..
            } => {
                let flushed = access.flush();
                let size = access.get_size();
                access.close();
                let whole = flushed.and(size).map(web::number::whole).map_err(|_| Unusable)?;
                if whole != written {
                    return Err(Unusable);
                }
                bits.push(&JsFuture::from(file.get_file()).await.map_err(|_| Unusable)?)
            }
        };
        let options = FilePropertyBag::new();
        options.set_type(media_type);
        File::new_with_blob_sequence_and_options(&bits, name, &options).map_err(|_| Unusable)
    }

    /// Throws away what came before a failure.
    pub(crate) async fn give_up(self) {
        if let Self::Disk { name, access, .. } = self {
            access.close();
            forget(&name).await;
        }
    }
}

/// The time, so that what is left behind can be told, and a random number.
fn make_name() -> String {
    let mut bytes = [0; 8];
    Browser.rng().fill_bytes(&mut bytes);
    format!("{}-{:016x}", Browser.now_ms(), u64::from_be_bytes(bytes))
}

impl Sink for Saving {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Unusable> {
        match self {
            Self::Memory(all) => all.extend_from_slice(bytes),
            Self::Disk { access, written, .. } => {
                let options = FileSystemReadWriteOptions::new();
                options.set_at(web::number::float(*written));
                let taken = access
                    .write_with_u8_array_and_options(bytes, &options)
                    .map_err(|_| Unusable)?;
                // A full disk takes less than it was given.
                if web::number::whole(taken) != u64::try_from(bytes.len()).map_err(|_| Unusable)? {
                    return Err(Unusable);
                }
                *written += web::number::whole(taken);
            }
        }
        Ok(())
    }
}

/// The folder, made if it is not there.
async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = root().await?.get_directory_handle_with_options(FOLDER, &options);
    Ok(JsFuture::from(folder).await?.unchecked_into())
}

/// The folder, or an error if it is not there.
async fn folder_left() -> Result<FileSystemDirectoryHandle, JsValue> {
    let folder = root().await?.get_directory_handle(FOLDER);
    Ok(JsFuture::from(folder).await?.unchecked_into())
}

async fn root() -> Result<FileSystemDirectoryHandle, JsValue> {
    let root = JsFuture::from(scope().navigator().storage().get_directory()).await?;
    Ok(root.unchecked_into())
}

/// Removes one saved file, such as one that the browser's downloads have taken over.
pub(crate) async fn forget(name: &str) {
    let remove = async {
        let folder = folder_left().await?;
        JsFuture::from(folder.remove_entry(name)).await
    };
    let _ = remove.await;
}

/// Removes what was left behind, by a browser that was closed in the middle. What other windows are saving stays.
pub(crate) async fn tidy() {
    let Ok(names) = names().await else {
        return;
    };
    let now_ms = Browser.now_ms();
    for name in names {
        let made_ms = name.split('-').next().and_then(|ms| ms.parse().ok()).unwrap_or(0);
        if now_ms.saturating_sub(made_ms) > LEFT_BEHIND_MS {
            forget(&name).await;
        }
    }
}

async fn names() -> Result<Vec<String>, JsValue> {
    let keys = folder_left().await?.keys();
    let mut names = Vec::new();
    loop {
        let next = JsFuture::from(keys.next()?).await?;
        let value = Reflect::get(&next, &"value".into())?;
        match value.as_string() {
            Some(name) => names.push(name),
            None => return Ok(names),
        }
    }
}

/// Removes everything that was put there, when someone signs out.
pub(crate) async fn wipe() {
    for _ in 0..WIPES {
        match remove_all().await {
            Ok(()) => return,
            Err(_) => Browser.sleep(WIPE_PAUSE_MS).await,
        }
    }
}

async fn remove_all() -> Result<(), JsValue> {
    // Made if it is not there, so that an error means that something is left.
    folder().await?;
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    JsFuture::from(root().await?.remove_entry_with_options(FOLDER, &options))
        .await
        .map(drop)
}
