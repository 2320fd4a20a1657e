//! Attachments: whole or not at all, resumable, and only for those whose letter refers to them.

use api::{BlobId, Code};
use client::transfer::{Quiet, Source, Unusable, Watch, Wish};
use client::transport::Method;
use client::view::Draft;
use client::{Error, NewAttachment};
use serde_json::json;
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tests::{Person, TestServer, raw};

const MIB: usize = 1024 * 1024;

fn file(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n * 31 + n / 251) as u8).collect()
}

async fn attach(person: &Person, upload: u32, bytes: &[u8]) {
    let new = NewAttachment {
        upload,
        name: "fil.bin",
        media_type: "application/octet-stream",
    };
    person.attach(new, &bytes, &Quiet).await.unwrap();
}

async fn send_with(from: &Person, to: &Person, upload: u32) -> client::view::Letter {
    let draft = Draft {
        uploads: vec![upload],
        ..from.letter_to(to)
    };
    let sent = from.send(&draft).await.unwrap();
    to.read(sent.message_id).await.unwrap()
}

#[tokio::test]
async fn files_of_every_awkward_length_come_back_byte_for_byte() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    for (upload, len) in [
        0,
        1,
        1023,
        1025,
        65_535,
        65_536,
        65_537,
        MIB - 17,
        MIB,
        3 * MIB + 5,
    ]
    .into_iter()
    .enumerate()
    {
        let (upload, bytes) = (upload as u32, file(len));
        attach(&anna, upload, &bytes).await;
        let letter = send_with(&anna, &bjorn, upload).await;
        assert_eq!(letter.attachments[0].size_bytes, len as u64);
        let mut saved = Vec::new();
        bjorn
            .save(letter.message_id, letter.attachments[0].index, &mut saved, &Quiet)
            .await
            .unwrap();
        assert!(saved == bytes, "length {len}");
    }
}

#[tokio::test]
async fn an_upload_goes_on_after_lost_answers_and_a_restart() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let count = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        if request.path.contains("/segments/") && count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            response.status = 502;
            response.body.clear();
        }
    });
    let bytes = file(5 * MIB);
    attach(&anna, 1, &bytes).await;
    anna.client.transport().untap();
    let server = server.restart();
    let letter = send_with(&anna, &bjorn, 1).await;
    let mut saved = Vec::new();
    bjorn
        .save(letter.message_id, letter.attachments[0].index, &mut saved, &Quiet)
        .await
        .unwrap();
    assert!(saved == bytes);
    drop(server);
}

/// Cancels after a number of steps.
struct Impatient(Cell<u32>);

impl Watch for Impatient {
    fn progress(&self, _: u64, _: u64) {
        self.0.set(self.0.get().saturating_sub(1));
    }

    fn stalled(&self) {}

    async fn wish(&self) -> Wish {
        if self.0.get() == 0 { Wish::Cancel } else { Wish::Go }
    }
}

#[tokio::test]
async fn a_cancelled_upload_is_taken_back() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let started = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&started);
    anna.client.transport().before(move |request| {
        if request.path.ends_with("/blobs") {
            let ask: serde_json::Value = serde_json::from_slice(&request.body.as_ref().unwrap().1).unwrap();
            *keep.lock().unwrap() = ask["blob_id"].as_str().map(str::to_owned);
        }
        true
    });
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    let cancelled = anna
        .attach(new, &file(4 * MIB).as_slice(), &Impatient(Cell::new(2)))
        .await;
    assert_eq!(cancelled, Err(Error::Cancelled));
    let id = started.lock().unwrap().clone().unwrap();
    assert_eq!(
        anna.get(&format!("/blobs/{id}/upload")).await.code(),
        Code::NotFound
    );
}

/// A file that shrinks while it is read.
struct Shrinking(Vec<u8>);

impl Source for Shrinking {
    fn size_bytes(&self) -> u64 {
        self.0.len() as u64 + 1
    }

    async fn read(&self, offset: u64, len: usize) -> Result<Vec<u8>, Unusable> {
        let rest = &self.0[offset as usize..];
        Ok(rest[..len.min(rest.len())].to_vec())
    }
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_noticed() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    let changed = anna.attach(new, &Shrinking(file(1000)), &Quiet).await;
    assert_eq!(changed, Err(Error::FileUnreadable));
}

#[tokio::test]
async fn segments_out_of_order_of_wrong_size_or_with_other_bytes_are_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let id = BlobId([7; 16]);
    let size = 2 * MIB as u64 + 100;
    let start = json!({"blob_id": id, "size_bytes": size});
    assert_eq!(anna.post("/blobs", &start).await.json()["accepted_bytes"], 0);
    assert_eq!(
        anna.post("/blobs", &json!({"blob_id": id, "size_bytes": size + 1}))
            .await
            .code(),
        Code::BlobConflict
    );
    let put = |offset: usize, bytes: Vec<u8>| anna.put_owned(format!("/blobs/{id}/segments/{offset}"), bytes);
    assert_eq!(put(MIB, file(MIB)).await.code(), Code::BlobConflict, "a gap");
    assert_eq!(
        put(1, file(MIB)).await.code(),
        Code::BlobConflict,
        "not a multiple"
    );
    assert_eq!(put(0, file(MIB - 1)).await.code(), Code::BlobRefused, "too short");
    assert_eq!(put(0, file(MIB + 1)).await.code(), Code::TooLarge, "too long");
    assert_eq!(put(0, file(MIB)).await.json()["accepted_bytes"], MIB);
    assert_eq!(
        put(0, file(MIB)).await.json()["accepted_bytes"],
        MIB,
        "a repeat is skipped"
    );
    assert_eq!(put(MIB, file(MIB)).await.json()["accepted_bytes"], 2 * MIB);
    let complete = |sha256: [u8; 32]| json!({"sha256": api::Bytes::from(sha256)});
    let path = format!("/blobs/{id}/complete");
    let whole = [file(MIB), file(MIB), vec![1; 100]].concat();
    assert_eq!(
        anna.post(&path, &complete(crypto::sha256(&whole))).await.code(),
        Code::BlobRefused,
        "cut short"
    );
    assert_eq!(put(2 * MIB, vec![1; 100]).await.json()["accepted_bytes"], size);
    assert_eq!(
        anna.post(&path, &complete([0; 32])).await.code(),
        Code::BlobRefused,
        "another hash"
    );
    assert_eq!(
        anna.post(&path, &complete(crypto::sha256(&whole))).await.json()["complete"],
        true
    );
    assert_eq!(anna.get(&format!("/blobs/{id}")).await.body, whole);
}

#[tokio::test]
async fn sizes_beyond_the_limits_are_refused() {
    let server = TestServer::start_with(|config| config.limits.mailbox_gigabytes = 1);
    let anna = server.person("Anna").await;
    let start = |id: u8, size: u64| json!({"blob_id": BlobId([id; 16]), "size_bytes": size});
    let max = api::limits::BLOB_SIZE_BYTES_MAX;
    assert_eq!(
        anna.post("/blobs", &start(1, max + 1)).await.code(),
        Code::TooLarge
    );
    assert_eq!(
        anna.post("/blobs", &start(1, 0)).await.code(),
        Code::InvalidRequest
    );
    assert_eq!(
        anna.post("/blobs", &start(1, max)).await.code(),
        Code::MailboxFull
    );
    assert_eq!(anna.post("/blobs", &start(1, 900_000_000)).await.status, 200);
    assert_eq!(
        anna.post("/blobs", &start(2, 200_000_000)).await.code(),
        Code::MailboxFull
    );
}

#[tokio::test]
async fn only_holders_of_a_letter_fetch_its_attachments() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    let fetched = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&fetched);
    bjorn.client.transport().before(move |request| {
        if request.path.contains("/blobs/") {
            *keep.lock().unwrap() = Some(request.path.clone());
        }
        true
    });
    attach(&anna, 1, &file(MIB)).await;
    let letter = send_with(&anna, &bjorn, 1).await;
    bjorn
        .save(
            letter.message_id,
            letter.attachments[0].index,
            &mut Vec::new(),
            &Quiet,
        )
        .await
        .unwrap();
    let path = fetched.lock().unwrap().clone().unwrap();
    let path = path.strip_prefix(api::BASE_PATH).unwrap();
    let (foreign, missing) = (
        eve.get(path).await,
        eve.get(&format!("/blobs/{}", BlobId([1; 16]))).await,
    );
    assert_eq!((foreign.code(), &foreign.body), (Code::NotFound, &missing.body));
    assert_eq!(
        raw(&eve.client, Method::Delete, path, None).await.code(),
        Code::NotFound
    );
    assert_eq!(eve.get(&format!("{path}/upload")).await.code(), Code::NotFound);
    // Knowing the id does not let Eve send it on either, nor take the id.
    let id: BlobId = path.rsplit('/').next().unwrap().parse().unwrap();
    let taken = eve
        .post("/blobs", &json!({"blob_id": id, "size_bytes": 5000}))
        .await;
    assert_eq!(taken.code(), Code::BlobConflict);
    // Once Björn's letter is erased, Björn is nobody special.
    bjorn.throw_away(letter.message_id).await;
    bjorn.empty_bin(&api::erasure::EmptyBin::default()).await.unwrap();
    assert_eq!(bjorn.get(path).await.code(), Code::NotFound);
    assert_eq!(anna.get(path).await.status, 200);
}

#[tokio::test]
async fn ranges_are_served_and_impossible_ones_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let id = BlobId([7; 16]);
    let bytes = file(200_000);
    anna.post("/blobs", &json!({"blob_id": id, "size_bytes": bytes.len()}))
        .await;
    anna.put(&format!("/blobs/{id}/segments/0"), bytes.clone()).await;
    let sha256 = api::Bytes::from(crypto::sha256(&bytes));
    assert_eq!(
        anna.get(&format!("/blobs/{id}")).await.code(),
        Code::NotFound,
        "not before it is complete"
    );
    anna.post(&format!("/blobs/{id}/complete"), &json!({"sha256": sha256}))
        .await;
    let ranged = |range: &str| anna.get_range(format!("/blobs/{id}"), range.to_owned());
    let part = ranged("bytes=65530-65545").await;
    assert_eq!((part.status, part.body.as_slice()), (206, &bytes[65_530..65_546]));
    assert_eq!(ranged("bytes=199999-").await.body, &bytes[199_999..]);
    assert_eq!(ranged("bytes=200000-").await.code(), Code::RangeRefused);
    assert_eq!(ranged("bytes=5-1").await.code(), Code::RangeRefused);
}
