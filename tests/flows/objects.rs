//! Local objects as a hostile or careless program would write them: each only over the version before it, all of a request or nothing.

use api::limits::{OBJECTS_CHANGED_MAX, PAGE_ITEMS_MAX};
use api::{BlobId, Bytes, Code, ObjectId};
use client::transport::Method;
use serde_json::{Value, json};
use tests::{Answer, Person, TestServer, raw};

const OBJECTS: &str = "/objects";
const DRAFT: u8 = 3;
const FOLDER: u8 = 1;

fn id(n: u8) -> ObjectId {
    ObjectId([n; 16])
}

fn object(n: u8, kind: u8, version: u64) -> Value {
    let sealed = Bytes(vec![7; 81 + 4096]);
    json!({"object_id": id(n), "kind": kind, "version": version, "sealed": sealed})
}

fn write(objects: &[Value]) -> Value {
    let write: Vec<Value> = objects
        .iter()
        .map(|object| json!({"object": object, "holds": []}))
        .collect();
    json!({"write": write, "erase": []})
}

fn erase(n: u8, version: u64) -> Value {
    json!({"write": [], "erase": [{"object_id": id(n), "version": version}]})
}

async fn post(person: &Person, body: &Value) -> Answer {
    person.post(OBJECTS, body).await
}

async fn version(person: &Person, n: u8) -> Option<u64> {
    person.get(&format!("{OBJECTS}/{}", id(n))).await.json()["version"].as_u64()
}

#[tokio::test]
async fn an_object_is_written_over_the_version_before_it_alone() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    for wrong in [0, 2, u64::MAX >> 1] {
        assert_eq!(
            post(&anna, &write(&[object(1, DRAFT, wrong)])).await.code(),
            Code::ObjectConflict
        );
    }
    assert_eq!(post(&anna, &write(&[object(1, DRAFT, 1)])).await.status, 204);
    assert_eq!(
        post(&anna, &write(&[object(1, DRAFT, 1)])).await.code(),
        Code::ObjectConflict
    );
    assert_eq!(post(&anna, &write(&[object(1, DRAFT, 2)])).await.status, 204);
    assert_eq!(
        post(&anna, &write(&[object(1, FOLDER, 3)])).await.code(),
        Code::InvalidRequest
    );
    assert_eq!(post(&anna, &erase(1, 1)).await.code(), Code::ObjectConflict);
    assert_eq!(post(&anna, &erase(2, 1)).await.code(), Code::ObjectConflict);
    assert_eq!(version(&anna, 1).await, Some(2));
    assert_eq!(post(&anna, &erase(1, 2)).await.status, 204);
    let gone = anna.get(&format!("{OBJECTS}/{}", id(1))).await;
    assert_eq!(gone.code(), Code::NotFound);
}

#[tokio::test]
async fn a_change_is_made_whole_or_not_at_all() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    assert_eq!(post(&anna, &write(&[object(1, DRAFT, 1)])).await.status, 204);
    let half = write(&[object(1, DRAFT, 2), object(2, DRAFT, 5)]);
    assert_eq!(post(&anna, &half).await.code(), Code::ObjectConflict);
    let mut half = write(&[object(1, DRAFT, 2)]);
    half["erase"] = json!([{"object_id": id(3), "version": 1}]);
    assert_eq!(post(&anna, &half).await.code(), Code::ObjectConflict);
    let mut half = write(&[object(1, DRAFT, 2)]);
    half["write"][0]["holds"] = json!([BlobId([9; 16])]);
    assert_eq!(post(&anna, &half).await.code(), Code::BlobUnavailable);
    assert_eq!(version(&anna, 1).await, Some(1));
    let list = anna.get(&format!("{OBJECTS}?kind={DRAFT}")).await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["sealed"], object(1, DRAFT, 1)["sealed"]);
}

#[tokio::test]
async fn what_has_not_the_form_of_an_object_is_refused() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let with = |field: &str, value: Value| {
        let mut object = object(1, DRAFT, 1);
        object[field] = value;
        write(&[object])
    };
    let many: Vec<Value> = (0..=OBJECTS_CHANGED_MAX)
        .map(|n| json!({"object_id": ObjectId([u8::try_from(n).unwrap(); 16]), "version": 1}))
        .collect();
    let mut both = write(&[object(1, DRAFT, 1)]);
    both["erase"] = json!([{"object_id": id(1), "version": 1}]);
    let mut holds = write(&[object(1, DRAFT, 1)]);
    holds["write"][0]["holds"] = json!(vec![BlobId([9; 16]); 101]);
    let refused = [
        (json!({"write": [], "erase": []}), Code::InvalidRequest),
        (json!({"write": []}), Code::InvalidRequest),
        (json!({"write": [], "erase": many}), Code::InvalidRequest),
        (
            write(&[object(1, DRAFT, 1), object(1, DRAFT, 2)]),
            Code::InvalidRequest,
        ),
        (both, Code::InvalidRequest),
        (with("kind", json!(9)), Code::InvalidRequest),
        (with("kind", json!(0)), Code::InvalidRequest),
        (with("kind", json!(256)), Code::InvalidRequest),
        (write(&[object(0, DRAFT, 1)]), Code::InvalidRequest),
        (
            with("sealed", json!(Bytes(vec![7; 81 + 4095]))),
            Code::InvalidRequest,
        ),
        (
            with("sealed", json!(Bytes(vec![7; 82 + (1 << 20)]))),
            Code::TooLarge,
        ),
        (
            with("object_id", json!("msg_AAAAAAAAAAAAAAAAAAAAAA")),
            Code::InvalidRequest,
        ),
        (with("more", json!(1)), Code::InvalidRequest),
        (holds, Code::TooLarge),
        (erase(0, 1), Code::InvalidRequest),
    ];
    for (body, code) in refused {
        let answer = post(&anna, &body).await;
        let text = body.to_string();
        assert_eq!(answer.code(), code, "{}", &text[..text.len().min(200)]);
    }
    for query in [
        "",
        "?kind=3&limit=0",
        "?kind=3&limit=101",
        "?kind=3&after=x",
        "?kind=300",
    ] {
        assert_eq!(
            anna.get(&format!("{OBJECTS}{query}")).await.code(),
            Code::InvalidRequest,
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_show_nobody_elses() {
    let server = TestServer::start();
    let (anna, eve) = (server.person("Anna").await, server.person("Eve").await);
    let drafts: Vec<Value> = (1..=7).map(|n| object(n, DRAFT, 1)).collect();
    assert_eq!(post(&anna, &write(&drafts)).await.status, 204);
    let mut folder = object(8, FOLDER, 1);
    folder["sealed"] = json!(Bytes(vec![1; 337]));
    assert_eq!(post(&anna, &write(&[folder])).await.status, 204);
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = anna
            .get(&format!("{OBJECTS}?kind={DRAFT}&limit=3{after}"))
            .await
            .json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["object_id"].clone()),
        );
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let all: Vec<Value> = (1..=7).map(|n| json!(id(n))).collect();
    assert_eq!(seen, all);
    let whole = anna
        .get(&format!("{OBJECTS}?kind={DRAFT}&limit={PAGE_ITEMS_MAX}"))
        .await
        .json();
    assert_eq!(whole["next"], json!(null));

    let page = eve.get(&format!("{OBJECTS}?kind={DRAFT}")).await.json();
    assert_eq!(page["items"], json!([]));
    assert_eq!(
        eve.get(&format!("{OBJECTS}/{}", id(1))).await.code(),
        Code::NotFound
    );
    assert_eq!(post(&eve, &erase(1, 1)).await.code(), Code::ObjectConflict);
    // One id in two mailboxes is two objects.
    assert_eq!(post(&eve, &write(&[object(1, DRAFT, 1)])).await.status, 204);
    assert_eq!(version(&anna, 1).await, Some(1));
}

#[tokio::test]
async fn nobody_holds_what_is_not_theirs() {
    let server = TestServer::start();
    let (anna, eve) = (server.person("Anna").await, server.person("Eve").await);
    let blob_id = BlobId([5; 16]);
    let bytes = vec![1; 1056];
    anna.post("/blobs", &json!({"blob_id": blob_id, "size_bytes": bytes.len()}))
        .await;
    let holding = |person| {
        let mut body = write(&[object(1, DRAFT, 1)]);
        body["write"][0]["holds"] = json!([blob_id]);
        let body = body.to_string();
        raw(
            person,
            Method::Post,
            OBJECTS,
            Some(("application/json", body.into_bytes())),
        )
    };
    assert_eq!(
        holding(&anna.client).await.code(),
        Code::BlobUnavailable,
        "not complete"
    );
    anna.put(&format!("/blobs/{blob_id}/segments/0"), bytes.clone())
        .await;
    let complete = json!({"sha256": Bytes::from(crypto::sha256(&bytes))});
    assert_eq!(
        anna.post(&format!("/blobs/{blob_id}/complete"), &complete)
            .await
            .status,
        200
    );
    assert_eq!(
        holding(&eve.client).await.code(),
        Code::BlobUnavailable,
        "another's"
    );
    assert_eq!(holding(&anna.client).await.status, 204);
    assert_eq!(anna.get(&format!("/blobs/{blob_id}")).await.body, bytes);
    assert_eq!(eve.get(&format!("/blobs/{blob_id}")).await.code(), Code::NotFound);
}

#[tokio::test]
async fn objects_count_to_what_a_mailbox_may_keep() {
    let server = TestServer::start_with(|config| config.limits.mailbox_gigabytes = 1);
    let anna = server.person("Anna").await;
    let almost = json!({"blob_id": BlobId([5; 16]), "size_bytes": 999_999_000_u64});
    assert_eq!(anna.post("/blobs", &almost).await.status, 200);
    assert_eq!(
        post(&anna, &write(&[object(1, DRAFT, 1)])).await.code(),
        Code::MailboxFull
    );
    assert_eq!(
        anna.get(&format!("{OBJECTS}/{}", id(1))).await.code(),
        Code::NotFound
    );
}
