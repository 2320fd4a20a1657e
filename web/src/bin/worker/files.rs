//! Files of the browser: read in slices, so that a gigabyte never lies in memory; written to the origin's private file
//! system, from where the page hands them to the downloads.

use client::transfer::{Sink, Source, Unusable};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DomException, File, FilePropertyBag, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemReadWriteOptions,
    FileSystemRemoveOptions, FileSystemSyncAccessHandle,
};

use crate::browser::Browser;
use crate::message::scope;
use client::Platform as _;
use web::bridge::Transfer;

/// Up to this size a file is put together in memory and never touches a disk.
const IN_MEMORY_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Folder of the origin's private file system.
const FOLDER: &str = "saving";
/// Tries to remove it, and the pause between two.
const WIPE_TRIES: u32 = 30;
const WIPE_PAUSE_MS: u64 = 100;

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
        file: FileSystemFileHandle,
        access: FileSystemSyncAccessHandle,
        written: u64,
    },
}

impl Saving {
    pub(crate) async fn begin(transfer: Transfer, size_bytes: u64) -> Result<Self, Unusable> {
        if size_bytes <= IN_MEMORY_BYTES_MAX {
            return Ok(Self::Memory(Vec::new()));
        }
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let folder = folder().await.map_err(|_| Unusable)?;
        let file = JsFuture::from(folder.get_file_handle_with_options(&transfer.to_string(), &options));
        let file: FileSystemFileHandle = file.await.map_err(|_| Unusable)?.unchecked_into();
        let access = JsFuture::from(file.create_sync_access_handle())
            .await
            .map_err(|_| Unusable)?;
        let access: FileSystemSyncAccessHandle = access.unchecked_into();
        // Another window may have left something under this name.
        access.truncate_with_f64(0.0).map_err(|_| Unusable)?;
        Ok(Self::Disk {
            file,
            access,
            written: 0,
        })
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
            } => {
                let flushed = access.flush();
                access.close();
                flushed.map_err(|_| Unusable)?;
                let file = JsFuture::from(file.get_file()).await.map_err(|_| Unusable)?;
                let size = file.unchecked_ref::<File>().size();
                if web::number::whole(size) != written {
                    return Err(Unusable);
                }
                bits.push(&file)
            }
        };
        let options = FilePropertyBag::new();
        options.set_type(media_type);
        File::new_with_blob_sequence_and_options(&bits, name, &options).map_err(|_| Unusable)
    }

    /// Throws away what came before a failure.
    pub(crate) fn give_up(self) {
        if let Self::Disk { access, .. } = self {
            access.close();
        }
    }
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

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let root = JsFuture::from(scope().navigator().storage().get_directory()).await?;
    let root: FileSystemDirectoryHandle = root.unchecked_into();
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let folder = JsFuture::from(root.get_directory_handle_with_options(FOLDER, &options)).await?;
    Ok(folder.unchecked_into())
}

/// Removes one saved file that the browser's downloads have taken over.
pub(crate) async fn forget(transfer: Transfer) {
    let remove = async {
        let folder = folder().await?;
        JsFuture::from(folder.remove_entry(&transfer.to_string())).await
    };
    let _ = remove.await;
}

/// Removes everything that was put there: at the start, and when someone signs out. A file that is still being written is in
/// the way until its transfer has heard that it is cancelled.
pub(crate) async fn wipe() {
    for _ in 0..WIPE_TRIES {
        match remove_folder().await {
            Err(error) if error.unchecked_ref::<DomException>().name() != "NotFoundError" => {
                Browser.sleep(WIPE_PAUSE_MS).await;
            }
            _ => return,
        }
    }
}

async fn remove_folder() -> Result<JsValue, JsValue> {
    let root = JsFuture::from(scope().navigator().storage().get_directory()).await?;
    let root: FileSystemDirectoryHandle = root.unchecked_into();
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    JsFuture::from(root.remove_entry_with_options(FOLDER, &options)).await
}
