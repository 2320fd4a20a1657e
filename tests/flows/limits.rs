//! What one account can take, spend or find out, whatever it sends.

use api::erasure::{EmptyBin, ErasureState};
use api::limits::SEGMENT_SIZE_BYTES;
use api::messages::{MoveTo, SUBMISSION_MEDIA_TYPE};
use api::{BlobId, Bytes, Code, MessageId};
use client::NewAttachment;
use client::transfer::Quiet;
use client::view::Draft;
use crypto::sign::SigningKey;
use crypto::submission::PartEntry;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Answer, Person, RawAccount, TestServer, register_raw, seal_envelope};

const OCTETS: &str = "application/octet-stream";

fn announcement(id: BlobId, size_bytes: u64) -> Value {
    json!({"blob_id": id, "size_bytes": size_bytes})
}

/// Uploads an attachment of one segment, and names it as a submission would.
async fn upload(account: &RawAccount, id: BlobId, bytes: Vec<u8>) -> PartEntry {
    let (csize, sha256) = (bytes.len().try_into().unwrap(), crypto::sha256(&bytes));
    let began = account
        .send_json("POST", "/blobs", &announcement(id, csize))
        .await;
    assert_eq!(began.status, 200);
    let segment = format!("/blobs/{id}/segments/0");
    assert_eq!(account.send("PUT", &segment, OCTETS, bytes).await.status, 200);
    let (complete, hash) = (
        format!("/blobs/{id}/complete"),
        json!({"sha256": Bytes::from(sha256)}),
    );
    assert_eq!(account.send_json("POST", &complete, &hash).await.status, 200);
    PartEntry {
        blob_id: id.0,
        csize,
        sha256,
    }
}

async fn erase(person: &Person, id: MessageId) {
    person.move_letters(vec![id], MoveTo::Bin).await.unwrap();
    let erasure = person
        .empty_bin(&EmptyBin::default())
        .await
        .unwrap()
        .erasure
        .unwrap();
    let mut events = person.follow().await.unwrap();
    while person.erasure(erasure.erasure_id).await.unwrap().state != ErasureState::Done {
        events.next().await.unwrap();
    }
}

/// Remembers which blob this person announces.
fn keep_blob_id(person: &Person) -> Arc<Mutex<Option<BlobId>>> {
    let kept = Arc::new(Mutex::new(None));
    let keep = Arc::clone(&kept);
    person.client.transport().before(move |request| {
        if request.path.ends_with("/blobs") {
            let ask: Value = serde_json::from_slice(&request.body.as_ref().unwrap().1).unwrap();
            *keep.lock().unwrap() = Some(ask["blob_id"].as_str().unwrap().parse().unwrap());
        }
        true
    });
    kept
}

#[tokio::test]
async fn of_an_erased_attachment_nobody_learns_whether_others_still_hold_it() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let eve = RawAccount::join(&server, "eve").await;
    let id = keep_blob_id(&anna);
    let new = NewAttachment {
        upload: 1,
        name: "fil.bin",
        media_type: "",
    };
    anna.attach(new, &&[5; 10_000][..], &Quiet).await.unwrap();
    let id = id.lock().unwrap().unwrap();
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    let sent = anna.send(&draft).await.unwrap();
    let held = eve.send_json("POST", "/blobs", &announcement(id, 5000)).await;
    erase(&bjorn, sent.message_id).await;
    erase(&anna, sent.message_id).await;
    let blob = server
        .data()
        .join(format!("vault/blobs/{}/{id}", &id.to_string()[..2]));
    while blob.exists() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let erased = eve.send_json("POST", "/blobs", &announcement(id, 5000)).await;
    assert_eq!(held.code(), Code::BlobConflict);
    assert_eq!((held.status, &held.body), (erased.status, &erased.body));
}

#[tokio::test]
async fn of_a_used_message_id_nobody_learns_what_became_of_the_letter() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let kept = anna.keep_submissions();
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let body = kept.lock().unwrap()[0].clone();
    let mut answers = vec![bjorn.send_raw(body.clone()).await];
    erase(&bjorn, sent.message_id).await;
    answers.push(bjorn.send_raw(body.clone()).await);
    erase(&anna, sent.message_id).await;
    answers.push(bjorn.send_raw(body.clone()).await);
    for answer in &answers {
        assert_eq!(answer.code(), Code::MessageIdReused);
        assert_eq!(answer.body, answers[0].body);
    }
    assert_eq!(anna.send_raw(body).await.code(), Code::MessageErased);
}

#[tokio::test]
async fn uploads_announced_at_once_do_not_pass_the_quota_together() {
    let server = TestServer::start_with(|config| config.limits.mailbox_gigabytes = 1);
    let anna = server.person("Anna").await;
    let ask = |n| announcement(BlobId([n; 16]), 600_000_000);
    let asks: Vec<Value> = (0..10).map(ask).collect();
    let answers = join_all(asks.iter().map(|ask| anna.post("/blobs", ask))).await;
    let (passed, refused): (Vec<Answer>, Vec<Answer>) =
        answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(passed.len(), 1);
    assert!(refused.iter().all(|answer| answer.code() == Code::MailboxFull));
}

#[tokio::test]
async fn a_full_mailbox_sends_again_when_its_own_letters_are_erased_and_receives_meanwhile() {
    let server = TestServer::start_with(|config| config.limits.mailbox_gigabytes = 1);
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    // All the rest of the gigabyte, but for a hundred bytes.
    let kept = own_copy_size(&anna).await;
    let rest = announcement(BlobId([1; 16]), 999_999_900 - kept);
    assert_eq!(anna.post("/blobs", &rest).await.status, 200);
    let full = anna.send(&anna.letter_to(&bjorn)).await.unwrap_err();
    assert_eq!(full.code(), Some(Code::MailboxFull));
    bjorn.send(&bjorn.letter_to(&anna)).await.unwrap();
    erase(&anna, sent.message_id).await;
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
}

#[tokio::test]
async fn letters_sent_at_once_do_not_pass_the_quota_together() {
    let server = TestServer::start_with(|config| config.limits.mailbox_gigabytes = 1);
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let draft = anna.letter_to(&bjorn);
    anna.send(&draft).await.unwrap();
    let kept = own_copy_size(&anna).await;
    // Room for one letter and a half.
    let rest = announcement(BlobId([1; 16]), 1_000_000_000 - kept - kept * 3 / 2);
    assert_eq!(anna.post("/blobs", &rest).await.status, 200);
    let sent = join_all((0..4).map(|_| anna.send(&draft))).await;
    assert_eq!(sent.iter().filter(|sent| sent.is_ok()).count(), 1);
    let mut refused = sent.iter().filter_map(|sent| sent.as_ref().err());
    assert!(refused.all(|error| error.code() == Some(Code::MailboxFull)));
}

async fn own_copy_size(person: &Person) -> u64 {
    let page = person.get("/messages?folder=sent").await.json();
    let envelope = page["items"][0]["envelope"].as_str().unwrap();
    Bytes::from_text(envelope).unwrap().len().try_into().unwrap()
}

#[tokio::test]
async fn what_only_the_reserve_has_room_for_is_refused_while_reading_and_erasing_go_on() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let sent = anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    let _full = server.restart_with(|config| config.limits.reserve_megabytes = u64::MAX / 1_000_000);
    let refused = anna.send(&anna.letter_to(&bjorn)).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::StorageFull));
    let upload = anna.post("/blobs", &announcement(BlobId([1; 16]), 5000)).await;
    assert_eq!(upload.code(), Code::StorageFull);
    assert_eq!(bjorn.read(sent.message_id).await.unwrap().subject, "Hej Björn");
    erase(&bjorn, sent.message_id).await;
}

#[tokio::test]
async fn one_attachment_is_listed_once() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let part = upload(&eve, BlobId([1; 16]), vec![9; 5000]).await;
    let envelope = seal_envelope(2048);
    let mut submission = eve.submission(server.clock.now_ms(), &envelope);
    submission.parts = vec![part, part];
    let twice = eve.letter(&submission, envelope.clone());
    assert_eq!(eve.send_letter(&twice).await.code(), Code::SubmissionRefused);
    submission.parts = vec![part];
    let once = eve.letter(&submission, envelope);
    assert_eq!(eve.send_letter(&once).await.status, 200);
}

#[tokio::test]
async fn an_upload_announced_twice_at_once_is_one_upload() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for n in 0..10 {
        let ask = announcement(BlobId([n; 16]), 5000);
        let (first, second) = tokio::join!(anna.post("/blobs", &ask), anna.post("/blobs", &ask));
        for answer in [first, second] {
            assert!(answer.status == 200 || answer.code() == Code::Busy);
        }
        assert_eq!(anna.post("/blobs", &ask).await.status, 200);
    }
}

#[tokio::test]
async fn two_segments_at_one_place_at_once_leave_one_of_them_whole() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for n in 0..10 {
        let id = BlobId([n; 16]);
        anna.post("/blobs", &announcement(id, SEGMENT_SIZE_BYTES)).await;
        let path = format!("/blobs/{id}/segments/0");
        let bytes = |byte| vec![byte; SEGMENT_SIZE_BYTES.try_into().unwrap()];
        let (first, second) = tokio::join!(anna.put(&path, bytes(1)), anna.put(&path, bytes(2)));
        assert!(first.status == 200 || second.status == 200);
        let complete = format!("/blobs/{id}/complete");
        let mut whole = 0;
        for byte in [1, 2] {
            let ask = json!({"sha256": Bytes::from(crypto::sha256(&bytes(byte)))});
            whole += usize::from(anna.post(&complete, &ask).await.status == 200);
        }
        assert_eq!(whole, 1);
    }
}

#[tokio::test]
async fn a_mailbox_id_that_is_taken_is_refused() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let signing = SigningKey::make(&mut rand_core::UnwrapErr(getrandom::SysRng));
    let taken = register_raw(&server, "mallory@example.org", eve.mailbox_id, &signing).await;
    assert_eq!(taken.code(), Code::KeyRecordRefused);
}

/// Letters on their way over so many connections that their account may have nothing more under way.
async fn send_slowly(server: &TestServer, eve: &RawAccount) -> Vec<TcpStream> {
    let envelope = seal_envelope(1_000_000);
    let letter = eve.letter(&eve.submission(server.clock.now_ms(), &envelope), envelope);
    let request = format!(
        "POST /api/v1/messages HTTP/1.1\r\nhost: localhost\r\nforsegla-csrf: 1\r\ncookie: {}\r\n\
         forsegla-session: {}\r\ncontent-type: {SUBMISSION_MEDIA_TYPE}\r\ncontent-length: {}\r\n\r\n",
        eve.cookie,
        eve.session_id,
        letter.head.len() + letter.envelopes.len()
    );
    let open = |_| {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream.write_all(&letter.head).unwrap();
        stream
    };
    let streams: Vec<TcpStream> = (0..128).map(open).collect();
    // Those over her share are refused; then the others hold all that she may have.
    while eve.send_letter(&letter).await.code() != Code::Busy {}
    streams
}

#[tokio::test]
async fn one_account_that_sends_slowly_over_many_connections_holds_up_nobody_else() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let eve = RawAccount::join(&server, "eve").await;
    let streams = send_slowly(&server, &eve).await;
    anna.send(&anna.letter_to(&bjorn)).await.unwrap();
    drop(streams);
}

/// A stolen session cannot take up what its owner needs to end it.
#[tokio::test]
async fn ending_sessions_waits_for_nothing_that_the_account_has_under_way() {
    let server = TestServer::start();
    let eve = RawAccount::join(&server, "eve").await;
    let mut streams = send_slowly(&server, &eve).await;
    let ask = async |method, path| eve.send(method, path, "application/json", b"{}".to_vec()).await;
    // What was refused last may have held a share for a moment longer than its answer took.
    let mut folders = ask("GET", "/folders").await;
    while folders.status == 200 {
        streams.extend(send_slowly(&server, &eve).await);
        folders = ask("GET", "/folders").await;
    }
    assert_eq!(folders.code(), Code::Busy);
    assert_eq!(ask("GET", "/sessions").await.status, 200);
    assert_eq!(ask("POST", "/sessions/end-others").await.status, 204);
    assert_eq!(ask("POST", "/session/end").await.status, 204);
    drop(streams);
}
