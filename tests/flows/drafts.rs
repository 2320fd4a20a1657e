//! Letters that are being written: they outlive sign-out, a crash and the browser, and two devices lose nothing of each other's.

use api::erasure::EmptyBin;
use api::{BASE_PATH, Code, ObjectId};
use client::transfer::Quiet;
use client::transport::Response;
use client::view::{Draft, DraftRow, Expiry, SavedDraft, Sheet};
use client::{Error, GivenCode, NewAttachment, PasswordChange, Zxcvbn};
use crypto::at_rest;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tests::{Open, Person, TestClient, TestServer, walk};
use tokio::time::timeout;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// An attachment of a few bytes as it is uploaded: nonce, padding, tag.
const SEALED_PART: usize = 16 + 1024 + 16;
const OBJECTS: &str = "/objects";

fn sheet(person: &Person, body: &str) -> Sheet {
    Sheet {
        to: vec![person.address.clone(), "halv".to_owned()],
        subject: "Möte på torsdag".to_owned(),
        body: body.to_owned(),
        asks_receipt: true,
        expiry: Expiry::Days(30),
        ..Sheet::default()
    }
}

async fn attach(mailbox: &Open, upload: u32, name: &str) -> client::view::Uploaded {
    let new = NewAttachment {
        upload,
        name,
        media_type: "text/plain",
    };
    mailbox.attach(new, &name.as_bytes(), &Quiet).await.unwrap()
}

async fn bodies(mailbox: &Open) -> Vec<String> {
    let rows = mailbox.drafts(false).await.unwrap();
    rows.into_iter().map(|row| row.snippet).collect()
}

fn blobs(server: &TestServer) -> Vec<PathBuf> {
    walk(&server.data().join("vault/blobs"))
}

/// How many attachments of a few bytes are stored.
fn attached(server: &TestServer) -> usize {
    let len = at_rest::HEADER_LEN + SEALED_PART + 16;
    let is_one = |file: &PathBuf| file.metadata().is_ok_and(|file| file.len() == len as u64);
    blobs(server).iter().filter(|file| is_one(file)).count()
}

/// The eraser was told, and works beside the answer.
async fn until(is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(20), waiting).await.unwrap();
}

#[tokio::test]
async fn a_draft_is_there_after_sign_out_a_restart_and_on_another_device() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let mut sheet = sheet(&bjorn, "Hej Björn");
    sheet.attachments = vec![attach(&anna, 1, "å.txt").await];
    let saved = anna.save_draft(None, &sheet).await.unwrap();
    assert!(!saved.copied);
    anna.mailbox.sign_out().await.unwrap();

    let server = server.restart();
    let elsewhere = anna.sign_in(&server).await;
    let rows = elsewhere.drafts(false).await.unwrap();
    let row = DraftRow {
        draft_id: saved.draft_id,
        saved_ms: saved.saved_ms,
        to: sheet.to.clone(),
        subject: sheet.subject.clone(),
        snippet: sheet.body.clone(),
        attachments: 1,
        is_damaged: false,
    };
    assert_eq!(rows, [row]);
    let mut open = elsewhere.open_draft(saved.draft_id).await.unwrap();
    assert_eq!(open.saved, saved);
    let attached = open.sheet.attachments.remove(0);
    assert_eq!((attached.name.as_str(), attached.size_bytes), ("å.txt", 6));
    sheet.attachments.clear();
    assert_eq!(open.sheet, sheet);

    // What was attached on the one device goes out with the letter on the other.
    let draft = Draft {
        uploads: vec![attached.upload],
        saved: Some(saved.draft_id),
        ..anna.letter_to(&bjorn)
    };
    let sent = elsewhere.send(&draft).await.unwrap();
    let letter = bjorn.sign_in(&server).await.read(sent.message_id).await.unwrap();
    assert_eq!(letter.attachments[0].name, "å.txt");
    assert_eq!(
        elsewhere.drafts(false).await.unwrap(),
        [],
        "a sent draft is none any more"
    );
}

#[tokio::test]
async fn saving_again_replaces_and_erases_and_what_has_not_changed_is_not_written() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let first = anna.save_draft(None, &sheet(&anna, "ett")).await.unwrap();
    let stored = blobs(&server);
    let second = anna.save_draft(Some(&first), &sheet(&anna, "två")).await.unwrap();
    assert_eq!((second.draft_id, second.version), (first.draft_id, 2));
    until(|| blobs(&server).len() == stored.len()).await;
    let replaced = stored.iter().filter(|file| !file.exists()).count();
    assert_eq!(replaced, 2, "the draft and the root");

    let writes = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&writes);
    anna.client.transport().before(move |request| {
        count.fetch_add(usize::from(request.body.is_some()), Ordering::SeqCst);
        true
    });
    let third = anna
        .save_draft(Some(&second), &sheet(&anna, "två"))
        .await
        .unwrap();
    assert_eq!(third, second);
    assert_eq!(writes.load(Ordering::SeqCst), 0);
    anna.client.transport().untap();
    assert_eq!(bodies(&anna).await, ["två"]);

    anna.discard_drafts(&[first.draft_id]).await.unwrap();
    assert_eq!(bodies(&anna).await, Vec::<String>::new());
    until(|| blobs(&server).len() == stored.len() - 1).await;
    anna.discard_drafts(&[first.draft_id]).await.unwrap();
}

#[tokio::test]
async fn of_two_devices_that_write_one_draft_both_are_kept() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let saved = anna.save_draft(None, &sheet(&anna, "först")).await.unwrap();
    let other = anna.sign_in(&server).await;
    let theirs = other.open_draft(saved.draft_id).await.unwrap();
    server.clock.advance_ms(1000);
    other
        .save_draft(Some(&theirs.saved), &sheet(&anna, "på telefonen"))
        .await
        .unwrap();
    server.clock.advance_ms(1000);
    let mine = anna
        .save_draft(Some(&saved), &sheet(&anna, "på datorn"))
        .await
        .unwrap();
    assert!(mine.copied && mine.draft_id != saved.draft_id);
    for mailbox in [&anna.mailbox, &other] {
        assert_eq!(bodies(mailbox).await, ["på datorn", "på telefonen"]);
    }
    // Thrown away there while it was open here: what is written here stays.
    other
        .discard_drafts(&[saved.draft_id, mine.draft_id])
        .await
        .unwrap();
    let again = anna.save_draft(Some(&mine), &sheet(&anna, "ändå")).await.unwrap();
    assert!(again.copied);
    assert_eq!(bodies(&other).await, ["ändå"]);
}

#[tokio::test]
async fn devices_that_write_different_drafts_do_not_disturb_each_other() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let other = anna.sign_in(&server).await;
    let (mut mine, mut theirs): (Option<SavedDraft>, Option<SavedDraft>) = (None, None);
    for n in 0..5 {
        let (here, there) = (
            sheet(&anna, &format!("här {n}")),
            sheet(&anna, &format!("där {n}")),
        );
        let (a, b) = tokio::join!(
            anna.save_draft(mine.as_ref(), &here),
            other.save_draft(theirs.as_ref(), &there)
        );
        (mine, theirs) = (Some(a.unwrap()), Some(b.unwrap()));
        assert!(!mine.as_ref().unwrap().copied && !theirs.as_ref().unwrap().copied);
    }
    let mut both = bodies(&anna).await;
    both.sort();
    assert_eq!(both, ["där 4", "här 4"]);
}

#[tokio::test]
async fn attachments_stay_with_their_draft_and_go_with_it() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let mut letter = sheet(&anna, "med bilagor");
    letter.attachments = vec![attach(&anna, 1, "a").await, attach(&anna, 2, "b").await];
    let saved = anna.save_draft(None, &letter).await.unwrap();
    anna.mailbox.sign_out().await.unwrap();
    // Uploads that nobody refers to go after a day; these do not.
    server.clock.advance_ms(2 * DAY_MS);
    let server = server.restart();
    let again = anna.sign_in(&server).await;
    let mut open = again.open_draft(saved.draft_id).await.unwrap();
    let taken_out = open.sheet.attachments.remove(0);
    assert_eq!(attached(&server), 2);
    // Taken out on the page: it stays until the draft is written without it.
    again.detach(taken_out.upload).await.unwrap();
    assert_eq!(attached(&server), 2);
    let next = again.save_draft(Some(&open.saved), &open.sheet).await.unwrap();
    until(|| attached(&server) == 1).await;
    let elsewhere = anna.sign_in(&server).await;
    let reopened = elsewhere.open_draft(next.draft_id).await.unwrap();
    assert_eq!(reopened.sheet.attachments.len(), 1);
    again.discard_drafts(&[next.draft_id]).await.unwrap();
    until(|| attached(&server) == 0).await;
}

#[tokio::test]
async fn what_is_attached_is_not_erased_with_another_letter_that_has_it() {
    let server = TestServer::start();
    let (anna, bjorn) = (server.person("Anna").await, server.person("Björn").await);
    let uploaded = attach(&anna, 1, "delad").await;
    let mut letter = sheet(&bjorn, "ett utkast");
    letter.attachments = vec![uploaded];
    let saved = anna.save_draft(None, &letter).await.unwrap();
    // Sent with a letter that is no draft of this one, which is then erased everywhere.
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    let sent = anna.send(&draft).await.unwrap();
    for person in [&anna, &bjorn] {
        person.throw_away(sent.message_id).await;
        person.empty_bin(&EmptyBin::default()).await.unwrap();
    }
    let elsewhere = anna.sign_in(&server).await;
    let open = elsewhere.open_draft(saved.draft_id).await.unwrap();
    let draft = Draft {
        uploads: vec![open.sheet.attachments[0].upload],
        ..anna.letter_to(&bjorn)
    };
    let sent = elsewhere.send(&draft).await.unwrap();
    assert_eq!(
        bjorn.read(sent.message_id).await.unwrap().attachments[0].name,
        "delad"
    );
}

#[tokio::test]
async fn attachments_of_a_letter_go_on_to_others_as_they_are() {
    let server = TestServer::start();
    let (anna, bjorn, eve) = (
        server.person("Anna").await,
        server.person("Björn").await,
        server.person("Eve").await,
    );
    attach(&anna, 1, "vidare").await;
    let draft = Draft {
        uploads: vec![1],
        ..anna.letter_to(&bjorn)
    };
    let sent = anna.send(&draft).await.unwrap();
    let carried = bjorn.carry(sent.message_id).await.unwrap();
    assert_eq!((carried[0].name.as_str(), carried[0].size_bytes), ("vidare", 6));
    let draft = Draft {
        uploads: vec![carried[0].upload],
        ..bjorn.letter_to(&eve)
    };
    let forwarded = bjorn.send(&draft).await.unwrap();
    assert_eq!(attached(&server), 1, "stored once");
    // Those who had it first erase it; those who got it keep it.
    for person in [&anna, &bjorn] {
        person.throw_away(sent.message_id).await;
        person.empty_bin(&EmptyBin::default()).await.unwrap();
    }
    let mut saved = Vec::new();
    let letter = eve.read(forwarded.message_id).await.unwrap();
    let index = letter.attachments[0].index;
    eve.save(forwarded.message_id, index, &mut saved, &Quiet)
        .await
        .unwrap();
    assert_eq!(saved, b"vidare");
    // Whoever has no such letter carries nothing on.
    assert!(eve.carry(sent.message_id).await.is_err());
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_draft() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let count = AtomicUsize::new(0);
    anna.client.transport().after(move |request, response| {
        if request.path.ends_with(OBJECTS)
            && request.body.is_some()
            && count.fetch_add(1, Ordering::SeqCst) < 2
        {
            response.status = 502;
            response.body.clear();
        }
    });
    let saved = anna.save_draft(None, &sheet(&anna, "en gång")).await.unwrap();
    assert_eq!((saved.version, saved.copied), (1, false));
    anna.client.transport().untap();
    assert_eq!(bodies(&anna.sign_in(&server).await).await, ["en gång"]);
}

#[tokio::test]
async fn after_a_compromised_password_drafts_lie_under_the_new_key() {
    let server = TestServer::start();
    let mut anna = server.person("Anna").await;
    let mut letter = sheet(&anna, "hemligt");
    letter.attachments = vec![attach(&anna, 1, "a").await];
    anna.save_draft(None, &letter).await.unwrap();
    let code = anna.phone.code();
    let new = "stegen bakom ladan är våt igen";
    let change = PasswordChange {
        current: &anna.password,
        code: GivenCode::Own(&code),
        new,
    };
    anna.replace_compromised(change, None, &Zxcvbn).await.unwrap();
    anna.password = new.to_owned();
    for _ in 0..2 {
        let again = anna.sign_in(&server).await;
        again.reseal_objects().await.unwrap();
        let rows = again.drafts(false).await.unwrap();
        assert_eq!((rows[0].snippet.as_str(), rows[0].attachments), ("hemligt", 1));
        again.sign_out().await.unwrap();
    }
}

/// Changes the server's answers about one object, or about all.
fn tamper(client: &TestClient, path: String, change: impl Fn(&mut Value) + Send + 'static) {
    client.transport().after(move |request, response: &mut Response| {
        if request.path == format!("{BASE_PATH}{path}") && response.status == 200 && request.body.is_none() {
            let mut body = serde_json::from_slice(&response.body).unwrap();
            change(&mut body);
            response.body = serde_json::to_vec(&body).unwrap();
        }
    });
}

#[tokio::test]
async fn a_server_that_shows_an_older_or_another_draft_is_noticed() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let first = anna.save_draft(None, &sheet(&anna, "gammal")).await.unwrap();
    let one = format!("{OBJECTS}/{}", first.draft_id);
    let old = anna.get(&one).await.json();
    let second = anna.save_draft(Some(&first), &sheet(&anna, "ny")).await.unwrap();
    let other = anna.save_draft(None, &sheet(&anna, "en annan")).await.unwrap();
    let other = anna.get(&format!("{OBJECTS}/{}", other.draft_id)).await.json();
    let relabelled = |version: u64, from: &Value| {
        let mut object = from.clone();
        object["object_id"] = serde_json::to_value(first.draft_id).unwrap();
        object["version"] = version.into();
        object
    };
    let answers = [
        ("the old one", old.clone()),
        ("the old one as the new", relabelled(second.version, &old)),
        ("another draft's box", relabelled(second.version, &other)),
        ("a newer one that the root does not know", relabelled(9, &old)),
    ];
    for (what, answer) in answers {
        let client = server.client();
        let mailbox = anna.enter(&client).await;
        tamper(&client, one.clone(), move |body| *body = answer.clone());
        let rows = mailbox.drafts(false).await.unwrap();
        let damaged: Vec<bool> = rows.iter().map(|row| row.is_damaged).collect();
        assert_eq!(damaged, [false, true], "{what}");
        let opened = mailbox.open_draft(first.draft_id).await;
        assert!(matches!(opened, Err(Error::BadAnswer(_))), "{what}");
    }
}

#[tokio::test]
async fn a_server_that_shows_an_older_list_of_drafts_is_noticed() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let root = format!("{OBJECTS}/{}", ObjectId([0; 16]));
    let saved = anna.save_draft(None, &sheet(&anna, "ett")).await.unwrap();
    let old = anna.get(&root).await.json();
    anna.save_draft(Some(&saved), &sheet(&anna, "två")).await.unwrap();
    let shows_old = |client: &TestClient| {
        let old = old.clone();
        tamper(client, root.clone(), move |body| *body = old.clone());
    };
    let refused = |outcome: Result<Vec<DraftRow>, Error>| {
        assert!(matches!(outcome, Err(Error::BadAnswer(_))));
    };
    // To whoever has seen the newer one.
    shows_old(&anna.client);
    refused(anna.drafts(false).await);
    anna.client.transport().untap();
    // And, once the keyring has learnt how far it was, to everybody.
    anna.mailbox.sign_out().await.unwrap();
    let client = server.client();
    let fresh = anna.enter(&client).await;
    shows_old(&client);
    refused(fresh.drafts(false).await);
    client.transport().after(move |request, response| {
        if request.path.contains(OBJECTS) {
            response.status = 404;
            let problem = json!({"type": "", "title": "", "status": 404, "code": Code::NotFound});
            response.body = problem.to_string().into_bytes();
        }
    });
    refused(fresh.drafts(false).await);
}

#[tokio::test]
async fn no_word_of_a_draft_reaches_the_server() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&seen);
    anna.client.transport().before(move |request| {
        if let Some((_, body)) = request.body.as_ref().filter(|_| request.path.ends_with(OBJECTS)) {
            keep.lock()
                .unwrap()
                .push(String::from_utf8_lossy(body).into_owned());
        }
        true
    });
    let saved = anna
        .save_draft(None, &sheet(&anna, "kanariefågel"))
        .await
        .unwrap();
    let longer = sheet(&anna, &"kanariefågel ".repeat(100));
    anna.save_draft(Some(&saved), &longer).await.unwrap();
    let seen = seen.lock().unwrap();
    let sealed =
        |body: &String| serde_json::from_str::<Value>(body).unwrap()["write"][0]["object"]["sealed"].clone();
    let sizes: Vec<usize> = seen
        .iter()
        .map(|body| sealed(body).as_str().unwrap().len())
        .collect();
    assert!(sizes.len() == 2 && sizes[0] == sizes[1], "one size for both");
    for word in ["kanarie", "Möte", "halv", &anna.address] {
        assert!(seen.iter().all(|body| !body.contains(word)), "{word}");
    }
}
