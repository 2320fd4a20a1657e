//! The main story: a letter with an attachment goes from Anna to Björn, is opened, is seen to be opened, and is erased.

use api::erasure::{EmptyBin, ErasureState};
use api::events::Event;
use api::messages::Folder;
use client::NewAttachment;
use client::transfer::Quiet;
use client::view::{Draft, Reachable, ReadCount, ReceiptState, Trust};
use std::time::Duration;
use tests::TestServer;

#[tokio::test]
async fn a_letter_goes_from_anna_to_bjorn_and_is_erased() {
    let server = TestServer::start();
    let anna = server.person("Anna").await;
    let bjorn = server.person("Björn").await;

    let Reachable::Yes(found) = anna.look(&bjorn.address).await.unwrap() else {
        panic!("Björn has a mailbox")
    };
    assert_eq!(
        (found.address.as_str(), found.trust),
        (bjorn.address.as_str(), Trust::New)
    );

    let file: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let attachment = NewAttachment {
        upload: 7,
        name: "avi.pdf",
        media_type: "application/pdf",
    };
    anna.attach(attachment, &file.as_slice(), &Quiet).await.unwrap();
    let draft = Draft {
        to: vec![bjorn.address.clone()],
        subject: "Hyresavi för november".into(),
        body: "Hej Björn,\n\nhär kommer avin.\n\nAnna".into(),
        uploads: vec![7],
        asks_receipt: true,
        ..Draft::default()
    };
    let mut events = bjorn.follow().await.unwrap();
    let sent = anna.send(&draft).await.unwrap();
    assert_eq!(
        events.next().await,
        Some(Event::Delivered {
            message_id: sent.message_id
        })
    );

    let inbox = bjorn.list(Folder::Inbox, None, true).await.unwrap();
    let row = &inbox.rows[0];
    assert_eq!(
        (inbox.rows.len(), row.subject.as_str(), row.attachments),
        (1, "Hyresavi för november", 1)
    );
    assert_eq!(
        (row.people[0].name.as_str(), row.unread, row.asks_receipt),
        ("Anna", true, true)
    );
    assert_eq!(bjorn.folders().await.unwrap().unread, 1);

    let mut annas_events = anna.follow().await.unwrap();
    let letter = bjorn.read(sent.message_id).await.unwrap();
    assert_eq!(letter.body, draft.body);
    assert!(matches!(letter.receipt, ReceiptState::Given { .. }));
    assert_eq!(
        annas_events.next().await,
        Some(Event::Receipt {
            message_id: sent.message_id
        })
    );

    let mut saved = Vec::new();
    bjorn
        .save(sent.message_id, letter.attachments[0].index, &mut saved, &Quiet)
        .await
        .unwrap();
    assert_eq!(saved, file);

    let tracker = anna.track(sent.message_id, true).await.unwrap();
    assert_eq!(tracker.readers.len(), 1);
    assert_eq!(tracker.readers[0].opened.unwrap().assurance, 2);
    let row = anna.list(Folder::Sent, None, true).await.unwrap().rows.remove(0);
    assert_eq!(row.read_count, Some(ReadCount { read: 1, of: 1 }));

    for person in [&bjorn, &anna] {
        person.throw_away(sent.message_id).await;
        let emptied = person.empty_bin(&EmptyBin::default()).await.unwrap();
        let erasure = emptied.erasure.unwrap();
        assert_eq!((erasure.letters, emptied.remaining), (1, 0));
        let done = loop {
            let erasure = person.erasure(erasure.erasure_id).await.unwrap();
            if erasure.state == ErasureState::Done {
                break erasure;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(done.report.unwrap().keys_destroyed, 1);
        assert!(person.read(sent.message_id).await.is_err());
    }
}
